"""The rankings of all years in one table, and how each unit came from the first to the last."""

from collections.abc import Mapping

import numpy as np

from ii_index.analysis.tiers import TIER, TIER_NAME, Tiers
from ii_index.construction.methods.normalisation import scope_of
from ii_index.construction.results import CODE, UNIT, YEAR, CompositeIndex, decimals_of, ranking_table
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Document
from ii_index.reporting.documents.ranking import index_findings, method_facts
from ii_index.reporting.results import Results


def rankings(made: Mapping[int, CompositeIndex], tiers: Mapping[int, Tiers]) -> Document:
    """Gather scores, ranks and tiers of all years.

    Parameters
    ----------
    made : mapping
        The index by which each year is ranked: one for all, unless weights are those of the year.
    tiers : mapping
        By year; without a year in which no unit has a score.
    """
    latest = made[max(made)]
    title = Name(
        zh=f"{latest.framework.name.zh}：历年得分、排名与梯队",
        en=f"{latest.framework.name.en}: scores, ranks and tiers of all years",
    )
    tables = [_all_years(made, tiers, title)]
    if len(made) > 1:
        tables.append(_changes(made))
    return Document(
        title, tuple(tables), method_facts(latest), _findings(made, tiers), results=Results(index=latest)
    )


def _all_years(made: Mapping[int, CompositeIndex], tiers: Mapping[int, Tiers], title: Name) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for year, index in made.items():
        cut = tiers.get(year)
        tier_of = dict(zip(index.units, cut.labels.tolist(), strict=True)) if cut is not None else {}
        for code, unit, *numbers in ranking_table(index, year).rows:
            tier: int = tier_of.get(str(code), 0)
            rows.append(
                (code, year, numbers[0], unit, tier or None, cut.name_of(tier) if cut else None, *numbers[1:])
            )
    head = ranking_table(made[max(made)]).columns
    hidden = Column(TIER.key, TIER.title, TIER.kind, TIER.decimals, shown=False)
    note = Name(zh="同一梯队内的先后不构成排名结论，仅供参考。", en="Order inside a tier is not a ranking.")
    columns = (head[0], YEAR, head[2], head[1], hidden, TIER_NAME, *head[3:])
    return Table("rankings", title, columns, tuple(rows), (note,), YEAR.key, index=("code", "year"))


def _changes(made: Mapping[int, CompositeIndex]) -> Table:
    """First and last score and rank of each unit, and its best and worst rank on the way."""
    first, last = min(made), max(made)
    scores = np.array([index.scores(year) for year, index in made.items()])
    ranks = np.array([index.ranks(year) for year, index in made.items()], dtype=np.float64)
    ranks[ranks == 0] = np.nan
    index = made[last]
    numbers = np.stack(
        [
            scores[0], scores[-1], scores[-1] - scores[0],
            ranks[0], ranks[-1], ranks[0] - ranks[-1],
            np.fmin.reduce(ranks), np.fmax.reduce(ranks),
        ],
        axis=-1,
    )  # fmt: skip
    order = [index.units.index(str(row[0])) for row in ranking_table(index, last).rows]
    rows = tuple(
        (index.units[unit], index.panel.unit_name(index.units[unit]), *_cells(numbers[unit], index))
        for unit in order
    )
    title = Name(zh=f"{first}—{last}：得分与排名的变动", en=f"From {first} to {last}")
    return Table(
        "changes", title, (CODE, UNIT, *_columns(made)), rows, _comparability(index), index=("code",)
    )


def _columns(made: Mapping[int, CompositeIndex]) -> tuple[Column, ...]:
    first, last = (min(made), max(made))
    decimals = decimals_of(made[max(made)])
    halves = made[max(made)].framework.ranks.ties == "mean"

    def rank(key: str, zh: str, en: str) -> Column:
        return (
            Column(key, Name(zh=zh, en=en), "number", 1)
            if halves
            else Column(key, Name(zh=zh, en=en), "integer", 0)
        )

    return (
        Column("score_first", Name(zh=f"{first}得分", en=f"Score, {first}"), "number", decimals),
        Column("score_last", Name(zh=f"{last}得分", en=f"Score, {last}"), "number", decimals),
        Column("score_change", Name(zh="得分变动", en="Change of score"), "number", decimals),
        rank("rank_first", f"{first}排名", f"Rank, {first}"),
        rank("rank_last", f"{last}排名", f"Rank, {last}"),
        Column("rank_change", Name(zh="名次变动", en="Change of rank"), "rise", 0),
        rank("rank_best", "最好排名", "Best rank"),
        rank("rank_worst", "最差排名", "Worst rank"),
    )


def _cells(numbers: np.ndarray, index: CompositeIndex) -> list[Cell]:
    whole = index.framework.ranks.ties != "mean"
    found: list[Cell] = []
    for place, number in enumerate(numbers.tolist()):
        known = None if np.isnan(number) else number
        found.append(int(known) if known is not None and whole and place > 2 else known)
    return found


def _comparability(index: CompositeIndex) -> tuple[Name, ...]:
    """Say where scores of several years do not compare."""
    if scope_of(index.panel, index.recipe.normalisation) != "year":
        return ()
    return (
        Name(
            zh="标准化的上下限逐年取，得分的变动含上下限的变动；排名不受影响。",
            en="Bounds are those of each year: changes of scores hold those of the bounds; ranks do not.",
        ),
    )


def _findings(made: Mapping[int, CompositeIndex], tiers: Mapping[int, Tiers]) -> tuple[Finding, ...]:
    """Gather what is to be said of any year, once."""
    found: list[Finding] = []
    for year, index in made.items():
        said = index_findings(index, tiers.get(year))
        found += [finding for finding in said if finding not in found]
        if year not in tiers:
            found.append(Finding("W_YEAR_NOT_SCORED", file=index.panel.source, year=year))
    return tuple(found)
