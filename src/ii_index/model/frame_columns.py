"""The columns of a DataFrame as arrays: each label once, each number exactly.

Nothing that pandas computes is used, only what its cells are: how its tables are reshaped and joined has changed
from version to version.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.errors import DataError, Finding
from ii_index.model import decimals
from ii_index.model.numbers import Measure, Number, Refusal, read
from ii_index.model.spelling import BLANKS

if TYPE_CHECKING:
    import pandas as pd

    Source: TypeAlias = "pd.Series[Any] | pd.Index[Any]"


def as_pandas(given: object) -> "pd.DataFrame":
    """Return a frame as pandas has it: its own as it is, any other through the Arrow C stream.

    Raises
    ------
    TypeError
        What is given is no frame.
    DataError
        ``pyarrow``, which reads the stream, is not installed.
    """
    if _is_pandas(given):
        return given
    kind = f"{type(given).__module__.partition('.')[0]}.{type(given).__name__}"
    if not hasattr(given, "__arrow_c_stream__"):
        message = (
            f"from_frame takes pandas or what has an Arrow C stream (polars, pyarrow, duckdb), not {kind}"
        )
        raise TypeError(message)
    try:
        import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise DataError(Finding("E_NO_ARROW", found=kind)) from error
    return pa.table(given).to_pandas()  # type: ignore[no-any-return, unused-ignore]


def _is_pandas(given: object) -> TypeGuard["pd.DataFrame"]:
    import pandas as pd

    return isinstance(given, pd.DataFrame)


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Cells of a column, each distinct one once.

    Attributes
    ----------
    distinct : list
        In the order of their first rows, one and True told apart.
    at : IntArray, shape (rows,)
        Position in ``distinct`` of each row's cell; -1 where it is missing.
    """

    distinct: list[Any]
    at: IntArray

    @classmethod
    def of(cls, column: "Source | Coded") -> "Coded":
        """Return the cells of a column; missing is whatever pandas calls so."""
        if isinstance(column, Coded):
            return column
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu":
            return cls(*_integers_once_each(column.to_numpy()))
        present = ~np.asarray(column.isna(), dtype=np.bool_)
        cells = column[present].tolist()
        at = np.full(len(present), -1, dtype=np.intp)
        distinct, at[present] = _once_each(cells)
        return cls(distinct, at)

    def texts(self) -> "Coded":
        """Return the cells as texts without white space around them; a blank one is missing."""
        texts = texts_of(self.distinct)
        if texts == self.distinct and "" not in texts:
            return self
        distinct, moved = _once_each(texts)
        blank = np.array([not text for text in distinct], dtype=np.bool_)[moved] if texts else moved
        codes = np.append(np.where(blank, -1, moved), -1)
        return Coded(distinct, codes[self.at])

    def spread(self, values: Iterable[Any], missing: object, dtype: Any) -> Any:  # noqa: ANN401 - an array of that type
        """Return one value a row, given one for each distinct cell and one for what is missing."""
        return np.array([*values, missing], dtype=dtype)[self.at]

    def cell(self, row: int) -> Any:  # noqa: ANN401 - whatever the frame holds
        """Return what stands in a row, None where it is missing."""
        return None if self.at[row] < 0 else self.distinct[self.at[row]]


def _integers_once_each(cells: IntArray) -> tuple[list[Any], IntArray]:
    """Return distinct whole numbers as they come, and which of them each is."""
    ascending, first, at = np.unique(cells, return_index=True, return_inverse=True)
    order = np.argsort(first)
    moved = np.empty(len(order), dtype=np.intp)
    moved[order] = np.arange(len(order))
    return ascending[order].tolist(), moved[at.reshape(-1)]


def _once_each(cells: list[Any]) -> tuple[list[Any], IntArray]:
    """Return distinct cells as they come, and which of them each is."""
    mixed = len(set(map(type, cells))) > 1
    keys = list(zip(map(type, cells), cells, strict=True)) if mixed else cells
    try:
        once = len(set(keys)) == len(keys)  # a third of the time of a dictionary
    except TypeError:  # a list in a cell
        keys = list(zip(map(type, cells), map(repr, cells), strict=True))
        once = len(set(keys)) == len(keys)
    if once:
        return cells, np.arange(len(cells))
    position: dict[Any, Any] = dict.fromkeys(keys)
    position = dict(zip(position, range(len(position)), strict=True))
    at = np.fromiter(map(position.__getitem__, keys), np.intp, len(keys))
    if keys is cells:
        return list(position), at
    first = np.empty(len(position), dtype=np.intp)
    first[at[::-1]] = np.arange(len(at) - 1, -1, -1)
    return [cells[row] for row in first.tolist()], at


def texts_of(cells: list[Any]) -> list[str]:
    """Return labels as texts, each as :func:`text_of` gives it."""
    if {*map(type, cells)} == {str}:  # without a call for each: there may be a million
        return [*map(str.strip, cells, repeat(BLANKS))]
    return [*map(text_of, cells)]


def text_of(cell: object) -> str:
    """Return a label as text without white space around it; a whole number without its ``.0``."""
    if isinstance(cell, str):
        return cell.strip(BLANKS)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell).strip(BLANKS)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The numbers of a column in the framework's unit, and what was odd about some of its cells.

    Attributes
    ----------
    values : FloatArray, shape (rows,)
        NaN where missing or refused.
    cells : Coded
        The distinct cells; none where all were plain numbers.
    refused : dict of int to Refusal
        By position in ``cells``.
    odd : dict of int to Number
        What carried a unit, a mark or a percent sign.
    """

    values: FloatArray
    cells: Coded
    refused: dict[int, Refusal]
    odd: dict[int, Number]

    def rows(self, positions: Iterable[int]) -> IntArray:
        """Return the rows whose cells are among some."""
        wanted = [*positions]
        return np.flatnonzero(np.isin(self.cells.at, wanted)) if wanted else np.empty(0, dtype=np.intp)


def is_numeric(column: "Source") -> bool:
    """Whether a column's type says that its cells are real numbers, decimal ones aside."""
    return getattr(column.dtype, "kind", "O") in "iuf" and "decimal" not in str(column.dtype)


def numbers(column: "Source", measure: Measure) -> Measured:
    """Read the numbers of a column, text and decimals by the rules of a table's cells."""
    if is_numeric(column) and measure.is_plain:
        values: FloatArray = column.to_numpy(dtype=np.float64, na_value=np.nan)
        infinite = np.isinf(values)
        if not infinite.any():
            return Measured(values, _NONE, {}, {})
        cells = Coded([np.inf, -np.inf], np.where(infinite, np.where(values > 0, 0, 1), -1))
        refused = dict.fromkeys(range(2), Refusal("E_NOT_NUMBER"))
        return Measured(np.where(infinite, np.nan, values), cells, refused, {})
    return _one_by_one(Coded.of(column), measure)


_NONE = Coded([], np.empty(0, dtype=np.intp))


def _one_by_one(cells: Coded, measure: Measure) -> Measured:
    distinct = [_builtin(cell) for cell in cells.distinct]
    values, plain = _plain(distinct, measure)
    refused: dict[int, Refusal] = {}
    odd: dict[int, Number] = {}
    for at in np.flatnonzero(~plain).tolist():
        found = read(distinct[at], measure)
        if isinstance(found, Refusal):
            refused[at] = found
            continue
        values[at] = found.value
        if found.unit or found.mark or found.percent:
            odd[at] = found
    _refuse_mixed(values, refused, odd, distinct)
    return Measured(np.append(values, np.nan)[cells.at], cells, refused, odd)


def _plain(cells: list[Any], measure: Measure) -> tuple[FloatArray, BoolArray]:
    """Return the plain decimals among texts or decimals, all read at once, and which they are."""
    if cells and measure.is_plain and set(map(type, cells)) in ({str}, {Decimal}):
        margin = " " * decimals.WIDEST
        text = np.frombuffer(
            (margin + "\n".join(map(str, cells)) + "\n").encode(errors="surrogatepass"), np.uint8
        )
        ends = np.flatnonzero(text == ord("\n"))
        if len(ends) == len(cells):
            return decimals.parse(text, np.append(len(margin), ends[:-1] + 1), ends)
    return np.full(len(cells), np.nan), np.zeros(len(cells), dtype=np.bool_)


def _refuse_mixed(
    values: FloatArray, refused: dict[int, Refusal], odd: dict[int, Number], cells: list[Any]
) -> None:
    """Refuse bare fractions beside percent signs: 0.587 may be 0.587 % or 58.7 %."""
    signed = next((at for at, number in odd.items() if number.percent), None)
    if signed is None:
        return
    for at in np.flatnonzero((np.abs(values) <= 1) & (values != 0)).tolist():
        number = odd.get(at)
        if number is None or number.bare:
            values[at] = np.nan
            refused[at] = Refusal("E_MIXED_PERCENT", expected=text_of(cells[signed]))


def _builtin(cell: Any) -> Any:  # noqa: ANN401 - whatever the frame holds
    """Return numpy's scalars as Python's, and any other real number as the nearest float."""
    own: Any = cell.item() if issubclass(type(cell), np.generic) else cell
    is_plain = issubclass(type(own), (int, float))
    return float(own) if isinstance(own, Real) and not is_plain else own
