"""A published series and claims about it, written as linear conditions on the weights."""

from collections.abc import Iterable, Sequence

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.identification.conditions import Components, Conditions, about_weights
from ii_index.errors import Finding, UnknownLabelError
from ii_index.kernels.identification import weight_polytope
from ii_index.model.claims import Claim, ContributionClaim
from ii_index.model.names import Name
from ii_index.model.nearest import nearest_or_first
from ii_index.model.series import PublishedSeries


def conditions_of(
    series: PublishedSeries, claims: Sequence[Claim], questions: Iterable[str] = ()
) -> Conditions:
    """Return the conditions that printed numbers and claims put on the weights.

    Parameters
    ----------
    series : PublishedSeries
    claims : sequence of Claim
        About weights and contributions.
    questions : iterable of str
        Periods whose products of weight and component are asked about.

    Raises
    ------
    UnknownLabelError
        Every component or period that the series does not have.
    """
    parts = Components(series.labels, series.names)
    faults = [*parts.unknown(claims), *_unknown_periods(series, [*_dated(claims), *questions])]
    if faults:
        raise UnknownLabelError(faults)
    products = kept_periods(series, claims, questions)
    components, totals = series.limits()
    polytope = weight_polytope(components, totals, products)
    conditions = Conditions(
        polytope=polytope,
        weights=len(series.labels),
        labels=_row_labels(series, len(products)),
        soft=np.arange(len(polytope.limits)) < 2 * len(series.periods),
    )
    for claim in claims:
        if isinstance(claim, ContributionClaim):
            conditions = _share(conditions, series, parts.position(claim.of), products, claim)
        else:
            conditions = about_weights(conditions, parts, claim)
    return conditions


def kept_periods(series: PublishedSeries, claims: Iterable[Claim], questions: Iterable[str]) -> list[int]:
    """Return the positions of the periods whose products are variables, in order."""
    return sorted({series.periods.index(period) for period in {*_dated(claims), *questions}})


def change_of(
    series: PublishedSeries, products: Sequence[int], size: int, start: str, end: str
) -> FloatArray:
    """Return each component's points of the change between two periods, as rows over the variables."""
    k = len(series.labels)
    rows = np.zeros((k, size))
    for period, sign in ((start, -1.0), (end, 1.0)):
        place = k * (1 + list(products).index(series.periods.index(period)))
        rows[:, place : place + k] += sign * np.eye(k)
    return rows


def _share(
    conditions: Conditions,
    series: PublishedSeries,
    at: int,
    products: Sequence[int],
    claim: ContributionClaim,
) -> Conditions:
    """Write a share s of a change D as low · D ≤ own points ≤ high · D."""
    label = Name(
        zh=f"贡献率：{claim.of} {claim.start}..{claim.end}",
        en=f"share of {claim.of}, {claim.start}..{claim.end}",
    )
    if claim.basis == "printed":
        first, last = series.periods.index(claim.start), series.periods.index(claim.end)
        rise = series.components[last, at] - series.components[first, at]
        whole = float(series.totals[last] - series.totals[first])
        limits = sorted((claim.share.low * whole, claim.share.high * whole))
        return conditions.between(np.eye(len(series.labels))[at] * rise, limits[0], limits[1], label)
    points = change_of(series, products, conditions.polytope.size, claim.start, claim.end)
    total = points.sum(axis=0)
    rows = np.array([points[at] - claim.share.high * total, claim.share.low * total - points[at]])
    return conditions.also(rows, np.zeros(2), (label, label))


def _row_labels(series: PublishedSeries, products: int) -> tuple[Name, ...]:
    """Name the inequalities of the printed numbers, in the order of :func:`weight_polytope`."""
    totals = [
        Name(zh=f"{period} 综合指数 {sign} {limit:.6g}", en=f"total of {period} {sign} {limit:.6g}")
        for period, total, half in zip(series.periods, series.totals, series.half_width, strict=True)
        for sign, limit in (("≤", total + half), ("≥", total - half))
    ]
    components = Name(zh="分项指数的舍入", en="rounding of the components")
    return (*totals, *[components] * (2 * products * len(series.labels)))


def _dated(claims: Iterable[Claim]) -> list[str]:
    return [
        period
        for claim in claims
        if isinstance(claim, ContributionClaim) and claim.basis == "unrounded"
        for period in (claim.start, claim.end)
    ]


def _unknown_periods(series: PublishedSeries, periods: Iterable[str]) -> list[Finding]:
    return [
        Finding("E_UNKNOWN_PERIOD", found=period, details={"known": nearest_or_first(period, series.periods)})
        for period in dict.fromkeys(periods)
        if period not in series.periods
    ]
