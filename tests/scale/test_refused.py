"""What an engine refuses: how many cells, of which indicators, and units for example."""

import numpy as np
import pandas as pd
import pytest

import ii_index as ii

FRAMEWORK = ii.Framework.model_validate({
    "id": "three",
    "name": "Three",
    "reference": "an example",
    "denominators": [{"id": "people", "name": "People"}],
    "children": [
        {"id": "p", "name": "P", "denominator": "people"},
        {"id": "q", "name": "Q", "transform": {"kind": "log", "offset": 1}},
        {"id": "s", "name": "S"},
    ],
})  # fmt: skip


def firms() -> pd.DataFrame:
    chance = np.random.default_rng(1)
    units = [f"firm {letter}" for letter in "hgfedcba"]
    frame = pd.DataFrame({"unit": units * 2, "year": [2022] * 8 + [2023] * 8})
    return frame.assign(**{name: chance.uniform(1, 9, 16) for name in ("people", "p", "q", "s")})


@pytest.fixture(params=["duckdb", "polars", "dask"])
def native(request):
    """Return a frame of an engine, in three partitions where it has any."""
    if request.param == "dask":
        dask = pytest.importorskip("dask.dataframe", reason="dask is not installed")
        return lambda frame: dask.from_pandas(frame, npartitions=3)
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed").Table.from_pandas
    engine = pytest.importorskip(request.param, reason=f"{request.param} is not installed")
    return lambda frame: engine.from_arrow(arrow(frame))


def told(frame: object, framework: ii.Framework = FRAMEWORK) -> list[str]:
    with pytest.raises(ii.DataError) as caught:
        ii.scale.fit(frame, framework)
    return [finding.message("en") for finding in caught.value.findings]


def test_missing_cells_are_counted_with_the_first_unit_of_each_year(native):
    frame = firms()
    frame.loc[[1, 6], "q"] = np.nan  # g and b of 2022
    frame.loc[[1, 11], "s"] = np.nan  # g of 2022, e of 2023

    assert told(native(frame)) == [
        "refused cells (missing): 4, of Q, S; for example firm b (2022), firm e (2023)"
    ]


def test_all_reasons_are_told_at_once(native):
    frame = firms()
    frame.loc[4, "people"] = 0.0
    frame.loc[9, "p"] = np.nan
    frame.loc[[10, 12], "q"] = -5.0
    frame.loc[5, "s"] = 1e101

    assert told(native(frame)) == [
        "refused cells (missing): 1, of P; for example firm g (2023)",
        "refused cells (a denominator that is zero or negative): 1, of P; for example firm d (2022)",
        "refused cells (a transform that is not defined for it): 2, of Q; for example firm d (2023)",
        "refused cells (infinite or beyond 1e100): 1, of S; for example firm c (2022)",
    ]


def test_a_frame_without_years_names_units_alone(native):
    frame = firms()[:8].drop(columns="year")
    frame.loc[[2, 3], "s"] = np.nan

    assert told(native(frame)) == ["refused cells (missing): 2, of S; for example firm e"]


def test_rows_that_no_total_can_be_made_of_are_told_with_examples(native):
    framework = FRAMEWORK.model_copy(
        update={"recipe": ii.Recipe.model_validate({"aggregation": "geometric"})}
    )

    (said,) = told(native(firms()), framework)

    assert "values that no score can be made of; for example firm " in said
    assert "(2022), firm " in said


def test_one_value_in_a_year_has_no_rank_among_others_as_in_memory(native):
    recipe = {"normalisation": "percentile_rank", "imputation": "renormalise"}
    framework = FRAMEWORK.model_copy(update={"recipe": ii.Recipe.model_validate(recipe)})
    frame = firms()
    frame.loc[1:7, "s"] = np.nan
    with pytest.raises(ii.DataError) as caught:
        ii.compose(ii.Panel.from_frame(frame, framework))

    said = ["S has a single value in 2022: there is nothing to compare it with"]
    assert [finding.message("en") for finding in caught.value.findings] == said
    assert told(native(frame), framework) == said
