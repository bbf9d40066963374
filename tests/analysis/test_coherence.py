"""The auditor's tables of a small index: flags, shares that add up, and what is left blank."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.coherence import coherence
from ii_index.analysis.importance import importance, weights_for_target
from ii_index.kernels.multivariate import coherence as kernel
from tests.analysis.small_index import small_index
from tests.construction.examples import framework, leaf, panel, parent


def flagged_case():
    """b follows a, c opposes it, d is noise; e holds one giant."""
    rng = np.random.default_rng(3)
    a, noise = rng.standard_normal(30), rng.standard_normal(30)
    giant = np.append(rng.random(29), 500.0)
    table = np.column_stack([a, a + 0.01 * noise, -a + 0.3 * noise, noise, giant])
    return ii.compose(
        panel(
            framework(parent("p", leaf("a"), leaf("b"), leaf("c"), leaf("d")), leaf("e")),
            table,
            units=tuple(f"u{i}" for i in range(30)),
        )
    )


def test_siblings_that_oppose_repeat_or_ignore_each_other_are_flagged():
    pairs = coherence(flagged_case()).frame("correlations")

    assert pairs.loc[("a", "b"), "flag"] == "redundant"
    assert pairs.loc[("a", "c"), "flag"] == "negative"
    assert pairs.loc[("a", "d"), "flag"] in {"weak", "negative"}
    assert len(coherence(flagged_case()).table("flagged").rows) == pairs["flag"].notna().sum()


def test_direction_is_applied_before_siblings_are_correlated():
    index = small_index()
    pairs = coherence(index, 2023).frame("correlations")
    own, other = index.scores(2023, "deep"), index.scores(2023, "x3")

    assert pairs.loc[("deep", "x3"), "pearson"] == pytest.approx(kernel.correlation(own, other))


def test_outlying_indicators_are_flagged_and_what_treatment_would_make_of_them_is_shown():
    table = coherence(flagged_case()).frame("indicators")

    assert table["outlying"].dropna().index.tolist() == ["e"]
    assert table.loc["e", "skewness"] > 2
    assert abs(table.loc["e", "skewness_treated"]) < 2


def test_missing_cells_are_counted_as_the_data_came():
    table = coherence(small_index(holes=True), 2023).frame("indicators")

    assert table.loc["x1", "missing"] == pytest.approx(1 / 8)
    assert table.loc["x3", "missing"] == 0


def test_every_node_with_several_children_is_examined_and_what_does_not_exist_is_blank():
    nodes = coherence(small_index(), 2023).frame("nodes")

    assert nodes.index.tolist() == ["root", "first", "second", "deep"]
    assert nodes.loc["root", "children"] == 3
    assert nodes["alpha"].le(1).all()
    few = coherence(
        ii.compose(panel(framework(leaf("a"), leaf("b")), [[1.0, 5], [2, 5], [3, 5], [4, 6]]))
    ).table("nodes")
    assert few.records()[0]["complete_units"] == 4
    constant = ii.compose(
        panel(framework(leaf("a"), leaf("b")), [[1.0, 5], [2, 5], [3, 5], [4, 5]]),
        ii.Recipe(normalisation={"kind": "min_max", "constant": "midpoint"}),
    )
    assert coherence(constant).table("nodes").records()[0]["kmo"] is None
    assert coherence(constant).importance.frame()["correlation_ratio"].isna().tolist() == [False, True]


def test_an_exact_combination_of_others_leaves_kmo_blank():
    x = np.random.default_rng(0).random((9, 2))
    twin = ii.compose(panel(framework(leaf("a"), leaf("b"), leaf("c")), np.column_stack([x, x.sum(axis=1)])))

    assert coherence(twin).table("nodes").records()[0]["kmo"] is None


def test_covariance_shares_of_every_level_sum_to_one_and_nested_weights_too():
    found = importance(small_index(), 2023)
    for level in range(1, found.index.framework.tree.depth + 1):
        frame = found.frame(level)

        assert frame["covariance_share"].sum() == pytest.approx(1)
        assert frame["nested_weight"].sum() == pytest.approx(1)
        assert frame["correlation_ratio"].between(0, 1).all()


def test_only_arithmetic_means_share_their_variance():
    geometric = small_index(aggregation="geometric", normalisation={"kind": "min_max", "range": (1, 100)})

    assert importance(geometric, 2023).frame()["covariance_share"].isna().all()


class TestTargets:
    def test_an_index_with_the_weights_found_has_the_importance_wanted(self):
        index = small_index()
        target = {"first": 1, "second": 1, "x7": 2}

        found = weights_for_target(index, 2023, target=target, measure="covariance_share")

        again = ii.compose(
            index.panel,
            index.recipe.replace(
                weighting={"kind": "given", "local": {**index.weights.local, **found.local()}}
            ),
        )
        assert importance(again, 2023).frame()["covariance_share"].tolist() == pytest.approx(
            [0.25, 0.25, 0.5], abs=1e-3
        )
        assert found.frame().loc["x7", "target"] == 0.5

    def test_the_order_of_the_target_does_not_matter(self):
        targets = ({"first": 1, "second": 2, "x7": 3}, {"x7": 3, "first": 1, "second": 2})

        one, two = (weights_for_target(small_index(), 2023, target=target).local() for target in targets)

        assert one == two

    @pytest.mark.parametrize(
        ("target", "node", "code"),
        [
            ({"first": 1}, "root", "E_TARGET_IMPORTANCE"),
            ({"first": 1, "second": -1, "x7": 1}, "root", "E_TARGET_IMPORTANCE"),
            ({"first": 0, "second": 0, "x7": 0}, "root", "E_TARGET_IMPORTANCE"),
            ({}, "x7", "E_NODE_HAS_NO_PARTS"),
            ({}, "xx", "E_UNKNOWN_NODE"),
        ],
    )
    def test_targets_that_do_not_fit_are_refused(self, target, node, code):
        with pytest.raises(ii.IIIndexError) as refused:
            weights_for_target(small_index(), 2023, target=target, node=node)

        assert [finding.code for finding in refused.value.findings] == [code]

    def test_a_part_that_is_the_same_for_all_cannot_matter(self):
        constant = ii.compose(
            panel(framework(leaf("a"), leaf("b")), [[1.0, 5], [2, 5], [3, 5], [4, 5]]),
            ii.Recipe(normalisation={"kind": "min_max", "constant": "midpoint"}),
        )

        with pytest.raises(ii.DataError, match="same for every unit"):
            weights_for_target(constant, target={"a": 1, "b": 1})


def test_too_few_units_are_refused():
    with pytest.raises(ii.DataError, match="3 units"):
        coherence(ii.compose(panel(framework(leaf("a")), [[1.0], [2.0], [3.0]])))
