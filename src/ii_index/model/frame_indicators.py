"""Where the values of each indicator stand in a frame: a column, or some rows of one; and what they are in."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ii_index._typing import BoolArray, IntArray
from ii_index.messages.values import NO_UNIT
from ii_index.model import units_of_measurement as measures
from ii_index.model.chains import link_said
from ii_index.model.frame_columns import Coded
from ii_index.model.frame_table import FrameTable


class Spot(NamedTuple):
    """Where an indicator's values stand: a column, and in a long frame some of its rows; and what they are in."""

    column: str
    at: int
    stated: str | None = None
    rows: IntArray | None = None


def spots_of(table: FrameTable) -> list[Spot]:
    """Return where each indicator's values stand; name the columns and rows of what is no indicator."""
    return [*_long(table)] if table.is_long else [*_wide(table)]


def _wide(table: FrameTable) -> Iterator[Spot]:
    """Yield the columns of indicators, each once; name the others."""
    found: dict[str, int] = {}
    for at, label in enumerate(table.labels):
        spot = (
            None
            if at in table.told
            else _spot(table, table.heads[at].text or label, at, table.heads[at].measure)
        )
        if spot is None:
            continue
        if spot.column in found:
            table.say("E_DUPLICATE_COLUMN", column=spot.column, found=label)
            continue
        found[spot.column] = at
        yield spot


def _long(table: FrameTable) -> Iterator[Spot]:
    """Yield the rows of each indicator in each unit of measurement; leave the rows of others out."""
    at, value = table.roles["indicator"], table.roles["value"]
    for other, label in enumerate(table.labels):
        if other not in table.told:
            table.say("W_EXTRA_COLUMN", column=label, found=label)
    labels = Coded.of(table.columns[at]).texts()
    table.refuse_blank(labels, at)
    stated = Coded.of(table.columns[table.roles["measure"]]).texts() if "measure" in table.roles else None
    known = [_spot(table, label, value) for label in labels.distinct]
    unknown = np.array([spot is None for spot in [*known, None]], dtype=np.bool_)
    table.keep &= ~unknown[labels.at]
    codes = labels.at if stated is None else labels.at * (len(stated.distinct) + 1) + stated.at + 1
    for code, rows in _groups(codes, table.keep):
        which, measure = (code, 0) if stated is None else divmod(code, len(stated.distinct) + 1)
        spot = known[which]
        if spot is not None:
            own = stated.distinct[measure - 1] if stated is not None and measure else spot.stated
            yield spot._replace(stated=own, rows=rows)


def _spot(table: FrameTable, label: str, at: int, measure: str | None = None) -> Spot | None:
    """Return what a heading or a row's label names; say so where it names nothing."""
    named = table.names.find(label)
    if named is None:
        table.say("W_EXTRA_COLUMN", column=label, found=label)
        return None
    wanted, beside = table.framework.unit_of(named.column), named.beside or measure
    if said := link_said(beside):
        own = table.framework.links_of(named.column)
        if own is None or own.kind != said:
            table.say("E_LINKS", column=named.column, found=beside, details={"chain": said})
            return None
        return Spot(named.column, at)
    if beside is None or beside == wanted:
        return Spot(named.column, at)
    if wanted is None or measures.factor(beside, wanted) is None:
        details = {"convertible": measures.convertible(wanted) if wanted else NO_UNIT}
        table.say("E_UNIT_UNKNOWN", column=label, found=beside, expected=wanted, details=details)
        return None
    return Spot(named.column, at, beside)


def _groups(codes: IntArray, keep: BoolArray) -> Iterator[tuple[int, IntArray]]:
    """Yield each code with the kept rows that have it."""
    rows = np.flatnonzero(keep)
    order = rows[np.argsort(codes[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(codes[order], prepend=-2))
    yield from ((int(codes[group[0]]), group) for group in np.split(order, starts[1:]) if group.size)
