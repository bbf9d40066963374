"""What an engine is told, what it is not, and what is kept of a fit."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.construction.methods.aggregation import AGGREGATIONS
from ii_index.construction.methods.imputation import IMPUTATIONS
from ii_index.construction.methods.normalisation import NORMALISATIONS
from ii_index.construction.methods.transforms import TRANSFORMS
from ii_index.construction.methods.treatment import TREATMENTS
from ii_index.construction.methods.weighting import WEIGHTINGS

pl = pytest.importorskip("polars", reason="polars is not installed")

LEAVES = [
    {"id": "p", "name": "P", "weight": 2, "denominator": "people", "transform": {"kind": "log", "offset": 1}},
    {"id": "q", "name": "Q", "weight": 1, "direction": "negative", "limits": [0, 90], "aliases": ["queue"]},
]
FRAMEWORK = ii.Framework.model_validate({
    "id": "two",
    "name": "Two",
    "reference": "an example",
    "recipe": {"imputation": "renormalise", "normalisation": {"kind": "min_max", "bounds": "pooled"}},
    "denominators": [{"id": "people", "name": "People"}],
    "children": [
        {"id": "d", "name": "D", "weight": 3, "children": LEAVES, "output": {"power": 2, "complement": True}},
        {"id": "r", "name": "R", "weight": 1, "threshold": "1/2", "children": [
            {"id": "s", "name": "S", "goalposts": [0, 10], "normalisation": {"kind": "goalposts", "clip": True}},
            {"id": "t", "name": "T", "optimum": 5, "direction": "moderate"},
            {"id": "c", "name": "C", "constant": 40},
        ]},
    ],
})  # fmt: skip


def firms(units: int = 40, seed: int = 3) -> pd.DataFrame:
    """Return a frame with gaps, in two years."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"unit": [f"firm {i}" for i in range(units)] * 2, "year": [2022] * units + [2023] * units}
    )
    for name, scale in {"p": 900, "q": 120, "people": 30, "s": 12, "t": 9}.items():
        frame[name] = chance.integers(1, scale, 2 * units) / 4
    frame.loc[chance.random(2 * units) < 0.1, "q"] = np.nan
    return frame


def scored(frame: pd.DataFrame, fitted: object, **options: object) -> pd.DataFrame:
    return ii.scale.apply(pl.from_pandas(frame).lazy(), fitted, **options).collect().to_pandas()


@pytest.mark.parametrize(
    ("step", "records"),
    [
        ("imputation", IMPUTATIONS),
        ("transform", TRANSFORMS),
        ("treatment", TREATMENTS),
        ("normalisation", NORMALISATIONS),
        ("weighting", WEIGHTINGS),
        ("aggregation", AGGREGATIONS),
    ],
)
def test_every_kind_of_a_step_is_said_as_expressions_or_refused_by_name(step, records):
    from ii_index.scale.coverage import COVERED, REFUSED

    assert COVERED[step] | REFUSED[step] == set(records)
    assert not COVERED[step] & REFUSED[step]


def test_what_is_covered_has_its_expressions():
    from ii_index.scale.coverage import COVERED
    from ii_index.scale.leaves import NORMALISED
    from ii_index.scale.nodes import OPERATORS

    assert set(NORMALISED) == COVERED["normalisation"]
    assert set(OPERATORS) == COVERED["aggregation"]


def test_denominators_limits_logarithms_ideals_goalposts_constants_maps_and_thresholds_are_those_in_memory():
    frame = firms()
    index = ii.compose(ii.Panel.from_frame(frame, FRAMEWORK))
    made = scored(frame, ii.scale.fit(pl.from_pandas(frame).lazy(), FRAMEWORK), nodes=["d", "r", "s", "p"])
    for year in (2022, 2023):
        own = made[made["year"] == year].set_index("unit").loc[list(index.units)]
        for node in ("root", "d", "r", "s", "p"):
            column = "score" if node == "root" else node
            np.testing.assert_allclose(own[column].to_numpy(float), index.scores(year, node), atol=1e-10)
        np.testing.assert_array_equal(own["rank"].fillna(0), index.ranks(year))


def test_bounds_of_an_index_in_memory_score_later_rows_on_an_engine_and_the_other_way_round():
    earlier, later = firms(seed=3), firms(seed=4)
    later["year"] += 10
    index = ii.compose(ii.Panel.from_frame(earlier, FRAMEWORK))
    panel = ii.Panel.from_frame(later, FRAMEWORK)
    wanted = ii.compose(panel, fitted=index.fitted)
    on_engine = scored(later, index.fitted)
    fitted = ii.scale.fit(pl.from_pandas(earlier).lazy(), FRAMEWORK)
    back = ii.compose(panel, fitted=fitted)
    own = on_engine[on_engine["year"] == 2033].set_index("unit").loc[list(panel.units)]

    np.testing.assert_allclose(own["score"].to_numpy(float), wanted.scores(2033), atol=1e-10)
    np.testing.assert_allclose(back.scores(2033), wanted.scores(2033), atol=1e-10)


def test_a_saved_fit_is_the_fit(tmp_path):
    frame = firms()
    recipe = FRAMEWORK.recipe.replace(
        treatment={"kind": "winsorise_percentiles", "lower": 5, "upper": 95}, weighting="entropy"
    )
    fitted = ii.scale.fit(pl.from_pandas(frame).lazy(), FRAMEWORK, recipe)
    ii.scale.save(fitted, tmp_path / "fit.json")
    again = ii.scale.load(tmp_path / "fit.json")

    pd.testing.assert_frame_equal(scored(frame, again), scored(frame, fitted))
    for name, own in zip(fitted._fields, again, strict=True):
        if isinstance(own, np.ndarray):
            np.testing.assert_array_equal(own, getattr(fitted, name))


def test_a_file_that_is_no_fit_is_refused(tmp_path):
    (tmp_path / "fit.json").write_text("{}")
    with pytest.raises(ii.DataError) as caught:
        ii.scale.load(tmp_path / "fit.json")

    assert [finding.code for finding in caught.value.findings] == ["E_FITTED_FILE"]


def test_steps_that_an_engine_is_not_told_of_are_named_in_one_finding():
    recipe = ii.Recipe.model_validate(
        {"imputation": "median", "aggregation": "copeland", "weighting": "merec"}
    )
    with pytest.raises(ii.DataError) as caught:
        ii.scale.fit(pl.from_pandas(firms()).lazy(), FRAMEWORK, recipe)

    (finding,) = caught.value.findings
    assert finding.code == "E_SCALE_STEP"
    assert all(word in finding.message("en") for word in ("imputation", "weighting", "aggregation"))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda frame: frame.drop(columns="q"), "E_SCALE_COLUMNS"),
        (lambda frame: frame.assign(q=frame["q"].astype(str)), "E_SCALE_TEXT"),
        (lambda frame: frame.assign(unit=None), "E_SCALE_ROWS"),
        (lambda frame: frame.assign(year=[None, *frame["year"][1:]]), "E_SCALE_ROWS"),
        (lambda frame: frame.assign(people=0.0), "E_SCALE_CELLS"),
        (lambda frame: frame.assign(p=-900.0), "E_SCALE_CELLS"),
        (lambda frame: frame.assign(s=np.inf), "E_SCALE_CELLS"),
        (lambda frame: frame.assign(t=5.0), "E_CONSTANT_INDICATOR"),
        (lambda frame: frame.iloc[:0], "E_SCALE_EMPTY"),
    ],
)
def test_a_fault_of_the_table_is_a_finding(spoil, code):
    with pytest.raises(ii.DataError) as caught:
        ii.scale.fit(pl.from_pandas(spoil(firms())).lazy(), FRAMEWORK)

    assert code in [finding.code for finding in caught.value.findings]


def test_a_row_that_no_score_can_be_made_of_has_none_and_says_how_many_cells_are_refused():
    frame = firms()
    fitted = ii.scale.fit(pl.from_pandas(frame).lazy(), FRAMEWORK)
    frame.loc[0, ["p", "s"]] = [-900.0, np.inf]
    made = scored(frame, fitted)

    assert made.loc[0, "refused"] == 2
    assert made.loc[0, ["score", "rank"]].isna().all()
    assert (made["refused"][1:] == 0).all()


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_what_is_no_number_is_missing_and_what_is_infinite_is_refused_however_a_frame_is_scored(engine):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")

    def native(frame, *, nan_to_null=False):
        lazy = pl.from_pandas(frame, nan_to_null=nan_to_null).lazy()
        return lazy if engine == "polars" else duckdb.from_arrow(lazy.collect().to_arrow())

    def collected(scores):
        table = scores.collect().to_pandas() if engine == "polars" else scores.df()
        return table.sort_values(["year", "unit"], ignore_index=True)

    frame = firms()  # with NaN
    once = collected(ii.scale.score(native(frame), FRAMEWORK, nodes=["d", "q"]))
    twice = collected(ii.scale.apply(native(frame), ii.scale.fit(native(frame), FRAMEWORK), nodes=["d", "q"]))
    missing = collected(ii.scale.score(native(frame, nan_to_null=True), FRAMEWORK, nodes=["d", "q"]))

    assert frame["q"].isna().any()
    assert once["q"].isna().sum() == frame["q"].isna().sum()
    pd.testing.assert_frame_equal(once, twice, check_dtype=False)
    pd.testing.assert_frame_equal(once, missing, check_dtype=False)
    with pytest.raises(ii.DataError) as caught:
        ii.scale.score(native(frame.assign(t=[np.inf, *frame["t"][1:]])), FRAMEWORK)
    assert [finding.code for finding in caught.value.findings] == ["E_SCALE_CELLS"]


def test_rows_that_a_fit_did_not_see_are_looked_at_cell_by_cell():
    frame = firms().fillna(1.0)
    fitted = ii.scale.fit(pl.from_pandas(frame).lazy(), FRAMEWORK)
    assert (scored(frame, fitted)["refused"] == 0).all()
    frame.loc[[3, 5], "s"] = [np.inf, 1e101]
    frame.loc[[7, 9], "q"] = [-np.inf, 1e101]  # within its limits once cut

    assert scored(frame, fitted)["refused"].to_numpy().nonzero()[0].tolist() == [3, 5, 7, 9]
    for column in ("s", "q"):
        with pytest.raises(ii.DataError):
            ii.scale.score(
                pl.from_pandas(firms().fillna(1.0).assign(**{column: frame[column]})).lazy(), FRAMEWORK
            )


def test_scores_that_rounding_alone_tells_apart_share_a_rank():
    two = ii.Framework.model_validate({
        "id": "one", "name": "One", "reference": "an example", "recipe": {"normalisation": "none"},
        "children": [{"id": "a", "name": "A"}],
    })  # fmt: skip
    frame = pd.DataFrame({
        "unit": list("uvwxyz"), "year": 2023, "a": [0.3, 0.1 + 0.2, 5.0, 0.3, 0.1, 5.0 - 1e-15],
    })  # fmt: skip
    made = scored(frame, ii.scale.fit(pl.from_pandas(frame).lazy(), two))

    assert made.set_index("unit")["rank"].to_dict() == {"w": 1, "z": 1, "u": 3, "v": 3, "x": 3, "y": 6}


def test_the_core_loads_nothing_of_the_engines():
    import subprocess
    import sys

    code = "import sys, ii_index as ii; ii.compose; print(sorted({'narwhals', 'duckdb', 'polars', 'ii_index.scale'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_a_frame_in_memory_is_told_where_it_belongs():
    with pytest.raises(TypeError, match=r"Panel\.from_frame"):
        ii.scale.fit(firms(), FRAMEWORK)


def test_arrow_tables_come_back_as_arrow_tables():
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    table = pa.Table.from_pandas(firms())
    made = ii.scale.apply(table, ii.scale.fit(table, FRAMEWORK), keep=["q"])

    assert isinstance(made, pa.Table)
    assert made.column_names[:6] == ["unit", "year", "q", "score", "rank", "coverage"]


def test_what_is_written_stands_whole_or_not_at_all(tmp_path):
    from ii_index.io.files.atomic import written_by

    def half(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ii.IIIndexError):
        written_by(tmp_path / "scores.parquet", half, force=True)

    assert list(tmp_path.iterdir()) == []
