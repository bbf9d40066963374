"""Tiers (echelons): an index cut into a few groups of similar units, 1 the highest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.size import WARD, refuse_more
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.kernels.tiers import cluster_types, tier_rules
from ii_index.kernels.tiers.clustering import natural_breaks
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

TierMethod: TypeAlias = Literal[
    "natural_breaks", "quantiles", "equal_intervals", "mean_sd", "thresholds", "sizes", "k_means", "ward"
]
_DEFAULT = 4
TIER = Column("tier", Name(zh="梯队", en="Tier"), "integer", 0)
TIER_NAME = Column("tier_name", Name(zh="梯队名称", en="Tier name"), "text")


@dataclass(frozen=True, eq=False)
class Tiers:
    """Units in tiers. The order inside a tier is not a ranking.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    method : str
    labels : IntArray, shape (units,)
        1 is the highest tier; 0 a unit without a score, or without a score of every dimension where these
        are clustered.
    names : tuple of Name
        Highest first.
    breaks : FloatArray
        Highest score of each tier, highest tier first.
    goodness_of_variance_fit : float
        1 − squared deviations within tiers / squared deviations from the mean.
    unique : bool
        Whether no other cut is as good (natural breaks); True for the other rules, which do not optimise.
    """

    index: CompositeIndex
    year: int
    method: TierMethod
    labels: IntArray
    names: tuple[Name, ...]
    breaks: FloatArray
    goodness_of_variance_fit: float
    unique: bool

    def sizes(self) -> tuple[int, ...]:
        """Return the number of units in each tier, highest first."""
        return tuple(int((self.labels == tier).sum()) for tier in range(1, len(self.names) + 1))

    def members(self, tier: int) -> tuple[str, ...]:
        """Return the codes of the units of a tier, in the panel's order."""
        return tuple(np.array(self.index.units)[self.labels == tier].tolist())

    def as_table(self) -> Table:
        """Return one row a unit with its tier, tiers from the highest, units in the panel's order."""
        order = np.lexsort(
            (np.arange(len(self.labels)), np.where(self.labels == 0, len(self.names) + 1, self.labels))
        )
        rows = tuple(self._row(unit) for unit in order.tolist())
        title = Name(zh=f"{self.year}年梯队", en=f"Tiers, {self.year}")
        return Table("tiers", title, (CODE, UNIT, TIER, TIER_NAME), rows, group="tier_name")

    def table(self) -> "pd.DataFrame":
        """Return the tiers as a DataFrame indexed by unit code."""
        return self.as_table().to_frame("code")

    def _repr_html_(self) -> str:
        """Show the tiers in a notebook."""
        return self.table().to_html()

    def name_of(self, tier: int) -> Name | None:
        """Return the name of a tier; None for a unit without a score (tier 0)."""
        return self.names[tier - 1] if tier else None

    def _row(self, unit: int) -> tuple[Cell, ...]:
        code, tier = self.index.units[unit], int(self.labels[unit])
        return code, self.index.panel.unit_name(code), tier or None, self.name_of(tier)


def tiers(  # noqa: PLR0913 - each rule has its parameter
    index: CompositeIndex,
    year: int | None = None,
    k: int | None = None,
    *,
    method: TierMethod = "natural_breaks",
    thresholds: Sequence[float] | None = None,
    sizes: Sequence[int] | None = None,
) -> Tiers:
    """Cut the total scores of one year into tiers.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    k : int, optional
        Number of tiers; by default as many as the framework names, else four. Where fewer distinct scores
        than tiers exist, there are as many tiers as distinct scores, named from the top.
    method : str
        ``natural_breaks`` (exact Fisher–Jenks), ``quantiles``, ``equal_intervals``, ``mean_sd``, fixed
        ``thresholds`` (lower limits, ascending) or ``sizes`` (highest first), ``k_means`` or ``ward`` on the
        dimensions.
    thresholds : sequence of float, optional
        For ``method="thresholds"``: k − 1 lower limits of the tiers above the lowest.
    sizes : sequence of int, optional
        For ``method="sizes"``: units wanted in each tier, highest first.

    Returns
    -------
    Tiers

    Raises
    ------
    IIIndexError
        No unit has a score, there is no such rule, its parameter is missing or does not fit, ``k`` is larger
        than the number of units, or there are more than 10,000 units for Ward's method.

    References
    ----------
    Fisher (1958), J. Am. Stat. Assoc. 53, 789–798; Jenks (1977); CAICT (2024), section 4.
    """
    if method not in get_args(TierMethod):
        raise IIIndexError(Finding("E_TIER_METHOD", found=method, details={"known": get_args(TierMethod)}))
    year = index.years[-1] if year is None else year
    scores = index.scores(year)
    if np.isnan(scores).all():
        raise DataError(Finding("E_NO_SCORES", file=index.panel.source, year=year))
    wanted = _wanted(index, k, method, thresholds, sizes)
    try:
        from_lowest, found, unique = _cut(index, year, wanted, method, thresholds, sizes)
    except ValueError as error:
        details = {"method": method, "reason": str(error)}
        raise IIIndexError(Finding("E_TIER_RULE", details=details)) from None
    return Tiers(
        index=index,
        year=year,
        method=method,
        labels=np.where(from_lowest < 0, 0, found - from_lowest),
        names=tier_names(index, found),
        breaks=tier_rules.upper_limits(scores, from_lowest, found)[::-1],
        goodness_of_variance_fit=float(tier_rules.goodness_of_variance_fit(scores, from_lowest)),
        unique=unique,
    )


def _wanted(
    index: CompositeIndex,
    k: int | None,
    method: TierMethod,
    thresholds: Sequence[float] | None,
    sizes: Sequence[int] | None,
) -> int:
    parameters = {"thresholds": thresholds, "sizes": sizes}
    if method in parameters:
        given = parameters[method]
        if given is None:
            raise IIIndexError(Finding("E_TIER_PARAMETER", found=method, details={"parameter": method}))
        return len(given) + (method == "thresholds")
    wanted = (len(index.framework.tiers) or _DEFAULT) if k is None else k
    if wanted < 1:
        raise IIIndexError(Finding("E_TIER_COUNT", found=str(wanted)))
    if k is not None and k > len(index.units):
        details = {"units": len(index.units)}
        raise IIIndexError(Finding("E_TIERS_TOO_MANY", found=str(k), details=details))
    return wanted


def _cut(  # noqa: PLR0911, PLR0913, PLR0917 - each rule has its parameter and its return
    index: CompositeIndex,
    year: int,
    k: int,
    method: TierMethod,
    thresholds: Sequence[float] | None,
    sizes: Sequence[int] | None,
) -> tuple[IntArray, int, bool]:
    """Return labels from the lowest (0) up, the number of tiers, and whether the cut is the only best one."""
    scores = index.scores(year)
    match method:
        case "natural_breaks":
            cut = natural_breaks(scores, k)
            return cut.labels, len(cut.breaks), cut.unique
        case "k_means" | "ward":
            if method == "ward":
                refuse_more(len(index.units), WARD, "ward")
            rule = cluster_types.k_means if method == "k_means" else cluster_types.ward
            labels = rule(
                index.levels[min(1, index.framework.tree.depth)][index.panel.year_index(year)], k, scores
            )
            return labels, int(labels.max()) + 1, True
        case "quantiles":
            return tier_rules.quantiles(scores, k), k, True
        case "equal_intervals":
            return tier_rules.equal_intervals(scores, k), k, True
        case "mean_sd":
            return tier_rules.mean_sd(scores, k), k, True
        case "thresholds":
            return tier_rules.thresholds(scores, thresholds or ()), k, True
        case "sizes":
            return tier_rules.sizes(scores, sizes or ()), k, True


def tier_names(index: CompositeIndex, k: int) -> tuple[Name, ...]:
    """Name k tiers, highest first: the framework's names as far as they go."""
    own = index.framework.tiers
    if k <= len(own):
        return own[:k]
    return (*own, *(Name(zh=f"第{n}梯队", en=f"Tier {n}") for n in range(len(own) + 1, k + 1)))
