"""How wrong the weights may be before a rank or a tier changes: the stability radius, exact."""

from math import isqrt
from typing import TYPE_CHECKING

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.analysis.robustness.linear_view import linear_view
from ii_index.analysis.robustness.rank_bounds import Radii, stability_in_words, stability_table
from ii_index.analysis.size import PAIRS_BY_WEIGHTS, refuse_more
from ii_index.construction.results import CompositeIndex
from ii_index.messages import Language
from ii_index.model.table import Table

if TYPE_CHECKING:
    import pandas as pd


class Stability(Radii):
    """Smallest errors of the weights that alter ranks and tiers: tables, words, and the arrays of :class:`Radii`."""

    def as_table(self) -> Table:
        """Return both radii and the rivals, by rank."""
        return stability_table(self)

    def table(self, language: Language = "en") -> "pd.DataFrame":
        """Return the table as a DataFrame indexed by unit code."""
        return self.as_table().to_frame("code", language)

    def words(self, unit: str, language: Language = "en") -> str:
        """Say in a sentence how wrong weights may be before a unit's rank changes."""
        return stability_in_words(self, unit, language)


def stability(index: CompositeIndex, year: int | None = None) -> Stability:
    """Find the smallest error of the weights that alters each unit's rank and tier.

    The error p lets every local weight be multiplied by its own factor in [1 − p, 1 + p], siblings then being
    renormalised. Tiers are natural breaks of the scores.

    Parameters
    ----------
    index : CompositeIndex
        One and the same mean at all levels.
    year : int, optional
        By default the latest.

    Returns
    -------
    Stability

    Raises
    ------
    FrameworkError
        Means that differ from level to level.
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
    refuse_more(len(view.units), isqrt(PAIRS_BY_WEIGHTS // len(view.plan.tree.nodes)), "stability")
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
    nearest: list[int] = amounts.argmin(axis=1).tolist()
    radii: FloatArray = amounts.min(axis=1)
    names = (
        units[rival] if np.isfinite(radius) else None for rival, radius in zip(nearest, radii, strict=True)
    )
    return radii, tuple(names)
