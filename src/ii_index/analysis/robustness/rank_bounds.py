"""What no choice of weights can change: exact best and worst ranks, and who is above whom whatever the weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.evaluation import evaluate
from ii_index.analysis.robustness.linear_view import LinearView, linear_view
from ii_index.analysis.robustness.samples import Sample
from ii_index.analysis.size import PAIRS_BY_WEIGHTS, refuse_more
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.errors import Finding
from ii_index.kernels.robustness import admissible_weights, linear_programs
from ii_index.kernels.robustness import rank_bounds as kernel
from ii_index.kernels.robustness.linear_programs import Polytope
from ii_index.kernels.robustness.sampling import share_among_siblings
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd


Limits: TypeAlias = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class RankBounds(Immutable):
    """Best and worst rank of every unit over all admissible weights.

    Arrays have the order of ``units``; the table has units by rank, then in that order.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    amount : float or None
        Share by which each local weight may be wrong; None: any weights.
    limits : Mapping of str to (float, float), or None
        Limits of nested weights by node id, where such were stated.
    units : tuple of str
    nominal : IntArray, shape (units,)
    best, worst : IntArray, shape (units,)
        No admissible weights rank a unit better or worse. 0 where a unit was not asked about.
    best_attained, worst_attained : IntArray, shape (units,)
        Ranks under the weights found. They equal ``best`` and ``worst`` unless units lack cells: then the
        limits are safe and may not be sharp.
    best_weights, worst_weights : FloatArray, shape (units, nodes)
        Local weights under which these ranks occur.
    nodes : tuple of str
    dominates : BoolArray, shape (units, units)
        Whether i is above j under all admissible weights.
    """

    index: CompositeIndex
    year: int
    amount: float | None
    limits: Limits | None
    units: tuple[str, ...]
    nominal: IntArray
    best: IntArray
    worst: IntArray
    best_attained: IntArray
    worst_attained: IntArray
    best_weights: FloatArray
    worst_weights: FloatArray
    nodes: tuple[str, ...]
    dominates: BoolArray

    @property
    def exact(self) -> BoolArray:
        """Whether weights were found that reach both limits, shape (units,)."""
        both = (self.best == self.best_attained) & (self.worst == self.worst_attained)
        return np.asarray(both & (self.best > 0))

    def table(self) -> Table:
        """Return nominal, best and worst rank, and how many units each dominates or is dominated by."""
        return _table(self)

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by unit code, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)

    def weights_for(self, unit: str, *, best: bool = True) -> dict[str, float]:
        """Return the local weights, by node id, under which a unit has its best (or worst) rank."""
        code = self.index.units[self.index.panel.unit_index(unit)]
        weights = (self.best_weights if best else self.worst_weights)[self.units.index(code)]
        return dict(zip(self.nodes, weights.tolist(), strict=True))

    def words(self, unit: str, language: Language = "en") -> str:
        """Say in a sentence what no weights can do to a unit."""
        return _in_words(self, unit, language)


NOMINAL = Column("rank", Name(zh="名次", en="Rank"), "integer", 0)
BEST = Column("best", Name(zh="最好名次", en="Best rank"), "integer", 0)
WORST = Column("worst", Name(zh="最差名次", en="Worst rank"), "integer", 0)
EXACT = Column("exact", Name(zh="可达", en="Attained"), "text")
ABOVE = Column("dominates", Name(zh="必然领先（个）", en="Surely above"), "integer", 0)
BELOW = Column("dominated_by", Name(zh="必然落后（个）", en="Surely below"), "integer", 0)

YES, NO = Name(zh="是", en="yes"), Name(zh="界限偏宽", en="safe limit")


def _table(bounds: RankBounds) -> Table:
    """Best and worst rank, and how many units are surely below or above."""
    rows: list[tuple[Cell, ...]] = []
    for unit in by_rank(bounds.nominal):
        if not bounds.best[unit]:
            continue
        code = bounds.units[unit]
        rows.append(
            (
                code,
                bounds.index.panel.unit_name(code),
                int(bounds.nominal[unit]),
                int(bounds.best[unit]),
                int(bounds.worst[unit]),
                YES if bounds.exact[unit] else NO,
                int(bounds.dominates[unit].sum()),
                int(bounds.dominates[:, unit].sum()),
            )
        )
    which = _admitted_weights(bounds)
    title = Name(
        zh=f"{bounds.year}年最好与最差名次（{which.zh}）",
        en=f"Best and worst ranks, {bounds.year} ({which.en})",
    )
    return Table(
        "rank_bounds",
        title,
        (CODE, UNIT, NOMINAL, BEST, WORST, EXACT, ABOVE, BELOW),
        tuple(rows),
        index=("code",),
    )


def _admitted_weights(bounds: RankBounds) -> Name:
    """Say which weights are admissible."""
    if bounds.amount is None:
        which = Name(zh="任意权重", en="any weights")
    else:
        share = f"{100 * bounds.amount:g}"
        which = Name(zh=f"每个权重可偏离自身±{share}%", en=f"every weight within ± {share} % of itself")
    if bounds.limits is None:
        return which
    return Name(zh=f"{which.zh}，并限定部分权重的上下限", en=f"{which.en}, some within stated limits")


def _in_words(bounds: RankBounds, unit: str, language: Language) -> str:
    """Say in a sentence what no weights can do to a unit."""
    code = bounds.index.units[bounds.index.panel.unit_index(unit)]
    place = bounds.units.index(code)
    name, which = bounds.index.panel.unit_name(code).text(language), _admitted_weights(bounds).text(language)
    best, worst = int(bounds.best[place]), int(bounds.worst[place])
    below = int(bounds.dominates[place].sum())
    if language == "zh":
        also = f"，并且必然领先{below}个地区" if below else ""
        return f"{which}时，{name}最好第{best}名、最差第{worst}名{also}。"
    also = f", and is above {below} unit{'s' * (below > 1)} whatever they are" if below else ""
    return f"With {which}, {name} ranks no better than {best} and no worse than {worst}{also}."


def by_rank(nominal: np.ndarray) -> list[int]:
    """Return the positions of units by rank, then in their order."""
    order: list[int] = np.argsort(nominal, kind="stable").tolist()
    return order


def rank_bounds(
    index: CompositeIndex,
    year: int | None = None,
    *,
    amount: float | None = 0.25,
    limits: Limits | None = None,
    units: Sequence[str] | None = None,
) -> RankBounds:
    """Find the best and the worst rank of each unit over all admissible weights, exactly.

    Admissible are the weights of which each local one is wrong by at most a share ``amount`` of itself, with
    siblings renormalised: those that uncertainty draws. ``amount=None`` admits any weights. ``limits`` also
    keeps nested weights of nodes between two values.

    Parameters
    ----------
    index : CompositeIndex
        Its weights enter through one mean: at all levels, or down to nodes that have none.
    year : int, optional
        By default the latest.
    amount : float or None
    limits : Mapping of str to (float, float), optional
        Least and largest nested weight by node id.
    units : sequence of str, optional
        Units to ask about; by default all. Each takes two integer programmes.

    Returns
    -------
    RankBounds

    Raises
    ------
    FrameworkError
        Weights that enter otherwise than through one mean, an amount outside [0, 1), a node that does not exist.
    DataError
        More units than a table of units × units × weights can hold (1,000 of 30 weights).
    ii_index.kernels.robustness.linear_programs.InfeasibleError
        Limits that no weights meet.

    References
    ----------
    Salo & Punkka (2011), Management Science 57, 200-214.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two indicators", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), ("x", "y", "z"), np.array([[[3, 1], [2, 3], [1, 2]]])))
    >>> rank_bounds(index, amount=None).frame()[["best", "worst"]].to_numpy().tolist()
    [[1, 2], [1, 3], [2, 3]]
    """
    year = index.years[-1] if year is None else year
    limits = limits and dict(zip(index.framework.ids_of(limits), limits.values(), strict=True))
    view = linear_view(index, year, _faults(index, amount, limits))
    refuse_more(len(view.units), isqrt(PAIRS_BY_WEIGHTS // len(view.tree.nodes)), "rank_bounds")
    gaps, polytope = _gaps(view, amount, limits)
    asked = np.array([unit in _codes(index, units) for unit in view.units])
    found = kernel.rank_bounds(gaps, polytope, np.flatnonzero(asked))
    best_weights, worst_weights = _local(view, found.best_weights), _local(view, found.worst_weights)
    return RankBounds(
        index=index,
        year=year,
        amount=amount,
        limits=limits,
        units=view.units,
        nominal=view.plan.nominal,
        best=_spread(asked, _without_others(found.best, view.may_lose_score(amount), asked)),
        worst=_spread(asked, found.worst),
        best_attained=_spread(asked, _attained(view, best_weights, np.flatnonzero(asked))),
        worst_attained=_spread(asked, _attained(view, worst_weights, np.flatnonzero(asked))),
        best_weights=_spread(asked, best_weights),
        worst_weights=_spread(asked, worst_weights),
        nodes=view.tree.nodes,
        dominates=gaps.smallest > kernel.TIE * float(np.abs(gaps.largest).max()),
    )


def _faults(index: CompositeIndex, amount: float | None, limits: Limits | None) -> list[Finding]:
    faults = [] if amount is None or 0 <= amount < 1 else [Finding("E_BOUNDS_AMOUNT", found=str(amount))]
    known = list(index.weights.nested)
    return faults + [index.framework.unknown_node(node) for node in limits or () if node not in known]


def _gaps(view: LinearView, amount: float | None, limits: Limits | None) -> tuple[kernel.Gaps, Polytope]:
    tree = view.tree
    polytope = admissible_weights.polytope(tree.local, tree.parents, amount)
    lower, upper = view.enclosing(amount)
    rows = np.zeros((2, len(view.units), len(view.units), polytope.size))
    rows[0][..., tree.leaves] = lower[:, None] - upper[None]
    rows[1][..., tree.leaves] = upper[:, None] - lower[None]
    smallest, largest = view.differences(amount)
    if limits is None:
        return kernel.Gaps(rows[0], rows[1], smallest, largest), polytope
    for node, (least, most) in limits.items():
        row = np.eye(polytope.size)[tree.nodes.index(node)]
        polytope = polytope.require(np.stack([-row, row]), [-least, most])
    undecided = (smallest <= 0) & (largest >= 0) & ~np.eye(len(view.units), dtype=np.bool_)
    smallest[undecided] = linear_programs.smallest(rows[0][undecided], polytope)
    return kernel.Gaps(rows[0], rows[1], smallest, np.where(undecided, -smallest.T, largest)), polytope


def _codes(index: CompositeIndex, units: Sequence[str] | None) -> set[str]:
    if units is None:
        return set(index.units)
    return {index.units[index.panel.unit_index(unit)] for unit in units}


def _local(view: LinearView, nested: FloatArray) -> FloatArray:
    """Turn nested weights of nodes into local ones; (units asked, nodes)."""
    tree = view.tree
    amounts = np.maximum(nested[:, : len(tree.nodes)].T, 0.0)
    return share_among_siblings(amounts, tree.parents).T


def _attained(view: LinearView, local: FloatArray, asked: IntArray) -> IntArray:
    """Rank each unit asked about under its own weights; gaps too small for the solver are ties."""
    scores = evaluate(view.plan, Sample(view.whole(local.T), {})).scores
    own = scores[asked, np.arange(len(asked))]
    above = scores > own + kernel.TIE * np.abs(own)
    return 1 + np.asarray(np.count_nonzero(above, axis=0))


def _without_others(best: IntArray, may_go: BoolArray, asked: BoolArray) -> IntArray:
    """Let every other unit that may lose its score be gone: no draw ranks a unit better than that."""
    others = may_go.sum() - may_go[asked]
    return np.asarray(np.maximum(best - others, 1))


def _spread(asked: BoolArray, values: np.ndarray) -> np.ndarray:
    """Put what was found for the units asked about among all units; 0 elsewhere."""
    whole = np.zeros((len(asked), *values.shape[1:]), dtype=values.dtype)
    whole[asked] = values
    return whole
