"""Who moves, and who changes tier, without one indicator, one dimension or one unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.robustness.design import Planned, make_plan
from ii_index.analysis.robustness.evaluation import NO_FAILURE, evaluate
from ii_index.analysis.robustness.samples import Sample
from ii_index.analysis.robustness.tier_cut import cut
from ii_index.construction.methods.weighting import weighting_of
from ii_index.construction.results import CompositeIndex, rows_by_rank
from ii_index.errors import Finding, FrameworkError
from ii_index.kernels.robustness import rank_statistics
from ii_index.messages import Language
from ii_index.model.assumptions import Assumptions
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

Element: TypeAlias = Literal["indicator", "dimension", "unit"]

LEFT_OUT = Column("left_out", Name(zh="剔除", en="Left out"), "text")
LABEL = Column("name", Name(zh="名称", en="Name"), "text")
SHIFT = Column("rank_shift", Name(zh="平均名次变动", en="Mean rank shift"))
LARGEST = Column("largest_shift", Name(zh="最大变动", en="Largest shift"), "rise", 0)
MOVER = Column("moved_most", Name(zh="变动最大者", en="Moved most"), "text")
CHANGED = Column("tier_changes", Name(zh="变换梯队的个数", en="Tier changes"), "integer", 0)
WHO = Column("who", Name(zh="变换梯队的地区", en="Who changes tier"), "text")


@dataclass(frozen=True, eq=False)
class LeaveOneOut(Immutable):
    """The index without each indicator, dimension or unit in turn.

    Arrays have the order of ``left_out`` and ``units``. The table has indicators and dimensions in the order of the
    tree, units by their rank in the index, then in the order of ``left_out``.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    element : {"indicator", "dimension", "unit"}
    left_out : tuple of str
        Ids of the nodes, or codes of the units.
    units : tuple of str
    nominal : IntArray, shape (left out, units)
        Ranks in the index itself, among those that remain; 0 for the unit left out.
    ranks : IntArray, shape (left out, units)
        0 for the unit left out, and throughout where the index cannot be made.
    nominal_tiers : IntArray, shape (units,)
    tiers : IntArray, shape (left out, units)
        1 is the highest.
    """

    index: CompositeIndex
    year: int
    element: Element
    left_out: tuple[str, ...]
    units: tuple[str, ...]
    nominal: IntArray
    ranks: IntArray
    nominal_tiers: IntArray
    tiers: IntArray

    def shifts(self) -> IntArray:
        """Return the rank in the index minus the rank without; positive is a rise; (left out, units)."""
        return np.where(self.ranks > 0, self.nominal - self.ranks, 0)

    def table(self) -> Table:
        """Return one row an element left out: rank shift, who moves most, who changes tier."""
        found = self._in_order_of_arrays()
        return rows_by_rank(self.index, found, self.year, "left_out") if self.element == "unit" else found

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by what is left out (unit code or node), its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self._in_order_of_arrays)

    def _in_order_of_arrays(self) -> Table:
        what = {
            "indicator": ("指标", "indicator"),
            "dimension": ("维度", "dimension"),
            "unit": ("地区", "unit"),
        }
        zh, en = what[self.element]
        title = Name(zh=f"{self.year}年逐一剔除{zh}的影响", en=f"Without one {en} at a time, {self.year}")
        columns = (LEFT_OUT, LABEL, SHIFT, LARGEST, MOVER, CHANGED, WHO)
        return Table("leave_one_out", title, columns, tuple(self._rows()), index=("left_out",))

    def _rows(self) -> Iterator[tuple[Cell, ...]]:
        panel = self.index.panel
        shifts = self.shifts()
        for place, left in enumerate(self.left_out):
            name = panel.unit_name(left) if self.element == "unit" else self.index.framework.name_of(left)
            present = self.ranks[place] > 0
            if not present.any():
                yield (left, name, None, None, None, None, None)
                continue
            most = int(np.abs(shifts[place]).argmax())
            changed = np.flatnonzero(present & (self.tiers[place] != self.nominal_tiers)).tolist()
            mean = float(np.abs(shifts[place][present]).mean())
            largest = int(shifts[place, most])
            mover = panel.unit_name(self.units[most]) if largest else None
            yield (left, name, mean, largest, mover, len(changed), self._who(place, changed))

    def _who(self, place: int, changed: list[int]) -> Name | None:
        if not changed:
            return None
        moves = [
            (
                self.index.panel.unit_name(self.units[unit]),
                f"{self.nominal_tiers[unit]}→{self.tiers[place, unit]}",
            )
            for unit in changed
        ]
        return Name(
            zh="、".join(f"{name.zh} {move}" for name, move in moves),
            en=", ".join(f"{name.en} {move}" for name, move in moves),
        )


def leave_one_out(
    index: CompositeIndex, year: int | None = None, *, element: Element = "indicator"
) -> LeaveOneOut:
    """Make the index without each indicator, dimension or unit in turn.

    The weight of what is left out goes to its siblings. A unit is left out of the data altogether: of bounds,
    ranks and tiers, and of weights that are taken from the data. Tiers are natural breaks, cut anew.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    element : {"indicator", "dimension", "unit"}

    Returns
    -------
    LeaveOneOut

    Raises
    ------
    FrameworkError
        A framework of one dimension or one indicator.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two indicators", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), ("x", "y", "z"), np.array([[[3, 1], [2, 3], [1, 2]]])))
    >>> leave_one_out(index).frame()["largest_shift"].tolist()
    [-1, 1]
    """
    if element not in get_args(Element):
        details = {"known": list(get_args(Element))}
        raise FrameworkError(Finding("E_UNKNOWN_ELEMENT", found=str(element), details=details))
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    from_data = element == "unit" and weighting_of(index.recipe.weighting).from_data
    mix = Assumptions(weights="recomputed" if from_data else "fixed", leave_out=element)
    planned = make_plan(index, year, mix)
    scores = _scores(planned, element)
    ranks = rank_statistics.ranks_of_draws(scores, planned.plan.full_mark).T.astype(np.intp)
    plan = planned.plan
    return LeaveOneOut(
        index=index,
        year=year,
        element=element,
        left_out=_left_out(planned, element),
        units=planned.units,
        nominal=_nominal_without(plan.nominal, ranks, element),
        ranks=ranks,
        nominal_tiers=plan.nominal_tiers,
        tiers=cut(plan.tier_rules[0], plan.tier_count, scores).T.astype(np.intp),
    )


def _scores(planned: Planned, element: Element) -> FloatArray:
    """Score the units without each element; option 0 leaves nothing out."""
    plan = planned.plan
    choice = f"leave_out_{element}"
    options = np.arange(1, plan.options[choice])
    local = np.repeat(plan.tree.local[:, None], len(options), axis=1)
    outcome = evaluate(plan, Sample(local, {choice: options}))
    return np.where(outcome.failure == NO_FAILURE, outcome.scores, np.nan)


def _left_out(planned: Planned, element: Element) -> tuple[str, ...]:
    tree = planned.plan.tree
    if element == "unit":
        return planned.units
    rows: list[int] = (tree.dimensions if element == "dimension" else tree.leaves).tolist()
    return tuple(tree.nodes[row] for row in rows)


def _nominal_without(nominal: IntArray, ranks: IntArray, element: Element) -> IntArray:
    if element != "unit":
        return np.broadcast_to(nominal, ranks.shape)
    closed_up = nominal[None, :] - (nominal[None, :] > nominal[:, None])
    return np.where(np.eye(len(nominal), dtype=np.bool_), 0, closed_up)
