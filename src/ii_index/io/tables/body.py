"""The rows below the header: which unit, year and indicator each names, and which rows are no data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from ii_index._typing import IntArray
from ii_index.errors import Finding
from ii_index.io.tables.grid import Grid, Pieces, first_lines, is_blank, text_of
from ii_index.io.tables.header import Head, HeaderReader
from ii_index.io.tables.layout import Layout
from ii_index.messages.reading import SKIPPED
from ii_index.model import provinces
from ii_index.model.assembly import NATION, Refused, Roster
from ii_index.model.labels import Identity, Role, identify, year_of
from ii_index.model.spelling import FOOTNOTE_MARK

_NOTE = re.compile(
    r"^\s*(?:[（(]?(?:注|备注|附注|说明|数据来源|资料来源|来源|数据截至|填报|制表)|notes?\b|sources?\b|n\.b\.|[※*①†])",
    re.IGNORECASE,
)
_COUNTING = re.compile(r"^(?:甲|乙|栏次|序号|代码)?$")


@dataclass(slots=True)
class Body:
    """Rows of data and their keys.

    Attributes
    ----------
    rows : IntArray
        Rows of the grid that hold data and can be read.
    units, indicators : list of str, or None
        What each row's key columns say; None where there is no such column.
    years : list of int, or None
    measures : list of str, or None
        Unit of measurement of each row.
    refused : Refused
    findings : list of Finding
    """

    rows: IntArray
    units: list[str] | None = None
    years: list[int] | None = None
    indicators: list[str] | None = None
    measures: list[str | None] | None = None
    refused: Refused = field(default_factory=Refused)
    findings: list[Finding] = field(default_factory=list[Finding])
    national: bool = False
    needs_units: bool = False

    def restricted(self, columns: Sequence[str]) -> "Body":
        """Return the rows whose indicators, if rows name any, are among some columns."""
        if self.indicators is None:
            return self
        kept = [at for at, name in enumerate(self.indicators) if name in columns]
        return Body(
            self.rows[kept],
            _chosen(self.units, kept),
            _chosen(self.years, kept),
            _chosen(self.indicators, kept),
            _chosen(self.measures, kept),
            national=self.national,
            needs_units=self.needs_units,
        )


_T = TypeVar("_T")


def _chosen(values: Sequence[_T] | None, kept: Sequence[int]) -> list[_T] | None:
    return None if values is None else [values[at] for at in kept]


class BodyReader:
    """Reads the keys of the rows below a header."""

    def __init__(
        self, grid: Grid, layout: Layout, reader: HeaderReader, wanted: Sequence[str], *, fill_down: bool
    ) -> None:
        self.grid, self.layout, self.reader = grid, layout, reader
        self.wanted, self.fill_down = wanted, fill_down
        self.findings: list[Finding] = []
        self.refused = Refused()
        self.first = layout.header.bottom + 1
        self.rows = np.arange(self.first, len(grid))
        self.keep = np.ones(len(self.rows), dtype=bool)

    def read(self) -> Body:
        """Return the rows of data with their keys, and a finding for every other row."""
        labels = {role: self._labels(head) for role, head in self.layout.keys.items()}
        if "unit" in labels:
            labels["unit"] = self._without_marks(labels["unit"])
        self._drop_blank_and_notes(labels)
        self._drop_ragged(labels.get("unit"))
        labels = {role: self._filled(role, texts) for role, texts in labels.items()}
        roster = self._units(labels.get("unit"))
        self._refuse_conflicts(labels.get("unit"), roster)
        years = self._years(labels)
        indicators = self._indicators(labels.get("indicator"))
        measures = self._measures(labels)
        kept = np.flatnonzero(self.keep).tolist()
        units = labels.get("unit")
        codes = None if units is None else [roster.codes[units[at]] for at in kept]
        nameless = codes is None and not self.layout.transposed
        return Body(
            rows=self.rows[self.keep],
            units=codes,
            years=_chosen(years, kept),
            indicators=_chosen(indicators, kept),
            measures=_chosen(measures, kept),
            refused=self.refused,
            findings=self.findings,
            national=nameless or (bool(codes) and set(codes or ()) == {NATION}),
            needs_units=nameless and len(kept) > 1 and not (labels.keys() & {"year", "indicator"}),
        )

    def _labels(self, head: Head) -> list[str]:
        cells = self.grid.column(head.at, self.rows)
        if isinstance(cells, Pieces):
            return [text if text.isalnum() else text_of(text) for text in cells.tolist()]
        texts = [text_of(cell) for cell in cells]
        for merge in self.grid.merges:
            if merge.left <= head.at <= merge.right and merge.top >= self.first:
                size = merge.bottom - merge.top + 1
                texts[merge.top - self.first : merge.bottom - self.first + 1] = [
                    texts[merge.top - self.first]
                ] * size
        return texts

    def _without_marks(self, labels: list[str]) -> list[str]:
        """Take footnote marks off names that are known without them."""
        framework = self.reader.framework
        bare: dict[str, str] = {}
        for label in dict.fromkeys(labels) if framework.units == "provinces" else ():
            name = FOOTNOTE_MARK.sub("", label)
            if (
                name != label
                and identify(label, framework).status == "unknown" != identify(name, framework).status
            ):
                bare[label] = name
        if not bare:
            return labels
        marked = [at for at, label in enumerate(labels) if label in bare]
        details = {"count": len(marked), "lines": first_lines(self.grid, self.rows[marked].tolist())}
        head = self.layout.keys["unit"]
        found = labels[marked[0]]
        self._say("W_MARK_STRIPPED", marked[0], head.at, column=head.text, found=found, details=details)
        return [bare.get(label, label) for label in labels]

    def _refuse_conflicts(self, labels: list[str] | None, roster: Roster) -> None:
        """Refuse rows that name their unit twice and differently."""
        for head in self.layout.also_units if labels else ():
            again = self._labels(head)
            others = Roster.of(again, self.reader.framework, self.wanted).codes
            for at in np.flatnonzero(self.keep).tolist():
                label, other = (labels or again)[at], again[at]
                if other in others and others[other] != roster.codes[label]:
                    self._set_aside(at, "E_KEY_CONFLICT", head.at, found=other, expected=label)
                    self.refused.add(label, roster.codes[label])
                    self.refused.add(other, others[other])

    def _drop_blank_and_notes(self, labels: dict[Role, list[str]]) -> None:
        """Set aside blank rows, notes, and rows that repeat the header or number the columns."""
        for at in self._suspicious(labels):
            row = self.grid.row(self.rows[at])
            texts = [text_of(cell) for cell in row]
            present = [text for text in texts if text]
            if not present:
                self.keep[at] = False
            elif _NOTE.match(present[0]) or self._repeats_header(texts) or _numbers_columns(texts):
                self._set_aside(at, "W_NOTE_SKIPPED", found=" ".join(present))

    def _suspicious(self, labels: dict[Role, list[str]]) -> Iterator[int]:
        """Yield the rows whose keys do not plainly name something."""
        units = labels.get("unit")
        if units is not None:
            codes = Roster.of(units, self.reader.framework, self.wanted).codes
            free = self.reader.framework.units == "any"
            yield from (at for at, label in enumerate(units) if label not in codes or (free and _odd(label)))
            return
        texts = labels.get("indicator") or labels.get("year")
        if texts is None:
            yield from range(len(self.rows))
            return
        yield from (
            at for at, text in enumerate(texts) if not (year_of(text) or self.reader.names.find(text))
        )

    def _repeats_header(self, texts: list[str]) -> bool:
        return texts == [text_of(cell) for cell in self.grid.row(self.layout.header.bottom)]

    def _set_aside(self, place: int, code: str, at: int | None = None, **values: object) -> None:
        self.keep[place] = False
        self._say(code, place, at, **values)

    def _say(self, code: str, place: int, at: int | None = None, **values: object) -> None:
        self.findings.append(self.grid.finding(code, int(self.rows[place]), at, **values))

    def _drop_ragged(self, units: list[str] | None) -> None:
        width = self.layout.width
        for at in np.flatnonzero(self.keep & (self.grid.widths()[self.first :] > width)).tolist():
            beyond = [text_of(cell) for cell in self.grid.row(self.rows[at])[width:] if not is_blank(cell)]
            if not beyond:
                continue
            label = units[at] if units else ""
            code = Roster.of([label], self.reader.framework, self.wanted).codes.get(label)
            self._set_aside(at, "E_RAGGED_ROW", found=", ".join(beyond), expected=str(width), unit=code)
            self.refused.add(label, code)

    def _filled(self, role: Role, texts: list[str]) -> list[str]:
        """Refuse blank keys, or fill them from above where that was asked for."""
        if role == "measure":
            return texts
        head = self.layout.keys[role]
        blank = [at for at in np.flatnonzero(self.keep).tolist() if not texts[at]]
        if self.fill_down and blank:
            return self._from_above(head, texts, blank)
        for at in blank:
            unit = self.layout.keys.get("unit")
            self._set_aside(at, "E_BLANK_KEY", at=head.at, column=head.text or role)
            if unit is not None:
                self.refused.add("")
        return texts

    def _from_above(self, head: Head, texts: list[str], blank: list[int]) -> list[str]:
        filled = list(texts)
        last = ""
        for at in np.flatnonzero(self.keep).tolist():
            last = filled[at] = texts[at] or last
        lines = first_lines(self.grid, self.rows[blank].tolist())
        details = {"count": len(blank), "lines": lines}
        self.findings.append(
            self.grid.finding(
                "W_FILLED_DOWN", int(self.rows[blank[0]]), head.at, column=head.text, details=details
            )
        )
        return filled

    def _units(self, labels: list[str] | None) -> Roster:
        kept = np.flatnonzero(self.keep).tolist()
        if labels is None:
            return Roster()
        roster = Roster.of([labels[at] for at in kept], self.reader.framework, self.wanted)
        if not roster.set_aside and not roster.unknown:
            return roster
        for at in kept:
            label = labels[at]
            if label in roster.codes:
                continue
            if label in roster.set_aside:
                self._skip(at, label, roster.set_aside[label])
            else:
                self._refuse_unknown(at, label, kept)
        return roster

    def _skip(self, at: int, label: str, found: Identity) -> None:
        head = self.layout.keys["unit"]
        if found.status == "unit":
            self._set_aside(at, "W_OUT_OF_SCOPE", at=head.at, unit=found.code, found=label)
        else:
            self._set_aside(
                at, "W_ROW_SKIPPED", at=head.at, found=label, details={"why": SKIPPED[found.status]}
            )

    def _refuse_unknown(self, at: int, label: str, kept: list[int]) -> None:
        """A label alone in its row at either end of the table, or too long for a name, is a note."""
        head = self.layout.keys["unit"]
        alone = sum(not is_blank(cell) for cell in self.grid.row(self.rows[at])) == 1
        suggestions = provinces.nearest(label)
        if alone and not suggestions:
            self._set_aside(at, "W_NOTE_SKIPPED", found=label)
            return
        expected = " / ".join(suggestions) or None
        self._set_aside(at, "E_UNKNOWN_REGION", at=head.at, found=label, expected=expected)
        self.refused.add(label)

    def _years(self, labels: dict[Role, list[str]]) -> list[int] | None:
        texts = labels.get("year")
        if texts is None:
            return None
        head = self.layout.keys["year"]
        known = {text: year_of(text) for text in set(texts)}
        units = labels.get("unit")
        for at in np.flatnonzero(self.keep).tolist() if None in known.values() else ():
            if known[texts[at]] is None:
                code = (
                    Roster.of([units[at]], self.reader.framework, self.wanted).codes.get(units[at])
                    if units
                    else None
                )
                self._set_aside(
                    at, "E_BAD_YEAR", at=head.at, column=head.text or "year", found=texts[at], unit=code
                )
                self.refused.add(units[at] if units else "", code)
        return [known[text] or 0 for text in texts]

    def _indicators(self, texts: list[str] | None) -> list[str] | None:
        if texts is None:
            return None
        known = {text: self.reader.names.find(text) for text in set(texts)}
        told: set[str] = set()
        for at in np.flatnonzero(self.keep).tolist() if None in known.values() else ():
            if known[texts[at]] is not None:
                continue
            self.keep[at] = False
            if texts[at] not in told:
                told.add(texts[at])
                head = self.layout.keys["indicator"]
                self._set_aside(at, "W_EXTRA_COLUMN", at=head.at, column=texts[at], found=texts[at])
        return [named.column if (named := known[text]) else "" for text in texts]

    def _measures(self, labels: dict[Role, list[str]]) -> list[str | None] | None:
        """Return the unit of measurement of each row, from its own column or beside the indicator's name."""
        texts = labels.get("indicator")
        if texts is None:
            return None
        known = {text: self.reader.names.find(text) for text in set(texts)}
        beside = [named.beside if (named := known[text]) else None for text in texts]
        stated = labels.get("measure")
        return beside if stated is None else [own or other for own, other in zip(stated, beside, strict=True)]


def _odd(label: str) -> bool:
    return not label or _NOTE.match(label) is not None


def _numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 甲 1 2 3."""
    first, *rest = texts
    wanted = [str(count) for count in range(1, len(rest) + 1)]
    return len(rest) > 1 and bool(_COUNTING.match(first)) and rest == wanted
