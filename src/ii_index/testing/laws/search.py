"""Look for a counterexample, and write it so that a person can read it."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, SupportsFloat

import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from ii_index._typing import ArrayLike, FloatArray, IntArray

EXAMPLES = 100
PHASES = (Phase.generate, Phase.shrink)
RESCALINGS = (1000.0, 0.01, 1e4, 1e8)  # t to kg, % to share, 万, 亿
CLOSE = 1e-9  # numbers that differ by less than this share of the largest are the same


def search(law: Callable[..., None], *strategies: st.SearchStrategy[Any], examples: int) -> None:
    """Try a law on drawn examples; raise the AssertionError of the smallest one that breaks it."""

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.tuples(*strategies))
    def trial(drawn: tuple[Any, ...]) -> None:
        law(*drawn)

    try:
        trial()
    except AssertionError as broken:
        raise AssertionError(str(broken)) from None
    except Flaky:
        message = (
            "The same question got different answers: the function depends on something besides its input."
        )
        raise AssertionError(message) from None


def ask(function: Callable[..., Any], *arguments: FloatArray | IntArray) -> FloatArray | None:
    """Call a function on copies, its warnings silenced; None where it refuses with a ValueError.

    A function that changes what it is given breaks a law; another exception comes with the tables it was given.
    """
    given = [argument.copy() for argument in arguments]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answer = np.asarray(function(*given), dtype=np.float64)
        except ValueError:
            return None
        except Exception as error:
            error.add_note("\n\n".join(["The function was given:", *_tables(arguments)]))
            raise
    if not all(map(_unchanged, given, arguments)):
        fail("The function changes what it is given.", "its arguments as they were", *_tables(arguments))
    return answer


def _tables(arguments: Sequence[FloatArray | IntArray]) -> list[str]:
    return [table(f"argument {place}", argument) for place, argument in enumerate(arguments, 1)]


def _unchanged(after: FloatArray | IntArray, before: FloatArray | IntArray) -> bool:
    return np.array_equal(after, before, equal_nan=True)


def same(found: FloatArray, expected: FloatArray) -> bool:
    """Whether two results differ by rounding only."""
    return found.shape == expected.shape and bool(np.all(np.abs(found - expected) <= leeway(expected)))


def leeway(values: FloatArray) -> float:
    """Return what rounding may move: 1e-9 of the largest value, or of 1."""
    finite = np.abs(values[np.isfinite(values)])
    return CLOSE * max(1.0, float(finite.max(initial=0.0)))


def fail(what: str, expected: str, *shown: str) -> NoReturn:
    """Raise an AssertionError that says what is wrong, shows the tables and says what was expected."""
    raise AssertionError("\n\n".join([what, *shown, f"Expected: {expected}"]))


def table(title: str, values: ArrayLike, direction: FloatArray | None = None) -> str:
    """Show a table of units and indicators, or one row of numbers, with its directions."""
    cells = np.atleast_2d(np.asarray(values, dtype=np.float64))
    signs: Sequence[str] = [""] * cells.shape[1]
    if direction is not None:
        signs = [" (more is better)" if sign > 0 else " (less is better)" for sign in direction.tolist()]
    heads = [f"x{column + 1}{sign}" for column, sign in enumerate(signs)]
    labels = [f"unit {row + 1}" for row in range(len(cells))] if np.ndim(values) > 1 else [""]
    return _aligned(
        [title, *heads], [[label, *map(number, row)] for label, row in zip(labels, cells, strict=True)]
    )


def column(title: str, values: FloatArray) -> str:
    """Show one number a unit."""
    return _aligned([title, ""], [[f"unit {row + 1}", number(value)] for row, value in enumerate(values)])


def number(value: SupportsFloat) -> str:
    """Write a number as short as it can be read."""
    return f"{float(value):.10g}"


def _aligned(heads: list[str], rows: list[list[str]]) -> str:
    widths = [max(map(len, cells)) for cells in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(
            [cells[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True))]
        )
        for cells in [heads, *rows]
    ]
    return "\n".join(line.rstrip() for line in lines)
