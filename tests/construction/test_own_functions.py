"""Functions that users wrote stand in every room of a recipe, are held to what that room owes, and are named."""

import json
import pickle

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.model.assumptions import Assumptions
from ii_index.testing.laws import check_aggregator, check_normaliser, check_weighting

UNITS = ("a", "b", "c", "d", "e", "f")
VALUES = np.array(
    [
        [
            [2.0, 40.0, 1.0],
            [3.0, 20.0, 9.0],
            [7.0, 30.0, 4.0],
            [5.0, 10.0, 6.0],
            [4.0, 25.0, 2.0],
            [1.0, 35.0, 8.0],
        ],
        [
            [3.0, 35.0, 2.0],
            [4.0, 25.0, 7.0],
            [9.0, 30.0, 5.0],
            [6.0, 15.0, 6.0],
            [5.0, 20.0, 3.0],
            [2.0, 45.0, 9.0],
        ],
    ]
)
TREE = [
    {
        "id": "left",
        "name": "Left",
        "children": [{"id": "x", "name": "X"}, {"id": "y", "name": "Y", "direction": "negative"}],
    },
    {"id": "z", "name": "Z"},
]


def panel(values=VALUES, **fields):
    framework = ii.Framework(id="own", name="Own", **{"children": TREE, **fields})
    years = tuple(range(2020, 2020 + len(values)))
    return ii.Panel(framework, years, UNITS, values)


def min_max(values, direction):
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    return 100 * np.where(direction > 0, values - low, high - values) / (high - low)


def arithmetic(scores, weights):
    return (scores * weights).sum(axis=1)


def deviations(values, direction):
    del direction
    return np.nanstd(values, axis=0, ddof=1)


def year_mean(values):
    return np.where(np.isnan(values), np.nanmean(values, axis=1, keepdims=True), values)


def outer_tenths(values):
    return np.nanquantile(values, 0.1, axis=0), np.nanquantile(values, 0.9, axis=0)


def halves(scores, k):
    return np.minimum(np.searchsorted(np.sort(scores), scores) * k // len(scores), k - 1)


SAME = {
    "normalisation": (min_max, "min_max"),
    "aggregation": (arithmetic, "arithmetic"),
    "weighting": (deviations, "standard_deviation"),
    "imputation": (year_mean, "mean"),
    "treatment": (outer_tenths, {"kind": "winsorise_percentiles", "lower": 10, "upper": 90}),
}


def gappy():
    values = VALUES.copy()
    values[0, 2, 1] = values[1, 4, 0] = np.nan
    return panel(values)


@pytest.mark.parametrize("step", SAME)
def test_a_function_that_does_what_a_known_kind_does_gives_its_scores(step):
    own, known = SAME[step]
    given = gappy() if step == "imputation" else panel()

    by_function, by_kind = (ii.compose(given, ii.Recipe(**{step: how})) for how in (own, known))

    for mine, theirs in zip(by_function.levels, by_kind.levels, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-12, nan_ok=True)


def test_a_node_an_indicator_and_a_level_take_functions_too():
    left = {**TREE[0], "aggregation": arithmetic}
    z = {**TREE[1], "normalisation": min_max, "treatment": outer_tenths}
    by_function = ii.compose(panel(children=[left, z], aggregation=arithmetic))
    z = {**TREE[1], "normalisation": "min_max", "treatment": SAME["treatment"][1]}
    by_kind = ii.compose(panel(children=[TREE[0], z]))

    assert by_function.scores() == pytest.approx(by_kind.scores(), rel=1e-12)
    levels = ii.compose(panel(), ii.Recipe(aggregation=["arithmetic", arithmetic]))
    assert levels.scores() == pytest.approx(ii.compose(panel()).scores(), rel=1e-12)


def test_bounds_by_year_show_the_function_one_year_at_a_time():
    recipe = {"kind": "call", "function": min_max, "bounds": "year"}
    known = {"kind": "min_max", "bounds": "year"}

    mine, theirs = (ii.compose(panel(), ii.Recipe(normalisation=step)) for step in (recipe, known))

    assert mine.scores(2020) == pytest.approx(theirs.scores(2020), rel=1e-12)


def test_an_aggregation_never_sees_a_gap_and_gets_the_weights_renormalised():
    recipe = {"imputation": "renormalise"}
    mine = ii.compose(gappy(), ii.Recipe(aggregation=arithmetic, **recipe))
    theirs = ii.compose(gappy(), ii.Recipe(**recipe))

    for year in mine.years:
        assert mine.scores(year) == pytest.approx(theirs.scores(year), rel=1e-12)


def test_tiers_are_cut_by_a_function_and_named_by_it():
    index = ii.compose(panel())

    cut = ii.tiers(index, 2021, 2, method=halves)

    assert cut.sizes() == (3, 3)
    assert set(cut.members(1)) == {index.units[unit] for unit in np.argsort(-index.scores(2021))[:3]}


def test_draws_take_functions_among_their_options():
    mix = Assumptions(
        normalisation=["min_max", min_max],
        aggregation=["arithmetic", arithmetic],
        tiers=["natural_breaks", halves],
    )

    found = uncertainty(ii.compose(panel()), draws=60, seed=1, assumptions=mix)

    again = Assumptions(normalisation=["min_max"], aggregation=["arithmetic"])
    assert (
        found.frame().shape
        == uncertainty(ii.compose(panel()), draws=60, seed=1, assumptions=again).frame().shape
    )


def fails(values, direction):
    del direction
    return values[:, 99]


def drops_a_row(values, direction):
    del direction
    return values[1:]


def by_place(values, direction):
    del direction
    return values * np.arange(1, len(values) + 1)[:, np.newaxis]


def infinite(values, direction):
    del direction
    return values / 0.0


def text(values, direction):
    del values, direction
    return "much"


@pytest.mark.parametrize(
    ("function", "code", "said"),
    [
        (fails, "E_OWN_FAILED", "IndexError"),
        (text, "E_OWN_FAILED", "ValueError"),
        (drops_a_row, "E_OWN_RESULT", "(12, 3)"),
        (by_place, "E_OWN_RESULT", "order of the rows"),
        (infinite, "E_OWN_RESULT", "no number"),
    ],
)
def test_what_a_function_does_wrong_is_one_finding_that_names_it(function, code, said):
    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(), ii.Recipe(normalisation=function))

    (finding,) = caught.value.findings
    assert finding.code == code
    assert finding.found.endswith(function.__name__)
    assert said in finding.message("en")
    assert finding.message("zh") != finding.message("en")


def test_an_exception_is_told_with_file_and_line():
    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(), ii.Recipe(normalisation=fails))

    assert "test_own_functions.py:" in caught.value.findings[0].details["place"]


WRONG = {
    "a score that depends on the other units": {
        "aggregation": lambda scores, weights: scores @ weights - scores.mean()
    },
    "a negative weight": {"weighting": lambda values, direction: np.array([1.0, -1.0, 1.0])},
    "no weight at all": {"weighting": lambda values, direction: np.zeros(3)},
    "weights of the first units": {"weighting": lambda values, direction: values[0] + 1},
    "a floor above the ceiling": {"treatment": lambda values: (np.full(3, 9.0), np.full(3, 1.0))},
    "one limit": {"treatment": lambda values: np.full(3, 9.0)},
    "units filled by their place": {
        "imputation": lambda values: np.where(np.isnan(values), np.arange(6.0)[:, np.newaxis], values)
    },
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_every_room_holds_a_function_to_what_it_owes(wrong):
    given = gappy() if "imputation" in wrong else panel()

    with pytest.raises(ii.DataError) as caught:
        ii.compose(given, ii.Recipe(**wrong))

    assert [finding.code for finding in caught.value.findings] == ["E_OWN_RESULT"]


@pytest.mark.parametrize(
    "rule",
    [
        lambda scores, k: np.zeros(len(scores)) + 1,
        lambda scores, k: (scores < scores.mean()).astype(int),
        lambda scores, k: np.arange(len(scores)),
        lambda scores, k: scores,
    ],
    ids=["no lowest", "upside down", "too many", "no labels"],
)
def test_tiers_of_a_function_are_whole_numbers_in_the_order_of_the_scores(rule):
    with pytest.raises(ii.DataError) as caught:
        ii.tiers(ii.compose(panel()), 2021, 2, method=rule)

    assert caught.value.findings[0].code == "E_OWN_RESULT"


def test_cells_that_a_function_leaves_open_are_named():
    with pytest.raises(ii.DataError) as caught:
        ii.compose(gappy(), ii.Recipe(imputation=lambda values: values))

    assert {finding.code for finding in caught.value.findings} == {"E_CANNOT_IMPUTE"}


def test_a_function_may_write_into_what_it_is_given():
    def in_place(values, direction):
        del direction
        values -= values.min(axis=0)
        return values

    given = panel()
    ii.compose(given, ii.Recipe(normalisation=in_place))

    assert given.values == pytest.approx(VALUES)


def penalised(scores, weights):
    return scores @ weights - 3 * scores.std(axis=1)


def upside_down(values, direction):
    return -values * direction


@pytest.mark.parametrize(
    ("recipe", "names"),
    [
        ({"aggregation": penalised}, {"X", "Y", "Left", "Z"}),
        ({"normalisation": upside_down}, {"X", "Y", "Z"}),
    ],
)
def test_a_score_that_falls_where_something_improves_is_said_and_not_refused(recipe, names):
    index = ii.compose(panel(), ii.Recipe(**recipe))

    (said,) = [note for note in index.notes if note.code == "W_OWN_NOT_MONOTONE"]
    assert {str(name) for name in said.details["names"]} <= names


def test_known_kinds_are_not_tried():
    assert not [note for note in ii.compose(panel()).notes if note.code == "W_OWN_NOT_MONOTONE"]


def test_a_recipe_goes_to_another_process_and_into_a_file():
    recipe = ii.Recipe(normalisation=min_max, aggregation=arithmetic)

    assert pickle.loads(pickle.dumps(recipe)) == recipe  # noqa: S301 - what was pickled here
    written = json.loads(recipe.model_dump_json(exclude_defaults=True))
    assert written["normalisation"]["function"] == f"{min_max.__module__}:min_max"
    assert recipe.model_dump(mode="json")["aggregation"][0]["function"].endswith(":arithmetic")


def test_a_function_without_a_name_is_not_written_down():
    recipe = ii.Recipe(normalisation=lambda values, direction: values * direction)

    for write in (recipe.model_dump_json, lambda: recipe.model_dump(mode="json")):
        with pytest.raises(ii.FrameworkError) as caught:
            write()
        assert caught.value.findings[0].code == "E_OWN_NAMELESS"


def test_what_is_only_named_does_not_run_in_python_either():
    recipe = ii.Recipe(normalisation={"kind": "call", "function": "os:getcwd"})

    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(), recipe)

    assert caught.value.findings[0].code == "E_CODE_NOT_ALLOWED"


@pytest.mark.parametrize("given", ["no name", "a:", ":b", 3, None])
def test_what_is_neither_a_function_nor_a_name_is_refused(given):
    with pytest.raises(ii.FrameworkError) as caught:
        ii.Recipe(normalisation={"kind": "call", "function": given})

    assert caught.value.findings[0].code == "E_OWN_NAME"


def test_own_functions_keep_the_laws_that_others_may_try_beforehand():
    check_normaliser(
        lambda values, direction: np.nan_to_num(min_max(values, direction)), bounds=(0, 100), examples=5
    )
    check_aggregator(arithmetic, examples=5)
    assert callable(check_weighting)
