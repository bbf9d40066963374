"""A recipe is made of a few words; those that do not go together are all named."""

import pytest

from ii_index.model.recipe import Recipe
from ii_index.reporting.answers.recipes import ChoiceError, inherited, recipe_from

WEIGHTS = """\
schema: 1
weights: {a: 0.25, b: 0.75}
"""


def test_words_change_the_steps_they_name_and_no_other():
    recipe = recipe_from(Recipe(), {"normalise": "min-max", "range": (1, 100), "aggregate": "geometric"})

    assert recipe.normalisation.kind == "min_max"
    assert recipe.normalisation.range == (1, 100)
    assert {step.kind for step in recipe.aggregation} == {"geometric"}
    assert recipe.weighting == Recipe().weighting
    assert recipe.imputation == Recipe().imputation


def test_no_words_leave_the_framework_s_recipe():
    assert recipe_from(Recipe(), {}) == Recipe()
    assert recipe_from(Recipe(), {"normalise": None, "weights": None, "year": 2023}) == Recipe()


def test_every_word_that_does_not_fit_is_named_as_nobody_in_particular_spells_it():
    chosen = {
        "normalise": "z-score",
        "range": (1, 100),
        "missing": "refuse",
        "threshold": 0.5,
        "weights": "x",
    }

    with pytest.raises(ChoiceError) as refused:
        recipe_from(Recipe(), chosen)

    assert [finding.details["choice"] for finding in refused.value.findings] == [
        "range",
        "threshold",
        "weights",
    ]
    assert "range goes with normalise min-max, not with z-score" in str(refused.value)
    assert "--" not in str(refused.value)


def test_a_word_for_weights_never_reads_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("entropy", "secret.yaml"):
        (tmp_path / name).write_text(WEIGHTS, encoding="utf-8")

    assert recipe_from(Recipe(), {"weights": "entropy"}).weighting.kind == "entropy"
    with pytest.raises(ChoiceError, match=r"not “secret\.yaml”"):
        recipe_from(Recipe(), {"weights": "secret.yaml"})


def test_a_second_recipe_inherits_what_its_own_steps_can_take():
    first = {"normalise": "min-max", "range": (1, 100), "bounds": None, "missing": None, "threshold": 0.5}

    assert inherited(first, {"normalise": "z-score"}) == first | {"normalise": "z-score", "range": None}
    assert inherited(first, {"missing": "mean"}) == first | {"missing": "mean"}
    assert inherited(first, {"missing": "refuse"}) == first | {"missing": "refuse", "threshold": None}
    assert inherited(first, {"range": (0, 1)}) == first | {"range": (0, 1)}
