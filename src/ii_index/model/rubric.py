"""A scoring rubric: elements, items and the options an answer chooses from."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from ii_index.model.names import Definition, Name, RootDefinition
from ii_index.model.node import Identifier
from ii_index.model.validation import fault

Percent = Annotated[Decimal, Field(gt=0, le=100)]
Mark = Annotated[Decimal, Field(ge=0)]
HUNDRED = Decimal(100)


class Ambiguity(Definition):
    """What the published rubric or report leaves open or contradicts, and the reading chosen here.

    Attributes
    ----------
    case
        Number of the case in the list of the published document, where there is one.
    where
        The place in the document.
    issue
        What is open or contradictory.
    reading
        How it is read here.
    """

    case: int | None = None
    where: Name | None = None
    issue: Name
    reading: Name


class Option(Definition):
    """One answer to an item: a grade, its points, and the smallest number that earns it.

    ``at_least`` lets an item be answered by a number; an option without it takes what no other takes.

    Attributes
    ----------
    grade
        What an answer says to choose it, such as ``A``.
    points
        What it is worth.
    text
        Its criterion, in words.
    at_least
        Smallest number that earns it.
    """

    grade: Name
    points: Mark
    text: Name | None = None
    at_least: Decimal | None = None


class Item(Definition):
    """A question within an element; ``weight`` is its share of the element in percent.

    Attributes
    ----------
    id
        Unique in the rubric; answers may name it.
    name
        Answers may name it too.
    weight
        Percent of the element; the items of an element add up to 100.
    unit
        What the number counts, where the item takes one.
    options
        The possible answers, best first.
    ambiguities
        What the document leaves open here.
    """

    id: Identifier
    name: Name
    weight: Percent
    unit: str | None = None
    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    ambiguities: tuple[Ambiguity, ...] = ()

    @model_validator(mode="after")
    def _options_are_told_apart(self) -> Self:
        for language in ("zh", "en"):
            grades = [option.grade.text(language) for option in self.options]
            if len(set(grades)) < len(grades):
                raise fault("E_RUBRIC_GRADES", item=self.id, grades=grades)
        if len({option.at_least for option in self.bands}) < len(self.bands):
            raise fault("E_RUBRIC_BANDS", item=self.id)
        return self

    @cached_property
    def bands(self) -> tuple[Option, ...]:
        """The options that a number can earn, highest first; empty where only grades are answers."""
        numbered = [option for option in self.options if option.at_least is not None]
        return tuple(sorted(numbered, key=lambda option: option.at_least or Decimal(0), reverse=True))

    def band_of(self, number: Decimal) -> Option | None:
        """Return the option that a number earns; None where only grades are answers or no band takes it."""
        reached = [
            option for option in self.bands if option.at_least is not None and number >= option.at_least
        ]
        rest = [option for option in self.options if option.at_least is None] if self.bands else []
        return next(iter(reached + rest), None)

    @property
    def grades(self) -> list[str]:
        """The grades in Chinese, with the English one where it differs."""
        names = [option.grade for option in self.options]
        return [name.zh if name.zh == name.en else f"{name.zh}/{name.en}" for name in names]


class Element(Definition):
    """A part of the rubric with its items; ``weight`` is its share of the full mark in percent.

    Attributes
    ----------
    id
        Unique in the rubric; printed scores may name it.
    name
        Printed scores may name it too.
    weight
        Percent of the full mark; the elements add up to 100.
    items
        What is asked.
    """

    id: Identifier
    name: Name
    weight: Percent
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _items_weigh_a_hundred(self) -> Self:
        check_weights(self.id, self.items)
        return self


class Benchmark(Definition):
    """A published score to compare with, such as a national mean.

    Attributes
    ----------
    name
        What it is the score of.
    score
        In the marks of the rubric.
    """

    name: Name
    score: Decimal


class Rubric(RootDefinition):
    """Elements of items of options; scores are printed half up to ``score_decimals``, rates to whole percent.

    ``full_points`` is what an item is worth at most in principle; an item may top out lower.

    Attributes
    ----------
    id
        Short name.
    name
        Title of every output.
    reference
        Where the rubric is published.
    full_mark
        The best total.
    full_points
        Points of an item that earn its whole weight.
    score_decimals
        Decimals of a printed score.
    benchmark
        A published score that every total is compared with.
    elements
        The parts, in order.
    ambiguities
        What the document leaves open as a whole.
    """

    id: Identifier
    name: Name
    reference: Name
    full_mark: Annotated[Decimal, Field(gt=0)] = Decimal(10)
    full_points: Annotated[Decimal, Field(gt=0)] = Decimal(5)
    score_decimals: Annotated[int, Field(ge=0, le=9)] = 2
    benchmark: Benchmark | None = None
    elements: tuple[Element, ...]
    ambiguities: tuple[Ambiguity, ...] = ()

    @model_validator(mode="after")
    def _is_one_coherent_rubric(self) -> Self:
        ids = [element.id for element in self.elements] + [item.id for item in self.items]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise fault("E_RUBRIC_DUPLICATE_ID", ids=twice)
        over = [
            item.id for item in self.items if any(option.points > self.full_points for option in item.options)
        ]
        if over:
            raise fault("E_RUBRIC_POINTS", items=over, expected=str(self.full_points))
        check_weights(self.id, self.elements)
        return self

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, in order."""
        return tuple(item for element in self.elements for item in element.items)

    @cached_property
    def scale(self) -> tuple[Decimal, ...]:
        """Every number of points an option can give, highest first."""
        return tuple(sorted({option.points for item in self.items for option in item.options}, reverse=True))

    def all_ambiguities(self) -> Iterator[Ambiguity]:
        """Yield what is recorded as open, item by item, then for the whole."""
        for item in self.items:
            yield from item.ambiguities
        yield from self.ambiguities

    def full_mark_of(self, element: Element) -> Decimal:
        """Return the element's share of the full mark."""
        return self.full_mark * element.weight / HUNDRED


def check_weights(parent: str, parts: tuple[Element, ...] | tuple[Item, ...]) -> None:
    """Refuse weights of one parent that do not add up to 100."""
    total = sum((part.weight for part in parts), Decimal(0))
    if total != HUNDRED:
        raise fault("E_RUBRIC_WEIGHTS", parent=parent, found=f"{total:f}")
