"""Which column of a frame is what, by the rules that files and frames in memory are read by.

An engine tells headings and the first rows; :mod:`ii_index.model.heads` and :mod:`ii_index.model.roles` do the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ii_index.errors import DataError, Finding
from ii_index.messages.values import NO_UNIT
from ii_index.model import roles
from ii_index.model import units_of_measurement as measures
from ii_index.model.assembly import missing_columns
from ii_index.model.chains import link_said
from ii_index.model.frame_columns import text_of
from ii_index.model.framework import Framework
from ii_index.model.heads import Head, HeadReader
from ii_index.model.numbers import Measure
from ii_index.model.roles import Chosen, settle
from ii_index.model.spelling import compact

SAMPLED = 2_000
"""Rows that are looked at to tell units from codes and groups."""

_FIRST, _NAMED = 200, 8


@dataclass(frozen=True, slots=True)
class Headings:
    """What the columns of a frame are.

    Attributes
    ----------
    framework : Framework
        Cut where the columns are.
    unit : str
    year : str or None
    columns : Mapping of str to str
        Heading by what indicators and denominators read.
    factors : Mapping of str to float
        By the same, what a number is multiplied by to be in the framework's unit of measurement; without those of 1.
    findings : tuple of Finding
    """

    framework: Framework
    unit: str
    year: str | None
    columns: Mapping[str, str]
    factors: Mapping[str, float]
    findings: tuple[Finding, ...] = ()


def headings_of(
    headings: Sequence[str], rows: Sequence[Sequence[object]], framework: Framework, chosen: Chosen
) -> Headings:
    """Tell units, years and indicators apart.

    Parameters
    ----------
    headings : sequence of str
    rows : sequence of sequences
        The first rows.
    framework : Framework
    chosen : Chosen
        The columns that the user names.

    Raises
    ------
    DataError
        What is lacking or stands twice, and units of measurement that cannot be converted: all at once.
    """
    reading = _Reading([str(heading) for heading in headings], rows, framework)
    return reading.settled(_spelt(chosen, headings))


def _spelt(chosen: Chosen, headings: Sequence[str]) -> Chosen:
    """Return what the user names as the headings have it, case, width and spaces aside."""
    known = {compact(heading): heading for heading in reversed(headings)}
    names = [name for name in (chosen.unit, chosen.year) if name is not None]
    unknown = [name for name in names if compact(name) not in known]
    if unknown:
        raise DataError(Finding("E_SCALE_COLUMNS", details={"names": unknown, "known": [*headings]}))
    unit, year = (name and known[compact(name)] for name in (chosen.unit, chosen.year))
    return Chosen(unit, year)


@dataclass(slots=True, eq=False)
class _Reading:
    """Headings being read; findings gather on the way."""

    labels: list[str]
    rows: Sequence[Sequence[object]]
    framework: Framework
    findings: list[Finding] = field(default_factory=list[Finding])

    def settled(self, chosen: Chosen) -> Headings:
        reader = HeadReader(self.framework)
        heads = reader.heads([self.labels])
        columns = _Columns(self, heads, reader)
        for role, name in (("unit", chosen.unit), ("year", chosen.year)):
            if name is not None:
                columns.give(self.labels.index(name), role)  # type: ignore[arg-type]  # the two are roles
        settle(columns, chosen)
        keys: dict[str, int] = {
            role: columns.with_role(role)[0] for role in dict.fromkeys(columns.roles.values())
        }
        values = [head for head in heads if head.column and head.at not in columns.roles]
        found, factors = self._values(values)
        cut = self.framework.cut(found.keys())
        read = {*cut.readers, *(leaf.denominator for leaf in cut.leaves if leaf.denominator)}
        self._require(keys, found, chosen)
        self._say_unused(heads, {*found.values()}, {*keys.values()}, read, found)
        errors = [one for one in self.findings if one.severity == "error"]
        if errors:
            raise DataError(self.findings)
        return Headings(
            cut,
            self.labels[keys["unit"]],
            self.labels[keys["year"]] if "year" in keys else None,
            {key: self.labels[at] for key, at in found.items() if key in read},
            {key: factor for key, factor in factors.items() if key in read},
            tuple(self.findings),
        )

    def _values(self, heads: Sequence[Head]) -> tuple[dict[str, int], dict[str, float]]:
        """Return the position of each indicator's column, and the factors that are not 1."""
        found: dict[str, int] = {}
        factors: dict[str, float] = {}
        for head in heads:
            key = str(head.column)
            if key in found:
                first = {"first": self.labels[found[key]]}
                self._say("E_DUPLICATE_COLUMN", column=key, found=head.text, details=first)
                continue
            found[key] = head.at
            factor = self._factor(key, head.measure)
            if factor != 1:
                factors[key] = factor
        return found, factors

    def _factor(self, key: str, stated: str | None) -> float:
        wanted = self.framework.unit_of(key)
        if said := link_said(stated):
            own = self.framework.links_of(key)
            if own is None or own.kind != said:
                self._say("E_LINKS", column=key, found=stated, details={"chain": said})
            return 1.0
        factor = Measure(wanted, stated).factor
        if factor is None:
            details = {"convertible": measures.convertible(wanted) if wanted else NO_UNIT}
            self._say("E_UNIT_UNKNOWN", column=key, found=stated, expected=wanted, details=details)
        elif factor != 1:
            self._say("W_UNIT_SCALED", column=key, found=stated, expected=wanted)
        return 1.0 if factor is None else float(factor)

    def _require(self, keys: Mapping[str, int], found: Mapping[str, int], chosen: Chosen) -> None:
        lacking: list[object] = [
            self.framework.heading_of(key) for key in missing_columns(self.framework, found)
        ]
        if "unit" not in keys and chosen.unit is None:
            lacking.append("unit")
        if lacking:
            self._say("E_SCALE_COLUMNS", details={"names": lacking, "known": self.labels})

    def _say_unused(
        self,
        heads: Sequence[Head],
        used: set[int],
        keys: set[int],
        read: set[str],
        found: Mapping[str, int],
    ) -> None:
        """Name the columns that are not used, many as one finding."""
        declared = {item.id for item in self.framework.denominators}
        needless = {at for key, at in found.items() if key not in read and key not in declared}
        unused = [head.text or "—" for head in heads if head.at in needless or head.at not in used | keys]
        if len(unused) <= _NAMED:
            for text in unused:
                self._say("W_EXTRA_COLUMN", column=text, found=text)
        else:
            self._say("W_EXTRA_COLUMN", found=f"{', '.join(unused[:_NAMED])}, … ({len(unused)})")

    def _say(self, code: str, **values: object) -> None:
        self.findings.append(Finding(code, **values))  # type: ignore[arg-type]  # a finding's fields


class _Columns(roles.Columns):
    """The first rows of a frame, as columns whose roles are being found."""

    def __init__(self, reading: _Reading, heads: Sequence[Head], reader: HeadReader) -> None:
        self.reading, self.reader, self.framework = reading, reader, reading.framework
        self.named = {head.at: head.column for head in heads if head.column}
        self.roles = {head.at: head.role for head in heads if head.role}
        self.dated = frozenset(head.at for head in heads if head.year)
        self.placed = frozenset(head.at for head in heads if head.unit)
        self.count = len(reading.rows)
        self.sampled = min(self.count, _FIRST)

    def positions(self) -> Sequence[int]:
        """Return the positions of all columns, from the left."""
        return range(len(self.reading.labels))

    def heading(self, at: int) -> str:
        """Return the heading of a column."""
        return self.reading.labels[at]

    def texts(self, at: int) -> list[str]:
        """Return what stands in the first rows of a column, blanks left out."""
        return [text for text in self.labels(at)[:_FIRST] if text]

    def labels(self, at: int) -> list[str]:
        """Return what stands in the rows of a column."""
        cells = (row[at] for row in self.reading.rows)
        return ["" if cell != cell else text_of(cell) for cell in cells]  # noqa: PLR0124 - NaN

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator."""
        return self.reader.names.find(text) is not None
