"""The rows below the header: which unit, year and indicator each names, and which rows are no data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ii_index._typing import BoolArray, IntArray
from ii_index.errors import Finding
from ii_index.io.files.grid import Grid, Pieces, blanks, first_lines, is_blank, text_of
from ii_index.io.tables.columns import COUNTING, MARKED, NOTE, STEMS
from ii_index.io.tables.header import HeaderReader, is_value
from ii_index.io.tables.keys import Labels, gather, gather_pieces, stripped, without_first_days
from ii_index.io.tables.layout import Layout
from ii_index.io.tables.repeated import Again, numbers_columns, said_again
from ii_index.messages.reading import SKIPPED
from ii_index.model import provinces
from ii_index.model.assembly import Refused, Roster, free_heading
from ii_index.model.headings import Role, is_harmless, is_years, power_said, role_of, year_of, years_of
from ii_index.model.heads import Head
from ii_index.model.identities import Identity, identify, is_total
from ii_index.model.numbers import is_flag
from ii_index.model.spelling import FOOTNOTE_MARK
from ii_index.model.units_of_measurement import is_known

_NARROW = 2
_PRINTED = 5_000
"""Rows of the longest table whose pages may each have headings: nothing longer is printed."""
_LETTER = re.compile(r"^\(?(?:[a-z]{1,2}|[*†‡§①-⑳])[.)]?$")
_NOTES = re.compile(NOTE.pattern, NOTE.flags | re.MULTILINE)
_SENTENCE = re.compile(r"[:：。；;]|\. |.{40}")


@dataclass(slots=True, eq=False)
class Body:
    """Rows of data and their keys; None where the table has no such key column.

    Attributes
    ----------
    rows : IntArray
        Rows of the grid that hold data and can be read.
    unsound : IntArray
        Rows whose key is refused: their values are checked and not used.
    units, years, indicators, measures : Labels or None
        Unit code, year, id of the indicator and unit of measurement of each row.
    headings : dict of str to str
        What rows call each indicator, by its id.
    groups : dict of str to Labels
        Labels of each column of groups, by its heading.
    refused : Refused
    findings : list of Finding
    strangers : tuple of str
        Names of indicators that the framework does not know.
    national : bool
        Whether all rows are the nation's.
    needs_units : bool
        Whether there are several rows that nothing tells apart.
    """

    rows: IntArray
    unsound: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    units: Labels[str] | None = None
    years: Labels[int] | None = None
    indicators: Labels[str] | None = None
    measures: Labels[str | None] | None = None
    headings: dict[str, str] = field(default_factory=dict[str, str])
    groups: dict[str, Labels[str]] = field(default_factory=dict[str, Labels[str]])
    refused: Refused = field(default_factory=Refused)
    findings: list[Finding] = field(default_factory=list[Finding])
    strangers: tuple[str, ...] = ()
    national: bool = False
    needs_units: bool = False

    def restricted(self, columns: Sequence[str]) -> "Body":
        """Return the rows whose indicators, if rows name any, are among some columns."""
        if self.indicators is None:
            return self
        kept = self.indicators.where(lambda name: name in columns)
        return Body(
            self.rows[kept],
            self.unsound,
            self.units and self.units.chosen(kept),
            self.years and self.years.chosen(kept),
            self.indicators.chosen(kept),
            self.measures and self.measures.chosen(kept),
            self.headings,
            {heading: labels.chosen(kept) for heading, labels in self.groups.items()},
            strangers=self.strangers,
            national=self.national,
            needs_units=self.needs_units,
        )


class BodyReader:
    """Reads the keys of the rows below a header."""

    def __init__(
        self, grid: Grid, layout: Layout, reader: HeaderReader, wanted: Sequence[str], *, fill_down: bool
    ) -> None:
        self.grid, self.layout, self.reader = grid, layout, reader
        self.framework = reader.framework
        self.wanted, self.fill_down = wanted, fill_down
        self.first = layout.header.bottom + 1
        self.rows = np.arange(self.first, len(grid))
        self.keep = np.ones(len(self.rows), dtype=np.bool_)
        self.keys: dict[Role, Labels[str]] = {}
        self.years_above: Labels[str] | None = None
        self.unsound: list[int] = []
        self.findings: list[Finding] = []
        self.refused = Refused()
        self.strangers: list[str] = []
        self.roster = Roster()

    def read(self) -> Body:
        """Return the rows of data with their keys, and a finding for every other row."""
        self.keys = {role: self._labels(head) for role, head in self.layout.keys.items()}
        if "year" in self.keys:
            self.keys["year"] = without_first_days(self.keys["year"])
        if self.layout.scale is not None:
            self.keys["measure"] = self._scaled(self._labels(self.layout.scale))
        self._take_off_marks()
        self._drop_blank_and_notes()
        self._take_years_above()
        self._drop_lone_texts()
        self._drop_legend()
        self._drop_ragged()
        self._settle_blank_keys()
        self._settle_units()
        self._refuse_conflicts()
        self._refuse_bad_years()
        self._drop_unknown_indicators()
        return self._body()

    def _body(self) -> Body:
        kept: dict[Role, Labels[str]] = {role: labels.chosen(self.keep) for role, labels in self.keys.items()}
        units = kept["unit"].map(lambda label: self.roster.code_of(label) or "") if "unit" in kept else None
        dated = kept.get("year")
        if dated is None and self.years_above:
            dated = self.years_above.chosen(self.keep)
        years = dated.map(lambda label: year_of(label) or 0) if dated is not None else None
        nameless = units is None and not self.layout.transposed
        named = kept["indicator"].values if "indicator" in kept else []
        return Body(
            rows=self.rows[self.keep],
            unsound=self.rows[np.array(sorted(self.unsound), dtype=np.intp)],
            units=units,
            years=years,
            indicators=kept["indicator"].map(self._indicator) if "indicator" in kept else None,
            measures=_measures(self.reader, kept),
            headings={self._indicator(label): label for label in named},
            groups=self._groups() if units is not None else {},
            refused=self.refused,
            findings=self.findings,
            strangers=tuple(self.strangers),
            national=nameless or (units is not None and set(units.used()) == {provinces.NATION}),
            needs_units=nameless and (bool(self.layout.candidates) or not self._tells_apart(kept)),
        )

    def _groups(self) -> dict[str, Labels[str]]:
        """Return the labels of the columns of groups; blank ones filled down where the keys are."""
        found: dict[str, Labels[str]] = {}
        for head in self.layout.groups:
            labels = self._labels(head)
            if self.fill_down:
                labels = labels.filled_down(labels.where(lambda label: not label))
            found[free_heading(head.text, found)] = labels.chosen(self.keep)
        return found

    def _tells_apart(self, kept: Mapping[Role, Labels[str]]) -> bool:
        """Whether years and indicators tell most rows of a table without units apart: then it is a nation's."""
        count = int(self.keep.sum())
        keys = [kept[role].at.tolist() for role in ("year", "indicator") if role in kept]
        distinct = len({*zip(*keys, strict=True)}) if keys else 1
        return count < 2 or (bool(keys) and 2 * distinct > count)

    def _say(self, code: str, place: int, at: int | None = None, **values: object) -> None:
        self.findings.append(self.grid.finding(code, int(self.rows[place]), at, **values))

    def _set_aside(self, place: int, code: str, at: int | None = None, **values: object) -> None:
        self.keep[place] = False
        self._say(code, place, at, **values)

    def _refuse_key(self, place: int, code: str, at: int, **values: object) -> None:
        self.unsound.append(place)
        self._set_aside(place, code, at, **values)

    def _kept(self, which: BoolArray) -> list[int]:
        return np.flatnonzero(self.keep & which).tolist()

    def _scaled(self, scales: Labels[str]) -> Labels[str]:
        """Return the unit of measurement of each row with the power of ten that stands in a column of its own."""
        scales = scales.map(power_said)
        own = self.keys.get("measure")
        if own is None:
            return scales
        return gather(f"{scales[row]} {own[row]}".strip() for row in range(len(own)))

    def _labels(self, head: Head) -> Labels[str]:
        """Return what stands in a key column, merged cells filled."""
        cells = self.grid.column(head.at, self.rows)
        if isinstance(cells, Pieces):
            return stripped(gather_pieces(cells))
        cells = list(cells)
        for merge in self.grid.merges:
            if head.at in merge.columns and merge.top >= self.first:
                top = merge.top - self.first
                cells[top : merge.bottom - self.first + 1] = [cells[top]] * len(merge.rows)
        if len(set(map(type, cells))) == 1:
            return gather(cells).map(text_of)
        return gather(map(text_of, cells))

    def _take_off_marks(self) -> None:
        """Take footnote marks off names of provinces that are known without them."""
        units = self.keys.get("unit")
        if units is None or self.framework.units == "any":
            return
        bare = {label: FOOTNOTE_MARK.sub("", label) for label in units.values if self._is_unknown(label)}
        bare = {label: name for label, name in bare.items() if name != label and not self._is_unknown(name)}
        if not bare:
            return
        marked = np.flatnonzero(units.where(bare.__contains__))
        head = self.layout.keys["unit"]
        details = {"count": len(marked), "lines": first_lines(self.grid, self.rows[marked].tolist())}
        first = int(marked[0])
        self._say("W_MARK_STRIPPED", first, head.at, column=head.text, found=units[first], details=details)
        self.keys["unit"] = units.map(lambda label: bare.get(label, label))

    def _is_unknown(self, label: str) -> bool:
        return identify(label, self.framework).status == "unknown"

    def _drop_blank_and_notes(self) -> None:
        """Set aside blank rows, notes, and rows that repeat the header or number the columns."""
        changed: list[Again] = []
        for place in np.flatnonzero(self._suspicious()).tolist():
            texts = [text_of(cell) for cell in self.grid.row(int(self.rows[place]))]
            present = [text for text in texts if text]
            if not present:
                self.keep[place] = False
            elif self._is_note(place, present[0]) or numbers_columns(texts):
                self._set_aside(place, "W_NOTE_SKIPPED", found=" ".join(present))
            elif again := said_again(self.grid, int(self.rows[place]), self.layout.header):
                self._set_aside(place, "W_NOTE_SKIPPED", found=" ".join(present))
                changed += [again] if again.at is not None else []
        for again in changed[:1]:  # one cause, however many pages
            values = {"found": again.found, "expected": again.expected}
            self.findings.append(self.grid.finding("E_HEADING_CHANGED", again.row, again.at, **values))

    def _is_note(self, place: int, text: str) -> bool:
        """Whether a row begins as notes do; a mark before a name is no note where figures follow."""
        if not NOTE.match(text):
            return False
        if not MARKED.match(text) or _SENTENCE.search(text):
            return True
        row, values = self.grid.row(int(self.rows[place])), self.layout.values
        figures = sum(
            is_value(row[head.at]) for head in values if head.at < len(row) and not is_blank(row[head.at])
        )
        return 2 * figures <= len(values)

    def _take_years_above(self) -> None:
        """Take years that stand alone above rows for the years of these rows, where nothing else says one."""
        units = self.keys.get("unit")
        if units is None or "year" in self.keys or any(head.year for head in self.layout.values):
            return
        years = {
            place: text
            for place in self._kept(units.where(lambda label: not label or year_of(label)))
            if (text := self._lone_year(place))
        }
        rows = [place for place in np.flatnonzero(self.keep).tolist() if place not in years]
        if (
            not years
            or len({*map(year_of, years.values())}) < len(years)
            or min(rows, default=0) < min(years)
        ):
            return
        above = np.searchsorted(sorted(years), np.arange(len(self.rows)), side="right") - 1
        self.years_above = Labels([*years.values()], np.maximum(above, 0))
        for place, text in years.items():
            details = {"why": SKIPPED["year"]}
            self._set_aside(place, "W_ROW_SKIPPED", self.layout.keys["unit"].at, found=text, details=details)

    def _lone_year(self, place: int) -> str | None:
        """Return the year that is all that a row holds, perhaps again and again; None where it holds more."""
        texts = {*filter(None, map(text_of, self.grid.row(int(self.rows[place]))))}
        return next((text for text in texts if year_of(text)), None) if len(texts) == 1 else None

    def _drop_lone_texts(self) -> None:
        """Set aside rows that hold one text and no value: below the last value a note, above it a heading of a group.

        Where units are provinces, what stands alone in their own column is settled by its name.
        """
        keys = self.layout.keys
        head = keys.get("unit") or (
            keys.get("indicator") or keys.get("year") if self.layout.transposed else None
        )
        if head is None or not self.layout.values:
            return
        rows = self.rows[self.keep]
        blank = np.flatnonzero(self.keep)[blanks(self.grid.column(self.layout.values[0].at, rows))]
        explained = [place for place in blank.tolist() if self._explains_a_letter(place)]
        lone = [place for place in blank.tolist() if self._is_lone(place)] + explained
        if not lone:
            return
        last = max(np.flatnonzero(self.keep & ~np.isin(np.arange(len(self.rows)), lone)).tolist(), default=-1)
        narrow = self.layout.width <= _NARROW  # where a unit that lacks its one value looks the same
        for place in sorted(lone):
            texts = [text_of(cell) for cell in self.grid.row(int(self.rows[place]))]
            if place in explained:
                if place > last:
                    self._set_aside(place, "W_NOTE_SKIPPED", found=" ".join(filter(None, texts)))
                continue
            text = next(text for text in texts if text)
            if narrow and not (place > last and _SENTENCE.search(text)):
                continue
            if place > last:
                self._set_aside(place, "W_NOTE_SKIPPED", found=text)
            else:
                self._set_aside(
                    place, "W_ROW_SKIPPED", head.at, found=text, details={"why": SKIPPED["heading"]}
                )

    def _explains_a_letter(self, place: int) -> bool:
        """Whether a row holds no more than a letter or a mark and a text, as footnotes below a table do."""
        texts = [text for text in map(text_of, self.grid.row(int(self.rows[place]))) if text]
        return len(texts) == _NARROW and _LETTER.match(texts[0]) is not None and " " in texts[1]

    def _is_lone(self, place: int) -> bool:
        """Whether a row holds one text, which no other row could need: it is no value, and names no province."""
        filled = [
            (at, text)
            for at, cell in enumerate(self.grid.row(int(self.rows[place])))
            if (text := text_of(cell))
        ]
        if len(filled) != 1 or filled[0][0] in {head.at for head in self.layout.values}:
            return False
        at, text = filled[0]
        own = "unit" in self.keys and at == self.layout.keys["unit"].at
        if own and self.framework.units == "provinces":
            return False
        named = self.reader.names.find(text) is not None and not (own and not self.layout.transposed)
        return not (own and self.fill_down) and not is_value(text) and not named

    def _drop_legend(self) -> None:
        """Set aside what explains marks and flags below the last value, behind a blank row or a note."""
        if not self.layout.values or self.keep.all():
            return
        explaining: list[int] = []
        for place in range(len(self.rows) - 1, -1, -1):
            if not self.keep[place]:
                for legend in explaining:
                    texts = filter(None, map(text_of, self.grid.row(int(self.rows[legend]))))
                    self._set_aside(legend, "W_NOTE_SKIPPED", found=" ".join(texts))
                explaining.clear()
                continue
            cells = self.grid.row(int(self.rows[place]))
            held = [cells[head.at] for head in self.layout.values if head.at < len(cells)]
            blank = all(map(is_blank, held)) and not self._is_of_no_year(place)
            if blank or any(is_value(cell) for cell in held if not is_blank(cell)):
                return
            explaining.append(place)

    def _is_of_no_year(self, place: int) -> bool:
        """Whether another text stands where the year of a row would."""
        text = self.keys["year"][place] if "year" in self.keys else ""
        return bool(text) and year_of(text) is None

    def _suspicious(self) -> BoolArray:
        """Return the rows whose key does not plainly name something."""
        if units := self.keys.get("unit"):
            self._enrol(units)
            heads = {head.text for head in self.layout.keys.values()}
            heads |= {*filter(role_of, units.values)} if len(self.rows) <= _PRINTED else set[str]()
            plain = {label for label in units.used() if self.roster.code_of(label) is not None} - heads
            if self.framework.units == "any" and _NOTES.search("\n".join(units.values)):
                return units.where(lambda label: label not in plain or NOTE.match(label))
            if self.framework.units == "any" and len(plain) > 1 and STEMS.isdisjoint(plain):
                plain -= COUNTING
            return units.where(lambda label: label not in plain)
        if indicators := self.keys.get("indicator"):
            return indicators.where(lambda label: self.reader.names.find(label) is None)
        if years := self.keys.get("year"):
            return years.where(lambda label: year_of(label) is None)
        return np.ones(len(self.rows), dtype=np.bool_)

    def _enrol(self, labels: Labels[str]) -> None:
        self.roster = Roster.of(labels.used(), self.framework, self.wanted)

    def _drop_ragged(self) -> None:
        width, flags = self.layout.width, list[tuple[int, str]]()
        for place in self._kept(self.grid.widths()[self.first :] > width):
            row = self.grid.row(int(self.rows[place]))
            outside = [at for at in range(width, len(row)) if not is_blank(row[at])]
            beyond = [text_of(row[at]) for at in outside]
            if beyond and all(map(is_flag, beyond)):
                flags.append((place, ", ".join(beyond)))
            elif beyond:
                code = self._refuse(place)
                self._set_aside(
                    place,
                    "E_RAGGED_ROW",
                    outside[0],
                    found=", ".join(beyond),
                    expected=str(width),
                    unit=code,
                )

        if flags:
            found = ", ".join(dict.fromkeys(text for _, text in flags))
            self._say("W_EXTRA_COLUMN", flags[0][0], width, found=found)

    def _refuse(self, place: int) -> str | None:
        """Note that a row is refused; return the code of its unit, where it has one."""
        if "unit" not in self.keys:
            return None
        label = self.keys["unit"][place]
        code = identify(label, self.framework).code
        self.refused.add(label, code)
        return code

    def _settle_blank_keys(self) -> None:
        """Refuse blank keys, or fill them from above where asked to; totals of groups name no unit and are none."""
        if "unit" in self.keys:
            self._drop_totals_of_groups()
            self._drop_undated_totals()
        for role in ("unit", "year", "indicator"):
            if role not in self.keys:
                continue
            head, labels = self.layout.keys[role], self.keys[role]
            blank = labels.where(lambda label: not label)
            places = self._kept(blank)
            if places and self.fill_down:
                self._fill_down(role, head, blank, places)
                continue
            for place in places:
                self._refuse_key(
                    place, "E_BLANK_KEY", head.at, column=head.text or role, unit=self._refuse(place)
                )

    def _drop_totals_of_groups(self) -> None:
        """Set aside rows without a unit whose total stands in the column of its group, or in another to the left."""
        nameless = self.keys["unit"].where(lambda label: not label)
        before = self.layout.keys["unit"].at
        left = [head for head in self.layout.extra if head.at < before]
        for head in (*self.layout.groups, *self.layout.codes, *left) if nameless.any() else ():
            beside = self._labels(head)
            for place in self._kept(nameless & beside.where(is_total)):
                self._set_aside(
                    place, "W_ROW_SKIPPED", head.at, found=beside[place], details={"why": SKIPPED["total"]}
                )

    def _drop_undated_totals(self) -> None:
        """Set aside totals of all years, which name none."""
        if "year" not in self.keys:
            return
        units, head = self.keys["unit"], self.layout.keys["unit"]
        undated = self.keys["year"].where(lambda label: not label)
        for place in self._kept(undated & units.where(is_total)) if undated.any() else ():
            self._set_aside(
                place, "W_ROW_SKIPPED", head.at, found=units[place], details={"why": SKIPPED["total"]}
            )

    def _fill_down(self, role: Role, head: Head, blank: BoolArray, places: list[int]) -> None:
        self.keys[role] = self.keys[role].filled_down(blank | ~self.keep)
        details = {"count": len(places), "lines": first_lines(self.grid, self.rows[places].tolist())}
        self._say("W_FILLED_DOWN", places[0], head.at, column=head.text or role, details=details)

    def _settle_units(self) -> None:
        """Tell units from totals, parts and unknown names; only the first are kept."""
        if "unit" not in self.keys:
            return
        labels, head = self.keys["unit"], self.layout.keys["unit"]
        if not self.keep.all():
            self._enrol(labels.chosen(self.keep))
        roster = self.roster
        for place in self._kept(labels.where(lambda label: roster.code_of(label) is None)):
            label = labels[place]
            if label in roster.set_aside:
                self._skip(place, head, label, roster.set_aside[label])
            else:
                self._refuse_unknown(place, head, label)

    def _skip(self, place: int, head: Head, label: str, found: Identity) -> None:
        if found.status == "unit":
            self._set_aside(place, "W_OUT_OF_SCOPE", head.at, unit=found.code, found=label)
        else:
            self._set_aside(
                place, "W_ROW_SKIPPED", head.at, found=label, details={"why": SKIPPED[found.status]}
            )

    def _refuse_unknown(self, place: int, head: Head, label: str) -> None:
        """Refuse a name that is not known; one alone in its row that resembles no province is a note."""
        alone = sum(not is_blank(cell) for cell in self.grid.row(int(self.rows[place]))) == 1
        if alone and not provinces.nearest(label):
            self._set_aside(place, "W_NOTE_SKIPPED", found=label)
            return
        self._refuse(place)
        expected, details = self.roster.meant(label, self.framework)
        self._refuse_key(place, "E_UNKNOWN_REGION", head.at, found=label, expected=expected, details=details)

    def _refuse_conflicts(self) -> None:
        """Refuse rows that name their unit twice and differently."""
        for head in self.layout.also_units if "unit" in self.keys else ():
            again = self._labels(head)
            others = Roster.of(again.values, self.framework, self.wanted)
            for place in self._kept(again.where(others.code_of)):
                label, other = self.keys["unit"][place], again[place]
                if others.code_of(other) != self.roster.code_of(label):
                    self._refuse(place)
                    self.refused.add(other, others.code_of(other))
                    self._refuse_key(place, "E_KEY_CONFLICT", head.at, found=other, expected=label)
        for head in self.layout.codes if "unit" in self.keys else ():
            self._refuse_two_names(head, self._labels(head))

    def _refuse_two_names(self, head: Head, codes: Labels[str]) -> None:
        """Refuse rows whose code belongs to the name of another row."""
        names = self.keys["unit"].map(lambda label: self.roster.code_of(label) or label)
        if len({*zip(names.at.tolist(), codes.at.tolist(), strict=True)}) == len(codes.used()):
            return
        first: dict[str, str] = {}
        for place in self._kept(codes.where(bool)):
            code, name = codes[place], names[place]
            if first.setdefault(code, name) != name:
                self._refuse(place)
                self._refuse_key(place, "E_KEY_CONFLICT", head.at, found=name, expected=first[code])

    def _refuse_bad_years(self) -> None:
        if "year" not in self.keys:
            return
        labels, head = self.keys["year"], self.layout.keys["year"]
        counts: list[int] = np.bincount(labels.at, minlength=len(labels.values)).tolist()
        read = dict(zip(labels.values, years_of(labels.values, counts), strict=True))
        for place in self._kept(labels.where(lambda label: read[label] is None)):
            unit = self._refuse(place)
            self._refuse_key(
                place, "E_BAD_YEAR", head.at, column=head.text or "year", found=labels[place], unit=unit
            )

    def _drop_unknown_indicators(self) -> None:
        """Leave out rows of indicators that the framework does not know, and say so once each."""
        if "indicator" not in self.keys:
            return
        labels, head = self.keys["indicator"], self.layout.keys["indicator"]
        reported = self.strangers
        for place in self._kept(labels.where(lambda label: self.reader.names.find(label) is None)):
            self.keep[place] = False
            if labels[place] not in reported:
                reported.append(labels[place])
                self._say("W_EXTRA_COLUMN", place, head.at, column=labels[place], found=labels[place])

    def _indicator(self, label: str) -> str:
        named = self.reader.names.find(label)
        return named.column if named else ""


def _measures(reader: HeaderReader, keys: Mapping[Role, Labels[str]]) -> Labels[str | None] | None:
    """Return the unit of measurement of each row, from its own column or beside the indicator's name.

    What stands beside the name and is no unit says what is meant: 产值（工业） is not 产值, whatever it is in.
    """
    if "indicator" not in keys:
        return keys["measure"].map(lambda text: text or None) if "measure" in keys else None

    def beside(label: str) -> str | None:
        named = reader.names.find(label)
        return named.beside if named else None

    named = keys["indicator"].map(beside)
    if "measure" not in keys:
        return named
    own = keys["measure"]
    telling = {
        text
        for text in named.values
        if text and not (is_known(text) or is_harmless(text) or is_years(text) or year_of(text))
    }
    return gather(named[row] if named[row] in telling else own[row] or named[row] for row in range(len(own)))
