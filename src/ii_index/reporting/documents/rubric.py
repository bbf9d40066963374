"""What ``ii-index rubric`` has to say: scores, the answers behind printed scores, degrees, and a blank to fill in."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ii_index.analysis.identification.printed_scores import PrintedScore, Status
from ii_index.construction.fuzzy_rubric import FuzzyScore
from ii_index.construction.rubric import COLUMNS, RubricScore
from ii_index.kernels.aggregation.fuzzy import Operator
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.rubric import Item, Rubric
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Document, Fact
from ii_index.reporting.results import Results

ENTITY = Column("entity", Name(zh="对象", en="Entity"), "text")
STATUS = Column("status", Name(zh="结论", en="Finding"), "text")
REFERENCE = Name(zh="依据", en="Reference")
OPERATORS: dict[Operator, Name] = {
    "weighted_average": Name(zh="加权平均型 M(·, +)", en="weighted average M(·, +)"),
    "max_product": Name(zh="主因素突出型 M(·, ∨)", en="main factor M(·, ∨)"),
    "max_min": Name(zh="主因素决定型 M(∧, ∨)", en="max–min M(∧, ∨)"),
    "bounded_sum": Name(zh="取小有界和型 M(∧, ⊕)", en="bounded sum M(∧, ⊕)"),
}
STATUSES: dict[Status, Name] = {
    "none": Name(zh="无法得到", en="impossible"),
    "unique": Name(zh="唯一", en="unique"),
    "multiple": Name(zh="多解", en="several"),
}


def scored(results: Sequence[RubricScore], rubric: Rubric) -> Document:
    """Scores, rates and losses of one entity after the other, and the comparison with the benchmark."""
    tables = [result.table() for result in results]
    pairs = zip(results, tables, strict=True)
    rows = tuple((result.entity, *row) for result, table in pairs for row in table.rows)
    table = _grouped("scores", rubric.name, COLUMNS, rows)
    return Document(
        rubric.name,
        (table, *_comparison(results, rubric)),
        (_reference(rubric),),
        results=Results(rubrics=tuple(results)),
    )


def fuzzy(result: FuzzyScore) -> Document:
    """Composed memberships and defuzzified scores."""
    operator = Fact(
        "operator", Name(zh="合成算子", en="Operator"), OPERATORS[result.operator], result.operator
    )
    return Document(result.rubric.name, (result.table(),), (_reference(result.rubric), operator))


def traced(found: Sequence[tuple[str | None, PrintedScore]], rubric: Rubric) -> Document:
    """For every printed score: how many answers print it, and which."""
    columns = (
        Column("element", Name(zh="要素", en="Element"), "text"),
        Column("score", Name(zh="公布得分", en="Printed score")),
        Column("rate", Name(zh="公布得分率", en="Printed rate"), "percent", 0),
        STATUS,
        Column("answers", Name(zh="与之相符的答案", en="Answers that agree"), "text"),
        Column("nearest", Name(zh="最近的可得分值", en="Nearest attainable"), "text"),
    )
    title = Name(
        zh=f"{rubric.name.zh}：公布得分的由来", en=f"{rubric.name.en}: answers behind the printed scores"
    )
    rows = tuple((entity, *_traced(printed)) for entity, printed in found)
    counted = Counter(printed.status for _, printed in found)
    count = Column("count", Name(zh="得分数", en="Scores"), "integer", 0)
    counts = tuple((name, counted[status]) for status, name in STATUSES.items())
    summary = Table("summary", Name(zh="合计", en="Summary"), (STATUS, count), counts)
    return Document(title, (_grouped("printed_scores", title, columns, rows), summary), (_reference(rubric),))


def blank(rubric: Rubric) -> Document:
    """Lay out a table of answers to fill in, with the answers that each item takes."""
    columns = (
        ENTITY,
        Column("item", Name(zh="指标", en="Item"), "text"),
        Column("answer", Name(zh="答案", en="Answer"), "text"),
        Column("options", Name(zh="可选答案", en="Options"), "text"),
    )
    rows = tuple((None, item.name, None, _options(item)) for item in rubric.items)
    return Document(rubric.name, (Table("answers", rubric.name, columns, rows),), (_reference(rubric),))


def _options(item: Item) -> Name:
    def texts(language: Language) -> Iterator[str]:
        for option in item.options:
            criterion = f" {option.text.text(language)}" if option.text else ""
            yield f"{option.grade.text(language)}{criterion}"

    number = Name(zh=f"；也可填数字（{item.unit or '数'}）", en=f"; or a number ({item.unit or '#'})")
    zh, en = (number.zh, number.en) if item.bands else ("", "")
    return Name(zh="；".join(texts("zh")) + zh, en="; ".join(texts("en")) + en)


def _grouped(key: str, title: Name, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """Put the entity first: as a heading over its rows, or for machines only where nobody is named."""
    if any(row[0] is not None for row in rows):
        return Table(key, title, (ENTITY, *columns), rows, group=ENTITY.key)
    return Table(key, title, (ENTITY._replace(shown=False), *columns), rows)


def _comparison(results: Sequence[RubricScore], rubric: Rubric) -> tuple[Table, ...]:
    benchmark = rubric.benchmark
    if benchmark is None:
        return ()
    columns = (
        ENTITY,
        Column("total", Name(zh="综合得分", en="Total")),
        Column("benchmark", benchmark.name),
        Column("gap", Name(zh="差距", en="Gap")),
    )
    score = float(benchmark.score)
    rows = tuple(
        (item.entity, float(item.total), score, float(item.total - benchmark.score)) for item in results
    )
    return (Table("comparison", Name(zh="比较", en="Comparison"), columns, rows),)


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
