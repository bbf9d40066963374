"""Tables of an uncertainty analysis, by nominal rank."""

import numpy as np

from ii_index._typing import IntArray
from ii_index.analysis.robustness.drawn import Drawn
from ii_index.construction.tables import CODE, UNIT
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

NOMINAL = Column("rank", Name(zh="名次", en="Rank"), "integer", 0)
MEAN = Column("mean", Name(zh="平均名次", en="Mean rank"), decimals=1)
MEDIAN = Column("median", Name(zh="中位名次", en="Median rank"), "integer", 0)
QUARTER = Column("q25", Name(zh="25%分位", en="25 %"), "integer", 0)
THREE_QUARTERS = Column("q75", Name(zh="75%分位", en="75 %"), "integer", 0)
TIER = Column("tier", Name(zh="梯队", en="Tier"), "text")
LIKELY = Column("likely_tier", Name(zh="最可能的梯队", en="Most likely tier"), "text")
PROBABILITY = Column("probability", Name(zh="概率", en="Probability"), "percent", 1)
LOW = Column("probability_low", Name(zh="概率下限", en="Probability, low"), "percent", 1, shown=False)
HIGH = Column("probability_high", Name(zh="概率上限", en="Probability, high"), "percent", 1, shown=False)
ENTROPY = Column("entropy", Name(zh="熵（比特）", en="Entropy, bits"))
IS_BORDERLINE = Column("borderline", Name(zh="边缘", en="Borderline"), "text")
REASON = Column("reason", Name(zh="原因", en="Reason"), "text")
DRAWS = Column("draws", Name(zh="次数", en="Draws"), "integer", 0)


def intervals(doubt: Drawn, level: float) -> Table:
    """Nominal, mean and median rank, quartiles, and the central interval of a level."""
    tails = ((1 - level) / 2, 0.25, 0.5, 0.75, (1 + level) / 2)
    quantiles, means = doubt.quantiles(tails), doubt.mean_ranks()
    columns = (
        CODE,
        UNIT,
        NOMINAL,
        MEAN,
        MEDIAN,
        Column("low", _percentile(tails[0]), "integer", 0),
        QUARTER,
        THREE_QUARTERS,
        Column("high", _percentile(tails[-1]), "integer", 0),
    )
    rows: list[tuple[Cell, ...]] = []
    for unit in _by_rank(doubt):
        low, first, median, third, high = quantiles[unit].tolist()
        own = (int(doubt.nominal[unit]), float(means[unit]), median, low, first, third, high)
        rows.append((*_labels(doubt, unit), *own))
    share = f"{level:.0%}"
    title = Name(
        zh=f"{doubt.year}年名次及其{share}区间（{doubt.draws}次抽样）",
        en=f"Ranks and their {share} intervals, {doubt.year} ({doubt.draws:,} draws)",
    )
    return Table("rank_intervals", title, columns, tuple(rows))


def acceptability(doubt: Drawn) -> Table:
    """P(rank = r)."""
    shares = doubt.probabilities("acceptability")
    ranks = tuple(
        Column(str(rank), Name(zh=f"第{rank}名", en=f"Rank {rank}"), "percent", 1)
        for rank in range(1, len(doubt.units) + 1)
    )
    rows = tuple((*_labels(doubt, unit), *shares[unit].tolist()) for unit in _by_rank(doubt))
    title = Name(zh="各名次的概率", en="Probability of each rank")
    return Table("acceptability", title, (CODE, UNIT, *ranks), rows)


def pairwise(doubt: Drawn) -> Table:
    """P(row is above column)."""
    shares = doubt.probabilities("pairwise")
    np.fill_diagonal(shares, np.nan)
    order: list[int] = _by_rank(doubt).tolist()
    others = tuple(
        Column(doubt.units[unit], doubt.index.panel.unit_name(doubt.units[unit]), "percent", 1)
        for unit in order
    )
    rows = tuple((*_labels(doubt, unit), *_without_own(shares[unit, order].tolist())) for unit in order)
    title = Name(zh="行地区排在列地区之前的概率", en="Probability that the row is above the column")
    return Table("pairwise", title, (CODE, UNIT, *others), rows)


def tiers(doubt: Drawn) -> Table:
    """Tier, most likely tier and its probability with Monte Carlo limits, each tier's probability, entropy."""
    shares, entropies = doubt.probabilities("tier_probabilities"), doubt.entropies()
    low, high = doubt.limits("tier_probabilities")
    borderline = set(doubt.borderline)
    names = doubt.tier_names
    by_tier = tuple(
        Column(f"p{number}", Name(zh=f"{name.zh}概率", en=f"P({name.en})"), "percent", 1)
        for number, name in enumerate(names, start=1)
    )
    columns = (CODE, UNIT, NOMINAL, TIER, LIKELY, PROBABILITY, LOW, HIGH, *by_tier, ENTROPY, IS_BORDERLINE)
    flag = Name(zh="是", en="yes")
    rows: list[tuple[Cell, ...]] = []
    for unit in _by_rank(doubt):
        likely = int(shares[unit].argmax())
        own = int(doubt.nominal_tiers[unit])
        rows.append(
            (
                *_labels(doubt, unit),
                int(doubt.nominal[unit]),
                names[own - 1],
                names[likely],
                float(shares[unit, likely]),
                float(low[unit, likely]),
                float(high[unit, likely]),
                *shares[unit].tolist(),
                float(entropies[unit]),
                flag if doubt.units[unit] in borderline else None,
            )
        )
    title = Name(zh=f"{doubt.year}年各梯队的概率", en=f"Probability of each tier, {doubt.year}")
    return Table("tier_probabilities", title, columns, tuple(rows))


def failures(doubt: Drawn) -> Table:
    """List the combinations that could not be computed."""
    rows: list[tuple[Cell, ...]] = []
    for combination in np.flatnonzero(doubt.counts.failures).tolist():
        reason = doubt.plan.reason(combination)
        text = Name(zh=reason.message("zh"), en=reason.message("en"))
        rows.append((text, int(doubt.counts.failures[combination])))
    return Table("failed_draws", Name(zh="失败的抽样", en="Failed draws"), (REASON, DRAWS), tuple(rows))


def _by_rank(doubt: Drawn) -> IntArray:
    return np.argsort(doubt.nominal, kind="stable")


def _labels(doubt: Drawn, unit: int) -> tuple[Cell, Cell]:
    code = doubt.units[unit]
    return code, doubt.index.panel.unit_name(code)


def _without_own(shares: list[float]) -> list[float | None]:
    return [None if np.isnan(share) else share for share in shares]


def _percentile(probability: float) -> Name:
    share = f"{100 * probability:g}"
    return Name(zh=f"{share}%分位", en=f"{share} %")
