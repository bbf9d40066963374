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
NAMES += """
    Algérie|Arménie|Azerbaïdjan|Bélarus|Bénin|Brésil|Cap-Vert|Corée|Égypte|Émirats arabes unis|Équateur|Érythrée|États-Unis
    Éthiopie|Géorgie|Grèce|Guinée-Bissau|Indonésie|Israël|Jamaïque|Koweït|Macédoine du Nord|Malaisie|Mauritanie|Norvège
    Nouvelle-Zélande|Ouzbékistan|Pérou|République démocratique du Congo|Slovénie|Suède|Tchéquie|Thaïlande|Trinité-et-Tobago
    Afganistán|Arabia Saudí|Bélgica|Camerún|Emiratos Árabes Unidos|Etiopía|Gabón|Haití|Hungría|Irán|Japón|Líbano|Panamá
    Países Bajos|Pakistán|Perú|República Dominicana|Sudáfrica|Tayikistán|Turkmenistán|Túnez|Turquía|Uzbekistán|Omán|Níger
    Arábia Saudita|Áustria|Bósnia e Herzegovina|Bulgária|Colômbia|Croácia|Dinamarca|Eslovênia|Estônia|Finlândia|Índia
    Irlanda do Norte|Jordânia|Letônia|Lituânia|Mônaco|Polônia|Quênia|Romênia|Sérvia|Suécia|Suíça|Tanzânia|Ucrânia|Vietnã
    Ägypten|Äquatorialguinea|Dänemark|Elfenbeinküste|Färöer|Französisch-Guayana|Kambodscha|Libanon|Rumänien|Südafrika
    Südsudan|Tschechische Republik|Türkei|Weißrussland|Zentralafrikanische Republik|Grönland|Norwegen|Österreich|Königreich
    Città del Vaticano|Perù|Papua Nuova Guinea|São Tomé e Príncipe|Costa d’Avorio|Emirati Arabi Uniti|Repubblica Ceca
    Australia i Oceania|Białoruś|Dżibuti|Łotwa|Północna Korea|Południowa Afryka|Szwecja|Węgry|Wielka Brytania|Włochy|Żydów
    Řecko|Španělsko|Švédsko|Švýcarsko|Čína|Jižní Korea|Maďarsko|Německo|Rumunsko|Spojené království|Turecko|Tádžikistán
    Çin|Güney Kore|İngiltere|İspanya|İsveç|Kıbrıs|Mısır|Özbekistan|Türkmenistan|Ürdün|Yunanistan|Çekya|Şili|Fildişi Sahili
    Praha|Střední Morava|Moravskoslezsko|Severovýchod|Jihovýchod|Oberösterreich|Niederösterreich|Kärnten|Köln|Düsseldorf
    Münster|Lüneburg|Mittelfranken|Tübingen|Bayern|Thüringen|Hovedstaden|Sjælland|Midtjylland|Põhja-Eesti|País Vasco|La Rioja
    Illes Balears|Canarias|Extremadura|Franche-Comté|Midi-Pyrénées|Pays de la Loire|Champagne-Ardenne|Dél-Dunántúl
    Közép-Dunántúl|Észak-Magyarország|Valle d'Aosta/Vallée d'Aoste|Friuli-Venezia Giulia|Świętokrzyskie|Podkarpackie
    Dolnośląskie|Warmińsko-Mazurskie|Kujawsko-Pomorskie|Área Metropolitana de Lisboa|Sud-Vest Oltenia|București - Ilfov
    Západné Slovensko|Stredné Slovensko|Východné Slovensko|Pohjois- ja Itä-Suomi|Östra Mellansverige|Mellersta Norrland
    Τρίκαλα|Стара Загора|Ísland|Østfold|Sogn og Fjordane|Zürich|Graubünden|Genève|Fribourg|Neuchâtel|Québec|Ciudad de México
    Nuevo León|Querétaro|San Luis Potosí|Yucatán|Michoacán|Amapá|Maranhão|Piauí|Santa Catarina|Córdoba|Entre Ríos|Neuquén
    Río Negro|Tucumán|Atlántico|Bolívar|Boyacá|Caquetá|Chocó|Córdoba|Nariño|Quindío|Vaupés|Áncash|Apurímac|Huánuco|Junín|Ñuble
    Biobío|Valparaíso|Tarapacá|Maulé|Aysén|Belém|Brasília|Cuiabá|Florianópolis|Goiânia|João Pessoa|Maceió|São Luís|Vitória
    Baden-Württemberg|Thüringen|Kärnten|Niederösterreich|Graubünden|Zürich|Genève|Bruxelles-Capitale|Région wallonne|Liège
    Ciudad de México|Estado de México|Coahuila de Zaragoza|Nuevo León|Michoacán de Ocampo|Tlaxcala de Xicohténcatl|Cárdenas
    Tláhuac|Coyoacán|Álvaro Obregón|Iztapalapa|Benito Juárez|Ecatepec|Tlalnepantla|San Andrés Cholula|Zacatlán|Teotihuacán
    San Cristóbal de las Casas|Tuxtla Gutiérrez|Cosoleacaque|Minatitlán|Ñuñoa|Peñaflor|Viña del Mar|Concón|Quilpué|Curicó
    Chillán|Los Ángeles|Temuco|Pucón|Valdivia|Coyhaique|Copiapó|Calamá|San José de Maipo|Santo Domingo Este|Mayagüez|Añasco
    Peñuelas|Río Piedras|Colón|Chiriquí|Ngäbe-Buglé|Darién|Limón|Atlántida|Olancho|Choluteca|Quiché|Petén|Sacatepéquez|Sololá
    Suchitepéquez|Ahuachapán|Cuscatlán|La Unión|Usulután|Rivas|Estelí|Matagalpa|Río San Juan|Paysandú|Tacuarembó|San José
    Itapúa|Alto Paraná|Ñeembucú|Boquerón|Potosí|Beni|Pando|Cañar|Manabí|Galápagos|Santo Domingo de los Tsáchilas|Bolívar
    Anzoátegui|Mérida|Falcón|Guárico|Táchira|Zulia|Itagüí|Jamundí|Facatativá|Fusagasugá|Quibdó|Apartadó|Turbaná|Sincé|Tolú
    Mossoró|Parnaíba|Paço do Lumiar|Imperatriz|Macapá|Ji-Paraná|Várzea Grande|Anápolis|Águas Lindas de Goiás|Dourados|Três Lagoas
    São José dos Campos|São João del-Rei|Poços de Caldas|Taboão da Serra|Itaquaquecetuba|Embu-Guaçu|Guarujá|Cubatão|Mogi Guaçu
    Avaré|Jaú|Tatuí|Taubaté|Guaratinguetá|Paranaguá|Foz do Iguaçu|Maringá|Criciúma|Itajaí|Tubarão|Chapecó|Bagé|Santa Cruz do Sul
    Ribeirão Preto|Uberlândia|Niterói|Jundiaí|Itabuna|Ijuí|Açailândia|Ilhéus|Acapulco de Juárez|Mérida|León|Culiacán|Torreón
    Mazatlán|Cancún|Ibagué|Cúcuta|Popayán|Itagüí|Chía|Zipaquirá|Asunción|Cumaná|Mérida|Maracaibo|Ciudad Guayana|Ñemby|Itá
"""
SPELT = [name.strip() for line in NAMES.split("\n") if line.strip() for name in line.split("|")]
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


CITIES = [
    "南京",
    "苏州",
    "无锡",
    "徐州",
    "大理",
    "汕头",
    "石河子",
    "嘉禾县",
    "邛崃",
    "亳州",
    "阿里巴巴",
    "比亚迪",
    "华为技术有限公司",
    "大连",
    "厦门",
    "银川",
    "乌鲁木齐",
]


def misread(text, *steps):
    """A text saved and opened again and again: each step is the encoding it had, and the one it was opened in."""
    for had, taken in steps:
        text = text.encode(had).decode(taken, errors="replace")
    return text


GARBLINGS = {
    "UTF-8 as GBK": [("utf-8", "gb18030")],
    "UTF-8 as Windows-1252": [("utf-8", "cp1252")],
    "GBK as Latin-1": [("gbk", "latin-1")],
    "GBK as UTF-8": [("gbk", "utf-8")],
    "UTF-8 as GBK twice": [("utf-8", "gb18030")] * 2,
    "UTF-8 as Latin-1 twice": [("utf-8", "latin-1")] * 2,
    "GBK as Latin-1, then UTF-8 as GBK": [("gbk", "latin-1"), ("utf-8", "gb18030")],
    "GBK as Latin-1, then UTF-8 as Latin-1": [("gbk", "latin-1"), ("utf-8", "latin-1")],
    "UTF-8 as GBK, then UTF-8 as Latin-1": [("utf-8", "gb18030"), ("utf-8", "latin-1")],
}


@pytest.mark.parametrize("way", GARBLINGS)
def test_however_short_a_garbled_table_is_and_whatever_else_it_holds_it_is_refused(way):
    """One Chinese name or a dozen, alone or among others, below Chinese headings or English ones, in either encoding."""
    for seed in range(60):
        chance = random.Random(seed)
        names = chance.sample([*CITIES, *CHINESE], [1, 2, 3, 12][seed % 4])
        others = [["Peru", "Chile"], [], ["Viet Nam"]][seed % 3]
        heading = ["地区,年份,alpha,beta", "city,year,alpha,beta", "城市,year,alpha,beta"][seed // 4 % 3]
        right = table([*others, *names], heading)
        text = misread(right, *GARBLINGS[way])
        for encoding in ("utf-8", "gb18030"):
            content = text.encode(encoding)
            if content != right.encode():  # saved in the wrong encoding it was opened in, it is right again
                assert {"E_MOJIBAKE", "E_ENCODING"} & {*codes(read(content))}, (names, heading)


def test_garbled_text_whose_bytes_were_dropped_is_told_where_words_are_left():
    once = "广西壮族自治区".encode().decode("gbk", errors="ignore")

    assert original(once) is not None
    assert [original(name) for name in RARE] == [None] * len(RARE)


def test_hardly_any_row_of_chinese_characters_is_taken_for_garbled_by_chance():
    """Characters of GB2312 in any order, as no word has them: fewer than one row in ten thousand."""
    rows = [
        bytes([row, place]).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for place in range(0xA1, 0xFF)
    ]
    chance = random.Random(7)
    texts = ["".join(chance.choices(rows, k=chance.choice([1, 2, 2, 3, 4, 6]))) for _ in range(50_000)]

    assert sum(original(text) is not None for text in texts) < 5


KOREAN = [
    "서울특별시",
    "부산광역시",
    "대구광역시",
    "인천광역시",
    "광주광역시",
    "대전광역시",
    "울산광역시",
    "경기도",
    "강원도",
    "충청북도",
    "제주도",
]
JAPANESE = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "東京都",
    "大阪府",
    "さいたま市",
    "神奈川県",
]
RUSSIAN = [
    "Москва",
    "Санкт-Петербург",
    "Казань",
    "Новосибирск",
    "Россия",
    "Татарстан",
    "Екатеринбург",
    "Самара",
    "Омск",
]
GREEK = ["Ελλάδα", "Αττική", "Κρήτη", "Θεσσαλία", "Ήπειρος", "Πελοπόννησος", "Κύπρος", "Μακεδονία"]


@pytest.mark.parametrize(
    ("names", "encoding", "said"),
    [
        (KOREAN, "euc-kr", "euc-kr"), (KOREAN, "cp949", "euc-kr"), (JAPANESE, "euc-jp", "euc-jp"), (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "windows-1251"), (GREEK, "iso8859-7", "iso-8859-7"),
        ([name.upper() for name in RUSSIAN], "cp1251", "windows-1251"), ([name.upper() for name in RUSSIAN], "koi8-r", "koi8-r"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("seed", range(5))
def test_another_alphabet_is_refused_by_its_name_and_the_remedy_reads_it(names, encoding, said, seed):
    some = random.Random(seed).sample(names, 5)
    content = table(some).encode(encoding)
    (finding,) = errors(read(content))
    panel = check_table(content, TWO, encoding=said).panel

    assert finding.code == "E_ENCODING"
    assert f"--input-encoding {said}" in finding.render("en")
    assert panel is not None
    assert panel.units == tuple(some)


COUNTIES = [
    "嘉禾",
    "临武",
    "宜章",
    "汝城",
    "桂东",
    "安仁",
    "资兴",
    "岳麓",
    "耒阳",
    "醴陵",
    "攸县",
    "茶陵",
    "炎陵",
    "湘潭",
    "韶山",
    "祁东",
    "衡阳",
    "邵东",
    "隆回",
    "洞口",
    "绥宁",
    "新宁",
    "武冈",
    "华容",
    "湘阴",
    "平江",
    "汨罗",
    "临湘",
    "安乡",
    "汉寿",
    "澧县",
    "临澧",
    "桃源",
    "石门",
    "津市",
    "慈利",
    "桑植",
    "南县",
    "桃江",
    "安化",
    "沅江",
    "道县",
    "江永",
    "宁远",
    "蓝山",
    "辰溪",
    "溆浦",
    "会同",
    "麻阳",
    "芷江",
    "靖州",
    "洪江",
    "冷水江",
    "涟源",
    "泸溪",
    "凤凰",
    "保靖",
    "古丈",
    "永顺",
    "郫都",
    "邛崃",
    "崇州",
    "犍为",
    "沐川",
    "峨边",
    "筠连",
    "珙县",
    "巴塘",
    "雷波",
    "盱眙",
    "睢宁",
    "邳州",
    "颍上",
    "亳州",
    "涡阳",
    "濉溪",
    "歙县",
    "黟县",
    "郯城",
    "莒县",
    "鄄城",
    "单县",
    "东阿",
    "栾城",
    "井陉",
    "赞皇",
    "藁城",
    "滦州",
    "蔚县",
    "阳原",
    "涿鹿",
    "涞源",
    "蠡县",
    "枣强",
    "泊头",
    "献县",
    "桦甸",
    "蛟河",
    "磐石",
    "扶余",
    "勃利",
    "虎林",
    "饶河",
    "乾安",
    "长岭",
]


@pytest.mark.parametrize("seed", range(200))
def test_a_chinese_table_is_read_however_few_and_rare_its_characters(seed):
    draw = random.Random(seed)
    pool = [*COUNTIES, *RARE, "O2O平台", "B2B电商", "甲", "丙丁", "蚌埠港", "𠮷野家", "A企业"]
    names = draw.sample(pool, 1 + seed % 9)
    panel = read(
        table(names, ["city,year,alpha,beta", "城市,年份,alpha,beta"][seed % 2]).encode("gb18030")
    ).panel

    assert panel is not None
    assert set(panel.units) == set(names)


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


@pytest.mark.parametrize("name", ["Ω²", "°С", "µg/m³", "Größe·Δ", "№5", "Ёлка", "Łódź", "ªº", "Ñ", "Ελλάδα²"])
def test_signs_and_letters_of_two_bytes_are_utf8(name):
    assert read(table([name, "Peru"]).encode()).panel.units == (name, "Peru")


def test_plain_bytes_resemble_nothing_else():
    assert resembles(b"country,year\nA,2020\n") is None
