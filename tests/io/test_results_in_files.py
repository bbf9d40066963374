"""Results in files: whole, in public forms, and refused where they are not what was written."""

import gzip
import io
import json

import numpy as np
import pandas as pd
import pytest
import yaml

import ii_index as ii
from tests.construction.examples import framework, leaf

TREE = framework(leaf("x"), leaf("y", direction="negative"))
INDEX = ii.compose(
    ii.Panel(TREE, (2022, 2023), ("a", "b", "c"), [[[1, 9], [2, 5], [4, 1]], [[2, 8], [3, 3], [9, 4]]])
)


def written(result, form="json"):
    stream = io.BytesIO()
    ii.write_result(result, stream, form)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["i.json", "i.json.gz", "i.yaml", "i.yml.gz", "i.parquet"])
def test_the_suffix_says_the_form_and_the_content_is_told_apart_when_read(name, tmp_path):
    ii.write_result(INDEX, tmp_path / name)
    (tmp_path / name).rename(tmp_path / "moved")

    assert ii.read_result(tmp_path / "moved").equals(INDEX)


def test_json_and_yaml_hold_the_same_and_parquet_is_a_table_for_everybody_else():
    assert json.loads(written(INDEX)) == yaml.safe_load(written(INDEX, "yaml"))
    table = pd.read_parquet(io.BytesIO(written(INDEX, "parquet")))
    assert table["rank"].tolist() == INDEX.frame()["rank"].tolist()
    assert str(table["rank"].dtype) == "Int64"


def test_one_result_gives_one_file_byte_for_byte():
    assert written(INDEX) == written(ii.compose(INDEX.panel))


def test_the_bounds_of_last_year_are_kept_and_used_again_for_a_new_unit():
    """A new unit at the middle of each range scores 50."""
    kept = ii.read_result(written(INDEX))
    new = ii.Panel(TREE, (2023,), ("new",), [[[5, 5]]])

    assert ii.compose(new, fitted=kept.fitted).scores()[0] == pytest.approx(50)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text.replace('"a", "b"', '"a", "z"'), "E_RESULT_CHANGED"),
        (lambda text: text.replace('"format": 1', '"format": 99'), "E_RESULT_FORMAT"),
        (lambda text: text[: len(text) // 2], "E_RESULT_FILE"),
        (lambda _: "unit,x,y\na,1,2\n", "E_RESULT_FILE"),
        (lambda _: '{"a": 1}', "E_RESULT_FILE"),
        (lambda _: "ii_index: [", "E_RESULT_FILE"),
    ],
)
def test_what_was_not_written_so_is_refused(spoil, code):
    with pytest.raises(ii.DataError) as refusal:
        ii.read_result(spoil(written(INDEX).decode()).encode())

    assert [finding.code for finding in refusal.value.findings] == [code]


@pytest.mark.parametrize(
    "path", ["model.panel.import_module", "os.system", "io.results.read_result", "nowhere.X"]
)
def test_a_file_makes_nothing_but_results(path):
    from ii_index.io.results import _digest

    content = {"is": path, "no": 0, "of": {}}
    spoilt = {"ii_index": "1", "format": 1, "result": "X", "sha256": _digest(content), "content": content}
    with pytest.raises(ii.DataError, match="E_RESULT_CLASS"):
        ii.read_result(json.dumps(spoilt).encode())


def doubled(values, direction):
    """A normaliser of somebody's own, in a module."""
    return np.asarray(values) * 2


def test_a_function_of_ones_own_is_kept_by_name_and_runs_only_when_allowed(tmp_path):
    own = ii.compose(INDEX.panel, ii.Recipe(normalisation=doubled))
    ii.write_result(own, tmp_path / "own.json")

    with pytest.raises(ii.FrameworkError, match="E_CODE_NOT_ALLOWED"):
        ii.read_result(tmp_path / "own.json")
    assert ii.read_result(tmp_path / "own.json", allow_code=True).equals(own)
    with pytest.raises(ii.IIIndexError, match="E_RESULT_FUNCTION"):
        written(ii.compose(INDEX.panel, ii.Recipe(normalisation=lambda values, direction: values)))


def test_a_form_that_nobody_knows_and_a_table_that_is_none_are_refused(tmp_path):
    with pytest.raises(ii.IIIndexError, match="E_RESULT_SUFFIX"):
        ii.write_result(INDEX, tmp_path / "index.pickle")
    with pytest.raises(ii.IIIndexError, match="E_RESULT_SUFFIX"):
        ii.write_result(INDEX, io.BytesIO())
    (tmp_path / "i.json").touch()
    with pytest.raises(ii.IIIndexError, match="E_OUTPUT_EXISTS"):
        ii.write_result(INDEX, tmp_path / "i.json", force=False)


def test_a_framework_made_in_python_is_written_as_the_yaml_that_is_read(tmp_path):
    mine = ii.Framework(
        id="mine",
        name={"zh": "我的", "en": "Mine"},
        recipe={
            "normalisation": {"kind": "z_score"},
            "aggregation": "geometric",
            "imputation": "renormalise",
        },
        children=[
            ii.Node(id="a", name="A", weight=2, children=[{"id": "x", "name": "X", "direction": "negative"}]),
            ii.Node(id="b", name="B", weight="1", children=[ii.Node(id="y", name="Y", transform="log")]),
        ],
    )
    ii.write_framework(mine, tmp_path / "mine.yaml")

    read = ii.read_framework(tmp_path / "mine.yaml")
    assert read == mine
    assert read.recipe.normalisation.kind == "z_score"
    with pytest.raises(ii.IIIndexError, match="E_OUTPUT_EXISTS"):
        ii.write_framework(mine, tmp_path / "mine.yaml")


@pytest.mark.parametrize("name", ["caict-2024", "caict-2024-public"])
def test_a_built_in_framework_survives_its_own_yaml(name, tmp_path):
    own = ii.read_framework(name)
    ii.write_framework(own, tmp_path / "own.yaml")

    assert ii.read_framework(tmp_path / "own.yaml") == own


def test_a_framework_cut_to_its_table_is_written_as_it_was_cut(tmp_path):
    cut = INDEX.framework.without(["y"])
    ii.write_framework(cut, tmp_path / "cut.yaml")

    assert [leaf.id for leaf in ii.read_framework(tmp_path / "cut.yaml").leaves] == ["x"]


def test_file_objects_gzip_and_members_of_archives_are_read_like_files(tmp_path):
    text = "unit,year,x,y\na,2023,1,9\nb,2023,2,5\nc,2023,4,1\n"
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    expected = ii.read_panel(text.encode(), TREE)

    assert ii.read_panel(io.BytesIO(text.encode()), TREE).equals(expected)
    assert ii.read_panel(io.StringIO(text), TREE).equals(expected)
    assert ii.read_panel(packed, TREE).equals(expected)
    assert ii.read_panel(str(packed), TREE).source == "t.csv"
    assert ii.read_panel(packed.read_bytes(), TREE).equals(expected)
    with packed.open("rb") as stream:
        assert ii.read_panel(stream, TREE).equals(expected)
    with pytest.raises(ii.DataError, match="E_FILE_UNREADABLE"):
        ii.read_panel(packed.read_bytes()[:-12], TREE)


def test_other_readers_take_file_objects_too():
    definition = "id: t\nname: T\nchildren:\n- {id: x, name: X}\n- {id: y, name: Y}\n"
    flat = io.BytesIO(b"id,name,parent\nx,X,\ny,Y,\n")
    flat.name = "/somewhere/flat.csv"

    assert ii.read_framework(io.StringIO(definition)).id == "t"
    assert [leaf.id for leaf in ii.read_framework(flat).leaves] == ["x", "y"]
    near = ii.read_neighbours(io.BytesIO(b"first,second\na,b\nb,c\n"))
    assert np.count_nonzero(near.weights) == 4


def test_a_packed_file_that_would_fill_the_memory_is_refused(monkeypatch):
    from ii_index.io.files import open as opening

    monkeypatch.setattr(opening, "LIMITS", opening.LIMITS._replace(file=1000))
    with pytest.raises(ii.DataError, match="E_TOO_LARGE"):
        ii.read_panel(gzip.compress(b"a,b\n" * 10_000), TREE)
