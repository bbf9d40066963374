"""A document as one HTML file that needs no network and lets nothing in it reach one."""

import base64
import hashlib
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from ii_index._version import __version__
from ii_index.errors import Finding, IIIndexError
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.charts.profile import SERIES
from ii_index.reporting.document import Chart, Document, Section
from ii_index.reporting.html import elements, lab, mine
from ii_index.reporting.markup import both
from ii_index.reporting.provenance import caveat, provenance
from ii_index.reporting.sections.full_report import full


def packed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification whose inline data say each key once.

    Examples
    --------
    >>> packed({"data": {"name": "rows", "values": [{"a": 1, "b": 2}, {"a": 3}]}})
    {'data': {'name': 'rows', 'keys': ['a', 'b'], 'cells': [[1, 2], [3, None]]}}
    """
    result = {key: value for key, value in spec.items() if key not in {"data", "layer"}}
    if "data" in spec:
        rows = spec["data"]["values"]
        keys = list(dict.fromkeys(key for row in rows for key in row))
        cells = [[row.get(key) for key in keys] for row in rows]
        result["data"] = {"name": spec["data"]["name"], "keys": keys, "cells": cells}
    if "layer" in spec:
        result["layer"] = [packed(layer) for layer in spec["layer"]]
    return result


_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_OF_THE_PUBLISHED = Name(
    zh="试算中：本节仍为发布结果的可靠程度。", en="What-if: this section is still about the published result."
)
_STALE = Name(zh="试算中：下表仍为发布结果。", en="What-if: this table still shows the published result.")


def page(document: Document, language: Language) -> str:
    """Render a document; scripts run by their hashes only, and ``default-src 'none'`` forbids every request.

    Raises
    ------
    IIIndexError
        The chart library of the ``report`` extra is missing, and there are charts to draw.
    """
    whole = full(document)
    scripts = [chart_library(), _asset("page.js")] if whole.charts else [_asset("page.js")]
    style = _asset("page.css")
    allowed = f"script-src {_hashes(scripts)}; style-src {_hashes([style])}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    body = "".join(f"<script>{script}</script>" for script in scripts)
    return (
        f'<!DOCTYPE html>\n<html lang="{_LANGUAGES[language]}" data-lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="generator" content="ii-index {__version__}">'
        f"<title>{escape(whole.title.text(language))}</title><style>{style}</style></head><body>"
        f"{_defs(whole)}{_banner()}{_header(whole, language)}<main>{_main(whole)}</main>{_footer(whole)}"
        f"{elements.data_block('page-data', _data(whole))}{body}</body></html>\n"
    )


def _header(document: Document, language: Language) -> str:
    named = [section for section in document.sections if section.key not in _FOLDED - {"method"}]
    links = "".join(f'<a href="#{section.key}">{both(section.title)}</a>' for section in named)
    buttons = "".join(
        f'<button type="button" data-to="{code}" '
        f'aria-pressed="{str(code == language).lower()}">{label}</button>'
        for code, label in (("zh", "中文"), ("en", "English"))
    )
    inside = "" if _folded_cards(document) else elements.cards(document.cards)
    return (
        f'<header><div class="top"><h1>{both(document.title)}</h1>'
        f'<div class="languages" role="group" aria-label="语言 / Language">{buttons}</div></div>{_caveat(document)}'
        f'<nav aria-label="目录 / Contents">{links}</nav>{inside}</header>'
    )


def _banner() -> str:
    banner = Name(zh="试算结果，不是发布结果", en="What-if: not the published result")
    reset = Name(zh="恢复", en="Reset")
    return (
        f'<div class="banner" role="status">{both(banner)}'
        f'<button type="button" data-reset>{both(reset)}</button></div>'
    )


def _caveat(document: Document) -> str:
    said = caveat(document.results)  # without the name, which the title has said
    return f'<p class="caveat">{both(said)}</p>' if said is not None else ""


def _folded_cards(document: Document) -> bool:
    """Whether the first screen is about one unit, so that the figures of the whole stand with the ranking."""
    return any(section.key == "mine" for section in document.sections)


def _main(document: Document) -> str:
    if document.sections:
        sections = "".join(_section(section, document) for section in document.sections)
    else:
        tables = "".join(f"<section>{elements.table(table)}</section>" for table in document.tables)
        sections = f"{tables}<section>{elements.facts(document.facts)}</section>"
    return sections + _findings(document)


_FOLDED = {"method", "weights", "data", "version"}


def _section(section: Section, document: Document) -> str:
    said = (f'<p class="{kind}">{both(text)}</p>' for kind, text in _said_first(section))
    lead = "".join(said)
    known = elements.facts(section.facts) if section.facts else ""
    tables = "".join(_table(table, section) for table in section.tables)
    inside = f"{lead}{_figures(section, document)}{known}{tables}"
    if section.key in _FOLDED:
        return (
            f'<section id="{section.key}"><details class="folded"><summary><h2>{both(section.title)}</h2></summary>'
            f"{inside}</details></section>"
        )
    if section.key == "uncertainty":
        inside = f'<p class="note only-trying">{both(_OF_THE_PUBLISHED)}</p>{inside}'
    return f'<section id="{section.key}"><h2>{both(section.title)}</h2>{inside}</section>'


def _figures(section: Section, document: Document) -> str:
    """Lay out the charts of a section with what belongs to them."""
    figures = [_figure(chart) for chart in section.charts]
    tiers = document.results.tiers if document.results else None
    match section.key:
        case "mine" if tiers is not None:
            halves = f'<div class="columns">{"".join(f"<div>{figure}</div>" for figure in figures)}</div>'
            return f"{mine.panel(tiers)}{halves}"
        case "ranking" if tiers is not None:
            reason = lab.why_not(tiers.index)
            controls = lab.controls(tiers) if lab.offers(tiers.index) else ""
            controls += f'<p class="note">{both(reason)}</p>' if reason is not None else ""
            columns = f'<div class="columns"><div>{"".join(figures)}</div><div>{controls}</div></div>'
            return f'<div class="published">{elements.cards(document.cards)}</div>{columns}'
        case "profile" if tiers is not None:
            return f"{''.join(figures)}{mine.reasons()}"
        case "contributions":
            return _not_additive() + "".join(figures)
        case "table":
            return _search()
        case _:
            return "".join(figures)


def _search() -> str:
    label = Name(zh="查找地区", en="Find a unit")
    return f'<p><label for="search">{both(label)}</label> <input type="search" id="search" autocomplete="off"></p>'


def _said_first(section: Section) -> list[tuple[str, Name]]:
    pairs = (("lead", section.lead), ("lead hint", section.hint))
    return [(kind, text) for kind, text in pairs if text is not None]


def _table(table: Table, section: Section) -> str:
    return elements.table(table, tall=section.key in {"table", "data"}, pick=section.key in {"table", "data"})


def _figure(chart: Chart) -> str:
    title = Name(zh="数据表", en="Table of the data")
    live = chart.key == "profile"
    stale = "" if live else f'<p class="note only-trying">{both(_STALE)}</p>'
    heading = f"<h3>{both(chart.title)}</h3>" if not live else "<h3><span data-chosen-name></span></h3>"
    table = elements.table(_with_other(chart.table) if live else chart.table, pick=chart.key != "series")
    return (
        f'<figure class="chart-{chart.key}">{heading}<div class="chart" id="chart-{chart.key}" role="img" '
        f'aria-label="{escape(chart.description.zh)}"></div><figcaption>{both(chart.description)}</figcaption>'
        f"<details><summary>{both(title)}</summary>{stale}{table}</details></figure>"
    )


def _with_other(table: Table) -> Table:
    """Add the column that the script fills with the unit beside the chosen one."""
    column = Column("other", SERIES[-1])
    return replace(table, columns=(*table.columns, column), rows=tuple((*row, None) for row in table.rows))


def _not_additive() -> str:
    text = Name(
        zh="几何平均不能拆成各维度相加的分数，此图只适用于算术平均。",
        en="A geometric mean does not add up from dimensions; this chart is for the arithmetic mean only.",
    )
    return f'<p class="note" id="not-additive" hidden>{both(text)}</p>'


def _findings(document: Document) -> str:
    if not document.findings:
        return ""
    items = "".join(
        f"<li><code>{escape(finding.code)}</code> "
        f"{both(Name(zh=_said(finding, 'zh'), en=_said(finding, 'en')))}</li>"
        for finding in document.findings
    )
    title = Name(zh="提示与警告", en="Notices and warnings")
    return (
        f'<section id="findings"><details class="folded"><summary><h2>{both(title)}</h2></summary>'
        f'<ul class="findings">{items}</ul></details></section>'
    )


def _said(finding: Finding, language: Language) -> str:
    place = finding.place()
    return f"{place}  {finding.message(language)}" if place and finding.file else finding.message(language)


def _footer(document: Document) -> str:
    origin = provenance(document.results) if document.results is not None else ()
    lines = "".join(
        f"<p><span class='label'>{both(fact.label)}</span> {_fact_text(fact.value)}</p>" for fact in origin
    )
    text = Name(
        zh="本页不连接网络，全部内容都在这一个文件中。",
        en="This page makes no request; all of it is in this one file.",
    )
    return f"<footer>{lines}<p>{both(text)}</p></footer>"


def _fact_text(value: Cell) -> str:
    return both(value) if isinstance(value, Name) else escape(str(value))


def _defs(document: Document) -> str:
    patterns = "".join(dict.fromkeys(pattern for chart in document.charts for pattern in chart.defs))
    return (
        f'<svg class="defs" aria-hidden="true" focusable="false"><defs>{patterns}</defs></svg>'
        if patterns
        else ""
    )


def _data(document: Document) -> dict[str, object]:
    tiers = document.results.tiers if document.results else None
    first = document.results.unit if document.results else None
    return {
        "title": {"zh": document.title.zh, "en": document.title.en},
        "charts": {
            chart.key: {"zh": packed(chart.spec("zh")), "en": packed(chart.spec("en"))}
            for chart in document.charts
        },
        "descriptions": {
            chart.key: {"zh": chart.description.zh, "en": chart.description.en} for chart in document.charts
        },
        "lab": lab.lab(tiers, first) if tiers is not None and document.sections else None,
        "units": mine.data(document.results) if document.results and document.sections else {},
    }


def _hashes(contents: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache
def chart_library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, inside a function: the bundle leaks globals."""
    try:
        import vl_convert
    except ImportError:
        raise IIIndexError(Finding("E_NO_CHARTS", details={"package": "vl-convert-python"})) from None
    bundle: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # pyright: ignore[reportUnknownVariableType,reportCallIssue]
    return f"(function(){{{bundle}\n}})();".replace("</script", "<\\/script").replace("<!--", "<\\!--")
