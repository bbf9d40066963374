"""From text to a grid: delimiters by what the header says, quotes as in RFC 4180."""

import csv
import io
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import BETWEEN, Cell, Grid, PackedText, PlainText, Rows, marked
from ii_index.io.files.limits import LIMITS
from ii_index.model.decimals import WIDEST, Bytes

Recognise = Callable[[Sequence[Cell]], int]
"""How many cells of a row are known names."""

_DELIMITERS = (",", "\t", ";")
_SAMPLE_LINES = 15


def read_delimited(text: str, file: str, recognise: Recognise) -> Grid:
    """Split a text into cells.

    The delimiter is the one of comma, tab and semicolon under which most names are recognised in one line; where
    none is, the one that gives most cells to most lines.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _EUROSTAT.match(text):
        text = _untangled(text)
    delimiter = _delimiter(text, recognise)
    return _plain(text, file, delimiter) or _quoted(text, file, delimiter)


_EUROSTAT = re.compile(r"^[A-Za-z_]+(?:,[A-Za-z_]+)*\\[A-Za-z_]+\t")


def _untangled(text: str) -> str:
    """Give the keys of Eurostat's TSV a column each: they are one cell of it, with commas inside."""
    lines = (line.split("\t") for line in text.split("\n"))
    return "\n".join("\t".join((*keys.partition("\\")[0].split(","), *cells)) for keys, *cells in lines)


def _delimiter(text: str, recognise: Recognise) -> str:
    sample = text[: LIMITS.sample].split("\n")[:_SAMPLE_LINES]
    return max(_DELIMITERS, key=lambda mark: _fitness(sample, mark, recognise))


def _fitness(lines: list[str], delimiter: str, recognise: Recognise) -> tuple[int, int]:
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
    known = max(map(recognise, rows), default=0)
    return known, sum(len(row) - 1 for row in rows)


def _plain(text: str, file: str, delimiter: str) -> PlainText | None:
    """Find every cell at once where no cell is quoted and all lines have as many."""
    first_line = text[: text.find("\n") + 1] or text
    width = first_line.count(delimiter) + 1
    if width == 1 or width > LIMITS.columns or '"' in text:
        return None
    data = _padded(text)
    marks = marked(data, "\n", delimiter)
    count, rest = divmod(len(marks) - 1, width)
    if rest or np.count_nonzero(data == ord("\n")) != count:
        return None
    if not (
        data[marks[width::width]] == ord("\n")
    ).all():  # then no other cell ends a line: there are no more
        return None
    _check_numbers(len(marks) - 1, file)
    lines = range(1, count + 1)
    return PlainText(file=file, lines=lines, delimiter=delimiter, text=data, marks=marks, width=width)


def _padded(text: str) -> Bytes:
    """Return a text as bytes, with room in front, and one line feed at its end."""
    last = text[-LIMITS.sample :]
    whole = len(text) - len(last) + len(last.rstrip("\n"))
    if not text.isascii():
        room, end = b" " * WIDEST, b"\n"
        return np.frombuffer(room + text[:whole].encode(errors="surrogatepass") + end, dtype=np.uint8)
    data = np.empty(WIDEST + whole + 1, dtype=np.uint8)
    data[:WIDEST], data[-1] = ord(" "), ord("\n")
    for start in range(0, whole, _PIECE_OF_TEXT):
        piece = text[start : min(start + _PIECE_OF_TEXT, whole)].encode()
        data[WIDEST + start :][: len(piece)] = np.frombuffer(piece, dtype=np.uint8)
    return data


_PIECE_OF_TEXT = 2**22


def _quoted(text: str, file: str, delimiter: str) -> Grid:
    return (_packed if len(text) > LIMITS.piece else _row_by_row)(text, file, delimiter)


def _row_by_row(text: str, file: str, delimiter: str) -> Rows:
    reader = csv.reader(_bounded(text, delimiter, file), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    cells = 0
    line = 1
    try:
        for row in reader:
            cells += len(row)
            _check_size(cells, file)
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _misquoted(error, file, line) from None
    return Rows(file=file, lines=lines, delimiter=delimiter, rows=rows)


def _packed(text: str, file: str, delimiter: str) -> PackedText:
    """Split a long text into cells piece by piece, each packed into bytes before the next is read."""
    text = text.replace(BETWEEN, "\N{SYMBOL FOR UNIT SEPARATOR}")
    reader = csv.reader(_lines(text, delimiter, file), delimiter=delimiter, strict=True)
    firsts, lines = array("q", [0]), array("q")
    packed, piece, line = bytearray(b" " * WIDEST), list[str](), 1
    try:
        for row in reader:
            piece += row
            firsts.append(firsts[-1] + len(row))
            lines.append(line)
            line = reader.line_num + 1
            if len(piece) > _PIECE:
                _check_numbers(firsts[-1], file)
                packed += BETWEEN.join([*piece, ""]).encode(errors="surrogatepass")
                piece.clear()
    except csv.Error as error:
        raise _misquoted(error, file, line) from None
    packed += BETWEEN.join([*piece, "", ""]).encode(errors="surrogatepass")
    data = np.frombuffer(packed, dtype=np.uint8)
    return PackedText(
        file=file,
        lines=lines,
        delimiter=delimiter,
        text=data,
        marks=marked(data, BETWEEN),
        firsts=np.frombuffer(firsts, dtype=np.int64).astype(np.intp),
    )


_PIECE = 100_000
"""Cells that are held as texts before they are packed."""


def _misquoted(error: csv.Error, file: str, line: int) -> DataError:
    finding = LIMITS.exceeded("cell", file) if "limit" in str(error) else Finding("E_QUOTES", file=file)
    return DataError(replace(finding, row=line))


def _lines(text: str, delimiter: str, file: str) -> Iterator[str]:
    """Yield the lines of a text, which is not copied."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if end - start > LIMITS.columns and text.count(delimiter, start, end) >= LIMITS.columns:
            raise DataError(LIMITS.exceeded("columns", file))
        yield text[start:end]
        start = end


def _bounded(text: str, delimiter: str, file: str) -> Iterator[str]:
    for line in io.StringIO(text):
        if line.count(delimiter) >= LIMITS.columns:
            raise DataError(LIMITS.exceeded("columns", file))
        yield line


def _check_numbers(cells: int, file: str) -> None:
    if cells > LIMITS.numbers:
        raise DataError(LIMITS.exceeded("numbers", file))


def _check_size(cells: int, file: str) -> None:
    if cells > LIMITS.cells:
        raise DataError(LIMITS.exceeded("cells", file))


_WRONG_THEN_RIGHT = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))
_REPLACEMENT = "\ufffd"


def original(text: str) -> str | None:
    """Return what a garbled text was, or None where it is not garbled.

    Accented letters of Latin names are Chinese by chance when read as GB18030: only two characters and more in
    succession, or one that is the whole text, are evidence of Chinese.

    Examples
    --------
    >>> original("鍦板尯"), original("地区"), original("µØÇø"), original("Türkiye"), original("TÃ¼rkiye")
    ('地区', None, '地区', None, 'Türkiye')
    >>> original("脡脧潞拢")  # read wrongly twice
    '上海'
    """
    if text.isascii():
        return None
    for wrong, right in _WRONG_THEN_RIGHT:
        try:
            fixed = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if (found := _undone(text, fixed, wrong, right)) is not None:
            return found
    return _lossy(text)


def _undone(text: str, fixed: str, wrong: str, right: str) -> str | None:
    """Return what a text was, given what one wrong reading undone makes of it; None where that is no evidence."""
    beyond = [*filter(_is_not_ascii, fixed)]
    if right == "gb18030":
        return fixed if len(fixed) < len(text) and all(map(_is_common, beyond)) and _in_pairs(text) else None
    meant = _is_east_asian if wrong == "gb18030" else _is_beyond_latin
    if len(fixed) < len(text) and all(map(meant, beyond)):
        return fixed
    if wrong == "gb18030" and all(map(_is_of_one_byte, beyond)) and _runs(fixed, _TWO_PAIRS):
        return original(fixed)
    plain = all(map(_is_latin, beyond)) and (wrong != "gb18030" or _lone_han().search(text))
    return fixed if plain else None


def _lossy(text: str) -> str | None:
    """Return what UTF-8 read as GBK was, where bytes were dropped on the way; usual words hold usual characters."""
    beyond = [*filter(_is_not_ascii, text)]
    if sum(not _is_in_gb2312(one) for one in beyond) * 2 < len(beyond):
        return None
    found = text.encode("gb18030", errors="replace").decode(errors="replace")
    kept = [one for one in found if not one.isascii() and one != _REPLACEMENT]
    lost = found.count(_REPLACEMENT)
    certain = len(kept) >= _SEVERAL and lost <= len(kept) // 2 and all(map(_is_in_gb2312, kept))
    return found if certain else None


def _is_in_gb2312(character: str) -> bool:
    try:
        return character >= "\u4e00" and len(character.encode("gb2312")) == _PAIR
    except UnicodeEncodeError:
        return False


@cache  # ranges of twenty thousand characters take a millisecond each to compile
def _lone_han() -> re.Pattern[str]:
    return re.compile(r"(?:[a-z][\u4e00-\u9fff](?![\u4e00-\u9fff])|(?<![\u4e00-\u9fff])[\u4e00-\u9fff][a-z])")


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_PAIR, _TWO_PAIRS, _SEVERAL = 2, 4, 2


def _in_pairs(text: str) -> bool:
    """Whether the letters beyond ASCII stand in pairs as bytes of Chinese do: two and more, or one alone."""
    return _runs(text, _TWO_PAIRS) or (len(text) == _PAIR and _runs(text, _PAIR))


def _runs(text: str, length: int) -> bool:
    """Whether some letters beyond ASCII stand together, as many or more."""
    return any(len(run) >= length for run in _NOT_ASCII.findall(text))


def garbled(row: Sequence[Cell]) -> str | None:
    """Return the first garbled cell of a row when at least half of its cells that are not plain ASCII are.

    A lost character alone does not condemn a row that is otherwise readable.
    """
    texts = [cell for cell in row if isinstance(cell, str) and not cell.isascii()]
    undone = [text for text in texts if original(text)]
    bad = [text for text in texts if text in undone or _REPLACEMENT in text]
    certain = undone or len(bad) == len(texts)
    return bad[0] if bad and certain and len(bad) * 2 >= len(texts) else None


def _is_not_ascii(character: str) -> bool:
    return not character.isascii()


def _is_latin(character: str) -> bool:
    return "\u00c0" <= character <= "\u024f" or character in "’–"


def _is_of_one_byte(character: str) -> bool:
    return character <= "\u00ff"


def _is_east_asian(character: str) -> bool:
    return "\u2e80" <= character <= "\uffff"


def _is_beyond_latin(character: str) -> bool:
    return "\u0370" <= character <= "\uffff"


def _is_common(character: str) -> bool:
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3000" <= character <= "\u303f"
        or "\uff01" <= character <= "\uff5e"
    )
