"""A document: tables, charts, facts and findings, frozen before anything renders them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from ii_index._version import __version__
from ii_index.errors import Finding
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Table
from ii_index.reporting.results import Results

_FORMER_KEYS = {"inconsistencies": "doubts"}
"""Keys that tables had in records of before; both stand there for one release."""


Data: TypeAlias = str | int | float | bool | Sequence["Data"] | Mapping[str, "Data"] | None
"""What JSON holds."""


class Fact(NamedTuple):
    """One thing to know about a result: a label, its value for people, and its ``data``: ids and numbers for machines.

    Without ``data`` a number or an id serves both, and words are for people alone.
    """

    key: str
    label: Name
    value: Cell
    data: Data = None

    @property
    def is_text(self) -> bool:
        """Whether it is words alone, with nothing for machines."""
        return self.data is None and isinstance(self.value, Name)

    @property
    def for_machines(self) -> Data:
        """Ids and numbers."""
        return self.value if self.data is None and not isinstance(self.value, Name) else self.data


class Card(NamedTuple):
    """One headline figure: its label, the figure as people see it, and what to know beside it."""

    key: str
    label: Name
    figure: Name
    beside: Name | None = None


class Chart(NamedTuple):
    """One chart, as a Vega-Lite specification in each language, and the table of what it shows.

    Attributes
    ----------
    key : str
    title : Name
    description : Name
        What it shows, in one sentence, for those who cannot see it.
    table : Table
    zh, en : str
        The specification as JSON text, so that it cannot change.
    defs : tuple of str
        SVG patterns that the specification's fills name (``url(#tier1)``).
    """

    key: str
    title: Name
    description: Name
    table: Table
    zh: str
    en: str
    defs: tuple[str, ...] = ()

    def spec(self, language: Language) -> dict[str, Any]:
        """Return a copy of the specification in one language."""
        spec: dict[str, Any] = json.loads(self.zh if language == "zh" else self.en)
        return spec


class Section(NamedTuple):
    """A part of a report: what it says first, its charts, and its tables.

    A ``hint`` says what a reader can do in the page; paper and workbooks leave it out.
    """

    key: str
    title: Name
    lead: Name | None = None
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = ()
    hint: Name | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a command or a study has to say.

    Attributes
    ----------
    title : Name
    tables : tuple of Table
        The main one first.
    facts : tuple of Fact
        Framework, method, weights, coverage, sources.
    findings : tuple of Finding
        Warnings and notices that go with the numbers.
    cards : tuple of Card
        Headline figures.
    sections : tuple of Section
        The parts of a full report, with their charts; empty where there are tables only.
    figures : tuple of Fact
        What only machines need told apart: it is in JSON, while people read it in titles and tables.
    results : Results or None
        What the document was made of, where a page or a workbook says more than the tables.
    made : date or None
        The day it was made.
    first : tuple of str
        Keys of the tables that a screen shows before the others, in this order: what answers the question.
    """

    title: Name
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    cards: tuple[Card, ...] = ()
    sections: tuple[Section, ...] = ()
    results: Results | None = None
    figures: tuple[Fact, ...] = ()
    made: date | None = None
    first: tuple[str, ...] = ()

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of every section."""
        return tuple(chart for section in self.sections for chart in section.charts)

    def dated(self, made: date) -> "Document":
        """Return the same, with the day it was made."""
        results = None if self.results is None else replace(self.results, made=made)
        return replace(self, results=results, made=made)

    def printed_with(self, decimals: int) -> "Document":
        """Return the same with numbers printed to so many decimals; what is unrounded stays so."""
        return replace(self, tables=tuple(_printed_with(table, decimals) for table in self.tables))

    def record(self, language: Language) -> dict[str, Any]:
        """Everything unrounded, for machines; the texts in one language."""
        tables = {table.key: table.records(language) for table in self.tables}
        former = {old: tables[key] for key, old in _FORMER_KEYS.items() if key in tables}
        return {
            "title": self.title.text(language),
            "facts": {fact.key: fact.data for fact in self.figures}
            | {fact.key: fact.for_machines for fact in self.facts if not fact.is_text},
            "texts": {
                fact.key: _text(fact.value, language)
                for fact in self.facts
                if fact.is_text or fact.data is not None
            },
            "tables": tables | former,
            "findings": [finding.record(language) for finding in self.findings],
            "version": __version__,
        }


def _text(value: Cell, language: Language) -> str | int | float | bool | None:
    return value.text(language) if isinstance(value, Name) else value


def _printed_with(table: Table, decimals: int) -> Table:
    columns = tuple(
        column._replace(decimals=decimals) if column.kind == "number" else column for column in table.columns
    )
    return replace(table, columns=columns)
