"""How sure ranks and tiers are: sums, certainty where nothing varies, exact probabilities, failures, the same bytes."""

import pickle
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ii_index as ii
from ii_index.analysis.robustness.rank_bounds import rank_bounds
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.errors import IIIndexWarning
from ii_index.kernels.robustness.sampling import CHUNK
from ii_index.model.assumptions import Assumptions
from tests.analysis.small_index import UNITS, WEIGHTS_ONLY, small_index, tree, values
from tests.construction.examples import framework, leaf, panel

ALL_KINDS = ("acceptability", "pairwise", "tier_probabilities")
EVERYTHING = Assumptions(
    normalisation=["min_max", {"kind": "z_score", "mean": 100, "sd": 10}, "rank"],
    aggregation=["arithmetic", "geometric"],
    imputation=["renormalise", "median"],
    treatment=["none", "winsorise"],
    tiers=["natural_breaks", "quantiles"],
    leave_out=["indicator", "unit"],
)


def two_units(w=0.55):
    """x leads on the first indicator, y on the second: x is above y where the first weighs more."""
    two = framework(leaf("a", weight=w), leaf("b", weight=1 - w))
    return ii.compose(panel(two, [[3.0, 1.0], [1.0, 3.0]], units=("x", "y")))


class TestProbabilities:
    @pytest.mark.parametrize(
        "mix", [WEIGHTS_ONLY, Assumptions(aggregation=["arithmetic", "harmonic"], normalisation="rank")]
    )
    def test_rows_and_columns_of_the_acceptability_matrix_sum_to_one(self, mix):
        shares = uncertainty(small_index(), draws=5000, seed=1, assumptions=mix).probabilities(
            "acceptability"
        )

        assert shares.sum(axis=1) == pytest.approx(1, abs=1e-12)
        assert shares.sum(axis=0) == pytest.approx(1, abs=1e-12)

    def test_with_everything_varied_the_probabilities_of_each_unit_still_sum_to_one(self):
        result = uncertainty(small_index(holes=True), draws=5000, seed=1, assumptions=EVERYTHING)

        assert result.failed == 0
        assert result.probabilities("acceptability").sum(axis=1) == pytest.approx(1)
        assert result.probabilities("tier_probabilities").sum(axis=1) == pytest.approx(1)
        assert (result.counts.ranks.sum(axis=1) == 5000).all()
        assert (result.counts.ranks[:, 0] > 0).all()  # every unit was left out now and then

    def test_of_a_pair_either_one_is_above_or_they_are_level(self):
        result = uncertainty(small_index(), draws=3000, seed=1, assumptions=WEIGHTS_ONLY)
        above = result.probabilities("pairwise")

        assert (above + above.T)[~np.eye(len(UNITS), dtype=bool)] == pytest.approx(1)

    def test_pairs_and_ranks_tell_the_same_mean_rank(self):
        result = uncertainty(small_index(), draws=3000, seed=1, assumptions=WEIGHTS_ONLY)

        assert result.mean_ranks() == pytest.approx(1 + result.probabilities("pairwise").sum(axis=0))

    def test_the_probability_of_an_exact_case_lies_in_its_monte_carlo_limits_as_often_as_they_say(self):
        """P(0.55 u > 0.45 v), u and v uniform on [0.75, 1.25]: the area below a line in a square."""
        side, slope = np.linspace(0.75, 1.25, 200_001), 0.55 / 0.45
        exact = np.clip((np.minimum(slope * side, 1.25) - 0.75) / 0.5, 0, 1).mean()
        hits, index = 0, two_units()
        for seed in range(300):
            result = uncertainty(index, draws=400, seed=seed, assumptions=WEIGHTS_ONLY, with_tiers=False)
            low, high = result.limits("pairwise", 0.95)
            hits += low[0, 1] <= exact <= high[0, 1]

        assert 0.91 < hits / 300 < 0.985

    def test_limits_narrow_as_draws_grow(self):
        widths = []
        for draws in (1000, 16_000):
            low, high = uncertainty(small_index(), draws=draws, seed=1, assumptions=WEIGHTS_ONLY).limits(
                "acceptability"
            )
            widths.append((high - low).max())

        assert widths[1] == pytest.approx(widths[0] / 4, rel=0.15)


class TestNothingVaried:
    @pytest.mark.parametrize(
        "mix",
        [
            Assumptions.weights_only(0.0),
            Assumptions(weights="fixed"),
            Assumptions(weights="fixed", noise={"sd": 0}),
        ],
    )
    @pytest.mark.parametrize("holes", [False, True])
    def test_every_interval_has_width_0_and_every_tier_is_certain(self, mix, holes):
        index = small_index(holes=holes)

        result = uncertainty(index, draws=200, seed=1, assumptions=mix)

        assert (result.quantiles() == result.nominal[:, None]).all()
        assert result.nominal.tolist() == index.ranks(2023).tolist()
        assert result.nominal_tiers.tolist() == ii.tiers(index, 2023).labels.tolist()
        assert (result.entropies() == 0).all()
        assert result.borderline == ()
        assert result.rank_shift() == 0
        assert result.tier_agreement() == 1


class TestExactLimits:
    @pytest.mark.parametrize("holes", [False, True])
    @pytest.mark.parametrize("amount", [0.1, 0.5, None])
    def test_no_sampled_rank_leaves_the_exact_limits_and_no_dominated_pair_is_reversed(self, amount, holes):
        index = small_index(holes=holes)
        mix = (
            Assumptions(weights={"kind": "dirichlet", "concentration": 3})
            if amount is None
            else Assumptions.weights_only(amount)
        )

        bounds = rank_bounds(index, 2023, amount=amount)
        ranks = uncertainty(index, draws=30_000, seed=1, assumptions=mix, with_tiers=False).counts

        taken = ranks.ranks[:, 1:] > 0
        places = np.arange(1, len(UNITS) + 1)
        assert (np.where(taken, places, 99).min(axis=1) >= bounds.best).all()
        assert (np.where(taken, places, 0).max(axis=1) <= bounds.worst).all()
        assert (ranks.above[bounds.dominates.T] == 0).all()
        assert bounds.dominates.any() or amount is None


class TestFailures:
    FAILING = Assumptions(normalisation=["min_max", "z_score"], aggregation=["arithmetic", "geometric"])

    def test_draws_that_fail_are_counted_and_said(self):
        with pytest.warns(IIIndexWarning, match="geometric cannot be taken of z_score"):
            result = uncertainty(small_index(), draws=4000, seed=1, assumptions=self.FAILING)

        assert result.failed == pytest.approx(1000, abs=120)
        assert result.counts.succeeded + result.failed == result.draws == 4000
        assert result.probabilities("acceptability").sum(axis=1) == pytest.approx(1)
        assert result.table("failures").records()[0]["draws"] == result.failed

    def test_a_mix_of_which_every_draw_fails_is_refused_with_the_reason(self):
        mix = Assumptions(normalisation="z_score", aggregation="geometric")

        with pytest.raises(ii.DataError, match="all 100 draws failed") as refused:
            uncertainty(small_index(), draws=100, seed=1, assumptions=mix)

        assert refused.value.findings[0].code == "E_ALL_DRAWS_FAILED"

    def test_an_option_the_data_do_not_allow_fails_in_its_own_draws_only(self):
        mix = Assumptions(imputation=["renormalise", "refuse"])
        with pytest.warns(IIIndexWarning):
            result = uncertainty(small_index(holes=True), draws=1000, seed=1, assumptions=mix)

        assert 400 < result.failed < 600

    def test_min_max_starts_at_1_wherever_a_mean_needs_positive_values_and_this_is_said(self):
        result = uncertainty(
            small_index(), draws=500, seed=1, assumptions=Assumptions(aggregation=["arithmetic", "geometric"])
        )

        assert result.failed == 0
        assert [note.code for note in result.notes] == ["N_POSITIVE_SCALE"]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"draws": 0}, "E_DRAWS"),
            ({"seed": -1}, "E_SEED"),
            ({"assumptions": Assumptions(noise={"sd": {"A": 0.1}})}, "E_CONFIDENCE_MISSING"),
            (
                {
                    "assumptions": Assumptions(
                        weights={"kind": "experts", "experts": {"e": {"x1": 1}, "f": {"xx": 1}}}
                    )
                },
                "E_EXPERT_NODE",
            ),
            (
                {"assumptions": Assumptions(noise={"sd": 0.1}, aggregation="benefit_of_the_doubt")},
                "E_NOISE_WITH_BENEFIT",
            ),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, changes, code):
        with pytest.raises(ii.FrameworkError) as refused:
            uncertainty(small_index(), **({"draws": 10, "seed": 1} | changes))

        assert [finding.code for finding in refused.value.findings] == [code]

    def test_a_class_of_confidence_without_an_error_is_named(self):
        index = small_index()
        classes = np.full(index.panel.values.shape, "A")
        classes[0, 0, 0] = "Z"

        with pytest.raises(ii.FrameworkError, match="class Z"):
            uncertainty(
                index, draws=10, seed=1, assumptions=Assumptions(noise={"sd": {"A": 0.1}}), confidence=classes
            )

    def test_a_year_that_is_not_there_and_a_single_unit_are_refused(self):
        with pytest.raises(ii.UnknownLabelError, match="2022, 2023"):
            uncertainty(small_index(), 1999, draws=10, seed=1)
        one = ii.compose(panel(framework(leaf("a")), [[1.0]]), ii.Recipe(normalisation="none"))
        with pytest.raises(ii.DataError, match="nothing to compare"):
            uncertainty(one, draws=10, seed=1)

    def test_a_framework_of_one_dimension_has_none_to_leave_out(self):
        flat = ii.compose(panel(framework(leaf("a")), [[1.0], [2.0], [4.0]]))

        with pytest.raises(ii.FrameworkError, match="without it nothing is left"):
            uncertainty(flat, draws=10, seed=1, assumptions=Assumptions(leave_out=["dimension", "indicator"]))


class Lazy(Executor):
    """Works on the latest task first: another order of chunks."""

    def __init__(self):
        self.tasks = []

    def submit(self, function, /, *arguments, **keywords):
        future = Future()
        self.tasks.append((future, function, arguments, keywords))
        executor = self

        class Waiting(Future):
            def result(self, timeout=None):
                while executor.tasks:
                    done, work, args, kwargs = executor.tasks.pop()
                    done.set_result(work(*args, **kwargs))
                return future.result(timeout)

        return Waiting()


@pytest.mark.parametrize(
    "mix", [WEIGHTS_ONLY, EVERYTHING, Assumptions(noise={"sd": 0.1})], ids=["weights", "everything", "noise"]
)
def test_the_same_seed_gives_the_same_bytes_whoever_works_and_in_whatever_order(mix):
    index = small_index(holes=True)
    draws = 3 * CHUNK + 77 if mix.noise is None else CHUNK + 77

    def counted(executor=None):
        counts = uncertainty(index, draws=draws, seed=0, assumptions=mix, executor=executor).counts
        return pickle.dumps([np.asarray(part).tobytes() for part in vars(counts).values()])

    alone = counted()
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(4) as four, ProcessPoolExecutor(2) as processes:
        for executor in (one, four, processes, Lazy()):
            assert counted(executor) == alone


def test_another_seed_gives_other_draws_and_another_assumption_leaves_the_draws_of_the_weights_alone():
    index = small_index()
    one, other = (uncertainty(index, draws=500, seed=seed, assumptions=WEIGHTS_ONLY) for seed in (0, 1))

    assert one.equals(uncertainty(index, draws=500, seed=0, assumptions=WEIGHTS_ONLY))
    assert not one.equals(other)
    more = Assumptions(treatment=["none", "none"])
    assert one.equals(
        uncertainty(index, draws=500, seed=0, assumptions=more, with_tiers=True)
    ) or one.counts.ranks.tolist() == (
        uncertainty(index, draws=500, seed=0, assumptions=more).counts.ranks.tolist()
    )


def test_a_run_that_is_stopped_rests_on_the_draws_made_so_far_and_says_so():
    calls = []

    def keep_going(made, wanted):
        calls.append((made, wanted))
        return made < 2 * CHUNK

    stopped = uncertainty(
        small_index(),
        draws=10 * CHUNK,
        seed=1,
        assumptions=WEIGHTS_ONLY,
        keep_going=keep_going,
        with_tiers=False,
    )
    short = uncertainty(small_index(), draws=2 * CHUNK, seed=1, assumptions=WEIGHTS_ONLY, with_tiers=False)

    assert stopped.draws == 2 * CHUNK
    assert stopped.equals(short)
    assert stopped.notes[-1].code == "N_INTERRUPTED"
    assert calls == [(CHUNK, 10 * CHUNK), (2 * CHUNK, 10 * CHUNK)]
    with ThreadPoolExecutor(2) as pool:
        assert uncertainty(
            small_index(),
            draws=10 * CHUNK,
            seed=1,
            assumptions=WEIGHTS_ONLY,
            keep_going=lambda made, _: made < 2 * CHUNK,
            executor=pool,
            with_tiers=False,
        ).equals(short)


def test_units_without_a_score_are_named_and_left_out():
    index = small_index(holes=True, imputation={"kind": "renormalise", "threshold": 0.8})

    result = uncertainty(index, draws=100, seed=1, assumptions=Assumptions.weights_only(0.01))

    assert "f" not in result.units
    assert result.notes[0].code == "N_UNITS_WITHOUT_SCORE"
    assert result.frame("acceptability").shape == (len(result.units), len(result.units) + 1)


def test_tables_speak_both_languages_and_start_with_the_first_rank():
    result = uncertainty(small_index(), draws=500, seed=1, assumptions=WEIGHTS_ONLY)
    table = result.table("intervals", level=0.5)

    assert "50%" in table.title.zh
    assert "50%" in table.title.en
    assert result.frame("intervals").columns.tolist() == [
        "unit",
        "rank",
        "mean",
        "median",
        "low",
        "q25",
        "q75",
        "high",
    ]
    assert result.frame("intervals")["rank"].is_monotonic_increasing
    assert [column.title.en for column in result.table("tiers").columns[8:11]] == [
        "P(top)",
        "P(middle)",
        "P(bottom)",
    ]
    assert result.frame("pairwise").shape == (8, 1 + 8)
    assert result.frame("tiers")["entropy"][list(result.units)].tolist() == result.entropies().tolist()
    assert set(result.frame("tiers", language="zh")["likely_tier"]) <= {"一", "二", "三"}


def test_the_usual_mix_is_an_audits_for_min_max_and_the_weights_alone_otherwise():
    assert uncertainty(small_index(), draws=20, seed=1).assumptions == Assumptions.audit()
    assert uncertainty(small_index(normalisation="rank"), draws=20, seed=1).assumptions == WEIGHTS_ONLY


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_a_dominated_unit_is_never_above_its_dominator(seed):
    rng = np.random.default_rng(seed)
    table = values(seed=seed)[:1]
    better = table[0, 3] + rng.random(7) * 3
    table[0, 0] = np.where(np.arange(7) == 2, 2 * table[0, 3] - better, better)  # x3 counts downwards
    index = ii.compose(panel(tree(), table, (2023,), UNITS))

    above = uncertainty(index, draws=300, seed=seed, with_tiers=False).counts.above

    assert above[3, 0] == 0
