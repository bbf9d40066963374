"""A contract that names what may be imported, so that whatever it forgets is forbidden.

import-linter's own contracts name what may not: a library that nobody thought of passes them.
"""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class AllowList(Contract):
    """Source modules, and what is below them, import allowed modules only, inside functions too."""

    type_name = "allow_list"

    source_modules = fields.ListField(subfield=fields.StringField())
    allowed_modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - import-linter's signature
        strangers = sorted(
            (importer, imported)
            for importer, imported in imports_of(graph, self.source_modules)
            if not any(is_within(imported, allowed) for allowed in self.allowed_modules)
        )
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["strangers"]:
            output.print_error(f"{importer} may not import {imported}", bold=False)


def imports_of(graph: ImportGraph, packages: list[str]) -> set[tuple[str, str]]:
    """All direct imports by packages and what they hold: (importer, imported)."""
    modules = {module for package in packages for module in (package, *graph.find_descendants(package))}
    return {(module, name) for module in modules for name in graph.find_modules_directly_imported_by(module)}


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
