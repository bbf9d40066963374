"""Rubric results as a section: scores side by side, score and loss one by one."""

from ii_index.construction.rubric import RubricScore
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.charts.rubric import PARTS, entity_name, rubric_losses, rubric_scores
from ii_index.reporting.document import Section

_ELEMENT = Column("element", Name(zh="要素", en="Element"), "text")


def section(scores: tuple[RubricScore, ...]) -> Section:
    """Show the scores of all entities, and the rates of each."""
    rubric = scores[0].rubric
    losses = tuple(rubric_losses(score, place, _rates(score, place)) for place, score in enumerate(scores))
    return Section(
        "rubric",
        rubric.name,
        _lead(scores),
        (rubric_scores(scores, _scores(scores)), *losses),
    )


def _lead(scores: tuple[RubricScore, ...]) -> Name:
    names = [entity_name(score, place) for place, score in enumerate(scores)]
    zh = "；".join(f"{name.zh} {score.total}分" for name, score in zip(names, scores, strict=True))
    en = "; ".join(f"{name.en} {score.total}" for name, score in zip(names, scores, strict=True))
    benchmark = scores[0].rubric.benchmark
    mark = scores[0].rubric.full_mark
    tail_zh = f"（满分{mark}" + (f"，{benchmark.name.zh} {benchmark.score}" if benchmark else "") + "）"
    tail_en = f" of {mark}" + (f" ({benchmark.name.en}: {benchmark.score})" if benchmark else "")
    return Name(zh=f"{zh}{tail_zh}。", en=f"{en}{tail_en}.")


def _scores(scores: tuple[RubricScore, ...]) -> Table:
    columns = [_ELEMENT]
    columns += [Column(f"entity{n}", entity_name(score, n)) for n, score in enumerate(scores)]
    columns.append(Column("full_mark", Name(zh="满分", en="Full mark")))
    rows: list[tuple[Cell, ...]] = [
        (parts[0].element.name, *(float(part.score) for part in parts), float(parts[0].full_mark))
        for parts in zip(*(score.elements for score in scores), strict=True)
    ]
    total = Name(zh="总分", en="Total")
    rows.append((total, *(float(score.total) for score in scores), float(scores[0].rubric.full_mark)))
    return Table(
        "rubric_scores", Name(zh="各要素得分", en="Scores of the elements"), tuple(columns), tuple(rows)
    )


def _rates(score: RubricScore, place: int) -> Table:
    columns = (_ELEMENT, *(Column(f"part{n}", name, "percent", 0) for n, name in enumerate(PARTS)))
    rows = tuple((part.element.name, part.rate / 100, part.loss / 100) for part in score.elements)
    name = entity_name(score, place)
    title = Name(zh=f"{name.zh}得分率与失分率", en=f"{name.en}: rates of score and loss")
    return Table(f"rubric_losses_{place + 1}", title, columns, rows)
