"""Weights from data follow the data of each draw where that is asked for: the oracle is the engine, draw by draw."""

from dataclasses import replace

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.robustness.design import make_plan
from ii_index.analysis.robustness.evaluation import evaluate
from ii_index.analysis.robustness.leave_one_out import leave_one_out
from ii_index.analysis.robustness.samples import Sample
from ii_index.analysis.robustness.sensitivity import sensitivity
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.construction.methods.data_driven import RULES
from ii_index.errors import FrameworkError, WeightsError

UNITS, YEARS = tuple("stuvwxyz"), (2021, 2022)
NOISY = {"weights": "recomputed", "noise": {"sd": 0.4}}


def framework(**fields):
    pair = [{"id": "b", "name": "B", "direction": "negative"}, {"id": "c", "name": "C"}]
    return ii.Framework(
        id="f", name="F", format=2, **fields,
        children=[{"id": "a", "name": "A"}, {"id": "p", "name": "P", "children": pair}],
    )  # fmt: skip


def panel(seed=3, gap=False, **fields):
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 1, (len(YEARS), len(UNITS), 1))
    values = size ** [0.4, -0.4, 0.3] * rng.lognormal(1, 0.7, (len(YEARS), len(UNITS), 3))
    if gap:
        values[0, 0, 2] = np.nan
    return ii.Panel(framework(**fields), YEARS, UNITS, values)


def index(weighting="entropy", source=None, **steps):
    return ii.compose(panel() if source is None else source, ii.Recipe(weighting=weighting, **steps))


def drawn(made, draws=6, **mix):
    """Scores of some draws, the noise they were made with, and the plan."""
    plan = make_plan(made, 2022, ii.Assumptions(**mix)).plan
    noise = np.random.default_rng(0).standard_normal((draws, *plan.noise.shape))
    local = np.repeat(plan.tree.local[:, None], draws, axis=1)
    return evaluate(plan, Sample(local, {}, noise)).scores, np.exp(plan.noise * noise)


def by_the_engine(made, factor):
    """Scores of the panel times a factor; none where its rule refuses the data."""
    try:
        return ii.compose(replace(made.panel, values=made.panel.values * factor), made.recipe).scores(2022)
    except WeightsError:
        return np.full(len(made.units), np.nan)


@pytest.mark.parametrize(
    "step",
    [
        *RULES,
        {"kind": "entropy", "within": "parents"},
        {"kind": "critic", "within": "all_parents"},
        {"kind": "entropy", "on": "values"},
        {"kind": "entropy", "scope": 2021},
        {"kind": "combined", "data": "entropy", "experts": "equal", "mix": "game_theory"},
    ],
    ids=str,
)
@pytest.mark.parametrize("aggregation", ["arithmetic", "topsis"])
def test_a_draw_scores_as_the_engine_scores_its_data(step, aggregation):
    made = index(step, aggregation=aggregation)
    scores, factors = drawn(made, **NOISY)

    np.testing.assert_allclose(scores.T, [by_the_engine(made, factor) for factor in factors], atol=1e-9)
    held, _ = drawn(made, **{**NOISY, "weights": "fixed"})
    assert np.nanmax(np.abs(held - scores)) > 0.01
    assert np.isfinite(scores).all(axis=0).any()


def test_gaps_left_open_weigh_in_every_draw_as_in_the_index():
    made = index("critic", panel(gap=True), imputation="renormalise")
    scores, factors = drawn(made, **NOISY)

    np.testing.assert_allclose(scores.T, [by_the_engine(made, factor) for factor in factors], atol=1e-9)


@pytest.mark.parametrize("rule", ["entropy", "critic", "merec"])
def test_leaving_a_unit_out_is_the_panel_without_it(rule):
    made = index(rule)
    without = leave_one_out(made, 2022, element="unit").ranks

    for place in range(len(UNITS)):
        rest = tuple(unit for unit in UNITS if unit != UNITS[place])
        smaller = ii.compose(made.panel.select(units=rest), made.recipe)
        assert np.delete(without[place], place).tolist() == smaller.places(2022).tolist()


def test_a_constant_is_not_an_observation_and_takes_no_noise_under_rules_of_nodes():
    fixed = ii.Framework(
        id="g", name="G", format=2,
        children=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "k", "name": "K", "constant": 2}],
        recipe={"normalisation": "none"}, aggregation="maximum",
    )  # fmt: skip
    values = np.array([[[1.0, 1.5, 2], [4, 3, 2], [1.2, 1.1, 2]]])
    made = ii.compose(ii.Panel(fixed, (2022,), ("u", "v", "w"), values))
    scores, factors = drawn(made, weights="fixed", noise={"sd": 0.2})

    np.testing.assert_allclose(scores[0], np.maximum(2, (values[0, 0, :2] * factors[:, 0, 0, :2]).max(-1)))


def test_the_same_seed_gives_the_same_ranks_and_what_moved_them_is_the_noise():
    made, mix = index(), ii.Assumptions(**NOISY)
    first, again = (uncertainty(made, 2022, draws=200, seed=5, assumptions=mix) for _ in range(2))
    halves = uncertainty(
        made, 2022, draws=200, seed=5, assumptions=ii.Assumptions(**{**NOISY, "weights": "fixed"})
    )

    assert first.table("intervals") == again.table("intervals")
    assert (first.counts.ranks != halves.counts.ranks).any()
    assert mix.varied == ("noise",)
    assert not [note for note in first.notes if note.code == "N_WEIGHTS_HELD"]
    assert [note.code for note in halves.notes] == ["N_WEIGHTS_HELD"]


def test_several_fillings_each_give_their_own_weights():
    made = index("entropy", panel(gap=True), imputation="mean")
    mix = ii.Assumptions(weights="recomputed", imputation=["mean", "median"])
    plan = make_plan(made, 2022, mix).plan
    local = np.repeat(plan.tree.local[:, None], 2, axis=1)
    scores = evaluate(plan, Sample(local, {"imputation": np.array([0, 1])})).scores

    for place, filling in enumerate(["mean", "median"]):
        expected = ii.compose(made.panel, made.recipe.replace(imputation=filling)).scores(2022)
        np.testing.assert_allclose(scores[:, place], expected, atol=1e-9)
    assert "imputation" in sensitivity(made, 2022, samples=64, assumptions=mix).factors


@pytest.mark.parametrize(
    ("weighting", "mix", "code", "words"),
    [
        ("framework", NOISY, "E_RECOMPUTED_WEIGHTS", "the framework's own"),
        ("equal", NOISY, "E_RECOMPUTED_WEIGHTS", "equal"),
        ("entropy", {"weights": "recomputed"}, "E_RECOMPUTED_NOTHING", "no effect"),
        ("entropy", {**NOISY, "leave_out": ["indicator"]}, "E_RECOMPUTED_WITH", "leave_out: indicator"),
        ("entropy", {**NOISY, "leave_out": ["dimension"]}, "E_RECOMPUTED_WITH", "leave_out: dimension"),
        (
            "entropy",
            {"weights": "recomputed", "leave_out": "unit", "aggregation": "benefit_of_the_doubt"},
            "E_RECOMPUTED_WITH",
            "benefit_of_the_doubt",
        ),
        (
            {"kind": "gini", "within": "all_parents"},
            {**NOISY, "aggregation": ["arithmetic", "geometric"]},
            "E_RECOMPUTED_WITH",
            "all_parents",
        ),
    ],
)
def test_weights_that_cannot_follow_are_refused_by_name(weighting, mix, code, words):
    with pytest.raises(FrameworkError) as refused:
        uncertainty(index(weighting), 2022, draws=10, assumptions=ii.Assumptions(**mix))
    (fault,) = refused.value.findings

    assert fault.code == code
    assert words in fault.message()
    assert "recomputed" in fault.message("zh")


def test_draws_whose_data_a_rule_refuses_are_counted_as_failed():
    made = index("entropy", panel().select(units=UNITS[:2], years=(2022,)))
    mix = ii.Assumptions(weights="recomputed", leave_out="unit")
    found = uncertainty(made, 2022, draws=60, assumptions=mix)

    assert 0 < found.failed < 60
    assert found.reasons()
