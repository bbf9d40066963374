"""Frameworks: built-in by id, from a YAML file, or from a flat table of their indicators."""

from pathlib import Path

from ii_index.errors import Finding
from ii_index.io.definitions import builtin, read_definition, validated
from ii_index.io.flat_frameworks import is_flat, read_flat
from ii_index.model.framework import Framework


def read_framework(source: str | Path) -> Framework:
    """Read a framework by its built-in id, from a YAML file, or from a table (CSV or workbook) with a row a node.

    Parameters
    ----------
    source : str or path

    Raises
    ------
    FrameworkError
        Neither an id nor a file, or every fault of the definition.

    Examples
    --------
    >>> len(read_framework("caict-2024").leaves)
    19
    """
    return framework_and_notes(source)[0]


def framework_and_notes(source: str | Path) -> tuple[Framework, tuple[Finding, ...]]:
    """Read a framework as :func:`read_framework` does, with a finding of what in a flat table was left out."""
    if is_flat(source) and str(source) not in builtin_frameworks():
        flat = read_flat(Path(source))
        return validated(flat.fields, Framework, str(source)), flat.findings
    return read_definition(source, Framework, "frameworks", "E_UNKNOWN_FRAMEWORK"), ()


def builtin_frameworks() -> tuple[str, ...]:
    """Return the ids of the built-in frameworks."""
    return builtin("frameworks")
