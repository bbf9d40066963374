"""The weights that nobody published: what printed numbers and claims leave possible (partial identification)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import ArrayLike, FloatArray
from ii_index.analysis.identification.conditions import Components, Conditions
from ii_index.analysis.identification.series import change_of, conditions_of, kept_periods
from ii_index.errors import DataError, Finding, IIIndexError, UnknownLabelError
from ii_index.messages import Language
from ii_index.model.claims import Claim, TierClaim, TopClaim, read_claims
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.series import PublishedSeries, base_periods
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

NOT_THE_PUBLISHER_S = Name(
    zh="这是与公布数字相容的取值范围；其中任何一组权重都只是示例，不是发布机构的权重。",
    en="These are the weights that agree with what was printed. Any one of them is an illustration, "
    "never the publisher's weights.",
)
COMPONENT = Column("component", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="分项", en="Component"), "text")
LOWER = Column("lower", Name(zh="下界", en="Lower"), "percent", 2)
UPPER = Column("upper", Name(zh="上界", en="Upper"), "percent", 2)
LOWER_BEFORE = Column(
    "lower_without_claims", Name(zh="下界（不计约束条件）", en="Lower, no claims"), "percent", 2
)
UPPER_BEFORE = Column(
    "upper_without_claims", Name(zh="上界（不计约束条件）", en="Upper, no claims"), "percent", 2
)
NEAREST = Column("nearest_to_equal", Name(zh="最接近等权的一组", en="Nearest to equal"), "percent", 2)


@dataclass(frozen=True, eq=False)
class Identification(Immutable):
    """What is known of unpublished weights; a member of the set is an illustration, never the publisher's weights.

    Arrays and the table have components in the order of ``labels``.

    Attributes
    ----------
    labels : tuple of str
    names : tuple of Name
    claims : tuple of Claim
    conditions : Conditions
        All conditions, claims included.
    bounds : FloatArray, shape (k, 2)
        Smallest and largest possible weight of each component; NaN where no weights are possible.
    bounds_without_claims : FloatArray, shape (k, 2)
    relaxation : float
        0 where weights are possible; else the smallest number by which the soft conditions (the half-width of
        the totals, the published order of scores) must all be loosened; infinite where that does not help.
    proof : tuple of (Name, float)
        Conditions that contradict one another, and the multipliers that prove it (Farkas).
    nearest_to_equal : FloatArray of shape (k,), or None
    series : PublishedSeries or None
    """

    labels: tuple[str, ...]
    names: tuple[Name, ...]
    claims: tuple[Claim, ...]
    conditions: Conditions
    bounds: FloatArray
    bounds_without_claims: FloatArray
    relaxation: float
    proof: tuple[tuple[Name, float], ...]
    nearest_to_equal: FloatArray | None
    series: PublishedSeries | None = None

    @property
    def feasible(self) -> bool:
        """Whether any weights agree with what was printed and claimed."""
        return self.relaxation == 0

    @property
    def equal_is_possible(self) -> bool:
        """Whether equal weights agree with what was printed and claimed."""
        k = len(self.labels)
        return self.nearest_to_equal is not None and bool(np.abs(self.nearest_to_equal - 1 / k).max() < 1e-9)

    def question(self, coefficients: Mapping[str, float]) -> tuple[float, float]:
        """Return the smallest and largest value of a linear function of the weights.

        Parameters
        ----------
        coefficients : mapping of str to float
            By component; those not named count 0.
        """
        unknown = [label for label in coefficients if label not in self.labels]
        if unknown:
            parts = Components(self.labels, self.names)
            raise UnknownLabelError(map(parts.stranger, unknown))
        low, high = self.conditions.extremes([[coefficients.get(label, 0.0) for label in self.labels]])[0]
        return float(low), float(high)

    def contributions(self, start: str | int, end: str | int) -> tuple[FloatArray, FloatArray]:
        """Return bounds of every component's part of the change of the total between two periods.

        Parameters
        ----------
        start, end : str or int
            Periods of the series.

        Returns
        -------
        points, shares : FloatArray, shape (k, 2)
            Shares as fractions of the unrounded change; NaN where it need not be positive.
        """
        series = _of_series(self)
        periods = (str(start), str(end))
        conditions = conditions_of(series, self.claims, periods)
        products = kept_periods(series, self.claims, periods)
        rows = change_of(series, products, conditions.polytope.size, *periods)
        whole = rows.sum(axis=0)
        return conditions.extremes(rows), np.array([conditions.share(row, whole) for row in rows])

    def table(self) -> Table:
        """Return one row a component: bounds, without claims too, and the member nearest to equal weights."""
        compared = (LOWER_BEFORE, UPPER_BEFORE) if self.claims and self.series else ()
        member = (NEAREST,) if self.nearest_to_equal is not None else ()
        rows = [
            (
                label,
                name,
                *_numbers(self.bounds[at]),
                *(_numbers(self.bounds_without_claims[at]) if compared else ()),
                *(_numbers(self.nearest_to_equal[[at]]) if self.nearest_to_equal is not None else ()),
            )
            for at, (label, name) in enumerate(zip(self.labels, self.names, strict=True))
        ]
        title = Name(zh="未公布权重的取值范围", en="Bounds of the unpublished weights")
        columns = (COMPONENT, NAME, LOWER, UPPER, *compared, *member)
        return Table("weights", title, columns, tuple(rows), (NOT_THE_PUBLISHER_S,), index=("component",))

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by component, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)


def identify_weights(  # noqa: PLR0913 - a series, its labels, and what is claimed
    totals: ArrayLike,
    components: Any,  # noqa: ANN401 - an array or a DataFrame
    *,
    half_width: ArrayLike = 0.5,
    claims: Iterable[Claim | str | Mapping[str, Any]] = (),
    labels: Sequence[str] | None = None,
    periods: Sequence[str | int] | None = None,
) -> Identification:
    """Bound the unpublished weights of a series of totals from its printed totals and components.

    Printed numbers stand for intervals: ``w_d (s − h) ≤ p_td ≤ w_d (s + h)`` and ``T − h ≤ sum_d p_td ≤ T + h``,
    with weights of one set for all periods that sum to 1. That is a linear programme, exactly. A period in which
    everything prints 100 is the base period and has no rounding. Periods with missing numbers are left out.

    Parameters
    ----------
    totals : array-like, shape (periods,)
        As printed.
    components : array-like of shape (periods, k), or DataFrame
        As printed; a DataFrame brings labels and periods.
    half_width : float, or array-like of shape (periods,)
        Half of the last printed digit: 0.5 for integers, 0.05 for one decimal.
    claims : iterable
        Models of :mod:`ii_index.model.claims`, their mappings, or lines such as
        ``"foundation 2022..2023 = 17.3%"``.
    labels : sequence of str, optional
        Names of the components; by default their positions.
    periods : sequence, optional
        Names of the periods; by default their positions.

    Returns
    -------
    Identification

    Raises
    ------
    DataError
        Shapes that do not fit, or nothing to compute with.
    FrameworkError
        A claim that cannot be read.
    UnknownLabelError
        Claims about components or periods that are not there.

    References
    ----------
    Manski (2003), Partial Identification of Probability Distributions; Farkas (1902).

    Examples
    --------
    Totals 140 and 180 of components that print 120/160 and 140/200:

    >>> found = identify_weights([140, 180], [[120, 160], [140, 200]], half_width=0.5)
    >>> found.feasible
    False
    >>> identify_weights([140, 170], [[120, 160], [140, 200]], half_width=0.5).bounds.round(3).tolist()
    [[0.483, 0.517], [0.483, 0.517]]
    """
    series = _series(totals, components, half_width, labels, periods)
    return identify_series(series, read_claims(claims))


def identify_series(series: PublishedSeries, claims: Sequence[Claim]) -> Identification:
    """Bound the unpublished weights of a series; see :func:`identify_weights`."""
    misplaced = [claim for claim in claims if isinstance(claim, TierClaim | TopClaim)]
    if misplaced:
        raise IIIndexError(Finding("E_CLAIM_NEEDS_UNITS", found=claim.kind) for claim in misplaced)
    conditions = conditions_of(series, claims)
    unclaimed = conditions_of(series, ()) if claims else conditions
    return identified(conditions, unclaimed, series.labels, series.names, claims, series)


def identified(  # noqa: PLR0913, PLR0917 - everything an identification is made of
    conditions: Conditions,
    unclaimed: Conditions,
    labels: tuple[str, ...],
    names: tuple[Name, ...],
    claims: Sequence[Claim],
    series: PublishedSeries | None = None,
) -> Identification:
    """Solve the programmes: feasibility, bounds, and the member nearest to equal weights."""
    relaxation, proof = conditions.relaxation()
    bounds = conditions.bounds()
    return Identification(
        labels=labels,
        names=names,
        claims=tuple(claims),
        conditions=conditions,
        bounds=bounds,
        bounds_without_claims=bounds if unclaimed is conditions else unclaimed.bounds(),
        relaxation=relaxation,
        proof=proof,
        nearest_to_equal=conditions.nearest(np.full(len(labels), 1 / len(labels)))
        if relaxation == 0
        else None,
        series=series,
    )


def _series(
    totals: ArrayLike,
    components: Any,  # noqa: ANN401 - an array or a DataFrame
    half_width: ArrayLike,
    labels: Sequence[str] | None,
    periods: Sequence[str | int] | None,
) -> PublishedSeries:
    if hasattr(components, "columns"):
        labels = [str(column) for column in components.columns] if labels is None else labels
        periods = list(components.index) if periods is None else periods
    table, sums = np.array(components, dtype=np.float64), np.array(totals, dtype=np.float64)
    if table.ndim != 2 or sums.shape != table.shape[:1] or not table.size:
        raise DataError(Finding("E_SERIES_SHAPE", found=f"{sums.shape}, {table.shape}"))
    named = [str(at) for at in range(table.shape[1])] if labels is None else list(labels)
    dated = [str(at) for at in range(len(sums))] if periods is None else [str(period) for period in periods]
    if (len(named), len(dated)) != table.shape[::-1]:
        raise DataError(Finding("E_SERIES_SHAPE", found=f"{len(dated)} × {len(named)}, {table.shape}"))
    names = tuple(Name(zh=label, en=label) for label in named)
    return complete_periods(tuple(dated), tuple(named), names, sums, table, half_width)


def complete_periods(  # noqa: PLR0913, PLR0917 - what a series is made of
    periods: tuple[str, ...],
    labels: tuple[str, ...],
    names: tuple[Name, ...],
    totals: FloatArray,
    components: FloatArray,
    half_width: ArrayLike,
    source: str | None = None,
) -> PublishedSeries:
    """Make a series of the periods in which everything is printed, naming the others.

    Raises
    ------
    DataError
        No period is complete, a half-width is negative, or numbers are not finite.
    """
    widths = np.array(np.broadcast_to(np.asarray(half_width, dtype=np.float64), totals.shape))
    if not (widths >= 0).all() or np.isinf(components).any() or np.isinf(totals).any():
        raise DataError(Finding("E_SERIES_NUMBERS", file=source))
    complete = ~(np.isnan(components).any(axis=1) | np.isnan(totals))
    if not complete.any():
        raise DataError(Finding("E_SERIES_EMPTY", file=source))
    kept = np.flatnonzero(complete).tolist()
    omitted = [period for period, whole in zip(periods, complete.tolist(), strict=True) if not whole]
    widths[base_periods(totals, components)] = 0.0
    return PublishedSeries(
        periods=tuple(periods[at] for at in kept),
        labels=labels,
        names=names,
        totals=totals[kept],
        components=components[kept],
        half_width=widths[kept],
        findings=(Finding("W_PERIOD_INCOMPLETE", file=source, details={"periods": omitted}),)
        if omitted
        else (),
        source=source,
    )


def _of_series(found: Identification) -> PublishedSeries:
    if found.series is None:
        raise IIIndexError(Finding("E_NO_SERIES"))
    return found.series


def _numbers(values: FloatArray) -> list[Cell]:
    return [None if np.isnan(value) else float(value) for value in values.tolist()]
