"""What a sheet's XML says beyond its values: percent formats, formulas without results, hidden rows, its extent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from ii_index.errors import DataError
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.zip_packages import damaged

_PROLOGUE = 4096
_BUILT_IN_PERCENT = frozenset(["9", "10"])
_CODE = re.compile("^0{2,20}$")
"""The format of a number that is a code, shown with the zeros before it: 000001."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(slots=True)
class SheetNotes:
    """What one sheet's values do not tell: cells and rows, 0-based, and the numbers of rows and columns.

    ``may_be_odd`` is False where no text of the sheet can hold a character that must be shown.
    """

    percents: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    padded: dict[tuple[int, int], int] = field(default_factory=dict[tuple[int, int], int])
    uncalculated: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    errors: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    hidden_rows: list[int] = field(default_factory=list[int])
    may_be_odd: bool = True
    extent: tuple[int, int] = (0, 0)


class Package:
    """The parts of an XLSX workbook: sheets by name, styles."""

    def __init__(self, parts: Mapping[str, bytes], file: str) -> None:
        self.parts, self.file = parts, file
        self.links = sorted(name for name in parts if re.match(r"xl/externalLinks/[^/]+\.xml$", name))
        self.percent_styles, self.padded_styles = self._styles()

    def sheet(self, name: str) -> bytes:
        """Return the XML of a sheet, empty where there is none."""
        targets = self._targets()
        for attributes in self._elements("xl/workbook.xml", "sheet"):
            if attributes.get("name") == name:
                key = next(
                    (value for key, value in attributes.items() if key.endswith("id") and key != "sheetId"),
                    "",
                )
                return self.parts.get(targets.get(key, ""), b"")
        return b""

    def _targets(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for attributes in self._elements("xl/_rels/workbook.xml.rels", "Relationship"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            found[attributes.get("Id", "")] = path
        return found

    def _styles(self) -> tuple[frozenset[str], dict[str, int]]:
        """Return the positions of the cell formats that show a percent sign; of those of codes, with their digits."""
        percent = set(_BUILT_IN_PERCENT)
        padded: dict[str, int] = {}
        inside = False
        styles: list[str] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            name = tag.rpartition(":")[2]
            if name == "numFmt" and _CODE.match(attributes.get("formatCode", "")):
                padded[attributes.get("numFmtId", "")] = len(attributes["formatCode"])
            elif name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
                percent.add(attributes.get("numFmtId", ""))
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                styles.append(attributes.get("numFmtId", "0"))

        def end(tag: str) -> None:
            nonlocal inside
            inside = inside and tag.rpartition(":")[2] != "cellXfs"

        parse_xml(self.parts.get("xl/styles.xml", b""), self.file, start, end)
        numbered = [*enumerate(styles)]
        return (
            frozenset(str(at) for at, number_format in numbered if number_format in percent),
            {str(at): padded[number_format] for at, number_format in numbered if number_format in padded},
        )

    @cached_property
    def _strings_may_be_odd(self) -> bool:
        """Whether a shared string may hold a character that must be shown: by its bytes, in UTF-8."""
        xml = self.parts.get("xl/sharedStrings.xml", b"")
        declared = xml[:_DECLARATION].partition(b"?>")[0].lower() if xml.startswith(b"<?xml") else b"utf-8"
        return b"utf-8" not in declared or any(mark in xml for mark in _ODD_MARKS)

    def _elements(self, part: str, wanted: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag.rpartition(":")[2] == wanted:
                found.append(attributes)

        parse_xml(self.parts.get(part, b""), self.file, start)
        return found

    def notes(self, name: str) -> SheetNotes:
        """Return what the XML of a sheet says of its cells; it is parsed only where a glance finds something.

        Raises
        ------
        DataError
            The outermost cells span more than the limit: readers hold the whole rectangle in memory.
        """
        xml = self.sheet(name)
        may_be_odd = self._strings_may_be_odd or _holds_texts(xml)
        if not (self.percent_styles or self.padded_styles) and _is_plain(xml):
            return SheetNotes(may_be_odd=may_be_odd)
        notes = _CellReader(self.percent_styles, self.padded_styles).read(xml, self.file)
        notes.may_be_odd = may_be_odd
        rows, columns = notes.extent
        if rows > LIMITS.rows or columns > LIMITS.columns:
            raise DataError(LIMITS.exceeded("rows" if rows > LIMITS.rows else "columns", self.file, name))
        if rows * columns > LIMITS.cells:
            raise DataError(LIMITS.exceeded("cells", self.file, name))
        return notes


_DECLARATION = 200
_ODD_MARKS = (b"_x", b"&#", b"\x7f", b"\xc2", b"\xe2", b"\xef\xbf")
"""How such a character is written, and what it begins with."""


def _holds_texts(xml: bytes) -> bool:
    """Whether a sheet holds texts of its own, in place of numbers of shared ones."""
    start = max(xml.find(b"<sheetData"), 0) + len("<sheetData")
    end = max(xml.rfind(b"</sheetData>"), start)
    return any(
        xml.find(letter, start, end) >= 0 and xml.find(mark, start, end) >= 0
        for letter, mark in ((b"i", b"inlineStr"), (b"f", b't="str"'))
    )


_ODD_CELLS = (
    re.compile(rb'<c(?! r="[A-Z]\d{1,5}")[ />\s]'),
    re.compile(rb'<c(?! r="[A-Z]{1,2}\d{1,4}")[ />\s]'),
)
_SPECIAL = ((b"f", b"</f>"), (b"e", b' t="e"'), (b"h", b' hidden="'))


def _is_plain(xml: bytes) -> bool:
    """Whether every cell says where it is, within A1:Z99999 or A1:ZZ9999, and none is a formula, an error or hidden.

    A letter that a sheet of numbers does not hold is looked for before the mark that begins with it.
    """
    start = xml.find(b"<sheetData")
    if b"<worksheet" not in xml[:_PROLOGUE] or start < 0:
        return False
    after = start + len("<sheetData")
    end = max(xml.rfind(b"</sheetData>"), after)
    if any(
        xml.find(letter, after, end) >= 0 and xml.find(mark, after, end) >= 0 for letter, mark in _SPECIAL
    ):
        return False
    return any(odd.search(xml) is None for odd in _ODD_CELLS)


class _CellReader:
    """Reads the cells of a sheet one element at a time."""

    def __init__(self, percent_styles: frozenset[str], padded_styles: Mapping[str, int]) -> None:
        self.percent_styles, self.padded_styles = percent_styles, padded_styles
        self.notes = SheetNotes()
        self.row = self.column = -1
        self.rows = self.columns = 0
        self.formula: str | None = None
        self.has_value = False
        self.kind: str | None = None
        self.text: list[str] | None = None

    def read(self, xml: bytes, file: str) -> SheetNotes:
        parse_xml(xml, file, self._start, self._end, self._characters)
        self.notes.extent = (self.rows, self.columns)
        return self.notes

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self.row = int(attributes.get("r", self.row + 2)) - 1
                self.column = -1
                if attributes.get("hidden") in {"1", "true"}:
                    self.notes.hidden_rows.append(self.row)
            case "c":
                self.row, self.column = (
                    position(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
                )
                self.rows, self.columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
                self.formula, self.has_value = None, False
                self.kind = attributes.get("t")
                if attributes.get("s", "0") in self.percent_styles:
                    self.notes.percents.add((self.row, self.column))
                elif digits := self.padded_styles.get(attributes.get("s", "0")):
                    self.notes.padded[self.row, self.column] = digits
            case "f" | "v":
                self.text = []
            case _:
                pass

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "f":
                self.formula, self.text = "".join(self.text or ()), None
            case "v":
                if self.kind == "e":
                    self.notes.errors[self.row, self.column] = "".join(self.text or ())
                self.has_value, self.text = bool(self.text) or self.kind == "str", None
            case "c" if self.formula is not None and not self.has_value:
                self.notes.uncalculated[self.row, self.column] = f"={self.formula}"
            case _:
                pass


def parse_xml(xml: bytes, file: str, start: Any, end: Any = None, characters: Any = None) -> None:  # noqa: ANN401 - expat's handlers
    """Parse XML that declares no entities, calling what is given for each element."""
    if not xml:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_declarations(file)
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - the end of the input
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding nobody knows is a LookupError
        raise DataError(damaged(file, str(error))) from None


def _refuse_declarations(file: str) -> Callable[..., None]:
    """Return a handler that refuses a DOCTYPE, which alone can declare entities."""

    def refuse(*_: object) -> None:
        raise DataError(damaged(file, "DOCTYPE"))

    return refuse


_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


def position(reference: str) -> tuple[int, int]:
    """Return the 0-based row and column of ``C7``."""
    matched = _REFERENCE.match(reference)
    if matched is None:
        raise ValueError(reference)
    column = 0
    for letter in matched[1]:
        column = column * 26 + ord(letter) - 64
    return int(matched[2]) - 1, column - 1
