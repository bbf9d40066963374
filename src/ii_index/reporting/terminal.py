"""Plain text for a terminal or a pipe, aligned where Chinese characters take two columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest
from unicodedata import east_asian_width

from ii_index._visible import in_one_line
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Card, Document, Fact
from ii_index.reporting.numbers import fact_text, shown

_GAP = "  "
_NARROWEST = 12
"""Columns of the terminal that a text keeps before a column is left out."""


_UNBROKEN = re.compile(r"[（“《【「]*(?:[!-~]+|.)[，。、；：？！）”》】」%]*\s*", re.DOTALL)
"""What stays on one line: a Latin word or a Chinese character, with the marks that open before and close after it."""
_SCREEN = 60
"""Lines that a screen may take before the tables after the first are named instead."""


def render(document: Document, language: Language, *, columns: int | None = None, full: bool = True) -> str:
    """Render title and headline figures, tables with their notes, then the facts.

    Parameters
    ----------
    document : Document
    language : {"zh", "en"}
    columns : int, optional
        Width of the terminal, to which tables and texts are fitted; by default they take what they need.
    full : bool
        Whether to show every table; else those after the first that make a screen long are named.
    """
    title = in_one_line(document.title.text(language))
    blocks = [_wrapped(title, columns)]
    if document.cards:
        blocks.append(
            "\n".join(_wrapped(in_one_line(_card(card, language)), columns) for card in document.cards)
        )
    left: list[str] = []
    order = [*(document.first if columns else ()), *(table.key for table in document.tables)]
    for place, table in enumerate(sorted(document.tables, key=lambda table: order.index(table.key))):
        shorter = table if full else _moved(table)
        block = _block(shorter, language, columns, title=title)
        lines = sum(text.count("\n") + 2 for text in blocks) + block.count("\n")
        if full or place == 0 or lines <= _SCREEN:
            blocks.append(block)
        else:
            left.append(in_one_line(table.title.text(language)))
    facts = [_wrapped(in_one_line(_fact(fact, language)), columns) for fact in document.facts]
    blocks.append("\n".join(facts))
    if left:
        blocks.append(_further(left, language))
    return "\n\n".join(blocks).rstrip() + "\n"


def _block(table: Table, language: Language, columns: int | None, *, title: str) -> str:
    own = in_one_line(table.title.text(language))
    heading = [] if own == title else [_wrapped(own, columns)]
    notes = [_wrapped(note.text(language), columns) for note in table.notes]
    still = table.unmoved is not None and not table.rows
    return "\n".join([*heading, *(() if still else _lines(table, language, columns)), *notes])


def _moved(table: Table) -> Table:
    """Leave out the rows in which nothing moved, and count them in a note."""
    if table.unmoved is None:
        return table
    rows = tuple(
        row for row, moved in zip(table.rows, table.column(table.unmoved), strict=True) if moved != 0
    )
    left = len(table.rows) - len(rows)
    note = Name(
        zh=f"另有{left}行没有变动（--full 全部显示）。",
        en=f"{left} further row{'' if left == 1 else 's'} did not move (shown with --full).",
    )
    return replace(table, rows=rows, notes=(*table.notes, note)) if left else table


def _further(titles: Sequence[str], language: Language) -> str:
    head = (
        f"另有{len(titles)}张表（--full 全部显示）："
        if language == "zh"
        else f"{len(titles)} more table{'' if len(titles) == 1 else 's'} (shown with --full):"
    )
    return "\n".join([head, *(f"{_GAP}{title}" for title in titles)])


def _fact(fact: Fact, language: Language) -> str:
    value = fact_text(fact.value, language)
    return f"{fact.label.text(language)}{_colon(language)}{value}"


def _card(card: Card, language: Language) -> str:
    figure = f"{card.label.text(language)}{_colon(language)}{card.figure.text(language)}"
    if card.beside is None:
        return figure
    beside = card.beside.text(language)
    return f"{figure}（{beside}）" if language == "zh" else f"{figure} ({beside})"


def _wrapped(text: str, columns: int | None) -> str:
    """Break a text into lines of a terminal: Latin words whole, no mark that closes at the beginning of a line."""
    if columns is None or width(text) <= columns:
        return text
    lines, used = [""], 0
    for part in _UNBROKEN.findall(text):
        wide = width(part.rstrip())
        if used + wide > columns and used > len(_GAP):
            lines[-1] = lines[-1].rstrip()
            lines.append(_GAP)
            used = len(_GAP)
        lines[-1] += part
        used += width(part)
    return "\n".join(lines)


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


def _lines(table: Table, language: Language, columns: int | None) -> Iterator[str]:
    chosen = [i for i, column in enumerate(table.columns) if column.shown and column.key != table.group]
    visible = [table.columns[i] for i in chosen]
    head = [in_one_line(column.title.text(language)) for column in visible]
    body = [[in_one_line(shown(row[i], table.columns[i], language)) for i in chosen] for row in table.rows]
    widths = [max(map(width, cells)) for cells in zip(head, *body, strict=True)]
    left: list[str] = []
    if columns is not None:
        keep, widths = _fitted(widths, visible, columns)
        left = head[keep:]
        head, visible, body = head[:keep], visible[:keep], [row[:keep] for row in body]
    yield from _line(head, visible, widths)
    yield _GAP.join("-" * wide for wide in widths)
    if table.group is None:
        for cells in body:
            yield from _line(cells, visible, widths)
    else:
        yield from _groups(table, body, visible, widths, language)
    if left:
        names = "、".join(left) if language == "zh" else ", ".join(left)
        said = "窗口窄，未显示：" if language == "zh" else "not shown in so narrow a window: "
        yield _wrapped(f"{said}{names}", columns)


def _groups(
    table: Table,
    body: Sequence[Sequence[str]],
    visible: Sequence[Column],
    widths: Sequence[int],
    language: Language,
) -> Iterator[str]:
    position = [column.key for column in table.columns].index(table.group or "")
    pairs = zip((row[position] for row in table.rows), body, strict=True)
    for group, members in groupby(pairs, key=lambda pair: pair[0]):
        rows = [cells for _, cells in members]
        yield _group(group, table.columns[position], len(rows), language)
        for cells in rows:
            yield from _line(cells, visible, widths)


def _fitted(widths: Sequence[int], visible: Sequence[Column], columns: int) -> tuple[int, list[int]]:
    """Narrow the widest texts, which go on in further lines; then leave out columns from the right."""
    fitted = [*widths]
    keep = len(fitted)
    while keep > 1 and sum(fitted[:keep]) + len(_GAP) * (keep - 1) > columns:
        texts = [i for i in range(keep) if visible[i].kind == "text" and fitted[i] > _NARROWEST]
        if texts:
            fitted[max(texts, key=lambda i: fitted[i])] -= 1
        else:
            keep -= 1
            fitted[:keep] = widths[:keep]
    return keep, fitted[:keep]


def wrapped(text: str, wide: int) -> list[str]:
    """Break a text into lines of a width: between any two Chinese characters, else at a space where there is one.

    Examples
    --------
    >>> wrapped("退出码：1（数据有问题）、2（用法错误）", 11)
    ['退出码：1', '（数据有问', '题）、2（用', '法错误）']
    """
    lines, line = [""], 0
    for character in text:
        taken = width(character)
        if line + taken > wide:
            cut = _break(lines[-1], character)
            kept, rest = lines[-1][:cut].rstrip(" "), lines[-1][cut:]
            lines[-1:] = [kept, rest]
            line = width(rest)
        if character == " " and not lines[-1] and len(lines) > 1:
            continue
        lines[-1] += character
        line += taken
    return lines


_OPENING, _CLOSING = "（“《【", "，。；：、）”》】！？…"


def _break(line: str, following: str) -> int:
    """Find where a full line ends: inside no word, with no opening sign last, and no closing one first on the next."""
    cut = len(line)
    if following.isascii() and following != " ":
        while cut and line[cut - 1].isascii() and line[cut - 1] != " ":
            cut -= 1
    while cut and (line[cut - 1] in _OPENING or (line[cut:] + following)[0] in _CLOSING):
        cut -= 1
    return cut or len(line)


def _group(group: Cell, column: Column, size: int, language: Language) -> str:
    if group is None:
        return f"【未分梯队】（{size}）" if language == "zh" else f"[no tier] ({size})"
    text = in_one_line(shown(group, column, language))
    return f"【{text}】（{size}）" if language == "zh" else f"[{text}] ({size})"


def _line(cells: Sequence[str], visible: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    """Yield the line of a row, and further ones where a text is wider than its column."""
    if all(width(cell) <= wide for cell, wide in zip(cells, widths, strict=True)):
        yield _padded(cells, visible, widths)
        return
    parts = [wrapped(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    for row in zip_longest(*parts, fillvalue=""):
        yield _padded(row, visible, widths)


def _padded(cells: Sequence[str], visible: Sequence[Column], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (wide - width(cell)) if column.kind == "text" else " " * (wide - width(cell)) + cell
        for cell, column, wide in zip(cells, visible, widths, strict=True)
    )
    return _GAP.join(padded).rstrip()


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "
