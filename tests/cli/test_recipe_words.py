"""What a recipe says in a file can be said on the command line, and nothing that has no effect."""

import json
from pathlib import Path

import pytest

import ii_index as ii
from ii_index.io.definitions import example
from ii_index.reporting.answers.recipes import recipe_from

PROVINCES = str(example("provinces.csv"))
RECIPE = ii.Recipe()


@pytest.mark.parametrize(
    ("words", "step", "expected"),
    [
        ({"aggregate": "power", "power": 0.5}, "aggregation", ({"kind": "power", "exponent": 0.5},)),
        ({"power": -1.0, "range": (0, 100)}, "aggregation", ({"kind": "power", "exponent": -1.0},)),
        ({"aggregate": ["geometric", "arithmetic"], "normalise": "min-max"}, "aggregation", ({"kind": "geometric"}, {"kind": "arithmetic"})),
        ({"aggregate": ["power", "arithmetic"], "power": 2.0}, "aggregation", ({"kind": "power", "exponent": 2.0}, {"kind": "arithmetic"})),
        ({"normalise": "goalposts", "clip": True}, "normalisation", {"kind": "goalposts", "clip": True}),
        ({"normalise": "z-score", "constant": "midpoint"}, "normalisation", {"kind": "z_score", "constant": "midpoint"}),
        ({"constant": "midpoint"}, "normalisation", {"kind": "min_max", "constant": "midpoint"}),
        ({"normalise": "distance-to-reference", "reference": "北京"}, "normalisation", {"kind": "distance_to_reference", "reference": "北京"}),
        ({"treat": "winsorise"}, "treatment", {"kind": "winsorise"}),
        ({"treat": "winsorise-percentiles"}, "treatment", {"kind": "winsorise_percentiles"}),
    ],
)  # fmt: skip
def test_words_make_the_step_that_a_file_would(words, step, expected):
    assert recipe_from(RECIPE, words) == RECIPE.replace(**{step: expected})


@pytest.mark.parametrize(
    ("words", "aggregation"),
    [
        ({"power": -1.0}, {"kind": "power", "exponent": -1.0}),
        ({"aggregate": "geometric"}, {"kind": "geometric"}),
        ({"aggregate": "harmonic"}, {"kind": "harmonic"}),
    ],
)
@pytest.mark.parametrize("bounds", [None, 2022])
def test_a_mean_of_positive_scores_brings_their_scale_where_none_is_asked_for(words, aggregation, bounds):
    made = recipe_from(RECIPE, words | {"bounds": bounds})

    positive = {"kind": "min_max", "range": [1, 100], "bounds": bounds}
    assert made == RECIPE.replace(aggregation=[aggregation], normalisation=positive)


@pytest.mark.parametrize(
    ("own", "words", "expected"),
    [
        ({"kind": "mean"}, {"threshold": 0.9}, {"kind": "mean", "threshold": 0.9}),
        ({"kind": "group_mean", "groups": "kind"}, {"threshold": 0.9}, {"kind": "group_mean", "groups": "kind", "threshold": 0.9}),
        ({"kind": "renormalise", "basis": "count"}, {"threshold": 0.9}, {"kind": "renormalise", "basis": "count", "threshold": 0.9}),
        ({"kind": "refuse"}, {"threshold": 0.9}, {"kind": "renormalise", "threshold": 0.9}),
        ({"kind": "mean"}, {"threshold": 0.9, "missing": "median"}, {"kind": "median", "threshold": 0.9}),
        ({"kind": "mean", "threshold": 0.2}, {"missing": "median"}, {"kind": "median"}),
    ],
)  # fmt: skip
def test_a_threshold_alone_is_that_of_the_framework_s_own_rule(own, words, expected):
    assert recipe_from(RECIPE.replace(imputation=own), words) == RECIPE.replace(imputation=expected)


@pytest.mark.parametrize(
    "options",
    [
        ("--power", "2", "--aggregate", "geometric"),
        ("--aggregate", "power"),
        ("--clip",),
        ("--constant", "midpoint", "--normalise", "rank"),
        ("--reference", "北京"),
        ("--normalise", "z-score", "--clip"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_word_without_effect_is_refused(spoken, options, language):
    code, _, said = spoken("rank", PROVINCES, *options, "--lang", language)

    assert code == 2
    assert "--" in said


def totals(spoken, *options):
    code, said, error = spoken("rank", PROVINCES, "--quiet", "--json", *options)
    assert code == 0, error
    return {row["code"]: row["score"] for row in json.loads(said)["tables"]["ranking"]}


def test_a_power_mean_lies_between_its_neighbours(spoken):
    above, half, below = (
        totals(spoken, "--range", "1", "100", *words)
        for words in ((), ("--power", "0.5"), ("--aggregate", "geometric"))
    )

    assert all(below[code] <= half[code] + 1e-9 <= above[code] + 2e-9 for code in above)
    assert half != above


def test_means_by_level_are_not_those_of_one_level(spoken):
    mixed = totals(spoken, "--range", "1", "100", "--aggregate", "geometric,arithmetic,arithmetic")

    assert mixed != totals(spoken, "--range", "1", "100", "--aggregate", "geometric")


def test_the_reference_unit_scores_a_hundred(spoken, tmp_path):
    leaves = "[{id: x1, name: A}, {id: x2, name: B}]"
    (tmp_path / "f.yaml").write_text(
        f"id: f\nname: F\nreference: r\nunits: any\nchildren: {leaves}\n", "utf-8"
    )
    (tmp_path / "t.csv").write_text("unit,x1,x2\na,1,2\nb,3,4\nc,5,1\n", "utf-8")
    code, said, _ = spoken(
        "rank", tmp_path / "t.csv", "--framework", tmp_path / "f.yaml", "--year", "2023", "--json",
        "--normalise", "distance-to-reference", "--reference", "b",
    )  # fmt: skip

    assert code == 0
    assert {row["code"]: row["score"] for row in json.loads(said)["tables"]["ranking"]}["b"] == pytest.approx(
        100
    )


def test_decimals_are_those_printed_and_files_stay_unrounded(spoken, tmp_path):
    _, two, _ = spoken("rank", PROVINCES, "--quiet", "-o", tmp_path / "a.csv")
    _, none, _ = spoken("rank", PROVINCES, "--quiet", "--decimals", "0", "-o", tmp_path / "b.csv")

    assert two != none
    assert Path(tmp_path / "a.csv").read_bytes() == Path(tmp_path / "b.csv").read_bytes()


def test_weights_that_are_none_are_shown_as_they_were_typed_and_not_as_python_prints_them(spoken):
    for typed in ("{kind:entropy}", "{kind: entropyy}"):
        code, _, err = spoken("rank", PROVINCES, "--weights", typed, "--lang", "zh")
        assert code == 1
        assert f"“{typed}”无效" in err
        assert "None" not in err


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("--aggregate", "geometric"), "最小-最大标准化（分值区间1—100）", "min-max (range 1 to 100)"),
        (
            ("--aggregate", "mazziotta-pareto"),
            "Z 分数（均值100，标准差10）",
            "z-scores (mean 100, sd 10)",
        ),
    ],
)
def test_a_normalisation_that_is_not_the_frameworks_is_named_with_the_scale_of_its_scores(
    spoken, words, zh, en
):
    for language, scale in (("zh", zh), ("en", en)):
        _, out, err = spoken("rank", PROVINCES, *words, "--lang", language)
        (fact,) = (line for line in out.splitlines() if line.startswith(("标准化", "Normalisation")))
        assert fact.endswith(scale)
        assert scale in err
        assert "标准化标准化" not in err
    assert "分值区间" not in spoken("rank", PROVINCES, "--lang", "zh")[1]


def test_what_every_indicator_lacks_is_said_once_and_in_the_readers_language(spoken):
    for normalisation, chinese in (("goalposts", "目标区间"), ("distance-to-target", "目标值")):
        code, _, err = spoken("rank", PROVINCES, "--normalise", normalisation, "--lang", "zh")
        assert code == 1
        (line,) = err.splitlines()
        assert f"没有写明{chinese}" in line
        assert "另有24项同类" in line
        _, out, _ = spoken("rank", PROVINCES, "--normalise", normalisation, "--json")
        assert len(json.loads(out)["findings"]) == 25
