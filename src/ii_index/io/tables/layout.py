"""Which columns are keys and which hold values, and what of unit, year and indicator each column says.

Every layout is one: a value's unit, year and indicator come from its row's keys or from its column's header. Wide,
wide with years, long, years across, units across and their mixtures differ only in which says what.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ii_index.errors import DataError
from ii_index.io.files.grid import Grid, is_blank, text_of
from ii_index.io.tables.columns import Columns
from ii_index.io.tables.header import Head, Header, HeaderReader, is_value
from ii_index.model.headings import Named, Role, label_and_year
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
    again = () if free else (*columns.with_role("unit")[1:], *named_again)
    groups = tuple(_found(columns, chosen.groups)) or related.groups
    also = tuple(header.heads[at] for at in again if at not in groups)
    values, stated = _values(columns, keys, grid, header)
    if "unit" in keys:
        values = tuple(head._replace(unit=None) for head in values)
    kept = {*groups, *related.codes}
    used = {head.at for head in (*keys.values(), *also, *values)} | kept
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
        tuple(header.heads[at] for at in related.codes),
        tuple(header.heads[at] for at in groups),
        tuple(header.heads[at] for at in related.candidates),
        *stated,
    )


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


class _Stated(NamedTuple):
    """The indicator that a table says it holds, where the framework has none of that name; one it had to be."""

    said: str | None = None
    assumed: str | None = None


def _values(
    columns: Columns, keys: dict[Role, Head], grid: Grid, header: Header
) -> tuple[tuple[Head, ...], _Stated]:
    """Return the columns of values, each with the coordinates that its header gives."""
    heads = [head for head in header.heads if head.at not in columns.roles]
    single = columns.with_role("value")
    if single and "indicator" in keys:
        return (header.heads[single[0]],), _Stated()
    named = [head for head in heads if head.column]
    if named:
        return tuple(named), _Stated()
    placed = [head for head in heads if head.year or head.unit]
    if "indicator" in keys:
        if placed or columns.reader.framework.units == "provinces":
            return tuple(placed), _Stated()
        return tuple(_labelled(_holding_values(columns, heads))), _Stated()
    values = [header.heads[at] for at in columns.with_role("value")[:1]] or placed
    only, stated = _only_indicator(columns, grid, header)
    if only is not None and not values and stated.assumed is None:
        values = _units_across(columns, keys, heads)
    if only is None or not values:
        return (), stated
    return tuple(
        head._replace(column=only.column, measure=head.measure or only.beside) for head in values
    ), stated


def _units_across(columns: Columns, keys: dict[Role, Head], heads: Sequence[Head]) -> list[Head]:
    """Return columns headed by free units, below years, in a table that names its one indicator."""
    if columns.reader.framework.units != "any" or "unit" in keys or "year" not in keys:
        return []
    return _labelled(_holding_values(columns, heads))


def _holding_values(columns: Columns, heads: Iterable[Head]) -> list[Head]:
    return [
        head
        for head in heads
        if head.text and (columns.mostly(head.at, is_value) or columns.holds_values(head.at))
    ]


def _labelled(heads: Sequence[Head]) -> list[Head]:
    """Return columns headed by free units, or by units and years together where the same units and years repeat."""
    both = [label_and_year(head.text) for head in heads]
    told = [one for one in both if one]
    if len(told) < len(heads) or len({label for label, _ in told}) * len({year for _, year in told}) != len(
        heads
    ):
        return [head._replace(unit=head.text) for head in heads]
    return [head._replace(unit=label, year=year) for head, (label, year) in zip(heads, told, strict=True)]


_SAYING = re.compile(
    r"^\s*(?:指标|指标名称|indicator(?:\s*name)?|series(?:\s*name)?|variable)\s*[:：]\s*(\S.*)$",
    re.IGNORECASE,
)


def said_indicator(grid: Grid, header: Header) -> str | None:
    """Return the X of ``指标：X`` in a title, where there is one."""
    return next((found[1].strip() for found in map(_SAYING.match, _texts(grid, header)) if found), None)


def _texts(grid: Grid, header: Header) -> list[str]:
    return [text_of(cell) for at in range(header.bottom + 1) for cell in grid.row(at) if not is_blank(cell)]


def _only_indicator(columns: Columns, grid: Grid, header: Header) -> tuple[Named | None, _Stated]:
    """Return the one indicator of a table: the one it says it holds, else the one that the framework has.

    ``指标：X（单位）`` says it; where the framework knows no X, the table holds something else.
    """
    find = columns.reader.names.find
    if said := said_indicator(grid, header):
        return find(said), _Stated(None if find(said) else said)
    texts = _texts(grid, header)
    found = [named for named in map(find, [*texts, grid.sheet or ""]) if named]
    if found:
        return found[0], _Stated()
    readable = [*columns.reader.framework.readers]
    if len(readable) != 1:
        return None, _Stated()
    return Named(readable[0]), _Stated(assumed=readable[0])
