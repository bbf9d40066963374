"""The edition of five years: the same figures as the three, no invented cell, every figure with its source."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

import ii_index as ii
from tests.examples.conftest import rows_of
from tests.examples.test_frameworks import TABLE_1, two_levels
from tests.examples.test_tables import KEYS, PROVINCES, numbers

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
YEARS = ("2019", "2020", "2021", "2022", "2023")
FIVE_G, FISCAL = "5G基站数(万个)", "地方财政科学技术支出(亿元)"


@pytest.fixture(scope="module")
def edition():
    return rows_of(EXAMPLES / "provinces_2019_2023.csv")


@pytest.fixture(scope="module")
def classes():
    return rows_of(EXAMPLES / "provinces_2019_2023_confidence.csv")


@pytest.fixture(scope="module")
def origins():
    return rows_of(EXAMPLES / "provinces_2019_2023_sources.csv")


@pytest.fixture(scope="module")
def index():
    return ii.compose(ii.read_panel(EXAMPLES / "provinces_2019_2023.csv"))


def test_the_last_three_years_are_the_table_of_three_years_cell_by_cell(edition, provinces):
    assert [row for row in edition if row["年份"] >= "2021"] == provinces


def test_every_province_stands_once_in_each_of_five_years(edition):
    assert [(row["地区"], row["年份"]) for row in edition] == [
        (name, year) for year in YEARS for name in PROVINCES.split()
    ]


def test_what_was_not_counted_yet_is_empty_and_nothing_is_carried_back(edition):
    counted = Counter((row["年份"], name) for row in edition for name, value in numbers(row).items() if value)

    assert [counted[year, FIVE_G] for year in YEARS] == [0, 0, 31, 31, 31]
    assert [counted[year, FISCAL] for year in YEARS] == [0, 31, 31, 31, 31]
    others = {*numbers(edition[0])} - {FIVE_G, FISCAL}
    assert min(counted[year, name] for year in YEARS for name in others) >= 28


def test_no_series_repeats_the_year_before(edition):
    """A figure filled in would be its neighbour's: whole numbers that stay, such as colleges, alone may repeat."""
    for name in numbers(edition[0]):
        for province in PROVINCES.split():
            own = [row[name] for row in edition if row["地区"] == province]
            same = sum(bool(one) and one == other for one, other in pairwise(own))
            assert same <= 1 or all(len(value.rstrip("0").replace(".", "")) <= 4 for value in own if value), (
                name,
                province,
            )


def test_every_figure_has_a_class_and_every_class_a_figure(edition, classes):
    for figures, own in zip(edition, classes, strict=True):
        assert [figures[key] for key in KEYS] == [own[key] for key in KEYS]
        assert {name for name, value in numbers(figures).items() if value} == {
            name for name, value in numbers(own).items() if value
        }
    assert {value for row in classes for value in numbers(row).values()} == {"A", "B", "C", ""}


def test_the_sources_account_for_every_figure_by_column_and_class(edition, classes, origins):
    filled = Counter((name, value) for row in classes for name, value in numbers(row).items() if value)
    told = Counter()
    for row in origins:
        if row["来源"]:
            told[row["列"], row["等级"]] += int(row["个数"])

    assert told == filled
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{7}/.+", row["取自"]) for row in origins if row["来源"])


def test_a_figure_far_from_the_year_before_is_named_beside_its_source(edition, origins):
    told = {(row["列"], row["年份"], row["地区"]) for row in origins if "为上年的" in row["说明"]}
    values = {(row["地区"], row["年份"]): row for row in edition}
    far = {
        (name, year, province)
        for (province, year), row in values.items()
        if year > "2019"
        for name, value in numbers(row).items()
        if (before := values[province, str(int(year) - 1)][name]) and value and "比重" not in name
        if not 0.35 < float(value) / float(before) < 2.9
    }

    assert far <= told


def test_coverage_says_what_a_year_lacks(index):
    """5G stations are a third of one of five foundations, fiscal expenditure the whole of one sub-indicator."""
    covered = {year: index.frame("ranking", year)["coverage"].max() for year in index.years}

    assert index.years == (2019, 2020, 2021, 2022, 2023)
    assert covered[2019] < covered[2020] < covered[2021] == covered[2023] == pytest.approx(1)
    assert any(finding.code == "W_MISSING_VALUES" for finding in index.panel.findings)


def test_five_years_are_enough_for_trends_convergence_and_moves(index):
    trend = index.frame("trend")
    moves, spread = ii.dynamics(index, 4), ii.inequality(index)

    assert len(trend) == 31 * 5
    assert index.frame("cagr")["total"].notna().all()
    assert moves.frame("transitions")["starts"].sum() == 31 * 4
    assert len(spread.frame("years")) == 5


def test_the_full_framework_has_a_column_for_all_nineteen_and_names_the_official_lists():
    public = ii.read_framework("caict-2024-public")
    whole = ii.read_framework(EXAMPLES / "caict-2024-full.yaml")
    added = {leaf.id: leaf for leaf in whole.leaves if leaf.id not in public.nodes}

    assert two_levels(whole) == TABLE_1
    assert all(node.children for dimension in whole.children for node in dimension.children or ())
    assert [leaf for leaf in whole.leaves if leaf.id in public.nodes] == [*public.leaves]
    named = " ".join(leaf.source or "" for leaf in added.values())
    for official in ("智能制造示范工厂", "5G工厂名录", "工业互联网试点示范", "专精特新", "百城千园行"):
        assert official in named
    assert all(leaf.note is not None and leaf.transform is None for leaf in added.values())


def test_a_template_filled_from_the_lists_is_ranked_and_what_is_blank_is_said(edition):
    """Illustrative counts typed by an analyst for one province; the others are left blank."""
    whole = ii.read_framework(EXAMPLES / "caict-2024-full.yaml")
    panel = ii.read_panel(EXAMPLES / "provinces_2019_2023.csv", "caict-2024-public")
    frame = panel.to_frame().reset_index()
    for leaf in whole.leaves:
        if leaf.id not in frame:
            frame[leaf.id] = None
            frame.loc[frame["code"].isin(["110000", "310000"]), leaf.id] = [*range(10)]
    found = ii.compose(ii.Panel.from_frame(frame, whole))

    covered = found.frame("ranking", 2023)["coverage"]
    assert covered["110000"] == pytest.approx(1)
    assert covered["440000"] < 0.9


def test_the_edition_is_built_by_commands_and_its_manifest_holds(tmp_path):
    own = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENBLAS_NUM_THREADS": "1"}
    script = [sys.executable, str(EXAMPLES / "build_edition.py"), str(tmp_path / "out"), "--tables"]
    done = subprocess.run(script, cwd=tmp_path, env=own, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr

    said = json.loads((tmp_path / "out" / "edition.json").read_text(encoding="utf-8"))
    for name, digest in said["outputs"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert {f"tables/ranking_{year}.csv" for year in YEARS} <= {*said["outputs"]}
    assert said["inputs"]["provinces_2019_2023.csv"]
    assert str(tmp_path) not in json.dumps(said)


def test_the_study_of_the_edition_is_well_formed():
    from ii_index.model.study import Study

    study = Study(**yaml.safe_load((EXAMPLES / "edition.yaml").read_text(encoding="utf-8")))
    assert study.table is not None
    assert (EXAMPLES / "provinces_2019_2023.csv").exists()
