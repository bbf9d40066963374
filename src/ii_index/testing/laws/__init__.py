"""Laws that normalisers, weightings, aggregators and priorities keep, whoever wrote them.

A check tries a function on tables that Hypothesis draws, the same ones every time, and returns nothing, or
raises an ``AssertionError`` that shows the smallest table it found on which the law is broken, what was
expected and what came.

``normalisers``, ``weightings``, ``aggregators``, ``priorities``
    The checks, one subject a module.
``weights``
    Laws of weights themselves.
``search``
    How a counterexample is looked for and written.
"""

from ii_index.testing.laws.aggregators import check_aggregator
from ii_index.testing.laws.normalisers import check_normaliser
from ii_index.testing.laws.priorities import check_priorities
from ii_index.testing.laws.weightings import check_weighting
from ii_index.testing.laws.weights import weights_are_not_negative, weights_sum_to_one

__all__ = [
    "check_aggregator",
    "check_normaliser",
    "check_priorities",
    "check_weighting",
    "weights_are_not_negative",
    "weights_sum_to_one",
]
