"""Names and units of measurement that headings, titles and sheets give to the indicators of a draft."""

import re
from collections import Counter
from collections.abc import Sequence

from ii_index.io.files.grid import Grid, text_of
from ii_index.io.tables.header import Header
from ii_index.model import units_of_measurement as units
from ii_index.model.heading_measures import is_measure
from ii_index.model.headings import (
    is_harmless,
    is_years,
    label_and_year,
    measure_said,
    parted,
    unnumbered,
    year_of,
)
from ii_index.model.heads import Head, is_change
from ii_index.model.spelling import CLOSING, OPENING, fold, translated
from ii_index.model.stated_measures import unstated

_BESIDE = re.compile(rf"^(.*?)\s*[{OPENING}]([^{OPENING}{CLOSING}]*)[{CLOSING}]\s*$")
_PARTS = re.compile(r"[,，;；、]")
CODED = re.compile(r"\s*\[[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+\]$")
"""A code after a name, as the World Bank writes it: ``… [NY.GDP.PCAP.CD]``."""
_FOOTNOTE = re.compile(r"(?:[*†‡①-⑳⑴-⒇¹⁰⁴-⁹]|(?<![A-Za-z])[²³])+$")


def names_of(heads: Sequence[Head]) -> dict[int, tuple[str, str | None]]:
    """Return name and unit by column; a name that several have in a year keeps what tells them apart."""
    found = [split(head.text) for head in heads]
    years = [head.year or _year_in_brackets(head.text) for head in heads]
    often = Counter((fold(name), year) for year, (name, _) in zip(years, found, strict=True))
    return {
        head.at: (_undated(head.text), unit) if often[fold(name), year] > 1 else (name, unit)
        for head, year, (name, unit) in zip(heads, years, found, strict=True)
    }


def _year_in_brackets(heading: str) -> int | None:
    """Return the year in brackets or before them: ``产值（2023年，万元）``, ``产值2023（万元）``."""
    beside = _BESIDE.match(heading)
    if beside is None:
        dated = label_and_year(fold(heading))
        return dated[1] if dated else None
    return next(filter(None, map(year_of, _PARTS.split(beside[2]))), None) or _year_in_brackets(beside[1])


def _undated(heading: str) -> str:
    """Return a heading without its number and its year."""
    name = unnumbered(heading)
    name = CODED.sub("", name) or name
    if dated := label_and_year(fold(name)):
        at = fold(name).find(dated[0])
        name = name[at : at + len(dated[0])] if len(fold(name)) == len(name) else dated[0]
    return name


def split(heading: str) -> tuple[str, str | None]:
    """Split a heading into a name and a unit of measurement: ``产值（亿元，当年价）``, ``GDP_亿元``, ``le_1990``."""
    chinese, english = translated(heading)
    if chinese and not units.is_known(english):
        name, unit = split(chinese)
        return name, unit or split(english)[1]
    name = _undated(_on_one_line(heading))
    name = _FOOTNOTE.sub("", name).strip() or name
    if beside := _BESIDE.match(name):
        rest, said = beside[1], measure_said(fold(beside[2])) or beside[2]
        parts = [part.strip() for part in _PARTS.split(said)]
        known = [part for part in parts if _is_unit(part)]
        if known:
            telling = [part for part in parts if not (part in known or is_harmless(part) or year_of(part))]
            return name if telling else split(rest)[0], known[0]
        if rest and not year_of(said):
            return name, None
        return rest or name, None
    return _with_measure(name) or (name, None)


def _with_measure(name: str) -> tuple[str, str] | None:
    """Split a name and a unit of measurement behind a separator, or a percent sign behind the name at once."""
    if len(name) > 1 and name.endswith(("%", "％")):
        return name[:-1].strip(" _/-"), "%"
    for mark in ("_", "/", "-", " "):
        for rest, said in parted(name, mark):
            if rest and is_measure(said.strip()):
                return rest.strip(), said.strip()
    return None


def _on_one_line(heading: str) -> str:
    """Return a heading without its line breaks, which part words of Latin letters only."""
    return " ".join(_BREAK.sub("", heading.strip()).splitlines())


_BREAK = re.compile(r"(?<=[^\x00-\u02ff])\s*\n\s*|\s*\n\s*(?=[^\x00-\u02ff])")


def _is_unit(text: str) -> bool:
    """Whether a text is a unit of measurement, or something per one: ``吨标准煤/万元``."""
    return units.is_known(text) or ("/" in text and units.is_known(text.rpartition("/")[2]))


def title_of(grid: Grid, header: Header) -> tuple[str, str | None] | None:
    """Return what a title with a unit of measurement names, and the unit: ``表3 软件业务收入（亿元）``.

    The lowest; the unit may stand beside or below it: ``单位：亿元``.
    """
    rows = [[*map(text_of, grid.row(at))] for at in range(header.top)]
    titles = [{text for text in row if text and unnumbered(unstated(text))} for row in rows]
    found = [_bare(title.pop()) for title in titles if len(title) == 1]
    with_unit = next((title for title in reversed(found) if split(title)[1]), None)
    if with_unit is None and header.measure and found:
        return split(unstated(found[-1]))[0], header.measure
    return split(with_unit) if with_unit else None


def _bare(title: str) -> str:
    """Return a title without its number, such as ``3-5``, and without the years in brackets at its end."""
    bracket = _BESIDE.match(title)
    title = bracket[1] if bracket and bracket[1] and is_years(bracket[2]) else title
    return _SECTION.sub("", title) or title


_SECTION = re.compile(r"^\s*\d{1,2}(?:[-－—–]\d{1,2})+\s+")


def unit_of_title(name: str, said: str | None) -> str | None:
    """Return the unit of measurement that a title states for all, unless a name is of a count, a rate or a change."""
    return None if is_change(name) or fold(name).endswith("数") else said


def sheet_of(grid: Grid) -> str | None:
    """Return the name of a sheet, but for those that programs give and those of years."""
    name = grid.sheet or ""
    return None if _GIVEN.match(name) or year_of(name) else name


_GIVEN = re.compile(r"^(?:(?:sheet|工作表|表|数据|data|table)\s*\d*)?$", re.IGNORECASE)


_LONGEST_ID = 40


def _words(text: str) -> str:
    """Return what an id may hold of a text, whose other characters part the words: ``①`` and ``²`` are no letters."""
    safe = (one if one.isalpha() or one.isdecimal() else " " for one in text.lower())
    return "_".join("".join(safe).split())


def identifier(name: str, taken: set[str]) -> str:
    """Return an id that can be read: the name without what stands in brackets, at most some forty characters."""
    bare = re.sub(rf"\s*[{OPENING}][^{OPENING}{CLOSING}]*[{CLOSING}]", "", name)
    base = _words(bare) or _words(name) or "x"
    if len(base) > _LONGEST_ID:
        base = base[:_LONGEST_ID].rpartition("_")[0] or base[:_LONGEST_ID]
    found, count = base, 1
    while found in taken:
        count += 1
        found = f"{base}_{count}"
    taken.add(found)
    return found
