"""Indicators and weights: yellow cells to change, a live alarm where siblings do not add up to 100."""

from collections.abc import Iterator

from ii_index.construction.aggregating import multipliers
from ii_index.construction.nodes import NodeRule
from ii_index.construction.results import CompositeIndex
from ii_index.model.names import Name
from ii_index.model.node import ROOT, Node
from ii_index.reporting.sources import source_of
from ii_index.reporting.workbook.plan import Plan
from ii_index.reporting.workbook.sheets import Sheet, at, long, measure, span

(
    ID,
    NAME,
    PARENT,
    LEVEL,
    INPUT,
    SUM,
    LOCAL,
    NESTED,
    ALARM,
    DIRECTION,
    UNIT,
    TRANSFORM,
    RATIO,
    SOURCE,
    CAVEAT,
) = range(15)
FIRST = 4
_HIGH = 60  # rows that a page can hold and be read
_HEADS = (
    Name(zh="编号", en="Id"),
    Name(zh="名称", en="Name"),
    Name(zh="上级", en="Parent"),
    Name(zh="级", en="Level"),
    Name(zh="权重\n（可改）", en="Weight\n(yours)"),
    Name(zh="同级合计", en="Siblings' total"),
    Name(zh="同级内权重", en="Within its parent"),
    Name(zh="全局权重", en="Nested"),
    Name(zh="核对", en="Check"),
    Name(zh="方向", en="Direction"),
    Name(zh="单位", en="Unit of measurement"),
    Name(zh="变换", en="Transformation"),
    Name(zh="下级判断 CR", en="CR of judgements below"),
    Name(zh="来源", en="Source"),
    Name(zh="须知", en="Caveat"),
)
_MULTIPLIER = Name(zh="乘数，不折算", en="multiplier, not rescaled")
_UNWEIGHED = Name(zh="不使用权重", en="no weights")
_OFF = Name(zh="合计不是100，已按比例折算", en="not 100: scaled in proportion")
_ALL_FINE = Name(zh="各级权重合计均为100", en="all weights add up to 100")
_SOME_OFF = Name(
    zh="注意：有同级权重合计不是100（合计标红者），已按比例折算",
    en="Note: some siblings do not add up to 100 (totals in red) and are scaled",
)


def write(sheet: Sheet, plan: Plan) -> None:
    """Write the sheet of indicators and weights."""
    index = plan.index
    nodes = list(_nodes(index))
    last = _last_row(index)
    sheet.text(0, 0, Name(zh="指标与权重", en="Indicators and weights"), "title")
    sheet.text(
        1,
        0,
        Name(
            zh="黄色单元格可改，同级合计100。",
            en="Change the yellow cells.",
        ),
        "note",
    )
    sums = span(FIRST, SUM, last, SUM)
    fine, off = _ALL_FINE.text(sheet.language), _SOME_OFF.text(sheet.language)
    sheet.verdict(2, 0, f'=IF(SUMPRODUCT(--(ABS({sums}-100)>0.005))=0,"{fine}","{off}")', fine)
    sheet.heads(FIRST - 1, _HEADS, numbers=(LEVEL, INPUT, SUM, LOCAL, NESTED, DIRECTION, RATIO))
    for row, (node, parent) in enumerate(nodes, FIRST):
        _node(sheet, plan, row, node, parent)
        sheet.folded(row, min(index.framework.tree.level_of(node.id), 7) - 1)
    sheet.page.outline_settings(True, False, True, False)  # noqa: FBT003 - a parent stands above its children
    sheet.filtered(FIRST - 1, 0, last, CAVEAT)
    sheet.page.data_validation(
        FIRST, INPUT, last, INPUT, {"validate": "decimal", "criteria": ">=", "value": 0}
    )
    _widths(sheet, plan)
    sheet.freeze(FIRST, INPUT)
    sheet.upright()
    if any(source_of(node) or node.note for node in plan.index.framework.nodes.values()):
        sheet.print_beside(NAME, last, _HIGH)
    else:  # a second page would hold nothing but headings
        sheet.columns(SOURCE, CAVEAT, 12)
        sheet.print_until(last, _HIGH)


def _widths(sheet: Sheet, plan: Plan) -> None:
    """Make columns so wide that weights print on one page, and sources and caveats on another beside it, legibly."""
    ids = plan.index.weights.local
    sheet.columns(ID, ID, min(25, max(map(long, ids)) + 1))
    sheet.columns(NAME, NAME, 22)
    sheet.columns(PARENT, PARENT, 18)
    sheet.columns(LEVEL, LEVEL, 5)
    sheet.columns(INPUT, NESTED, 8)
    plain = all(
        (rule := plan.rule(node)) is None or rule.step.weights_are == "shares" for node in _parents(plan)
    )
    sheet.columns(ALARM, ALARM, 14, hidden=plain)  # totals off 100 are red already
    sheet.columns(DIRECTION, DIRECTION, 8)
    sheet.columns(UNIT, UNIT, 11)
    sheet.columns(TRANSFORM, TRANSFORM, 5.5)
    sheet.columns(RATIO, RATIO, 8, hidden=not ids.keys() & plan.weights.consistency.keys())
    sheet.columns(SOURCE, SOURCE, 44)
    sheet.columns(CAVEAT, CAVEAT, 61)


def lookup(sheet: Sheet, index: CompositeIndex, column: int, key: str) -> str:
    """Return the formula that finds a node's value by the id in a cell."""
    last = _last_row(index)
    values, ids = sheet.block(FIRST, column, last, column), sheet.block(FIRST, ID, last, ID)
    return f"INDEX({values},MATCH({key},{ids},0))"


def _node(sheet: Sheet, plan: Plan, row: int, node: Node, parent: str) -> None:
    index = plan.index
    last = _last_row(index)
    nested = plan.weights.nested[node.id]
    sheet.text(row, ID, node.id)
    sheet.text(row, NAME, node.name, "wrapped")
    sheet.text(row, PARENT, parent)
    sheet.number(row, LEVEL, index.framework.tree.level_of(node.id), "integer")
    rule = plan.rule(parent)
    if rule is None or rule.step.weights_are == "shares":
        share = _share(sheet, plan, row, node)
    else:
        share = _no_share(sheet, plan, row, node, rule)
    above = "1"
    if parent != ROOT:
        ids, whole = span(FIRST, ID, last, ID), span(FIRST, NESTED, last, NESTED)
        above = f"INDEX({whole},MATCH({at(row, PARENT)},{ids},0))"
    sheet.formula(row, NESTED, f"={share}*{above}", nested, "percent")
    if not index.framework.tree.children(node.id):
        _leaf(sheet, row, node)
    consistency = plan.weights.consistency.get(node.id)
    sheet.number(row, RATIO, consistency.ratio if consistency else None, "exact")


def _share(sheet: Sheet, plan: Plan, row: int, node: Node) -> str:
    """Write a weight out of 100, to be changed unless nothing follows it; return where the share stands."""
    last, local = _last_row(plan.index), plan.weights.local[node.id]
    sheet.number(row, INPUT, 100 * local, "value" if node.id in plan.locked else "input")
    parents, inputs = span(FIRST, PARENT, last, PARENT), span(FIRST, INPUT, last, INPUT)
    sheet.formula(row, SUM, f"=SUMIF({parents},{at(row, PARENT)},{inputs})", 100.0, "number")
    sheet.bad_if(row, SUM, f"ABS({at(row, SUM)}-100)>0.005")
    sheet.formula(row, LOCAL, f"={at(row, INPUT)}/{at(row, SUM)}", local, "percent")
    sheet.formula(
        row, ALARM, f'=IF(ABS({at(row, SUM)}-100)>0.005,"{_OFF.text(sheet.language)}","")', "", "alarm"
    )
    return at(row, LOCAL)


def _no_share(sheet: Sheet, plan: Plan, row: int, node: Node, rule: NodeRule) -> str:
    """Write a multiplier, to be changed and never rescaled, or 1 where weights play no part."""
    multiplied = rule.step.weights_are == "multipliers"
    own = multipliers(plan.index.panel, plan.index.recipe).get(node.id, 1.0) if multiplied else 1.0
    changes = multiplied and node.id not in plan.locked
    sheet.number(row, INPUT, own, "input" if changes else "value")
    sheet.number(row, SUM, 100.0, "number")  # never rescaled: nothing to be alarmed at
    sheet.formula(row, LOCAL, f"={at(row, INPUT)}", own, "number")
    sheet.text(row, ALARM, _MULTIPLIER if multiplied else _UNWEIGHED)
    return repr(plan.weights.local[node.id])


def _parents(plan: Plan) -> set[str]:
    return {parent for _, parent in _nodes(plan.index)}


def _last_row(index: CompositeIndex) -> int:
    return FIRST + len(index.weights.local) - 1


def _leaf(sheet: Sheet, row: int, node: Node) -> None:
    sheet.number(row, DIRECTION, node.sign, "direction")
    sheet.text(row, UNIT, measure(node.unit), "wrapped_after")
    sheet.text(row, TRANSFORM, node.transform.title if node.transform else None)
    sheet.text(row, SOURCE, source_of(node), "wrapped")
    sheet.text(row, CAVEAT, node.note, "wrapped")


def _nodes(index: CompositeIndex) -> Iterator[tuple[Node, str]]:
    """Every weighed node with its parent, parents first."""
    parents = {ROOT: ROOT}
    for node in index.framework.walk():
        parents.update({child.id: node.id for child in node.children or ()})
        if node.id in index.weights.local:
            yield node, parents.get(node.id, ROOT)
