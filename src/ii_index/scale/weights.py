"""Weights from data, by moments and sums that an engine gives; the rules are those of the kernels."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.data_driven import weighed_parents
from ii_index.construction.weights import framework_weights, nested_weights
from ii_index.errors import DataError, Finding, WeightsError
from ii_index.kernels.weighting import principal_weights
from ii_index.kernels.weighting.decision_table import NoWeightsError, shares_of_information
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.steps.weighting import FromData
from ii_index.scale.by_year import Stage, Step
from ii_index.scale.expressions import Plan
from ii_index.scale.frames import Opened
from ii_index.scale.installed import narwhals
from ii_index.scale.statistics import sums_of

FROM_CORRELATIONS = frozenset({"critic", "pca", "pca_kaiser", "pca_oecd"})


def local_from_data(
    source: Opened, plan: Plan, stages: Sequence[Step], panel: Panel, ends: FloatArray
) -> dict[str, float]:
    """Return the local weights that a rule takes from the scores of a frame.

    Parameters
    ----------
    source : Opened
    plan : Plan
    stages : sequence of steps
        What makes the prepared values.
    panel : Panel
        Of two units, as fitting makes it.
    ends : FloatArray, shape (years, 2, indicators)
        Least and largest prepared values.

    Raises
    ------
    WeightsError
        No indicator varies, or principal components that are not unique.
    DataError
        Correlations of columns with gaps.
    """
    step: Any = plan.recipe.weighting
    rows = _rows(panel, step)
    moments = _Moments(source, plan, stages, [panel.years[row] for row in rows], ends[rows])
    framework, order = plan.framework, [leaf.id for leaf in plan.leaves]
    if step.within == "tree":
        vector = _weights(moments, step, range(len(order)), "root", plan)
        return dict(
            nested_weights(framework, dict(zip(order, vector.tolist(), strict=True)), step.kind).local
        )
    local = dict(framework_weights(framework).local)
    for parent in weighed_parents(panel, step):
        children = framework.tree.children(parent)
        vector = _weights(moments, step, [order.index(child) for child in children], parent, plan)
        local |= dict(zip(children, vector.tolist(), strict=True))
    return local


def _rows(panel: Panel, step: FromData) -> list[int]:
    if step.scope == "pooled":
        return list(range(len(panel.years)))
    if step.scope == "year":
        if len(panel.years) > 1:
            raise WeightsError(Finding("E_WEIGHTS_EACH_YEAR", details={"years": panel.years}))
        return [0]
    return [panel.year_index(step.scope)]


class _Moments:
    """Scores from 0 to 1 over the years of the scope, and what an engine sums of them."""

    def __init__(
        self, source: Opened, plan: Plan, stages: Sequence[Step], years: Sequence[int], ends: FloatArray
    ) -> None:
        self.source, self.plan, self.years = source, plan, years
        self.low = np.fmin.reduce(ends[:, 0], axis=0)
        high = np.fmax.reduce(ends[:, 1], axis=0)
        width = high - self.low
        noise = 1e-12 * np.maximum(np.abs(high), np.abs(self.low))
        self.width = np.where(width <= noise, 0.0, width)
        self.stages = [*stages, self._scores()]
        count = len(plan.leaves)
        nw = narwhals()
        sums = {f"__e{at}": nw.col(f"__z{at}") for at in range(count)}
        found = sums_of(source, self.stages, sums, years)
        self.count = np.array([found[f"__e{at}n"] for at in range(count)])
        self.total = np.array([found[f"__e{at}"] for at in range(count)])
        self.mean = self.total / np.maximum(self.count, 1.0)

    def _scores(self) -> Stage:
        nw, stage = narwhals(), Stage()
        for at, leaf in enumerate(self.plan.leaves):
            x = nw.col(f"__p{at}")
            low, width = float(self.low[at]), float(self.width[at])
            score = (x - low) / (width or 1.0) if width else x * 0.0
            stage[f"__z{at}"] = 1.0 - score if leaf.sign < 0 and width else score
        return stage

    def spread(self) -> FloatArray:
        """Return standard deviations (ddof 0), 0 for a constant column."""
        nw = narwhals()
        squares = {
            f"__e{at}": (nw.col(f"__z{at}") - float(mean)) * (nw.col(f"__z{at}") - float(mean))
            for at, mean in enumerate(self.mean)
        }
        found = sums_of(self.source, self.stages, squares, self.years)
        total = np.array([found[f"__e{at}"] for at in range(len(self.mean))])
        return np.where(self.width > 0, np.sqrt(total / np.maximum(self.count, 1.0)), 0.0)

    def divergence(self, shift: float) -> FloatArray:
        """Return 1 − E with E the normalised entropy of the units' shares."""
        nw = narwhals()
        total = self.total + shift * self.count
        logs: Stage = {}
        for at in range(len(total)):
            share = (nw.col(f"__z{at}") + shift) / float(total[at] or 1.0)
            logs[f"__e{at}"] = nw.when(share > 0).then(share * nw.when(share > 0).then(share).log())
        found = sums_of(self.source, self.stages, logs, self.years)
        uncertainty = -np.array([found[f"__e{at}"] for at in range(len(total))])
        scaled = 1 - uncertainty / np.log(np.maximum(self.count, 2.0))
        return np.where(self.width > 0, np.maximum(scaled, 0.0), 0.0)

    def correlation(self, chosen: Sequence[int]) -> FloatArray:
        """Return Pearson's correlations of some columns; 0 with a constant one."""
        if len(set(self.count[list(chosen)].tolist())) > 1 or self.count.max() < self._rows():
            steps = Name(zh="有缺失时的相关系数赋权", en="weights from correlations of columns with gaps")
            raise DataError(Finding("E_SCALE_STEP", details={"steps": steps}))
        nw = narwhals()
        apart = {at: nw.col(f"__z{at}") - float(self.mean[at]) for at in chosen}
        products = {f"__e{i}_{j}": apart[i] * apart[j] for i in chosen for j in chosen if i <= j}
        found = sums_of(self.source, self.stages, products, self.years)
        table = np.array([[found[f"__e{min(i, j)}_{max(i, j)}"] for j in chosen] for i in chosen])
        lengths = np.sqrt(np.diagonal(table))
        varying = self.width[list(chosen)] > 0
        scale = np.where(varying, np.where(lengths > 0, lengths, 1.0), 1.0)
        found_r = np.where(np.outer(varying, varying), table / np.outer(scale, scale), 0.0)
        np.fill_diagonal(found_r, 1.0)
        return found_r

    def _rows(self) -> float:
        nw = narwhals()
        one = nw.when(nw.col("__z0").is_null()).then(nw.lit(1.0)).otherwise(nw.lit(1.0))
        return sums_of(self.source, self.stages, {"__e": one}, self.years)["__e"]


def _weights(moments: _Moments, step: Any, chosen: Sequence[int], parent: str, plan: Plan) -> FloatArray:  # noqa: ANN401 - as every rule
    try:
        return _asked(moments, step, list(chosen))
    except NoWeightsError:
        node = plan.framework.name_of(parent)
        raise WeightsError(
            Finding("E_SCALE_NO_WEIGHTS", details={"title": step.title, "node": node})
        ) from None


def _asked(moments: _Moments, step: Any, chosen: list[int]) -> FloatArray:  # noqa: ANN401, PLR0911 - a line a rule
    kind = step.kind_of_rule
    match kind:
        case "entropy":
            return shares_of_information(moments.divergence(step.shifted_by)[chosen], kind)
        case "standard_deviation":
            return shares_of_information(moments.spread()[chosen], kind)
        case "variance":
            return shares_of_information(np.square(moments.spread()[chosen]), kind)
        case "inverse_standard_deviation":
            spread = moments.spread()[chosen]
            return shares_of_information(
                np.where(spread > 0, 1 / np.where(spread > 0, spread, 1.0), 0.0), kind
            )
        case "coefficient_of_variation":
            mean = moments.mean[chosen]
            return shares_of_information(moments.spread()[chosen] / np.where(mean == 0, 1.0, mean), kind)
        case "critic":
            if len(chosen) == 1:
                return np.ones(1)
            conflict = 1 - moments.correlation(chosen)
            return shares_of_information(moments.spread()[chosen] * conflict.sum(axis=1), kind)
        case _:
            rule = getattr(principal_weights, kind)
            weights: FloatArray = rule(_of_correlations(moments.correlation(chosen)))
            return weights


def _of_correlations(table: FloatArray) -> FloatArray:
    """Return a small sample with these correlations: what components are made of.

    Its rows are ± those of a square root of the table, so that their mean is 0 and their products are the table.
    """
    values, vectors = np.linalg.eigh(table)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.concatenate([root, -root])
