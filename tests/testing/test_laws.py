"""The laws: the project's own functions keep them, bad ones are caught, and the message can be read."""

from itertools import count

import numpy as np
import pytest

from ii_index.kernels import aggregation, normalisation
from ii_index.kernels.weighting import objective_weights, pairwise
from ii_index.testing import laws

WEIGHTINGS = [
    "equal",
    "entropy",
    "entropy_of_min_max",
    "critic",
    "standard_deviation",
    "standard_deviation_of_values",
    "variance",
    "coefficient_of_variation",
    "gini",
    "angle",
    "pca",
    "pca_kaiser",
    "pca_oecd",
    "merec",
    "cilos",
    "idocriw",
]
MEASURED = {"standard_deviation_of_values", "variance"}  # of the table as it stands: scores, in an index
MIRRORED = {"equal", "entropy_of_min_max", "critic", "standard_deviation", "variance"}


def stretched(values):
    """Min-max without directions; a constant column is 0."""
    spread = np.ptp(values, axis=0)
    return (values - values.min(axis=0)) / np.where(spread > 0, spread, 1)


def directed(scores, direction):
    return np.where(direction > 0, scores, 1 - scores)


def without_a_guard(values, direction):
    scores = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    return directed(scores, direction)


def filling(values, direction):
    return normalisation.min_max(np.nan_to_num(values, nan=float(np.nanmean(values))), direction)


def once_wrong(values, direction, calls=count()):  # noqa: B008 - it remembers, which is what is wrong with it
    return stretched(-values if next(calls) == 20 else values) * (direction > 0) + 0.5 * (direction < 0)


BAD_NORMALISERS = {
    "leaves its bounds": lambda v, d: 1.2 * directed(stretched(v), d),
    "depends on the unit of measurement": lambda v, d: 1 / (1 + np.exp(-d * np.clip(v, -99, 99))),
    "ignores or mistakes the direction": lambda v, _: stretched(v),
    "is not monotone.": lambda v, d: directed(4 * (stretched(v) - 0.5) ** 2, d),
    "gives scores that are no numbers": without_a_guard,
    "changes the shape, to ()": lambda _, __: 0.5,
    "got different answers": once_wrong,
    "refuses an ordinary table": lambda v, _: [][len(v)] if len(v) < 3 else float("no"),
}
BAD_AGGREGATORS = {
    "is not unanimous": lambda v, _: v.sum(axis=1) / 2,
    "leaves the range of its inputs": lambda v, w: v @ w + np.ptp(v, axis=1) ** 2,
    "is not monotone": lambda v, _: np.where(v.argmax(axis=1) > 0, v.min(axis=1), v.max(axis=1)),
    "gives scores that are no numbers": lambda v, w: np.where(np.ptp(v, axis=1) > 50, np.nan, v @ w),
    "gives shape (1,)": lambda v, w: v[:1] @ w,
    "refuses an ordinary table": lambda _, __: float("no"),
}
BAD_WEIGHTINGS = {
    "do not sum to 1": lambda v, _: np.ones(v.shape[1]),
    "is negative": lambda v, _: np.array([2.0, *[-1 / (v.shape[1] - 1)] * (v.shape[1] - 1)]),
    "depend on the order of the columns": lambda v, _: (
        np.arange(1, v.shape[1] + 1) / np.arange(v.shape[1] + 1).sum()
    ),
    "depend on the order of the units": lambda v, _: (
        v[0] / v[0].sum() if v[0].sum() else np.full(v.shape[1], 1 / v.shape[1])
    ),
    "or no number": lambda v, _: (
        stretched(v).std(axis=0) / stretched(v).std(axis=0).sum() * np.where(np.ptp(v, axis=0) > 0, 1, np.nan)
    ),
    "gives shape (1,)": lambda _, __: [1.0],
    "refuses an ordinary table": lambda _, __: float("no"),
}
BAD_PRIORITIES = {
    "do not sum to 1": lambda a: np.ones(len(a)),
    "is negative": lambda a: (
        np.array([2.0 - len(a), *[1.0] * (len(a) - 1)]) if len(a) > 2 else np.full(len(a), 1 / len(a))
    ),
    "do not fit a consistent matrix": lambda a: np.full(len(a), 1 / len(a)),
    "depend on the order": lambda a: a[:, 0] / a[:, 0].sum(),
    "refused or have the wrong shape": lambda a: a,
}


@pytest.mark.parametrize("complaint", BAD_NORMALISERS)
def test_a_bad_normaliser_is_caught(complaint):
    with pytest.raises(AssertionError) as caught:
        laws.check_normaliser(BAD_NORMALISERS[complaint])

    assert complaint in str(caught.value)


def test_a_normaliser_that_punishes_improvement_is_caught():
    def damped_by_the_leader(values, direction):
        far_ahead = values.max(axis=0) > 4 * np.median(np.abs(values), axis=0)
        return directed(stretched(values), direction) * np.where(far_ahead, 0.5, 1)

    with pytest.raises(AssertionError, match="a value improved and its score fell"):
        laws.check_normaliser(damped_by_the_leader)


def test_a_normaliser_that_fills_missing_cells_is_caught_where_they_are_tried():
    with pytest.raises(AssertionError, match="fills missing cells"):
        laws.check_normaliser(filling, missing=True)


def test_a_normaliser_without_bounds_is_not_held_to_any():
    laws.check_normaliser(normalisation.z_score, bounds=None, examples=30)

    with pytest.raises(AssertionError, match="leaves its bounds"):
        laws.check_normaliser(normalisation.z_score)


def test_a_refusal_of_a_constant_column_is_no_fault():
    def refusing(values, direction):
        if (np.ptp(values, axis=0) == 0).any():
            raise ValueError
        return without_a_guard(values, direction)

    laws.check_normaliser(refusing, examples=30)


@pytest.mark.parametrize("complaint", BAD_AGGREGATORS)
def test_a_bad_aggregator_is_caught(complaint):
    with pytest.raises(AssertionError) as caught:
        laws.check_aggregator(BAD_AGGREGATORS[complaint])

    assert complaint in str(caught.value)


@pytest.mark.parametrize("complaint", BAD_WEIGHTINGS)
def test_a_bad_weighting_is_caught(complaint):
    with pytest.raises(AssertionError) as caught:
        laws.check_weighting(BAD_WEIGHTINGS[complaint])

    assert complaint in str(caught.value)


def test_a_weighting_that_ignores_the_direction_is_caught_where_it_should_see_it():
    def blind(values, direction):
        return objective_weights.critic(values)

    laws.check_weighting(blind, reflection=False, examples=20)
    with pytest.raises(AssertionError, match="ignores the direction"):
        laws.check_weighting(blind)


def test_the_former_name_of_the_reflection_answers_with_a_warning():
    with pytest.warns(DeprecationWarning, match="reflection"):
        laws.check_weighting(objective_weights.critic, mirror=True, examples=5)


@pytest.mark.parametrize("complaint", BAD_PRIORITIES)
def test_bad_priorities_are_caught(complaint):
    with pytest.raises(AssertionError) as caught:
        laws.check_priorities(BAD_PRIORITIES[complaint])

    assert complaint in str(caught.value)


@pytest.mark.parametrize("name", WEIGHTINGS)
def test_the_project_s_weightings_give_weights_whatever_the_order(name, examples):
    most = 10 if name == "pca_oecd" else min(examples, 100)  # varimax turns slowly where columns are alike
    unit, reflection = name not in MEASURED, name in MIRRORED
    laws.check_weighting(getattr(objective_weights, name), unit=unit, reflection=reflection, examples=most)


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
def test_the_project_s_priorities_fit_consistent_matrices_whatever_the_order(method, examples):
    laws.check_priorities(lambda matrix: pairwise.priorities(matrix, method), examples=examples)


def test_the_counterexample_is_a_small_table_that_a_person_can_read():
    with pytest.raises(AssertionError) as caught:
        laws.check_normaliser(lambda values, _: stretched(values))

    assert (
        str(caught.value)
        == """\
The normaliser ignores or mistakes the direction.

values  x1 (less is better)
unit 1                    2
unit 2                    1
unit 3                    1

scores  x1
unit 1   1
unit 2   0
unit 3   0

Expected: in x1, where less is better, 1 (unit 2) scores no less than 2 (unit 1); they scored 0 and 1"""
    )


def test_the_same_function_gets_the_same_counterexample():
    def message():
        with pytest.raises(AssertionError) as caught:
            laws.check_aggregator(lambda values, _: values.max(axis=1) + np.ptp(values, axis=1))
        return str(caught.value)

    assert message() == message()


def test_a_mistake_in_the_function_itself_is_not_hidden():
    with pytest.raises(KeyError, match="typo"):
        laws.check_aggregator(lambda *_: {}["typo"])


def test_a_normaliser_that_changes_its_table_is_caught():
    def spoiling(values, direction):
        values -= values.min(axis=0)
        return normalisation.min_max(values, direction)

    with pytest.raises(AssertionError, match="changes what it is given"):
        laws.check_normaliser(spoiling)


def test_another_error_comes_with_the_table_that_caused_it():
    def broken(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        laws.check_normaliser(broken)

    assert "The function was given:" in "".join(caught.value.__notes__)


class TestWeights:
    def test_weights_that_sum_to_one_pass_in_any_shape(self):
        laws.weights_sum_to_one([[0.5, 0.5], [0.1, 0.9]])
        laws.weights_are_not_negative([[0.0, 1.0]])

    def test_the_sum_is_named(self):
        with pytest.raises(AssertionError, match=r"a sum of 1, not 1\.1"):
            laws.weights_sum_to_one([[0.5, 0.5], [0.2, 0.9]])

    @pytest.mark.parametrize("wrong", [-0.1, float("nan")])
    def test_a_weight_below_zero_or_unknown_is_shown(self, wrong):
        with pytest.raises(AssertionError, match=r"weights +x1 +x2"):
            laws.weights_are_not_negative([1.0, wrong])


def test_every_mean_of_the_project_keeps_the_laws_of_aggregators():
    for mean in (aggregation.arithmetic_mean, aggregation.geometric_mean, aggregation.harmonic_mean):
        laws.check_aggregator(mean, examples=20)
