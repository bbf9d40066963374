"""Functions that users wrote, asked as the kernel of their room is, and held to what it owes.

Each is tried on what it is given: its answer has the shape that it should have, a number wherever there is one to make,
and does not depend on the order of the units. What is not so is one finding, and so is an exception inside it.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.errors import DataError, Finding
from ii_index.model.names import Name
from ii_index.model.own_functions import OwnFunction

NO_FORMULA = Name(
    zh="自有函数的算法不在工作簿中",
    en="what a function of one's own does stands outside the workbook",
)
REFERENCE = "whoever wrote the function"
_LEEWAY = 1e-9  # of the largest score: sums in another order


def normalised(own: OwnFunction, values: FloatArray, direction: FloatArray, *, together: bool) -> FloatArray:
    """Normalise by a function ``(values, direction) -> scores`` of tables (units, indicators).

    Parameters
    ----------
    own : OwnFunction
    values : FloatArray, shape (..., years, units, indicators)
    direction : FloatArray, shape (indicators,)
    together : bool
        Whether it sees the units of all years in one table.
    """
    indicators = values.shape[-1]
    rows = values.shape[-3] * values.shape[-2] if together and values.ndim > 2 else values.shape[-2]
    tables = values.reshape(-1, rows, indicators)
    scores = [_scores(own, table, direction, tried=place == 0) for place, table in enumerate(tables)]
    return np.array(scores).reshape(values.shape)


def _scores(own: OwnFunction, table: FloatArray, direction: FloatArray, *, tried: bool) -> FloatArray:
    scores = _asked(own, table.shape, table, direction)
    there = ~np.isnan(table)
    if not np.isfinite(scores[there]).all():
        _refuse(
            own, Name(zh="有数值的单元格没有得到有限的得分", en="some value gets a score that is no number")
        )
    if not np.isnan(scores[~there]).all():
        _refuse(own, Name(zh="缺失的单元格得到了得分", en="some missing cell gets a score"))
    if tried:
        _same(own, scores, lambda: _asked(own, table.shape, table[::-1], direction)[::-1])
    return scores


def aggregated(own: OwnFunction, scores: FloatArray, weights: FloatArray, *, tried: bool) -> FloatArray:
    """Aggregate by a function ``(scores, weights) -> score`` of tables (units, k) without gaps.

    Parameters
    ----------
    own : OwnFunction
    scores : FloatArray, shape (..., k)
        NaN where one is missing: the function is asked for the others, with weights renormalised.
    weights : FloatArray, shape (k,)
    tried : bool
        Whether to try that a unit's score comes from its own row.

    Returns
    -------
    FloatArray, shape (...)
    """
    counted = weights > 0
    table, shares = scores.reshape(-1, scores.shape[-1])[:, counted], weights[counted]
    there = ~np.isnan(table)
    made = np.full(len(table), np.nan)
    for pattern in np.unique(there, axis=0):
        if not pattern.any():
            continue
        alike = (there == pattern).all(axis=1)
        part, own_shares = table[alike][:, pattern], shares[pattern] / shares[pattern].sum()
        made[alike] = _rows(own, part, own_shares, tried=tried)
    return made.reshape(scores.shape[:-1])


def _rows(own: OwnFunction, table: FloatArray, shares: FloatArray, *, tried: bool) -> FloatArray:
    scores = _asked(own, (len(table),), table, shares)
    if not np.isfinite(scores).all():
        shown = [f"{value:g}" for value in table[~np.isfinite(scores)][0].tolist()]
        _refuse(
            own, Name(zh=f"由 {'、'.join(shown)} 得不出数值", en=f"it gives no number for {', '.join(shown)}")
        )
    if tried:
        _same(own, scores, lambda: _asked(own, (len(table),), table[::-1], shares)[::-1])
        alone = Name(zh="某一行的得分随其他行而变", en="the score of a row depends on the other rows")
        _same(own, scores[:1], lambda: _asked(own, (1,), table[:1], shares), alone)
    return scores


def weighed(own: OwnFunction, table: FloatArray, direction: FloatArray) -> FloatArray:
    """Weigh by a function ``(values, direction) -> weights``; they add up to 1.

    Parameters
    ----------
    own : OwnFunction
    table : FloatArray, shape (units, indicators)
    direction : FloatArray, shape (indicators,)
    """
    shape = (table.shape[-1],)
    weights = _asked(own, shape, table, direction)
    if not np.isfinite(weights).all() or (weights < 0).any() or not weights.sum() > 0:
        _refuse(own, Name(zh="权重须为非负的数，且不全为零", en="weights are numbers from 0, and not all 0"))
    _same(own, weights, lambda: _asked(own, shape, table[::-1], direction))
    shares: FloatArray = weights / weights.sum()
    return shares


def imputed(own: OwnFunction, values: FloatArray) -> FloatArray:
    """Fill by a function ``(values) -> values``; what stays NaN it could not fill.

    Parameters
    ----------
    own : OwnFunction
    values : FloatArray, shape (..., years, units, indicators)
    """
    panels = values.reshape(-1, *values.shape[-3:])
    filled = np.array([_asked(own, panel.shape, panel) for panel in panels])
    holes = np.isnan(panels[0])
    if np.isinf(filled[0][holes]).any():
        _refuse(own, Name(zh="填入了无穷大", en="it fills in infinity"))
    first = np.where(holes, filled[0], 0.0)
    _same(own, first, lambda: np.where(holes, _asked(own, holes.shape, panels[0][:, ::-1])[:, ::-1], 0.0))
    return filled.reshape(values.shape)


def limits(own: OwnFunction, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Find what outliers are pulled in to by a function ``(values) -> (floor, ceiling)``.

    Parameters
    ----------
    own : OwnFunction
    values : FloatArray, shape (..., units, indicators)

    Returns
    -------
    floor, ceiling : FloatArray, shape (..., 1, indicators)
    """
    tables = values.reshape(-1, *values.shape[-2:])
    shape = (2, values.shape[-1])
    found = np.array([_asked(own, shape, table) for table in tables])
    if np.isnan(found).any() or (found[:, 0] > found[:, 1]).any():
        _refuse(own, Name(zh="下限须为数，且不大于上限", en="a floor is a number, and not above its ceiling"))
    _same(own, found[0], lambda: _asked(own, shape, tables[0][::-1]))
    ends = found.reshape(*values.shape[:-2], *shape)
    return ends[..., :1, :], ends[..., 1:, :]


def cut(own: OwnFunction, scores: FloatArray, k: int) -> IntArray:
    """Cut scores into tiers by a function ``(scores, k) -> labels``, 0 the lowest.

    Parameters
    ----------
    own : OwnFunction
    scores : FloatArray, shape (units,)
    k : int

    Returns
    -------
    IntArray, shape (units,)
        −1 without a score.
    """
    scored = ~np.isnan(scores)
    some = scores[scored]
    labels = _asked(own, some.shape, some, k)
    used = np.unique(labels)
    if not np.array_equal(used, np.arange(len(used))) or len(used) > k:
        _refuse(
            own,
            Name(
                zh=f"梯队须为0至 {k - 1} 的整数，自0起不得跳号",
                en=f"tiers are whole numbers from 0 to {k - 1}, none left out below the highest",
            ),
        )
    order = np.argsort(some, kind="stable")
    if (np.diff(labels[order]) < 0).any():
        _refuse(own, Name(zh="得分较高者的梯队较低", en="a higher score is in a lower tier"))
    _same(own, labels, lambda: _asked(own, some.shape, some[::-1], k)[::-1])
    found: IntArray = np.full(len(scores), -1, dtype=np.int64)
    found[scored] = labels.astype(np.int64)
    return found


def require(own: OwnFunction) -> Callable[..., Any]:
    """Return the function, where its code may run.

    Raises
    ------
    DataError
        It is only named.
    """
    if own.call is None:
        raise DataError(Finding("E_CODE_NOT_ALLOWED", found=own.label))
    return own.call


def _asked(own: OwnFunction, shape: tuple[int, ...], *given: FloatArray | int) -> FloatArray:
    """Ask a function, on copies; what it raises, or what has another shape, is one finding."""
    function = require(own)
    copies = [np.array(part) if isinstance(part, np.ndarray) else part for part in given]
    try:
        with np.errstate(all="ignore"):
            answer: FloatArray = np.asarray(function(*copies), dtype=np.float64)
    except Exception as error:
        details = {"error": f"{type(error).__name__}: {error}", "place": _place(error)}
        raise DataError(Finding("E_OWN_FAILED", found=own.label, details=details)) from error
    if answer.shape != shape:
        _refuse(
            own, Name(zh=f"应得 {shape}，实得 {answer.shape}", en=f"it gives {answer.shape}, not {shape}")
        )
    return answer


def _same(
    own: OwnFunction, answer: FloatArray, again: Callable[[], FloatArray], problem: Name | None = None
) -> None:
    """Refuse an answer that is another one when the rows come in another order."""
    order = Name(zh="结果随各行的次序而变", en="the answer depends on the order of the rows")
    if not np.allclose(answer, again(), rtol=_LEEWAY, atol=_LEEWAY, equal_nan=True):
        _refuse(own, problem or order)


def _refuse(own: OwnFunction, problem: Name) -> NoReturn:
    raise DataError(Finding("E_OWN_RESULT", found=own.label, details={"problem": problem}))


def _place(error: Exception) -> str:
    """Return file and line of the innermost step of an error."""
    step, place = error.__traceback__, "?"
    while step is not None:
        file = step.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
        place, step = f"{file}:{step.tb_lineno}", step.tb_next
    return place
