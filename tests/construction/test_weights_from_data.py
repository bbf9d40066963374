"""Weights from data: what may change without changing them, what they are made of, and what is refused by name."""

from itertools import product

import numpy as np
import pytest

from ii_index.construction.compose import compose
from ii_index.construction.methods.data_driven import RULES
from ii_index.errors import FrameworkError, WeightsError
from ii_index.kernels.weighting import allocations
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe

NAN = np.nan
YEARS = (2021, 2022)
LEAVES = ["a", "b", "c", "d", "e"]


def framework(**fields):
    """Two parents of leaves, one of them with a leaf of which less is better, and a leaf beside them."""
    leaf = {node: {"id": node, "name": node.upper(), **fields.get(node, {})} for node in LEAVES}
    return Framework(
        id="tree",
        name="Tree",
        reference="tests",
        format=2,
        children=[
            {"id": "p", "name": "P", "weight": 2, "children": [leaf["a"], leaf["b"]]},
            {"id": "q", "name": "Q", "weight": 1, "children": [leaf["c"], leaf["d"]]},
            {**leaf["e"], "weight": 1},
        ],
    )


TREE = framework(b={"direction": "negative"})


def values(seed=5, units=9):
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 1, (len(YEARS), units, 1))
    return size ** [0.9, -0.7, 0.5, 0.8, 1.1] * rng.lognormal(1, 0.6, (len(YEARS), units, 5))


def weighed(weighting, table=None, tree=TREE, **steps):
    table = values() if table is None else table
    panel = Panel(tree, YEARS[: len(table)], tuple(f"u{i}" for i in range(table.shape[1])), table)
    return compose(panel, Recipe(weighting=weighting, **steps))


def leaves_of(index):
    return np.array([index.weights.nested[leaf] for leaf in LEAVES])


NORMALISATIONS = ["min_max", "z_score", "rank", "percentile_rank", "borda"]
TRANSFORMS = [{}, *({"transform": kind} for kind in ("log", "square_root", "reciprocal", "box_cox"))]


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize(("normalisation", "transform"), list(product(NORMALISATIONS, TRANSFORMS)))
def test_the_unit_of_measurement_changes_neither_weights_nor_ranks(kind, normalisation, transform):
    tree = framework(b={"direction": "negative", **transform}, c=transform, e=transform)
    before = weighed(kind, tree=tree, normalisation=normalisation)
    after = weighed(kind, values() * [1, 1e4, 1e-3, 10_000, 1e6], tree, normalisation=normalisation)

    np.testing.assert_allclose(leaves_of(after), leaves_of(before), atol=1e-9)
    assert after.ranks().tolist() == before.ranks().tolist()


@pytest.mark.parametrize("kind", RULES)
def test_percentile_goalposts_leave_it_so(kind):
    posts = {leaf: {"goalposts": ["p5", "p95"]} for leaf in LEAVES} | {
        "b": {"goalposts": ["p5", "p95"], "direction": "negative", "transform": "log"}
    }
    tree = framework(**posts)
    before = weighed(kind, tree=tree, normalisation="goalposts")
    after = weighed(kind, values() * [1, 1e4, 1e-3, 10_000, 1e6], tree, normalisation="goalposts")

    np.testing.assert_allclose(leaves_of(after), leaves_of(before), atol=1e-9)
    assert after.ranks().tolist() == before.ranks().tolist()


@pytest.mark.parametrize("kind", [kind for kind, rule in RULES.items() if rule.values == "ratio"])
def test_the_unit_of_measurement_changes_nothing_on_values_of_a_ratio_scale(kind):
    step = {"kind": kind, "on": "values"}
    before, after = weighed(step), weighed(step, values() * [1, 1e4, 1e-3, 10_000, 1e6])

    np.testing.assert_allclose(leaves_of(after), leaves_of(before), atol=1e-9)
    assert not np.allclose(leaves_of(before), leaves_of(weighed(kind)), atol=1e-3)


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("within", ["tree", "parents", "all_parents"])
def test_noise_in_the_last_bits_and_a_constant_weigh_nothing(kind, within):
    table = values()
    table[..., 3] = 0.3
    noisy = table.copy()
    noisy[0, ::2, 3] = 0.1 + 0.2
    step = {"kind": kind, "within": within}
    midpoint = {"kind": "min_max", "constant": "midpoint"}
    flat, rough = (weighed(step, each, normalisation=midpoint) for each in (table, noisy))

    assert flat.weights.nested["d"] == rough.weights.nested["d"] == 0
    np.testing.assert_allclose(leaves_of(rough), leaves_of(flat), atol=1e-12)


@pytest.mark.parametrize("kind", RULES)
def test_a_logarithm_of_noise_around_one_weighs_nothing(kind):
    table = values()
    table[..., 3] = 1.0
    table[0, ::2, 3] = np.nextafter(1.0, 2)
    tree = framework(b={"direction": "negative"}, d={"transform": "log"})
    index = weighed(kind, table, tree, normalisation={"kind": "min_max", "constant": "midpoint"})

    assert index.weights.nested["d"] == 0


@pytest.mark.parametrize("kind", RULES)
def test_a_negative_direction_is_the_mirror_image_of_a_positive_one(kind):
    table = values()
    mirrored = table.copy()
    mirrored[..., 1] = table[..., 1].max() + table[..., 1].min() - table[..., 1]

    np.testing.assert_allclose(
        leaves_of(weighed(kind, mirrored, framework())), leaves_of(weighed(kind, table)), atol=1e-9
    )


def test_entropy_is_the_papers_formula_pooled_over_units_and_years():
    table = values()
    z = table.reshape(-1, 5)
    z = (z - z.min(axis=0)) / np.ptp(z, axis=0)
    z[:, 1] = 1 - z[:, 1]
    shares = (z + 1e-4) / (z + 1e-4).sum(axis=0)
    information = 1 + (shares * np.log(shares)).sum(axis=0) / np.log(len(z))

    for normalisation in ("min_max", "z_score"):
        found = leaves_of(weighed("entropy", normalisation=normalisation))
        np.testing.assert_allclose(found, information / information.sum(), atol=1e-12)
    other = leaves_of(weighed({"kind": "entropy", "shift": 0.01}))
    assert not np.allclose(other, information / information.sum(), atol=1e-4)


@pytest.mark.parametrize("kind", RULES)
def test_a_year_that_freezes_the_weights_gives_those_of_that_year_alone(kind):
    frozen = leaves_of(weighed({"kind": kind, "scope": 2021}))

    np.testing.assert_allclose(frozen, leaves_of(weighed(kind, values()[:1])), atol=1e-12)
    assert not np.allclose(frozen, leaves_of(weighed(kind)), atol=1e-6)


def test_weights_of_the_year_that_is_ranked_need_its_name_where_there_are_several():
    with pytest.raises(WeightsError, match="E_WEIGHTS_EACH_YEAR"):
        weighed({"kind": "entropy", "scope": "year"})
    named = Recipe(weighting={"kind": "entropy", "scope": "year"}).in_year(2022)

    assert named.weighting.scope == 2022
    alone = leaves_of(weighed({"kind": "entropy", "scope": "year"}, values()[:1]))
    np.testing.assert_allclose(alone, leaves_of(weighed("entropy", values()[:1])))


def test_within_parents_weighs_leaves_among_their_siblings_and_leaves_the_rest_to_the_framework():
    index = weighed({"kind": "standard_deviation", "within": "parents"})
    alone = leaves_of(weighed("standard_deviation"))
    local = index.weights.local

    assert (local["p"], local["q"], local["e"]) == (0.5, 0.25, 0.25)
    assert local["a"] / local["b"] == pytest.approx(alone[0] / alone[1])
    assert local["c"] / local["d"] == pytest.approx(alone[2] / alone[3])


def test_all_parents_are_weighed_from_the_scores_of_their_children():
    index = weighed({"kind": "standard_deviation", "within": "all_parents"})
    columns = [index.levels[1][..., place].reshape(-1) for place in range(3)]
    spread = np.array([((x - x.min()) / np.ptp(x)).std() for x in columns])
    local = [index.weights.local[node] for node in index.framework.tree.levels[1]]

    np.testing.assert_allclose(local, spread / spread.sum(), atol=1e-12)


@pytest.mark.parametrize("kind", RULES)
def test_gaps_left_open_are_said_by_name(kind):
    table = values(units=14)
    table[0, 2, 2] = table[1, 4, 0] = NAN
    index = weighed(kind, table, imputation="renormalise")
    (said,) = [
        note
        for note in index.notes
        if note.code in {"N_WEIGHTS_GAPS", "N_WEIGHTS_WHOLE_ROWS", "N_WEIGHTS_PAIRWISE"}
    ]

    assert leaves_of(index).sum() == pytest.approx(1)
    if RULES[kind].whole_rows:
        whole = weighed(
            kind, np.where(np.isnan(table).any(axis=-1, keepdims=True), NAN, table), imputation="renormalise"
        )
        np.testing.assert_allclose(leaves_of(index), leaves_of(whole))
        assert "26 of 28" in said.message()
    elif said.code == "N_WEIGHTS_GAPS":
        assert "A (a)" in said.message()
        assert "C (c)" in said.message("zh") or "C（c）" in said.message("zh")


def test_rows_that_are_compared_must_outnumber_the_indicators():
    table = values(units=4)
    table[:, 1:, 2] = NAN

    with pytest.raises(WeightsError, match="E_WEIGHTS_FEW_ROWS"):
        weighed("merec", table, imputation={"kind": "renormalise", "threshold": 0})


@pytest.mark.parametrize(
    ("step", "tree", "code", "named"),
    [
        (
            {"kind": "entropy", "on": "values"},
            framework(c={"transform": "log"}),
            "E_WEIGHTS_LOGARITHM",
            "but C enter",
        ),
        ({"kind": "variance", "on": "values"}, framework(c={"unit": "km"}), "E_WEIGHTS_UNITS", "km"),
        ({"kind": "standard_deviation", "on": "values"}, TREE, "E_WEIGHTS_UNITS", "–"),
    ],
)
def test_values_that_are_on_no_common_scale_are_refused_by_name(step, tree, code, named):
    with pytest.raises(WeightsError) as refused:
        weighed(step, tree=tree)
    (fault,) = refused.value.findings

    assert fault.code == code
    assert named in fault.message()


def test_negative_values_are_refused_by_name_on_values_and_taken_as_scores():
    table = values()
    table[0, 0, 4] = -3

    with pytest.raises(WeightsError, match=r"E (\(e\)) has some"):
        weighed({"kind": "gini", "on": "values"}, table)
    assert leaves_of(weighed("gini", table)).sum() == pytest.approx(1)


def test_deviations_of_values_in_one_unit_of_measurement_are_compared():
    km = {leaf: {"unit": "km"} for leaf in LEAVES}
    found = leaves_of(weighed({"kind": "inverse_standard_deviation", "on": "values"}, tree=framework(**km)))
    spread = values().reshape(-1, 5).std(axis=0)

    np.testing.assert_allclose(found, (1 / spread) / (1 / spread).sum())


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "critic", "on": "values"},
        {"kind": "pca", "shift": 0.1},
        {"kind": "gini", "shift": 0.1},
        {"kind": "entropy", "on": "values", "shift": 0.1},
        {"kind": "combined", "data": "critic", "mix": "game_theory", "alpha": 0.3},
        {"kind": "combined", "data": "framework"},
    ],
)
def test_a_field_without_effect_is_refused(step):
    with pytest.raises(FrameworkError):
        Recipe(weighting=step)


@pytest.mark.parametrize("mix", ["linear", "geometric", "multiplicative", "game_theory"])
def test_a_combination_mixes_the_indicators_weights(mix):
    data, experts = leaves_of(weighed("critic")), leaves_of(weighed("framework"))
    found = leaves_of(weighed({"kind": "combined", "data": "critic", "mix": mix}))
    expected = {
        "linear": (data + experts) / 2,
        "geometric": np.sqrt(data * experts) / np.sqrt(data * experts).sum(),
        "multiplicative": data * experts / (data * experts).sum(),
        "game_theory": allocations.game_theory(data, experts),
    }[mix]

    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_combination_within_parents_mixes_local_weights():
    data = weighed({"kind": "critic", "within": "parents"}).weights.local
    mixed = weighed(
        {
            "kind": "combined",
            "data": {"kind": "critic", "within": "parents"},
            "experts": "equal",
            "alpha": 0.25,
        }
    ).weights.local

    assert mixed["a"] == pytest.approx(0.75 * data["a"] + 0.25 * 0.5)
    assert mixed["p"] == pytest.approx(1 / 3)


def test_loadings_of_mixed_signs_are_said_and_a_contradicting_indicator_is_refused():
    table = values()
    index = weighed("pca", table, framework())  # b runs against the others and is not turned
    said = [note for note in index.notes if note.code == "W_WEIGHTS_MIXED_SIGNS"]

    assert "B (b)" in said[0].message()
    with pytest.raises(WeightsError, match=r"B \(b\) contradicts"):
        weighed("scatter_degree", table, framework())


def test_what_the_weights_were_made_of_is_said_with_them():
    note = weighed({"kind": "entropy", "within": "parents", "scope": 2022}).weights.note

    assert (
        note.en
        == "entropy, from the data; on min-max scores from 0 to 1; taken from 2022; shift 0.0001; within each of 2 parents"
    )
    assert "平移0.0001" in note.zh
