"""What a node may say: its weights by year, what a zero does, how much must be there, on which scale it is shown."""

import numpy as np
import pytest

import ii_index as ii

LEAVES = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}]
VALUES = [[2.0, 8.0, 5.0], [4.0, 6.0, 1.0], [9.0, 3.0, 7.0], [5.0, 5.0, 5.0]]


def framework(children=LEAVES, **fields):
    fields.setdefault("recipe", {"normalisation": "none"})
    return ii.Framework(id="f", name="F", reference="a test", children=children, **fields)


def panel(own, values=VALUES, years=(2023,)):
    table = np.array(values, dtype=float).reshape(len(years), -1, len(own.leaves))
    return ii.Panel(own, years, tuple("wxyz"[: table.shape[1]]), table)


def index(children=LEAVES, values=VALUES, years=(2023,), **fields):
    return ii.compose(panel(framework(children, **fields), values, years))


def parent(*fields, **options):
    return [{"id": "p", "name": "P", "children": [dict(leaf) for leaf in LEAVES], **options}, *fields]


def codes(refused):
    return {finding.code for finding in refused.value.findings}


@pytest.mark.parametrize(
    ("normalisation", "scores", "reflected"),
    [
        ({"kind": "min_max", "range": (1, 100)}, "range", lambda x: 101 - x),
        ({"kind": "z_score", "mean": 100, "sd": 10}, "centred", lambda x: 200 - x),
        ({"kind": "z_score"}, "centred", lambda x: -x),
        ({"kind": "percentile_rank"}, "range", lambda x: 100 - x),
        ({"kind": "rank"}, "range", lambda x: 5 - x),
    ],
)
def test_a_pillar_that_is_better_when_lower_is_reflected_within_its_scale(normalisation, scores, reflected):
    plain = index(parent(), recipe={"normalisation": normalisation})
    turned = index(parent(direction="negative"), recipe={"normalisation": normalisation})

    assert turned.rules.of("p").raw.kind == scores
    np.testing.assert_allclose(turned.scores(node="p"), reflected(plain.scores(node="p")), rtol=1e-12)


def test_a_base_year_pillar_is_reflected_about_a_hundred():
    own = framework(parent(direction="negative"), recipe={"normalisation": "base_year"})
    china = ii.Panel(own, (2020, 2021), ("CN",), np.array([[[1.0, 2, 4]], [[2.0, 4, 8]]]))

    assert ii.compose(china).scores(2020, "p").tolist() == [100.0]
    assert ii.compose(china).scores(2021, "p").tolist() == [50.0]


def test_values_without_a_scale_are_not_reflected_but_complemented():
    with pytest.raises(ii.FrameworkError) as refused:
        index(parent(direction="negative"))
    complemented = index(parent(output={"complement": True})).scores(node="p")

    assert codes(refused) == {"E_NOTHING_TO_REFLECT"}
    assert complemented == pytest.approx([-4.0, -8 / 3, 1 - 19 / 3, -4.0], rel=1e-12)


def test_a_parent_is_reflected_or_complemented_not_both():
    with pytest.raises(ii.FrameworkError) as refused:
        framework(parent(direction="negative", output={"complement": True}))

    assert codes(refused) == {"E_REFLECTED_TWICE"}


def test_weights_hold_until_the_next_year_that_is_named_and_not_before_the_first():
    children = [{**LEAVES[0], "weight": {2020: 1, 2022: 3}}, {**LEAVES[1], "weight": 1}]
    values = [[2.0, 8.0]] * 3
    three = index(children, values, (2020, 2021, 2022))

    assert [float(three.scores(year)[0]) for year in (2020, 2021, 2022)] == [5.0, 5.0, 3.5]
    with pytest.raises(ii.WeightsError) as refused:
        index(children, values, (2019, 2020, 2021))
    assert [(finding.code, finding.column, finding.year) for finding in refused.value.findings] == [
        ("E_WEIGHTS_BEGIN_LATER", "a", 2019)
    ]


def test_a_change_of_weights_has_a_row_of_its_own():
    children = [{**LEAVES[0], "weight": {2020: 1, 2022: 3}}, {**LEAVES[1], "weight": 1}]
    three = index(children, [[2.0, 8.0], [2.0, 8.0], [4.0, 8.0]], (2020, 2021, 2022))
    change = ii.decompose(three, 2021, 2022)
    rows = {row[2]: row for row in change.table().rows}

    assert float(change.total[0]) == 0.0
    assert [float(change.points_of(leaf)[0]) for leaf in ("a", "b")] == [
        1.25,
        0.0,
    ]  # Δx times the mean weight
    assert "Weights changed" in str(rows["root:weights"])


def test_an_indicator_of_weight_nought_is_out_of_checks_and_coverage_and_said_to_be():
    children = [{**LEAVES[0], "weight": 1}, {**LEAVES[1], "weight": 0}]
    made = index(children, [[2.0, np.nan], [4.0, 0.0]], aggregation="geometric")

    assert made.scores().tolist() == [2.0, 4.0]
    assert made.coverage[0].tolist() == [[[1.0], [1.0]]]
    assert [finding.code for finding in made.notes] == ["N_WEIGHT_ZERO"]


def test_a_zero_is_refused_by_name_or_makes_the_mean_zero():
    with pytest.raises(ii.DataError) as refused:
        index(LEAVES, [[2, 0, 5], [4, 6, 1], [3, 0, 1]], aggregation="geometric")
    (finding,) = refused.value.findings
    made = index(
        LEAVES, [[2, 0, 5], [4, 6, 9], [3, 1e-14, 1]], aggregation={"kind": "geometric", "zeros": "zero"}
    )

    assert finding.code == "E_MEAN_NOT_POSITIVE"
    assert "w B 2023 (0), y B 2023 (0)" in finding.message("en")
    assert made.scores() == pytest.approx([0.0, 6.0, 0.0], rel=1e-12)


@pytest.mark.parametrize(
    ("threshold", "scored"),
    [
        ("2/3", [True, True, False]),
        ({"share": 1, "basis": "count"}, [True, False, False]),
        (0, [True, True, True]),
    ],
)
def test_two_of_three_are_enough_where_a_node_says_so(threshold, scored):
    recipe = {"normalisation": "none", "imputation": {"kind": "renormalise", "threshold": 0}}
    values = [[1.0, 2, 3], [1.0, 2, np.nan], [1.0, np.nan, np.nan]]
    made = index(parent(threshold=threshold), values, recipe=recipe)

    assert (~np.isnan(made.scores(node="p"))).tolist() == scored
    assert (~np.isnan(made.scores())).tolist() == scored


def test_filled_cells_do_not_reach_the_threshold_of_a_node():
    values = [[1.0, 2, 3], [1.0, np.nan, np.nan], [4.0, 5, 6]]
    made = index(parent(threshold="2/3"), values, recipe={"normalisation": "none", "imputation": "mean"})

    assert np.isnan(made.scores(node="p")).tolist() == [False, True, False]


def test_multipliers_are_not_rescaled_and_one_child_missing_is_all_missing():
    recipe = {"normalisation": "none", "imputation": {"kind": "renormalise", "threshold": 0}}
    children = [{**LEAVES[0], "weight": 2}, LEAVES[1]]
    made = index(children, [[2.0, 5.0], [2.0, np.nan]], aggregation="sum", recipe=recipe)

    assert made.scores()[0] == 9.0
    assert np.isnan(made.scores()[1])
    assert made.rules.of("root").made.full == 3.0


def test_a_node_hands_on_its_rounded_score_and_its_new_full_mark():
    children = parent({"id": "q", "name": "Q"}, output={"scale": 0.1, "decimals": 1})
    made = index(children, [[2.0, 8.0, 5.05, 3.0]], aggregation="product")

    assert made.scores(node="p").tolist() == [0.5]
    assert made.rules.of("p").made.full == pytest.approx(0.1)
    assert made.scores()[0] == pytest.approx(0.5 * 3.0)


@pytest.mark.parametrize(
    ("ties", "ranks"), [("min", [2, 1, 2, 4]), ("dense", [2, 1, 2, 3]), ("mean", [2.5, 1, 2.5, 4])]
)
def test_ties_share_ranks_as_the_framework_says(ties, ranks):
    made = index([LEAVES[0]], [[7.04], [9.0], [6.96], [1.0]], ranks={"decimals": 0, "ties": ties})

    assert made.ranks().tolist() == ranks
    assert made.places().tolist() == [2, 1, 2, 4]
    assert made.frame()["rank"].tolist() == sorted(ranks)


def test_the_lowest_total_leads_in_ranks_tiers_gaps_and_advice():
    made = index([LEAVES[0]], [[1.0], [2.0], [10.0], [11.0]], better="lower")
    tiers = ii.tiers(made, k=2)

    assert made.ranks().tolist() == [1, 2, 3, 4]
    assert tiers.labels.tolist() == [1, 1, 2, 2]
    assert ii.decompose_gap(made, "w", "z").total.tolist() == [10.0]
    ahead = ii.explain(made, "z", tiers=tiers).next_tier
    assert (ahead.target, ahead.points) == (2.0, 9.0)
    assert ahead.needed[0, 0] == pytest.approx(2.0, abs=1e-6)


@pytest.mark.parametrize(
    ("children", "fields", "code"),
    [
        (parent(unit="kg"), {}, "E_FIELD_OF_LEAF"),
        (parent(goalposts=[0, 1]), {}, "E_FIELD_OF_LEAF"),
        ([{**LEAVES[0], "aggregation": "sum"}], {}, "E_FIELD_OF_PARENT"),
        ([{**LEAVES[0], "output": {"scale": 2}}], {}, "E_FIELD_OF_PARENT"),
        (
            [{**LEAVES[0], "weight": 1}, {**LEAVES[1], "weight": 1}],
            {"aggregation": "minimum"},
            "E_WEIGHTS_NOT_USED",
        ),
        (LEAVES, {"aggregation": "ratio"}, "E_RATIO_OF_TWO"),
        (LEAVES, {"output": {}}, "E_NO_EFFECT"),
        (LEAVES, {"aggregation": {"kind": "arithmetic", "zeros": "zero"}}, "E_NO_EFFECT"),
        (LEAVES, {"aggregation": {"kind": "power", "exponent": 2, "zeros": "zero"}}, "E_NO_EFFECT"),
        (LEAVES, {"threshold": "5/4"}, "E_FIELD_VALUE"),
    ],
)
def test_what_has_no_effect_is_refused_when_the_file_is_read(children, fields, code):
    with pytest.raises(ii.FrameworkError) as refused:
        framework(children, **fields)

    assert code in codes(refused)


def test_the_mazziotta_pareto_index_is_that_of_the_paper_with_divisor_n():
    recipe = {"normalisation": {"kind": "z_score", "mean": 100, "sd": 10, "divisor": "n"}}
    made = index(LEAVES, aggregation="mazziotta_pareto", recipe=recipe)
    table = np.array(VALUES)
    z = 100 + 10 * (table - table.mean(axis=0)) / table.std(axis=0)
    expected = z.mean(axis=1) - z.var(axis=1) / z.mean(axis=1)

    np.testing.assert_allclose(made.scores(), expected, rtol=1e-12)


def test_the_adjusted_index_puts_the_mean_at_a_hundred():
    recipe = {"normalisation": {"kind": "min_max", "range": (70, 130), "centre": "mean"}}
    made = index(LEAVES, aggregation="adjusted_mazziotta_pareto", recipe=recipe)
    table = np.array(VALUES)
    half = np.ptp(table, axis=0) / 2
    r = 60 * (table - (table.mean(axis=0) - half)) / (2 * half) + 70
    expected = r.mean(axis=1) - r.var(axis=1) / r.mean(axis=1)

    np.testing.assert_allclose(made.scores(), expected, rtol=1e-12)


def test_growth_of_what_depends_on_the_other_units_is_refused():
    made = index(LEAVES, [VALUES, VALUES], (2022, 2023), aggregation="copeland")

    with pytest.raises(ii.DataError) as refused:
        made.table("growth")
    assert codes(refused) == {"E_GROWTH_OF_UNIT_SET"}


@pytest.mark.parametrize("kind", ["sum", "product", "ratio"])
@pytest.mark.parametrize("declared", [True, False])
def test_multipliers_that_change_by_year_are_refused_and_not_taken_as_one(kind, declared):
    two = [{**LEAVES[0], "weight": {2020: 1, 2021: 3}}, {**LEAVES[1], "weight": 2}]
    own = framework(two, **({"aggregation": kind} if declared else {}))
    recipe = ii.Recipe(normalisation="none", **({} if declared else {"aggregation": kind}))

    with pytest.raises(ii.FrameworkError) as caught:
        ii.compose(panel(own, [[[1, 2], [3, 4]]] * 2, years=(2020, 2021)), recipe)

    (finding,) = caught.value.findings
    assert (finding.code, finding.column) == ("E_MULTIPLIERS_BY_YEAR", "root")
    assert "A" in finding.message("en")
    constant = [{**LEAVES[0], "weight": 3}, {**LEAVES[1], "weight": 2}]
    assert np.isfinite(index(constant, [[1, 2], [3, 4]], aggregation=kind).scores()).all()
