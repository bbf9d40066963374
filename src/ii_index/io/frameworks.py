"""Frameworks: built-in by id, from a YAML file, or from a flat table of their indicators."""

from pathlib import Path

from ii_index.errors import Finding
from ii_index.io.definitions import builtin, definition_and_notes, validated
from ii_index.io.flat_frameworks import is_flat, read_flat
from ii_index.model.framework import Framework


def read_framework(source: str | Path, *, allow_code: bool = False) -> Framework:
    """Read a framework by its built-in id, from a YAML file, or from a table (CSV or workbook) with a row a node.

    Parameters
    ----------
    source : str or path
    allow_code : bool
        Whether functions of its own that it names (``kind: call``) may be imported and run.

    Raises
    ------
    FrameworkError
        Neither an id nor a file, every fault of the definition, or code that was not allowed.

    Examples
    --------
    >>> len(read_framework("caict-2024").leaves)
    19
    """
    return framework_and_notes(source, allow_code=allow_code)[0]


def framework_and_notes(
    source: str | Path, *, allow_code: bool = False
) -> tuple[Framework, tuple[Finding, ...]]:
    """Read a framework as :func:`read_framework` does, with a finding of what was left out or made visible."""
    if is_flat(source) and str(source) not in builtin_frameworks():
        flat = read_flat(Path(source))
        return validated(flat.fields, Framework, str(source), allow_code=allow_code), flat.findings
    kept = "frameworks", "E_UNKNOWN_FRAMEWORK"
    return definition_and_notes(source, Framework, *kept, allow_code=allow_code)


def builtin_frameworks() -> tuple[str, ...]:
    """Return the ids of the built-in frameworks."""
    return builtin("frameworks")
