"""Grids whose rows name parts of the row above (其中：高技术): where a name stands for several, each says of what."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ii_index.io.files.grid import Cell, Grid, Rows, text_of
from ii_index.io.tables.draft_names import split
from ii_index.model.heading_measures import LAST_BRACKET, states_measure
from ii_index.model.headings import role_of
from ii_index.model.heads import is_change, is_of_above, together
from ii_index.model.spelling import fold

_HEADER_ROWS = 20
_PRINTED = 5_000
"""Rows of the longest table that is looked through: nothing longer is printed, and read from above."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A row whose indicator is a part: what names it, of which row it is, and the unit and year of both."""

    row: int
    label: str
    above: int
    keys: tuple[str, ...]


def with_wholes(grid: Grid) -> Grid:
    """Return the grid with rows of parts named by what they are parts of, where a name stands for several.

    产值, 其中：高技术, 出口额, 其中：高技术: of one unit and year. A name that stands once, or that the rows above do
    not tell apart, is left as it is. The unit of measurement is that of the row above, unless the row states its own.
    """
    if len(grid) > _PRINTED:
        return grid
    for header, labels in enumerate(grid.head(_HEADER_ROWS)):
        roles = [role_of(text_of(label)) for label in labels]
        if "indicator" in roles and sum(1 for label in labels if text_of(label)) > 1:
            return _named(grid, header, roles)
    return grid


def _named(grid: Grid, header: int, roles: Sequence[str | None]) -> Grid:
    at = roles.index("indicator")
    texts = [text_of(cell) for cell in grid.column(at, np.arange(len(grid)))]
    if not any(map(is_of_above, texts[header + 1 :])):
        return grid
    keys = _filled(grid, [place for place, role in enumerate(roles) if role in {"unit", "year"}])
    parts = [*_parts(texts, keys, header + 1)]
    chosen = {part.row for part in _ambiguous(parts, texts)}
    measure = roles.index("measure") if "measure" in roles else None
    rows: list[Sequence[Cell]] = [grid.row(row) for row in range(len(grid))]
    for part in parts:
        row, above = [*rows[part.row]], rows[part.above]
        if part.row in chosen:
            row[at] = together(texts[part.above], part.label)
        elif measure is None:
            row[at] = _measured(part.label, texts[part.above])
        if (
            measure is not None
            and measure < min(len(row), len(above))
            and not _says_measure(row, measure, part)
        ):
            row[measure] = above[measure]
        rows[part.row] = row
    return Rows(
        file=grid.file,
        lines=grid.lines,
        sheet=grid.sheet,
        merges=grid.merges,
        percents=grid.percents,
        delimiter=grid.delimiter,
        hidden=grid.hidden,
        hidden_rows=grid.hidden_rows,
        odd=grid.odd,
        rows=rows,
    )


def _measured(label: str, above: str) -> str:
    """Return a part's name with the unit of measurement behind the name above, unless it says its own."""
    bracket = LAST_BRACKET.search(above)
    own = states_measure(label) or split(label)[1] or is_change(label)
    return label if own or bracket is None or not states_measure(above) else label + bracket[0]


def _says_measure(row: Sequence[Cell], at: int, part: _Named) -> bool:
    """Whether a row states its own unit of measurement, beside its name or in it, or is of a change or a share."""
    return bool(text_of(row[at]) or states_measure(part.label)) or is_change(part.label)


def _filled(grid: Grid, columns: Sequence[int]) -> list[tuple[str, ...]]:
    """Return the unit and the year of each row, what is blank filled from above."""
    filled: list[list[str]] = []
    for at in columns:
        said = ""
        filled.append([said := text_of(cell) or said for cell in grid.column(at, np.arange(len(grid)))])
    return [*zip(*filled, strict=True)] if filled else [()] * len(grid)


def _parts(texts: Sequence[str], keys: Sequence[tuple[str, ...]], first: int) -> Iterator[_Named]:
    """Yield the rows of parts that stand below a row of the same unit and year, which they are parts of."""
    above: int | None = None
    for row in range(first, len(texts)):
        if not is_of_above(texts[row]):
            above = row if texts[row] else above
        elif above is not None and keys[above] == keys[row]:
            yield _Named(row, texts[row], above, keys[row])


def _ambiguous(parts: Sequence[_Named], texts: Sequence[str]) -> Iterator[_Named]:
    """Yield the parts of a name that one unit has several of in a year, where the rows above tell these apart."""
    standing = Counter(fold(split(text)[0]) for text in texts if is_of_above(text))
    named: dict[str, list[_Named]] = {}
    for part in parts:
        named.setdefault(fold(split(part.label)[0]), []).append(part)
    for name, alike in named.items():
        wholes = {(part.keys, fold(texts[part.above])) for part in alike}
        if standing[name] == len(alike) == len(wholes) > len({part.keys for part in alike}):
            yield from alike
