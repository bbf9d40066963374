"""A fit as JSON: last year's bounds for next month's rows, on any engine."""

import json
from pathlib import Path

import numpy as np

from ii_index.construction.methods.normalisation import Fitted
from ii_index.errors import DataError, Finding
from ii_index.io.files.atomic import write_bytes
from ii_index.model.framework import Framework
from ii_index.model.recipe import Recipe

_NUMBERS = ("lower", "upper", "mean", "sd", "power", "floor", "ceiling", "log_from", "log_to")
_FORMAT = 1


def save(fitted: Fitted, path: str | Path) -> None:
    """Write a fit as JSON: bounds, moments and limits, weights, framework and recipe; every number as it is.

    Parameters
    ----------
    fitted : Fitted
    path : str or Path
        Replaced whole or not at all.
    """
    write_bytes(Path(path), to_json(fitted).encode(), force=True)


def load(path: str | Path) -> Fitted:
    """Read a fit that :func:`save` wrote.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    DataError
        The file is no such fit.
    """
    try:
        return from_json(Path(path).read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DataError(Finding("E_FITTED_FILE", file=str(path), found=str(error).splitlines()[0])) from error


def to_json(fitted: Fitted) -> str:
    """Return a fit as JSON."""
    if fitted.framework is None or fitted.recipe is None:
        raise DataError(Finding("E_FITTED_BARE"))
    record = {
        "format": _FORMAT,
        "indicators": [*fitted.indicators],
        "kinds": [*fitted.kinds],
        "years": [int(year) for year in fitted.years],
        "local": dict(fitted.local or {}),
        "framework": fitted.framework.model_dump(mode="json", exclude_unset=True),
        "recipe": fitted.recipe.model_dump(mode="json"),
        **{name: _plain(getattr(fitted, name)) for name in _NUMBERS},
    }
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)


def from_json(text: str) -> Fitted:
    """Return the fit of a JSON text."""
    record = json.loads(text)
    if record["format"] != _FORMAT:
        raise ValueError(record["format"])
    return Fitted.of(_array(record[name]) for name in _NUMBERS)._replace(
        indicators=tuple(record["indicators"]),
        kinds=tuple(record["kinds"]),
        years=tuple(record["years"]),
        framework=Framework.model_validate(record["framework"]),
        recipe=Recipe.model_validate(record["recipe"]),
        local=record["local"],
    )


def _plain(numbers: np.ndarray) -> list[list[float | str | None]]:
    return [
        [None if np.isnan(number) else number if np.isfinite(number) else str(number) for number in row]
        for row in numbers[:, 0, :].tolist()
    ]


def _array(rows: list[list[float | str | None]]) -> np.ndarray:
    return np.array([[[np.nan if cell is None else float(cell) for cell in row]] for row in rows])
