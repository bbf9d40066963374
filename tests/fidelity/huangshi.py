"""The Huangshi report of 2022 (document 000) and the municipal plans (000, 001)."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import ii_index as ii
from ii_index.analysis.identification.printed_scores import PrintedScore, answers_behind
from ii_index.construction.rubric import element_labels, half_up
from ii_index.model.rubric import Rubric
from tests.fidelity.figures import EXAMPLES, HERE, Published, Row, limit, number, saying

SCORES = HERE.parent / "golden" / "huangshi" / "answers_behind.csv"
NATION = Decimal("5.37")


def rows(published: dict[str, Published]) -> Iterator[Row]:
    """Scores and rates of the tables, then totals, the prose, and the plans."""
    with SCORES.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    traced = {(row["entity"], row["element"]): _trace(row) for row in table}
    for row in table:
        yield from _score_and_rate(row, traced[row["entity"], row["element"]])
    totals = {entity: Decimal(0) for entity, _ in traced}
    for (entity, _), printed in traced.items():
        totals[entity] += printed.score
    for key, figure in published.items():
        kind, _, rest = key.partition(".")
        match kind:
            case "total":
                yield number(figure, float(totals[rest]), "the sum of the printed scores")
            case "prose":
                entity, _, element = rest.partition(".")
                rate = _rate(entity, traced[entity, element])
                yield number(figure, float(rate), "the rate of the table's score")
    yield from _sayings(published, totals, traced["新材料产业", "工业互联网基础设施"].score)
    yield from _plans(published)


def _rubric(entity: str) -> Rubric:
    return ii.read_rubric("huangshi-city-2022" if entity == "黄石市" else "huangshi-industry-2022")


def _trace(row: dict[str, str]) -> PrintedScore:
    rubric = _rubric(row["entity"])
    element = element_labels(rubric)[row["element"]]
    return answers_behind(Decimal(row["score"]), element, rubric, rate=int(row["rate"]))


def _rate(entity: str, printed: PrintedScore) -> Decimal:
    """Rate of the unrounded score, or of the printed one where no answers give it."""
    exact = printed.solutions[0].exact if printed.solutions else Fraction(printed.score)
    return half_up(100 * exact / Fraction(_rubric(entity).full_mark_of(printed.element)), 0)


def _score_and_rate(row: dict[str, str], printed: PrintedScore) -> Iterator[Row]:
    what = f"{row['entity']} {row['element']}"
    score = Published(f"score.{what}", "三(二)", f"{what} 得分", row["score"])
    rate = Published(f"rate.{what}", "三(二)", f"{what} 得分率", f"{row['rate']}%")
    if printed.solutions:
        exact, count = printed.solutions[0].exact, len(printed.solutions)
        note = "one choice of answers gives it" if count == 1 else f"{count} choices of answers give it"
    else:
        exact = printed.nearest[0]
        near = "、".join(f"{float(value):.2f}" for value in printed.nearest)
        note = f"no answers give it; the nearest attainable scores are {near}"
    yield number(score, float(exact), note)
    origin = (
        "from the unrounded score" if printed.solutions else "from the printed score, which no answers give"
    )
    yield number(rate, float(_rate(row["entity"], printed)), origin)


def _sayings(
    published: dict[str, Published], totals: dict[str, Decimal], materials: Decimal
) -> Iterator[Row]:
    def compared(first: Decimal, second: Decimal) -> str:
        return "高于" if first > second else "不高于"

    city = totals["黄石市"]
    yield saying(published["says.above_nation"], compared(city, NATION), f"{city} against {NATION}")
    equipment = totals["智能装备产业"]
    yield saying(published["says.equipment_order"], compared(equipment, city), f"{equipment} against {city}")
    yield saying(
        published["says.materials_people"],
        compared(materials, materials),
        "the report compares the industry with itself",
    )


def _plans(published: dict[str, Published]) -> Iterator[Row]:
    plan = ii.attainment(ii.read_targets(EXAMPLES / "attainment.csv"))
    yield limit(published["plan.diagnosis"], 100 * plan.rates["诊断服务"])
    yield number(published["plan.finished"], 100 * plan.rates["完成项目"])
    (finding,) = plan.findings
    yield number(
        published["plan.under_way"], float(finding.details["sum"]), "the parts add up to less than is printed"
    )
    for key, figure in published.items():
        if key.startswith("target."):
            rate = 100 * plan.rates[key.removeprefix("target.")]
            yield Row(figure, f"{rate:.1f}%", None, "of a target for 2023, at the end of 2022")
