"""Rubric results: scores of several entities side by side, and score against loss of one."""

from collections.abc import Iterator, Sequence

from ii_index.construction.rubric import RubricScore
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import INK, distinct_paints
from ii_index.reporting.charts.spec import Row, Spec, chart, in_order, painted, values
from ii_index.reporting.document import Chart

_LEGIBLE: Spec = {"condition": {"test": "datum.percent < 8", "value": INK}, "value": "#ffffff"}
PARTS = (Name(zh="得分率", en="Score rate"), Name(zh="失分率", en="Loss rate"))


def entity_name(score: RubricScore, place: int) -> Name:
    """Name who answered."""
    text = score.entity
    return Name(zh=text, en=text) if text else Name(zh=f"对象{place + 1}", en=f"Entity {place + 1}")


def rubric_scores(scores: Sequence[RubricScore], table: Table) -> Chart:
    """Draw the element scores, one group an element, one bar an entity."""
    paints = distinct_paints(len(scores))
    names = [entity_name(score, place) for place, score in enumerate(scores)]

    def spec(language: Language) -> Spec:
        labels = [name.text(language) for name in names]
        by_entity: Spec = {"field": "entity", "type": "nominal", "sort": labels}
        return {
            "data": values(_score_rows(scores, names, language), score=2),
            "width": "container",
            "height": (16 * len(scores) + 12) * len(scores[0].elements),
            "encoding": {
                "y": {"field": "element", "type": "nominal", "sort": in_order(), "title": None},
                "yOffset": by_entity,
                "x": {
                    "field": "score",
                    "type": "quantitative",
                    "title": "得分" if language == "zh" else "Score",
                    "axis": {"tickCount": 5},
                },
            },
            "layer": [
                {
                    "mark": "bar",
                    "encoding": {
                        "color": {
                            **by_entity,
                            "scale": painted(labels, paints),
                            "legend": {"title": None, "orient": "top", "columns": 2, "symbolType": "square"},
                        },
                        "tooltip": [{"field": "entity"}, {"field": "element"}, {"field": "score_text"}],
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11},
                    "encoding": {"text": {"field": "score_text"}},
                },
            ],
        }

    rubric = scores[0].rubric
    return chart(
        "rubric_scores",
        Name(zh="各要素得分", en="Scores of the elements"),
        Name(
            zh=f"按{rubric.name.zh}，{len(scores)}个对象在{len(rubric.elements)}个要素上的得分分组条形图。",
            en=f"Grouped bars: scores of {len(scores)} in {len(rubric.elements)} elements of {rubric.name.en}.",
        ),
        table,
        spec,
        paints,
    )


def rubric_losses(score: RubricScore, place: int, table: Table) -> Chart:
    """Draw the rates of score and loss of one entity, stacked to 100 %."""
    paints = distinct_paints(2)
    name = entity_name(score, place)

    def spec(language: Language) -> Spec:
        labels = [part.text(language) for part in PARTS]
        stacked: Spec = {"field": "percent", "type": "quantitative", "stack": "zero"}
        return {
            "data": values(_loss_rows(score, language)),
            "width": "container",
            "height": 30 * len(score.elements),
            "encoding": {
                "y": {"field": "element", "type": "nominal", "sort": in_order(), "title": None},
                "x": {**stacked, "title": "%", "scale": {"domain": [0, 100]}, "axis": {"tickCount": 5}},
                "order": {"field": "part", "type": "ordinal"},
            },
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.7}},
                    "encoding": {
                        "color": {
                            "field": "name",
                            "type": "nominal",
                            "scale": painted(labels, paints),
                            "legend": {"title": None, "orient": "top", "symbolType": "square"},
                        },
                        "tooltip": [{"field": "element"}, {"field": "name"}, {"field": "percent"}],
                    },
                },
                {
                    "transform": [{"filter": "datum.part === 0"}],
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"x": {"datum": 0}, "text": {"field": "text"}, "color": _LEGIBLE},
                },
            ],
        }

    return chart(
        f"rubric_losses_{place + 1}",
        Name(zh=f"{name.zh}：得分率与失分率", en=f"{name.en}: score and loss"),
        Name(
            zh=f"{name.zh}各要素得分率与失分率的堆叠条形图，总分{score.total}（满分{score.rubric.full_mark}）。",
            en=f"Stacked bars of score and loss rates of {name.en}; total {score.total} of {score.rubric.full_mark}.",
        ),
        table,
        spec,
        paints,
    )


def _score_rows(scores: Sequence[RubricScore], names: Sequence[Name], language: Language) -> Iterator[Row]:
    for name, score in zip(names, scores, strict=True):
        for slot, part in enumerate(score.elements):
            yield {
                "slot": slot,
                "element": part.element.name.text(language),
                "entity": name.text(language),
                "score": float(part.score),
            }


def _loss_rows(score: RubricScore, language: Language) -> Iterator[Row]:
    for slot, part in enumerate(score.elements):
        for place, percent in enumerate((part.rate, part.loss)):
            yield {
                "slot": slot,
                "element": part.element.name.text(language),
                "part": place,
                "name": PARTS[place].text(language),
                "percent": percent,
                "text": f"{percent}%",
            }
