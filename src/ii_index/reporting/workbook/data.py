"""The data as they came; and, where something is done to them first, as they enter normalisation."""

from collections.abc import Iterable, Sequence
from math import isfinite

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.transforms import transform_of
from ii_index.messages import Language
from ii_index.model.framework import Denominator
from ii_index.model.names import Name
from ii_index.model.node import Node
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.workbook.plan import DATA_ROW, FIRST_LEAF, Plan
from ii_index.reporting.workbook.sheets import Book, Sheet, at, long, measure

_DECIMALS = 4
_FIGURES = 7  # that are shown of a number; the cell holds them all
_SHORT, _TEXT_WIDTH = 8, 30  # characters of a column
_NAMED = 9.5  # width that a long name may ask for
_LABEL, _LONGEST, _PREPARED = 8, 13, 13
_HIGH = 105  # rows that a page can hold and be read
_WIDE = 16  # columns that a page can hold and be read
_LABELS = (Name(zh="代码", en="Code"), Name(zh="地区", en="Unit"), Name(zh="年份", en="Year"))


def write_raw(sheet: Sheet, plan: Plan) -> None:
    """Write every cell as read: all years, indicators, then denominators."""
    panel = plan.index.panel
    declared = panel.framework.denominators[: panel.denominators.shape[-1]]
    title = Name(zh="原始数据", en="Data as they came")
    note = Name(
        zh="可以修改，标准化、得分与排名随之重算。空白表示没有数据。",
        en="Change them and scores and ranks follow. An empty cell has no data.",
    )
    both = np.concatenate([panel.values, panel.denominators], axis=-1)
    decimals = [_decimals(both[..., place]) for place in range(both.shape[-1])]
    forms = [f"thousands{places}" for places in decimals]
    measured: list[Node | Denominator] = [*panel.framework.leaves, *declared]
    names = [_measured(item).text(sheet.language) for item in measured]
    widths = [_width(both[..., at], decimals[at], name) for at, name in enumerate(names)]
    _frame(sheet, plan, (title, note), [(item.id, _measured(item)) for item in declared], widths)
    again = _read_again(plan)
    for year in range(len(panel.years)):
        for unit in range(plan.units):
            row = plan.data_row(year, unit)
            cells = [*panel.values[year, unit].tolist(), *panel.denominators[year, unit].tolist()]
            for column, value in enumerate(cells, FIRST_LEAF):
                form = forms[column - FIRST_LEAF]
                if (first := again.get(column)) is None:
                    sheet.number(row, column, value, form)
                else:
                    cell = at(row, first)
                    sheet.formula(row, column, f'=IF(ISNUMBER({cell}),{cell},"")', value, form)


def _decimals(values: FloatArray) -> int:
    """Return as many decimals as the values of a column have, at most four; fewer of large numbers."""
    there = values[~np.isnan(values)]
    places = (n for n in range(_DECIMALS) if np.allclose(there, there.round(n), rtol=0, atol=1e-9))
    whole = len(str(round(float(np.abs(there).max(initial=0.0)))))
    return min(next(places, _DECIMALS), max(0, _FIGURES - whole))


def _read_again(plan: Plan) -> dict[int, int]:
    """Return the columns of indicators that read another's, with that other's."""
    reads = [leaf.reads for leaf in plan.index.framework.leaves]
    return {
        FIRST_LEAF + place: FIRST_LEAF + reads.index(key)
        for place, key in enumerate(reads)
        if key is not None and reads.index(key) < place
    }


def write_prepared(sheet: Sheet, raw: Sheet, plan: Plan) -> None:
    """Write the data divided, filled and treated: by formula where they are only divided."""
    index = plan.index
    title = Name(zh="预处理后的数据", en="Prepared data")
    note = Name(
        zh="除以分母的单元格是公式；填补过或处理过离群值的单元格（橙色）是程序计算值，修改原始数据后不重算。",
        en="Quotients are formulas; cells filled or treated hold the program's values (orange) and do not follow.",
    )
    _frame(sheet, plan, (title, note), [], [_PREPARED] * len(plan.leaves))
    declared = {item.id: place for place, item in enumerate(index.framework.denominators)}
    leaves = index.framework.leaves
    filled = index.prepared.filled
    for year in range(len(index.years)):
        for unit in range(plan.units):
            row = plan.data_row(year, unit)
            for place, leaf in enumerate(leaves):
                column = FIRST_LEAF + place
                value = plan_value(plan, year, unit, place)
                if plan.is_treated(leaf) or (filled is not None and filled[year, unit, place]):
                    sheet.number(row, column, value, "filled")
                    continue
                own, below = raw.cell(row, column), None
                if leaf.denominator is not None:
                    below = raw.cell(row, FIRST_LEAF + len(leaves) + declared[leaf.denominator])
                sheet.formula(row, column, _prepared(leaf, own, below), value, "plain")


def _prepared(leaf: Node, own: str, below: str | None) -> str:
    """Return the formula of a cell as it enters normalisation: divided, and cut to its limits."""
    value, there = own, f"ISNUMBER({own})"
    if below is not None:
        value, there = f"{own}/{below}", f"AND({there},ISNUMBER({below}))"
        if leaf.zero_denominator is not None:
            otherwise = "1" if leaf.zero_denominator == "one" else '""'
            value = f"IF({below}<=0,{otherwise},{value})"
    if leaf.limits is not None:
        lowest, highest = leaf.limits
        cut = f"MAX({lowest!r},MIN({highest!r},{value}))"
        value = f'IF({below}<=0,"",{cut})' if leaf.zero_denominator == "missing" else cut
    if leaf.best is not None:
        start, end = leaf.best
        value = f"MAX({start!r}-{value},0,{value}-{end!r})"
    return f'=IF({there},{value},"")'


def plan_value(plan: Plan, year: int, unit: int, place: int) -> float:
    """Return a prepared value as the sheet holds it: before transforms where the workbook takes them."""
    leaf, own = plan.index.framework.leaves[place], plan.index.prepared.values[year, unit, place]
    if leaf.transform is None or not plan.bends(leaf):
        return float(own)
    powers = plan.index.fitted.power
    power = powers[year if len(powers) > 1 else 0, 0, place]
    return float(transform_of(leaf.transform).undo(np.asarray(own), leaf.transform, power))


def column_range(plan: Plan, leaf: int, years: range) -> str:
    """Address of an indicator's cells in some years, without the sheet."""
    column = FIRST_LEAF + leaf
    first, last = plan.data_row(years.start, 0), plan.data_row(years.stop - 1, plan.units - 1)
    return f"{at(first, column, fix_row=True)}:{at(last, column, fix_row=True)}"


def _frame(
    sheet: Sheet, plan: Plan, texts: tuple[Name, Name], more: list[tuple[str, Name]], widths: Sequence[float]
) -> None:
    panel = plan.index.panel
    sheet.text(0, 0, texts[0], "title")
    sheet.text(1, 0, texts[1], "note")
    last = FIRST_LEAF + len(panel.indicators) + len(more) - 1
    sheet.ids(2, ["code", "unit", "year"], _LABEL)
    sheet.ids(2, [*panel.indicators, *(key for key, _ in more)], _SHORT, FIRST_LEAF)
    names = [*_LABELS, *map(_measured, panel.framework.leaves), *(name for _, name in more)]
    sheet.heads(3, names, numbers=range(2, last + 1))
    for year, label in enumerate(panel.years):
        for unit, code in enumerate(panel.units):
            row = plan.data_row(year, unit)
            sheet.text(row, 0, code)
            sheet.text(row, 1, panel.unit_name(code))
            sheet.number(row, 2, label, "integer")
    sheet.codes(panel.units, _LABEL)
    units = [long(panel.unit_name(code).text(sheet.language)) for code in panel.units]
    sheet.columns(1, 1, min(_LONGEST, max(_LABEL, *units, 0)))
    sheet.columns(2, 2, 6)
    for column, width in enumerate(widths, FIRST_LEAF):
        sheet.columns(column, column, width)
    bottom = plan.data_row(len(panel.years) - 1, plan.units - 1)
    sheet.filtered(3, 0, bottom, last)
    sheet.freeze(DATA_ROW, FIRST_LEAF)
    sheet.upright()
    if last > _WIDE:
        sheet.print_beside(FIRST_LEAF, bottom, _HIGH)
    else:
        sheet.print_until(bottom, _HIGH)


def _digits(values: FloatArray, decimals: int) -> float:
    """Return how many digits wide the widest value of a column is: a mark takes little more than half of one."""
    texts = [f"{value:,.{decimals}f}" for value in values[~np.isnan(values)].tolist()]
    return max((len(text) - 0.4 * (text.count(",") + text.count(".")) for text in texts), default=0.0)


def _width(values: FloatArray, decimals: int, name: str) -> float:
    """Return a width for the values of a column and the longest line that its heading cannot break."""
    *_, unit = name.split("\n")
    words = name.split() if name.isascii() else [unit] if "\n" in name else []
    lines = min(_NAMED, long(name) / 3.5)
    return max(_SHORT, lines, _digits(values, decimals) + 0.6, *(float(long(word)) for word in words))


def _measured(leaf: Node | Denominator) -> Name:
    """Return the name of an indicator with its unit of measurement, on a line of its own: no bracket stands alone."""
    unit = measure(leaf.unit)
    if unit is None:
        return leaf.name
    return Name(zh=f"{leaf.name.zh}\n（{unit.zh}）", en=f"{leaf.name.en}\n({unit.en})")


_SHOWN = {"percent": "percent", "integer": "integer", "move": "move", "rise": "rise"}
_SAID = Name(zh="本表为程序计算值，不含公式，不随改动重算。", en="Values of the program; no formulas.")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write(book: Book, table: Table, lead: Sequence[Name | None] = ()) -> Sheet:
    """Write a table on a sheet of its own, titled with its heading; below that whose numbers they are, if said."""
    title = Name(zh=_sheet_name(table.title.zh), en=_sheet_name(table.title.en))
    sheet = book.sheet(title)
    sheet.text(0, 0, table.title, "title")
    sheet.text(1, 0, _SAID, "note")
    widths = [
        _wide_enough(column, (record[place] for record in table.rows), book.language)
        for place, column in enumerate(table.columns)
    ]
    head = 2
    for text in filter(None, lead):
        head = sheet.lines(head, text.text(book.language), max(sum(widths), _TEXT_WIDTH))
    head += 1
    numbers = [place for place, column in enumerate(table.columns) if column.kind != "text"]
    sheet.heads(head, [column.title for column in table.columns], numbers=numbers)
    for row, record in enumerate(table.rows, head + 1):
        for place, (cell, column) in enumerate(zip(record, table.columns, strict=True)):
            match cell:
                case None:
                    pass
                case bool() | int() | float():
                    sheet.number(row, place, float(cell), _SHOWN.get(column.kind, "number"))
                case _:
                    sheet.text(row, place, cell, "after" if place - 1 in numbers else "text")
    for row, note in enumerate(table.notes, head + 2 + len(table.rows)):
        sheet.text(row, 0, note, "note")
    for place, width in enumerate(widths):
        sheet.columns(place, place, width)
    sheet.filtered(head, 0, head + len(table.rows), max(len(table.columns) - 1, 0))
    sheet.freeze(head + 1, 0)
    sheet.print_until(head + 2 + len(table.rows) + len(table.notes))
    return sheet


def _wide_enough(column: Column, cells: Iterable[Cell], language: Language) -> float:
    """Return a width in characters: that of the cells, and of the longest word of the heading."""
    head = column.title.text(language)
    words = [long(word) * 1.2 for word in head.split()] if head.isascii() else []
    if column.kind == "text":
        texts = [cell.text(language) if isinstance(cell, Name) else str(cell or "") for cell in cells]
        return min(_TEXT_WIDTH, max([_SHORT, *words, *(long(text) + 2 for text in texts)]))
    numbers = [abs(cell) for cell in cells if isinstance(cell, int | float) and isfinite(cell)]
    digits = len(str(round(max(numbers, default=0))))
    return max(_SHORT, digits + 6, *words)  # sign, point, two decimals, percent sign, room


def _sheet_name(title: str) -> str:
    """At most 31 characters, none that Excel forbids."""
    return title.translate(_FORBIDDEN).strip()[:31].rstrip(" ,，（(") or "table"
