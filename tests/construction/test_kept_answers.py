"""What is worked out of a framework once is kept with that framework, and with nothing that looks like it."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest

import ii_index as ii
from tests.construction.examples import framework, leaf, panel, parent

TABLE = [[1.0, 9.0], [2.0, 5.0], [4.0, 1.0]]
LEVELS = np.array([[0.0, 1.0], [1 / 3, 0.5], [1.0, 0.0]])  # min-max by hand


def three_to_one():
    return framework(leaf("a", weight=3), leaf("b", weight=1))


def totals(definition, recipe=None, **fields):
    return ii.compose(panel(definition, TABLE, **fields), recipe).scores()


def test_a_framework_is_weighed_once_and_every_index_of_it_says_the_same():
    definition = three_to_one()

    first, again = (ii.compose(panel(definition, TABLE)) for _ in range(2))

    assert first.weights is again.weights
    assert first.weights.equals(ii.compose(panel(three_to_one(), TABLE)).weights)


def test_a_copy_with_other_weights_is_weighed_by_them():
    definition = three_to_one()
    before = totals(definition)
    turned = definition.model_copy(
        update={"children": framework(leaf("a", weight=1), leaf("b", weight=3)).children}
    )

    assert before == pytest.approx(100 * LEVELS @ [0.75, 0.25])
    assert totals(turned) == pytest.approx(100 * LEVELS @ [0.25, 0.75])


def test_a_copy_with_fewer_indicators_has_a_tree_of_its_own():
    definition = three_to_one()
    totals(definition)
    single = definition.model_copy(update={"children": definition.children[1:]})

    assert [node.id for node in single.leaves] == ["b"]
    assert single.tree.levels[-1] == ("b",)
    assert ii.compose(panel(single, [[row[1]] for row in TABLE])).scores() == pytest.approx(
        100 * LEVELS[:, 1]
    )


def test_a_copy_with_another_direction_turns_its_indicator():
    definition = three_to_one()
    totals(definition)
    first, second = definition.children
    turned = definition.model_copy(
        update={"children": (first.model_copy(update={"direction": "negative"}), second)}
    )

    assert totals(turned) == pytest.approx(
        100 * np.column_stack([1 - LEVELS[:, 0], LEVELS[:, 1]]) @ [0.75, 0.25]
    )


@pytest.mark.parametrize("travel", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301 - our own bytes
def test_what_was_worked_out_does_not_travel_and_is_the_same_when_worked_out_again(travel):
    definition = three_to_one()
    before = totals(definition)
    size = len(pickle.dumps(three_to_one()))

    other = travel(definition)

    assert set(vars(other)) == set(type(other).model_fields)
    assert len(pickle.dumps(definition)) == size
    assert other == definition
    assert totals(other).tolist() == before.tolist()


def test_equal_weights_and_declared_ones_of_one_framework_do_not_mix():
    definition = three_to_one()
    declared, equal = totals(definition), totals(definition, ii.Recipe(weighting="equal"))

    assert declared == pytest.approx(100 * LEVELS @ [0.75, 0.25])
    assert equal == pytest.approx(100 * LEVELS @ [0.5, 0.5])
    assert totals(definition).tolist() == declared.tolist()


def test_weights_by_year_are_those_of_each_year_in_whatever_order_they_are_asked():
    definition = framework(leaf("a", weight={2020: 3, 2021: 1}), leaf("b", weight={2020: 1, 2021: 3}))
    three = np.array([TABLE] * 2)

    def of(*years):
        return ii.compose(panel(definition, three[: len(years)], years=years))

    both, late, early = of(2020, 2021), of(2021), of(2020)

    for index, year, shares in ((both, 2020, [0.75, 0.25]), (both, 2021, [0.25, 0.75])):
        assert index.scores(year) == pytest.approx(100 * LEVELS @ shares)
    assert early.scores() == pytest.approx(100 * LEVELS @ [0.75, 0.25])
    assert late.scores() == pytest.approx(100 * LEVELS @ [0.25, 0.75])


def test_weights_that_indexes_share_cannot_be_written_into():
    shared = ii.compose(panel(three_to_one(), TABLE)).weights

    for array in (*shared.matrices, *(array for columns in shared.columns for array in columns)):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(TypeError):
        shared.local["a"] = 1.0


def test_a_framework_that_is_refused_is_refused_again():
    definition = framework(leaf("a", weight=1), leaf("b"))

    for _ in range(2):
        with pytest.raises(ii.WeightsError):
            totals(definition)


def test_a_result_comes_back_from_pickle_equal_and_read_only():
    definition = framework(parent("A", leaf("x"), leaf("y"), weight=2), leaf("z", weight=1))
    index = ii.compose(panel(definition, [[1, 2, 3], [4, 5, 1], [2, 9, 2]]))

    back = pickle.loads(pickle.dumps(index))  # noqa: S301 - our own bytes

    assert back.equals(index)
    assert all(not array.flags.writeable for array in (*back.levels, *back.coverage, *back.weights.matrices))
    assert ii.compose(replace(back.panel)).equals(index)
