"""HTML of the small parts. Text is escaped by its type: what is no ``Markup`` is data, and is escaped when put in."""

import json
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Card, Fact
from ii_index.reporting.markup import both, filled, joined
from ii_index.reporting.numbers import MISSING, fact_text, shown, snapped, twelve_digits

_LONG = 14


def data_block(identifier: str, value: Any) -> Markup:  # noqa: ANN401 - whatever JSON holds
    """Return JSON that a script reads, numbers to 12 digits; nothing in it can end the block."""
    text = json.dumps(snapped(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    harmless = Markup(text)  # noqa: S704 - the loop above leaves nothing that HTML reads
    return filled('<script type="application/json" id="%s">%s</script>', identifier, harmless)


_SAVE = Name(zh="下载此表（CSV）", en="Download this table (CSV)")


def table(table: Table, *, tall: bool = False, pick: bool = False) -> Markup:
    """Return a sortable table; with ``pick``, rows with a unit code let the reader choose the unit."""
    visible = [place for place, column in enumerate(table.columns) if column.shown]
    return filled(
        '<div class="scroll%s" tabindex="0" role="region" aria-labelledby="caption-%s">'
        '<table class="sortable" id="table-%s"><caption id="caption-%s">%s</caption>'
        "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        '<p class="save"><button type="button" data-save="%s">%s</button></p>%s',
        " tall" if tall else "",
        *[table.key] * 3,
        both(table.title),
        joined(_head(table.columns[place]) for place in visible),
        joined(_row(table, row, visible, pick=pick) for row in table.rows),
        table.key,
        both(_SAVE),
        joined(filled('<p class="note">%s</p>', both(note)) for note in table.notes),
    )


def facts(items: Iterable[Fact]) -> Markup:
    """Return labels and values."""
    pairs = (filled("<dt>%s</dt><dd>%s</dd>", both(fact.label), _fact_text(fact.value)) for fact in items)
    return filled('<dl class="facts">%s</dl>', joined(pairs))


def cards(items: Iterable[Card]) -> Markup:
    """Return the headline figures."""
    blocks = joined(
        filled(
            '<div><dt>%s</dt><dd class="figure">%s</dd>%s</div>',
            both(card.label),
            both(card.figure),
            filled('<dd class="beside">%s</dd>', both(card.beside)) if card.beside else "",
        )
        for card in items
    )
    return filled('<dl class="cards">%s</dl>', blocks) if blocks else blocks


def _fact_text(value: Cell) -> Markup:
    return both(Name(zh=fact_text(value, "zh"), en=fact_text(value, "en")))


def _head(column: Column) -> Markup:
    kind = Markup(' class="text"') if column.kind == "text" else ""
    return filled('<th scope="col"%s><button type="button">%s</button></th>', kind, both(column.title))


def _row(table: Table, row: tuple[Cell, ...], visible: list[int], *, pick: bool) -> Markup:
    keys = [column.key for column in table.columns]
    code = row[keys.index("code")] if pick and "code" in keys else None
    attribute = filled(' data-code="%s"', str(code)) if code is not None else ""
    cells = joined(_cell(row[place], table.columns[place], code) for place in visible)
    return filled("<tr%s>%s</tr>", attribute, cells)


def _cell(value: Cell, column: Column, code: Cell) -> Markup:
    text = _cell_text(value, column)
    if column.kind != "text":
        raw = (
            ""
            if value is None
            else repr(float(twelve_digits(value)))
            if isinstance(value, (int, float))
            else ""
        )
        return filled('<td data-key="%s" data-v="%s">%s</td>', column.key, raw, text)
    if column.key == "unit" and code is not None:
        text = filled('<button type="button" data-code="%s">%s</button>', str(code), text)
    long = " long" if _length(value) > _LONG else ""
    return filled('<td class="text%s" data-key="%s">%s</td>', long, column.key, text)


def _cell_text(value: Cell, column: Column) -> Markup:
    match value:
        case None:
            return escape(MISSING)
        case bool() | str():
            return both(Name(zh=shown(value, column, "zh"), en=shown(value, column, "en")))
        case Name():
            return both(value)
        case _:
            return escape(shown(value, column, "en"))


def _length(value: Cell) -> int:
    return max(len(value.zh), len(value.en) // 2) if isinstance(value, Name) else len(str(value or ""))
