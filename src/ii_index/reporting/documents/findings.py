"""Findings as a document, for files; on screen each is a line of its own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ii_index.errors import Finding, UnknownLabelError
from ii_index.messages import Language, Message, catalogue
from ii_index.model.names import Name
from ii_index.model.nearest import nearest_or_first
from ii_index.model.panel import Panel
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Document, Fact

_TITLE = Name(zh="检查结果", en="Findings")
_SEVERITIES = {
    "error": Name(zh="错误", en="error"),
    "warning": Name(zh="警告", en="warning"),
    "notice": Name(zh="提示", en="notice"),
}


def findings_document(findings: Sequence[Finding], panel: Panel | None) -> Document:
    """Return one row a finding, and what was read."""
    columns = (
        Column("place", Name(zh="位置", en="Place"), "text"),
        Column("code", Name(zh="代码", en="Code"), "text"),
        Column("severity", Name(zh="级别", en="Severity"), "text"),
        Column("message", Name(zh="问题", en="Message"), "text"),
        Column("remedy", Name(zh="处理", en="What to do"), "text"),
    )
    rows = tuple(
        (item.place(), item.code, _SEVERITIES[item.severity], _both(item, "message"), _both(item, "remedy"))
        for item in findings
    )
    return Document(_TITLE, (Table("findings", _TITLE, columns, rows),), tuple(_facts(panel)))


def _both(finding: Finding, part: str) -> Name:
    render = finding.message if part == "message" else finding.remedy
    return Name(zh=render("zh"), en=render("en"))


def _facts(panel: Panel | None) -> Iterator[Fact]:
    if panel is None:
        return
    yield Fact("framework", Name(zh="指标体系", en="Framework"), panel.framework.id)
    yield Fact("years", Name(zh="年份", en="Years"), ", ".join(map(str, panel.years)), [*panel.years])
    yield Fact("units", Name(zh="地区数", en="Units"), len(panel.units))
    yield Fact("indicators", Name(zh="指标数", en="Indicators"), len(panel.indicators))


def summary(findings: Sequence[Finding], panel: Panel | None, language: Language) -> str:
    """Say in a line what was read, or how much stands against it."""
    counts = Counter(finding.severity for finding in findings)
    if panel is None:
        return _refused(counts["error"], counts["warning"], language)
    values = len(panel.years) * len(panel.units) * len(panel.indicators)
    if language == "zh":
        return (
            f"可以读取：{len(panel.units)}个地区 × {len(panel.years)}年 × {len(panel.indicators)}项指标"
            f"（{values}个值），指标体系 {panel.framework.id}；警告{counts['warning']}项"
        )
    return (
        f"readable: {len(panel.units)} units × {len(panel.years)} years × {len(panel.indicators)} indicators "
        f"({values} values), framework {panel.framework.id}; warnings: {counts['warning']}"
    )


def _refused(errors: int, warnings: int, language: Language) -> str:
    if language == "zh":
        return f"不能读取：错误{errors}项，警告{warnings}项"
    return f"refused; errors: {errors}, warnings: {warnings}"


def reading_record(findings: Sequence[Finding], panel: Panel | None, language: Language) -> dict[str, Any]:
    """Return what was read of a table and everything found, for machines."""
    read = None
    if panel is not None:
        read = {
            "framework": panel.framework.id,
            "years": panel.years,
            "units": panel.units,
            "indicators": panel.indicators,
        }
    return {
        "readable": panel is not None,
        "read": read,
        "findings": [one.record(language) for one in findings],
    }


def known_codes(asked: str | None = None) -> list[str]:
    """Return every code, or the one asked for as it is spelt.

    Raises
    ------
    UnknownLabelError
        There is no such code; those nearest to it are named.
    """
    known = sorted(catalogue())
    if asked is None:
        return known
    spelt = asked.strip().upper()
    if spelt in known:
        return [spelt]
    details = {"known": nearest_or_first(spelt, known)}
    raise UnknownLabelError(Finding("E_UNKNOWN_CODE", found=asked, details=details))


def rules_document(codes: Sequence[str]) -> Document:
    """Return one row a code: when it is raised, what it says, what to do."""
    columns = (
        Column("code", Name(zh="代码", en="Code"), "text"),
        Column("rule", Name(zh="何时出现", en="When"), "text"),
        Column("message", Name(zh="提示", en="Says"), "text"),
        Column("remedy", Name(zh="处理", en="What to do"), "text"),
    )
    known = catalogue()
    title = Name(zh="问题代码", en="Codes")
    rows = tuple((code, *_texts(known[code])) for code in codes)
    return Document(title, (Table("rules", title, columns, rows),))


def _texts(message: Message) -> tuple[Name, Name, Name]:
    return (
        Name(zh=message.rule_zh, en=message.rule_en),
        Name(zh=message.zh, en=message.en),
        Name(zh=message.remedy_zh, en=message.remedy_en),
    )


_PLACEHOLDER = re.compile(r"(?<!\{)\{\w+\}(?!\})")


def _shown(text: str) -> str:
    """Put a mark for what is filled in, and the brackets that a text has itself."""
    return _PLACEHOLDER.sub("…", text).replace("{{", "{").replace("}}", "}")


def rule(code: str, language: Language) -> str:
    """Explain one code in a few lines."""
    when, says, remedy = _texts(catalogue()[code])
    labels = ("何时出现", "提示", "处理") if language == "zh" else ("when", "says", "what to do")
    parts = zip(labels, (when, says, remedy), strict=True)
    colon = "：" if language == "zh" else ": "
    said = ((label, _shown(text.text(language))) for label, text in parts)
    lines = [f"  {label}{colon}{text}" for label, text in said if text.strip("…")]
    return "\n".join([code, *lines]) + "\n"
