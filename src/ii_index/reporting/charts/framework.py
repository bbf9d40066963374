"""A framework with its weights: a sunburst, from the total at the centre to the indicators at the rim."""

from collections.abc import Iterator, Sequence
from math import tau

from ii_index.construction.results import CompositeIndex
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.printed_numbers import number_text
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.charts.paint import INK, Paint, distinct_paints
from ii_index.reporting.charts.spec import Row, Spec, chart, values
from ii_index.reporting.document import Chart

_RADIUS = 250
_GLYPH, _LETTER = 11, 6.2  # width of a Chinese character and of a letter


def framework_weights(index: CompositeIndex) -> Chart:
    """Draw every node as an arc as wide as its nested weight, in the colour of its dimension."""
    tree = index.framework.tree
    paints = distinct_paints(len(tree.levels[1]))

    def spec(language: Language) -> Spec:
        ring: Spec = {
            "theta": {"field": "start", "type": "quantitative", "scale": None},
            "theta2": {"field": "end"},
            "radius": {"field": "outer", "type": "quantitative", "scale": None},
            "radius2": {"field": "inner"},
        }
        colour: Spec = {
            "field": "dimension",
            "type": "nominal",
            "scale": {
                "domain": [index.framework.name_of(node).text(language) for node in tree.levels[1]],
                "range": [paint.base for paint in paints],
            },
            "legend": {"title": None, "orient": "bottom", "columns": 3},
        }
        said = [{"field": "name"}, {"field": "weight", "format": ".2%"}]
        return {
            "data": values(_arcs(index, paints, language)),
            "width": 2 * _RADIUS,
            "height": 2 * _RADIUS,
            "layer": [
                {"mark": {"type": "arc", "stroke": "white", "strokeWidth": 1},
                 "encoding": {**ring, "color": colour, "opacity": {"field": "shade", "type": "quantitative",
                              "scale": None, "legend": None}, "tooltip": said}},
                {"transform": [{"filter": "isValid(datum.label)"}],
                 "mark": {"type": "text", "fontSize": 11, "lineBreak": "\n", "baseline": "middle"},
                 "encoding": {"theta": {"field": "middle", "type": "quantitative", "scale": None},
                              "radius": {"field": "centre", "type": "quantitative", "scale": None},
                              "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None},
                              "text": {"field": "label"}}},
            ],
        }  # fmt: skip

    title = Name(zh="指标体系与权重", en="The framework and its weights")
    sentence = Name(
        zh=f"“{index.framework.name.zh}”的旭日图：由内到外为各级，弧长为嵌套权重。",
        en=f"A sunburst of {index.framework.name.en}: levels from the centre out, arcs as long as nested weights.",
    )
    return chart("framework", title, sentence, _table(index, title), spec)


def _arcs(index: CompositeIndex, paints: Sequence[Paint], language: Language) -> Iterator[Row]:
    tree = index.framework.tree
    width = _RADIUS / (tree.depth + 1)
    spans = dict.fromkeys(tree.levels[0], (0.0, 1.0, -1))
    for level in range(1, tree.depth + 1):
        at = {parent: spans[parent][0] for parent in tree.levels[level - 1]}
        below: dict[str, tuple[float, float, int]] = {}
        for place, node in enumerate(tree.levels[level]):
            parent = tree.levels[level - 1][int(tree.parents[level - 1][place])]
            weight = index.weights.nested[node]
            dimension = place if level == 1 else spans[parent][2]
            start = at[parent]
            at[parent] += weight
            below[node] = (start, start + weight, dimension)
            name = index.framework.name_of(node).text(language)
            centre = (level + 0.5) * width
            room = width if level > 1 else 2 * width
            bears = node not in tree.levels[level - 1] and _length(name) <= min(room, weight * tau * centre)
            yield {
                "name": name,
                "label": f"{name}\n{number_text(weight, 'percent', 1)}" if bears else None,
                "middle": (start + weight / 2) * tau,
                "centre": centre,
                "ink": paints[dimension].text if level == 1 else INK,
                "dimension": index.framework.name_of(tree.levels[1][dimension]).text(language),
                "weight": weight,
                "start": start * tau,
                "end": (start + weight) * tau,
                "inner": level * width,
                "outer": (level + 1) * width,
                "shade": 1 - 0.22 * (level - 1),
            }
        spans = below


def _length(name: str) -> float:
    return sum(_GLYPH if ord(letter) > 0x2E7F else _LETTER for letter in name)


def _table(index: CompositeIndex, title: Name) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (node, index.framework.name_of(node), index.framework.tree.level_of(node), index.weights.nested[node])
        for node in dict.fromkeys(node for level in index.framework.tree.levels[1:] for node in level)
    )
    columns = (
        Column("node", Name(zh="编号", en="Id"), "text", shown=False),
        Column("name", Name(zh="名称", en="Name"), "text"),
        Column("level", Name(zh="级", en="Level"), "integer", 0),
        Column("weight", Name(zh="嵌套权重", en="Nested weight"), "percent", 2),
    )
    return Table("framework_weights", title, columns, rows, index=("node",))
