"""How sure ranks and tiers are, as far as it was worked out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ii_index.analysis.tiers import Tiers
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.rank_intervals import rank_intervals as intervals_chart
from ii_index.reporting.charts.tier_probabilities import tier_probabilities
from ii_index.reporting.document import Section
from ii_index.reporting.results import Results
from ii_index.reporting.words import cut_otherwise, ties_of_draws, varied

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertainty import Uncertainty

Intervals: TypeAlias = Mapping[str, tuple[int, int]]
_LOW, _HIGH = 0.05, 0.95
_NAMED, _MOST_NAMED = 10, 20  # of so many borderline units all are named, else the first


def rank_intervals(results: Results) -> Intervals:
    """Return the 5 and 95 % quantiles of each unit's rank; empty where none was worked out."""
    uncertainty = results.uncertainty
    if uncertainty is None:
        return {}
    quantiles = uncertainty.quantiles((_LOW, _HIGH)).tolist()
    return {unit: (low, high) for unit, (low, high) in zip(uncertainty.units, quantiles, strict=True)}


def section(uncertainty: "Uncertainty", tiers: Tiers) -> Section:
    """Show the interval of every rank and the probability of every tier."""
    spans = rank_intervals(Results(uncertainty=uncertainty))
    charts = [intervals_chart(tiers, spans, uncertainty.table("intervals"))]
    if len(uncertainty.tier_names) == len(tiers.names):
        charts.append(tier_probabilities(tiers, _by_unit(uncertainty, tiers), uncertainty.table("tiers")))
    names = [uncertainty.index.panel.unit_name(unit) for unit in uncertainty.borderline]
    some, more = (names[:_NAMED], len(names) - _NAMED) if len(names) > _MOST_NAMED else (names, 0)
    more_zh, more_en = (f"等{len(names)}个地区", f" and {more} more") if more else ("", "")
    close_zh = (
        f"梯队不稳定（没有一个梯队的概率达到80%）：{'、'.join(name.zh for name in some)}{more_zh}。"
        if names
        else ""
    )
    close_en = (
        f" Borderline (no tier reaches 80 %): {', '.join(name.en for name in some)}{more_en}."
        if names
        else ""
    )
    draws, seed, what = uncertainty.draws, uncertainty.seed, varied(uncertainty.assumptions)
    otherwise = cut_otherwise(uncertainty.assumptions, tiers.method)
    ties = ties_of_draws(uncertainty.index)
    ties_zh, ties_en = (ties.zh, f" {ties.en}") if ties else ("", "")
    lead = Name(
        zh=f"在{what.zh}的假定中随机抽取{draws:,}次（种子{seed}），每次重新排名并划分梯队。{otherwise.zh}{ties_zh}{close_zh}",
        en=f"{draws:,} draws of {what.en} (seed {seed}); ranks and tiers anew in each."
        f"{otherwise.en}{ties_en}{close_en}",
    )
    return Section("uncertainty", Name(zh="结果有多可靠", en="How sure it is"), lead, tuple(charts))


def tables(results: Results) -> tuple[Table, ...]:
    """Return what the workbook shows of it, as values: a row a unit, its ranks, then its tiers."""
    uncertainty = results.uncertainty
    if uncertainty is None:
        return ()
    ranks, of_tiers = uncertainty.table("intervals"), uncertainty.table("tiers")
    new = [place for place, column in enumerate(of_tiers.columns) if column not in ranks.columns]
    columns = (*ranks.columns, *(of_tiers.columns[place] for place in new))
    rows = tuple(
        (*rank, *(tier[place] for place in new)) for rank, tier in zip(ranks.rows, of_tiers.rows, strict=True)
    )
    title = Name(zh=f"{uncertainty.year}年结果有多可靠", en=f"How sure it is, {uncertainty.year}")
    drawn = Name(
        zh=f"{uncertainty.draws:,}次抽样，种子{uncertainty.seed}。",
        en=f"{uncertainty.draws:,} draws, seed {uncertainty.seed}.",
    )
    return (Table("how_sure", title, columns, rows, (drawn,), index=("code",)),)


def _by_unit(uncertainty: "Uncertainty", tiers: Tiers) -> np.ndarray:
    """Probabilities by tier for all the units of the panel; 0 for those not studied."""
    whole = np.zeros((len(tiers.labels), len(uncertainty.tier_names)))
    place = {unit: row for row, unit in enumerate(tiers.index.units)}
    whole[[place[unit] for unit in uncertainty.units]] = uncertainty.probabilities("tier_probabilities")
    return whole
