"""Rubric results as documents."""

from collections.abc import Sequence

from ii_index.analysis.printed_scores import PrintedScore
from ii_index.construction.fuzzy_rubric import FuzzyScore
from ii_index.construction.rubric import RubricScore
from ii_index.kernels.fuzzy import Operator
from ii_index.model.names import Name
from ii_index.model.rubric import Rubric
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Document, Fact

ENTITY = Column("entity", Name(zh="对象", en="Entity"), "text")
REFERENCE = Name(zh="依据", en="Reference")
OPERATORS: dict[Operator, Name] = {
    "weighted_average": Name(zh="加权平均型 M(·, +)", en="weighted average M(·, +)"),
    "max_product": Name(zh="主因素突出型 M(·, ∨)", en="main factor M(·, ∨)"),
    "max_min": Name(zh="主因素决定型 M(∧, ∨)", en="max–min M(∧, ∨)"),
    "bounded_sum": Name(zh="取小有界和型 M(∧, ⊕)", en="bounded sum M(∧, ⊕)"),
}
STATUSES = {
    "none": Name(zh="无法得到", en="impossible"),
    "unique": Name(zh="唯一", en="unique"),
    "multiple": Name(zh="多解", en="several"),
}


def scored(results: Sequence[RubricScore], rubric: Rubric) -> Document:
    """Scores, rates and losses of one entity after the other, and the comparison with the benchmark."""
    tables = [result.as_table() for result in results]
    rows = tuple(
        (result.entity, *row) for result, table in zip(results, tables, strict=True) for row in table.rows
    )
    named = any(result.entity is not None for result in results)
    columns = (ENTITY if named else Column(ENTITY.key, ENTITY.title, "text", shown=False), *tables[0].columns)
    table = Table("scores", rubric.name, columns, rows, group=ENTITY.key if named else None)
    return Document(rubric.name, (table,), (_reference(rubric), *_benchmark(results, rubric)))


def fuzzy(result: FuzzyScore) -> Document:
    """Composed memberships and defuzzified scores."""
    operator = Fact("operator", Name(zh="合成算子", en="Operator"), OPERATORS[result.operator])
    return Document(result.rubric.name, (result.as_table(),), (_reference(result.rubric), operator))


def traced(found: Sequence[tuple[str | None, PrintedScore]], rubric: Rubric) -> Document:
    """For every printed score: how many answers print it, and which."""
    columns = (
        ENTITY,
        Column("element", Name(zh="要素", en="Element"), "text"),
        Column("score", Name(zh="公布得分", en="Printed score")),
        Column("rate", Name(zh="公布得分率", en="Printed rate"), "percent", 0),
        Column("status", Name(zh="结论", en="Finding"), "text"),
        Column("answers", Name(zh="与之相符的答案", en="Answers that agree"), "text"),
        Column("nearest", Name(zh="最近的可得分值", en="Nearest attainable"), "text"),
    )
    rows = tuple((entity, *_traced(printed)) for entity, printed in found)
    title = Name(
        zh=f"{rubric.name.zh}：公布得分的由来", en=f"{rubric.name.en}: answers behind the printed scores"
    )
    named = any(entity is not None for entity, _ in found)
    table = Table("printed_scores", title, columns, rows, group=ENTITY.key if named else None)
    counts = tuple(
        Fact(status, name, sum(printed.status == status for _, printed in found))
        for status, name in STATUSES.items()
    )
    return Document(title, (table,), (_reference(rubric), *counts))


def _traced(printed: PrintedScore) -> tuple[Cell, ...]:
    rate = None if printed.rate is None else printed.rate / 100
    nearest = " ".join(f"{float(value):g}" for value in sorted(printed.nearest))
    solutions = [solution.options for solution in printed.solutions]
    answers = Name(
        zh=" | ".join(" ".join(option.grade.zh for option in options) for options in solutions),
        en=" | ".join(" ".join(option.grade.en for option in options) for options in solutions),
    )
    return printed.element.name, float(printed.score), rate, STATUSES[printed.status], answers, nearest


def _reference(rubric: Rubric) -> Fact:
    return Fact("reference", REFERENCE, rubric.reference)


def _benchmark(results: Sequence[RubricScore], rubric: Rubric) -> tuple[Fact, ...]:
    benchmark = rubric.benchmark
    if benchmark is None:
        return ()
    facts = [Fact("benchmark", benchmark.name, float(benchmark.score))]
    for position, result in enumerate(results):
        gap = result.benchmark_gap
        who = result.entity or ""
        label = Name(zh=f"{who}与{benchmark.name.zh}之差", en=f"{who} minus the {benchmark.name.en}".strip())
        facts.append(Fact(f"benchmark_gap_{position + 1}", label, None if gap is None else float(gap)))
    return tuple(facts)
