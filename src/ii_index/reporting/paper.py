"""A document as a PDF of A4 pages, with numbers and its origin at the foot of each."""

from pathlib import Path
from typing import Any

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Card, Chart, Document, Fact, Section
from ii_index.reporting.numbers import shown
from ii_index.reporting.provenance import foot, provenance
from ii_index.reporting.sections.full_report import full

_TEMPLATE = Path(__file__).with_name("paper.typ")
_FACT = Column("fact", Name(zh="", en=""), decimals=4)
_TALL = 1.2  # height over width from which a chart would run over a page
_ON_SCREEN = {"mine"}
"""Parts of the page that answer a click; on paper a brief stands for them."""


def pages(document: Document, language: Language) -> bytes:
    """Render a full report where the document has results, else its tables.

    Raises
    ------
    IIIndexError
        Typst, the chart library or the font of the ``report`` extra is missing.
    """
    from ii_index.reporting.typesetting import typeset

    return typeset(_TEMPLATE, record(document, language))[0]


def record(document: Document, language: Language) -> dict[str, Any]:
    """Return everything that stands on the pages, every figure as text."""
    whole = full(document)
    origin = {fact.key: fact.value for fact in provenance(document.results)} if document.results else {}
    caveat = origin.get("reference")
    parts = [_part(section, language) for section in whole.sections if section.key not in _ON_SCREEN]
    if not parts:
        parts = [
            _part(Section("tables", Name(zh="", en=""), tables=whole.tables, facts=whole.facts), language)
        ]
    return {
        "lang": language,
        "title": whole.title.text(language),
        "caveat": caveat.text(language) if isinstance(caveat, Name) else "",
        "foot": foot(document.results, language) if document.results else "",
        "cards": [_card(card, language) for card in whole.cards],
        "parts": parts,
    }


def _part(section: Section, language: Language) -> dict[str, Any]:
    return {
        "title": section.title.text(language),
        "lead": section.lead.text(language) if section.lead else "",
        "charts": [_chart(chart, language) for chart in section.charts],
        "facts": [_fact(fact, language) for fact in section.facts],
        "tables": [_table(table, language) for table in section.tables],
    }


def _card(card: Card, language: Language) -> dict[str, str]:
    beside = card.beside.text(language) if card.beside else ""
    return {"label": card.label.text(language), "figure": card.figure.text(language), "beside": beside}


def _chart(chart: Chart, language: Language) -> dict[str, Any]:
    from ii_index.reporting.charts import still

    drawn = still.svg(chart, language)
    wide, high = still.size(drawn)
    return {"svg": drawn, "said": chart.description.text(language), "tall": high / wide > _TALL}


def _fact(fact: Fact, language: Language) -> dict[str, str]:
    return {"label": fact.label.text(language), "value": shown(fact.value, _FACT, language)}


def _table(table: Table, language: Language) -> dict[str, Any]:
    visible = [at for at, column in enumerate(table.columns) if column.shown]
    columns = [table.columns[at] for at in visible]
    return {
        "title": table.title.text(language),
        "heads": [column.title.text(language) for column in columns],
        "text": [column.kind == "text" for column in columns],
        "rows": [
            [shown(row[at], column, language) for at, column in zip(visible, columns, strict=True)]
            for row in table.rows
        ],
        "notes": [note.text(language) for note in table.notes],
    }
