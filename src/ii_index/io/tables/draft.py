"""Draft a framework from a table: what its headings name, with their units, for a person to decide the rest."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.files.open import read_bytes, read_grids
from ii_index.io.tables.columns import Columns
from ii_index.io.tables.header import Header, HeaderReader, is_measure, is_value
from ii_index.io.tables.layout import Layout, lay_out, said_indicator
from ii_index.messages import Language
from ii_index.model import units_of_measurement as units
from ii_index.model.framework import Framework
from ii_index.model.headings import label_and_year, measure_said, role_of, year_of
from ii_index.model.spelling import fold

_NOTHING = {"id": "nothing", "name": "\u2400nothing"}
_BESIDE = re.compile(r"^(.*?)\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*$")
_NUMBERED = re.compile(
    r"^(?:\d{1,2}[.、)]|[一二三四五六七八九十]{1,3}[、.]|[(（][一二三四五六七八九十\d]{1,3}[)）])\s*"
)
_UNSAFE = re.compile(r"[^\w]+")
_EXAMPLES, _SEVERAL = 3, 4


class Column(NamedTuple):
    """An indicator to be: its name and unit of measurement, and how many of its cells hold nothing."""

    name: str
    unit: str | None = None
    missing: int = 0
    rows: int = 0


class Draft(NamedTuple):
    """What a table tells of a framework.

    Attributes
    ----------
    file : str
    provinces : bool
        Whether the units are provinces.
    columns : tuple of Column
    unit : str or None
        Heading of the column of units.
    units : tuple of str
        The first of them.
    codes, groups : tuple of str
        Headings of columns that go with the units.
    """

    file: str
    provinces: bool
    columns: tuple[Column, ...]
    unit: str | None = None
    units: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def draft(path: str | Path, *, sheet: str | None = None, encoding: str | None = None) -> Draft:
    """Find the indicators, units of measurement, and kind of unit of a table.

    Raises
    ------
    DataError
        The table cannot be opened, has no header, or no column of numbers.
    """
    file, content = read_bytes(path)
    readers = [HeaderReader(_framework(kind, [])) for kind in ("provinces", "any")]
    grids = read_grids(
        file, content, lambda row: max(reader.recognise(row) for reader in readers), sheet, encoding
    )
    if sheet is not None:
        grids = [grid for grid in grids if grid.sheet == sheet] or grids
    for grid in (grid for grid in grids if len(grid) and not grid.hidden):
        provinces, free = (_of(grid, reader) for reader in readers)
        found = provinces if provinces is not None and provinces.provinces else free
        if found is not None and found.columns:
            return found
    raise DataError(Finding("E_EMPTY", file=file))


def _framework(kind: str, names: Iterable[str]) -> Framework:
    children = [{"id": f"x{at}", "name": name} for at, name in enumerate(names)] or [_NOTHING]
    stated = {"id": "draft", "name": "draft", "reference": "draft", "units": kind, "children": children}
    return Framework.model_validate(stated)


def _of(grid: Grid, reader: HeaderReader) -> Draft | None:
    header = reader.find(grid) or _first_texts(grid, reader)
    if header is None:
        return None
    columns = Columns(grid, header, reader)
    headings = [head.text for head in header.heads if head.text and not (head.role or head.year or head.unit)]
    named = [_split(text)[0] for text in headings if any(map(is_value, columns.texts(_at(header, text))))]
    again = HeaderReader(_framework(reader.framework.units, dict.fromkeys(named)))
    refound = again.find(grid) or header
    layout = lay_out(grid, refound, again)
    columns = Columns(grid, refound, again)
    provinces = reader.framework.units == "provinces" and (
        layout.transposed or ("unit" in layout.keys and _are_provinces(columns, layout.keys["unit"].at))
    )
    found = _down(layout, columns) if "indicator" in layout.keys else _across(grid, layout, columns)
    unit = layout.keys.get("unit")
    return Draft(
        grid.file,
        provinces,
        tuple(found),
        unit and unit.text,
        tuple(dict.fromkeys(columns.texts(unit.at)))[:_EXAMPLES] if unit else (),
        tuple(head.text for head in layout.codes),
        tuple(head.text for head in layout.groups),
    )


def _are_provinces(columns: Columns, at: int) -> bool:
    """Whether a column names provinces, and each about once a year: beside cities they are a group."""
    others = [other for other in columns.with_role("unit") if other != at and not columns.is_numeric(other)]
    return (
        columns.mostly(at, columns.is_place)
        and _SEVERAL * columns.repeats(at) <= columns.count
        and all(columns.repeats(at, (at, other)) <= columns.repeats(other, (at, other)) for other in others)
    )


def _at(header: Header, text: str) -> int:
    return next(head.at for head in header.heads if head.text == text)


def _first_texts(grid: Grid, reader: HeaderReader) -> Header | None:
    """Return the first row of several texts as the header of a table whose headings are all unknown."""
    for at, row in enumerate(grid.head(_SEARCHED)):
        texts = [text_of(cell) for cell in row]
        if sum(map(bool, texts)) > 1 and not any(is_value(text) for text in texts):
            return reader.header_at(grid, at)
    return None


_SEARCHED = 60


def _down(layout: Layout, columns: Columns) -> Iterator[Column]:
    """Yield the indicators that rows name, with what stands in the column of units of measurement."""
    labels = columns.labels(layout.keys["indicator"].at)
    measures = columns.labels(layout.keys["measure"].at) if "measure" in layout.keys else [""] * len(labels)
    seen: dict[str, Column] = {}
    for label, measure in zip(labels, measures, strict=True):
        name, unit = _split(label)
        if name and name not in seen and not role_of(name):
            seen[name] = Column(name, measure or unit)
    yield from seen.values()


def _across(grid: Grid, layout: Layout, columns: Columns) -> Iterator[Column]:
    """Yield the indicators that headings name; where years or places stand across, the one that a title names."""
    keys = {head.at for head in (*layout.keys.values(), *layout.codes, *layout.groups, *layout.also_units)}
    rows = columns.count
    seen: set[str] = set()
    for head in layout.values:
        if head.at in keys or not head.column or head.unit or (head.year and not label_and_year(head.text)):
            continue
        name, unit = _split(head.text)
        if fold(name) in seen or not columns.mostly(head.at, is_value):
            continue
        seen.add(fold(name))
        blank = sum(not text for text in columns.labels(head.at))
        yield Column(name, unit or head.measure, blank, rows)
    if not seen and any(head.year or head.unit for head in layout.header.heads):
        corner = layout.keys["year"].text if "year" in layout.keys else ""
        named = corner if not (role_of(corner) or "/" in corner) else ""
        said = said_indicator(grid, layout.header) or named or Path(grid.file).stem
        yield Column(*_split(said))


def _split(heading: str) -> tuple[str, str | None]:
    """Split a heading into a name and a unit of measurement: ``产值（亿元，当年价）``, ``GDP_亿元``, ``le_1990``."""
    name = _NUMBERED.sub("", heading.strip()) or heading.strip()
    if dated := label_and_year(fold(name)):
        at = fold(name).find(dated[0])
        name = name[at : at + len(dated[0])] if len(fold(name)) == len(name) else dated[0]
    if beside := _BESIDE.match(name):
        rest, said = beside[1], measure_said(fold(beside[2])) or beside[2]
        known = [part for part in re.split(r"[,，;；、]", said) if units.is_known(part)]
        if known:
            return _split(rest)[0], known[0].strip()
        if rest and not year_of(said):
            return name, None
        return rest or name, None
    for mark in ("_", "/", "-", " "):
        rest, found, said = name.rpartition(mark)
        if found and rest and is_measure(said.strip()):
            return rest.strip(), said.strip()
    return name, None


def to_yaml(found: Draft, language: Language) -> str:
    """Return the draft as YAML, with a comment wherever a person has to decide."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    stem = _identifier(Path(found.file).stem, set()) if found.file != "<stdin>" else "mine"
    held = ", ".join(found.units) + ("…" if found.units else "")
    lines = [
        say(
            f"# 由 {found.file} 起草：请核对名称、单位与方向，再 ii-index rank {found.file} --framework 本文件",
            f"# Drafted from {found.file}: check names, units and directions, then "
            f"ii-index rank {found.file} --framework THIS_FILE",
        ),
        f"id: {stem}",
        f"name: {_quoted(Path(found.file).stem)}",
        f"reference: {_quoted(say('自编', 'own index'))}  # "
        + say("出处，可改", "where it is published; yours may say so"),
        f"units: {'provinces' if found.provinces else 'any'}  # {held}",
    ]
    if found.unit and not found.provinces:
        lines.append(say(f"# 对象在“{found.unit}”列", f"# the units stand in the column “{found.unit}”"))
    if found.groups:
        listed = ", ".join(found.groups)
        lines.append(say(f"# 可作分组的列：{listed}", f"# columns that group the units: {listed}"))
    lines += [
        say(
            "# direction：positive 越大越好，negative 越小越好；逐项决定。weight 可加，不写则等权。",
            "# direction: positive (more is better) or negative; decide each. Without weights all are equal.",
        ),
        "children:",
    ]
    taken = {"root", stem}
    for column in found.columns:
        lines += _leaf(column, taken, say("待定", "to be decided"), say("缺", "missing"))
    return "\n".join(lines) + "\n"


def _leaf(column: Column, taken: set[str], decide: str, missing: str) -> Iterator[str]:
    yield f"  - id: {_quoted(_identifier(column.name, taken))}"
    gaps = f"  # {missing} {column.missing} / {column.rows}" if column.missing else ""
    yield f"    name: {_quoted(column.name)}{gaps}"
    if column.unit:
        yield f"    unit: {_quoted(column.unit)}"
    yield f"    direction: positive  # {decide}"


def _identifier(name: str, taken: set[str]) -> str:
    base = _UNSAFE.sub("_", name).strip("_").lower() or "x"
    found, count = base, 1
    while found in taken:
        count += 1
        found = f"{base}_{count}"
    taken.add(found)
    return found


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
