"""Score answers by a rubric: exact inside, printed half up, every fault in the answers at once."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from ii_index._immutable import Immutable
from ii_index.errors import DataError, Finding
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name, closest_names
from ii_index.model.rubric import Element, Item, Option, Rubric
from ii_index.model.spelling import fold
from ii_index.model.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

Answer: TypeAlias = str | int | float | Decimal

TOTAL = Name(zh="综合得分", en="Total")
COLUMNS = (
    Column("element", Name(zh="要素", en="Element"), "text"),
    Column("score", Name(zh="得分", en="Score")),
    Column("full_mark", Name(zh="满分", en="Full mark")),
    Column("rate", Name(zh="得分率", en="Rate"), "percent", 0),
    Column("loss", Name(zh="失分率", en="Loss"), "percent", 0),
)


@dataclass(frozen=True, slots=True)
class ElementScore(Immutable):
    """What the answers to one element's items are worth.

    Attributes
    ----------
    element : Element
    options : tuple of Option
        The option chosen for each item.
    exact : fractions.Fraction
        Unrounded score.
    score : decimal.Decimal
        Printed score, half up.
    full_mark : decimal.Decimal
    rate, loss : int
        Printed percentage of the full mark reached, half up from the unrounded score, and the rest of 100.
    """

    element: Element
    options: tuple[Option, ...]
    exact: Fraction
    score: Decimal
    full_mark: Decimal
    rate: int

    @property
    def loss(self) -> int:
        """Percentage of the full mark that was missed; with the rate it makes 100."""
        return 100 - self.rate


@dataclass(frozen=True, slots=True)
class RubricScore(Immutable):
    """The scores of one entity: by element, in total, and against the rubric's benchmark.

    Attributes
    ----------
    rubric : Rubric
    entity : str or None
        Who answered.
    elements : tuple of ElementScore
        In the rubric's order.
    """

    rubric: Rubric
    entity: str | None
    elements: tuple[ElementScore, ...]

    @property
    def total(self) -> Decimal:
        """The printed total: the sum of the printed element scores."""
        return sum((part.score for part in self.elements), Decimal(0))

    @property
    def exact(self) -> Fraction:
        """The total of the unrounded element scores."""
        return sum((part.exact for part in self.elements), Fraction(0))

    @property
    def benchmark_gap(self) -> Decimal | None:
        """Printed total minus the benchmark; None where the rubric has none."""
        benchmark = self.rubric.benchmark
        return None if benchmark is None else self.total - benchmark.score

    def table(self) -> Table:
        """Return score, full mark, rate and loss (as fractions) of every element, in their order, then the total."""
        rows = [
            (part.element.name, float(part.score), float(part.full_mark), part.rate / 100, part.loss / 100)
            for part in self.elements
        ]
        full = self.rubric.full_mark
        rate = int(half_up(100 * self.exact / Fraction(full), 0))
        rows.append((TOTAL, float(self.total), float(full), rate / 100, (100 - rate) / 100))
        name = self.rubric.name
        title = (
            name
            if self.entity is None
            else Name(zh=f"{name.zh}：{self.entity}", en=f"{name.en}: {self.entity}")
        )
        return Table("scores", title, COLUMNS, tuple(rows), index=("element",))

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by element, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)


def score_answers(
    answers: Mapping[str, Answer] | list[tuple[str, Answer]], rubric: Rubric, *, entity: str | None = None
) -> RubricScore:
    """Score one entity's answers.

    Element score = full mark · (element weight / 100) · Σ (item weight / 100) · points / full points; rate =
    score / the element's full mark, from the unrounded score. Printed half up (0.765 gives 0.77, where binary
    floating point gives 0.76); the printed total is the sum of the printed scores.

    Parameters
    ----------
    answers : mapping, or pairs, of str and str or number
        Item (id, Chinese or English name) to a grade, or to a number where the item has bands.
    rubric : Rubric
    entity : str, optional
        Who answered.

    Returns
    -------
    RubricScore

    Raises
    ------
    DataError
        Every missing, unknown, repeated or impossible answer.
    """
    pairs = answers.items() if isinstance(answers, Mapping) else answers
    chosen = choose(pairs, rubric, entity=entity)
    return RubricScore(
        rubric, entity, tuple(score_element(element, chosen, rubric) for element in rubric.elements)
    )


def score_element(element: Element, chosen: Mapping[str, Option], rubric: Rubric) -> ElementScore:
    """Score one element from the option chosen for each of its items, by item id."""
    options = tuple(chosen[item.id] for item in element.items)
    exact = exact_score(element, options, rubric)
    full_mark = rubric.full_mark_of(element)
    rate = int(half_up(100 * exact / Fraction(full_mark), 0))
    return ElementScore(element, options, exact, half_up(exact, rubric.score_decimals), full_mark, rate)


def exact_score(element: Element, options: Iterable[Option], rubric: Rubric) -> Fraction:
    """Weigh the points of the options chosen in one element, unrounded."""
    pairs = zip(element.items, options, strict=True)
    return sum(
        (worth_of_a_point(element, item, rubric) * Fraction(option.points) for item, option in pairs),
        Fraction(0),
    )


def worth_of_a_point(element: Element, item: Item, rubric: Rubric) -> Fraction:
    """Return what one point of an item adds to the score."""
    share_of_mark = Fraction(rubric.full_mark_of(element)) * Fraction(item.weight) / 100
    return share_of_mark / Fraction(rubric.full_points)


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Round a non-negative number half up, exactly.

    Examples
    --------
    >>> half_up(Fraction(765, 1000), 2)
    Decimal('0.77')
    >>> round(0.765, 2)
    0.77
    >>> f"{0.15 * 10 * (0.35 * 5 + 0.40 * 2) / 5:.2f}"
    '0.76'
    """
    units_in_the_last_place: int = 10**decimals
    return Decimal(math.floor(value * units_in_the_last_place + Fraction(1, 2))).scaleb(-decimals)


def choose(
    answers: Iterable[tuple[str, Answer]], rubric: Rubric, *, entity: str | None = None
) -> dict[str, Option]:
    """Find the option that each answer names, by item id; refuse the answers with every fault listed."""
    labels = item_labels(rubric)
    chosen: dict[str, Option] = {}
    named: set[str] = set()
    findings: list[Finding] = []
    for label, answer in answers:
        item = labels.get(fold(label))
        if item is None:
            known = closest_names(label, (item.name for item in rubric.items))
            findings.append(Finding("E_ANSWER_UNKNOWN", unit=entity, found=label, details={"known": known}))
            continue
        if item.id in named:
            findings.append(Finding("E_ANSWER_DUPLICATE", unit=entity, column=item.name.zh))
        named.add(item.id)
        option = option_for(item, answer)
        if option is None:
            findings.append(refused(item, answer, entity))
        else:
            chosen[item.id] = option
    findings += [refused(item, "", entity) for item in rubric.items if item.id not in named]
    if findings:
        raise DataError(findings)
    return chosen


def option_for(item: Item, answer: Answer) -> Option | None:
    """Find the option of a grade, or the band a number falls into; None where there is no such answer."""
    text = fold(str(answer))
    for option in item.options:
        if text in {fold(option.grade.zh), fold(option.grade.en)}:
            return option
    number = _number(text)
    return None if number is None else item.band_of(number)


def refused(item: Item, answer: Answer, entity: str | None) -> Finding:
    """Say that an item has no answer, or one that it does not know."""
    expected = item.grades + ([f"≥ 0 ({item.unit})" if item.unit else "≥ 0"] if item.bands else [])
    code = "E_ANSWER_GRADE" if str(answer).strip() else "E_ANSWER_MISSING"
    return Finding(code, unit=entity, column=item.name.zh, found=str(answer), expected=", ".join(expected))


def item_labels(rubric: Rubric) -> dict[str, Item]:
    """Every label that an item goes by: id, Chinese and English name."""
    return {fold(label): item for item in rubric.items for label in _labels(item)}


def element_labels(rubric: Rubric) -> dict[str, Element]:
    """Every label that an element goes by: id, Chinese and English name."""
    return {fold(label): element for element in rubric.elements for label in _labels(element)}


def _labels(part: Item | Element) -> Iterator[str]:
    yield from (part.id, part.name.zh, part.name.en)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None
