"""Which columns are keys and which hold values, and what of unit, year and indicator each column says.

Every layout is one: a value's unit, year and indicator come from its row's keys or from its column's header. Wide,
wide with years, long, years across, units across and their mixtures differ only in which says what.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from ii_index.io.files.grid import Grid, is_blank, text_of
from ii_index.io.tables.header import Head, Header, HeaderReader, is_value
from ii_index.model import units_of_measurement as units
from ii_index.model.headings import Role, year_of
from ii_index.model.identities import identify

_SAMPLED_ROWS = 200


class Layout(NamedTuple):
    """Key columns by role, the columns of values, what is left over, and the indicators that the first rows name."""

    header: Header
    keys: dict[Role, Head]
    also_units: tuple[Head, ...]
    values: tuple[Head, ...]
    extra: tuple[Head, ...]
    indicators: tuple[str, ...] = ()

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


class _Columns:
    """The columns of a table being laid out: roles by header word first, then by content."""

    def __init__(self, grid: Grid, header: Header, reader: HeaderReader) -> None:
        self.grid, self.reader = grid, reader
        self.heads = {head.at: head for head in header.heads}
        self.roles: dict[int, Role] = {head.at: head.role for head in header.heads if head.role}
        first = header.bottom + 1
        self.rows = np.arange(first, min(first + _SAMPLED_ROWS, len(grid)))
        self._texts: dict[int, list[str]] = {}

    def texts(self, at: int) -> list[str]:
        """Return what stands in the first rows of a column, blanks left out."""
        if at not in self._texts:
            cells = self.grid.column(at, self.rows)
            self._texts[at] = [text for text in map(text_of, cells) if text]
        return self._texts[at]

    def mostly(self, at: int, test: Callable[[str], object]) -> bool:
        """Whether more than half of a column passes a test."""
        texts = self.texts(at)
        margin = len(texts)  # by how much the passes could still outnumber the failures
        for text in texts:
            if not test(text):
                margin -= 2
                if margin <= 0:
                    break
        return margin > 0

    def with_role(self, role: Role) -> list[int]:
        """Return the columns that have a role, from the left."""
        return sorted(at for at, found in self.roles.items() if found == role)

    def nameless(self) -> list[int]:
        """Return the columns that no name, role, year or unit marks, from the left."""
        heads = (head for head in self.heads.values() if head.at not in self.roles)
        return sorted(head.at for head in heads if not (head.column or head.year or head.unit))

    def is_unit(self, text: str) -> bool:
        """Whether a text is a province, the nation, a total or a part; never so where units are free."""
        framework = self.reader.framework
        return framework.units == "provinces" and identify(text, framework).status not in {"unknown", "blank"}

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator."""
        return self.reader.names.find(text) is not None


def lay_out(grid: Grid, header: Header, reader: HeaderReader) -> Layout:
    """Tell keys, values and extras apart."""
    columns = _Columns(grid, header, reader)
    _settle_measures(columns)
    _settle_indicator(columns)
    _settle_unit(columns)
    _settle_year(columns)
    keys: dict[Role, Head] = {
        role: header.heads[columns.with_role(role)[0]] for role in _KEYS if columns.with_role(role)
    }
    named_again = [at for at in columns.nameless() if "unit" in keys and columns.mostly(at, columns.is_unit)]
    also = tuple(header.heads[at] for at in (*columns.with_role("unit")[1:], *named_again))
    values = _values(columns, keys, grid, header)
    if "unit" in keys:
        values = tuple(head._replace(unit=None) for head in values)
    used = {head.at for head in (*keys.values(), *also, *values)}
    extra = tuple(
        head for head in header.heads if head.at not in used and (head.text or columns.texts(head.at))
    )
    if "indicator" in keys and all(head.column for head in values):
        extra = (*extra, keys.pop("indicator")) if values else extra
    named = columns.texts(keys["indicator"].at) if "indicator" in keys else ()
    return Layout(header, keys, also, values, extra, tuple(named))


_KEYS: tuple[Role, ...] = ("unit", "year", "indicator", "measure")


def _settle_measures(columns: _Columns) -> None:
    """Tell by content: 单位 heads units of measurement, or units; ``unit`` the other way round."""
    for at in columns.with_role("measure"):
        if columns.mostly(at, columns.is_unit) or (
            not columns.with_role("unit")
            and not columns.with_role("indicator")
            and not columns.mostly(at, units.is_known)
        ):
            columns.roles[at] = "unit"
    for at in columns.with_role("unit")[:]:
        if len(columns.with_role("unit")) > 1 and columns.mostly(at, units.is_known):
            columns.roles[at] = "measure"


def _settle_indicator(columns: _Columns) -> None:
    """Take a column of indicators' names as their key, whatever heads it: 地区 in a transposed table's corner."""
    if columns.with_role("indicator") or any(head.column for head in columns.heads.values()):
        return
    candidates = (*columns.with_role("unit"), *columns.nameless())
    found = next((at for at in candidates if columns.mostly(at, columns.is_indicator)), None)
    if found is not None:
        columns.roles[found] = "indicator"


def _settle_unit(columns: _Columns) -> None:
    """Take a column of provinces as the units without a header word; where units are free, the first of texts."""
    if columns.with_role("unit") or any(head.unit for head in columns.heads.values()):
        return
    test = columns.is_unit if columns.reader.framework.units == "provinces" else _is_free_label
    candidates: Iterable[int] = columns.nameless()
    if columns.reader.framework.units == "any":
        candidates = [at for at in candidates if at < min(_named(columns), default=0)][:1]
    found = next((at for at in candidates if columns.mostly(at, test)), None)
    if found is not None:
        columns.roles[found] = "unit"


def _named(columns: _Columns) -> list[int]:
    return [head.at for head in columns.heads.values() if head.column or head.year]


def _is_free_label(text: str) -> bool:
    return not text.replace(".", "", 1).lstrip("-").isdigit()


def _settle_year(columns: _Columns) -> None:
    if columns.with_role("year"):
        return
    for at in columns.nameless():
        texts = columns.texts(at)
        if not columns.heads[at].text and texts and all(map(year_of, texts)):
            columns.roles[at] = "year"
            return


def _values(columns: _Columns, keys: dict[Role, Head], grid: Grid, header: Header) -> tuple[Head, ...]:
    """Return the columns of values, each with the coordinates that its header gives."""
    heads = [head for head in header.heads if head.at not in columns.roles]
    single = columns.with_role("value")
    if single and "indicator" in keys:
        return (header.heads[single[0]],)
    named = [head for head in heads if head.column]
    if named:
        return tuple(named)
    placed = [head for head in heads if head.year or head.unit]
    if "indicator" in keys:
        if placed or columns.reader.framework.units == "provinces":
            return tuple(placed)
        return tuple(
            head._replace(unit=head.text) for head in heads if head.text and columns.mostly(head.at, is_value)
        )
    only = _only_indicator(columns, grid, header)
    values = [header.heads[at] for at in columns.with_role("value")[:1]] or placed
    return tuple(head._replace(column=only) for head in values) if only else ()


def _only_indicator(columns: _Columns, grid: Grid, header: Header) -> str | None:
    """Return the one indicator of a table that names it in its title or corner, or that the framework has."""
    texts = [text_of(cell) for at in range(header.bottom + 1) for cell in grid.row(at) if not is_blank(cell)]
    found = [named for named in map(columns.reader.names.find, [*texts, grid.sheet or ""]) if named]
    leaves = columns.reader.framework.leaves
    if found:
        return found[0].column
    return leaves[0].id if len(leaves) == 1 else None
