"""A drafted framework as YAML: what the table says as fields, what a person has to decide as comments."""

import json
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from ii_index.io.tables.draft import Draft, definition
from ii_index.messages import Language
from ii_index.messages.reading import Phrase, typed
from ii_index.model.spelling import joined

_WIDTH = 104


def to_yaml(
    found: Draft, language: Language, *, tables: Sequence[str] = (), output: str | None = None
) -> str:
    """Return the draft as YAML, with a comment wherever a person has to decide.

    Parameters
    ----------
    found : Draft
    language : {"zh", "en"}
    tables : sequence of str
    output : str, optional
        As typed: the tables, and the file that the draft will be; for the command that comes next.
    """
    fields = definition(found)
    names, file = tables or (found.file,), output or Phrase("本文件", "THIS_FILE").text(language)
    heading = Phrase(
        f"由 {'、'.join(names)} 起草：请核对名称、单位，决定方向，然后排名：",
        f"Drafted from {', '.join(names)}: check names and units, decide the directions, then rank:",
    )
    command = " ".join(map(typed, names))
    lines = [
        *_remark(heading, language),
        f"#   ii-index rank {command} --framework {typed(file)}{found.options}",
        *(line for remark in _problems(found) for line in _remark(remark, language)),
        f"id: {fields['id']}",
        f"name: {_quoted(fields['name'])}",
        f"units: {fields['units']}  # {_units(found).text(language)}",
        *(line for remark in _columns(found) for line in _remark(remark, language)),
        *(_gaps(language) if "recipe" in fields else ()),
        *(_divisors(fields["denominators"], language) if found.divisors else ()),
        *(line for remark in _DECIDE for line in _remark(remark, language)),
        "children:",
    ]
    for node, column in zip(fields["children"], found.columns, strict=True):
        gaps = Phrase(f"缺 {column.missing} / {column.rows}", f"missing {column.missing} / {column.rows}")
        lines += _node(node, gaps.text(language) if column.missing else "")
        lines.append(f"    direction: positive  # {_TO_DECIDE.text(language)}")
    return "\n".join(lines) + "\n"


_TO_DECIDE = Phrase("待定", "to be decided")
_DECIDE = (
    Phrase(
        "direction：positive 越大越好，negative 越小越好，逐项决定",
        "direction: positive (more is better) or negative (less is better); decide each",
    ),
    Phrase(
        "weight 不写则等权；要分维度，在 children 之下再写 children",
        "without weight: all are equal; for dimensions write children within children",
    ),
)
_MISSING = Phrase(
    "表中有缺失：缺项的权重分给其余指标；要求数据齐全则删去这两行",
    "cells are missing: what a unit lacks gives its weight to its other indicators; delete this to ask for all cells",
)
_DIVIDE = Phrase("要相除的指标写 denominator: 这里的 id", "an indicator to be divided says denominator: ID")


def _remark(remark: Phrase, language: Language) -> list[str]:
    """Return a comment, in lines of at most the width; a Chinese character takes two places."""
    width = _WIDTH // 2 if language == "zh" else _WIDTH
    return [f"# {line}" for line in wrap(remark.text(language), width, break_on_hyphens=False)]


def _problems(found: Draft) -> Iterator[Phrase]:
    for finding in found.problems:
        yield Phrase(
            f"按此尚不能读表：{finding.render('zh')}", f"not yet readable by this: {finding.render('en')}"
        )


def _units(found: Draft) -> Phrase:
    """Say how many units there are, and the first of them."""
    held = [*map(joined, found.units)]
    more = "…" * (found.size > len(held))
    counted = f"{found.size}" if found.size else ""
    zh, en = "、".join(held) + more, ", ".join(held) + more
    return Phrase(f"{counted}个：{zh}" if counted else zh, f"{counted}: {en}" if counted else en)


def _columns(found: Draft) -> Iterator[Phrase]:
    """Say which years there are, and what the other columns are."""
    if found.years:
        span = "–".join(map(str, dict.fromkeys((found.years[0], found.years[-1]))))
        yield Phrase(f"年份：{span}", f"years: {span}")
    if found.unit and not found.provinces:
        yield Phrase(
            f"对象在“{joined(found.unit)}”列", f"the units stand in the column “{joined(found.unit)}”"
        )
    if found.groups:
        zh, en = "、".join(found.groups), ", ".join(found.groups)
        yield Phrase(f"可作分组的列：{zh}", f"columns that group the units: {en}")
    if found.left:
        yield Phrase(f"未用的列：{'、'.join(found.left)}", f"columns left out: {', '.join(found.left)}")


def _gaps(language: Language) -> list[str]:
    remark = [f"  {line}" for line in _remark(_MISSING, language)]
    return ["recipe:", *remark, "  imputation: renormalise"]


def _divisors(nodes: list[dict[str, Any]], language: Language) -> Iterator[str]:
    yield f"denominators:  # {_DIVIDE.text(language)}"
    for node in nodes:
        yield from _node(node)


def _node(node: dict[str, Any], gaps: str = "") -> Iterator[str]:
    yield f"  - id: {_quoted(node['id'])}"
    yield f"    name: {_quoted(node['name'])}" + f"  # {gaps}" * bool(gaps)
    for field in ("aliases", "unit"):
        if field in node:
            yield f"    {field}: {_quoted(node[field])}"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
