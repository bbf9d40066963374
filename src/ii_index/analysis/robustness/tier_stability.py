"""How many tiers do the scores support? Fit, separation and stability by the number of tiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.robustness.design import make_plan
from ii_index.analysis.robustness.evaluation import NO_FAILURE, evaluate
from ii_index.analysis.robustness.samples import random_sample
from ii_index.analysis.robustness.tier_cut import cut
from ii_index.analysis.size import refuse_work
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding, FrameworkError
from ii_index.kernels.tiers import tier_rules
from ii_index.kernels.tiers.partitions import adjusted_rand_index, silhouette
from ii_index.messages import Language
from ii_index.model.assumptions import Assumptions, TierRule
from ii_index.model.former_names import Former, formerly
from ii_index.model.names import Name
from ii_index.model.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

TIERS = Column("tiers", Name(zh="梯队数", en="Tiers"), "integer", 0)
SIZES = Column("sizes", Name(zh="各梯队个数", en="Sizes"), "text")
FIT = Column("goodness_of_variance_fit", Name(zh="方差拟合优度", en="Goodness of variance fit"), decimals=3)
SEPARATION = Column("silhouette", Name(zh="平均轮廓系数", en="Mean silhouette"), decimals=3)
AGREEMENT = Column(
    "adjusted_rand_index", Name(zh="平均调整兰德指数", en="Mean adjusted Rand index"), decimals=3
)
LOW = Column("adjusted_rand_index_low", Name(zh="其5%分位", en="Its 5 % quantile"), decimals=3)


@dataclass(frozen=True, eq=False)
class TierStability(Immutable):
    """Natural breaks into 2, 3, … tiers.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    k : tuple of int
        Numbers of tiers.
    sizes : tuple of tuple of int
        Units in each tier, highest first.
    fit : FloatArray, shape (k,)
        1 − squared deviations within tiers / squared deviations from the mean.
    separation : FloatArray, shape (k,)
        Mean silhouette of the scores; NaN where there is but one tier.
    agreement : FloatArray, shape (k, draws)
        Adjusted Rand index of each draw's tiers against the index's own.
    """

    index: CompositeIndex
    year: int
    k: tuple[int, ...]
    sizes: tuple[tuple[int, ...], ...]
    fit: FloatArray
    separation: FloatArray
    agreement: FloatArray

    def table(self) -> Table:
        """Return one row a number of tiers, in the order of ``k``."""
        rows = tuple(
            (
                count,
                " ".join(str(size) for size in self.sizes[place]),
                float(self.fit[place]),
                None if np.isnan(self.separation[place]) else float(self.separation[place]),
                float(self.agreement[place].mean()),
                float(np.quantile(self.agreement[place], 0.05, method="inverted_cdf")),
            )
            for place, count in enumerate(self.k)
        )
        title = Name(zh=f"{self.year}年梯队数的稳定性", en=f"Stability of tiers, {self.year}")
        return Table(
            "tier_stability", title, (TIERS, SIZES, FIT, SEPARATION, AGREEMENT, LOW), rows, index=("tiers",)
        )

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by the number of tiers, its columns by key."""
        return self.table().frame(language)

    counts = Former("k", lambda self: self.k)
    as_table = Former("table()", lambda self: self.table)


@formerly(counts="k")
def tier_stability(  # noqa: PLR0913 - what is uncertain, and how often
    index: CompositeIndex,
    year: int | None = None,
    *,
    k: Sequence[int] = (2, 3, 4, 5, 6),
    draws: int = 2000,
    seed: int = 0,
    assumptions: Assumptions | None = None,
) -> TierStability:
    """Cut the scores into 2, 3, … natural breaks, in the index and in draws of its assumptions.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    k : sequence of int
        Numbers of tiers to try.
    draws : int
        At most one chunk (8,192).
    seed : int
    assumptions : Assumptions, optional
        Without noise; by default :meth:`Assumptions.usual` for the index's recipe.

    Returns
    -------
    TierStability

    Raises
    ------
    FrameworkError
        A number of tiers below 1, or of draws.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> one = Framework(id="one", name="One", reference="an example", children=[{"id": "a", "name": "A"}])
    >>> index = compose(Panel(one, (2023,), tuple("wxyz"), np.array([[[0.0], [1], [10], [11]]])))
    >>> tier_stability(index, k=[2], draws=10).frame()["silhouette"].round(4).tolist()
    [0.8997]
    """
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    faults = [Finding("E_TIER_COUNT", found=str(count)) for count in k if count < 1]
    faults += [Finding("E_DRAWS", found=str(draws))] if draws < 1 else []
    if faults:
        raise FrameworkError(faults)
    mix = Assumptions.usual(index.recipe) if assumptions is None else assumptions
    plan = make_plan(index, year, mix, with_tiers=False).plan
    refuse_work(len(index.units), len(index.framework.leaves), draws)
    outcome = evaluate(plan, random_sample(plan, seed, 0, draws))
    of_draws = outcome.scores[:, outcome.failure == NO_FAILURE]
    scores = index.standings(index.scores(year))[index.ranks(year) > 0]
    cuts = [_tiers(scores[:, None], count)[:, 0] for count in k]
    return TierStability(
        index=index,
        year=year,
        k=tuple(k),
        sizes=tuple(tuple(np.bincount(labels)[1:].tolist()) for labels in cuts),
        fit=np.array([float(tier_rules.goodness_of_variance_fit(scores, labels)) for labels in cuts]),
        separation=np.array([_separation(scores, labels) for labels in cuts]),
        agreement=np.stack(
            [
                adjusted_rand_index(_tiers(of_draws, count).T, labels)
                for count, labels in zip(k, cuts, strict=True)
            ]
        ),
    )


def _tiers(scores: FloatArray, k: int) -> IntArray:
    return cut(TierRule(k=k), k, scores).astype(np.intp)


def _separation(scores: FloatArray, labels: IntArray) -> float:
    return float(silhouette(scores, labels).mean()) if len(np.unique(labels)) > 1 else float("nan")
