"""Which kernels are held to which laws when `tests/mutation.py --laws` measures them."""

from functools import partial

from ii_index.testing import laws

EXAMPLES = 25


def _normalisers(**bounds):
    from ii_index.kernels import normalisation

    for name, limits in bounds.items():
        laws.check_normaliser(getattr(normalisation, name), bounds=limits, missing=True, examples=EXAMPLES)


def _means():
    from ii_index.kernels import aggregation

    for mean in (aggregation.arithmetic_mean, aggregation.geometric_mean, aggregation.harmonic_mean):
        laws.check_aggregator(mean, missing=True, examples=EXAMPLES)


def _weightings():
    from ii_index.kernels.weighting import objective_weights

    for name in ("entropy_of_min_max", "critic", "standard_deviation", "variance"):
        laws.check_weighting(getattr(objective_weights, name), examples=EXAMPLES)


def _ranking():
    from ii_index.kernels import ranking

    laws.check_ranking(ranking.competition_ranks, examples=EXAMPLES)


def _tier_rules():
    from ii_index.kernels.tiers import tier_rules

    laws.check_tier_rule(tier_rules.quantiles, examples=EXAMPLES)
    laws.check_tier_rule(tier_rules.equal_intervals, examples=EXAMPLES)


def _imputation():
    from ii_index.kernels import imputation

    laws.check_imputation(lambda values: imputation.mean(values)[0], examples=EXAMPLES)
    laws.check_imputation(lambda values: imputation.median(values)[0], examples=EXAMPLES)


HELD = {
    "ii_index.kernels.normalisation.linear": partial(
        _normalisers, min_max=(0, 1), z_score=None, adjusted_mazziotta_pareto=(70, 130)
    ),
    "ii_index.kernels.normalisation.ordinal": partial(
        _normalisers, rank=(1, 7), borda=(0, 6), percentile_rank=(0, 1)
    ),
    "ii_index.kernels.normalisation.ratio": partial(_normalisers, fraction_of_max=None),
    "ii_index.kernels.aggregation.means": _means,
    "ii_index.kernels.weighting.objective_weights": _weightings,
    "ii_index.kernels.ranking": _ranking,
    "ii_index.kernels.tiers.tier_rules": _tier_rules,
    "ii_index.kernels.imputation": _imputation,
}
