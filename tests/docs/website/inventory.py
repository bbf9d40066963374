"""Every public name of the reference in objects.inv, so that other projects' documentation can point to it.

With intersphinx: ``:py:func:`ii_index.compose```. The search of the site lists them too.
"""

from typing import Any

from sphinx.domains.python import ObjectEntry

from tests.docs.reference.inventory import entries


def _note(_app: Any, env: Any) -> None:
    objects = env.domaindata["py"]["objects"]
    for entry in entries():
        kind = "class" if isinstance(entry.value, type) else "function"
        page, _, anchor = entry.link.partition("#")
        place = ObjectEntry(f"reference/{page.removesuffix('.md')}", anchor, kind, aliased=False)
        objects.setdefault(entry.path.replace("ii.", "ii_index.", 1), place)


def setup(app: Any) -> dict[str, bool]:
    """Note them once the pages are read."""
    app.connect("env-updated", _note)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
