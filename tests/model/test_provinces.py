"""The 34 provinces: names in every usual form, never guessed.

``provinces_reference.csv``: codes GB/T 2260, ISO 3166-2:CN, names and NBS regions, collected when the project started.
"""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.model.provinces import IN_SCOPE, OTHER_GROUPS, PROVINCES, REGION_GROUPS, nearest, resolve

with (Path(__file__).parent / "provinces_reference.csv").open(encoding="utf-8") as stream:
    REFERENCE = list(csv.DictReader(stream))
EVERY_PROVINCE = pytest.mark.parametrize("row", REFERENCE, ids=[row["name_en"] for row in REFERENCE])


def test_there_are_34_of_which_31_are_in_scope_in_code_order():
    assert list(PROVINCES) == sorted(row["gb_code"] for row in REFERENCE)
    assert list(IN_SCOPE) == sorted(row["gb_code"] for row in REFERENCE if row["in_scope"] == "true")
    assert (len(PROVINCES), len(IN_SCOPE)) == (34, 31)


@EVERY_PROVINCE
def test_its_facts_are_those_of_the_reference(row):
    item = PROVINCES[row["gb_code"]]

    assert (item.zh, item.zh_full, item.iso) == (row["short_zh"], row["name_zh"], row["iso_3166_2"])
    assert (item.en, item.en_full, item.pinyin) == (row["name_en"], row["name_en_full"], row["pinyin_toned"])
    assert (item.region or "", item.in_scope) == (row["region_nbs"], row["in_scope"] == "true")


@EVERY_PROVINCE
def test_every_known_form_names_it(row):
    columns = (
        "gb_code",
        "nbs_code12",
        "iso_3166_2",
        "name_zh",
        "short_zh",
        "abbr_zh",
        "abbr_zh_alt",
        "name_en",
        "pinyin_toned",
    )
    forms = [*row["variants"].split("|"), *(row[column] for column in columns if row[column])]

    assert {form: resolve(form) for form in forms} == dict.fromkeys(forms, row["gb_code"])


@given(st.sampled_from(REFERENCE), st.sampled_from(["zh", "en"]), st.randoms())
def test_space_case_and_width_do_not_matter(row, language, chance):
    name = row["short_zh" if language == "zh" else "name_en_full"]
    spaced = "　".join(name) if language == "zh" else name.replace(" ", "  ")
    cased = "".join(chance.choice((letter.lower(), letter.upper())) for letter in spaced)
    wide = "".join(
        chr(ord(letter) + 0xFEE0) if letter.isalpha() and letter.isascii() else letter for letter in cased
    )

    assert resolve(f" {wide}\u200b\n") == row["gb_code"]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Shanxi", "140000"), ("SHANXI PROVINCE", "140000"), ("Shānxī", "140000"), ("山西", "140000"), ("晉", "140000"),
        ("Shaanxi", "610000"), ("shaanxi", "610000"), ("Shǎnxī", "610000"), ("陝西省", "610000"), ("Shaan Xi", "610000"),
        ("内蒙", "150000"), ("內蒙古自治區", "150000"), ("NeiMengGu", "150000"), ("innermongolia", "150000"),
        ("110000.0", "110000"), ("11", "110000"), ("CN-11", "110000"), ("cn_bj", "110000"), ("１１００００", "110000"),
        ("Guang dong", "440000"), ("臺灣", "710000"), ("Macao, China", "820000"), ("中国香港", "810000"),
    ],
)  # fmt: skip
def test_less_usual_forms(label, code):
    assert resolve(label) == code


@pytest.mark.parametrize(
    "label",
    [
        "",
        " ",
        "新彊",
        "Shan xi",
        "Shanxii",
        "Shaanxxi",
        "深圳",
        "110100",
        "1.1",
        "1",
        "广东（不含深圳）",
        "北京*",
        "中国",
        "全国",
        "BeiJin",
    ],
)
def test_nothing_is_guessed(label):
    assert resolve(label) is None


def test_a_misspelt_name_is_met_with_names_that_look_like_it():
    assert nearest("新彊")[0] == "新疆"
    assert nearest("Guangdon")[0] == "Guangdong"
    assert {"Shanxi", "Shaanxi"} <= set(nearest("Shan xi"))
    assert nearest("xyz") == ()


def test_each_province_in_scope_is_in_exactly_one_of_the_four_regions():
    members = [unit for group in REGION_GROUPS.values() for unit in group.units]

    assert sorted(members) == list(IN_SCOPE)
    assert [(group.zh, len(group.units)) for group in REGION_GROUPS.values()] == [
        ("东部", 10), ("中部", 6), ("西部", 12), ("东北", 3),
    ]  # fmt: skip


def test_other_groups_overlap_and_name_their_source():
    assert OTHER_GROUPS["chengyu"].units == ("500000", "510000")
    assert set(OTHER_GROUPS["chengyu"].units) < set(OTHER_GROUPS["yangtze"].units)
    assert all(group.source for group in (*REGION_GROUPS.values(), *OTHER_GROUPS.values()))
