"""Every drawn score is the engine's: each draw made again, one by one, by composing the whole index."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.robustness.design import make_plan
from ii_index.analysis.robustness.evaluation import NO_FAILURE, evaluate
from ii_index.analysis.robustness.samples import Sample, random_sample, sample_at
from ii_index.kernels.robustness import sobol
from ii_index.model.assumptions import Assumptions
from tests.analysis.small_index import UNITS, small_index

DRAWS = 25
POSITIVE = [{"kind": "min_max", "range": (1, 100)}, {"kind": "z_score", "mean": 100, "sd": 10}, "rank"]
MIXES = {
    "weights": Assumptions(),
    "dirichlet": Assumptions(weights={"kind": "dirichlet", "concentration": 30}),
    "experts": Assumptions(
        weights={
            "kind": "experts",
            "experts": {
                "e1": {"first": 0.2, "second": 0.3, "x7": 0.5},
                "e2": {"x4": 0.8, "x5": 0.1, "x6": 0.1},
            },
        }
    ),
    "methods": Assumptions(normalisation=POSITIVE, aggregation=["arithmetic", "geometric", "harmonic"]),
    "levels": Assumptions(
        normalisation=POSITIVE[:1],
        aggregation=[
            ["geometric", "arithmetic", "harmonic"],
            [{"kind": "power", "exponent": 0.5}, "arithmetic", "arithmetic"],
            ["mazziotta_pareto", "arithmetic", "geometric"],
        ],
    ),
    "data": Assumptions(imputation=["median", "renormalise"], treatment=["none", "winsorise"]),
    "left out": Assumptions(leave_out=["indicator", "dimension"]),
    "a unit left out": Assumptions(leave_out="unit", normalisation=["min_max", "rank"]),
    "noise": Assumptions(noise={"sd": 0.2}, normalisation=["min_max", {"kind": "z_score"}, "rank"]),
}


def options_of(index, mix, name):
    return getattr(mix, name) or (getattr(index.recipe, name),)


def composed(index, mix, sample, draw, plan):
    """Compose the index anew as one draw says; NaN for units that are not there."""
    taken = {name: int(options[draw]) for name, options in sample.choices.items()}
    steps = {
        name: options_of(index, mix, name)[taken.get(name, 0)]
        for name in ("imputation", "treatment", "normalisation", "aggregation")
    }
    local = dict(zip(plan.tree.nodes, sample.local[:, draw].tolist(), strict=True))
    left_out = taken.get("leave_out_indicator", 0)
    if left_out:
        local[plan.tree.nodes[plan.tree.leaves[left_out - 1]]] = 0.0
    if taken.get("leave_out_dimension", 0):
        local[plan.tree.nodes[plan.tree.dimensions[taken["leave_out_dimension"] - 1]]] = 0.0
    local = without_empty_parents(index, local)
    panel = index.panel
    if sample.noise is not None:
        factors = np.exp(mix.noise.sd * sample.noise[draw])
        panel = ii.Panel(panel.framework, panel.years, panel.units, panel.values * factors)
    unit = taken.get("leave_out_unit", 0)
    if unit:
        panel = panel.select(units=[code for code in panel.units if code != UNITS[unit - 1]])
    steps["weighting"] = {"kind": "given", "local": local}
    again = ii.compose(panel, index.recipe.replace(**steps))
    return [again.scores(2023)[panel.units.index(code)] if code in panel.units else np.nan for code in UNITS]


def without_empty_parents(index, local):
    """Give the weight of a parent all of whose children weigh nothing to its siblings."""
    tree = index.framework.tree
    emptied = dict(local)
    for ids in reversed(tree.levels[1:-1]):
        for node in ids:
            children = tree.children(node)
            if children and not any(emptied[child] for child in children):
                emptied |= {node: 0.0, **dict.fromkeys(children, 1.0)}
    return emptied


@pytest.mark.parametrize("holes", [False, True])
@pytest.mark.parametrize("name", MIXES)
def test_every_draw_is_what_composing_the_index_anew_would_give(name, holes):
    mix = MIXES[name]
    index = small_index(holes=holes)
    plan = make_plan(index, 2023, mix).plan
    sample = random_sample(plan, seed=3, chunk=0, size=DRAWS)
    if plan.noise is not None:
        noise = np.random.default_rng(5).standard_normal((DRAWS, *plan.noise.shape))
        sample = Sample(sample.local, sample.choices, noise)

    outcome = evaluate(plan, sample)

    assert (outcome.failure == NO_FAILURE).all()
    for draw in range(DRAWS):
        assert outcome.scores[:, draw] == pytest.approx(
            composed(index, mix, sample, draw, plan), rel=1e-9, nan_ok=True
        )


def test_a_unit_below_the_threshold_in_a_draw_has_no_score_there():
    """Unit c lacks x1; without x2 the rest of ``deep`` is gone too."""
    index = small_index(holes=True, imputation={"kind": "renormalise", "threshold": 0.68})
    mix = Assumptions(weights={"kind": "perturb", "amount": 0.9})
    plan = make_plan(index, 2023, mix).plan
    sample = random_sample(plan, seed=1, chunk=0, size=200)

    scores = evaluate(plan, sample).scores

    missing = np.isnan(scores)
    assert 0 < missing[5].sum() < 200
    for draw in range(0, 200, 10):
        assert scores[:, draw] == pytest.approx(
            composed(index, mix, sample, draw, plan), rel=1e-9, nan_ok=True
        )


def test_the_threshold_can_count_children_instead_of_weight():
    index = small_index(holes=True, imputation={"kind": "renormalise", "threshold": 0.6, "basis": "count"})
    plan = make_plan(index, 2023, Assumptions()).plan
    sample = random_sample(plan, seed=1, chunk=0, size=10)

    scores = evaluate(plan, sample).scores

    for draw in range(10):
        assert scores[:, draw] == pytest.approx(
            composed(index, Assumptions(), sample, draw, plan), rel=1e-9, nan_ok=True
        )


@pytest.mark.parametrize("name", ["weights", "dirichlet", "experts", "methods", "left out"])
def test_quasi_random_points_map_to_draws_of_the_same_distributions(name):
    plan = make_plan(small_index(), 2023, MIXES[name]).plan
    from ii_index.analysis.robustness.samples import columns

    points, _ = sobol.quasi_random(4096, sum(columns(plan).values()), seed=2)
    quasi, random = sample_at(plan, points), random_sample(plan, seed=2, chunk=0, size=4096)

    for one, other in zip(quasi.local, random.local, strict=True):
        assert np.quantile(one, [0.1, 0.5, 0.9]) == pytest.approx(
            np.quantile(other, [0.1, 0.5, 0.9]), abs=0.03
        )
    for choice, taken in quasi.choices.items():
        count = plan.options[choice]
        assert np.bincount(taken, minlength=count) / 4096 == pytest.approx(1 / count, abs=0.001)


def test_benefit_of_the_doubt_gives_each_unit_its_best_dimension_weights():
    from ii_index.kernels.aggregation.benefit_of_the_doubt import benefit_of_the_doubt

    index = small_index(normalisation={"kind": "min_max", "range": (1, 100)})
    plan = make_plan(index, 2023, Assumptions(weights="fixed", aggregation="benefit_of_the_doubt")).plan

    scores = evaluate(plan, random_sample(plan, 0, 0, 2)).scores

    dimensions = index.levels[1][1]
    assert scores[:, 0] == pytest.approx(100 * benefit_of_the_doubt(dimensions))
    assert np.array_equal(scores[:, 0], scores[:, 1])
