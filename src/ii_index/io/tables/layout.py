"""Which columns are keys and which hold values, and what of unit, year and indicator each column says.

Every layout is one: a value's unit, year and indicator come from its row's keys or from its column's header. Wide,
wide with years, long, years across, units across and their mixtures differ only in which says what.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ii_index.errors import DataError
from ii_index.io.files.grid import Grid, is_blank, text_of
from ii_index.io.tables.columns import Columns
from ii_index.io.tables.header import Header, HeaderReader
from ii_index.model import units_of_measurement as units
from ii_index.model.headings import Role, is_code_word, is_power, is_scale, role_of
from ii_index.model.heads import Head, only_indicator, values_of
from ii_index.model.roles import Chosen, settle
from ii_index.model.spelling import compact


class Layout(NamedTuple):
    """Key columns by role, the columns of values, what is left over, and the indicators that the first rows name."""

    header: Header
    keys: dict[Role, Head]
    also_units: tuple[Head, ...]
    values: tuple[Head, ...]
    extra: tuple[Head, ...]
    indicators: tuple[str, ...] = ()
    codes: tuple[Head, ...] = ()
    groups: tuple[Head, ...] = ()
    candidates: tuple[Head, ...] = ()
    said: str | None = None
    assumed: str | None = None
    scale: Head | None = None

    @property
    def width(self) -> int:
        """Number of columns that the header names."""
        return 1 + max(head.at for head in self.header.heads if head.text or head.year or head.unit)

    @property
    def transposed(self) -> bool:
        """Whether units stand across."""
        return any(head.unit for head in self.values)

    @property
    def national(self) -> bool:
        """Whether nothing names a unit."""
        return "unit" not in self.keys and not self.transposed


def lay_out(grid: Grid, header: Header, reader: HeaderReader, chosen: Chosen | None = None) -> Layout:
    """Tell keys, values and extras apart.

    Raises
    ------
    DataError
        No column has a heading that ``chosen`` names.
    """
    chosen = chosen or Chosen()
    columns = Columns(grid, header, reader)
    _settle_chosen(columns, chosen)
    related = settle(columns, chosen)
    keys: dict[Role, Head] = {
        role: columns.heads[columns.with_role(role)[0]] for role in _KEYS if columns.with_role(role)
    }
    free = reader.framework.units == "any"
    named_again = [at for at in columns.nameless() if "unit" in keys and columns.mostly(at, columns.is_unit)]
    same = _headed_alike(columns, keys["unit"]) if free and "unit" in keys else []
    again = same if free else (*columns.with_role("unit")[1:], *named_again)
    groups = tuple(_found(columns, chosen.groups)) or tuple(at for at in related.groups if at not in same)
    codes = tuple(at for at in related.codes if at not in same)
    also = tuple(header.heads[at] for at in again if at not in groups)
    texts = texts_of(grid, header)
    values, stated = values_of(
        columns,
        header.heads,
        keys,
        lambda: only_indicator([*texts, grid.sheet or Path(grid.file).stem], reader.names, reader.framework),
    )
    if "unit" in keys:
        values = tuple(head._replace(unit=None) for head in values)
    kept = {*groups, *codes}
    if len(columns.with_role("measure")) > 1 and "indicator" not in keys:
        values = tuple(_measured_beside(columns, head) for head in values)
        kept |= {*columns.with_role("measure")}
    scale = None
    if "indicator" in keys or columns.with_role("value"):
        scales = (head for head in header.heads if is_scale(head.text) and head not in values)
        scale = next((head for head in scales if columns.mostly(head.at, is_power)), None)
    used = kept | {head.at for head in (*keys.values(), *also, *values, *((scale,) if scale else ()))}
    extra = tuple(
        head for head in header.heads if head.at not in used and (head.text or columns.texts(head.at))
    )
    if "indicator" in keys and all(head.column for head in values):
        extra = (*extra, keys.pop("indicator")) if values else extra
    named = columns.texts(keys["indicator"].at) if "indicator" in keys else ()
    return Layout(
        header,
        keys,
        also,
        values,
        extra,
        tuple(named),
        tuple(header.heads[at] for at in codes),
        tuple(header.heads[at] for at in groups),
        tuple(header.heads[at] for at in related.candidates),
        *stated,
        scale,
    )


def _may_be_values(columns: Columns, at: int) -> bool:
    heading = columns.heading(at)
    return not (role_of(heading) or is_code_word(heading)) and columns.holds_values(at)


def _measured_beside(columns: Columns, head: Head) -> Head:
    """Return a column with the unit of measurement that stands all through the column to its right."""
    said = (
        {*columns.labels(head.at + 1)} - {""} if head.at + 1 in columns.with_role("measure") else set[str]()
    )
    beside = next(filter(units.is_known, said), None) if len(said) == 1 else None
    return head._replace(measure=head.measure or beside)


def _headed_alike(columns: Columns, unit: Head) -> list[int]:
    """Return the columns of labels that have the heading of the units, and values between: tables side by side.

    Each row must name its unit in all of them.
    """
    values = [at for at in columns.positions() if at in columns.named or _may_be_values(columns, at)]
    return [
        at
        for at in columns.positions()
        if compact(columns.heading(at)) == compact(unit.text) != ""
        and not columns.is_numeric(at)
        and any(unit.at < between < at or at < between < unit.at for between in values)
    ]


def _settle_chosen(columns: Columns, chosen: Chosen) -> None:
    """Give the roles that the user names."""
    if chosen.unit is not None:
        columns.give(_found(columns, (chosen.unit,))[0], "unit")
    if chosen.year is not None:
        columns.give(_found(columns, (chosen.year,))[0], "year")
    for at in _found(columns, chosen.groups):
        columns.roles.pop(at, None)


def _found(columns: Columns, headings: Iterable[str]) -> list[int]:
    """Return the columns of some headings, spelt as in the table but for case, width and spaces."""
    known = {compact(head.text): at for at, head in reversed(columns.heads.items()) if head.text}
    unknown = [heading for heading in headings if compact(heading) not in known]
    if unknown:
        listed = [head.text for head in columns.heads.values() if head.text][:_NAMED_HEADINGS]
        row = max(head.row for head in columns.heads.values())
        raise DataError(
            columns.grid.finding("E_COLUMN_UNKNOWN", row, found=heading, details={"known": listed})
            for heading in unknown
        )
    return [known[compact(heading)] for heading in headings]


_NAMED_HEADINGS = 20
_KEYS: tuple[Role, ...] = ("unit", "year", "indicator", "measure")


def texts_of(grid: Grid, header: Header) -> list[str]:
    """Return what stands in the rows down to the end of the header."""
    return [text_of(cell) for at in range(header.bottom + 1) for cell in grid.row(at) if not is_blank(cell)]
