"""A composite index: its scores, and the windows through which they are looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.construction.aggregating import means_by_level, multipliers
from ii_index.construction.methods.aggregation import aggregation_of
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.nodes import NodeRules, node_rules
from ii_index.construction.preparation import Prepared
from ii_index.construction.preparation_tables import availability_table, treatment_table
from ii_index.construction.weights import Weights
from ii_index.errors import DataError, Finding, UnknownLabelError, warn_once
from ii_index.kernels.decomposition import compound_growth, growth
from ii_index.kernels.ranking import competition_ranks, tie_classes
from ii_index.kernels.rounding import half_up
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.panel import Panel
from ii_index.model.periods import before, elapsed, kind_of
from ii_index.model.provinces import NATION
from ii_index.model.recipe import Recipe
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.model.table import Cell, Column, Kind, Table, chosen

if TYPE_CHECKING:
    import pandas as pd


Tables: TypeAlias = Literal[
    "ranking", "scores", "trend", "growth", "links", "cagr", "availability", "treatment"
]

LOW_COVERAGE = 2 / 3


@dataclass(frozen=True, eq=False)
class CompositeIndex(Immutable):
    """Scores and what they were made of; nothing here is computed twice.

    Arrays have the order of ``units``. Tables have units by rank of the year concerned (by default the latest), units
    of one rank in the order of ``units``, those without a score last.

    Attributes
    ----------
    panel : Panel
    recipe : Recipe
    weights : Weights
    prepared : Prepared
        Values after imputation, transformation and treatment.
    fitted : Fitted
        Bounds or moments of the normalisation, in transformed units.
    levels : tuple of FloatArray, shape (years, units, nodes of the level)
        Scores by level of the tree; ``levels[0]`` is the total, ``levels[-1]`` the normalised indicators.
    coverage : tuple of FloatArray
        Share of the nested weight available below each node, same shapes.
    notes : tuple of Finding
        What a reader of the result must know.
    fitted_here : bool
        Whether ``fitted`` is of this panel; else it is an earlier index's, and stands in every draw too.
    """

    panel: Panel
    recipe: Recipe
    weights: Weights
    prepared: Prepared
    fitted: Fitted
    levels: tuple[FloatArray, ...]
    coverage: tuple[FloatArray, ...]
    notes: tuple[Finding, ...]
    fitted_here: bool = field(default=True, compare=False)

    def __post_init__(self) -> None:
        for array in (*self.levels, *self.coverage):
            array.setflags(write=False)

    @property
    def framework(self) -> Framework:
        """The framework, cut where the panel's columns are."""
        return self.panel.framework

    @property
    def years(self) -> tuple[int, ...]:
        """The years, ascending."""
        return self.panel.years

    @property
    def units(self) -> tuple[str, ...]:
        """The unit codes."""
        return self.panel.units

    @property
    def normalised(self) -> FloatArray:
        """Normalised indicators, shape (years, units, indicators)."""
        return self.levels[-1]

    @cached_property
    def rules(self) -> NodeRules | None:
        """How every node is made, where some are made otherwise than the recipe says for their level."""
        means = means_by_level(self.recipe, self.framework.tree)
        return node_rules(self.framework, self.recipe, means, self.years, len(self.units))

    @property
    def total_step(self) -> AggregationStep:
        """How the dimensions become the total."""
        return self.recipe.aggregation[0] if self.rules is None else self.rules.levels[0][0].step

    @property
    def adds_up(self) -> bool:
        """Whether the total is the weighted sum of its dimensions."""
        mapped = self.rules is not None and self.rules.levels[0][0].is_mapped
        return aggregation_of(self.total_step).is_linear and not mapped

    @property
    def is_linear(self) -> bool:
        """Whether every node is the weighted sum of its children, so that the total is one of the indicators."""
        if self.rules is not None:
            return all(rule.method.is_linear and not rule.is_mapped for rule in self.rules)
        return all(
            aggregation_of(step).is_linear for step in means_by_level(self.recipe, self.framework.tree)
        )

    @cached_property
    def _ranks(self) -> IntArray:
        return competition_ranks(self.standings(self.levels[0][..., 0]))

    @property
    def is_linked(self) -> bool:
        """Whether base-year series are linked: where weights change from year to year."""
        if self.rules is None or not any(rule.linked for rule in self.rules):
            return False
        first, *others = [self.weights.in_year(year) for year in self.years]
        return any(
            not np.allclose(other.shares(level), first.shares(level), rtol=1e-12, atol=0)
            for other in others
            for level in range(self.framework.tree.depth)
        )

    def standings(self, totals: FloatArray) -> FloatArray:
        """Return what totals are ranked and cut into tiers by: higher is better, rounded where ranks are.

        Parameters
        ----------
        totals : FloatArray, of any shape
        """
        return standings(self.framework, totals)

    def scores(self, year: int | None = None, node: str = ROOT) -> FloatArray:
        """Return a node's scores in one year (by default the latest), shape (units,); NaN is not scored."""
        row = self.row(year)
        level, position = self.locate(node)
        return self.levels[level][row, :, position]

    @property
    def ranked_as_it_is(self) -> bool:
        """Whether the total itself is ranked, the highest first."""
        return self.framework.better == "higher" and self.framework.ranks.decimals is None

    @property
    def standing_unit(self) -> tuple[float, float]:
        """Sign and unit of :meth:`standings`: times both they are scores."""
        decimals = self.framework.ranks.decimals
        return (
            -1.0 if self.framework.better == "lower" else 1.0
        ), 1.0 if decimals is None else 10.0**-decimals

    def ranks(self, year: int | None = None, node: str = ROOT) -> IntArray | FloatArray:
        """Return ranks in one year, shape (units,); 0 for a unit without a score.

        Competition ranks; those of the total as the framework says (``better``, ``ranks``): of rounded scores, the
        lowest first, ties that are dense, or share the mean of their places and may then be halves.
        """
        if node != ROOT:
            return self._ranks_at(self.row(year), node)
        first = self.places(year)
        match self.framework.ranks.ties:
            case "dense":
                return tie_classes(self.standings(self.scores(year)))
            case "mean":
                behind = competition_ranks(-self.standings(self.scores(year)))
                return np.where(first > 0, (first + np.count_nonzero(first) + 1 - behind) / 2, 0.0)
            case _:
                return first

    def _ranks_at(self, row: int, node: str) -> IntArray:
        """Return the ranks of a node below the total, made when they are first asked for."""
        if (row, node) not in self._ranks_below:
            self._ranks_below[row, node] = competition_ranks(self.scores(self.years[row], node))
        return self._ranks_below[row, node].copy()

    @cached_property
    def _ranks_below(self) -> dict[tuple[int, str], IntArray]:
        return {}

    def places(self, year: int | None = None) -> IntArray:
        """Return competition ranks of the total, however the framework has ties share them; what draws count."""
        places: IntArray = self._ranks[self.row(year)]
        return places

    def low_coverage(self, year: int | None = None) -> tuple[str, ...]:
        """Name the units for which less than two thirds of the nested weight is available."""
        available = self.coverage[0][self.row(year), :, 0]
        return tuple(np.array(self.units)[available < LOW_COVERAGE - 1e-9].tolist())

    def locate(self, node: str) -> tuple[int, int]:
        """Return the first level a node stands at and its position there; a tree label is known or refused."""
        tree = self.framework.tree
        for level, ids in enumerate(tree.levels):
            if node in ids:
                return level, ids.index(node)
        raise UnknownLabelError(replace(self.framework.unknown_node(node), found=node, column=None))

    def row(self, year: int | None) -> int:
        """Return the position of a year, by default the latest."""
        return len(self.years) - 1 if year is None else self.panel.year_index(year)

    def table(self, which: Tables = "ranking", year: int | None = None, *, level: int | None = None) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"ranking", "scores", "trend", "growth", "links", "cagr", "availability", "treatment"}
            ``ranking``: rank, total, the dimensions' scores, coverage. ``scores``: every node at a level. ``trend``:
            total and dimensions by year, ``growth``: their growth against the year before (of months and quarters:
            the same period of the year before), ``links``: against the period before, ``cagr``: their compound
            annual growth from the first to the last year, as fractions. ``availability``: how much data each unit has,
            and who was left out; ``treatment``: which outliers were pulled in to what.
        year : int, optional
            Of the ranking and the scores; by default the latest.
        level : int, optional
            Level of the tree, of the scores: 0 the total, 1 (the default) the dimensions.

        Raises
        ------
        UnknownLabelError
            No such table, year or level; an option that the table does not have.
        """
        if issubclass(type(which), int):  # a year, as before tables had names
            return cast("Table", self._former_table(int(which), level))
        tables: dict[str, Callable[..., Table]] = {
            "ranking": self._ranking,
            "scores": self._scores,
            "trend": self._trend,
            "growth": self._growth,
            "links": self._links,
            "cagr": self._cagr,
            "availability": lambda: rows_by_rank(self, availability_table(self.panel, self.prepared)),
            "treatment": lambda: treatment_table(self.panel, self.recipe, self.prepared, self.fitted),
        }
        return chosen(tables, which, year=year, level=level)

    def frame(
        self,
        which: Tables = "ranking",
        year: int | None = None,
        *,
        level: int | None = None,
        language: Language = "en",
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key.

        Indexed by unit code, ``trend`` and ``growth`` by unit code and year; rows as in the table.
        """
        if which == "ranking" and level is None:
            return ranking_frame(self, year, language)
        return self.table(which, year, level=level).frame(language)

    def _former_table(self, year: int, level: int | None) -> "pd.DataFrame":
        """Answer the former ``table(year, level=…)``, which gave a DataFrame of scores."""
        message = '“CompositeIndex.table(year)” is now “CompositeIndex.frame("scores", year)”; '
        warn_once(f"{message}the old form goes with the next release", DeprecationWarning, stacklevel=4)
        return self.frame("scores", year, level=level).reindex(self.units).drop(columns="unit")

    def _ranking(self, year: int | None = None) -> Table:
        return ranking_table(self, year)

    def _scores(self, year: int | None = None, level: int = 1) -> Table:
        return rows_by_rank(self, scores_table(self, year, level), year)

    def _trend(self) -> Table:
        return rows_by_rank(self, trend_table(self))

    def _growth(self) -> Table:
        return rows_by_rank(self, growth_table(self))

    def _links(self) -> Table:
        return rows_by_rank(self, link_table(self))

    def _cagr(self) -> Table:
        return rows_by_rank(self, cagr_table(self))

    ranking = Former('frame("ranking")', lambda self: self._former_ranking)
    trend = Former('frame("trend")', lambda self: partial(_former_frame, trend_table(self)))
    growth = Former('frame("growth")', lambda self: partial(_former_frame, growth_table(self)))
    cagr = Former('frame("cagr")', lambda self: partial(_former_frame, cagr_table(self)))

    def _former_ranking(self, year: int | None = None, language: Language = "en") -> "pd.DataFrame":
        return ranking_frame(self, year, language)

    def equals(self, other: object) -> bool:
        """Whether panel, recipe and every score are the same."""
        return (
            isinstance(other, CompositeIndex)
            and self.panel.equals(other.panel)
            and self.recipe == other.recipe
            and len(self.levels) == len(other.levels)
            and all(
                np.array_equal(own, their, equal_nan=True)
                for own, their in zip(self.levels, other.levels, strict=True)
            )
        )


def shown_weights(
    index: CompositeIndex, year: int | None = None
) -> dict[str, tuple[float | None, float | None]]:
    """Return the local and the nested weight of every node as tables show them.

    Under a sum, product or ratio the first is a multiplier; under what takes no weights there is none. Nested weights
    exist along means only.
    """
    weights = index.weights.in_year(index.years[index.row(year)])
    shown: dict[str, tuple[float | None, float | None]] = {
        node: (local, weights.nested[node]) for node, local in weights.local.items()
    }
    declared = multipliers(index.panel, index.recipe) if index.rules is not None else {}
    for rule in index.rules or ():
        if rule.step.weights_are == "shares":
            continue
        for child in index.framework.tree.children(rule.node):
            below = [node.id for node in index.framework.nodes[child].walk() if node.id in shown]
            shown |= {node: (shown[node][0], None) for node in below}
            shown[child] = (declared.get(child), None)
    return shown


def standings(framework: Framework, totals: FloatArray) -> FloatArray:
    """Return what totals are ranked by: higher is better; whole units of the last decimal where ranks are rounded."""
    return ranked_by(totals, framework.ranks.decimals, lower=framework.better == "lower")


def ranked_by(totals: FloatArray, decimals: int | None, *, lower: bool) -> FloatArray:
    """Round totals to be ranked, where they are, to units of the last decimal; turn them where lower is better."""
    ranked = totals if decimals is None else half_up(totals, decimals)
    return 0.0 - ranked if lower else ranked


CODE = Column("code", Name(zh="代码", en="Code"), "text", shown=False)
UNIT = Column("unit", Name(zh="地区", en="Unit"), "text")
YEAR = Column("year", Name(zh="年份", en="Year"), "integer", 0)
RANK = Column("rank", Name(zh="排名", en="Rank"), "integer", 0)
HALF_RANK = Column("rank", Name(zh="排名", en="Rank"), "number", 1)
SCORE = Column("score", Name(zh="综合得分", en="Score"))
COVERAGE = Column("coverage", Name(zh="数据覆盖", en="Coverage"), "percent", 0)


def ranking_table(index: CompositeIndex, year: int | None = None) -> Table:
    """Units by rank, with score, the dimensions' scores and coverage; units without a score come last."""
    row = index.row(year)
    ranks, order = index.ranks(index.years[row]), _by_rank(index, year)
    rows = tuple(
        (*_labels(index, unit), rank or None, *cells)
        for unit, rank, cells in zip(
            order.tolist(), ranks[order].tolist(), _cells(_ranking_numbers(index, row)[order]), strict=True
        )
    )
    title = Name(
        zh=f"{index.framework.name.zh}，{index.years[row]}年",
        en=f"{index.framework.name.en}, {index.years[row]}",
    )
    return Table(
        "ranking",
        title,
        (CODE, UNIT, rank_column(index), score_column(index), *node_columns(index, 1), COVERAGE),
        rows,
        index=("code",),
    )


def decimals_of(index: CompositeIndex, node: str = ROOT, usual: int = 2) -> int:
    """Return the decimals that a node's score is printed with.

    Those its map rounds to, or its ranks are of; else two more than usual on a scale of 0–1, one more on 0–10.
    """
    framework = index.framework
    output = framework.output if node == ROOT else framework.nodes[node].output
    ranked = framework.ranks.decimals if node == ROOT else None
    if output is not None and output.decimals is not None:
        return output.decimals if ranked is None else max(output.decimals, ranked)
    if ranked is not None:
        return max(ranked, usual)
    if output is None or index.rules is None:
        return usual
    full = abs(index.rules.of(node).made.full)
    return usual + (2 if full <= 1 else 1 if full <= 10 else 0)


def score_column(index: CompositeIndex) -> Column:
    """Return the column of totals, with the decimals that they are printed with."""
    return Column(SCORE.key, SCORE.title, SCORE.kind, decimals_of(index))


def rank_column(index: CompositeIndex) -> Column:
    """Return the column of ranks: whole numbers, unless ties share the mean of their places."""
    return HALF_RANK if index.framework.ranks.ties == "mean" else RANK


def ranking_frame(
    index: CompositeIndex, year: int | None = None, language: Language = "en"
) -> "pd.DataFrame":
    """Give the ranking table as a DataFrame indexed by code, made of whole columns: units may be a million."""
    import pandas as pd

    row = index.row(year)
    ranks, order = index.ranks(index.years[row]), _by_rank(index, year)
    codes = [*map(index.units.__getitem__, order.tolist())]
    placed = ranks[order]
    halves = placed.dtype.kind == "f"  # where ties share the mean of their places
    column = pd.Series(placed, dtype="Float64") if halves else pd.Series(placed, dtype="Int64")
    ranked = column.mask(placed == 0).array
    keys = ["score", *index.framework.tree.levels[1], "coverage"]
    numbers = _ranking_numbers(index, row)[order]
    names, labels = _texts(index, codes, language), pd.Index(codes, name="code")
    columns = {
        "unit": labels.array if names is codes else names,  # a million texts become pandas' own once
        "rank": ranked,
        **{key: numbers[:, place] for place, key in enumerate(keys)},
    }
    return pd.DataFrame(columns, index=labels)


def scores_table(index: CompositeIndex, year: int | None, level: int) -> Table:
    """Scores of every node at a level of the tree, one row a unit, in the panel's order."""
    depth = index.framework.tree.depth
    if not 0 <= level <= depth:
        details = {"known": list(range(depth + 1))}
        raise UnknownLabelError(Finding("E_UNKNOWN_LEVEL", found=str(level), details=details))
    row = index.row(year)
    cells = _cells(index.levels[level][row])
    rows = tuple((*_labels(index, unit), *numbers) for unit, numbers in enumerate(cells))
    title = Name(zh=f"{index.years[row]}年第{level}级得分", en=f"Scores at level {level}, {index.years[row]}")
    return Table("scores", title, (CODE, UNIT, *node_columns(index, level)), rows, index=("code",))


def trend_table(index: CompositeIndex) -> Table:
    """Total and dimensions by unit and year."""
    rows = _by_unit_and_year(index, index.years, _total_and_dimensions(index))
    columns = (CODE, UNIT, YEAR, *_series_columns(index, "number", 2))
    return Table("trend", Name(zh="指数", en="Index"), columns, rows, index=("code", "year"))


def growth_table(index: CompositeIndex) -> Table:
    """Growth of total and dimensions against the year before (fractions); none where that year is not there.

    Of months and quarters: against the same period of the year before.
    """
    a_year = kind_of(index.years[0]) if index.years else 1
    title = Name(zh="同比增长", en="Growth on the year before")
    if a_year > 1:
        title = Name(zh="同比增长", en="Growth on the same period of the year before")
    return _growth_on(index, "growth", title, a_year)


def link_table(index: CompositeIndex) -> Table:
    """Growth of total and dimensions against the period before (fractions); of years as :func:`growth_table`."""
    return _growth_on(index, "links", Name(zh="环比增长", en="Growth on the period before"), 1)


def growth_tables(index: CompositeIndex) -> tuple[Table, ...]:
    """Return the growth on the year before, and where there are months or quarters on the period before too."""
    of_periods = bool(index.years) and kind_of(index.years[0]) > 1
    return (growth_table(index), link_table(index)) if of_periods else (growth_table(index),)


def _growth_on(index: CompositeIndex, key: str, title: Name, periods: int) -> Table:
    _refuse_growth(index)
    series, places = _total_and_dimensions(index), {year: row for row, year in enumerate(index.years)}
    earlier = [places.get(before(year, periods)) for year in index.years]
    rates = np.full(series.shape, np.nan)
    for row, other in enumerate(earlier):
        if other is not None:
            rates[row] = growth(series[[other, row]])[0]
    gaps = [year for year, other in zip(index.years, earlier, strict=True) if other is None][periods:]
    rows = _by_unit_and_year(index, index.years[periods:], rates[periods:])
    notes = tuple(
        Name(
            zh=f"数据中没有{before(year, periods)}年，{year}年的{title.zh}无从计算。",
            en=f"No growth for {year}: the data have no {before(year, periods)}.",
        )
        for year in gaps
    )
    columns = (CODE, UNIT, YEAR, *_series_columns(index, "percent", 1))
    return Table(key, title, columns, rows, notes, index=("code", "year"))


def cagr_table(index: CompositeIndex) -> Table:
    """Compound annual growth of total and dimensions, first to last year (fractions)."""
    _refuse_growth(index)
    series, times = _total_and_dimensions(index), elapsed(index.years)
    span = times[-1] - times[0]
    rates = compound_growth(series[0], series[-1], span) if span else np.full(series.shape[1:], np.nan)
    rows = tuple((*_labels(index, unit), *numbers) for unit, numbers in enumerate(_cells(rates)))
    first, last = index.years[0], index.years[-1]
    title = Name(zh=f"{first}—{last}年年均增长", en=f"Compound annual growth, {first}–{last}")
    return Table("cagr", title, (CODE, UNIT, *_series_columns(index, "percent", 2)), rows, index=("code",))


def _refuse_growth(index: CompositeIndex) -> None:
    """Refuse growth of scores that another unit's scores change."""
    if index.rules is None or not index.rules.of_unit_set:
        return
    rule = index.rules.of_unit_set[0]
    details = {"node": index.framework.name_of(rule.node), "kind": rule.step.title}
    raise DataError(Finding("E_GROWTH_OF_UNIT_SET", column=rule.node, details=details))


def rows_by_rank(index: CompositeIndex, table: Table, year: int | None = None, code: str = "code") -> Table:
    """Put the rows of a table of units, whose codes are in a column, into the order of their ranks in a year."""
    positions: list[int] = _by_rank(index, year).tolist()
    place = {index.units[unit]: position for position, unit in enumerate(positions)}
    at = [column.key for column in table.columns].index(code)
    return replace(table, rows=tuple(sorted(table.rows, key=lambda row: place[str(row[at])])))


def _by_rank(index: CompositeIndex, year: int | None) -> IntArray:
    """Positions of the units by rank, then as in the panel; those without a score last."""
    ranks = index.ranks(year)
    return np.argsort(np.where(ranks == 0, len(ranks) + 1, ranks), kind="stable")


def _former_frame(table: Table, language: Language = "en") -> "pd.DataFrame":
    return table.frame(language)


def node_columns(
    index: CompositeIndex, level: int, kind: Kind = "number", decimals: int = 2
) -> tuple[Column, ...]:
    """One column a node of a level, titled with its name."""
    return tuple(
        Column(
            node,
            index.framework.name_of(node),
            kind,
            decimals_of(index, node, decimals) if kind == "number" else decimals,
        )
        for node in index.framework.tree.levels[level]
    )


def _series_columns(index: CompositeIndex, kind: Kind, decimals: int) -> tuple[Column, ...]:
    own = decimals_of(index, ROOT, decimals) if kind == "number" else decimals
    total = Column("total", index.framework.name_of(ROOT), kind, own)
    return (total, *node_columns(index, 1, kind, decimals))


def _total_and_dimensions(index: CompositeIndex) -> FloatArray:
    return np.concatenate(index.levels[:2], axis=-1)


def _by_unit_and_year(
    index: CompositeIndex, years: Sequence[int], series: FloatArray
) -> tuple[tuple[Cell, ...], ...]:
    cells = _cells(series.swapaxes(0, 1))
    return tuple(
        (*_labels(index, unit), year, *numbers)
        for unit, by_year in enumerate(cells)
        for year, numbers in zip(years, by_year, strict=True)
    )


def _ranking_numbers(index: CompositeIndex, row: int) -> FloatArray:
    """Return total, dimensions and coverage, (units, columns)."""
    return np.concatenate([index.levels[0][row], index.levels[1][row], index.coverage[0][row]], axis=-1)


def _labels(index: CompositeIndex, unit: int) -> tuple[str, Name]:
    return index.units[unit], index.panel.unit_name(index.units[unit])


def _texts(index: CompositeIndex, codes: Sequence[str], language: Language) -> Sequence[str]:
    """Return units' names as texts; free labels are their own, without making a name of a million of them."""
    if index.framework.units == "any" and NATION not in index.units:
        return codes
    return [index.panel.unit_name(code).text(language) for code in codes]


def _cells(values: FloatArray) -> list[Any]:
    """Return numbers as nested lists, None for what is missing: all at once, not cell by cell."""
    cells = values.astype(object)
    cells[np.isnan(values)] = None
    return list(cells.tolist())
