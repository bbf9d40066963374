"""A blank questionnaire as a workbook: labels locked, answers open, figures live."""

import io
from datetime import UTC, datetime
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell  # type: ignore[import-untyped]

from ii_index.construction.expert_weights.checking import CONSISTENT
from ii_index.io.questionnaires.formulas import Block, blocks, workings
from ii_index.io.questionnaires.layout import (
    ANSWER,
    ENTRY,
    FIRST_PAIR,
    FIRST_PROGRESS,
    HINT,
    META,
    NAME_ROW,
    ORGANISATION_ROW,
    POINT,
    SCALE,
    WEIGHT,
    WORKINGS,
    Layout,
    PointTable,
    labels,
    meta,
)
from ii_index.io.questionnaires.words import scale, word
from ii_index.kernels.weighting.random_index import RandomIndexName

Untyped: TypeAlias = Any  # XlsxWriter has no types

_ANSWERS = "judgements_in_words"
_FULL = 100
_ROW = 21  # points: room to touch a cell
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # the same bytes whenever it is written
_YELLOW, _GREY, _GREEN, _RED = "#FFF8D6", "#EDEFF2", "#D8F0DC", "#F9D9D6"
_BOX: dict[str, Any] = {"border": 1, "border_color": "#B8BEC8"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 13, "text_wrap": False},
    "heading": {**_BOX, "bold": True, "bg_color": _GREY, "text_wrap": True, "valign": "vcenter"},
    "label": {**_BOX, "text_wrap": True, "valign": "vcenter"},
    "plain": {},
    "entry": {**_BOX, "bg_color": _YELLOW, "locked": False, "text_wrap": True, "valign": "vcenter"},
    "figure": {**_BOX, "align": "center", "valign": "vcenter"},
    "total": {**_BOX, "bold": True, "align": "center"},
    "share": {**_BOX, "num_format": "0.0%", "align": "center"},
    "ratio": {**_BOX, "num_format": "0.000", "bold": True, "align": "center"},
    "wrapped": {"text_wrap": True, "valign": "vcenter"},
    "warning": {"font_color": "#B3261E", "bold": True},
    "good": {"bg_color": _GREEN},
    "bad": {"bg_color": _RED},
}


def questionnaire(layout: Layout, expert: str, random_index: RandomIndexName = "saaty1980") -> bytes:
    """Return one blank questionnaire; the same bytes for the same layout and expert."""
    stream = io.BytesIO()
    book: Untyped = xlsxwriter.Workbook(stream, {"in_memory": True})
    _Writer(book, layout, expert, random_index).write()
    book.close()
    return stream.getvalue()


class _Writer:
    """Fills one workbook, sheet by sheet."""

    def __init__(self, book: Untyped, layout: Layout, expert: str, random_index: RandomIndexName) -> None:
        self._book, self._layout, self._expert = book, layout, expert
        self._blocks = blocks(layout.pairs, random_index)
        self._formats: dict[str, Untyped] = {name: book.add_format(style) for name, style in _STYLES.items()}
        names = [layout.cover, *(pairs.sheet for pairs in layout.pairs)]
        names += [layout.point_sheet] if layout.points else []
        self._sheets: dict[str, Untyped] = {
            name: book.add_worksheet(name) for name in (*names, WORKINGS, SCALE, META)
        }

    def write(self) -> None:
        self._book.set_properties({"title": word("title", self._layout.language), "created": _EPOCH})
        self._write_hidden()
        self._write_labels()
        self._write_cover()
        for block in self._blocks:
            self._write_pairs(block)
        for table in self._layout.points:
            self._write_points(table)
        for sheet in self._sheets.values():
            sheet.protect("", {"format_columns": True, "format_rows": True})
            sheet.hide_gridlines(2)
            sheet.set_paper(9)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)

    def _write_hidden(self) -> None:
        for row, (key, text) in enumerate(meta(self._layout, self._expert).items()):
            self._sheets[META].write_string(row, 0, key)
            self._sheets[META].write_string(row, 1, text)
        answers = scale(self._layout.language)
        for row, (text, number) in enumerate(answers.items()):
            self._sheets[SCALE].write_string(row, 0, text)
            self._sheets[SCALE].write_number(row, 1, number)
        self._book.define_name(_ANSWERS, f"='{SCALE}'!$A$1:$A${len(answers)}")
        for block in self._blocks:
            for row, column, formula, value in block.cells():
                self._sheets[WORKINGS].write_formula(row, column, formula, None, value)
            for place, formula in block.arrays():
                self._sheets[WORKINGS].write_array_formula(*place, f"{{{formula}}}")
        for name in (META, SCALE, WORKINGS):
            self._sheets[name].very_hidden()

    def _write_labels(self) -> None:
        """Write every text that reading will hold the questionnaire to."""
        for (sheet, row, column), text in labels(self._layout, self._expert).items():
            self._sheets[sheet].write_string(
                row, column, text, self._formats[_style_of(self._layout, sheet, row, column)]
            )

    def _write_cover(self) -> None:
        sheet = self._sheets[self._layout.cover]
        for column, width in enumerate((30, 36, 12, 12, 36)):
            sheet.set_column(column, column, width)
        sheet.set_default_row(_ROW)
        sheet.set_row(2, 2 * _ROW)
        for row in (NAME_ROW, ORGANISATION_ROW):
            sheet.write_blank(row, ENTRY, None, self._formats["entry"])
        row = FIRST_PROGRESS
        for block in self._blocks:
            total = len(block.pairs.pairs)
            sheet.write_formula(row, 1, f"={total}-{workings(block.missing)}", self._formats["figure"], 0)
            sheet.write_number(row, 2, total, self._formats["figure"])
            self._write_ratio(sheet, (row, 3), (row, 4), block)
            row += 1
        for table in self._layout.points:
            points = _elsewhere(self._layout.point_sheet, table.first + len(table.items), POINT)
            sheet.write_formula(row, 1, f"={points}", self._formats["figure"], 0)
            sheet.write_number(row, 2, _FULL, self._formats["figure"])
            row += 1

    def _write_pairs(self, block: Block) -> None:
        sheet, language = self._sheets[block.pairs.sheet], self._layout.language
        for column, width in enumerate((6, 24, 34, 24, 26, 3, 24, 32)):
            sheet.set_column(column, column, width)
        sheet.set_default_row(_ROW)
        sheet.freeze_panes(FIRST_PAIR, 0)
        last = FIRST_PAIR + len(block.pairs.pairs) - 1
        sheet.data_validation(
            FIRST_PAIR,
            ANSWER,
            last,
            ANSWER,
            {"validate": "list", "source": f"={_ANSWERS}", "error_type": "stop"},
        )
        for pair, row in enumerate(range(FIRST_PAIR, last + 1)):
            sheet.write_number(row, 0, pair + 1, self._formats["figure"])
            sheet.write_blank(row, ANSWER, None, self._formats["entry"])
            severity, worst = workings(block.severity(pair)), workings(block.worst)
            inconsistent = f"AND({workings(block.ratio)}>={CONSISTENT},{severity}>0,{severity}={worst})"
            hint = word("hint_text", language)
            sheet.write_formula(row, HINT, f'=IF({inconsistent},"{hint}","")', self._formats["warning"], "")
        for item in range(block.n):
            weight = f'=IF({workings(block.connected)}=1,{workings(block.weight(item))},"")'
            sheet.write_formula(FIRST_PAIR + item, WEIGHT, weight, self._formats["share"], "")
        row = FIRST_PAIR + block.n + 1
        total = len(block.pairs.pairs)
        answered = f'={total}-{workings(block.missing)}&" / {total}"'
        sheet.write_formula(row, WEIGHT, answered, self._formats["figure"], f"0 / {total}")
        self._write_ratio(sheet, (row + 1, WEIGHT), (row + 2, WEIGHT), block)

    def _write_ratio(
        self, sheet: Untyped, ratio: tuple[int, int], verdict: tuple[int, int], block: Block
    ) -> None:
        """Write CR and what it means; red from 0.10."""
        cell, connected = workings(block.ratio), workings(block.connected)
        sheet.write_formula(*ratio, f'=IF({connected}=1,{cell},"")', self._formats["ratio"], "")
        says = self._says("unconnected", "provisional", "provisional_bad", "consistent", "inconsistent")
        inconsistent = f"{cell}>={CONSISTENT}"
        judged = f"IF({inconsistent},{says['inconsistent']},{says['consistent']})"
        so_far = f"IF({inconsistent},{says['provisional_bad']},{says['provisional']})"
        whole = f"IF({workings(block.missing)}>0,{so_far},{judged})"
        formula = f"=IF({connected}=1,{whole},{says['unconnected']})"
        blank = word("unconnected", self._layout.language)
        sheet.write_formula(*verdict, formula, self._formats["wrapped"], blank)
        place = xl_rowcol_to_cell(*ratio)
        for criteria, style in ((f">={CONSISTENT}", "bad"), (f"<{CONSISTENT}", "good")):
            rule = {
                "type": "formula",
                "criteria": f"=AND(ISNUMBER({place}),{place}{criteria})",
                "format": self._formats[style],
            }
            sheet.conditional_format(*ratio, *ratio, rule)

    def _says(self, *keys: str) -> dict[str, str]:
        """Return texts as literals of formulas."""
        return {key: '"' + word(key, self._layout.language).replace('"', '""') + '"' for key in keys}

    def _write_points(self, table: PointTable) -> None:
        sheet = self._sheets[self._layout.point_sheet]
        for column, width in enumerate((6, 24, 34, 12, 24)):
            sheet.set_column(column, column, width)
        sheet.set_default_row(_ROW)
        last = table.first + len(table.items) - 1
        sheet.data_validation(
            table.first,
            POINT,
            last,
            POINT,
            {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _FULL},
        )
        for position, row in enumerate(range(table.first, last + 1)):
            sheet.write_number(row, 0, position + 1, self._formats["figure"])
            sheet.write_blank(row, POINT, None, self._formats["entry"])
        total = xl_rowcol_to_cell(last + 1, POINT)
        given = xl_range(table.first, POINT, last, POINT)
        sheet.write_formula(last + 1, POINT, f"=SUM({given})", self._formats["total"], 0)
        says = self._says("total_right", "total_short", "total_over")
        short = f'{says["total_short"]}&" "&ROUND({_FULL}-{total},6)'
        over = f'{says["total_over"]}&" "&ROUND({total}-{_FULL},6)'
        formula = (
            f"=IF(ABS({total}-{_FULL})<0.000001,{says['total_right']},IF({total}<{_FULL},{short},{over}))"
        )
        blank = f"{word('total_short', self._layout.language)} {_FULL}"
        sheet.write_formula(last + 1, POINT + 1, formula, self._formats["wrapped"], blank)
        for criteria, style in (("<0.000001", "good"), (">=0.000001", "bad")):
            rule = {
                "type": "formula",
                "criteria": f"=ABS({total}-{_FULL}){criteria}",
                "format": self._formats[style],
            }
            sheet.conditional_format(last + 1, POINT, last + 1, POINT, rule)


def _style_of(layout: Layout, sheet: str, row: int, column: int) -> str:
    """Choose how a label looks: titles, headings of columns, boxed items, plain text."""
    if row == 0:
        return "title"
    if sheet == layout.cover:
        if row == FIRST_PROGRESS - 1 or (column == 0 and row <= ORGANISATION_ROW):
            return "heading"
        return "label" if row >= FIRST_PROGRESS or row < NAME_ROW else "plain"
    tables = layout.points if sheet == layout.point_sheet else ()
    if row in {FIRST_PAIR - 1, *(table.first - 1 for table in tables)}:
        return "heading"
    return "title" if row in {table.first - 2 for table in tables} else "label"


def _elsewhere(sheet: str, row: int, column: int) -> str:
    return f"'{sheet}'!{xl_rowcol_to_cell(row, column)}"
