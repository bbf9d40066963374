"""Definitions are read safely and refused with every fault, never with a traceback."""

import pytest

from ii_index.errors import IIIndexError
from ii_index.io.definitions import LARGEST, builtin, read_definition
from ii_index.model.rubric import Rubric
from tests.io.builtin import as_json, sources

SMALL = """
id: small
name: Small
reference: a test
elements:
  - {id: e, name: E, weight: 100, items: [{id: i, name: I, weight: 100, options: [{grade: A, points: 5}]}]}
"""


def read(path):
    return read_definition(path, Rubric, "rubrics", "E_RUBRIC_UNKNOWN")


def faults(path):
    with pytest.raises(IIIndexError) as caught:
        read(path)
    return [(finding.code, finding.row) for finding in caught.value.findings]


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "rubric.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("source", [*sources()], ids=lambda source: source.stem)
def test_the_packaged_json_says_what_the_yaml_says(source):
    assert source.with_suffix(".json").read_text(encoding="utf-8") == as_json(source), "run `make builtin`"


@pytest.mark.parametrize("name", builtin("rubrics"))
def test_every_built_in_rubric_is_read_by_its_id(name):
    assert read(name).id == name


def test_a_file_is_read_by_its_path_in_any_usual_encoding(written):
    expected = read(written(SMALL))

    assert expected.id == "small"
    assert read(written(SMALL.replace("Small", "评分细则").encode("gb18030"))).name.zh == "评分细则"
    assert read(written(b"\xef\xbb\xbf" + SMALL.encode())) == expected


def test_a_name_that_is_neither_built_in_nor_a_file_lists_what_there_is():
    with pytest.raises(IIIndexError) as caught:
        read("huangshi-city")

    assert caught.value.findings[0].details["known"][0] == "huangshi-city-2022"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("id: [\n", ("E_YAML", 2)),
        ("id: a\nid: b\n", ("E_YAML", 2)),
        ("id: !!python/object:os.system x", ("E_YAML", 1)),
        ("- a\n- b\n", ("E_FIELD_VALUE", None)),
        ("", ("E_FILE_EMPTY", None)),
        ("# none yet\n", ("E_FILE_EMPTY", None)),
        (b"id: \xff\xff\n", ("E_ENCODING", 1)),
        (b"#" * (LARGEST + 1), ("E_YAML_LIMIT", None)),
        ("a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
            f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
        ), ("E_YAML_LIMIT", None)),
        ("a: &a [*a]\n", ("E_YAML_LIMIT", None)),
    ],
    ids=["broken", "repeated key", "object", "list", "empty", "comments", "bytes", "large", "aliases", "circle"],
)  # fmt: skip
def test_what_is_no_definition_is_refused(written, content, fault):
    assert faults(written(content)) == [fault]


def test_nesting_without_end_is_refused(written):
    assert faults(written("[" * 100_000))[0][0] in {"E_YAML", "E_YAML_LIMIT"}


def test_every_wrong_field_is_named_with_its_place(written):
    content = SMALL.replace("reference: a test", "refrence: a test").replace("points: 5", "points: five")

    with pytest.raises(IIIndexError) as caught:
        read(written(content))

    found = {(finding.code, finding.column) for finding in caught.value.findings}
    assert ("E_FIELD_MISSING", "reference") in found
    assert ("E_FIELD_UNKNOWN", "refrence") in found
    assert ("E_FIELD_VALUE", "elements.0.items.0.options.0.points") in found


def test_a_folder_and_a_missing_file_are_said(tmp_path):
    folder = tmp_path / "folder.yaml"
    folder.mkdir()

    assert faults(folder) == [("E_IS_FOLDER", None)]
    assert faults(tmp_path / "none.yaml") == [("E_FILE_MISSING", None)]
