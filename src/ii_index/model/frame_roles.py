"""Which column of a frame is what: its role, what goes with the units, and what stands across."""

from collections.abc import Sequence

import numpy as np

from ii_index.messages.reading import NONE, did_you_mean, of_other_units
from ii_index.model import provinces, roles
from ii_index.model.frame_columns import Coded, text_of
from ii_index.model.frame_table import FrameTable
from ii_index.model.headings import Role, years_in
from ii_index.model.heads import Head, only_indicator, values_of
from ii_index.model.roles import settle
from ii_index.model.unfolding import Told, is_across, unfold

_HEADINGS = 20
_SAMPLED = 200


def assign_roles(table: FrameTable) -> None:
    """Find out what each column is; put what stands across into rows."""
    found = _Columns(table)
    table.roles = _roles(table, found)
    table.candidates = [table.labels[at] for at in table.related.candidates]
    table.unused = _unused(table)
    _unfold(table, found, table.texts)


def _roles(table: FrameTable, columns: "_Columns") -> dict[Role, int]:
    """Return the column of each role: as asked, by what stands in it, or by its heading."""
    chosen = table.asked.chosen
    unknown = [
        name for name in (chosen.unit, chosen.year, *chosen.groups) if name and name not in table.labels
    ]
    for name in unknown:
        details = {"known": [label for label in table.labels if label][:_HEADINGS] or NONE}
        table.say("E_COLUMN_UNKNOWN", found=name, details=details)
    if unknown:
        return columns.found()
    asked: tuple[tuple[Role, str | None], ...] = (("unit", chosen.unit), ("year", chosen.year))
    for role, label in asked:
        if label is not None:
            columns.give(table.labels.index(label), role)
    picked = tuple(map(table.labels.index, chosen.groups))
    for at in picked:
        columns.roles.pop(at, None)
    related = settle(columns, chosen)
    table.related = related._replace(groups=picked or related.groups)
    if table.framework.units == "provinces":
        table.also = tuple(at for at in columns.with_role("unit")[1:] if at not in table.related.groups)
    _say_related(table, columns.with_role("unit"))
    return columns.found()


def _say_related(table: FrameTable, units: Sequence[int]) -> None:
    """Name the codes and groups of the units, where there are any."""
    codes, groups = (
        [table.labels[at] or "—" for at in part] for part in (table.related.codes, table.related.groups)
    )
    if units and (codes or groups):
        details = {"codes": codes or NONE, "groups": groups or NONE}
        table.say("N_UNIT_COLUMN", found=table.labels[units[0]] or "—", details=details)


def _unfold(table: FrameTable, columns: "_Columns", texts: Sequence[str]) -> None:
    """Put years, units or the one indicator that stand across into rows; name the columns that are left over."""
    values, stated = values_of(
        columns, table.heads, {*table.roles}, lambda: only_indicator(texts, table.names, table.framework)
    )
    if stated.said is not None:
        table.unused.insert(0, stated.said)
    if not len(table.keep) or not is_across(table.heads, values, table.roles):
        return
    if "unit" in table.roles:
        values = tuple(head._replace(unit=None) for head in values)
    _say_left_over(table, values)
    if any(head.unit for head in values):
        table.say("W_TRANSPOSED")
    if stated.assumed is not None:
        details = {"name": table.framework.heading_of(stated.assumed)}
        table.say("N_INDICATOR_ASSUMED", column=stated.assumed, details=details)
    values = _distinct(table, values)
    told = Told(table.labels, table.columns, table.roles, table.related, table.also)
    table.unfolded = unfold(told, len(table.keep), values, table.asked.year)
    told = table.unfolded.told
    table.labels, table.columns, table.roles = told.labels, told.columns, told.roles
    table.related, table.also = told.related, told.also
    table.keep = np.ones(table.unfolded.height * len(values), dtype=np.bool_)
    table.__dict__.pop("told", None)


def _say_left_over(table: FrameTable, values: Sequence[Head]) -> None:
    """Name the columns that are neither keys nor values: misspelt provinces and years among them."""
    used = {head.at for head in values} | table.told
    across = table.framework.units == "provinces" and any(head.unit for head in values)
    dated = any(head.year for head in values)
    for at, label in enumerate(table.labels):
        if at in used or not label:
            continue
        names = provinces.nearest(label) if across else ()
        if names:
            table.refused.add(label)
            details = {"likely": did_you_mean(names), "instead": of_other_units(None)}
            table.say("E_UNKNOWN_REGION", found=label, expected=" / ".join(names), details=details)
        else:
            table.say(
                "E_BAD_YEAR" if dated and years_in(label) else "W_EXTRA_COLUMN", column=label, found=label
            )


def _distinct(table: FrameTable, values: Sequence[Head]) -> tuple[Head, ...]:
    """Refuse columns of values that say the same twice, or another year than their rows."""
    seen: dict[tuple[str | None, int | None, str | None], Head] = {}
    for head in values:
        if head.year and "year" in table.roles:
            expected = table.labels[table.roles["year"]]
            table.say("E_KEY_CONFLICT", column=head.column, found=head.text, expected=expected)
        key = (head.column, head.year, head.unit)
        if (first := seen.setdefault(key, head)) is head:
            continue
        found = head.text or str(head.year)
        table.say(
            "E_DUPLICATE_COLUMN", column=head.column or found, found=found, details={"first": first.text}
        )
    return tuple(seen.values())


def _unused(table: FrameTable) -> list[str]:
    used = table.told
    return [
        label
        for at, (label, head) in enumerate(zip(table.labels, table.heads, strict=True))
        if head.column is None and at not in used
    ]


class _Columns(roles.Columns):
    """The columns of a frame whose roles are being found."""

    def __init__(self, table: FrameTable) -> None:
        self.table, self.framework = table, table.framework
        self.named = {head.at: head.column for head in table.heads if head.column}
        self.roles: dict[int, Role] = {head.at: head.role for head in table.heads if head.role}
        self.dated = frozenset(head.at for head in table.heads if head.year)
        self.placed = frozenset(head.at for head in table.heads if head.unit)
        self.count = len(table.keep)
        self.sampled = min(self.count, _SAMPLED)

    def found(self) -> dict[Role, int]:
        """Return the first column of each role."""
        return {role: self.with_role(role)[0] for role in dict.fromkeys(self.roles.values())}

    def positions(self) -> Sequence[int]:
        """Return the positions of all columns, from the left."""
        return range(len(self.table.labels))

    def heading(self, at: int) -> str:
        """Return the heading of a column."""
        return self.table.labels[at]

    def texts(self, at: int) -> list[str]:
        """Return what stands in the first rows of a column, blanks left out."""
        column = self.table.columns[at]
        cells = column[np.arange(len(column)) < _SAMPLED]
        return [text for text in map(text_of, cells[~cells.isna()].tolist()) if text]

    def labels(self, at: int) -> list[str]:
        """Return what stands in all rows of a column."""
        coded = Coded.of(self.table.columns[at]).texts()
        texts = [*coded.distinct, ""]
        return [texts[place] for place in coded.at.tolist()]

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator."""
        return self.table.names.find(text) is not None
