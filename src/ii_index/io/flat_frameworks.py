"""Frameworks as flat tables: a row an indicator, CSV or workbook, as people keep them and as COINr's iMeta is."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ii_index.errors import Finding, FrameworkError
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.files.open import read_bytes, read_grids
from ii_index.model.spelling import compact

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".et", ".ods")

_HEADINGS: Mapping[str, str] = MappingProxyType({
    compact(word): field
    for field, words in {
        "id": "id icode code 代码 编号 指标代码 标识",
        "name": "name iname 名称 指标 指标名称 indicator",
        "name_en": "name_en english 英文名 英文名称",
        "parent": "parent 上级 父级 上级指标 所属维度 维度 dimension pillar",
        "weight": "weight 权重 weights",
        "direction": "direction 方向 指标方向 属性 指标属性",
        "unit": "unit 单位 计量单位",
        "aliases": "aliases alias 别名",
        "target": "target 目标 目标值",
        "source": "source 来源 数据来源",
        "note": "note 说明 备注",
        "denominator": "denominator 分母",
        "transform": "transform 变换",
        "kind": "type 类型",
    }.items()
    for word in words.split()
})  # fmt: skip
_OF_FRAMEWORK: Mapping[str, str] = MappingProxyType({
    "id": "id", "name": "name", "名称": "name", "reference": "reference", "出处": "reference",
    "units": "units", "对象": "units", "baseyear": "base_year", "基期": "base_year",
})  # fmt: skip
_DIRECTIONS: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(["1", "+", "+1", "正", "正向", "positive", "效益型"], "positive"),
    **dict.fromkeys(["-1", "−1", "-", "−", "负", "负向", "逆向", "negative", "成本型"], "negative"),
})  # fmt: skip
_NEEDED = {"id", "name"}
Row = dict[str, str]


def is_flat(source: str | Path) -> bool:
    """Whether a framework is meant that is kept as a table."""
    return Path(source).suffix.lower() in SUFFIXES


def read_flat(path: Path) -> dict[str, object]:
    """Read the fields of a framework from a table of its nodes.

    A row names a node by ``id`` or ``name``, and what it is below by ``parent``; other columns are fields of a node.
    One row alone without a parent, above all others, is the index itself. Rows of two cells above the header are
    fields of the framework (``units``, ``reference`` …). ``Type`` tells groups and denominators, as in COINr's iMeta.

    Raises
    ------
    IIIndexError
        The table cannot be opened, has no column of ids or names, names a parent that is no row, or goes in a circle.
    """
    file, content = read_bytes(path)
    grids = read_grids(file, content, _recognised)
    grid = max(grids, key=lambda one: max(map(_recognised, one.head(_SEARCHED)), default=0))
    rows = grid.head(len(grid))
    top = max(range(min(len(rows), _SEARCHED)), key=lambda at: _recognised(rows[at]), default=0)
    fields = [_HEADINGS.get(compact(text_of(cell)), "") for cell in rows[top]] if rows else []
    if not _NEEDED & {*fields}:
        raise FrameworkError(
            Finding("E_FLAT_FRAMEWORK", file=file, found=" | ".join(map(text_of, rows[top])) if rows else "")
        )
    nodes = [_node(fields, row) for row in rows[top + 1 :]]
    nodes = [node for node in nodes if node.get("id")]
    return {**_defaults(grid, rows[:top]), **_tree(file, nodes)}


_SEARCHED = 20


def _recognised(row: Sequence[object]) -> int:
    return sum(compact(text_of(cell)) in _HEADINGS for cell in row)  # type: ignore[arg-type]


def _node(fields: Sequence[str], row: Sequence[object]) -> Row:
    node: Row = {}
    for field, cell in zip(fields, row, strict=False):
        text = text_of(cell)  # type: ignore[arg-type]
        if field and text:
            node.setdefault(field, text)
    name = node.get("name") or node.get("id", "")
    return {**node, "name": name, "id": node.get("id") or _identifier(name)} if name else {}


def _identifier(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name).strip("_")


def _defaults(grid: Grid, titles: Iterable[Sequence[object]]) -> dict[str, object]:
    stem = _identifier(Path(grid.file).stem) or "mine"
    found: dict[str, object] = {"id": stem, "name": stem, "reference": grid.file}
    for row in titles:
        texts = [text for text in (text_of(cell) for cell in row) if text]  # type: ignore[arg-type]
        if len(texts) == 2 and (field := _OF_FRAMEWORK.get(compact(texts[0]))):
            found[field] = {"省": "provinces", "省份": "provinces", "任意": "any"}.get(texts[1], texts[1])
    return found


def _tree(file: str, nodes: Sequence[Row]) -> dict[str, object]:
    """Return the children, and the name of the index where a row is the index itself; denominators beside them."""
    kinds = {node["id"]: node.get("kind", "").lower() for node in nodes}
    divisors = [node for node in nodes if kinds[node["id"]] in {"denominator", "分母"}]
    nodes = [node for node in nodes if kinds[node["id"]] in {"", "indicator", "aggregate", "指标", "维度"}]
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
        below.setdefault("" if parent == "root" else parent, []).append(node)
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


def _branch(node: Row, below: Mapping[str, Sequence[Row]], reached: set[str]) -> dict[str, object]:
    reached.add(node["id"])
    found: dict[str, object] = {"id": node["id"], "name": _name(node)}
    for field in ("weight", "target"):
        if field in node:
            found[field] = _figure(node[field])
    inner = below.get(node["id"])
    if inner:
        found["children"] = [_branch(child, below, reached) for child in inner if child["id"] not in reached]
        found.pop("target", None)
        return found
    found |= {key: node[key] for key in ("unit", "source", "note", "denominator", "transform") if key in node}
    if "direction" in node:
        found["direction"] = _DIRECTIONS.get(node["direction"].lower(), node["direction"])
    if "aliases" in node:
        found["aliases"] = [
            alias.strip() for alias in node["aliases"].replace("；", ";").split(";") if alias.strip()
        ]
    return found


def _name(node: Row) -> object:
    return {"zh": node["name"], "en": node["name_en"]} if "name_en" in node else node["name"]


def _figure(text: str) -> object:
    """Return a number, percentages as they stand; a text that is none is left for the model to refuse."""
    try:
        return float(text.strip().rstrip("%％"))
    except ValueError:
        return text
