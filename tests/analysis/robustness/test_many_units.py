"""Many units: the same numbers without tables of units × units, and limits that say what to do instead."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.analysis import size
from ii_index.analysis.robustness import monte_carlo
from ii_index.analysis.robustness.leave_one_out import leave_one_out
from ii_index.analysis.robustness.rank_bounds import rank_bounds
from ii_index.analysis.robustness.stability import stability
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.construction.methods.tier_rules import TIER_RULES
from ii_index.errors import DataError
from ii_index.kernels.robustness.sampling import CHUNK
from ii_index.messages.analysis import BY_PAIRS, INSTEAD
from ii_index.model.assumptions import Assumptions
from tests.analysis.small_index import UNITS, WEIGHTS_ONLY, small_index
from tests.construction.examples import framework, leaf, panel

MIXES = {
    "weights": WEIGHTS_ONLY,
    "tier rules, a unit left out": Assumptions(tiers=["natural_breaks", "quantiles"], leave_out=["unit"]),
    "noise": Assumptions(noise={"sd": 0.1}),
}


@pytest.fixture
def as_many(monkeypatch):
    """Treat eight units as many."""
    monkeypatch.setattr(monte_carlo, "PAIRED", 7)
    monkeypatch.setattr("ii_index.analysis.robustness.uncertainty.PAIRED", 7)
    monkeypatch.setattr(monte_carlo, "TABLED", 7)
    monkeypatch.setattr(monte_carlo, "AT_ONCE", 8 * 300)


def numbers(index, mix, draws):
    result = uncertainty(index, draws=draws, seed=3, assumptions=mix)
    return {
        "quantiles": result.quantiles(),
        "means": result.mean_ranks(),
        "shift": result.rank_shift(),
        "agreement": result.tier_agreement(),
        **{kind: result.probabilities(kind) for kind in ("acceptability", "pairwise", "tier_probabilities")},
    }, result


@pytest.mark.parametrize("cells", [1, 1000])
def test_however_many_noisy_draws_are_made_together_they_are_the_same(monkeypatch, cells):
    index = small_index(holes=True)
    _, usual = numbers(index, MIXES["noise"], 300)

    monkeypatch.setattr(monte_carlo, "NOISY_CELLS", cells)

    assert numbers(index, MIXES["noise"], 300)[1].equals(usual)


@pytest.mark.parametrize("mix", MIXES.values(), ids=MIXES)
def test_of_many_units_every_number_is_the_same(request, mix):
    index, draws = small_index(holes=True), CHUNK + 700
    tabled, few = numbers(index, mix, draws)

    request.getfixturevalue("as_many")
    taken, many = numbers(index, mix, draws)

    for name, expected in tabled.items():
        assert taken[name] == pytest.approx(expected, nan_ok=True), name
    assert many.counts.above.size == 0
    assert not many.equals(few)
    assert many.frame("pairwise").equals(few.frame("pairwise"))


def test_the_draws_of_an_interrupted_run_are_the_ones_counted_again(as_many):
    result = uncertainty(
        small_index(),
        draws=3 * CHUNK,
        seed=1,
        assumptions=WEIGHTS_ONLY,
        keep_going=lambda made, _: made < CHUNK,
    )

    _, meetings = result.above(["a"])

    assert meetings[0].tolist() == [CHUNK] * len(UNITS)


def test_some_units_are_compared_with_all_by_code_or_name(as_many):
    result = uncertainty(small_index(), draws=500, seed=1, assumptions=WEIGHTS_ONLY)

    some = result.frame("pairwise", units=["c", "a"])

    whole = result.frame("pairwise")
    pd.testing.assert_frame_equal(some, whole[whole.index.isin(["a", "c"])])
    assert some.isna().sum(axis=1).tolist() == [1, 1]
    assert uncertainty(small_index(), draws=500, seed=1, assumptions=WEIGHTS_ONLY).equals(result)


def test_draws_of_many_units_come_back_the_same_from_another_process(as_many):
    drawn = uncertainty(small_index(), draws=500, seed=1, assumptions=WEIGHTS_ONLY)

    restored = pickle.loads(pickle.dumps(drawn))  # noqa: S301 - our own

    assert restored.equals(drawn)
    assert restored.frame("pairwise", units=["c"]).equals(drawn.frame("pairwise", units=["c"]))


@pytest.mark.parametrize("method", [name for name, rule in TIER_RULES.items() if rule.most_units])
def test_a_tier_rule_with_a_limit_says_what_to_use_instead(method):
    assert method in BY_PAIRS
    assert method in INSTEAD


def test_a_unit_without_a_score_is_above_nobody_and_refused():
    index = small_index(holes=True, imputation={"kind": "renormalise", "threshold": 0.8})
    result = uncertainty(index, draws=20, seed=1, assumptions=WEIGHTS_ONLY)

    with pytest.raises(DataError) as refused:
        result.frame("pairwise", units=["f"])

    assert refused.value.findings[0].code == "E_UNIT_NOT_SCORED"


def thousands(units=1200):
    two = framework(leaf("a"), leaf("b"))
    values = np.random.default_rng(5).random((units, 2))
    return ii.compose(panel(two, values, units=tuple(f"u{i}" for i in range(units))))


def test_more_than_a_thousand_units_are_drawn_and_the_first_ranks_first():
    result = uncertainty(thousands(), draws=40, seed=1, assumptions=Assumptions.weights_only(0.0))

    assert (result.quantiles() == result.nominal[:, None]).all()
    assert result.rank_shift() == 0
    assert result.tier_agreement() == 1
    assert result.frame("intervals")["rank"].tolist() == list(range(1, 1201))


@pytest.mark.parametrize(
    ("ask", "instead"),
    [
        (lambda index: ii.tiers(index, method="ward"), "natural_breaks"),
        (
            lambda index: uncertainty(index, draws=9, assumptions=WEIGHTS_ONLY).frame("acceptability"),
            "intervals",
        ),
        (lambda index: uncertainty(index, draws=9, assumptions=WEIGHTS_ONLY).frame("pairwise"), "units="),
        (rank_bounds, "uncertainty"),
        (stability, "uncertainty"),
        (lambda index: leave_one_out(index, element="unit"), "indicators or dimensions"),
        (lambda index: uncertainty(index, draws=9), "fewer draws"),
    ],
)
def test_what_needs_a_number_for_every_pair_is_refused_beyond_its_limit(monkeypatch, ask, instead):
    for module in (
        "robustness.uncertainty",
        "robustness.rank_bounds",
        "robustness.stability",
        "robustness.design",
    ):
        for limit in ("ALL_PAIRS", "ONE_UNIT_OUT"):
            monkeypatch.setattr(f"ii_index.analysis.{module}.{limit}", 7, raising=False)
        monkeypatch.setattr(f"ii_index.analysis.{module}.PAIRS_BY_WEIGHTS", 500, raising=False)
    monkeypatch.setitem(TIER_RULES, "ward", replace(TIER_RULES["ward"], most_units=7))
    if instead == "fewer draws":
        monkeypatch.setattr(size, "TAKEN", 63)

    with pytest.raises(DataError) as refused:
        ask(small_index())

    assert refused.value.findings[0].code in {"E_TOO_MANY_UNITS", "E_TOO_MANY_DRAWS"}
    assert instead in refused.value.findings[0].render("en")
    assert "8" in refused.value.findings[0].render("zh")
