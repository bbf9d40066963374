"""``rank --weights``: every rule ranks the example as typed, in whatever unit its columns are, and keeps its weights."""

import re
from pathlib import Path

import pytest

from ii_index.construction.methods.data_driven import RULES

ROOT = Path(__file__).parents[2]
PROVINCES = ROOT / "examples/provinces.csv"
EVERY = ["equal", *(kind.replace("_", "-") for kind in RULES)]


def _rows(out):
    """Lines of units, with every printed figure."""
    return [line for line in out.splitlines() if re.match(r"\s+\d+\s+[A-Z]", line)]


@pytest.fixture(scope="module")
def in_ge(tmp_path_factory):
    """The example with stations counted one by one, not in tens of thousands."""
    head, *rows = PROVINCES.read_text(encoding="utf-8-sig").splitlines()
    cells = [row.split(",") for row in rows]
    for row in cells:
        row[2] = f"{round(float(row[2]) * 10_000)}" if row[2] else ""
    path = tmp_path_factory.mktemp("ge") / "ge.csv"
    path.write_text(
        "\n".join([head.replace("5G基站数(万个)", "5G基站数(个)"), *map(",".join, cells)]), encoding="utf-8"
    )
    framework = path.with_name("ge.yaml")
    text = (ROOT / "src/ii_index/frameworks/caict-2024-public.yaml").read_text(encoding="utf-8")
    text = text.replace("id: caict-2024-public", "id: in-ge", 1)
    assert (
        "unit: 万个\n            direction: positive\n            transform: log\n            source: 工业和信息化部 5G"
        in text
    )
    text = re.sub(r"(id: base_stations_5g\n(?:.*\n){2}\s+unit: )万个", r"\1个", text)
    framework.write_text(text, encoding="utf-8")
    return path, framework


@pytest.mark.parametrize("word", EVERY)
def test_every_rule_ranks_the_example_as_typed_and_the_same_in_another_unit(spoken, in_ge, word):
    table, framework = in_ge
    code, out, _ = spoken("rank", PROVINCES, "--weights", word)
    again, same, _ = spoken("rank", table, "--framework", framework, "--weights", word)

    assert (code, again) == (0, 0)
    assert len(_rows(out)) == 31
    assert _rows(same) == _rows(out)


def test_a_rule_may_be_spelt_as_in_a_file_and_written_out_with_its_fields(spoken):
    _, hyphens, _ = spoken("rank", PROVINCES, "--weights", "standard-deviation", "--quiet")
    _, underscores, _ = spoken("rank", PROVINCES, "--weights", "standard_deviation", "--quiet")
    _, written, _ = spoken(
        "rank", PROVINCES, "--weights", "{kind: standard-deviation, on: scores}", "--quiet"
    )

    assert hyphens == underscores == written


def test_weights_of_a_year_are_frozen_saved_and_used_again(spoken, tmp_path):
    kept = tmp_path / "weights.yaml"
    step = "{kind: entropy, scope: 2021, within: parents}"
    code, out, _ = spoken("rank", PROVINCES, "--weights", step, "-o", kept)
    again, same, _ = spoken("rank", PROVINCES, "--weights", kept)

    assert (code, again) == (0, 0)
    assert _rows(same) == _rows(out)
    assert "taken from 2021; shift 0.0001; within each of 7 parents; provinces.csv" in same
    assert kept.read_text(encoding="utf-8").startswith("origin: 'entropy, from the data")


def test_saved_weights_say_by_a_digest_which_data_they_come_from(spoken, tmp_path):
    files = [tmp_path / f"{name}.yaml" for name in ("one", "same", "other", "experts")]
    changed = tmp_path / "provinces.csv"
    text = PROVINCES.read_text(encoding="utf-8-sig")
    first = text.splitlines()[1].split(",")
    changed.write_text(text.replace(f",{first[2]},", f",{float(first[2]) + 1},", 1), encoding="utf-8")
    for table, file, step in zip(
        (PROVINCES, PROVINCES, changed, PROVINCES),
        files,
        ("entropy", "entropy", "entropy", "equal"),
        strict=True,
    ):
        spoken("rank", table, "--weights", step, "-o", file)
    origins = [file.read_text(encoding="utf-8").splitlines()[0] for file in files]
    digests = [re.findall(r"SHA-256 ([0-9a-f]{12})", origin) for origin in origins]

    assert digests[0] == digests[1] != digests[2]
    assert len(digests[0]) == len(digests[2]) == 1
    assert not digests[3]


def test_the_year_that_is_ranked_gives_its_own_weights(spoken):
    _, own, _ = spoken("rank", PROVINCES, "--weights", "{kind: critic, scope: year}", "--year", "2022")
    _, named, _ = spoken("rank", PROVINCES, "--weights", "{kind: critic, scope: 2022}", "--year", "2022")

    assert own == named
    assert "taken from 2022" in own


def test_what_a_rule_cannot_take_is_said_with_the_names_of_the_first_indicators_and_their_number(spoken):
    code, _, err = spoken("rank", PROVINCES, "--weights", "{kind: entropy, on: values}", "--lang", "zh")

    assert code == 1
    assert "E_WEIGHTS_LOGARITHM" in err
    assert "“5G基站数”、" in err
    assert "等23项指标先作了变换" in err
    assert "base_stations_5g" not in err
    assert err.count("、") < 10
    assert "on: scores" in err
