"""A document as one HTML file that needs no network and lets nothing in it reach one."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from ii_index._version import __version__
from ii_index.errors import Finding, IIIndexError
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.document import Chart, Document, Section
from ii_index.reporting.html import elements, lab
from ii_index.reporting.html.elements import both
from ii_index.reporting.results import ranked_units
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
_STALE = Name(zh="试算中：下表仍为发布结果。", en="What-if: this table still shows the published result.")


def page(document: Document, language: Language) -> str:
    """Render a document; scripts run by their hashes only, and ``default-src 'none'`` forbids every request.

    Raises
    ------
    IIIndexError
        The chart library of the ``report`` extra is missing, and there are charts to draw.
    """
    whole = full(document)
    scripts = [_vega(), _asset("page.js")] if whole.charts else [_asset("page.js")]
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
        f"{_defs(whole)}{_header(whole, language)}<main>{_main(whole)}</main>{_footer()}"
        f"{elements.data_block('page-data', _data(whole))}{body}</body></html>\n"
    )


def _header(document: Document, language: Language) -> str:
    links = "".join(f'<a href="#{section.key}">{both(section.title)}</a>' for section in document.sections)
    buttons = "".join(
        f'<button type="button" data-to="{code}" '
        f'aria-pressed="{str(code == language).lower()}">{label}</button>'
        for code, label in (("zh", "中文"), ("en", "English"))
    )
    banner = Name(zh="试算结果，不是发布结果", en="What-if: not the published result")
    reset = Name(zh="恢复", en="Reset")
    return (
        f'<header><div class="banner" role="status">{both(banner)}'
        f'<button type="button" data-reset>{both(reset)}</button></div><div class="top"><h1>{both(document.title)}</h1>'
        f'<div class="languages" role="group" aria-label="语言 / Language">{buttons}</div></div>'
        f'<nav aria-label="目录 / Contents">{links}</nav>{elements.cards(document.cards)}</header>'
    )


def _main(document: Document) -> str:
    if document.sections:
        sections = "".join(_section(section, document) for section in document.sections)
    else:
        tables = "".join(f"<section>{elements.table(table)}</section>" for table in document.tables)
        sections = f"{tables}<section>{elements.facts(document.facts)}</section>"
    return sections + _findings(document)


def _section(section: Section, document: Document) -> str:
    said = (f'<p class="{kind}">{both(text)}</p>' for kind, text in _said_first(section))
    lead = "".join(said)
    figures = [_figure(chart) for chart in section.charts]
    inside = _columns(figures, document) if section.key == "ranking" else "".join(figures)
    if section.key == "profile":
        inside = _picker(document) + inside
    if section.key == "contributions":
        inside = _not_additive() + inside
    tables = "".join(_table(table, section) for table in section.tables)
    known = elements.facts(section.facts) if section.facts else ""
    return (
        f'<section id="{section.key}"><h2>{both(section.title)}</h2>{lead}{inside}{known}{tables}</section>'
    )


def _said_first(section: Section) -> list[tuple[str, Name]]:
    pairs = (("lead", section.lead), ("lead hint", section.hint))
    return [(kind, text) for kind, text in pairs if text is not None]


def _table(table: Table, section: Section) -> str:
    return elements.table(table, tall=section.key in {"table", "data"}, pick=section.key in {"table", "data"})


def _columns(figures: list[str], document: Document) -> str:
    """Bars on the left; map and what-if beside them."""
    tiers = document.results.tiers if document.results else None
    controls = lab.controls(tiers) if tiers is not None and lab.offers(tiers.index) else ""
    return f'<div class="columns"><div>{figures[0]}</div><div>{"".join(figures[1:])}{controls}</div></div>'


def _figure(chart: Chart) -> str:
    title = Name(zh="数据表", en="Table of the data")
    live = chart.key == "profile"
    stale = "" if live else f'<p class="note only-trying">{both(_STALE)}</p>'
    heading = f"<h3>{both(chart.title)}</h3>" if not live else "<h3><span data-chosen-name></span></h3>"
    table = elements.table(chart.table, pick=chart.key != "series")
    return (
        f'<figure class="chart-{chart.key}">{heading}<div class="chart" id="chart-{chart.key}" role="img" '
        f'aria-label="{escape(chart.description.zh)}"></div><figcaption>{both(chart.description)}</figcaption>'
        f"<details><summary>{both(title)}</summary>{stale}{table}</details></figure>"
    )


def _picker(document: Document) -> str:
    tiers = document.results.tiers if document.results else None
    if tiers is None:
        return ""
    options = "".join(
        f'<option value="{escape(unit.code)}" data-zh="{escape(unit.name.zh)}" '
        f'data-en="{escape(unit.name.en)}">{escape(unit.name.zh)}</option>'
        for unit in ranked_units(tiers)
    )
    label = Name(zh="地区", en="Unit")
    return f'<p class="pick-unit"><label for="pick">{both(label)}</label> <select id="pick">{options}</select></p>'


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
    return f'<section id="findings"><h2>{both(title)}</h2><ul class="findings">{items}</ul></section>'


def _said(finding: Finding, language: Language) -> str:
    place = finding.place()
    return f"{place}  {finding.message(language)}" if place and finding.file else finding.message(language)


def _footer() -> str:
    text = Name(
        zh=f"由 ii-index {__version__} 生成。本页不连接网络，全部内容都在这一个文件中。",
        en=f"Made by ii-index {__version__}. This page makes no request; all of it is in this one file.",
    )
    return f"<footer>{both(text)}</footer>"


def _defs(document: Document) -> str:
    patterns = "".join(dict.fromkeys(pattern for chart in document.charts for pattern in chart.defs))
    return (
        f'<svg class="defs" aria-hidden="true" focusable="false"><defs>{patterns}</defs></svg>'
        if patterns
        else ""
    )


def _data(document: Document) -> dict[str, object]:
    tiers = document.results.tiers if document.results else None
    return {
        "title": {"zh": document.title.zh, "en": document.title.en},
        "charts": {
            chart.key: {"zh": packed(chart.spec("zh")), "en": packed(chart.spec("en"))}
            for chart in document.charts
        },
        "descriptions": {
            chart.key: {"zh": chart.description.zh, "en": chart.description.en} for chart in document.charts
        },
        "lab": lab.lab(tiers) if tiers is not None and document.sections else None,
    }


def _hashes(contents: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache
def _vega() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, inside a function: the bundle leaks globals."""
    try:
        import vl_convert
    except ImportError:
        raise IIIndexError(Finding("E_NO_CHARTS", details={"package": "vl-convert-python"})) from None
    bundle: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # pyright: ignore[reportUnknownVariableType,reportCallIssue]
    return f"(function(){{{bundle}\n}})();".replace("</script", "<\\/script").replace("<!--", "<\\!--")
