"""Why each unit moved between two results: because of the data, the weights or the method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray
from ii_index.analysis.groups import GROUP, SIZE, groups
from ii_index.construction.compose import compose
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.results import CODE, UNIT, CompositeIndex, standings
from ii_index.construction.weights import given_weights
from ii_index.errors import DataError, Finding
from ii_index.kernels.decomposition import shapley
from ii_index.kernels.multivariate.coherence import correlation
from ii_index.kernels.ranking import competition_ranks
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.steps.weighting import GivenWeights
from ii_index.model.table import Cell, Column, Kind, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

CAUSES = (Name(zh="数据", en="data"), Name(zh="权重", en="weights"), Name(zh="方法", en="method"))
ENTRY = Name(zh="地区或指标进出", en="units or indicators that only one has")
Tables: TypeAlias = Literal["ranks", "scores", "groups"]
_FORMATS: dict[str, tuple[Kind, int]] = {"rank": ("integer", 0), "score": ("number", 2)}
_SHIFTS: dict[str, tuple[Kind, int]] = {"rank": ("move", 0), "score": ("number", 2)}


@dataclass(frozen=True, eq=False)
class Comparison(Immutable):
    """Two results on the units that both score, and what every shift comes of.

    Arrays have the order of ``units``; tables have units by new rank, then in that order.

    Attributes
    ----------
    panel : Panel
        Of the newer result; names the units.
    units : tuple of str
    years : tuple of int
    scores : FloatArray, shape (2, units)
        Old and new, as published.
    ranks : FloatArray, shape (2, units)
        Likewise: among all units that each result ranks.
    score_effects, rank_effects : FloatArray, shape (3, units)
        Shapley values of data, weights and method, on the common units and indicators. Below 0 a rank climbs.
    score_entry, rank_entry : FloatArray, shape (units,)
        What the units and indicators did that only one of the two has: with the effects they sum to new − old.
    has_entries : bool
        Whether there are such units or indicators.
    findings : tuple of Finding
        What was set aside.
    groups : tuple of Name
        Groups of the units that were asked for, those without any of them left out.
    membership : BoolArray, shape (groups, units)
    """

    panel: Panel
    units: tuple[str, ...]
    years: tuple[int, int]
    scores: FloatArray
    ranks: FloatArray
    score_effects: FloatArray
    rank_effects: FloatArray
    score_entry: FloatArray
    rank_entry: FloatArray
    has_entries: bool
    findings: tuple[Finding, ...]
    groups: tuple[Name, ...] = ()
    membership: BoolArray = field(default_factory=lambda: np.empty((0, 0), dtype=np.bool_))

    @property
    def spearman(self) -> float:
        """Spearman's correlation of the two rankings."""
        return correlation(self.scores[0], self.scores[1], "spearman")

    @property
    def kendall(self) -> float:
        """Kendall's tau-b of the two rankings."""
        return correlation(self.scores[0], self.scores[1], "kendall")

    @property
    def mean_absolute_shift(self) -> float:
        """Mean over the units of how many ranks they moved."""
        return float(np.abs(self.ranks[1] - self.ranks[0]).mean())

    def table(self, which: Tables = "ranks") -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"ranks", "scores", "groups"}
            ``ranks`` and ``scores``: one row a unit: its old and new rank or score, the shift, and what each cause has
            in it. ``groups``: one row a group: the mean old and new score of its units, the mean shift of rank and
            score, and what each cause has in the latter.

        Raises
        ------
        UnknownLabelError
            No such table.
        """
        tables = {"ranks": self._of_ranks, "scores": self._of_scores, "groups": self._of_groups}
        return chosen(tables, which)

    def frame(self, which: Tables = "ranks", *, language: Language = "en") -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame indexed by unit code or group, its columns by key."""
        return self.table(which).frame(language)

    as_table = Former('table("ranks")', lambda self: self._of_ranks)
    scores_as_table = Former('table("scores")', lambda self: self._of_scores)

    def _of_ranks(self) -> Table:
        title = Name(zh="名次变动的来源", en="What moved the ranks")
        note = Name(
            zh="↑为名次上升，↓为下降（文件中为数值，负数为上升）；三个来源之和等于总变动"
            "（Shapley 值：三者各种先后顺序的平均）。",
            en="↑ is a climb, ↓ a fall (in files a number, below 0 a climb). "
            "The causes add up to the shift (Shapley values, averages over all orders).",
        )
        effects = np.vstack([self.rank_effects, self.rank_entry])
        return self._table("comparison", title, self.ranks, effects, "rank", note)

    def _of_scores(self) -> Table:
        title = Name(zh="得分变动的来源", en="What moved the scores")
        note = Name(zh="三个来源之和等于总变动。", en="The causes add up to the shift.")
        effects = np.vstack([self.score_effects, self.score_entry])
        return self._table("score_comparison", title, self.scores, effects, "score", note)

    def _of_groups(self) -> Table:
        title = Name(zh="各组平均变动的来源", en="What moved the groups on average")
        note = Name(
            zh="各列为组内共同地区的平均；三个来源之和等于得分的变动。↑为名次上升。",
            en="Means over the units in common; the causes add up to the shift of score. Below 0 ranks climb.",
        )
        old, new = self._when()
        columns = (
            GROUP,
            SIZE,
            Column("rank_shift", Name(zh="名次变动", en="rank shift"), "move", 1),
            Column("old_score", Name(zh=old or "原得分", en=old or "old score")),
            Column("new_score", Name(zh=new or "新得分", en=new or "new score")),
            Column("score_shift", Name(zh="得分变动", en="score shift")),
            *self._causes("score"),
        )
        of_units = np.vstack(
            [
                np.diff(self.ranks, axis=0),
                self.scores,
                np.diff(self.scores, axis=0),
                self.score_effects,
                self.score_entry,
            ]
        )[: len(columns) - 2]
        rows = tuple(
            (name, int(inside.sum()), *of_units[:, inside].mean(axis=1).tolist())
            for name, inside in zip(self.groups, self.membership, strict=True)
        )
        return Table("group_comparison", title, columns, rows, (note,), index=("group",))

    def _when(self) -> tuple[str | None, str | None]:
        """Return the two years, or nothing where they are the same."""
        first, last = self.years
        return (str(first), str(last)) if first != last else (None, None)

    def _causes(self, quantity: str, kind: Kind = "number") -> tuple[Column, ...]:
        return (
            *(
                Column(f"{quantity}_{name.en}", Name(zh=f"其中：{name.zh}", en=name.en), kind)
                for name in CAUSES
            ),
            *(
                (Column(f"{quantity}_entries", Name(zh=f"其中：{ENTRY.zh}", en=ENTRY.en), kind),)
                * self.has_entries
            ),
        )

    def _table(  # noqa: PLR0913, PLR0917 - one table for two quantities
        self, key: str, title: Name, values: FloatArray, effects: FloatArray, quantity: str, note: Name
    ) -> Table:
        kind: Kind = "move" if quantity == "rank" else "number"
        old, new = self._when()
        columns = (
            CODE,
            UNIT,
            Column(f"old_{quantity}", Name(zh=old or "原", en=old or "old"), *_FORMATS[quantity]),
            Column(f"new_{quantity}", Name(zh=new or "新", en=new or "new"), *_FORMATS[quantity]),
            Column(f"{quantity}_shift", Name(zh="变动", en="shift"), *_SHIFTS[quantity]),
            *self._causes(quantity, kind),
        )
        order: list[int] = np.lexsort((np.arange(len(self.units)), self.ranks[1])).tolist()
        rows = tuple(
            (
                self.units[unit],
                self.panel.unit_name(self.units[unit]),
                *_cells([*values[:, unit], values[1, unit] - values[0, unit]], quantity),
                *effects[: len(CAUSES) + self.has_entries, unit].tolist(),
            )
            for unit in order
        )
        return Table(key, title, columns, rows, (note,), index=("code",), unmoved=f"{quantity}_shift")


def compare(  # noqa: PLR0913 - the public contract
    old: CompositeIndex,
    new: CompositeIndex,
    old_year: int | None = None,
    new_year: int | None = None,
    *,
    own_groups: Mapping[str, Sequence[str]] | None = None,
    by: str | None = None,
) -> Comparison:
    """Share every unit's shift in score and rank out between data, weights and method.

    Each of the 2³ mixtures of old and new data, weights and method is composed anew on the common units and
    indicators; a cause's effect is its average marginal effect over all orders in which the three may change.
    Weights are compared as numbers: weights made of data or judgements count as weights. Everything else in the
    recipe, and the framework's directions, transforms and goalposts, is method. One index compared with itself
    in two years shows what the data did.

    Scores and ranks shown are those that each result publishes. Where one has units or indicators that the other has
    not, what they did (new bounds, new weights, ranks above) is what the published shift has beyond that of the common
    ones, and stands beside the three causes.

    Parameters
    ----------
    old, new : CompositeIndex
    old_year, new_year : int, optional
        By default the latest of each.
    own_groups : mapping of str to sequence of str, optional
        Groups of one's own, by name, for the table of groups; they may overlap. Units are those of the newer result.
    by : str, optional
        Heading of a column of groups instead: of the newer panel, or where that has none, of the older.

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        No common unit has a score in both, or a mixture cannot be composed.
    UnknownLabelError
        A year, a unit of one's own groups or a column of groups that is not there.
    TypeError
        Both ``own_groups`` and ``by``.

    References
    ----------
    Shapley (1953), in Contributions to the Theory of Games II, 307-317; Shorrocks (2013), Journal of Economic
    Inequality 11, 99-126.

    Examples
    --------
    >>> from ii_index.model.framework import Framework
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> panel = Panel(two, (2023,), ("x", "y", "z"), np.array([[[0.0, 9.0], [6.0, 0.0], [9.0, 3.0]]]))
    >>> heavier = panel.framework.recipe.replace(weighting={"kind": "given", "local": {"a": 1, "b": 3}})
    >>> shift = compare(compose(panel), compose(panel, heavier))
    >>> shift.rank_effects.tolist()  # data, weights, method
    [[0.0, 0.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    years = (_year(old, old_year), _year(new, new_year))
    others = {*new.units}
    units = tuple(unit for unit in old.units if unit in others)
    leaves = [leaf for leaf in old.panel.indicators if leaf in new.panel.indicators]
    if not units or not leaves:
        raise DataError(Finding("E_NO_COMMON_UNITS"))
    both = (_side(old, years[0], units, leaves), _side(new, years[1], units, leaves))
    mixtures = np.array([_mixture(both, years, choice) for choice in range(8)])
    published = _published((old, new), years, units)[0]
    scored = ~np.isnan([mixtures[0], mixtures[-1], *published]).any(axis=0)
    if not scored.any():
        raise DataError(Finding("E_NO_COMMON_UNITS"))
    mixtures = mixtures[:, scored]
    common = tuple(np.array(units)[scored].tolist())
    ranks = np.where(np.isnan(mixtures), np.nan, _ranks(both, mixtures))
    apart = {*old.units} != {*new.units} or {*old.panel.indicators} != {*new.panel.indicators}
    own = _published((old, new), years, common) if apart else (mixtures[[0, -1]], ranks[[0, -1]])
    names, membership = _grouped((old, new), common, own_groups, by)
    return Comparison(
        panel=new.panel,
        units=common,
        years=years,
        scores=own[0],
        ranks=own[1],
        score_effects=shapley(mixtures),
        rank_effects=shapley(ranks),
        score_entry=np.diff(own[0], axis=0)[0] - (mixtures[-1] - mixtures[0]),
        rank_entry=np.diff(own[1], axis=0)[0] - (ranks[-1] - ranks[0]),
        has_entries=apart,
        findings=_set_aside(old, new, units, leaves),
        groups=names,
        membership=membership,
    )


def _grouped(
    both: tuple[CompositeIndex, CompositeIndex],
    units: Sequence[str],
    own_groups: Mapping[str, Sequence[str]] | None,
    by: str | None,
) -> tuple[tuple[Name, ...], BoolArray]:
    """Return the groups asked for that hold some of the units, and which; none where none were asked for."""
    if own_groups is None and by is None:
        return (), np.empty((0, len(units)), dtype=np.bool_)
    older, newer = both
    holder = older if by is not None and not newer.panel.groups else newer
    found = groups(holder, None, own_groups, by=by)
    inside = found.membership[:, [holder.panel.unit_index(unit) for unit in units]]
    held: BoolArray = np.asarray(inside.any(axis=1))
    return tuple(name for name, any_unit in zip(found.names, held.tolist(), strict=True) if any_unit), inside[
        held
    ]


def _published(
    both: tuple[CompositeIndex, CompositeIndex], years: tuple[int, int], units: Sequence[str]
) -> tuple[FloatArray, FloatArray]:
    """Return the scores and ranks of units as each result has them, among all of its own; shapes (2, units)."""
    scores, ranks = np.empty((2, len(units))), np.empty((2, len(units)))
    for side, (index, year) in enumerate(zip(both, years, strict=True)):
        places = [index.panel.unit_index(unit) for unit in units]
        scores[side], ranks[side] = index.scores(year)[places], index.places(year)[places]
    return scores, ranks


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two results, on common units and indicators."""

    panel: Panel
    recipe: Recipe
    nested: Mapping[str, float]
    earlier: Fitted | None


def _side(index: CompositeIndex, year: int, units: Sequence[str], leaves: Sequence[str]) -> _Side:
    """Cut a result to common units and indicators; siblings share the weight of an indicator that goes."""
    apart = [leaf for leaf in index.panel.indicators if leaf not in leaves]
    own = index.weights.in_year(year)
    earlier = None if index.fitted_here else index.fitted
    panel = index.panel if index.units == tuple(units) else index.panel.select(units=units)
    if not apart:
        return _Side(panel, index.recipe, own.nested, earlier)
    framework = panel.framework.without(apart)
    local = {node: weight for node, weight in own.local.items() if node in framework.nodes}
    weights = given_weights(framework, GivenWeights(kind="given", local=local))
    return _Side(_arranged(panel, framework), index.recipe, weights.nested, earlier)


def _mixture(both: tuple[_Side, _Side], years: tuple[int, int], choice: int) -> FloatArray:
    """Compose with new data, weights or method where bits 0, 1 or 2 of ``choice`` are set; scores of one year."""
    data, weights, method = (both[choice >> bit & 1] for bit in range(3))
    panel = _arranged(data.panel, method.panel.framework)
    nested = {leaf: weights.nested[leaf] for leaf in panel.indicators}
    recipe = method.recipe.replace(weighting=GivenWeights(kind="given", nested=nested))
    return compose(panel, recipe, fitted=method.earlier).scores(years[choice & 1])


def _ranks(both: tuple[_Side, _Side], mixtures: FloatArray) -> FloatArray:
    """Rank every mixture as the framework of its method says: of rounded scores, the lowest first."""
    ranked = [
        standings(both[choice >> 2 & 1].panel.framework, scores) for choice, scores in enumerate(mixtures)
    ]
    return competition_ranks(np.array(ranked)).astype(np.float64)


def _arranged(panel: Panel, framework: Framework) -> Panel:
    """Return a panel's values in the order of another framework that has the same indicators."""
    if panel.framework is framework:
        return panel
    places = [panel.indicators.index(leaf.id) for leaf in framework.leaves]
    return Panel(
        framework=framework,
        years=panel.years,
        units=panel.units,
        values=panel.values[..., places],
        denominators=_denominators(panel, framework),
        source=panel.source,
        groups=panel.groups,
    )


def _denominators(panel: Panel, framework: Framework) -> FloatArray:
    """Denominators in the order of another framework; NaN where there are none."""
    own = [item.id for item in panel.framework.denominators][: panel.denominators.shape[-1]]
    blank = np.full(panel.values.shape[:2], np.nan)
    columns = [
        panel.denominators[..., own.index(item.id)] if item.id in own else blank
        for item in framework.denominators
    ]
    return np.stack(columns, axis=-1) if columns else np.empty((*panel.values.shape[:2], 0))


def _year(index: CompositeIndex, year: int | None) -> int:
    return index.years[-1] if year is None else index.years[index.panel.year_index(year)]


def _set_aside(
    old: CompositeIndex, new: CompositeIndex, units: Sequence[str], leaves: Sequence[str]
) -> tuple[Finding, ...]:
    """Name the units and indicators that only one of the two has."""
    findings: list[Finding] = []
    common = {*units}
    for index in (old, new):
        left = [index.panel.unit_name(unit) for unit in index.units if unit not in common]
        gone = [index.framework.name_of(leaf) for leaf in index.panel.indicators if leaf not in leaves]
        if left:
            findings.append(Finding("W_UNITS_SET_ASIDE", file=index.panel.source, details={"units": left}))
        if gone:
            findings.append(
                Finding("W_INDICATORS_SET_ASIDE", file=index.panel.source, details={"names": gone})
            )
    return tuple(findings)


def _cells(values: Sequence[float], quantity: str) -> list[Cell]:
    return [int(value) if quantity == "rank" else float(value) for value in values]
