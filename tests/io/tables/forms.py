"""Random tables in random admissible forms: what is written must be read back."""

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal

import xlsxwriter
from hypothesis import strategies as st

from ii_index.model import provinces
from ii_index.model.numbers import MISSING_MARKS

COLUMNS = ("x1", "x2", "x3")
HEADINGS = {
    "x1": [
        "x1",
        "5G基站数",
        "5G基站",
        "5G base stations",
        "５Ｇ基站数（万个）",
        "5G基站数\n(万个)",
        "5G基站数/万个",
    ],
    "x2": ["X2", "工业APP数", "工业APP数量（个）", "Industrial apps", "工业ＡＰＰ数"],
    "x3": ["x3", "关键工序数控化率（%）", "数控化率", "NC rate (％)"],
}
UNIT_WORDS, YEAR_WORDS = (
    ["地区", "省份", "省（区、市）", "Region", "地　区", "各地情况"],
    ["年份", "年度", "Year", "时间"],
)
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
Cells = dict[tuple[int, str, str], Decimal | None]


@dataclass(frozen=True)
class Content:
    """What a table says: every unit in every year, a value or none."""

    units: tuple[str, ...]
    years: tuple[int, ...]
    cells: Cells


@st.composite
def contents(draw):
    units = draw(st.lists(st.sampled_from(provinces.IN_SCOPE), min_size=2, max_size=6, unique=True))
    years = draw(st.lists(st.integers(2000, 2030), min_size=1, max_size=3, unique=True))
    numbers = {
        "x1": st.decimals(-1000, 10**6, places=2),
        "x2": st.integers(-10, 10**9).map(Decimal),
        "x3": st.decimals(2, 99, places=1),
    }
    cells: Cells = {}
    for year in years:
        for unit in units:
            for column in COLUMNS:
                cells[year, unit, column] = draw(st.none() | numbers[column])
    return Content(tuple(units), tuple(years), cells)


@dataclass(frozen=True)
class Form:
    """How a table is written."""

    layout: str
    encoding: str
    delimiter: str
    newline: str
    workbook: bool
    titles: int
    notes: int
    totals: bool
    scaled: bool
    percent: bool
    headings: dict[str, str]
    unit_word: str
    year_word: str
    draw: object = field(repr=False)


@st.composite
def forms(draw, years):
    layouts = ["wide with years", "long", "years across", "transposed with years"]
    layouts += ["wide", "transposed"] if years == 1 else ["years above"]
    return Form(
        layout=draw(st.sampled_from(layouts)),
        encoding=draw(st.sampled_from(ENCODINGS)),
        delimiter=draw(st.sampled_from([",", "\t", ";"])),
        newline=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        workbook=draw(st.booleans()),
        titles=draw(st.integers(0, 2)),
        notes=draw(st.integers(0, 2)),
        totals=draw(st.booleans()),
        scaled=draw(st.booleans()),
        percent=draw(st.booleans()),
        headings={column: draw(st.sampled_from(HEADINGS[column])) for column in COLUMNS},
        unit_word=draw(st.sampled_from(UNIT_WORDS)),
        year_word=draw(st.sampled_from(YEAR_WORDS)),
        draw=draw,
    )


def written(content: Content, form: Form) -> bytes:
    """Write a table in a form."""
    rows = _titles(form) + _LAYOUTS[form.layout](content, form) + _notes(form)
    return _workbook(rows) if form.workbook else _text(rows, form)


def _text(rows, form):
    stream = io.StringIO()
    csv.writer(stream, delimiter=form.delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue().replace("\n", form.newline).encode(form.encoding)


def _workbook(rows):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("数据")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(at, column, cell)
    return stream.getvalue()


def _titles(form):
    return [["各省工业互联网主要指标"], ["（单位：见表头）"]][: form.titles]


def _notes(form):
    return [["注：1.快报数；2.部分地区缺数据"], ["数据来源：各省通信管理局"]][: form.notes]


def _number(number: Decimal | None, column: str, form: Form):
    """Write a number, or the lack of one, in one of the ways people do."""
    if number is None:
        return form.draw(st.sampled_from(sorted(MISSING_MARKS)))
    if form.scaled and column == "x1":
        number = number * 10_000
    if column == "x3" and form.percent:
        return f"{number}%"
    if form.workbook and form.draw(st.booleans()):
        return float(number)
    return form.draw(st.sampled_from(_WAYS))(number, column, form)


def _grouped(number, _, form):
    text = f"{number:,f}"
    lone = text.count(",") == 1 and "." not in text
    return f"{number:f}" if lone and form.delimiter == ";" else text


_WAYS = [
    lambda number, *_: f"{number:f}",
    lambda number, *_: f"{number:f}".translate({code: code + 0xFEE0 for code in range(0x2B, 0x3A)}),
    lambda number, *_: f" {number:f}　",
    lambda number, *_: f"({-number:f})" if number < 0 else f"{number:f}",
    lambda number, *_: f"{number:f}".replace("-", "−"),
    lambda number, *_: f"{number:f}①",
    _grouped,
    lambda number, column, form: f"{number / 10_000:f}万" if column == "x2" else f"{number:f}",
]


def _heading(column: str, form: Form) -> str:
    if form.scaled and column == "x1":
        return "5G基站数（个）"
    return form.headings[column]


def _unit(code: str, form: Form) -> str:
    item = provinces.PROVINCES[code]
    return form.draw(
        st.sampled_from([item.zh, item.zh_full, item.en, code, item.iso, item.zh[0] + "　" + item.zh[1:]])
    )


def _year(year: int, form: Form) -> str:
    return form.draw(st.sampled_from([str(year), f"{year}年", f"{year}.0", f"FY{year}"]))


def _wide(content, form, *, years=True):
    rows = [
        [
            form.unit_word,
            *([form.year_word] if years else []),
            *(_heading(column, form) for column in COLUMNS),
        ]
    ]
    for year in content.years:
        for unit in content.units:
            cells = [_number(content.cells[year, unit, column], column, form) for column in COLUMNS]
            rows.append([_unit(unit, form), *([_year(year, form)] if years else []), *cells])
        if form.totals:
            rows.append(["合计", *([_year(year, form)] if years else []), "约1", "", ""])
    return rows


def _long(content, form):
    rows = [["地区", "年份", "指标", "数值"]]
    for (year, unit, column), number in content.cells.items():
        rows.append(
            [_unit(unit, form), _year(year, form), _heading(column, form), _number(number, column, form)]
        )
    return rows


def _years_across(content, form):
    rows = [["指标", "地区", *(_year(year, form) for year in content.years)]]
    for column in COLUMNS:
        for unit in content.units:
            cells = [_number(content.cells[year, unit, column], column, form) for year in content.years]
            rows.append([_heading(column, form), _unit(unit, form), *cells])
    return rows


def _years_above(content, form):
    top, below = [""], ["地区"]
    for year in content.years:
        top += [_year(year, form), "", ""]
        below += [_heading(column, form) for column in COLUMNS]
    rows = [top, below]
    for unit in content.units:
        cells = [
            _number(content.cells[year, unit, column], column, form)
            for year in content.years
            for column in COLUMNS
        ]
        rows.append([_unit(unit, form), *cells])
    return rows


def _transposed(content, form, *, years=True):
    rows = [["指标", *(["年份"] if years else []), *(_unit(unit, form) for unit in content.units)]]
    for column in COLUMNS:
        for year in content.years:
            cells = [_number(content.cells[year, unit, column], column, form) for unit in content.units]
            rows.append([_heading(column, form), *([_year(year, form)] if years else []), *cells])
    return rows


_LAYOUTS = {
    "wide": lambda content, form: _wide(content, form, years=False),
    "wide with years": _wide,
    "long": _long,
    "years across": _years_across,
    "years above": _years_above,
    "transposed": lambda content, form: _transposed(content, form, years=False),
    "transposed with years": _transposed,
}
