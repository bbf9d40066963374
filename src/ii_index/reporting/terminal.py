"""Plain text for a terminal or a pipe, aligned where Chinese characters take two columns."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from unicodedata import east_asian_width

from ii_index._visible import in_one_line
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Card, Document
from ii_index.reporting.numbers import shown

_GAP = "  "
_FACT = Column("fact", Name(zh="", en=""), decimals=4)


def render(document: Document, language: Language) -> str:
    """Render title and headline figures, tables with their notes, then the facts."""
    blocks = [in_one_line(document.title.text(language))]
    if document.cards:
        blocks.append("\n".join(in_one_line(_card(card, language)) for card in document.cards))
    for table in document.tables:
        title = in_one_line(table.title.text(language))
        heading = [] if title == blocks[0] else [title]
        notes = [note.text(language) for note in table.notes]
        blocks.append("\n".join([*heading, *_lines(table, language), *notes]))
    facts = [
        in_one_line(f"{fact.label.text(language)}{_colon(language)}{shown(fact.value, _FACT, language)}")
        for fact in document.facts
    ]
    return "\n\n".join([*blocks, "\n".join(facts)]).rstrip() + "\n"


def _card(card: Card, language: Language) -> str:
    figure = f"{card.label.text(language)}{_colon(language)}{card.figure.text(language)}"
    if card.beside is None:
        return figure
    beside = card.beside.text(language)
    return f"{figure}（{beside}）" if language == "zh" else f"{figure} ({beside})"


def width(text: str) -> int:
    """Columns a text takes on a terminal.

    Examples
    --------
    >>> width("广东 GD")
    7
    """
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _lines(table: Table, language: Language) -> Iterator[str]:
    chosen = [i for i, column in enumerate(table.columns) if column.shown and column.key != table.group]
    visible = [table.columns[i] for i in chosen]
    head = [in_one_line(column.title.text(language)) for column in visible]
    body = [[in_one_line(shown(row[i], table.columns[i], language)) for i in chosen] for row in table.rows]
    widths = [max(map(width, cells)) for cells in zip(head, *body, strict=True)]
    yield _line(head, visible, widths)
    yield _GAP.join("-" * wide for wide in widths)
    if table.group is None:
        yield from (_line(cells, visible, widths) for cells in body)
        return
    position = [column.key for column in table.columns].index(table.group)
    pairs = zip((row[position] for row in table.rows), body, strict=True)
    for group, members in groupby(pairs, key=lambda pair: pair[0]):
        rows = [cells for _, cells in members]
        yield _group(group, table.columns[position], len(rows), language)
        yield from (_line(cells, visible, widths) for cells in rows)


def _group(group: Cell, column: Column, size: int, language: Language) -> str:
    if group is None:
        return f"【未分梯队】（{size}）" if language == "zh" else f"[no tier] ({size})"
    text = in_one_line(shown(group, column, language))
    return f"【{text}】（{size}）" if language == "zh" else f"[{text}] ({size})"


def _line(cells: Sequence[str], visible: Sequence[Column], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (wide - width(cell)) if column.kind == "text" else " " * (wide - width(cell)) + cell
        for cell, column, wide in zip(cells, visible, widths, strict=True)
    )
    return _GAP.join(padded).rstrip()


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "
