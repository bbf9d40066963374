"""Weights made of a round of experts: what counts, what is said, what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.construction.expert_weights.checking import WeightRules
from ii_index.construction.expert_weights.combination import weigh
from ii_index.construction.expert_weights.disagreement import disagreements
from ii_index.construction.expert_weights.repair import changes, propose, repaired
from ii_index.construction.weights import published
from ii_index.errors import FrameworkError, WeightsError
from ii_index.io.frameworks import read_framework
from ii_index.kernels.weighting import pairwise
from ii_index.model.judgements import Judgements
from tests.construction.expert_weights.expert_rounds import (
    CHILDREN,
    LEAVES,
    TREE,
    matrix,
    nested,
    rounds,
    said,
    sums_of_siblings,
)

CONSISTENT = [[2, 6], [3]]
CYCLE = [[5, 1 / 5], [5]]  # a > b > c > a


def codes(findings):
    return [finding.code for finding in findings]


def refused(judgements, rules=None):
    with pytest.raises(WeightsError) as caught:
        weigh(judgements, TREE, rules)
    return [finding for finding in caught.value.findings if finding.severity == "error"]


def test_the_projects_own_judgements_give_the_weights_that_its_method_states():
    framework = read_framework("caict-2024")
    default = framework.judgements[0]
    entry = {"node": "root", "order": default.order, "upper": default.upper}
    found = weigh(Judgements(framework="caict-2024", matrices=[entry]), framework)

    weights = [found.weights.local[node] for node in default.order]
    np.testing.assert_allclose(weights, [0.1270, 0.1676, 0.1925, 0.2918, 0.2211], atol=5e-5)
    assert found.nodes[0].group.ratio == pytest.approx(0.0216, abs=5e-5)
    assert found.weights.consistency["root"].random_index == "saaty1980"


def test_judgements_multiply_along_the_path():
    found = weigh(said(matrix("root", CONSISTENT), matrix("a", CONSISTENT), matrix("b", [[4]])), TREE)

    assert found.weights.local["a"] == pytest.approx(0.6)
    assert found.weights.nested["a2"] == pytest.approx(0.6 * 0.3)
    assert found.weights.nested["b1"] == pytest.approx(0.3 * 0.8)
    assert found.weights.nested["c"] == pytest.approx(0.1)


def test_every_judged_node_has_its_own_ratio():
    found = weigh(said(matrix("root", CONSISTENT), matrix("a", CYCLE)), TREE)

    assert {node.node: node.group.ratio > 0.1 for node in found.nodes} == {"root": False, "a": True}
    assert [finding.column for finding in found.findings if finding.code == "W_INCONSISTENT"] == ["a"]


@pytest.mark.law(examples=200)
@given(
    judgements=rounds(),
    rules=st.builds(
        WeightRules,
        method=st.sampled_from(["eigenvector", "geometric_mean"]),
        group=st.sampled_from(["judgements", "priorities"]),
        average=st.sampled_from(["mean", "median"]),
        alpha=st.floats(0, 1),
        scale=st.sampled_from(["linear", "geometric", "balanced", "inverse_linear"]),
    ),
)
def test_weights_are_not_negative_and_sum_to_one_at_every_node(judgements, rules):
    found = weigh(judgements, TREE, rules)

    for weights in (found.judged, found.weights):
        np.testing.assert_allclose(sums_of_siblings(weights), 1, rtol=0, atol=1e-12)
        assert nested(weights).sum() == pytest.approx(1, abs=1e-12)
        assert (nested(weights) >= 0).all()
        assert sum(weights.nested[child] for child in CHILDREN["a"]) == pytest.approx(
            weights.nested["a"], abs=1e-12
        )


@pytest.mark.law(examples=200)
@given(judgements=rounds(), decimals=st.integers(0, 3))
def test_printed_weights_total_100_at_every_level(judgements, decimals):
    found = weigh(judgements, TREE)

    for level in published(found.weights, TREE, decimals):
        assert round(sum(level.values()), 6) == 100
        for node, printed in level.items():
            assert abs(printed - 100 * found.weights.nested[node]) < 10.0**-decimals


@pytest.mark.law(examples=200)
@given(judgements=rounds())
def test_both_kinds_of_group_agree_under_geometric_means(judgements):
    rules = WeightRules(method="geometric_mean")
    by_judgement = weigh(judgements, TREE, rules)
    by_priority = weigh(judgements, TREE, replace(rules, group="priorities"))

    np.testing.assert_allclose(nested(by_judgement.judged), nested(by_priority.judged), rtol=0, atol=1e-12)


def test_experts_may_list_the_children_in_any_order():
    straight = said(matrix("root", CONSISTENT), matrix("root", CONSISTENT, "e2"))
    turned = said(
        matrix("root", CONSISTENT),
        matrix("root", [[1 / 3, 1 / 6], [1 / 2]], "e2", order=("c", "b", "a")),
    )

    assert weigh(turned, TREE).weights.local == pytest.approx(weigh(straight, TREE).weights.local)


def test_an_experts_weight_counts():
    matrices = [matrix("root", [[9, 9], [1]]), matrix("root", [[1, 1], [1]], "e2")]
    heavy = said(*matrices, experts=[{"id": "e1", "weight": 1000}, {"id": "e2"}])

    assert weigh(heavy, TREE).weights.local["a"] == pytest.approx(9 / 11, abs=1e-3)
    assert weigh(said(*matrices), TREE).weights.local["a"] == pytest.approx(3 / 5)


def test_inconsistent_experts_are_left_out_where_asked_and_named():
    judgements = said(matrix("root", CONSISTENT), matrix("root", CYCLE, "e2"), matrix("a", CYCLE))
    with_all = weigh(judgements, TREE)
    strict = weigh(
        said(matrix("root", CONSISTENT), matrix("root", CYCLE, "e2")), TREE, WeightRules(exclude_from=0.1)
    )

    assert codes(with_all.findings) == [
        "W_EXPERT_INCONSISTENT",
        "W_INCONSISTENT",
        "W_INCONSISTENT",
        "N_NOT_JUDGED",
        "W_CIRCULAR",
        "W_CIRCULAR",
    ]
    circle = with_all.findings[4]
    assert (circle.details["expert"], circle.details["count"]) == ("e2", 1)
    assert circle.details["circles"].en == "A > B > c > A"
    assert strict.nodes[0].included == (True, False)
    assert strict.weights.local["a"] == pytest.approx(0.6)
    (excluded,) = [finding for finding in strict.findings if finding.code == "W_EXPERT_EXCLUDED"]
    assert excluded.details["expert"] == "e2"


def test_where_nobody_is_consistent_enough_there_are_no_weights():
    (fault,) = refused(
        said(matrix("root", CYCLE), matrix("root", CYCLE, "e2")), WeightRules(exclude_from=0.1)
    )

    assert fault.code == "E_NOBODY_COUNTS"
    assert fault.details["experts"] == ["e1", "e2"]


def test_open_pairs_of_one_expert_are_filled_by_the_others():
    part = matrix("root", [["?", 6], [None]], "e2")
    found = weigh(said(matrix("root", CONSISTENT), part), TREE)
    by_priority = weigh(said(matrix("root", CONSISTENT), part), TREE, WeightRules(group="priorities"))

    assert found.weights.local["a"] == pytest.approx(0.6)
    assert [code for code in codes(found.findings) if "EXPERT" in code] == ["N_EXPERT_PART"]
    assert [code for code in codes(by_priority.findings) if "EXPERT" in code] == ["W_EXPERT_DISCONNECTED"]
    assert by_priority.nodes[0].included == (True, False)


def test_answers_that_connect_too_little_are_refused_with_the_parts_named():
    (fault,) = refused(said(matrix("root", [[2, None], [None]])))

    assert fault.code == "E_DISCONNECTED"
    assert fault.details["groups"].en == "A, B | c"


def test_a_chain_of_answers_is_enough():
    found = weigh(said(matrix("root", [[2, None], [3]])), TREE)

    assert found.weights.local["a"] == pytest.approx(0.6)
    assert found.nodes[0].group.ratio == 0
    assert found.nodes[0].group.unanswered == 1


def test_nodes_that_nobody_judged_keep_the_frameworks_weights_and_are_named():
    found = weigh(said(matrix("root", CONSISTENT)), TREE)

    assert found.weights.local["a1"] == pytest.approx(1 / 3)
    (notice,) = [finding for finding in found.findings if finding.code == "N_NOT_JUDGED"]
    assert [name.en for name in notice.details["nodes"]] == ["A", "B"]


def test_a_pruned_child_that_was_judged_gives_its_weight_to_its_siblings():
    order = ("a", "b", "c", "empty")
    found = weigh(said(matrix("root", [[2, 6, 6], [3, 3], [1]], order=order)), TREE)

    assert found.weights.local["a"] == pytest.approx(0.6)
    assert "empty" not in found.weights.local


def test_alpha_is_the_share_of_the_allocations():
    allocation = {"expert": "e1", "leaves": dict(zip(LEAVES, [10, 10, 10, 20, 20, 30], strict=True))}
    judgements = said(matrix("root", CONSISTENT), allocations=[allocation])
    judged, mixed, allocated = (
        weigh(judgements, TREE, WeightRules(alpha=alpha)).weights for alpha in (0.0, 0.25, 1.0)
    )

    np.testing.assert_allclose(nested(allocated), [0.1, 0.1, 0.1, 0.2, 0.2, 0.3], atol=1e-12)
    np.testing.assert_allclose(nested(mixed), 0.75 * nested(judged) + 0.25 * nested(allocated), atol=1e-12)
    assert mixed.local["a"] == pytest.approx(0.75 * 0.6 + 0.25 * 0.3)


def test_without_allocations_alpha_is_nothing_and_without_judgements_everything():
    allocation = {"node": "root", "points": {"a": 50, "b": 30, "c": 20}}
    only = weigh(Judgements(framework="tree", allocations=[allocation]), TREE)

    assert weigh(said(matrix("root", CONSISTENT)), TREE).alpha == 0
    assert only.alpha == 1
    assert only.weights.local["a"] == pytest.approx(0.5)
    assert codes(only.findings) == ["N_ONLY_ALLOCATIONS"]


def test_a_parent_without_points_keeps_the_judgements_in_the_allocations_too():
    points = {"expert": "e1", "node": "root", "points": {"a": 20, "b": 20, "c": 60}}
    found = weigh(said(matrix("root", CONSISTENT), matrix("a", CONSISTENT), allocations=[points]), TREE)

    assert found.allocation.local["a1"] == found.judged.local["a1"] == pytest.approx(0.6)
    assert found.weights.local["a1"] == pytest.approx(0.6)
    assert found.weights.nested["a"] == pytest.approx((0.6 + 0.2) / 2)


def test_points_that_do_not_total_100_are_rescaled_and_it_is_said():
    points = {"node": "root", "points": {"a": 1, "b": 1, "c": 2}}
    found = weigh(Judgements(framework="tree", allocations=[points]), TREE)

    assert found.weights.local["c"] == pytest.approx(0.5)
    (warning,) = [finding for finding in found.findings if finding.code == "W_ALLOCATION_TOTAL"]
    assert warning.found == "4"


def test_a_single_expert_cannot_be_trimmed_and_need_not_be():
    points = {"node": "root", "points": {"a": 25, "b": 25, "c": 50}}
    found = weigh(
        Judgements(framework="tree", allocations=[points]), TREE, WeightRules(average="trimmed_mean")
    )

    assert found.weights.local["c"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("average", "points"),
    [
        ("trimmed_mean", [{"a": 25, "b": 25, "c": 50}] * 2),
        ("median", [{"a": 100, "b": 0, "c": 0}, {"a": 0, "b": 100, "c": 0}, {"a": 0, "b": 0, "c": 100}]),
    ],
)
def test_points_that_have_no_such_average_are_refused(average, points):
    tables = [{"expert": f"e{i}", "node": "root", "points": given} for i, given in enumerate(points)]
    (fault,) = refused(Judgements(framework="tree", allocations=tables), WeightRules(average=average))

    assert fault.code == "E_CANNOT_AVERAGE"


def test_a_geometric_mix_of_what_has_nothing_in_common_is_refused():
    siblings = [
        {"id": "a", "name": "A", "weight": 1},
        {"id": "b", "name": "B", "weight": 1},
        {"id": "c", "name": "C", "weight": 0},
    ]
    tree = TREE.model_validate(
        {
            "id": "tree",
            "name": "T",
            "reference": "r",
            "children": [{"id": "x", "name": "X", "children": siblings}, {"id": "y", "name": "Y"}],
        }
    )
    judgements = Judgements(
        framework="tree",
        matrices=[{"node": "root", "order": ["x", "y"], "upper": [[1]]}],
        allocations=[{"leaves": {"a": 0, "b": 0, "c": 100, "y": 0}}],
    )
    with pytest.raises(WeightsError) as caught:
        weigh(judgements, tree, WeightRules(mix="geometric"))

    assert codes(caught.value.findings) == ["E_NOTHING_IN_COMMON"]


def test_all_faults_are_named_at_once():
    wrong = Judgements(
        framework="tree",
        matrices=[
            {"node": "rot", "order": ["a", "b"], "upper": [[2]]},
            {"node": "a", "order": ["a1", "b1"], "upper": [[2]]},
            {"node": "c", "order": ["x", "y"], "upper": [[2]]},
        ],
        allocations=[
            {"node": "root", "points": {"a": 0, "b": 0, "c": 0}},
            {"leaves": {"a1": 100, "strange": 1}},
            {"node": "b1", "points": {"x": 1}},
        ],
    )

    assert codes(refused(wrong)) == [
        "E_UNKNOWN_NODE",
        "E_JUDGEMENT_ORDER",
        "E_UNKNOWN_NODE",
        "E_ALLOCATION_ZERO",
        "E_ALLOCATION_ITEMS",
        "E_UNKNOWN_NODE",
        "E_ALLOCATIONS_MIXED",
    ]


def test_experts_who_compare_different_children_are_refused():
    four = matrix("root", [[1, 1, 1], [1, 1], [1]], "e2", order=("a", "b", "c", "empty"))
    (fault,) = refused(said(matrix("root", CONSISTENT), four))

    assert fault.code == "E_JUDGEMENTS_DIFFER"
    assert fault.details["ids"] == ["empty"]


def test_values_beyond_nine_are_used_with_a_warning():
    found = weigh(said(matrix("root", [[12, 24], [2]])), TREE)

    assert found.weights.local["a"] == pytest.approx(24 / 27)
    assert "W_BEYOND_SCALE" in codes(found.findings)


def test_other_scales_need_judgements_up_to_nine():
    (fault,) = refused(said(matrix("root", [[12, 24], [2]])), WeightRules(scale="geometric"))

    assert fault.code == "E_SCALE_RANGE"


def test_the_stricter_threshold_for_small_matrices_is_a_notice():
    found = weigh(said(matrix("root", [[3, 5], [4]])), TREE)

    assert 0.05 <= found.nodes[0].group.ratio < 0.10
    assert "N_STRICTER" in codes(found.findings)


def test_beyond_the_random_index_table_the_missing_ratio_is_said():
    wide = TREE.model_validate(
        {
            "id": "w",
            "name": "W",
            "reference": "r",
            "children": [{"id": f"x{i}", "name": "x"} for i in range(16)],
        }
    )
    upper = [[1] * (15 - row) for row in range(15)]
    judgements = Judgements(
        framework="w", matrices=[{"node": "root", "order": [f"x{i}" for i in range(16)], "upper": upper}]
    )

    assert codes(weigh(judgements, wide).findings) == ["N_NO_RANDOM_INDEX"]
    assert codes(weigh(judgements, wide, WeightRules(random_index="donegan_dodd1991")).findings) == []


def test_judgements_for_another_framework_are_used_with_a_warning():
    judgements = Judgements(framework="other", matrices=[matrix("root", CONSISTENT)])

    assert codes(weigh(judgements, TREE).findings)[0] == "W_JUDGEMENTS_FRAMEWORK"


def test_whoever_disagrees_most_comes_first():
    judgements = said(
        matrix("root", CONSISTENT), matrix("root", CONSISTENT, "e2"), matrix("root", [[2, 1 / 9], [3]], "e3")
    )
    first = disagreements(weigh(judgements, TREE).nodes[0])[0]

    assert (first.expert, first.first, first.second) == ("e3", "a", "c")
    assert first.factor == pytest.approx((6 * 6 / 9) ** (1 / 3) * 9)


def test_a_repair_is_a_proposal_that_restores_consistency_and_leaves_the_rest_alone():
    judgements = said(
        matrix("root", CONSISTENT),
        matrix("root", CYCLE, "e2", order=("c", "a", "b")),
        matrix("a", CONSISTENT),
    )
    before = weigh(judgements, TREE)
    proposals = propose(before)
    proposed = repaired(before, proposals)
    after = weigh(proposed, TREE)

    assert [(item.node, item.expert) for item in proposals] == [("root", "e2")]
    assert before.judgements == judgements
    assert proposed.matrices[0] == judgements.matrices[0]
    assert proposed.matrices[2] == judgements.matrices[2]
    assert after.nodes[0].judged[1].ratio < 0.10
    assert after.nodes[0].judged[1].ratio == pytest.approx(proposals[0].repair.ratios[-1], abs=1e-12)
    logged = [(change.before, change.after) for _, change in changes(proposals)]
    assert len(logged) == 3


def test_where_pairs_are_open_only_answered_judgements_are_revisited():
    tree = read_framework("caict-2024")
    order = tree.judgements[0].order
    upper = [["?", 1, 5, 1], [9, "1/9", 1], [9, 1], [1]]
    found = weigh(
        Judgements(framework="caict-2024", matrices=[{"node": "root", "order": order, "upper": upper}]), tree
    )
    (proposal,) = propose(found)
    mended = repaired(found, (proposal,))
    after = weigh(mended, tree).nodes[0].judged[0]

    assert len(proposal.inconsistencies) == 9
    assert (0, 1) not in [(one.row, one.column) for one in proposal.inconsistencies]
    assert mended.matrices[0].answers[0] is None
    assert mended.matrices[0].answers.count(None) == 1
    assert after.unanswered == 1
    assert after.ratio == pytest.approx(proposal.repair.ratios[-1], abs=1e-12)
    assert after.ratio < 0.10


def test_the_group_s_mean_of_priorities_can_be_arithmetic():
    judgements = said(matrix("root", CONSISTENT), matrix("root", [[1 / 2, 1 / 6], [1 / 3]], "e2"))
    found = weigh(judgements, TREE, WeightRules(group="priorities_arithmetic"))

    assert [found.weights.local[child] for child in CHILDREN["root"]] == pytest.approx(
        [(0.6 + 1 / 9) / 2, (0.3 + 2 / 9) / 2, (0.1 + 6 / 9) / 2]
    )


def test_a_heavier_expert_weighs_more_in_the_consensus():
    """Three who agree, of whom two speak for one: the more they weigh, the less the fourth disturbs."""
    tables = [matrix("root", CONSISTENT), matrix("root", [[1 / 2, 1 / 6], [1 / 3]], "e2")]
    equal, heavy = (
        weigh(said(*tables, experts=[{"id": "e1", "weight": weight}, {"id": "e2"}]), TREE).nodes[0].consensus
        for weight in (1, 9)
    )

    assert heavy > equal


def test_consensus_and_concordance_tell_agreement():
    alike = weigh(said(matrix("root", CONSISTENT), matrix("root", CONSISTENT, "e2")), TREE).nodes[0]
    apart = weigh(
        said(matrix("root", CONSISTENT), matrix("root", [[1 / 2, 1 / 6], [1 / 3]], "e2")), TREE
    ).nodes[0]

    assert (alike.consensus, alike.concordance.w) == pytest.approx((1, 1))
    assert apart.consensus < 0.9
    assert apart.concordance.w == pytest.approx(0)


def test_a_round_of_a_thousand_experts_gives_what_they_give_one_by_one():
    rng = np.random.default_rng(8)
    answers = rng.choice([1 / 5, 1 / 3, 1, 3, 5], (1000, 3))
    matrices = [
        matrix("root", [row[:2].tolist(), row[2:].tolist()], f"e{i}") for i, row in enumerate(answers)
    ]
    node = weigh(said(*matrices), TREE).nodes[0]

    for position in (0, 17, 999):
        alone = pairwise.assess(pairwise.from_upper_triangle(answers[position]))
        np.testing.assert_allclose(node.judged[position].priorities, alone.priorities, atol=1e-12)
        assert node.judged[position].ratio == pytest.approx(float(alone.consistency_ratio), abs=1e-12)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"method": "mean"}, "method is one of eigenvector, geometric_mean"),
        ({"alpha": 2}, "alpha is a share"),
    ],
)
def test_a_rule_that_does_not_exist_is_refused(choice, words):
    with pytest.raises(ValueError, match=words):
        WeightRules(**choice)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "E_NO_JUDGEMENTS"),
        ({"matrices": [{"node": "a", "order": ["x", "y"], "upper": [[1], [2]]}]}, "E_JUDGEMENT_SHAPE"),
        ({"matrices": [{"node": "a", "order": ["x", "x"], "upper": [[1]]}]}, "E_DUPLICATE_ID"),
        ({"matrices": [{"node": "a", "order": ["x", "y"], "upper": [["two"]]}]}, "E_JUDGEMENT_VALUE"),
        ({"matrices": [{"node": "a", "order": ["x", "y"], "upper": [["1/0"]]}]}, "E_JUDGEMENT_VALUE"),
        ({"matrices": [{"node": "a", "order": ["x", "y"], "upper": [[-2]]}]}, "E_FIELD_VALUE"),
        ({"matrices": [{"node": "a", "order": ["x", "y"], "upper": [[0]]}]}, "E_FIELD_VALUE"),
        ({"matrices": [matrix("b", [[1]]), matrix("b", [[2]])]}, "E_JUDGED_TWICE"),
        (
            {
                "matrices": [matrix("b", [[1]]), {**matrix("a", [[2, 2], [1]]), "expert": None}],
                "experts": [{"id": "e1"}, {"id": "e2"}],
            },
            "E_EXPERT_MISSING",
        ),
        ({"matrices": [matrix("b", [[1]])], "experts": [{"id": "x"}]}, "E_EXPERT_UNKNOWN"),
        ({"matrices": [matrix("b", [[1]])], "experts": [{"id": "e1"}, {"id": "e1"}]}, "E_DUPLICATE_ID"),
        ({"allocations": [{"node": "root"}]}, "E_ALLOCATION_FORM"),
        ({"allocations": [{"node": "root", "points": {"a": 1}, "leaves": {"a": 1}}]}, "E_ALLOCATION_FORM"),
        ({"allocations": [{"leaves": {"a": -1}}]}, "E_FIELD_VALUE"),
    ],
)
def test_judgements_that_are_not_well_formed_are_refused(fields, code):
    with pytest.raises(FrameworkError) as caught:
        Judgements(framework="tree", **fields)

    assert code in codes(caught.value.findings)
