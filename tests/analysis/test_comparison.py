"""What moved the units: data, weights and method share every shift out between them."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import ii_index as ii
from tests.construction.examples import framework, leaf, panel, parent

TREE = framework(parent("p", leaf("a"), leaf("b")), leaf("c"))
OLD = [[9, 2, 5], [4, 8, 1], [1, 1, 9], [0, 9, 0]]
NEW = [[5, 6, 5], [7, 8, 0], [2, 0, 9], [9, 1, 3]]
HEAVY = {"kind": "given", "nested": {"a": 1, "b": 2, "c": 5}}
SPAN = {"kind": "min_max", "range": (1, 100)}


def index(values, **steps):
    return ii.compose(panel(TREE, values), ii.Recipe(**{"normalisation": SPAN, **steps}))


def by_all_orders(old, new, quantity):
    """The definition: change one thing after another, in every order, and average each one's effect."""

    def outcome(data, weights, method):
        recipe = (new if method else old).recipe.replace(
            weighting={
                "kind": "given",
                "nested": {leaf: (new if weights else old).weights.nested[leaf] for leaf in "abc"},
            }
        )
        return quantity(ii.compose((new if data else old).panel, recipe))

    effects = np.zeros((3, 4))
    for order in permutations(range(3)):
        changed = [False, False, False]
        for cause in order:
            before = outcome(*changed)
            changed[cause] = True
            effects[cause] += (outcome(*changed) - before) / 6
    return effects


def test_the_causes_are_those_of_the_definition():
    old, new = index(OLD), index(NEW, weighting=HEAVY, aggregation="geometric")
    shift = ii.compare(old, new)

    assert shift.score_effects == pytest.approx(by_all_orders(old, new, lambda made: made.scores()))
    assert shift.rank_effects == pytest.approx(
        by_all_orders(old, new, lambda made: made.ranks().astype(float))
    )


def test_one_cause_alone_gets_the_whole_shift():
    data = ii.compare(index(OLD), index(NEW))
    weights = ii.compare(index(OLD), index(OLD, weighting=HEAVY))
    method = ii.compare(index(OLD), index(OLD, aggregation="geometric"))
    for cause, shift in enumerate((data, weights, method)):
        assert shift.score_effects[cause] == pytest.approx(shift.scores[1] - shift.scores[0])
        assert not np.delete(shift.score_effects, cause, axis=0).any()


def test_two_years_of_one_index_differ_by_their_data():
    made = ii.compose(panel(TREE, [OLD, NEW], years=(2022, 2023)))
    shift = ii.compare(made, made, 2022, 2023)

    assert shift.scores[0] == pytest.approx(made.scores(2022))
    assert shift.scores[1] == pytest.approx(made.scores(2023))
    assert shift.score_effects[0] == pytest.approx(shift.scores[1] - shift.scores[0])


def test_agreement_of_rankings_is_what_scipy_computes():
    shift = ii.compare(index(OLD), index(NEW, weighting=HEAVY))

    assert shift.spearman == pytest.approx(stats.spearmanr(*shift.scores).statistic)
    assert shift.kendall == pytest.approx(stats.kendalltau(*shift.scores).statistic)
    assert shift.mean_absolute_shift == pytest.approx(np.abs(shift.ranks[1] - shift.ranks[0]).mean())


def test_units_and_indicators_that_only_one_has_are_named():
    fewer = framework(parent("p", leaf("a")), leaf("c"))
    other = ii.compose(panel(fewer, [[1, 5], [3, 4], [9, 0]], units=("a", "b", "z")))
    shift = ii.compare(index(OLD), other)

    assert shift.units == ("a", "b")
    assert [finding.code for finding in shift.findings] == [
        "W_UNITS_SET_ASIDE",
        "W_INDICATORS_SET_ASIDE",
        "W_UNITS_SET_ASIDE",
    ]
    assert [name.en for name in shift.findings[1].details["names"]] == ["b"]


def test_nothing_in_common_is_refused():
    other = ii.compose(panel(framework(leaf("z")), [[1], [2]]))
    with pytest.raises(ii.DataError) as refusal:
        ii.compare(index(OLD), other)

    assert [finding.code for finding in refusal.value.findings] == ["E_NO_COMMON_UNITS"]


def test_the_tables_show_what_the_arrays_hold():
    shift = ii.compare(index(OLD), index(NEW, weighting=HEAVY))
    ranks, scores = shift.frame("ranks"), shift.frame("scores")
    unit = shift.units.index("a")

    assert ranks.loc["a", "rank_shift"] == shift.ranks[1, unit] - shift.ranks[0, unit]
    assert scores.loc["a", "score_weights"] == shift.score_effects[1, unit]
    assert ranks["new_rank"].is_monotonic_increasing


cells = st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=4, max_size=4)


@pytest.mark.law(examples=200)
@given(cells, cells, st.sampled_from(["arithmetic", "geometric"]), st.sampled_from(["equal", HEAVY]))
def test_the_causes_add_up_to_every_shift(before, after, mean, weighting):
    """Shapley's efficiency, on panels in which every unit may be a minimum or a maximum."""
    for table in (before, after):
        table[2], table[3] = [0, 0, 0], [20, 20, 20]
    shift = ii.compare(index(before), index(after, weighting=weighting, aggregation=mean))

    np.testing.assert_allclose(shift.score_effects.sum(axis=0), shift.scores[1] - shift.scores[0], atol=1e-9)
    np.testing.assert_allclose(shift.rank_effects.sum(axis=0), shift.ranks[1] - shift.ranks[0], atol=1e-9)


def test_what_is_shown_is_published_and_what_entry_did_is_a_cause_of_its_own():
    """Nothing changes but that W, with an extreme value, enters: Y falls from first to third because of it alone."""
    flat = framework(leaf("a"), leaf("b"))
    cells = [[10, 1], [9, 3], [1, 1], [5, 2]]
    old = ii.compose(panel(flat, cells, units=("X", "Y", "Z", "V")))
    new = ii.compose(panel(flat, [*cells, [1, 100]], units=("X", "Y", "Z", "V", "W")))
    shift = ii.compare(old, new)
    table = shift.frame("scores").loc["Y"]

    assert table["old_score"] == pytest.approx(old.scores()[1])
    assert table["new_score"] == pytest.approx(new.scores()[1])
    assert table["score_entries"] == pytest.approx(table["score_shift"])
    assert shift.frame("ranks").loc["Y", ["old_rank", "new_rank", "rank_entries"]].tolist() == [1, 3, 2]
    assert not shift.score_effects.any()


def test_with_entries_the_causes_still_add_up():
    other = ii.compose(
        panel(framework(parent("p", leaf("a")), leaf("c")), [[1, 5], [3, 4], [9, 0]], units=("a", "b", "z"))
    )
    shift = ii.compare(index(OLD), other)

    assert shift.score_effects.sum(axis=0) + shift.score_entry == pytest.approx(
        np.diff(shift.scores, axis=0)[0]
    )
    assert shift.rank_effects.sum(axis=0) + shift.rank_entry == pytest.approx(np.diff(shift.ranks, axis=0)[0])


def test_without_entries_there_is_no_column_for_them():
    assert "rank_entries" not in ii.compare(index(OLD), index(NEW)).frame("ranks")


def test_a_group_moves_by_the_mean_of_its_units():
    shift = ii.compare(
        index(OLD),
        index(NEW, weighting=HEAVY),
        own_groups={"first": ["a", "c"], "all": ["a", "b", "c", "d"]},
    )
    table = shift.frame("groups")

    scores = shift.scores[1] - shift.scores[0]
    assert table.loc["first", "score_shift"] == pytest.approx((scores[0] + scores[2]) / 2)
    assert table.loc["all", "score_shift"] == pytest.approx(scores.mean())
    assert table.loc["all", "rank_shift"] == pytest.approx(0)
    causes = table[["score_data", "score_weights", "score_method"]].sum(axis=1)
    assert causes.to_numpy() == pytest.approx(table["score_shift"].to_numpy())
    assert not ii.compare(index(OLD), index(NEW)).groups
