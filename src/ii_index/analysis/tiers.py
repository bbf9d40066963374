"""Tiers (tiers): an index cut into a few groups of similar units, 1 the highest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.size import refuse_more, refuse_tiers
from ii_index.construction.methods.tier_rules import Scored, TierRuleMethod, tier_rule_of
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.kernels.tiers import tier_rules
from ii_index.messages import Language
from ii_index.model.assumptions import OwnTiers
from ii_index.model.former_names import Former
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.own_functions import OwnFunction
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

TierMethod: TypeAlias = Literal[
    "natural_breaks", "quantiles", "equal_intervals", "mean_sd", "thresholds", "sizes", "k_means", "ward"
]
TierFunction: TypeAlias = Callable[[FloatArray, int], Any]
_DEFAULT = 4
TIER = Column("tier", Name(zh="梯队", en="Tier"), "integer", 0)
TIER_NAME = Column("tier_name", Name(zh="梯队名称", en="Tier name"), "text")


@dataclass(frozen=True, eq=False)
class Tiers(Immutable):
    """Units in tiers. The order inside a tier is not a ranking: arrays and members have the order of ``index.units``.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    method : str or OwnTiers
    labels : IntArray, shape (units,)
        1 is the highest tier; 0 a unit without a score, or without a score of every dimension where these
        are clustered.
    names : tuple of Name
        Highest first.
    breaks : FloatArray
        Best score of each tier, highest tier first: the highest, or the lowest where lower is better.
    goodness_of_variance_fit : float
        1 − squared deviations within tiers / squared deviations from the mean.
    unique : bool
        Whether no other cut is as good (natural breaks); True for the other rules, which do not optimise.
    wanted : int
        How many tiers were asked for; there are fewer where fewer distinct scores exist.
    """

    index: CompositeIndex
    year: int
    method: TierMethod | OwnTiers
    labels: IntArray
    names: tuple[Name, ...]
    breaks: FloatArray
    goodness_of_variance_fit: float
    unique: bool
    wanted: int = 0

    def sizes(self) -> tuple[int, ...]:
        """Return the number of units in each tier, highest first."""
        return tuple(int((self.labels == tier).sum()) for tier in range(1, len(self.names) + 1))

    def members(self, tier: int) -> tuple[str, ...]:
        """Return the codes of the units of a tier, in the panel's order."""
        return tuple(np.array(self.index.units)[self.labels == tier].tolist())

    def table(self) -> Table:
        """Return one row a unit with its tier, tiers from the highest, units in the panel's order, no tier last."""
        order = np.lexsort(
            (np.arange(len(self.labels)), np.where(self.labels == 0, len(self.names) + 1, self.labels))
        )
        rows = tuple(self._row(unit) for unit in order.tolist())
        title = Name(zh=f"{self.year}年梯队", en=f"Tiers, {self.year}")
        return Table("tiers", title, (CODE, UNIT, TIER, TIER_NAME), rows, group="tier_name", index=("code",))

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by unit code, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)

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
    method: TierMethod | OwnTiers | TierFunction = "natural_breaks",
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
    method : str or callable
        ``natural_breaks`` (exact Fisher–Jenks), ``quantiles``, ``equal_intervals``, ``mean_sd``, fixed
        ``thresholds`` (lower limits, ascending) or ``sizes`` (highest first), ``k_means`` or ``ward`` on the
        dimensions; or a function ``(scores, k) -> labels`` of one's own: scores of shape (units,) without gaps, higher
        the better, labels from 0, the lowest tier.
    thresholds : sequence of float, optional
        For ``method="thresholds"``: k − 1 limits of the tiers above the lowest, ascending; lower limits, or upper ones
        where a lower total is better.
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
    method = rule_asked(method)
    year = index.years[-1] if year is None else year
    scores, sign, unit = index.standings(index.scores(year)), *index.standing_unit
    if np.isnan(scores).all():
        raise DataError(Finding("E_NO_SCORES", file=index.panel.source, year=year))
    rule = tier_rule_of(method)
    if rule.most_units is not None:
        refuse_more(len(index.units), rule.most_units, str(method))
    turned = thresholds if thresholds is None else [sign * limit / unit for limit in thresholds][:: int(sign)]
    given: dict[str, Sequence[float] | None] = {"thresholds": turned, "sizes": sizes}
    limits = given[rule.parameter] if rule.parameter else None
    wanted = tiers_wanted(index.framework, len(index.units), k, rule, limits)
    if method == "natural_breaks":
        refuse_tiers(len(index.units), wanted)
    dimensions = index.levels[min(1, index.framework.tree.depth)][index.panel.year_index(year)]
    try:
        from_lowest, found, unique = rule.cut(Scored(scores, wanted, limits or (), dimensions))
    except ValueError as error:
        details = {"method": method, "reason": str(error)}
        raise IIIndexError(Finding("E_TIER_RULE", details=details)) from None
    return Tiers(
        index=index,
        year=year,
        method=method,
        labels=np.where(from_lowest < 0, 0, found - from_lowest),
        names=tier_names(index.framework, found),
        breaks=sign * unit * tier_rules.upper_limits(scores, from_lowest, found)[::-1],
        goodness_of_variance_fit=float(tier_rules.goodness_of_variance_fit(scores, from_lowest)),
        unique=unique,
        wanted=wanted,
    )


def rule_asked(method: TierMethod | OwnTiers | TierFunction) -> TierMethod | OwnTiers:
    """Return the rule that is asked for: a known one, or a function of one's own."""
    if isinstance(method, OwnTiers):
        return method
    if callable(method):
        return OwnTiers(kind="call", function=OwnFunction.of(method))
    if method not in get_args(TierMethod):
        raise IIIndexError(Finding("E_TIER_METHOD", found=method, details={"known": get_args(TierMethod)}))
    return method


def tiers_wanted(
    framework: Framework,
    units: int,
    k: int | None,
    rule: TierRuleMethod,
    limits: Sequence[float] | None,
) -> int:
    """Return how many tiers are asked for of so many units: by number, by the rule's parameter, by the framework."""
    if rule.parameter is not None:
        if limits is None:
            missing = {"parameter": rule.parameter}
            raise IIIndexError(Finding("E_TIER_PARAMETER", found=rule.parameter, details=missing))
        return len(limits) + (rule.parameter == "thresholds")
    wanted = (len(framework.tiers) or _DEFAULT) if k is None else k
    if wanted < 1:
        raise IIIndexError(Finding("E_TIER_COUNT", found=str(wanted)))
    if k is not None and k > units:
        raise IIIndexError(Finding("E_TIERS_TOO_MANY", found=str(k), details={"units": units}))
    return wanted


def tier_names(framework: Framework, k: int) -> tuple[Name, ...]:
    """Name k tiers, highest first: the framework's names as far as they go."""
    own = framework.tiers
    if k <= len(own):
        return own[:k]
    return (*own, *(numbered(n) for n in range(len(own) + 1, k + 1)))


def numbered(tier: int) -> Name:
    """Name a tier that has no name of its own."""
    return Name(zh=f"第{tier}梯队", en=f"Tier {tier}")
