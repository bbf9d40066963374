"""Frameworks as flat tables: a row an indicator, CSV or workbook, as people keep them and as COINr's iMeta is."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType
from typing import NamedTuple, cast

from ii_index.errors import Finding, FrameworkError, IIIndexError
from ii_index.io.coin_tool import coin_tool_nodes, is_coin_tool
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.files.open import read_bytes, read_grids
from ii_index.io.files.sources import PACKED
from ii_index.io.levelled_frameworks import columns_of_weights, level_of, levelled_nodes, levels_of
from ii_index.messages import Language
from ii_index.messages.reading import NONE
from ii_index.model.spelling import compact

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".et", ".ods")

_HEADINGS: Mapping[str, str] = MappingProxyType({
    compact(word): field
    for field, words in {
        "id": "id icode code 代码 编号 指标代码 标识",
        "name": "name iname 名称 指标 指标名称 indicator",
        "name_en": "name_en english 英文名 英文名称",
        "parent": "parent 上级 父级 上级指标 所属维度 维度 dimension pillar",
        "weight": "weight 权重 weights",
        "lower": "lower 下限 goalpostlower lowergoalpost",
        "upper": "upper 上限 goalpostupper uppergoalpost",
        "direction": "direction 方向 指标方向 属性 指标属性 性质 指标性质 正负向",
        "unit": "unit 单位 计量单位 unit_of_measurement",
        "aliases": "aliases alias 别名",
        "target": "target 目标 目标值",
        "source": "source 来源 数据来源",
        "note": "note 说明 备注",
        "denominator": "denominator 分母",
        "transform": "transform 变换 transformation",
        "column": "column 列 数据列",
        "constant": "constant 常数",
        "lowest": "lowest 最低值",
        "highest": "highest 最高值",
        "optimum": "optimum 最优值 适度值",
        "chain": "chain 链接",
        "start": "start 起始",
        "zero_denominator": "zero_denominator 零分母",
        "kind": "type 类型 指标类型",
    }.items()
    for word in words.split()
})  # fmt: skip
_OF_FRAMEWORK: Mapping[str, str] = MappingProxyType({
    "id": "id", "name": "name", "名称": "name", "reference": "reference", "出处": "reference",
    "units": "units", "对象": "units", "baseyear": "base_year", "基期": "base_year",
    "format": "format", "格式": "format",
})  # fmt: skip
_DIRECTIONS: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(["1", "+", "+1", "正", "正向", "正指标", "正向指标", "positive"], "positive"),
    **dict.fromkeys(["效益", "效益型", "极大型", "越大越好"], "positive"),
    **dict.fromkeys(["适度", "适度型", "moderate"], "moderate"),
    **dict.fromkeys(["-1", "−1", "-", "−", "负", "负向", "逆向", "负指标", "逆指标", "负向指标"], "negative"),
    **dict.fromkeys(["逆向指标", "成本", "成本型", "极小型", "越小越好", "negative"], "negative"),
})  # fmt: skip
_TRANSFORMS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(["自然对数", "对数", "naturallogarithm", "ln"], "log")
)
_NEEDED = {"id", "name"}
_BLANKS = frozenset(["na", "n/a", "—", "null", "none"])
_ASIDE, _DIVISORS = frozenset(["group", "other", "分组"]), frozenset(["denominator", "分母"])
_UNNEEDED = frozenset(
    map(
        compact,
        [
            *(
                "Level",
                "级",
                "级别",
                "层级",
                "序号",
                "Check",
                "核对",
                "Nested",
                "全局权重",
                "Within its parent",
                "同级内权重",
            ),
            *("Siblings' total", "同级合计", "CR of judgements below", "下级判断 CR"),
        ],
    )
)
"""What follows from the rest of the table."""
Row = dict[str, str]


class Flat(NamedTuple):
    """What a table says of a framework, and a finding of what in it is left out."""

    fields: dict[str, object]
    findings: tuple[Finding, ...] = ()


def is_flat(source: str | Path) -> bool:
    """Whether a framework is meant that is kept as a table."""
    return Path(str(source).removesuffix(PACKED)).suffix.lower() in SUFFIXES


def read_flat(path: Path) -> Flat:
    """Read the fields of a framework from a table of its nodes.

    A row names a node by ``id`` or ``name``, and what it is below by ``parent``; other columns are fields of a node.
    One row alone without a parent, above all others, is the index itself. Rows of two cells above the header are
    fields of the framework (``units``, ``reference`` …). ``Type`` tells groups and denominators, as in COINr's iMeta.
    A column a level (一级指标, 二级指标 …) says the same as ``parent``. The sheet of weights of a workbook that this
    program wrote, and a workbook of the JRC's COIN Tool, are such tables.

    Raises
    ------
    IIIndexError
        The table cannot be opened, has no column of ids or names, names a parent that is no row, or goes in a circle.
    """
    read = flat_rows(path)
    aside = [node["name"] for node in read.nodes if _kind(node) in _ASIDE]
    unread = [text for text in read.heads if not field_of(text) and compact(text) not in _UNNEEDED]
    findings = _left_out(read.file, unread, aside)
    if read.odd is not None:
        findings = (read.odd, *findings)
    if read.whole:
        findings = (*findings, Finding("N_FLAT_WEIGHTS", file=read.file))
    return Flat({**_named_after(read.file), **read.titles, **_tree(read.file, read.nodes)}, findings)


class FlatRows(NamedTuple):
    """The rows of such a table: a mapping of fields each, with what stands above them."""

    file: str
    heads: list[str]
    nodes: list[Row]
    titles: dict[str, object]
    whole: bool = False
    odd: Finding | None = None


def flat_rows(path: Path) -> FlatRows:
    """Read the rows of a table that names nodes by id or name, whatever else it holds of them.

    Raises
    ------
    IIIndexError
        The table cannot be opened, or has no column of ids or names.
    """
    file, content = read_bytes(path)
    grids = read_grids(file, content, _recognised)
    if is_coin_tool(grids):
        return FlatRows(file, [], coin_tool_nodes(grids), {})
    grid = max(grids, key=lambda one: max(map(_recognised, one.head(_SEARCHED)), default=0))
    rows = grid.head(len(grid))
    top = max(range(min(len(rows), _SEARCHED)), key=lambda at: _recognised(rows[at]), default=0)
    heads = [text_of(cell) for cell in rows[top]] if rows else []
    fields = [field_of(text) for text in heads]
    whole = False
    below = [_padded(row, len(heads)) for row in rows[top + 1 :]]
    if levels_of(heads):
        fields = ["" if field == "name" else field for field in fields]
        nodes, whole = levelled_nodes(heads, below, lambda cells: _fields_of(fields, cells))
    elif _NEEDED & {*fields}:
        nodes = [_node(fields, row) for row in below]
    else:
        raise FrameworkError(Finding("E_FLAT_FRAMEWORK", file=file, found=" | ".join(heads)))
    named = [node for node in nodes if node.get("id")]
    _settle_directions(named)
    known = [*levels_of(heads), *columns_of_weights(heads)] if levels_of(heads) else []
    shown = [text for at, text in enumerate(heads) if text and at not in known]
    return FlatRows(file, shown, named, _titles(rows[:top]), whole, grid.odd)


def _padded(row: Sequence[object], width: int) -> list[str]:
    texts = [text_of(cell) for cell in row[:width]]  # type: ignore[arg-type]
    return texts + [""] * (width - len(texts))


def _settle_directions(nodes: Sequence[Row]) -> None:
    """Take a column headed 类型 for directions where it holds nothing else."""
    kinds = {node["kind"].lower() for node in nodes if "kind" in node}
    if kinds and all(kind in _DIRECTIONS for kind in kinds):
        for node in nodes:
            if "kind" in node:
                node.setdefault("direction", node.pop("kind"))


def _left_out(file: str, columns: Sequence[str], rows: Sequence[str]) -> tuple[Finding, ...]:
    if not (columns or rows):
        return ()
    details = {"columns": list(columns) or NONE, "rows": list(rows)[:_SEARCHED] or NONE}
    return (Finding("N_FLAT_LEFT_OUT", file=file, details=details),)


def field_of(heading: str) -> str:
    """Return the field of a node that a heading means, with or without what stands in brackets; "" for none.

    Examples
    --------
    >>> field_of("iCode"), field_of("权重（可改，同级合计100）"), field_of("Range")
    ('id', 'weight', '')
    """
    return _HEADINGS.get(compact(heading)) or _HEADINGS.get(compact(_BRACKET.sub("", heading)), "")


_BRACKET = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_SEARCHED = 20


def _recognised(row: Sequence[object]) -> int:
    texts = [text_of(cell) for cell in row]  # type: ignore[arg-type]
    return sum(bool(field_of(text) or level_of(text)) for text in texts)


def _fields_of(fields: Sequence[str], row: Sequence[str]) -> Row:
    node: Row = {}
    for field, text in zip(fields, row, strict=True):
        if field and text and (field in _NEEDED or text.lower() not in _BLANKS):
            node.setdefault(field, text)
    return node


def _node(fields: Sequence[str], row: Sequence[str]) -> Row:
    node = _fields_of(fields, row)
    name = node.get("name") or node.get("id", "")
    return {**node, "name": name, "id": node.get("id") or _identifier(name)} if name else {}


def _identifier(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name).strip("_")


def _named_after(file: str) -> dict[str, object]:
    stem = _identifier(Path(file).stem) or "mine"
    return {"id": stem, "name": stem}


def _titles(titles: Iterable[Sequence[object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for row in titles:
        texts = [text for text in (text_of(cell) for cell in row) if text]  # type: ignore[arg-type]
        if len(texts) == 2 and (field := _OF_FRAMEWORK.get(compact(texts[0]))):
            said = {"省": "provinces", "省份": "provinces", "任意": "any"}.get(texts[1], texts[1])
            found[field] = int(said) if field == "format" and said.isdecimal() else said
    return found


def _tree(file: str, nodes: Sequence[Row]) -> dict[str, object]:
    """Return the children, and the name of the index where a row is the index itself; denominators beside them."""
    divisors = [node for node in nodes if _kind(node) in _DIVISORS]
    nodes = [node for node in nodes if _kind(node) not in {*_ASIDE, *_DIVISORS}]
    called = {label: node["id"] for node in nodes for label in (node["name"], node["id"])}
    parents = {node["id"]: called.get(node.get("parent", ""), node.get("parent", "")) for node in nodes}
    unknown = sorted({parent for parent in parents.values() if parent and parent not in parents} - {"root"})
    if unknown and {node["id"] for node in nodes} & {*parents.values()}:
        details = {"known": [*parents][:_SEARCHED]}
        raise FrameworkError(
            Finding("E_FLAT_PARENT", file=file, found=name, details=details) for name in unknown
        )
    below: dict[str, list[Row]] = {}
    for node in nodes:
        parent = parents[node["id"]]
        below.setdefault("" if parent == "root" and "root" not in parents else parent, []).append(node)
    if unknown:  # parents that are no rows of their own are dimensions known by name alone
        below[""] = [*below.get("", []), *({"id": _identifier(name), "name": name} for name in unknown)]
        below |= {_identifier(name): below.pop(name) for name in unknown}
    tops = below.get("", [])
    found: dict[str, object] = {}
    if len(tops) == 1 and tops[0]["id"] in below:
        found["name"] = tops[0]["name"]
        tops = below[tops[0]["id"]]
    reached: set[str] = set()
    found["children"] = [_branch(node, below, reached) for node in tops]
    lost = sorted({node["id"] for node in nodes} - reached - {row["id"] for row in below.get("", [])})
    if lost:
        raise FrameworkError(Finding("E_FLAT_CIRCLE", file=file, found=", ".join(lost)))
    if divisors:
        found["denominators"] = [
            {key: node[key] for key in ("id", "name", "unit") if key in node} for node in divisors
        ]
    return found


def _kind(node: Row) -> str:
    return node.get("kind", "").lower()


def _branch(node: Row, below: Mapping[str, Sequence[Row]], reached: set[str]) -> dict[str, object]:
    reached.add(node["id"])
    found: dict[str, object] = {"id": node["id"], "name": _name(node)}
    for field in ("weight", "target"):
        if field in node:
            found[field] = figure(node[field])
    inner = below.get(node["id"])
    if inner:
        found["children"] = [_branch(child, below, reached) for child in inner if child["id"] not in reached]
        found.pop("target", None)
        return found
    texts = ("unit", "source", "note", "denominator", "column", "chain", "start", "zero_denominator")
    found |= {key: node[key] for key in texts if key in node}
    found |= {key: figure(node[key]) for key in ("constant", "optimum") if key in node}
    if "lowest" in node and "highest" in node:
        found["limits"] = [figure(node["lowest"]), figure(node["highest"])]
    if "transform" in node:
        found["transform"] = _TRANSFORMS.get(compact(node["transform"]), node["transform"])
    if "direction" in node:
        found["direction"] = _DIRECTIONS.get(node["direction"].lower(), node["direction"])
    if "lower" in node and "upper" in node:
        found["goalposts"] = [figure(node["lower"]), figure(node["upper"])]
    if "aliases" in node:
        found["aliases"] = [
            alias.strip() for alias in node["aliases"].replace("；", ";").split(";") if alias.strip()
        ]
    return found


def _name(node: Row) -> object:
    return {"zh": node["name"], "en": node["name_en"]} if "name_en" in node else node["name"]


def figure(text: str) -> float | str:
    """Return a number, percentages as they stand; a text that is none is left for the model to refuse."""
    try:
        return float(text.strip().rstrip("%％"))
    except ValueError:
        return text


def is_tree(grid: Grid) -> bool:
    """Whether a sheet is a framework: a heading for what is above an indicator, and one for weights or directions."""
    for row in grid.head(_SEARCHED):
        texts = [text_of(cell) for cell in row]
        fields = {field_of(text) for text in texts}
        if levels_of(texts):
            return True
        if "parent" in fields and fields & _NEEDED and fields & {"weight", "direction"}:
            return True
    return False


def tells_a_tree(path: Path) -> bool:
    """Whether a table holds a framework, not data: it says of indicators what is above them, or their direction."""
    try:
        read = flat_rows(path)
    except IIIndexError:
        return False
    fields = {field for node in read.nodes for field in node}
    return bool(fields & {"parent", "direction"}) and len(read.nodes) > 1


def flat_to_yaml(path: Path, language: Language) -> str:
    """Return the framework of a table as YAML to go on with, and in comments what the table leaves open."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    flat = read_flat(path)
    lines = [say(f"# 取自 {path.name} 的指标体系", f"# The framework in {path.name}")]
    for finding in flat.findings:
        lines += [f"# {line}" for line in wrap(finding.message(language), _WIDTH)]
    fields = dict(flat.fields)
    children, divisors = fields.pop("children"), fields.pop("denominators", [])
    fields.setdefault("units", "any")
    lines += [f"{field}: {_quoted(value)}" for field, value in fields.items()]
    if divisors:
        lines += ["denominators:", *_written(divisors, 1, "")]
    undecided = say("待定", "to be decided")
    return "\n".join([*lines, "children:", *_written(children, 1, undecided)]) + "\n"


_WIDTH = 100


def _written(nodes: object, depth: int, undecided: str) -> Iterator[str]:
    """Yield the lines of nodes, and say where a leaf has no direction."""
    for node in cast("list[dict[str, object]]", nodes):
        start = "  " * depth + "- "
        below = node.get("children")
        for field, value in node.items():
            if field != "children":
                yield f"{start}{field}: {_quoted(value)}"
                start = "  " * (depth + 1)
        if below is not None:
            yield f"{start}children:"
            yield from _written(below, depth + 2, undecided)
        elif undecided and "direction" not in node:
            yield f"{start}direction: positive  # {undecided}"


def _quoted(value: object) -> str:
    return json.dumps(
        int(value) if isinstance(value, float) and value.is_integer() else value, ensure_ascii=False
    )
