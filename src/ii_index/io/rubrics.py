"""Read rubrics, answers, degrees of membership and printed scores; every fault of a file at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ii_index.analysis.identification.printed_scores import PrintedScore, answers_behind
from ii_index.construction.fuzzy_rubric import FuzzyScore, score_memberships
from ii_index.construction.rubric import Answer, RubricScore, element_labels, item_labels, score_answers
from ii_index.errors import DataError, Finding
from ii_index.io.definitions import read_definition
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.sources import Readable, handed
from ii_index.io.records import Record, read_records
from ii_index.kernels.aggregation.fuzzy import Operator
from ii_index.model.names import closest_names
from ii_index.model.rubric import Rubric
from ii_index.model.spelling import fold


def read_rubric(source: str | Path | Readable) -> Rubric:
    """Read a rubric by built-in id, or from a YAML file or an open one.

    Raises
    ------
    FrameworkError
        No such rubric, or every fault of the file.

    Examples
    --------
    >>> read_rubric("huangshi-city-2022").benchmark.score
    Decimal('5.37')
    """
    with handed(source, LIMITS.file) as path:
        return read_definition(path, Rubric, "rubrics", "E_RUBRIC_UNKNOWN")


def score_rubric(answers: Mapping[str, Answer], rubric: Rubric | str | Path) -> RubricScore:
    """Score one entity's answers by a rubric, a built-in id or a YAML file.

    Parameters
    ----------
    answers : mapping of str to str or number
        Item (id, Chinese or English name) to a grade, or to a number where the item counts something.
    rubric : Rubric, str or path

    Returns
    -------
    RubricScore
        ``.total``, ``.elements`` (score, rate, loss), ``.benchmark_gap``, ``.frame()``.

    Raises
    ------
    DataError
        Every missing, unknown, repeated or impossible answer.
    """
    return score_answers(answers, rubric if isinstance(rubric, Rubric) else read_rubric(rubric))


def score_entities(path: Path, rubric: Rubric) -> list[RubricScore]:
    """Score a table of answers: columns item and answer, and entity where there are several.

    Raises
    ------
    DataError
        Every fault of the table and of every entity's answers.
    """
    results: list[RubricScore] = []
    findings: list[Finding] = []
    for entity, records in _by_entity(read_records(path, ("item", "answer"))).items():
        pairs: list[tuple[str, Answer]] = [
            (record.known["item"], record.known["answer"]) for record in records
        ]
        try:
            results.append(score_answers(pairs, rubric, entity=entity or None))
        except DataError as error:
            findings += _placed(error.findings, records, rubric)
    if findings:
        raise DataError(findings)
    return results


def score_fuzzy(path: Path, rubric: Rubric, operator: Operator) -> FuzzyScore:
    """Score a table of degrees: a column item, and a column a grade.

    Raises
    ------
    DataError
        Every fault of the table.
    """
    records = read_records(path, ("item",))
    findings: list[Finding] = []
    rows: list[tuple[str, Mapping[str, float]]] = []
    for record in records:
        degrees = {grade: _number(text or "0") for grade, text in record.others.items()}
        findings += [
            record.finding("E_MEMBERSHIP", column=record.known["item"], found=text, expected="0–1")
            for grade, text in record.others.items()
            if degrees[grade] is None
        ]
        rows.append((record.known["item"], {grade: float(degree or 0) for grade, degree in degrees.items()}))
    if findings:
        raise DataError(findings)
    try:
        return score_memberships(rows, rubric, operator=operator)
    except DataError as error:
        raise DataError(_placed(error.findings, records, rubric)) from None


def trace(path: Path, rubric: Rubric) -> list[tuple[str | None, PrintedScore]]:
    """Find the answers behind a table of printed scores: columns element and score, perhaps rate and entity.

    Raises
    ------
    DataError
        Every fault of the table.
    """
    labels = element_labels(rubric)
    found: list[tuple[str | None, PrintedScore]] = []
    findings: list[Finding] = []
    for record in read_records(path, ("element", "score")):
        element = labels.get(fold(record.known["element"]))
        if element is None:
            findings.append(_unknown_element(record, rubric))
            continue
        score = _within(record, "score", rubric.full_mark_of(element))
        rate = _within(record, "rate", Decimal(100)) if record.known.get("rate") else None
        if score is None or (rate is None and record.known.get("rate")):
            key, most = ("score", rubric.full_mark_of(element)) if score is None else ("rate", Decimal(100))
            values = {
                "column": element.name.zh,
                "found": record.known[key],
                "expected": f"{most.normalize():f}",
            }
            findings.append(record.finding("E_PRINTED_SCORE", **values))
            continue
        printed = answers_behind(score, element, rubric, rate=None if rate is None else int(rate))
        found.append((record.known.get("entity") or None, printed))
    if findings:
        raise DataError(findings)
    return found


def _within(record: Record, key: str, most: Decimal) -> Decimal | None:
    number = _number(record.known[key])
    return number if number is not None and number <= most else None


def _by_entity(records: Sequence[Record]) -> dict[str, list[Record]]:
    entities: dict[str, list[Record]] = {}
    for record in records:
        entities.setdefault(record.known.get("entity", ""), []).append(record)
    return entities


def _placed(findings: Sequence[Finding], records: Sequence[Record], rubric: Rubric) -> list[Finding]:
    """Give findings about answers their file, and the line they stand in."""
    labels = item_labels(rubric)
    lines: dict[str | None, int] = {}
    for record in records:
        item = labels.get(fold(record.known["item"]))
        lines[record.known["item"] if item is None else item.name.zh] = record.line
    return [
        replace(item, file=records[0].file if records else None, row=lines.get(item.column or item.found))
        for item in findings
    ]


def _unknown_element(record: Record, rubric: Rubric) -> Finding:
    name = record.known["element"]
    known = closest_names(name, (element.name for element in rubric.elements))
    return record.finding("E_PRINTED_ELEMENT", found=name, details={"known": known})


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None
