"""The bundled examples: beside the package in an installed wheel, in the repository otherwise."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def example(name: str) -> Path:
    """Return the path of a bundled example file."""
    installed = _PACKAGE / "examples" / name
    return installed if installed.exists() else _PACKAGE.parent.parent / "examples" / name
