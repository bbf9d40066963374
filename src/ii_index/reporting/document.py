"""A document: tables, facts and findings, frozen before anything renders them."""

from dataclasses import dataclass
from typing import Any

from ii_index._version import __version__
from ii_index.errors import Finding
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Table


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about a result: a label and its value."""

    key: str
    label: Name
    value: Cell


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
    """

    title: Name
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()

    def record(self, language: Language) -> dict[str, Any]:
        """Everything unrounded, for machines; the texts in one language."""
        return {
            "title": self.title.text(language),
            "facts": {fact.key: _text(fact.value, language) for fact in self.facts},
            "tables": {table.key: table.records(language) for table in self.tables},
            "findings": [finding.record(language) for finding in self.findings],
            "version": __version__,
        }


def _text(value: Cell, language: Language) -> str | int | float | bool | None:
    return value.text(language) if isinstance(value, Name) else value
