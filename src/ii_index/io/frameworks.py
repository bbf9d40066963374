"""Frameworks: built-in by id, or from a YAML file."""

from pathlib import Path

from ii_index.io.definitions import builtin, read_definition
from ii_index.model.framework import Framework


def read_framework(source: str | Path) -> Framework:
    """Read a framework by its built-in id or from a YAML file.

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
    return read_definition(source, Framework, "frameworks", "E_UNKNOWN_FRAMEWORK")


def builtin_frameworks() -> tuple[str, ...]:
    """Return the ids of the built-in frameworks."""
    return builtin("frameworks")
