"""The inverse question: the answers that are consistent with a score somebody printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from ii_index._immutable import Immutable
from ii_index.construction.rubric import worth_of_a_point
from ii_index.model.rubric import Element, Option, Rubric

Status = Literal["none", "unique", "multiple"]
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Solution(Immutable):
    """One choice of options for an element's items, and its unrounded score."""

    options: tuple[Option, ...]
    exact: Fraction

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades chosen, in Chinese."""
        return tuple(option.grade.zh for option in self.options)


@dataclass(frozen=True, slots=True)
class PrintedScore(Immutable):
    """What a printed score says about the answers behind it.

    Attributes
    ----------
    element : Element
    score : decimal.Decimal
        As printed.
    rate : int or None
        Printed percentage of the full mark.
    solutions : tuple of Solution
        All answers that print this score, and this rate where one is given; empty where none do.
    near_misses : tuple of Solution
        Answers that agree with one of the two only.
    nearest : tuple of fractions.Fraction
        The two attainable scores nearest to the printed one.
    """

    element: Element
    score: Decimal
    rate: int | None
    solutions: tuple[Solution, ...]
    near_misses: tuple[Solution, ...]
    nearest: tuple[Fraction, ...]

    @property
    def status(self) -> Status:
        """``none``, ``unique`` or ``multiple``."""
        match len(self.solutions):
            case 0:
                return "none"
            case 1:
                return "unique"
            case _:
                return "multiple"


def answers_behind(
    score: Decimal, element: Element, rubric: Rubric, *, rate: int | None = None
) -> PrintedScore:
    """Find all answers to an element that are consistent with its printed score, or show that there are none.

    A score printed half up to d decimals as s stands for the interval [s − 10⁻ᵈ/2, s + 10⁻ᵈ/2); a whole rate
    r for [r − 1/2, r + 1/2) percent of the full mark. Exact.

    Parameters
    ----------
    score : decimal.Decimal
        Printed score of the element.
    element : Element
        One of the rubric's.
    rubric : Rubric
    rate : int, optional
        Printed rate in percent.

    Returns
    -------
    PrintedScore
    """
    half = HALF / 10**rubric.score_decimals
    by_score = list(_solutions(element, rubric, Fraction(score) - half, Fraction(score) + half))
    by_rate = (
        by_score if rate is None else list(_solutions(element, rubric, *_of_rate(rate, element, rubric)))
    )
    both = tuple(item for item in by_score if item in by_rate)
    either = tuple(item for item in [*by_score, *by_rate] if item not in both)
    attainable = sorted(_lattice(element, rubric), key=lambda value: (abs(value - Fraction(score)), value))
    return PrintedScore(element, score, rate, both, either, tuple(attainable[:2]))


def _of_rate(rate: int, element: Element, rubric: Rubric) -> tuple[Fraction, Fraction]:
    percent = Fraction(rubric.full_mark_of(element)) / 100
    return (rate - HALF) * percent, (rate + HALF) * percent


def _solutions(element: Element, rubric: Rubric, low: Fraction, high: Fraction) -> Iterator[Solution]:
    """Yield every choice with low ≤ score < high, leaving a branch once it cannot end there."""
    worth = _worth(element, rubric)
    least = [sum((min(row) for row in worth[depth:]), Fraction(0)) for depth in range(len(worth) + 1)]
    most = [sum((max(row) for row in worth[depth:]), Fraction(0)) for depth in range(len(worth) + 1)]

    def descend(depth: int, score: Fraction, chosen: tuple[Option, ...]) -> Iterator[Solution]:
        if score + least[depth] >= high or score + most[depth] < low:
            return
        if depth == len(worth):
            yield Solution(chosen, score)
            return
        for option, value in zip(element.items[depth].options, worth[depth], strict=True):
            yield from descend(depth + 1, score + value, (*chosen, option))

    yield from descend(0, Fraction(0), ())


def _lattice(element: Element, rubric: Rubric) -> set[Fraction]:
    """Every score that the element can have."""
    scores = {Fraction(0)}
    for row in _worth(element, rubric):
        scores = {score + value for score in scores for value in row}
    return scores


def _worth(element: Element, rubric: Rubric) -> list[list[Fraction]]:
    """Return what every option of every item adds to the element's score."""
    return [
        [worth_of_a_point(element, item, rubric) * Fraction(option.points) for option in item.options]
        for item in element.items
    ]
