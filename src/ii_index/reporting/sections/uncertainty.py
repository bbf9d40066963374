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

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertainty import Uncertainty

Intervals: TypeAlias = Mapping[str, tuple[int, int]]
_LOW, _HIGH = 0.05, 0.95


def rank_intervals(results: Results) -> Intervals:
    """Return the 5 and 95 % quantiles of each unit's rank; empty where no doubt was worked out."""
    doubt = results.doubt
    if doubt is None:
        return {}
    quantiles = doubt.quantiles((_LOW, _HIGH)).tolist()
    return {unit: (low, high) for unit, (low, high) in zip(doubt.units, quantiles, strict=True)}


def section(doubt: "Uncertainty", echelons: Tiers) -> Section:
    """Show the interval of every rank and the probability of every tier."""
    spans = rank_intervals(Results(doubt=doubt))
    charts = [intervals_chart(echelons, spans, doubt.interval_table())]
    if len(doubt.tier_names) == len(echelons.names):
        charts.append(tier_probabilities(echelons, _by_unit(doubt, echelons), doubt.tier_table()))
    names = [doubt.index.panel.unit_name(unit) for unit in doubt.borderline]
    close_zh = (
        f"梯队不稳定（没有一个梯队的概率达到80%）：{'、'.join(name.zh for name in names)}。" if names else ""
    )
    close_en = f" Borderline (no tier reaches 80 %): {', '.join(name.en for name in names)}." if names else ""
    lead = Name(
        zh=f"在权重与方法的假定中随机抽取{doubt.draws}次（种子{doubt.seed}），每次重新排名并划分梯队。{close_zh}",
        en=f"{doubt.draws:,} draws of weights and methods (seed {doubt.seed}); ranks and tiers anew in each.{close_en}",
    )
    return Section("doubt", Name(zh="结果有多可靠", en="How sure it is"), lead, tuple(charts))


def tables(results: Results) -> tuple[Table, ...]:
    """Return what the workbook shows of it, as values."""
    doubt = results.doubt
    return () if doubt is None else (doubt.interval_table(), doubt.tier_table())


def _by_unit(doubt: "Uncertainty", echelons: Tiers) -> np.ndarray:
    """Probabilities by tier for all the units of the panel; 0 for those not studied."""
    whole = np.zeros((len(echelons.labels), len(doubt.tier_names)))
    place = {unit: row for row, unit in enumerate(echelons.index.units)}
    whole[[place[unit] for unit in doubt.units]] = doubt.probabilities("tier_probabilities")
    return whole
