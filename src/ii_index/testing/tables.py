"""Strategies for tables of indicators and their directions.

Everything is decoded from one draw of bytes: a draw a cell would take a hundred times as long.
"""

import math

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray, IntArray

SCALES: FloatArray = np.array([1.0, 1e6, 1e-6, 1e12, 1e-12])  # people, 亿元, shares of shares
FEW = 4  # different values in a column of many ties
GAPS = 4  # one cell in so many is missing
UNITS = range(3, 8)
INDICATORS = range(1, 5)


def tables(
    *,
    units: int | None = None,
    indicators: int | None = None,
    missing: bool = False,
    constant: bool = False,
    negative: bool = False,
) -> st.SearchStrategy[FloatArray]:
    """Draw a table of units and indicators, with ties and with columns of very different scales.

    Parameters
    ----------
    units, indicators : int, optional
        Its shape; by default 3 to 7 units and 1 to 4 indicators.
    missing : bool, default False
        Whether cells may be NaN. The lowest and the highest value of a column are always left.
    constant : bool, default False
        Whether columns may be constant.
    negative : bool, default False
        Whether values may be zero or negative; they are positive otherwise.

    Returns
    -------
    strategy of ndarray, shape (units, indicators)
    """
    most = units or UNITS[-1], indicators or INDICATORS[-1]

    def table(drawn: IntArray) -> FloatArray:
        rows = units or UNITS[int(drawn[0]) % len(UNITS)]
        columns = indicators or INDICATORS[int(drawn[1]) % len(INDICATORS)]
        kinds, cells, gaps = np.split(drawn[2:], [most[1], most[1] + math.prod(most)])
        kept = cells.reshape(most)[:rows, :columns]
        values = _values(kept, kinds[:columns], constant=constant, negative=negative)
        return _with_gaps(values, gaps.reshape(most)[:rows, :columns]) if missing else values

    return digits(2 + most[1] + 2 * math.prod(most)).map(table)


def directions(indicators: int) -> st.SearchStrategy[FloatArray]:
    """Draw a direction for each indicator: 1 where more is better, -1 where less is.

    Parameters
    ----------
    indicators : int
        How many.

    Returns
    -------
    strategy of ndarray, shape (indicators,)
    """
    return digits(indicators).map(lambda drawn: np.where(drawn % 2 == 0, 1.0, -1.0))


def digits(*shape: int) -> st.SearchStrategy[IntArray]:
    """Draw an array of whole numbers between 0 and 255.

    Parameters
    ----------
    *shape : int
        Of the array.

    Returns
    -------
    strategy of ndarray of int
    """
    size = math.prod(shape)
    return st.binary(min_size=size, max_size=size).map(lambda drawn: _numbers(drawn).reshape(shape))


def _numbers(drawn: bytes) -> IntArray:
    return np.frombuffer(drawn, dtype=np.uint8).astype(np.intp)


def _values(cells: IntArray, kinds: IntArray, *, constant: bool, negative: bool) -> FloatArray:
    """Make columns of digits: of many values or few, varying or not, on a scale; 0 is the plainest kind."""
    kinds, scales = np.divmod(kinds, len(SCALES))
    cells = np.where(kinds % 2 == 1, cells % FEW, cells)
    values = np.where(cells % 2 == 1, -1, 1) * ((cells + 1) // 2) if negative else cells + 1
    values[0] += (values == values[0]).all(axis=0)
    if constant:
        values = np.where(kinds // 2 % 2 == 1, values[0], values)
    return values.astype(np.float64) * SCALES[scales]


def _with_gaps(values: FloatArray, gaps: IntArray) -> FloatArray:
    missing = gaps % GAPS == GAPS - 1
    columns = np.arange(values.shape[1], dtype=np.intp)
    missing[values.argmin(axis=0), columns] = False
    missing[values.argmax(axis=0), columns] = False
    return np.where(missing, np.nan, values)
