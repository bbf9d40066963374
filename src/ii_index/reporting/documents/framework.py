"""Frameworks as documents."""

from collections.abc import Iterator, Sequence

from ii_index.construction.weights import Weights, framework_weights
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Document, Fact

_INDENT = "　"


def framework_list(frameworks: Sequence[Framework]) -> Document:
    """One row a framework."""
    columns = (
        Column("id", Name(zh="名称", en="Id"), "text"),
        Column("name", Name(zh="指标体系", en="Framework"), "text"),
        Column("dimensions", Name(zh="一级指标", en="Dimensions"), "integer", 0),
        Column("indicators", Name(zh="末级指标", en="Indicators"), "integer", 0),
    )
    rows = tuple((item.id, item.name, len(item.children), len(item.leaves)) for item in frameworks)
    title = Name(zh="内置指标体系", en="Built-in frameworks")
    return Document(title, (Table("frameworks", title, columns, rows),))


def framework_tree(framework: Framework) -> Document:
    """One row a node: level, name, weight, unit, direction, transformation, source."""
    columns = (
        Column("level", Name(zh="级", en="Level"), "integer", 0),
        Column("id", Name(zh="标识", en="Id"), "text"),
        Column("name", Name(zh="指标", en="Indicator"), "text"),
        Column("local", Name(zh="级内权重", en="Local weight"), "percent", 1),
        Column("nested", Name(zh="全局权重", en="Nested weight"), "percent", 2),
        Column("unit", Name(zh="单位", en="Unit"), "text"),
        Column("direction", Name(zh="方向", en="Direction"), "text"),
        Column("transform", Name(zh="变换", en="Transform"), "text"),
        Column("source", Name(zh="来源", en="Source"), "text"),
    )
    rows = tuple(_rows(framework, framework_weights(framework)))
    table = Table("framework", framework.name, columns, rows)
    reference = framework.reference
    facts = [Fact("reference", Name(zh="依据", en="Reference"), reference)] if reference else []
    if framework.weights_note is not None:
        facts.append(
            Fact("weights_note", Name(zh="权重说明", en="About the weights"), framework.weights_note)
        )
    return Document(framework.name, (table,), tuple(facts))


def _rows(framework: Framework, weights: Weights) -> Iterator[tuple[Cell, ...]]:
    pending = [(1, child.id) for child in reversed(framework.children)]
    while pending:
        level, node_id = pending.pop()
        node = framework.nodes[node_id]
        pending += [(level + 1, child.id) for child in reversed(framework.children_of(node_id) or ())]
        indent = _INDENT * (level - 1)
        is_leaf = node.children is None
        yield (
            level,
            node_id,
            Name(zh=indent + node.name.zh, en=indent + node.name.en),
            weights.local.get(node_id),
            weights.nested.get(node_id),
            node.unit,
            _DIRECTIONS[node.direction] if is_leaf else None,
            node.transform.title if node.transform else None,
            node.source,
        )


_DIRECTIONS = {
    "positive": Name(zh="越大越好", en="positive"),
    "negative": Name(zh="越小越好", en="negative"),
    "moderate": Name(zh="适度", en="moderate"),
}
