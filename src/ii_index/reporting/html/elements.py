"""HTML of the small parts. Everything that comes from data is escaped here and nowhere else."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Card, Fact
from ii_index.reporting.numbers import MISSING, shown, snapped, twelve_digits

_FACT = Column("fact", Name(zh="", en=""), decimals=4)
_LONG = 14


def both(text: Name | str) -> str:
    """Return a text in both languages; the page shows one.

    Examples
    --------
    >>> both(Name(zh="排名", en="<Rank>"))
    '<span lang="zh-CN">排名</span><span lang="en">&lt;Rank&gt;</span>'
    """
    if isinstance(text, str) or text.zh == text.en:
        return escape(text if isinstance(text, str) else text.zh)
    return f'<span lang="zh-CN">{escape(text.zh)}</span><span lang="en">{escape(text.en)}</span>'


def data_block(identifier: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return JSON that a script reads, numbers to 12 digits; nothing in it can end the block."""
    text = json.dumps(snapped(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" id="{identifier}">{text}</script>'


def table(table: Table, *, tall: bool = False, pick: bool = False) -> str:
    """Return a sortable table; with ``pick``, rows with a unit code let the reader choose the unit."""
    visible = [place for place, column in enumerate(table.columns) if column.shown]
    heads = "".join(_head(table.columns[place]) for place in visible)
    body = "".join(_row(table, row, visible, pick=pick) for row in table.rows)
    notes = "".join(f'<p class="note">{both(note)}</p>' for note in table.notes)
    key = escape(table.key, quote=True)
    return (
        f'<div class="scroll{" tall" if tall else ""}" tabindex="0" role="region" aria-labelledby="caption-{key}">'
        f'<table class="sortable" id="table-{key}"><caption id="caption-{key}">{both(table.title)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{notes}"
    )


def facts(items: Iterable[Fact]) -> str:
    """Return labels and values."""
    pairs = "".join(f"<dt>{both(fact.label)}</dt><dd>{_cell_text(fact.value, _FACT)}</dd>" for fact in items)
    return f'<dl class="facts">{pairs}</dl>'


def cards(items: Iterable[Card]) -> str:
    """Return the headline figures."""
    blocks = "".join(
        f'<div><dt>{both(card.label)}</dt><dd class="figure">{both(card.figure)}</dd>'
        + (f'<dd class="beside">{both(card.beside)}</dd>' if card.beside else "")
        + "</div>"
        for card in items
    )
    return f'<dl class="cards">{blocks}</dl>' if blocks else ""


def _head(column: Column) -> str:
    kind = ' class="text"' if column.kind == "text" else ""
    return f'<th scope="col"{kind}><button type="button">{both(column.title)}</button></th>'


def _row(table: Table, row: tuple[Cell, ...], visible: list[int], *, pick: bool) -> str:
    keys = [column.key for column in table.columns]
    code = row[keys.index("code")] if pick and "code" in keys else None
    attribute = f' data-code="{escape(str(code), quote=True)}"' if code is not None else ""
    cells = "".join(_cell(row[place], table.columns[place], code) for place in visible)
    return f"<tr{attribute}>{cells}</tr>"


def _cell(value: Cell, column: Column, code: Cell) -> str:
    text = _cell_text(value, column)
    if column.kind != "text":
        raw = (
            ""
            if value is None
            else repr(float(twelve_digits(value)))
            if isinstance(value, (int, float))
            else ""
        )
        return f'<td data-key="{escape(column.key)}" data-v="{raw}">{text}</td>'
    if column.key == "unit" and code is not None:
        text = f'<button type="button" data-code="{escape(str(code), quote=True)}">{text}</button>'
    long = " long" if _length(value) > _LONG else ""
    return f'<td class="text{long}" data-key="{escape(column.key)}">{text}</td>'


def _cell_text(value: Cell, column: Column) -> str:
    match value:
        case None:
            return MISSING
        case bool():
            return both(Name(zh=shown(value, column, "zh"), en=shown(value, column, "en")))
        case Name() | str():
            return both(value)
        case _:
            return escape(shown(value, column, "en"))


def _length(value: Cell) -> int:
    return max(len(value.zh), len(value.en) // 2) if isinstance(value, Name) else len(str(value or ""))
