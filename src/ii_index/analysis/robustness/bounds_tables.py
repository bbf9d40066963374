"""Tables and sentences about exact limits."""

import numpy as np

from ii_index.analysis.robustness.limits import Radii, RankLimits
from ii_index.construction.tables import CODE, UNIT
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

NOMINAL = Column("rank", Name(zh="名次", en="Rank"), "integer", 0)
BEST = Column("best", Name(zh="最好名次", en="Best rank"), "integer", 0)
WORST = Column("worst", Name(zh="最差名次", en="Worst rank"), "integer", 0)
EXACT = Column("exact", Name(zh="可达", en="Attained"), "text")
ABOVE = Column("dominates", Name(zh="必然领先（个）", en="Surely above"), "integer", 0)
BELOW = Column("dominated_by", Name(zh="必然落后（个）", en="Surely below"), "integer", 0)
RADIUS = Column("rank_radius", Name(zh="名次稳定半径", en="Rank holds up to"), "percent", 1)
RIVAL = Column("rival", Name(zh="最先追平者", en="First to draw level"), "text")
TIER = Column("tier", Name(zh="梯队", en="Tier"), "integer", 0)
TIER_RADIUS = Column("tier_radius", Name(zh="梯队稳定半径", en="Tier holds up to"), "percent", 1)
TIER_RIVAL = Column("tier_rival", Name(zh="另一梯队中最先追平者", en="First of another tier"), "text")

YES, NO = Name(zh="是", en="yes"), Name(zh="界限偏宽", en="safe limit")


def rank_bounds(bounds: RankLimits) -> Table:
    """Best and worst rank, and how many units are surely below or above."""
    rows: list[tuple[Cell, ...]] = []
    for unit in _by_rank(bounds.nominal):
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
    which = admitted(bounds)
    title = Name(
        zh=f"{bounds.year}年最好与最差名次（{which.zh}）",
        en=f"Best and worst ranks, {bounds.year} ({which.en})",
    )
    return Table("rank_bounds", title, (CODE, UNIT, NOMINAL, BEST, WORST, EXACT, ABOVE, BELOW), tuple(rows))


def admitted(bounds: RankLimits) -> Name:
    """Say which weights are admissible."""
    if bounds.amount is None:
        which = Name(zh="任意权重", en="any weights")
    else:
        share = f"{100 * bounds.amount:g}"
        which = Name(zh=f"每个权重可偏离自身±{share}%", en=f"every weight within ± {share} % of itself")
    if bounds.limits is None:
        return which
    return Name(zh=f"{which.zh}，并限定部分权重的上下限", en=f"{which.en}, some within stated limits")


def words(bounds: RankLimits, unit: str, language: Language) -> str:
    """Say in a sentence what no weights can do to a unit."""
    code = bounds.index.units[bounds.index.panel.unit_index(unit)]
    place = bounds.units.index(code)
    name, which = bounds.index.panel.unit_name(code).text(language), admitted(bounds).text(language)
    best, worst = int(bounds.best[place]), int(bounds.worst[place])
    below = int(bounds.dominates[place].sum())
    if language == "zh":
        also = f"，并且必然领先{below}个地区" if below else ""
        return f"{which}时，{name}最好第{best}名、最差第{worst}名{also}。"
    also = f", and is above {below} unit{'s' * (below > 1)} whatever they are" if below else ""
    return f"With {which}, {name} ranks no better than {best} and no worse than {worst}{also}."


def stability(radius: Radii) -> Table:
    """Largest error of the weights that leaves a rank and a tier as they are, and who is first to draw level."""
    panel = radius.index.panel
    rows: list[tuple[Cell, ...]] = []
    for unit in _by_rank(radius.nominal):
        code = radius.units[unit]
        rival, other = radius.rivals[unit], radius.tier_rivals[unit]
        rows.append(
            (
                code,
                panel.unit_name(code),
                int(radius.nominal[unit]),
                _finite(float(radius.rank_radii[unit])),
                None if rival is None else panel.unit_name(rival),
                int(radius.tiers[unit]),
                _finite(float(radius.tier_radii[unit])),
                None if other is None else panel.unit_name(other),
            )
        )
    title = Name(
        zh=f"{radius.year}年名次与梯队的稳定半径（权重误差）",
        en=f"Errors of the weights up to which ranks and tiers hold, {radius.year}",
    )
    columns = (CODE, UNIT, NOMINAL, RADIUS, RIVAL, TIER, TIER_RADIUS, TIER_RIVAL)
    notes = (
        Name(
            zh="空白表示任何权重都不会使之改变。梯队按现有各档个数保持不变计。",
            en="Blank: no weights change it. Tiers are those of today, their sizes kept.",
        ),
    )
    return Table("stability", title, columns, tuple(rows), notes)


def stability_words(radius: Radii, unit: str, language: Language) -> str:
    """Say in a sentence how wrong weights may be before a unit's rank changes."""
    panel = radius.index.panel
    code = radius.index.units[panel.unit_index(unit)]
    place = radius.units.index(code)
    name, rank = panel.unit_name(code).text(language), int(radius.nominal[place])
    share, rival = float(radius.rank_radii[place]), radius.rivals[place]
    if rival is None or np.isinf(share):
        always = {
            "zh": f"任何权重下，{name}都是第{rank}名。",
            "en": f"{name} ranks {rank} whatever the weights.",
        }
        return always[language]
    other = panel.unit_name(rival).text(language)
    if language == "zh":
        return f"只要每个权重的误差不超过自身的{share:.1%}，{name}就保持第{rank}名；最先追平的是{other}。"
    return (
        f"{name} keeps rank {rank} as long as no weight is wrong by more than {share:.1%} of itself; "
        f"the first to draw level is {other}."
    )


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _by_rank(nominal: np.ndarray) -> list[int]:
    order: list[int] = np.argsort(nominal, kind="stable").tolist()
    return order
