"""Scores of every node, coverage, ranks and tiers, by formula."""

from dataclasses import dataclass

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.aggregating import TOLERANCE
from ii_index.construction.methods.aggregation import ZERO, aggregation_of
from ii_index.construction.nodes import NodeRule
from ii_index.model.names import Name
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.reporting.workbook import changed, weights
from ii_index.reporting.workbook.plan import (
    FIRST_NODE,
    IDS,
    LOCAL,
    NAMES,
    NESTED,
    UNIT_ROW,
    Plan,
    with_reasons,
)
from ii_index.reporting.workbook.sheets import USUAL, Sheet, across, at, long, span

MEAN, HIGHEST, LOWEST = 6, 7, 8
_ROWS = {
    LOCAL: Name(zh="同级内权重", en="Weight within its parent"),
    NESTED: Name(zh="并列容差", en="Difference that is a tie"),
    MEAN: Name(zh="平均", en="Mean"),
    HIGHEST: Name(zh="最高", en="Highest"),
    LOWEST: Name(zh="最低", en="Lowest"),
}
_OUTDATED = Name(zh="已不适用", en="out of date")
_WIDEST_ID = 40
_DIMENSIONS = 2  # levels of scores on this sheet: total and dimensions
_EXTRA = (
    Name(zh="数据覆盖率", en="Coverage"),
    Name(zh="排名用得分", en="Score to rank by"),
    Name(zh="排名", en="Rank"),
    Name(zh="次序", en="Order"),
    Name(zh="梯队（程序，数值）", en="Tier (program, value)"),
    Name(zh="梯队（按现有界限）", en="Tier (by the limits)"),
    Name(zh="梯队名称", en="Name of the tier"),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns after the scores: coverage, score to rank by, rank, order, tier of the program, of the limits, name."""

    total: int
    coverage: int
    key: int
    rank: int
    order: int
    tier: int
    live_tier: int
    name: int


def columns(plan: Plan) -> Columns:
    """Return where total, rank and the rest stand."""
    total = plan.column_of_level(0)
    return Columns(total, *range(total + 1, total + 8))


def write(sheet: Sheet, normalised: Sheet, weight_sheet: Sheet, cut: tuple[Sheet, Sheet], plan: Plan) -> None:
    """Write the sheet of scores and ranks; ``cut`` are the sheets of tiers, and of what was changed."""
    index, places = plan.index, columns(plan)
    sheet.text(
        0,
        0,
        Name(zh=f"得分与排名（{plan.tiers.year}年）", en=f"Scores and ranks, {plan.tiers.year}"),
        "title",
    )
    sheet.text(
        1,
        0,
        with_reasons(
            Name(
                zh="由下级指标按权重逐级合成，下级指标折叠在左，点上方的 + 展开；"
                "缺失指标的权重按比例分给同级。同一梯队内的先后不构成排名结论。",
                en="Averaged level by level, lower levels folded at the left "
                "(+ opens them); the weight of what is missing goes to its siblings. "
                "Order inside a tier is not a ranking.",
            ),
            _values(plan),
        ),
        "note",
    )
    for row, label in _ROWS.items():
        sheet.text(row, 1, label, "head")
    for unit, code in enumerate(index.units):
        sheet.text(UNIT_ROW + unit, 0, code)
        sheet.text(UNIT_ROW + unit, 1, index.panel.unit_name(code))
    for level in range(index.framework.tree.depth - 1, -1, -1):
        _level(sheet, normalised, weight_sheet, plan, level)
    sheet.heads(NAMES, _EXTRA, places.coverage, numbers=range(places.coverage, places.name))
    _coverage(sheet, normalised, plan)
    _ranks(sheet, plan)
    _tiers(sheet, cut[0], plan)
    _outdated(sheet, cut[1], plan)
    sheet.codes(plan.index.units, USUAL)
    sheet.columns(1, 1, 16)
    _outline(sheet, plan)
    sheet.freeze(UNIT_ROW, FIRST_NODE)
    sheet.print_until(UNIT_ROW + plan.units)


def _outline(sheet: Sheet, plan: Plan) -> None:
    """Fold the columns below the dimensions: they open by the mark above them."""
    places, depth = columns(plan), plan.index.framework.tree.depth
    for level in range(depth - 1, -1, -1):
        first = plan.column_of_level(level)
        folded = {"level": min(level - 1, 7), "hidden": True} if level > 1 else {}
        for column, node in enumerate(plan.index.framework.tree.levels[level], first):
            sheet.columns(column, column, _width(node), **folded)
    first = plan.column_of_level(min(1, depth - 1))
    width = _width(plan.index.framework.tree.levels[min(1, depth - 1)][0])
    sheet.columns(first, first, width, collapsed=depth > _DIMENSIONS)
    sheet.columns(places.coverage, places.live_tier, 11)
    sheet.columns(
        places.name, places.name, max(11, *(long(name.text(sheet.language)) for name in plan.tiers.names)) + 2
    )


def _width(node: str) -> float:
    """Return how wide a column has to be for an id, which has nowhere to break."""
    return min(max(11, len(node)), _WIDEST_ID)


def _values(plan: Plan) -> list[tuple[Name, Name]]:
    """Return the nodes whose scores are written as values, each with the reason."""
    found = [
        (plan.index.framework.name_of(rule.node), rule.method.no_formula) for rule in plan.index.rules or ()
    ]
    return [(name, reason) for name, reason in found if reason is not None]


def _level(sheet: Sheet, normalised: Sheet, weight_sheet: Sheet, plan: Plan, level: int) -> None:
    index, tree = plan.index, plan.index.framework.tree
    below = normalised if level + 1 == tree.depth else sheet
    first_below = FIRST_NODE if level + 1 == tree.depth else plan.column_of_level(level + 1)
    scores = plan.scores(level)
    for place, node in enumerate(tree.levels[level]):
        column = plan.column_of_level(level) + place
        sheet.ids(IDS, [node], _width(node), column)
        rule = plan.rule(node)
        name = index.framework.name_of(node)
        sheet.text(
            NAMES, column, name if rule is None or plan.is_live(rule) else _as_value(name), "head_of_numbers"
        )
        _local(sheet, weight_sheet, plan, level, place)
        children = (first_below + np.flatnonzero(tree.parents[level] == place)).tolist()
        for unit in range(plan.units):
            row = UNIT_ROW + unit
            formula: str | None
            if tree.carried[level][place]:
                own = below.reference + at(row, children[0])
                formula = f'IF(ISNUMBER({own}),{own},"")'
            else:
                siblings = Siblings(below, row, children)
                formula = _mean(siblings, plan, level) if rule is None else _by_rule(siblings, plan, rule)
            if formula is None:
                sheet.number(row, column, float(scores[unit, place]), "value2")
                continue
            if level == 0:
                formula = _scored(formula, at(row, columns(plan).coverage), plan)
            sheet.formula(row, column, f"={formula}", float(scores[unit, place]), "number")
        _summary(sheet, plan, column, scores[:, place])


def _summary(sheet: Sheet, plan: Plan, column: int, scores: FloatArray) -> None:
    """Write mean, highest and lowest of the scores of a node."""
    cells, there = span(UNIT_ROW, column, plan.last_row, column), scores[~np.isnan(scores)]
    mean = f"SUMPRODUCT({cells})/COUNT({cells})"
    for row, formula, summary in (
        (MEAN, mean, np.mean),
        (HIGHEST, f"MAX({cells})", np.max),
        (LOWEST, f"MIN({cells})", np.min),
    ):
        value = float(summary(there)) if there.size else None
        sheet.formula(row, column, f'=IF(COUNT({cells})>0,{formula},"")', value, "number")


def _local(sheet: Sheet, weight_sheet: Sheet, plan: Plan, level: int, place: int) -> None:
    """Weight of a node in its parent; a leaf carried down from above weighs 1."""
    index, tree = plan.index, plan.index.framework.tree
    if level == 0:
        return
    node = tree.levels[level][place]
    column = plan.column_of_level(level) + place
    if tree.carried[level - 1][tree.parents[level - 1][place]]:
        sheet.number(LOCAL, column, 1.0, "percent")
        return
    found = weights.lookup(weight_sheet, index, weights.LOCAL, at(IDS, column, fix_row=True))
    sheet.formula(LOCAL, column, f"={found}", plan.weights.local[node], "percent")


@dataclass(frozen=True, slots=True)
class Siblings:
    """The cells that one score is made of: one row of some columns, and the weights above them."""

    sheet: Sheet
    row: int
    columns: list[int]

    @property
    def cells(self) -> str:
        """Address of the scores."""
        return self.sheet.reference + across(self.row, self.columns[0], self.columns[-1])

    @property
    def shares(self) -> str:
        """Address of the weights."""
        return self.sheet.reference + across(LOCAL, self.columns[0], self.columns[-1], fix_row=True)

    @property
    def available(self) -> str:
        """Formula of the weight of those that have a score."""
        return f"SUMPRODUCT(ISNUMBER({self.cells})*{self.shares})"

    @property
    def arithmetic(self) -> str:
        """Formula of their weighted mean."""
        return f"SUMPRODUCT({self.cells},{self.shares})/{self.available}"

    def one(self, place: int, pattern: str) -> str:
        """Write a pattern for one of them."""
        column = self.columns[place]
        return pattern.format(
            cell=self.sheet.reference + at(self.row, column, fix_column=True),
            share=self.sheet.reference + at(LOCAL, column, fix_row=True, fix_column=True),
        )

    def each(self, pattern: str, join: str) -> str:
        """Write a pattern of ``{cell}`` and ``{share}`` for each, joined."""
        return f"({join.join(self.one(place, pattern) for place in range(len(self.columns)))})"

    def mean_of(self, inner: str) -> str:
        """Return the weighted mean of a function of each, written out: an empty cell has no logarithm."""
        parts: list[str] = []
        for column in self.columns:
            cell = self.sheet.reference + at(self.row, column, fix_column=True)
            share = self.sheet.reference + at(LOCAL, column, fix_row=True, fix_column=True)
            parts.append(f"IF(ISNUMBER({cell}),{share}*{inner.format(cell)},0)")
        return f"({'+'.join(parts)})/{self.available}"


def _mean(siblings: Siblings, plan: Plan, level: int) -> str | None:
    """Return the formula of a node's score; None where its aggregation has none and the value is written."""
    whole = _whole(plan.means[level], siblings)
    if whole is None:
        return None
    formula = f'IF({siblings.available}>0,{whole},"")'
    if least := plan.index.recipe.imputation.threshold_on("count"):
        share = f"COUNT({siblings.cells})/{len(siblings.columns)}"
        formula = f'IF({share}<{least - TOLERANCE!r},"",{formula})'
    return formula


def _whole(step: AggregationStep, siblings: Siblings) -> str | None:
    written = aggregation_of(step).formula
    if written is None:
        return None
    outer, inner = written(step)
    own = inner.replace("{arithmetic}", siblings.arithmetic).replace("{cell}", "{}")
    return outer.format(arithmetic=siblings.arithmetic, mean=siblings.mean_of(own))


def _as_value(name: Name) -> Name:
    """Mark a node whose scores no formula makes."""
    return Name(zh=f"{name.zh}（数值）", en=f"{name.en} (value)")


def _by_rule(siblings: Siblings, plan: Plan, rule: NodeRule) -> str | None:
    """Return the formula of a node that is made its own way; None where its value is written."""
    if not plan.is_live(rule) or rule.method.formula is None:
        return None
    outer, inner = rule.method.formula(rule.step)
    own = inner.replace("{arithmetic}", siblings.arithmetic).replace("{cell}", "{}")
    fulls = [mark.full for mark in rule.marks]
    shares = [f"{{cell}}*{{share}}/{full!r}" for full in fulls]
    parts = [siblings.one(place, pattern) for place, pattern in enumerate(shares)]
    small = f"ABS({{cell}})<={ZERO * max(fulls)!r}"
    whole = outer.format(
        arithmetic=siblings.arithmetic,
        mean=siblings.mean_of(own),
        sum=siblings.each("{cell}*{share}", "+"),
        product=f"({'*'.join(parts)})",
        first=f"({parts[0]})",
        second=f"({parts[-1]})",
        full=repr(fulls[0]),
        smallest=f"MIN({siblings.cells})",
        largest=f"MAX({siblings.cells})",
        zeros=siblings.each(f"IF(ISNUMBER({{cell}}),IF({small},1,0),0)", "+"),
    )
    return f'IF({_enough(siblings, plan, rule)},{_finished(rule, f"({whole})")},"")'


def _enough(siblings: Siblings, plan: Plan, rule: NodeRule) -> str:
    """Return the condition under which a node has a score."""
    count = f"COUNT({siblings.cells})"
    if rule.step.weights_are == "multipliers":
        conditions = [f"{count}={len(siblings.columns)}"]
    else:
        conditions = [f"{siblings.available}>0"]
    share_of_number = f"{count}/{len(siblings.columns)}"
    if rule.threshold is None:
        if least := plan.index.recipe.imputation.threshold_on("count"):
            conditions.append(f"{share_of_number}>={least - TOLERANCE!r}")
    elif rule.threshold.basis == "count":
        conditions.append(f"{share_of_number}>={rule.threshold.share - TOLERANCE!r}")
    else:
        conditions.append(
            f"{siblings.available}/SUM({siblings.shares})>={rule.threshold.share - TOLERANCE!r}"
        )
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def _finished(rule: NodeRule, score: str) -> str:
    """Reflect and map a formula as the program does."""
    marks, output = rule.raw, rule.output
    if rule.reflected:
        turned = {
            "base": f"{marks.full**2!r}/{score}",
            "centred": f"{2 * marks.low!r}-{score}",
        }
        score = f"({turned.get(marks.kind, f'{marks.low + marks.full!r}-{score}')})"
    if output is None:
        return score
    share = f"({marks.full!r}-{score})" if output.complement else score
    if output.power != 1:
        share = f"{marks.full!r}*({share}/{marks.full!r})^{output.power!r}"
    mapped = f"{output.offset!r}+{output.scale!r}*{share}"
    return mapped if output.decimals is None else f"ROUND({mapped},{output.decimals})"


def _scored(formula: str, coverage: str, plan: Plan) -> str:
    if plan.index.framework.threshold is not None:
        return formula
    if least := plan.index.recipe.imputation.threshold_on("weight"):
        return f'IF({coverage}<{least - TOLERANCE!r},"",{formula})'
    return formula


def _coverage(sheet: Sheet, normalised: Sheet, plan: Plan) -> None:
    places = columns(plan)
    last = FIRST_NODE + len(plan.leaves) - 1
    nested = normalised.reference + across(NESTED, FIRST_NODE, last, fix_row=True)
    for unit, share in enumerate(plan.index.coverage[0][plan.row, :, 0].tolist()):
        row = UNIT_ROW + unit
        cells = normalised.reference + across(row, FIRST_NODE, last)
        formula = f"=SUMPRODUCT(ISNUMBER({cells})*{nested}{_observed(plan, unit)})"
        sheet.formula(row, places.coverage, formula, share, "percent")


def _observed(plan: Plan, unit: int) -> str:
    """Return the factor that leaves out what imputation filled: it has a score and was not observed."""
    filled = plan.index.prepared.filled
    if filled is None or not filled[plan.row, unit].any():
        return ""
    return "*{" + ",".join("0" if cell else "1" for cell in filled[plan.row, unit].tolist()) + "}"


def _ranks(sheet: Sheet, plan: Plan) -> None:
    """Competition ranks: scores within 1e-12 of the largest are equal, as in the program; order breaks ties."""
    places = columns(plan)
    totals = span(UNIT_ROW, places.total, plan.last_row, places.total)
    keys = span(UNIT_ROW, places.key, plan.last_row, places.key)
    ranks = span(UNIT_ROW, places.rank, plan.last_row, places.rank)
    tolerance = at(NESTED, places.key, fix_row=True, fix_column=True)
    scores = plan.scores(0)[:, 0]
    keyed = plan.index.standings(scores) * plan.index.standing_unit[1]
    sheet.formula(
        NESTED,
        places.key,
        f"=1E-12*MAX(MAX({totals}),-MIN({totals}))",
        1e-12 * float(np.nanmax(np.abs(scores))),
        "tiny",
    )
    first = at(UNIT_ROW, places.total, fix_column=True)
    sheet.without(UNIT_ROW, places.key, plan.last_row, places.key, f"NOT(ISNUMBER({first}))")
    given = plan.index.ranks(plan.tiers.year).tolist()
    order = orders(plan.index.places(plan.tiers.year).tolist())
    ties = plan.index.framework.ranks.ties
    for unit, rank in enumerate(given):
        row = UNIT_ROW + unit
        total, key, own = at(row, places.total), at(row, places.key), at(row, places.rank)
        value = float(keyed[unit]) if rank else -1e300
        sheet.formula(row, places.key, f"=IF(ISNUMBER({total}),{_key(plan, total)},-1E+300)", value, "number")
        ahead = f"SUMPRODUCT(--({keys}-{key}>{tolerance}))"
        equal = f"SUMPRODUCT(--(ABS({keys}-{key})<={tolerance}))"
        shared = {
            "min": f"{ahead}+1",
            "mean": f"{ahead}+({equal}+1)/2",
            "dense": f"SUMPRODUCT(({keys}-{key}>{tolerance})/COUNTIF({keys},{keys}))+1",
        }
        formula = f'=IF(ISNUMBER({total}),{shared[ties]},"")'
        sheet.formula(row, places.rank, formula, rank or None, "number" if ties == "mean" else "integer")
        so_far = f"{at(UNIT_ROW, places.rank, fix_row=True)}:{own}"
        place = own if ties == "min" else f"{ahead}+1"
        formula = (
            f'=IF(ISNUMBER({own}),{place}+COUNTIF({so_far},{own})-1,COUNT({ranks})+COUNTIF({so_far},""))'
        )
        sheet.formula(row, places.order, formula, order[unit], "integer")


def _key(plan: Plan, total: str) -> str:
    """Return what a total is ranked by: rounded where ranks are, less than zero where lower is better."""
    framework = plan.index.framework
    ranked = total if framework.ranks.decimals is None else f"ROUND({total},{framework.ranks.decimals})"
    if framework.ranks.ties == "dense" and framework.ranks.decimals is None:
        ranked = f"ROUND({total},10)"  # equal to the eye of COUNTIF
    return f"-{ranked}" if framework.better == "lower" else ranked


def orders(ranks: list[int]) -> list[int]:
    """Return places without gaps: ties in the order of the units, units without a rank last.

    Examples
    --------
    >>> orders([2, 1, 2, 0])
    [2, 1, 3, 4]
    """
    order = sorted(range(len(ranks)), key=lambda unit: (ranks[unit] == 0, ranks[unit], unit))
    places = {unit: place for place, unit in enumerate(order, 1)}
    return [places[unit] for unit in range(len(ranks))]


def _tiers(sheet: Sheet, tiers: Sheet, plan: Plan) -> None:
    places, labels = columns(plan), plan.tiers.labels.tolist()
    count = len(plan.tiers.names)
    lowest = tiers.block(4, 2, 4 + max(count - 2, 0), 2)
    names = tiers.block(4, 1, 3 + count, 1)
    sign = "-" if plan.index.framework.better == "lower" else ""
    for unit, tier in enumerate(labels):
        row = UNIT_ROW + unit
        sheet.number(row, places.tier, tier or None, "count")
        own, name = at(row, places.live_tier if cut_by_score(plan) else places.tier), plan.tiers.name_of(tier)
        formula = f'=IF(ISNUMBER({own}),INDEX({names},{own}),"")'
        sheet.formula(row, places.name, formula, name.text(sheet.language) if name else "", "after")
        if not cut_by_score(plan):
            continue
        total = at(row, places.total)
        ranked = total if plan.index.ranked_as_it_is else at(row, places.key)
        above = f"1+SUMPRODUCT(--({ranked}<{sign}{lowest}-1E-9))" if count > 1 else "1"
        sheet.formula(row, places.live_tier, f'=IF(ISNUMBER({total}),{above},"")', tier or None, "integer")


def _outdated(sheet: Sheet, check: Sheet, plan: Plan) -> None:
    """Strike the program's tiers through where scores moved: the others beside them are those of the workbook."""
    column = columns(plan).tier
    formula = f'=IF({changed.scores_moved(check)},"{_OUTDATED.text(sheet.language)}","")'
    sheet.formula(LOCAL, column, formula, "", "alarm")
    condition = f'{at(LOCAL, column, fix_row=True, fix_column=True)}<>""'
    sheet.outdated(UNIT_ROW, column, plan.last_row, column, condition)


def cut_by_score(plan: Plan) -> bool:
    """Whether no unit of a lower tier scores higher than one of a higher tier (types from clusters may)."""
    scores, labels = plan.index.standings(plan.scores(0)[:, 0]), plan.tiers.labels
    count = len(plan.tiers.names)
    pairs = ((scores[labels == tier].min(), scores[labels == tier + 1].max()) for tier in range(1, count))
    return all(low > high for low, high in pairs)
