"""Draft a framework from a table: what its headings name, with their units, for a person to decide the rest."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.tables.columns import Columns
from ii_index.io.tables.continued import noted_at
from ii_index.io.tables.draft_names import (
    CODED,
    identifier,
    names_of,
    sheet_of,
    split,
    title_of,
    unit_of_title,
)
from ii_index.io.tables.header import Header, HeaderReader, is_value
from ii_index.io.tables.layout import Layout, lay_out, texts_of
from ii_index.io.tables.notes import one_measure
from ii_index.io.tables.own_workbook import is_own
from ii_index.io.tables.reader import Reading, check_table, grids_of
from ii_index.io.tables.several import check_joined
from ii_index.messages.reading import typed
from ii_index.model import units_of_measurement as units
from ii_index.model.framework import Framework
from ii_index.model.heading_measures import LAST_BRACKET, is_measure, year_headed
from ii_index.model.headings import fineness, is_code_word, numbers_units, role_of, year_of
from ii_index.model.heads import Head, said_indicator
from ii_index.model.identities import bare
from ii_index.model.numbers import MISSING_MARKS, Measure, Number, read
from ii_index.model.spelling import compact, fold
from ii_index.model.stated_measures import is_said_of_all

_NOTHING = {"id": "nothing", "name": "\u2400nothing"}
_EXAMPLES, _SEVERAL, _NEARLY_ALL = 3, 4, 0.8


class Column(NamedTuple):
    """An indicator to be: its name and unit of measurement, how many cells hold nothing, and its whole heading."""

    name: str
    unit: str | None = None
    missing: int = 0
    rows: int = 0
    heading: str | None = None


class Draft(NamedTuple):
    """What a table tells of a framework.

    Attributes
    ----------
    file : str
    provinces : bool
        Whether the units are provinces.
    columns, divisors : tuple of Column
        The indicators; what others may be divided by, where the table says so.
    unit : str or None
        Heading of the column of units.
    units : tuple of str
        The first of them.
    codes, groups, left : tuple of str
        Headings of columns that go with the units; of columns that are none of all this.
    options : str
        What has to be typed besides, for the table to be read: its sheet, its encoding, its year.
    years : tuple of int
    size : int
        Number of units.
    problems : tuple of Finding
        Why the table cannot be read by the draft as it stands.
    labels : frozenset of str
        The free units of the first rows, as they are compared.
    """

    file: str
    provinces: bool
    columns: tuple[Column, ...]
    unit: str | None = None
    units: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    divisors: tuple[Column, ...] = ()
    options: str = ""
    years: tuple[int, ...] = ()
    size: int = 0
    problems: tuple[Finding, ...] = ()
    labels: frozenset[str] = frozenset()


def draft(path: str | Path, *, sheet: str | None = None, encoding: str | None = None) -> Draft:
    """Find the indicators, units of measurement, and kind of unit of a table.

    Raises
    ------
    DataError
        The table cannot be opened, has no header, or no column of numbers.
    """
    readers = [HeaderReader(_framework(kind, [])) for kind in ("provinces", "any")]
    grids = grids_of(path, sheet, readers, encoding)
    if sheet is not None:
        grids = [grid for grid in grids if grid.sheet == sheet] or grids
    drafts = {at: _best(grid, readers) for at, grid in enumerate(grids) if len(grid) and not grid.hidden}
    found = {at: one for at, one in drafts.items() if one is not None and one.columns}
    if not found:
        raise DataError(Finding("E_EMPTY", file=grids[0].file))
    at = max(found, key=lambda at: (_numbers(grids[at]), -at))
    together = None if sheet is not None or is_own(grids) else _together(found[at], [*found.values()])
    if together is not None and not (tried := _tried(path, together, None, encoding)).problems:
        return tried
    tried = _tried(path, found[at], sheet, encoding)
    unclear = any(finding.code == "E_SHEET_AMBIGUOUS" for finding in tried.problems)
    return _tried(path, found[at], grids[at].sheet, encoding) if unclear else tried


def _best(grid: Grid, readers: Sequence[HeaderReader]) -> Draft | None:
    provinces, free = (_of(grid, reader) for reader in readers)
    return provinces if provinces is not None and provinces.provinces else free


def draft_joined(
    paths: Sequence[str | Path], *, sheet: str | None = None, encoding: str | None = None
) -> Draft:
    """Draft one framework from several tables that are parts of one: a year, an indicator or more a file.

    Raises
    ------
    DataError
        As :func:`draft`, of any of them.
    """
    if len(paths) == 1:
        return draft(paths[0], sheet=sheet, encoding=encoding)
    each = [draft(path, sheet=sheet, encoding=encoding) for path in paths]
    columns = {fold(column.name): column for one in reversed(each) for column in reversed(one.columns)}
    provinces = all(one.provinces for one in each)
    whole = each[0]._replace(file="mine", provinces=provinces, columns=tuple(reversed(columns.values())))
    return _tried(paths, whole, sheet, encoding)


def _together(main: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """Return the draft of sheets of the same units that hold other indicators each; None where they are no such."""
    alike = [one for one in drafts if _are_of_the_same(main, one)]
    columns = [column for one in alike for column in one.columns]
    apart = len({fold(column.name) for column in columns}) == len(columns)
    return main._replace(columns=tuple(columns)) if apart and len(alike) > 1 else None


def _are_of_the_same(one: Draft, other: Draft) -> bool:
    """Whether two sheets are of the same units, in whatever order: provinces, or half of the labels of one at least."""
    if one.provinces != other.provinces or (one.unit is None) != (other.unit is None):
        return False
    fewer = min(len(one.labels), len(other.labels))
    return one.provinces or 2 * len(one.labels & other.labels) >= fewer


def _numbers(grid: Grid) -> int:
    """Count the numbers in the first rows of a sheet: that of the data has more than lists and notes have."""
    return sum(is_value(cell) for row in grid.head(_COUNTED) for cell in row)


_COUNTED = 200


def _tried(
    path: str | Path | Sequence[str | Path], found: Draft, sheet: str | None, encoding: str | None
) -> Draft:
    """Read a table, or several, by the draft: how many units, years and gaps, and what has to be typed besides."""
    options = f" --sheet {typed(sheet)}" if sheet else ""
    options += f" --input-encoding {encoding}" if encoding else ""
    if str(path) == "-":
        return found._replace(options=options)
    framework = Framework.model_validate(definition(found))
    check: Callable[..., Reading] = check_table if isinstance(path, (str, Path)) else check_joined
    read = partial(check, path, framework, sheet=sheet, encoding=encoding, allow_missing_units=True)
    reading = read()
    if any(finding.code == "E_YEAR_UNKNOWN" for finding in reading.findings):
        reading = read(year=_SOME_YEAR)
        options += " --year YYYY"
    if any(finding.code == "W_MISSING_REGION" for finding in reading.findings):
        options += " --allow-missing-units"
    panel = reading.panel
    if panel is None:
        errors = tuple(finding for finding in reading.findings if finding.severity == "error")
        return found._replace(options=options, problems=errors[:_EXAMPLES])
    cells = panel.values.shape[0] * panel.values.shape[1]
    gaps = dict(zip(panel.indicators, np.isnan(panel.values).sum(axis=(0, 1)).tolist(), strict=True))
    ids = [leaf.id for leaf in framework.leaves]  # of which a nation's table may lack some
    columns = tuple(
        column._replace(missing=gaps.get(name, cells), rows=cells)
        for column, name in zip(found.columns, ids, strict=True)
    )
    years = () if "--year" in options else panel.years
    names = tuple(panel.unit_name(unit).zh if found.provinces else unit for unit in panel.units[:_EXAMPLES])
    return found._replace(options=options, columns=columns, years=years, size=len(panel.units), units=names)


_SOME_YEAR = 2000


def _framework(kind: str, names: Iterable[str]) -> Framework:
    children = [{"id": f"x{at}", "name": name} for at, name in enumerate(names)] or [_NOTHING]
    stated = {"id": "draft", "name": "draft", "reference": "draft", "units": kind, "children": children}
    return Framework.model_validate(stated)


def _of(grid: Grid, reader: HeaderReader) -> Draft | None:
    header = reader.find(grid) or _first_texts(grid, reader)
    if header is None:
        return None
    columns = Columns(grid, header, reader)
    heads = [
        head
        for head in header.heads
        if head.text and not (head.role or _is_across(head) or _is_no_measure(head.text))
    ]
    long = _is_long(header) or _is_down(columns)
    names = names_of(heads)
    named = [] if long else [names[head.at][0] for head in heads if _holds_numbers(columns, head.at)]
    if _is_corner(columns):
        named = [names[0][0]] if 0 in names else []
    above = {split(text)[0]: split(text)[1] for text in _above(grid, header, reader)}
    named += above
    again = HeaderReader(_framework(reader.framework.units, dict.fromkeys(named)))
    refound = again.find(grid) or header
    layout = lay_out(grid, refound, again)
    columns = Columns(grid, refound, again)
    provinces = reader.framework.units == "provinces" and (
        layout.transposed or ("unit" in layout.keys and _are_provinces(columns, layout.keys["unit"].at))
    )
    if "indicator" in layout.keys:
        found = [*_down(layout, columns)]
    elif len(above) > 1 and all(head.column and _is_across(head) for head in layout.values):
        found = [Column(name, unit) for name, unit in above.items()]
    else:
        found = [*_across(grid, layout, columns)]
    unit = layout.keys.get("unit")
    of_coinr = any(compact(head.text) == "ucode" for head in refound.heads)
    divisors = [column for column in found if of_coinr and column.name.startswith("Den_")]
    used = {*layout.keys.values(), *layout.codes, *layout.groups, *layout.also_units, *layout.values}
    unused = [head for head in refound.heads if head.text and head not in used and not head.column]
    left = [head.text for head in unused if not _is_across(head)]
    return Draft(
        grid.file,
        provinces,
        tuple(column for column in found if column not in divisors),
        unit and unit.text,
        tuple(dict.fromkeys(columns.texts(unit.at)))[:_EXAMPLES] if unit else (),
        tuple(head.text for head in layout.codes),
        tuple(head.text for head in layout.groups),
        () if "indicator" in layout.keys or layout.transposed else tuple(left),
        tuple(divisors),
        labels=frozenset(map(bare, columns.texts(unit.at))) if unit else frozenset(),
    )


def _is_across(head: Head) -> bool:
    """Whether a heading is a place or a year, so that an indicator's values stand across."""
    return bool(head.unit or (head.year and year_headed(head.text)))


def _is_no_measure(heading: str) -> bool:
    """Whether a heading is of codes, of ranks or of numbers of rows, which are made of what is measured."""
    return is_code_word(heading) or numbers_units(heading) or _RANK.search(heading) is not None


_RANK = re.compile(r"\brank(?:ing)?\b|排名|位次|名次|排序|序号|^\s*no\.?\s*$", re.IGNORECASE)


def _is_corner(columns: Columns) -> bool:
    """Whether the first heading names an indicator with its unit, above years, and units stand across."""
    texts, others = columns.texts(0), columns.nameless()
    stated = split(columns.heading(0))[1] is not None and 0 not in columns.roles
    return stated and bool(texts) and all(map(year_of, texts)) and 0 in others and len(others) > 1


def _is_long(header: Header) -> bool:
    """Whether a column is of values, of an indicator that another one or nothing names: other numbers are none."""
    roles = {head.role for head in header.heads}
    sdmx = any(compact(head.text) == "obsvalue" for head in header.heads)
    return "value" in roles and (sdmx or not roles.isdisjoint({"indicator", "measure"}))


def _is_down(columns: Columns) -> bool:
    """Whether rows name indicators with their units of measurement, so that units head the numbers."""
    roles = columns.roles.values()
    if (
        "unit" in roles
        or "indicator" not in roles
        or any(head.year and year_headed(head.text) for head in columns.heads.values())
    ):
        return False
    measured = any(columns.mostly(at, units.is_known) for at in columns.with_role("measure"))
    return measured or any(
        split(text)[1] for at in columns.with_role("indicator") for text in columns.texts(at)
    )


def _holds_numbers(columns: Columns, at: int) -> bool:
    """Whether a column holds a number, or something meant as one; dates are none."""

    def is_number(text: str) -> bool:
        found = read(text, Measure())
        return is_value(text) and (isinstance(found, Number) or found.code != "E_NOT_NUMBER")

    return any(map(is_number, columns.texts(at)))


def _above(grid: Grid, header: Header, reader: HeaderReader) -> Iterator[str]:
    """Yield what stands above years or places, in rows of several texts: there indicators are named, or one is."""
    if not any(head.year or head.unit for head in header.heads):
        return
    blank = [at for at in range(header.top) if not any(map(text_of, grid.row(at)))]
    for at in range(
        max(blank, default=-1) + 1, header.bottom
    ):  # above a blank row stands what is said of the table
        texts: list[str] = list(dict.fromkeys(filter(None, map(text_of, grid.row(at)))))
        texts = [text for text in texts if not (role_of(text) or year_of(text) or is_said_of_all(text))]
        names = [text for text in texts if not reader.recognise([text])]
        if len(names) > 1 or (names and split(names[0])[1] and text_of(grid.row(at)[0]) != names[0]):
            yield from (
                name for name in names if not (is_value(name) or _is_no_measure(name) or _is_aside(name))
            )


def _is_aside(text: str) -> bool:
    """Whether a text in brackets stands for itself, below the name that it is said of: ``(years)``."""
    return LAST_BRACKET.fullmatch(text) is not None


def _are_provinces(columns: Columns, at: int) -> bool:
    """Whether a column names provinces, and each about once a year: beside cities they are a group."""
    others = [other for other in columns.with_role("unit") if other != at and not columns.is_numeric(other)]
    labels = {*columns.labels(at)} - {""}
    finer = any(
        fineness(columns.heading(other)) > fineness(columns.heading(at))
        and len({*columns.labels(other)} - {""}) > len(labels)
        for other in others
    )
    known = sum(map(columns.is_unit, columns.texts(at)))
    return (
        not finer
        and known >= _NEARLY_ALL * len(columns.texts(at)) > 0
        and columns.mostly(at, columns.is_place)
        and _SEVERAL * columns.repeats(at) <= columns.count
        and all(columns.repeats(at, (at, other)) <= columns.repeats(other, (at, other)) for other in others)
    )


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
        name, unit = split(label)
        if name and name not in seen and not role_of(name):
            seen[name] = Column(name, measure or unit)
    yield from seen.values()


def _across(grid: Grid, layout: Layout, columns: Columns) -> Iterator[Column]:
    """Yield the indicators that headings name; where years or places stand across, the one that a title names."""
    keys = {head.at for head in (*layout.keys.values(), *layout.codes, *layout.groups, *layout.also_units)}
    seen: set[str] = set()
    names = names_of(layout.values)
    measures = columns.texts(layout.keys["measure"].at) if "measure" in layout.keys else []
    of_rows = next(filter(units.is_known, measures), None)
    for head in layout.values:
        if head.at in keys or not head.column or _is_across(head):
            continue
        name, unit = names[head.at]
        if fold(name) in seen or not columns.mostly(head.at, is_value):
            continue
        seen.add(fold(name))
        coded = CODED.search(head.text)
        if unit is None and head.measure is None:
            said = one_measure(noted_at(grid, head.at, layout.header.noted))
            unit = "%" if _is_in_percent(grid, columns, head.at) else unit_of_title(name, said)
            unit = unit or _unit_in_cells(columns, head.at) or unit_of_title(name, of_rows)
        yield Column(name, unit or (None if coded else head.measure), heading=head.text if coded else None)
    across = layout.transposed or any(head.year or head.unit for head in layout.header.heads)
    if not seen and (across or _is_long(layout.header)):
        corner = layout.keys["year"].text if "year" in layout.keys else ""
        named = corner if not (role_of(corner) or "/" in corner) else ""
        said = said_indicator(texts_of(grid, layout.header))
        titled = None if said else title_of(grid, layout.header)
        name, unit = titled or split(said or named or sheet_of(grid) or Path(grid.file).stem)
        yield Column(name, unit or of_rows)


def _is_in_percent(grid: Grid, columns: Columns, at: int) -> bool:
    """Whether a column mostly holds percentages, by what is written or by the format of its cells."""
    formatted = sum((row, at) in grid.percents for row in columns.rows.tolist())
    return 2 * formatted > len(columns.texts(at)) or columns.mostly(at, _is_percentage)


def _unit_in_cells(columns: Columns, at: int) -> str | None:
    """Return the most frequent unit of measurement of a column all of whose figures have one of the same kind."""
    found = [_WITH_UNIT.match(text) for text in columns.texts(at) if text.upper() not in MISSING_MARKS]
    said = Counter(one[1].strip() for one in found if one)
    known = [unit for unit, _ in said.most_common() if is_measure(unit)]
    bases = {unit.base for unit in map(units.parse, known) if unit} - {""}
    if not all(found) or len(known) < len(said) or len(bases) != 1:
        return None
    return next(unit for unit in known if (of := units.parse(unit)) and of.base)


_WITH_UNIT = re.compile(r"^[-+]?[\d,.]+\s*(\D+)$")


def _is_percentage(text: str) -> bool:
    return text.endswith(("%", "％"))


def definition(found: Draft) -> dict[str, Any]:
    """Return the fields of the framework, its ids readable and distinct."""
    stem = identifier(Path(found.file).stem, set()) if found.file != "<stdin>" else "mine"
    taken = {"root", stem}
    fields: dict[str, Any] = {"id": stem, "name": Path(found.file).stem if found.file != "<stdin>" else stem}
    fields["units"] = "provinces" if found.provinces else "any"
    if any(column.missing for column in found.columns):
        fields["recipe"] = {"imputation": "renormalise"}
    if found.divisors:
        fields["denominators"] = [_node(column, taken) for column in found.divisors]
    fields["children"] = [_node(column, taken) for column in found.columns]
    return fields


def _node(column: Column, taken: set[str]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": identifier(column.name, taken), "name": column.name}
    if column.heading:
        node["aliases"] = [column.heading]
    return {**node, "unit": column.unit} if column.unit else node
