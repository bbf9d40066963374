"""Laws that the steps of an index keep, whoever wrote them, and a whole tool.

A check tries a function on tables that Hypothesis draws, the same ones every time, and returns nothing, or
raises an ``AssertionError`` that shows the smallest table it found on which the law is broken, what was
expected and what came.

``normalisers``, ``weightings``, ``aggregators``, ``priorities``
    The checks of what makes scores, one subject a module.
``rankings``, ``tier_rules``, ``imputations``, ``rubrics``
    The checks of what stands around them.
``series``
    Indices on a base year, and scores that years share.
``hierarchies``
    Weights of a tree, and contributions to a change.
``indices``
    A whole tool: a table in, a ranking out; and a search for rank reversal, which is reported.
``weights``
    Laws of weights themselves.
``search``
    How a counterexample is looked for and written.
"""

from ii_index.testing.laws.aggregators import check_aggregator
from ii_index.testing.laws.hierarchies import check_contributions, check_nested_weights
from ii_index.testing.laws.imputations import check_imputation
from ii_index.testing.laws.indices import check_index, find_rank_reversal
from ii_index.testing.laws.normalisers import check_normaliser
from ii_index.testing.laws.priorities import check_priorities
from ii_index.testing.laws.rankings import check_ranking
from ii_index.testing.laws.rubrics import check_rubric
from ii_index.testing.laws.series import check_base_year_series, check_time_consistency
from ii_index.testing.laws.tier_rules import check_tier_rule
from ii_index.testing.laws.weightings import check_weighting
from ii_index.testing.laws.weights import weights_are_not_negative, weights_sum_to_one

__all__ = [
    "check_aggregator",
    "check_base_year_series",
    "check_contributions",
    "check_imputation",
    "check_index",
    "check_nested_weights",
    "check_normaliser",
    "check_priorities",
    "check_ranking",
    "check_rubric",
    "check_tier_rule",
    "check_time_consistency",
    "check_weighting",
    "find_rank_reversal",
    "weights_are_not_negative",
    "weights_sum_to_one",
]
