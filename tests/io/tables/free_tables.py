"""Random tables of free units as the world writes them: names of ten scripts, codes, groups, totals, notes, flags."""

import csv
import io
from dataclasses import dataclass, field, replace

import xlsxwriter
from hypothesis import strategies as st

from ii_index.model.framework import Framework

NAMES = {
    "latin": "Côte d'Ivoire|São Tomé and Príncipe|Türkiye|Österreich|Île-de-France|Łódzkie|Českobudějovice|Peru|Viet Nam|Ñuble|Kiel|Guinea-Bissau",
    "chinese": "南京|苏州|无锡|常州|徐州|阿里巴巴|比亚迪|嘉禾县|邛崃|石河子|大理|汕头",
    "japanese": "さいたま市|トヨタ|横浜市|名古屋市|つくば|ソニー",
    "korean": "서울|부산|대구|인천|광주|대전",
    "cyrillic": "Москва|Казань|Омск|Самара|Тверь|Ёлки",
    "greek": "Αττική|Κρήτη|Ήπειρος|Θεσσαλία|Κύπρος",
    "arabic": "مصر|تونس|المغرب|الجزائر|عمان",
    "hebrew": "חיפה|ירושלים|אילת|רמלה",
    "thai": "กรุงเทพ|เชียงใหม่|ภูเก็ต|ระยอง",
    "devanagari": "दिल्ली|मुंबई|चेन्नई|पटना",
}
SCRIPTS = {script: names.split("|") for script, names in NAMES.items()}
ENCODINGS = {
    "latin": ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "gb18030"],
    "chinese": ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5"],
    "japanese": ["utf-8", "cp932", "euc-jp"],
    "korean": ["utf-8", "euc-kr", "utf-16"],
    "cyrillic": ["utf-8", "koi8-r", "windows-1251"],
    "greek": ["utf-8", "iso-8859-7"],
}
LEAVES = [
    {"id": "out", "name": {"zh": "工业产值", "en": "Industrial output"}, "unit": "亿元"},
    {"id": "pat", "name": {"zh": "专利授权数", "en": "Patents granted"}, "unit": "件"},
    {"id": "rate", "name": {"zh": "失业率", "en": "Unemployment rate"}, "unit": "%"},
]
FREE = Framework(id="free", name="Free", reference="tests", children=LEAVES)
HEADINGS = {
    "out": [
        "out",
        "工业产值",
        "Industrial output",
        "工业产值（亿元）",
        "工业产值_亿元",
        "1.工业产值(亿元)",
        "工业产值（亿元，当年价）",
        "工业产值 亿元",
    ],
    "pat": [
        "pat",
        "专利授权数",
        "Patents granted",
        "专利授权数（件）",
        "二、专利授权数",
        "专利授权数 Patents granted",
    ],
    "rate": ["rate", "失业率", "Unemployment rate", "失业率（%）", "失业率_%", "Unemployment rate (%)"],
}
UNITS = [
    "Country",
    "Entity",
    "Country Name",
    "uName",
    "GEO_LABEL",
    "REF_AREA",
    "城市",
    "企业名称",
    "国家",
    "名称",
    "location_name",
    "Economy",
    "单位名称",
]
CODES = ["Code", "ISO3", "Country Code", "uCode", "代码", "编码", "区划代码"]
GROUPS = ["Continent", "Region", "省份", "Income group", "行业", "大区", "IncomeGroup"]
YEARS = ["Year", "年份", "TIME_PERIOD", "Time", "年度", "时间", "date"]
ASIDES = ["备注", "Source", "数据来源", "Notes", "OBS_FLAG"]
SPELT_YEARS = ["{}", "{}年", "FY{}", "{} [YR{}]", "{}.0", "X{}", "{}年度"]
MISSING = ["", "..", ":", "NA", "n.a.", "—", "…", "-", "nan", "null", "暂无", "x"]
FLAGS = ["{}", "{}", "{}", "{} b", "{}p", "{} e", "{} (p)", "{}*", "{}①"]
TITLES = ["各单位主要指标", "Table 1. Main indicators", "单位：亿元、件、%"]
NOTES = [
    "注：数据为初步核算。",
    "Source: national statistics offices.",
    "资料来源：统计年鉴",
    "Notes: p provisional; e estimated.",
    "a. Data refer to an earlier year.",
]
TOTALS = ["合计", "总计", "Total", "全省", "平均", "Average"]


@dataclass(frozen=True)
class Table:
    """A panel and how it is written."""

    units: tuple[str, ...]
    years: tuple[int, ...]
    cells: dict[tuple[int, str, str], str | None]
    script: str
    layout: str
    heads: dict[str, str]
    unit_head: str
    year_head: str
    code_head: str | None
    groups: dict[str, tuple[str, ...]]
    aside: str | None
    spelt: str
    blank: str
    flags: dict[tuple[int, str, str], str]
    title: str | None
    notes: tuple[str, ...]
    total: str | None
    encoding: str
    delimiter: str
    form: str
    order: tuple[int, ...] = field(default=())
    dated: bool = True
    measured: bool = False
    heading: str | None = None

    @property
    def number_of(self):
        """The numbers that are there."""
        return {place: float(text) for place, text in self.cells.items() if text is not None}


@st.composite
def tables(draw):
    script = draw(st.sampled_from([*SCRIPTS]))
    units = draw(st.lists(st.sampled_from(SCRIPTS[script]), min_size=2, max_size=6, unique=True))
    years = sorted(draw(st.lists(st.integers(1995, 2028), min_size=1, max_size=3, unique=True)))
    layout = draw(
        st.sampled_from(
            [
                "wide",
                "wide",
                "wide",
                "long",
                "years across",
                "years above",
                "units across",
                "units over years",
            ]
        )
    )
    numbers = {
        "out": st.decimals(1, 10**6, places=2), "pat": st.integers(0, 10**6), "rate": st.decimals(2, 99, places=1),
    }  # fmt: skip
    cells = {
        (year, unit, leaf): draw(st.none() | numbers[leaf].map(str)) if draw(st.integers(0, 5)) == 0 else str(draw(numbers[leaf]))
        for year in years for unit in units for leaf in HEADINGS
    }  # fmt: skip
    for unit in units:  # a unit without any value below the last one is a note
        cells[years[0], unit, "out"] = str(draw(numbers["out"]))
    flags = {place: draw(st.sampled_from(FLAGS)) for place in cells if draw(st.integers(0, 8)) == 0}
    groups = {}
    if draw(st.booleans()):
        for heading in draw(st.lists(st.sampled_from(GROUPS), min_size=1, max_size=2, unique=True)):
            labels = [draw(st.sampled_from(["North", "South", "高", "低"])) for _ in units]
            if len({*labels}) > 1 and len({*labels}) < 0.9 * len(units):
                groups[heading] = tuple(labels)
    return Table(
        units=tuple(units),
        years=tuple(years),
        cells=cells,
        script=script,
        layout=layout,
        heads={leaf: draw(st.sampled_from(words)) for leaf, words in HEADINGS.items()},
        unit_head=draw(st.sampled_from([*UNITS, "firm_id"])),
        year_head=draw(st.sampled_from(YEARS)),
        code_head=draw(st.none() | st.sampled_from(CODES)),
        groups=groups,
        aside=draw(st.none() | st.sampled_from(ASIDES)),
        spelt=draw(st.sampled_from(SPELT_YEARS)),
        blank=draw(st.sampled_from(MISSING)),
        flags=flags,
        title=draw(st.none() | st.sampled_from(TITLES)),
        notes=tuple(draw(st.lists(st.sampled_from(NOTES), max_size=2, unique=True))),
        total=draw(st.none() | st.sampled_from(TOTALS)),
        encoding=draw(st.sampled_from(ENCODINGS.get(script, ["utf-8", "utf-16"]))),
        delimiter=draw(st.sampled_from([",", ",", "\t", ";"])),
        form=draw(st.sampled_from(["csv", "csv", "csv", "xlsx"])),
        order=tuple(draw(st.permutations(range(6)))),
        dated=len(years) > 1 or layout != "wide" or draw(st.booleans()),
        measured=layout == "wide" and draw(st.integers(0, 4)) == 0,
        heading=draw(st.none() | st.sampled_from(["Developed economies", "长三角城市", "第一类"]))
        if layout == "wide"
        else None,
    )


def rows_of(table):
    """The rows of a table, texts."""

    def said(place):
        text = table.cells[place]
        return table.blank if text is None else table.flags.get(place, "{}").format(text)

    def year(number):
        return table.spelt.format(*[number] * table.spelt.count("{}"))

    writers = {
        "wide": _wide, "long": _long, "years across": _years_across, "years above": _years_above,
        "units across": _units_across, "units over years": _units_over_years,
    }  # fmt: skip
    rows = writers[table.layout](table, said, year)
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    top = [[table.title, *[""] * (width - 1)]] if table.title else []
    return [*top, *padded, *([note, *[""] * (width - 1)] for note in table.notes)]


def _keys(table, unit):
    """Code, groups and remarks that stand beside a unit, with their headings."""
    at = table.units.index(unit)
    pairs = [(table.unit_head, unit)]
    if table.code_head:
        pairs.append((table.code_head, f"C{at}Z"))
    pairs += [(heading, labels[at]) for heading, labels in table.groups.items()]
    return pairs


def _arranged(table, pairs):
    order = [at for at in table.order if at < len(pairs)]
    return [pairs[at] for at in [*order, *range(len(order), len(pairs))] if at < len(pairs)]


def _total(table, width, at):
    if table.total is None:
        return []
    return [["" if place != at else table.total for place in range(at + 1)] + ["1"] * (width - at - 1)]


def _wide(table, said, year):
    dated = [(table.year_head, None)] if table.dated else []
    keys = [_arranged(table, [*_keys(table, unit), *dated]) for unit in table.units]
    heads = [heading for heading, _ in keys[0]]
    after = [table.aside] if table.aside else []
    rows = [[*heads, *table.heads.values(), *after]]
    if table.measured:
        rows.append([*[""] * len(heads), "亿元", "件", "%", *[""] * len(after)])
    if table.heading:
        rows.append([table.heading if heading == table.unit_head else "" for heading in heads])
    for unit, pairs in zip(table.units, keys, strict=True):
        for number in table.years:
            cells = [year(number) if text is None else text for _, text in pairs]
            values = [said((number, unit, leaf)) for leaf in HEADINGS]
            rows.append([*cells, *values, *(["r" if unit == table.units[0] else ""] if after else [])])
    if table.total is not None:
        total = {table.unit_head: table.total, table.year_head: year(table.years[-1])}
        rows.append([*(total.get(heading, "") for heading in heads), "1", "1", "50", *[""] * len(after)])
    return rows


def _long(table, said, year):
    rows = [
        [*[heading for heading, _ in _keys(table, table.units[0])], table.year_head, "Indicator", "Value"]
    ]
    for unit in table.units:
        for number in table.years:
            for leaf, heading in table.heads.items():
                rows.append(
                    [
                        *[text for _, text in _keys(table, unit)],
                        year(number),
                        heading,
                        said((number, unit, leaf)),
                    ]
                )
    return rows


def _years_across(table, said, year):
    rows = [[*[heading for heading, _ in _keys(table, table.units[0])], "Indicator", *map(year, table.years)]]
    for unit in table.units:
        for leaf, heading in table.heads.items():
            rows.append(
                [
                    *[text for _, text in _keys(table, unit)],
                    heading,
                    *(said((number, unit, leaf)) for number in table.years),
                ]
            )
    return rows


def _years_above(table, said, year):
    keys = [heading for heading, _ in _keys(table, table.units[0])]
    first = [*keys, *(cell for number in table.years for cell in [year(number), *[""] * (len(HEADINGS) - 1)])]
    second = [*[""] * len(keys), *(heading for _ in table.years for heading in table.heads.values())]
    body = [
        [
            *[text for _, text in _keys(table, unit)],
            *(said((number, unit, leaf)) for number in table.years for leaf in HEADINGS),
        ]
        for unit in table.units
    ]
    return [first, second, *body]


def _units_across(table, said, year):
    rows = [["指标", table.year_head, *table.units]]
    for leaf, heading in table.heads.items():
        rows += [
            [heading, year(number), *(said((number, unit, leaf)) for unit in table.units)]
            for number in table.years
        ]
    return rows


def _units_over_years(table, said, year):
    first = ["指标", *(cell for unit in table.units for cell in [unit, *[""] * (len(table.years) - 1)])]
    second = ["", *(year(number) for _ in table.units for number in table.years)]
    body = [
        [heading, *(said((number, unit, leaf)) for unit in table.units for number in table.years)]
        for leaf, heading in table.heads.items()
    ]
    return [first, second, *body]


def written(table):
    """The content of a file."""
    if table.form == "xlsx":
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows_of(table)):
                for place, cell in enumerate(row):
                    if cell != "":
                        sheet.write_string(at, place, cell)
        return stream.getvalue()
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=table.delimiter).writerows(rows_of(table))
    return stream.getvalue().encode(table.encoding)


def encodable(table):
    """The table in UTF-8 where its encoding lacks some of its characters."""
    try:
        "".join(cell for row in rows_of(table) for cell in row).encode(table.encoding)
    except UnicodeEncodeError:
        return replace(table, encoding="utf-8")
    return table


def plain(table):
    """The table without what no frame has: titles, notes, totals and headings within, encodings."""
    bare = replace(table, title=None, notes=(), total=None, heading=None)
    return replace(bare, encoding="utf-8", form="csv", delimiter=",")


def framed(table):
    """The table as a frame: two rows of headings are two levels of its columns."""
    import pandas as pd

    rows = rows_of(table)
    two_rows = table.measured or table.layout in {"years above", "units over years"}
    if not two_rows:
        return pd.DataFrame(rows[1:], columns=rows[0])
    upper = list(rows[0])
    if not table.measured:
        for at, text in enumerate(upper):
            upper[at] = text or upper[at - 1]
    return pd.DataFrame(rows[2:], columns=pd.MultiIndex.from_arrays([upper, rows[1]]))
