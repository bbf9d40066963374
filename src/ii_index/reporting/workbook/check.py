"""Program against formula, unit by unit; and whether the data are still those that were read."""

import numpy as np

from ii_index.model.names import Name
from ii_index.reporting.workbook import changed
from ii_index.reporting.workbook.plan import DATA_ROW, FIRST_LEAF, UNIT_ROW, Plan
from ii_index.reporting.workbook.scores import columns
from ii_index.reporting.workbook.sheets import Sheet, at, span

_FIRST = 6
_DATA = 9  # first column of the sums of the data, beside the units
_ROUNDING = 1e-12  # of a sum of a column, whatever order it is summed in
_HEADS = (
    Name(zh="代码", en="Code"),
    Name(zh="地区", en="Unit"),
    Name(zh="程序得分（数值）", en="Program's score (value)"),
    Name(zh="公式得分", en="Formula's score"),
    Name(zh="差", en="Difference"),
    Name(zh="程序排名（数值）", en="Program's rank (value)"),
    Name(zh="公式排名", en="Formula's rank"),
    Name(zh="排名差", en="Difference of ranks"),
)
_SUMS = (
    Name(zh="数据列", en="Column of data"),
    Name(zh="读入时合计（数值）", en="Sum as read (value)"),
    Name(zh="现在合计", en="Sum now"),
    Name(zh="改动（1为有）", en="Changed (1: yes)"),
)
_SAME = Name(zh="一致", en="equal")
_OTHER = Name(
    zh="不同：改动了权重或数据时，这就是改动的影响",
    en="different: where weights or data were changed, this is the effect",
)


def write(sheet: Sheet, scores: Sheet, raw: Sheet, plan: Plan) -> None:
    """Write both results and their differences; a verdict above."""
    index, places = plan.index, columns(plan)
    last = _FIRST + plan.units - 1
    sheet.text(0, 0, Name(zh="核对：程序与公式", en="Check: program against formulas"), "title")
    sheet.text(2, 0, Name(zh="得分最大差", en="Largest difference of scores"))
    sheet.formula(*changed.SCORES, f"=MAX({span(_FIRST, 4, last, 4)})", 0.0, "tiny")
    sheet.text(3, 0, Name(zh="排名不同的地区数", en="Units whose ranks differ"))
    sheet.formula(3, 2, f"=SUMPRODUCT(--({span(_FIRST, 7, last, 7)}<>0))", 0, "integer")
    same, other = _SAME.text(sheet.language), _OTHER.text(sheet.language)
    sheet.verdict(4, 0, f'=IF(AND({at(2, 2)}<1E-9,{at(3, 2)}=0),"{same}","{other}")', same)
    sheet.heads(_FIRST - 1, _HEADS, numbers=range(2, 8))
    ranks, totals = index.ranks(plan.tiers.year).tolist(), plan.scores(0)[:, 0].tolist()
    for unit, code in enumerate(index.units):
        row = _FIRST + unit
        sheet.text(row, 0, code)
        sheet.text(row, 1, index.panel.unit_name(code))
        sheet.number(row, 2, totals[unit], "value")
        sheet.number(row, 5, ranks[unit] or None, "count")
        for column, source, value in ((3, places.total, totals[unit]), (6, places.rank, ranks[unit] or None)):
            sheet.formula(
                row,
                column,
                f"={scores.cell(UNIT_ROW + unit, source)}",
                value,
                "exact" if column == 3 else "integer",
            )
        for column in (4, 7):
            sheet.formula(
                row,
                column,
                "=" + _difference(at(row, column - 2), at(row, column - 1)),
                0.0,
                "tiny" if column == 4 else "integer",
            )
    sheet.filtered(_FIRST - 1, 0, last, 7)
    sheet.freeze(_FIRST)
    sheet.columns(0, 7, 16)
    _data(sheet, raw, plan)
    sheet.page.print_area(0, 0, last, 7)
    sheet.print_until(last)


def _data(sheet: Sheet, raw: Sheet, plan: Plan) -> None:
    """Compare the sum of each column of data, over all years, with that of what was read."""
    panel = plan.index.panel
    ids = [*panel.indicators, *(item.id for item in panel.framework.denominators)]
    values = np.concatenate([panel.values, panel.denominators], axis=-1)
    sheet.heads(_FIRST - 1, _SUMS, _DATA, numbers=range(_DATA + 1, _DATA + 4))
    last = plan.data_row(len(panel.years) - 1, plan.units - 1)
    for place, key in enumerate(ids[: values.shape[-1]]):
        row, column = _FIRST + place, FIRST_LEAF + place
        sum_then = float(np.nansum(values[..., place]))
        room = _ROUNDING * float(np.nansum(np.abs(values[..., place]))) or _ROUNDING
        now = f"SUMPRODUCT({raw.block(DATA_ROW, column, last, column)})"
        sheet.text(row, _DATA, key)
        sheet.number(row, _DATA + 1, sum_then, "value2")
        sheet.formula(row, _DATA + 2, f"={now}", sum_then, "number")
        moved = f"=IF(ABS({at(row, _DATA + 2)}-{sum_then!r})>{room!r},1,0)"
        sheet.formula(row, _DATA + 3, moved, 0, "integer")
    flags = span(_FIRST, _DATA + 3, _FIRST + values.shape[-1] - 1, _DATA + 3)
    row, column = changed.DATA
    sheet.text(
        row,
        column - 3,
        Name(zh="改动过的数据列数（各年，见右）", en="Columns of data changed, any year (at the right)"),
    )
    sheet.formula(row, column, f"=SUMPRODUCT({flags})", 0, "integer")
    sheet.columns(_DATA, _DATA, max(map(len, ids)) + 2)
    sheet.columns(_DATA + 1, _DATA + 3, 18)


def _difference(one: str, other: str) -> str:
    """Difference of two cells; 0 where neither is a number, 999 where one is."""
    first, second = f"ISNUMBER({one})", f"ISNUMBER({other})"
    return f"IF(AND({first},{second}),ABS({one}-{other}),IF(OR({first},{second}),999,0))"
