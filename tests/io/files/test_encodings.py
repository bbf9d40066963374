"""Encodings: right names in any language are no garble, and what is another encoding than it seems is refused."""

import random

import pytest

from ii_index.io.files.encodings import resembles
from ii_index.io.files.text import original
from ii_index.io.tables import check_table
from ii_index.model import provinces
from ii_index.model.framework import Framework
from tests.io.tables.demo import codes, errors

TWO = Framework(
    id="two",
    name="Two",
    reference="tests",
    children=[{"id": "a", "name": "alpha"}, {"id": "b", "name": "beta"}],
)
# Names of countries (ISO 3166, in several languages), regions (NUTS 2), states and municipalities, as they are spelt.
NAMES = """
    Côte d'Ivoire|Türkiye|Curaçao|Réunion|España|Österreich|Québec|Zürich|Baden-Württemberg|São Tomé and Príncipe|Åland
    México|Köln|Île-de-France|Provence-Alpes-Côte d’Azur|Rhône-Alpes|Małopolskie|Śląskie|Łódzkie|Saarbrücken|Thüringen
    Jihozápad|Střední Čechy|Közép-Magyarország|Dél-Alföld|Észak-Alföld|Castilla y León|Andalucía|Aragón|Cataluña|Açores
    Região Autónoma da Madeira|Västsverige|Småland med öarna|Övre Norrland|Etelä-Suomi|Länsi-Suomi|Sør-Østlandet|Trøndelag
    Nyugat-Dunántúl|Bogotá|Medellín|Cuauhtémoc|Nezahualcóyotl|Ñuñoa|Peñalolén|São Paulo|Paraná|Ceará|Rondônia|Pará|Goiás
    Espírito Santo|Hà Nội|Đà Nẵng|Thừa Thiên Huế|České Budějovice|Ústí nad Labem|Hélène|Færøerne|Þórshöfn|Ägypten|Äthiopien
    Algérie|Bélgica|Émirats arabes unis|Haïti|Népal|Sénégal|Türkei|Česko|Érd|Ürümçi|ÎLE|Москва|Ελλάδα|日本|대한민국|ไทย|भारत
"""
SPELT = [name.strip() for line in NAMES.strip().splitlines() for name in line.split("|")]
CHINESE = [item.zh for item in provinces.PROVINCES.values()] + [
    item.zh_full for item in provinces.PROVINCES.values()
]
RARE = [
    "镕",
    "堃",
    "喆",
    "玥",
    "昇",
    "珺",
    "䶮",
    "龘",
    "𠮷",
    "垚",
    "骉",
    "朱镕基",
    "邛崃",
    "郏县",
    "亳州",
    "甪直",
    "墘",
    "磡",
    "嘉義縣",
]


def table(names, heading="country,year,alpha,beta"):
    return f"{heading}\n" + "".join(f"{name},2020,{at},{at * at}\n" for at, name in enumerate(names))


def read(content):
    return check_table(content, TWO)


def test_no_name_that_is_spelt_right_is_taken_for_garbled():
    assert [name for name in SPELT if original(name)] == []
    for name in SPELT:
        panel = read(table([name, "Peru"]).encode()).panel
        assert panel is not None
        assert panel.units == (name, "Peru")


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "windows-1250", "iso8859-15"])
def test_a_text_of_one_byte_a_letter_is_refused_and_read_when_its_encoding_is_said(encoding):
    names = [name for name in SPELT if not name.isascii() and encodable(name, encoding)]
    for start in range(0, len(names) - 4, 4):
        content = table(names[start : start + 4]).encode(encoding)
        (finding,) = errors(read(content))
        said = check_table(content, TWO, encoding=encoding).panel

        assert finding.code == "E_ENCODING"
        assert said is not None
        assert said.units == tuple(names[start : start + 4])


def encodable(name, encoding):
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("content", "likely"),
    [
        (
            table(["北海道", "青森県", "岩手県", "さいたま市"], "国名,年,alpha,beta").encode("cp932"),
            "shift_jis",
        ),
        (table(["臺北市", "高雄市", "新竹縣"], "地區,年份,alpha,beta").encode("big5"), "big5"),
        (table(["Türkiye", "México"]).encode("latin-1"), "windows-1252"),
    ],
)
def test_other_encodings_that_happen_to_be_valid_gb18030_are_named_and_the_remedy_works(content, likely):
    (finding,) = errors(read(content))
    panel = check_table(content, TWO, encoding=likely).panel

    assert finding.code == "E_ENCODING"
    assert f"--input-encoding {likely}" in finding.render("en")
    assert panel is not None


@pytest.mark.parametrize("seed", range(30))
def test_gb18030_is_read_whatever_rare_and_traditional_characters_it_holds(seed):
    names = random.Random(seed).sample(
        [*CHINESE, *RARE, "BYD比亚迪", "3M中国", "TCL集团", "A股"], 1 + seed % 6
    )
    heading = "城市,年份,alpha,beta" if seed % 2 else "city,year,alpha,beta"
    panel = read(table(names, heading).encode("gb18030")).panel

    assert panel is not None
    assert set(panel.units) == set(names)


@pytest.mark.parametrize("seed", range(200))
def test_a_garbled_chinese_table_is_refused_however_it_was_garbled(seed):
    names = random.Random(seed).sample(CHINESE, [1, 3, 6][seed % 3])
    heading = ["地区,年份,alpha,beta", "省份,年度,产值,专利", "城市,年份,alpha,beta"][seed % 3]
    text = table(names, heading)
    once = text.encode().decode("gb18030", errors="replace")
    ways = [
        once,
        text.encode("gbk").decode("latin-1"),
        text.encode().decode("latin-1"),
        once.encode().decode("gb18030", errors="replace"),
    ]

    assert "E_MOJIBAKE" in codes(read(ways[seed % 4].encode()))


def test_accented_names_that_are_garbled_are_refused():
    names = ["Türkiye", "México", "Köln"]
    for wrong in ("latin-1", "cp1252", "gb18030"):
        assert "E_MOJIBAKE" in codes(read(table(names).encode().decode(wrong).encode()))


def test_the_byte_that_ended_old_files_is_no_content():
    panel = read(table(["A", "B"]).encode() + b"\x1a").panel

    assert panel is not None
    assert panel.units == ("A", "B")


def test_an_encoding_that_does_not_exist_is_refused():
    assert codes(check_table(table(["A"]).encode(), TWO, encoding="klingon")) == ["E_ENCODING_UNKNOWN"]


def test_plain_bytes_resemble_nothing_else():
    assert resembles(b"country,year\nA,2020\n") is None
