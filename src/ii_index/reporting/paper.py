"""A document as a PDF of A4 pages, with numbers and its origin at the foot of each."""

from pathlib import Path
from typing import Any

from ii_index.analysis.unit_profile import unit_profile
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.briefs.content import Brief, brief_of
from ii_index.reporting.document import Card, Chart, Document, Fact, Section
from ii_index.reporting.numbers import fact_text, shown
from ii_index.reporting.provenance import caveat, foot
from ii_index.reporting.results import Results
from ii_index.reporting.sections.full_report import full, off_screen

_TEMPLATE = Path(__file__).with_name("paper.typ")
_TALL = 108 / 178  # height over width from which a chart would take more than half a page
_ANSWER = {"ranking", "table"}
"""What comes first in a report that is about no unit."""


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
    said, unit = caveat(document.results), document.results.unit if document.results else None
    sections = [_on_paper(section, whole) for section in whole.sections]
    cards = whole.cards
    if unit is None:
        if any(section.key == "mine" for section in sections):  # of all units: no one's profile
            sections = [section for section in sections if section.key != "profile"]
        sections.sort(key=lambda section: section.key not in _ANSWER)  # stable
    elif own := _brief(document.results):
        cards = own.cards
        sections = [_about(own, section) if section.key == "mine" else section for section in sections]
    if not sections:
        sections = [Section("tables", Name(zh="", en=""), tables=whole.tables, facts=whole.facts)]
    held = [one for one in sections if one.lead or one.charts or one.facts or one.tables]
    return {
        "lang": language,
        "title": whole.title.text(language),
        "caveat": said.text(language) if said is not None else "",
        "foot": foot(document.results, language) if document.results else "",
        "cards": [_card(card, language) for card in cards],
        "parts": [_part(section, language, unit) for section in held],
    }


def _brief(results: Results | None) -> Brief | None:
    """Say of the unit that a report is about what its brief says."""
    if results is None or results.index is None or results.tiers is None or results.unit is None:
        return None
    return brief_of(unit_profile(results.index, results.tiers, results.unit, results.uncertainty), results)


def _about(brief: Brief, section: Section) -> Section:
    """Make a section of where one unit stands, and how it may rise."""
    known = (
        (Name(zh="提升路径", en="The way up"), brief.way),
        (Name(zh="可靠程度", en="How sure"), brief.certainty),
    )
    facts = tuple(Fact(label.en, label, said) for label, said in known)
    return section._replace(title=brief.name, lead=brief.headline, facts=facts)


def _on_paper(section: Section, document: Document) -> Section:
    """Add the tables of the document that a section only draws: on paper no chart opens its table."""
    own = {table.key for table in document.tables}
    drawn = tuple(chart.table for chart in section.charts if chart.table.key in own)
    return off_screen(section)._replace(tables=(*drawn, *section.tables))


def _part(section: Section, language: Language, unit: str | None) -> dict[str, Any]:
    return {
        "title": section.title.text(language),
        "lead": section.lead.text(language) if section.lead else "",
        "charts": [_chart(chart, language, unit) for chart in section.charts],
        "facts": [_fact(fact, language) for fact in section.facts],
        "tables": [_table(table, language) for table in section.tables],
    }


def _card(card: Card, language: Language) -> dict[str, str]:
    beside = card.beside.text(language) if card.beside else ""
    return {"label": card.label.text(language), "figure": card.figure.text(language), "beside": beside}


def _chart(chart: Chart, language: Language, unit: str | None) -> dict[str, Any]:
    from ii_index.reporting.charts import still
    from ii_index.reporting.charts.excerpt import excerpt

    chart = excerpt(chart, unit)
    drawn = still.svg(chart, language, unit=unit, dense=True)
    wide, high = still.size(drawn)
    return {"svg": drawn, "said": chart.description.text(language), "tall": high / wide > _TALL}


def _fact(fact: Fact, language: Language) -> dict[str, str]:
    return {"label": fact.label.text(language), "value": fact_text(fact.value, language)}


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
