"""What a word of a definition means: YAML 1.2, whatever PyYAML would have made of it."""

import pytest

import ii_index as ii
from ii_index._visible import is_visible
from ii_index.errors import IIIndexError
from ii_index.io.frameworks import framework_and_notes
from ii_index.io.parsing import LONGEST_NUMBER, MOST_VALUES, parse_yaml
from ii_index.io.tables import check_table

HEAD = "id: f\nname: F\nreference: a test\nunits: any\n"


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("010", 10), ("-007", -7), ("0o17", 15), ("0x1F", 31), ("1e3", 1000.0), ("1.5e-3", 0.0015), (".5", 0.5),
        ("12:30", "12:30"), ("3:1", "3:1"), ("190:20:30", "190:20:30"), ("1_000", "1_000"), ("0b_", "0b_"),
        ("no", "no"), ("No", "No"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("NO", "NO"),
        ("2001-99-99", "2001-99-99"), ("2023-02-30", "2023-02-30"), ("2024-05-01", "2024-05-01"),
        ("2001-01-01T00:00:00+99:99", "2001-01-01T00:00:00+99:99"), ("=", "="), ("٣", "٣"),
        ("true", True), ("False", False), ("~", None), ("null", None), ("nUll", "nUll"), ("'010'", "010"), ('"no"', "no"),
    ],
)  # fmt: skip
def test_a_word_means_what_it_means_in_yaml_1_2(word, meaning):
    found = parse_yaml(f"a: {word}", "f.yaml")["a"]

    assert found == meaning
    assert type(found) is type(meaning)


@pytest.mark.parametrize(
    "text",
    [
        "!!int abc", "!!float abc", "!!bool abc", "!!bool yes", "!!timestamp abc", "!!timestamp 2001-01-01", "!!set a",
        "!!map a", "!!seq {a: 1}", "!!map [1]", "!!set {a}", "!!omap [a: 1]", "!!binary YQ==", "!mine 1", "!!null 1",
        "!!python/object/apply:os.system [ls]", "9" * 5000, "0." + "3" * LONGEST_NUMBER, "*nothing", "{? [a] : 1}",
        "{<<: {a: 1}}", "{a: 1, a: 2}", "{a: 1, 'a': 2}", "{2020: 1, 2020: 2}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_no_definition_needs_is_refused_with_its_line(text, language):
    with pytest.raises(IIIndexError) as caught:
        parse_yaml(f"first: 1\na: {text}\n", "f.yaml")

    assert caught.value.findings[0].row == 2
    assert "{" not in caught.value.render(language).replace("{…}", "")


@pytest.mark.parametrize(
    "bomb",
    [
        "\n".join(["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40))]),
        "\n".join(["a0: &a0 [1, 1]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]),
        "\n".join(["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}" for n in range(1, 40))]),
        "[" * 100_000,
        "{a: " * 5_000,
        f"[{','.join(['1'] * (MOST_VALUES + 1))}]",
        "a: &a {b: *a}",
    ],
    ids=["merge keys", "lists", "mappings", "deep lists", "deep mappings", "long", "itself"],
)
def test_a_few_lines_cannot_grow_without_end(bomb):
    with pytest.raises(IIIndexError) as caught:
        parse_yaml(bomb, "f.yaml")

    assert caught.value.findings[0].code in {"E_YAML_LIMIT", "E_YAML_MERGE"}


def test_an_alias_repeats_a_whole_value_as_often_as_the_limit_allows():
    assert parse_yaml("a: &x {b: 1}\nc: [*x, *x]\nd: &y text\ne: *y", "f.yaml") == {
        "a": {"b": 1}, "c": [{"b": 1}, {"b": 1}], "d": "text", "e": "text",
    }  # fmt: skip


def test_keys_are_text_as_in_json():
    assert parse_yaml("{2020: 1, no: 2, ~: 3, 0x10: 4, '<<': 5}", "f.yaml") == {
        "2020": 1, "no": 2, "~": 3, "0x10": 4, "<<": 5,
    }  # fmt: skip


def framework(tmp_path, children):
    path = tmp_path / "f.yaml"
    path.write_text(f"{HEAD}children: {children}\n", encoding="utf-8")
    return ii.read_framework(path)


@pytest.mark.parametrize(
    ("heavy", "light", "ratio"), [("2:1", "1", 2), ("3:1", "1:2", 6), ("1/3", "1", 1 / 3), ("010", "10", 1), ("1：4", "1", 0.25)]
)  # fmt: skip
def test_a_weight_may_be_a_ratio_and_leading_zeros_count_nothing(tmp_path, heavy, light, ratio):
    read = framework(tmp_path, f"[{{id: a, name: A, weight: {heavy}}}, {{id: b, name: B, weight: {light}}}]")

    assert read.children[0].weight / read.children[1].weight == pytest.approx(ratio)


@pytest.mark.parametrize("weight", ["1:0", "3:1:1", "a:b", "1e400", "-1:2", "9" * 200 + "/3"])
def test_a_weight_that_is_neither_number_nor_ratio_is_refused(tmp_path, weight):
    with pytest.raises(IIIndexError):
        framework(tmp_path, f"[{{id: a, name: A, weight: {weight}}}, {{id: b, name: B, weight: 1}}]")


def test_unquoted_words_are_names(tmp_path):
    read = framework(tmp_path, "[{id: no, name: No}, {id: on, name: 2024-05-01}]")

    assert [leaf.id for leaf in read.leaves] == ["no", "on"]
    assert read.leaves[1].name.en == "2024-05-01"


@pytest.mark.parametrize("recipe", [{2020: "min_max"}, {0: "min_max"}, {None: 1}])
def test_a_key_that_is_no_text_is_an_unknown_field_from_python_too(recipe):
    with pytest.raises(IIIndexError) as caught:
        ii.Framework(
            id="f", name="F", reference="r", units="any", recipe=recipe, children=[{"id": "a", "name": "A"}]
        )

    assert caught.value.findings[0].code == "E_FIELD_UNKNOWN"


@pytest.mark.parametrize("odd", ["\\x1b[31m", "\\u202e", "\\u2066", "\\x07"])
def test_odd_characters_of_a_framework_are_shown_and_said_as_those_of_a_table_are(tmp_path, odd):
    path, table = tmp_path / "f.yaml", tmp_path / "t.csv"
    children = f'[{{id: a, name: "al{odd}pha", aliases: [alpha]}}]'
    path.write_text(f"id: f\nname: f\nreference: r\nchildren: {children}\n", encoding="utf-8")
    table.write_text("country,year,alpha\nPeru,2020,1\nChile,2020,2\n", encoding="utf-8")
    _, (said,) = framework_and_notes(path)
    reading = check_table(table, path)

    assert (said.code, said.file) == ("W_UNPRINTABLE", str(path))
    assert reading.panel is not None
    assert "W_UNPRINTABLE" in {one.code for one in reading.findings}
    assert is_visible(reading.panel.framework.leaves[0].name.en)
    assert framework_and_notes("caict-2024")[1] == ()


def test_odd_characters_of_a_flat_framework_are_said_too(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("id,name,weight\na,al\u202epha,1\nb,beta,2\n", encoding="utf-8")

    assert [one.code for one in framework_and_notes(path)[1]] == ["W_UNPRINTABLE"]
