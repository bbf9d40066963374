"""How wrong the weights may be before a rank or a tier changes: the stability radius, exact."""

from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.linear_view import linear_view
from ii_index.analysis.robustness.rank_bounds import NOMINAL, by_rank
from ii_index.analysis.size import PAIRS_BY_WEIGHTS, refuse_more
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.kernels.ranking import descending_order
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.printed_numbers import number_text
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd


RADIUS = Column("rank_radius", Name(zh="名次稳定半径", en="Rank holds up to"), "percent", 1)
RIVAL = Column("rival", Name(zh="最先追平者", en="First to draw level"), "text")
TIER = Column("tier", Name(zh="梯队", en="Tier"), "integer", 0)
TIER_RADIUS = Column("tier_radius", Name(zh="梯队稳定半径", en="Tier holds up to"), "percent", 1)
TIER_RIVAL = Column("tier_rival", Name(zh="另一梯队中最先追平者", en="First of another tier"), "text")


@dataclass(frozen=True, eq=False)
class Stability(Immutable):
    """Smallest errors of the weights that alter ranks and tiers.

    Arrays have the order of ``units``; the table has units by rank, then in that order.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    units : tuple of str
    nominal : IntArray, shape (units,)
    rank_radii : FloatArray, shape (units,)
        As long as every local weight is wrong by less than this share of itself, the rank stays; infinite
        where no weights change it. For a unit that lacks cells, or has a rival that does: at least this
        share.
    rivals : tuple of (str or None)
        Who is first to draw level.
    tiers : IntArray, shape (units,)
        1 is the highest.
    tier_radii : FloatArray, shape (units,)
        Likewise until the unit draws level with a member of another tier, the sizes of the tiers being kept.
    tier_rivals : tuple of (str or None)
    pairs : FloatArray, shape (units, units)
        Smallest share at which each pair can change its order.
    """

    index: CompositeIndex
    year: int
    units: tuple[str, ...]
    nominal: IntArray
    rank_radii: FloatArray
    rivals: tuple[str | None, ...]
    tiers: IntArray
    tier_radii: FloatArray
    tier_rivals: tuple[str | None, ...]
    pairs: FloatArray

    def table(self) -> Table:
        """Return both radii and the rivals, by rank."""
        return _table(self)

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by unit code, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)

    def words(self, unit: str, language: Language = "en") -> str:
        """Say in a sentence how wrong weights may be before a unit's rank changes."""
        return _in_words(self, unit, language)


def stability(index: CompositeIndex, year: int | None = None) -> Stability:
    """Find the smallest error of the weights that alters each unit's rank and tier.

    The error p lets every local weight be multiplied by its own factor in [1 − p, 1 + p], siblings then being
    renormalised. Tiers are natural breaks of the scores.

    Parameters
    ----------
    index : CompositeIndex
        Its weights enter through one mean: at all levels, or down to nodes that have none.
    year : int, optional
        By default the latest.

    Returns
    -------
    Stability

    Raises
    ------
    FrameworkError
        Weights that enter otherwise than through one mean.
    DataError
        More units than a table of units × units × weights can hold (1,000 of 30 weights).

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two indicators", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), ("x", "y", "z"), np.array([[[3, 1], [2, 3], [1, 2]]])))
    >>> print(stability(index).words("y"))
    y keeps rank 1 as long as no weight is wrong by more than 33.3% of itself; the first to draw level is x.
    """
    year = index.years[-1] if year is None else year
    view = linear_view(index, year, [])
    refuse_more(len(view.units), isqrt(PAIRS_BY_WEIGHTS // len(view.tree.nodes)), "stability")
    pairs = view.reversal_amounts()
    tiers = view.plan.nominal_tiers
    elsewhere = tiers[:, None] != tiers[None, :]
    anyone = np.ones(pairs.shape, dtype=np.bool_)
    rank_radii, rivals = _nearest(pairs, anyone, view.units)
    tier_radii, tier_rivals = _nearest(pairs, elsewhere, view.units)
    return Stability(
        index=index,
        year=year,
        units=view.units,
        nominal=view.plan.nominal,
        rank_radii=rank_radii,
        rivals=rivals,
        tiers=tiers,
        tier_radii=tier_radii,
        tier_rivals=tier_rivals,
        pairs=pairs,
    )


def _nearest(
    pairs: FloatArray, among: BoolArray, units: tuple[str, ...]
) -> tuple[FloatArray, tuple[str | None, ...]]:
    amounts = np.where(among, pairs, np.inf)
    nearest: list[int] = descending_order(np.where(np.isfinite(amounts), -amounts, np.nan))[:, 0].tolist()
    radii: FloatArray = amounts.min(axis=1)
    names = (
        units[rival] if np.isfinite(radius) else None for rival, radius in zip(nearest, radii, strict=True)
    )
    return radii, tuple(names)


def _table(radius: Stability) -> Table:
    """Largest error of the weights that leaves a rank and a tier as they are, and who is first to draw level."""
    panel = radius.index.panel
    rows: list[tuple[Cell, ...]] = []
    for unit in by_rank(radius.nominal):
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
            zh="空白表示任何权重都不会使之改变。梯队按现有各梯队个数保持不变计。",
            en="Blank: no weights change it. Tiers are those of today, their sizes kept.",
        ),
    )
    return Table("stability", title, columns, tuple(rows), notes, index=("code",))


def _in_words(radius: Stability, unit: str, language: Language) -> str:
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
    other, printed = panel.unit_name(rival).text(language), number_text(share, "percent", 1)
    if language == "zh":
        return f"只要每个权重的误差不超过自身的{printed}，{name}就保持第{rank}名；最先追平的是{other}。"
    return (
        f"{name} keeps rank {rank} as long as no weight is wrong by more than {printed} of itself; "
        f"the first to draw level is {other}."
    )


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
