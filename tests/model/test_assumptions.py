"""The mix of assumptions: shorthand, closed choices, every fault at once."""

import pytest

import ii_index as ii
from ii_index.analysis.robustness.design import needs_positive, on_positive_scale
from ii_index.model.assumptions import Assumptions, BenefitOfTheDoubt
from ii_index.model.steps.normalisation import MinMax, Ranks


def test_options_are_written_as_in_a_recipe_one_alone_or_several():
    mix = Assumptions(
        normalisation="min-max",
        aggregation=[
            "geometric",
            ["arithmetic", "geometric"],
            "benefit-of-the-doubt",
            {"kind": "power", "exponent": 2},
        ],
        tiers=["quantiles", {"kind": "sizes", "sizes": [1, 2]}],
        leave_out="unit",
    )

    assert [step.kind for step in mix.normalisation] == ["min_max"]
    assert [len(option) for option in mix.aggregation if isinstance(option, tuple)] == [1, 2, 1]
    assert isinstance(mix.aggregation[2], BenefitOfTheDoubt)
    assert mix.leave_out == ("unit",)
    assert mix.varied == ("weights", "aggregation", "tiers", "leave_out_unit")


def test_a_mix_survives_a_round_through_plain_data():
    mix = Assumptions.audit()

    assert Assumptions(**mix.model_dump()) == mix


@pytest.mark.parametrize(
    "fields",
    [
        {"weights": {"kind": "perturb", "amount": 1.0}},
        {"weights": {"kind": "experts", "experts": {"one": {"a": 1}}}},
        {"weights": {"kind": "experts", "experts": {"one": {"a": 0}, "two": {"a": 1}}}},
        {"aggregation": ["mode"]},
        {"leave_out": ["year"]},
        {"noise": {"sd": -0.1}},
        {"tiers": "sizes"},
        {"tiers": {"kind": "quantiles", "thresholds": [1]}},
        {"draws": 10},
    ],
)
def test_what_is_not_a_choice_is_refused(fields):
    with pytest.raises(ii.FrameworkError):
        Assumptions(**fields)


def test_all_faults_come_at_once():
    with pytest.raises(ii.FrameworkError) as refused:
        Assumptions(weights={"kind": "pertub"}, tiers="sizes", leave_out="year")

    assert {finding.code for finding in refused.value.findings} >= {"E_FIELD_VALUE", "E_TIER_RULE_PARAMETER"}
    assert len(refused.value.findings) == 3


def test_only_arithmetic_means_take_any_scores_and_only_min_max_is_moved():
    options = Assumptions(
        aggregation=["arithmetic", "geometric", "benefit_of_the_doubt", "mazziotta_pareto"]
    ).aggregation

    assert [needs_positive(option) for option in options] == [False, True, True, True]
    assert on_positive_scale(MinMax(bounds="year")) == MinMax(bounds="year", range=(1, 100))
    assert on_positive_scale(MinMax(range=(70, 130))) == MinMax(range=(70, 130))
    assert on_positive_scale(Ranks(kind="rank")) == Ranks(kind="rank")
