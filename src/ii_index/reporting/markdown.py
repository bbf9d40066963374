"""A document as Markdown: headings, tables, facts; nothing from data can become markup."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ii_index.messages import Language
from ii_index.model.table import Table
from ii_index.reporting.document import Card, Document, Fact, Section
from ii_index.reporting.numbers import fact_text, shown
from ii_index.reporting.provenance import caveat, provenance
from ii_index.reporting.sections.full_report import full, off_screen

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_COLONS = {"zh": "：", "en": ": "}
_BRACKETS = {"zh": ("（", "）"), "en": (" (", ")")}
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s)")


def render(document: Document, language: Language) -> str:
    """Render a full report where the document has results, else its tables."""
    whole = full(document)
    blocks = [f"# {escaped(whole.title.text(language))}"]
    said = caveat(whole.results)
    blocks.append(escaped(said.text(language)) if said is not None else "")
    blocks.append("\n".join(_card(card, language) for card in whole.cards))
    if whole.sections:
        for section in whole.sections:
            if section.lead or section.charts or section.tables or section.facts:
                blocks += _section(off_screen(section), language)
    else:
        blocks += [block for table in whole.tables for block in _table(table, language)]
        blocks.append(_facts(whole.facts, language))
    if whole.findings:
        blocks.append("## " + {"zh": "提示与警告", "en": "Notices and warnings"}[language])
        blocks.append(
            "\n".join(f"- `{item.code}` {escaped(item.message(language))}" for item in whole.findings)
        )
    if whole.results is not None:
        blocks.append("## " + {"zh": "出处", "en": "Origin"}[language])
        blocks.append(_facts(provenance(whole.results), language))
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    r"""Take away the meaning that characters have in Markdown and HTML.

    Examples
    --------
    >>> print(escaped("<b>|*x*"))
    \<b\>\|\*x\*
    """
    line = " ".join(text.split())
    return _START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", line))


def _card(card: Card, language: Language) -> str:
    before, after = _BRACKETS[language]
    beside = f"{before}{escaped(card.beside.text(language))}{after}" if card.beside else ""
    return f"- **{escaped(card.label.text(language))}** {escaped(card.figure.text(language))}{beside}"


def _section(section: Section, language: Language) -> Iterator[str]:
    yield f"## {escaped(section.title.text(language))}"
    if section.lead is not None:
        yield escaped(section.lead.text(language))
    for chart in section.charts:
        yield from _table(replace(chart.table, title=chart.title), language)
    for table in section.tables:
        yield from _table(table, language)
    yield _facts(section.facts, language)


def _table(table: Table, language: Language) -> Iterator[str]:
    visible = [place for place, column in enumerate(table.columns) if column.shown]
    heads = [escaped(table.columns[place].title.text(language)) for place in visible]
    marks = ["---" if table.columns[place].kind == "text" else "---:" for place in visible]
    lines = [heads, marks]
    lines += [
        [escaped(shown(row[place], table.columns[place], language)) for place in visible]
        for row in table.rows
    ]
    yield f"**{escaped(table.title.text(language))}**"
    yield "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    for note in table.notes:
        yield escaped(note.text(language))


def _facts(facts: tuple[Fact, ...], language: Language) -> str:
    return "\n".join(
        f"- {escaped(fact.label.text(language))}{_COLONS[language]}{escaped(fact_text(fact.value, language))}"
        for fact in facts
    )
