"""Modules of the extras, or the finding that says how to install them."""

from typing import Any

from ii_index.errors import DataError, Finding


def narwhals() -> Any:  # noqa: ANN401 - a module
    """Import narwhals, or say which extra brings it."""
    return required("narwhals", "scale")


def required(module: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """Import a module of an extra.

    Raises
    ------
    DataError
        It is not installed; the finding has the line that installs it.
    """
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise DataError(Finding("E_NO_ENGINE", found=module, details={"extra": extra})) from error
