"""What experts say about weights: pairwise judgements by parent, and points out of 100."""

from collections import Counter
from collections.abc import Hashable, Sequence
from functools import cached_property
from math import isfinite, nan
from typing import Annotated, Self, TypeGuard, TypeVar

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from ii_index.model.best_worst import BestWorstJudgement
from ii_index.model.names import Definition, RootDefinition
from ii_index.model.node import Identifier
from ii_index.model.ratios import Ratio, Weight, ratio
from ii_index.model.validation import fault

T = TypeVar("T", bound=Hashable)

SOLE = "e1"  # the expert of a file that names none

_OPEN = {"", "?", "？"}
_ROUNDED = 0.05  # how far the product of two mirrored judgements may be from 1: 0.14 for 1/7, 0.33 for 1/3
_SHOWN = 60


def _answer(value: object) -> object:
    """Read ``1/3`` and ``3:1`` as they are written, and ``?`` as not answered."""
    if isinstance(value, str) and value.strip() in _OPEN:
        return None
    number = ratio(value)
    if not isinstance(number, str):
        return number
    try:
        read = float(number)
    except ValueError:
        read = nan
    if not isfinite(read):
        raise fault("E_JUDGEMENT_VALUE", found=number if len(number) <= _SHOWN else f"{number[:_SHOWN]}…")
    return read


Answer = Annotated[
    Annotated[float, Field(gt=0)] | None,
    BeforeValidator(_answer, json_schema_input_type=float | str | None),
]
Points = dict[str, Weight]


def judgement_of(value: object) -> float | None:
    """Read a judgement as people write it: 3, ``1/3``, and None for ``?``; refuse what is no positive number.

    Examples
    --------
    >>> judgement_of("1/4"), judgement_of("?")
    (0.25, None)
    """
    answer = _answer(value)
    if answer is None or (isinstance(answer, (int, float)) and not isinstance(answer, bool) and answer > 0):
        return None if answer is None else float(answer)
    raise fault("E_JUDGEMENT_VALUE", found=str(value))


def is_square(rows: object) -> TypeGuard[Sequence[Sequence[object]]]:
    """Whether there are as many rows as each row has cells, and more than one."""
    if not isinstance(rows, (list, tuple)):
        return False
    lengths = {len(row) if isinstance(row, (list, tuple)) else 0 for row in rows}  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    return lengths == {len(rows)} and len(rows) > 1  # pyright: ignore[reportUnknownArgumentType]


def above_diagonal(rows: Sequence[Sequence[object]], node: str) -> list[list[float | None]]:
    """Return what a whole matrix says above its diagonal; refuse one that contradicts itself.

    Of two mirrored judgements the one of 1 or more is taken: people round the other (3 and 0.333).

    Examples
    --------
    >>> above_diagonal([[1, "1/3", "?"], [3, 1, 0.14], [5, 7, 1]], "root")
    [[0.3333333333333333, 0.2], [0.14285714285714285]]
    """
    cells = [[judgement_of(cell) for cell in row] for row in rows]
    wrong = [
        f"{_cell(row, column)}: {cells[row][column]:g}, {_cell(column, row)}: {cells[column][row]:g}"
        for row in range(len(cells))
        for column in range(row, len(cells))
        if not _mirrored(cells[row][column], cells[column][row])
    ]
    if wrong:
        raise fault("E_NOT_RECIPROCAL", node=node, cells=wrong)
    return [
        [_of_two(cells[row][column], cells[column][row]) for column in range(row + 1, len(cells))]
        for row in range(len(cells) - 1)
    ]


def _mirrored(judgement: float | None, mirror: float | None) -> bool:
    return judgement is None or mirror is None or abs(judgement * mirror - 1) <= _ROUNDED


def _of_two(judgement: float | None, mirror: float | None) -> float | None:
    if mirror is None or (judgement is not None and judgement >= mirror):
        return judgement
    return 1 / mirror


def _cell(row: int, column: int) -> str:
    return f"({row + 1}, {column + 1})"


class Expert(Definition):
    """Someone who judges; ``weight`` is relative to the other experts'.

    Attributes
    ----------
    id
        What matrices and allocations name.
    name
        Shown to people.
    weight
        Relative to the other experts'.
    """

    id: Identifier
    name: str | None = None
    weight: Ratio = 1.0


class JudgementMatrix(Definition):
    """One expert's comparison of the children of one parent: the rows above the diagonal; null is not answered.

    Attributes
    ----------
    node
        The parent whose children are compared; ``root`` for the dimensions.
    expert
        Who judged; may be left out where there is one.
    order
        The children, in the order of the rows.
    upper
        Rows above the diagonal, such as ``[[1, 1/2], [?]]``; ``?`` is not answered. All rows of the whole matrix will
        do as well: of two mirrored judgements the one of 1 or more is taken, 3 before 0.333.
    """

    node: str
    expert: Identifier | None = None
    order: Annotated[tuple[str, ...], Field(min_length=2)]
    upper: tuple[tuple[Answer, ...], ...]

    @field_validator("upper", mode="before")
    @classmethod
    def _whole_or_half(cls, rows: object, given: ValidationInfo) -> object:
        return above_diagonal(rows, str(given.data.get("node", ""))) if is_square(rows) else rows

    @model_validator(mode="after")
    def _is_an_upper_triangle(self) -> Self:
        lengths = list(range(len(self.order) - 1, 0, -1))
        if [len(row) for row in self.upper] != lengths:
            raise fault("E_JUDGEMENT_SHAPE", node=self.node, expected=len(lengths), lengths=lengths)
        twice = sorted({item for item in self.order if self.order.count(item) > 1})
        if twice:
            raise fault("E_DUPLICATE_ID", ids=twice)
        return self

    @property
    def answers(self) -> tuple[float | None, ...]:
        """Judgements above the diagonal, row by row."""
        return tuple(answer for row in self.upper for answer in row)


class ExpertBestWorst(BestWorstJudgement):
    """One expert's judgements against the best and the worst child of one parent.

    Attributes
    ----------
    expert
        Who judged; may be left out where there is one.
    """

    expert: Identifier | None = None


class Allocation(Definition):
    """One expert's points: over the children of one parent (``node`` and ``points``) or over all ``leaves``.

    Attributes
    ----------
    expert
        Who allocated; may be left out where there is one.
    node
        The parent whose children get ``points``.
    points
        By child id; rescaled to 100.
    leaves
        By indicator id over the whole tree, in place of ``node`` and ``points``; rescaled to 100.
    """

    expert: Identifier | None = None
    node: str | None = None
    points: Points | None = None
    leaves: Points | None = None

    @model_validator(mode="after")
    def _children_or_leaves(self) -> Self:
        by_parent = self.node is not None and self.points is not None and self.leaves is None
        over_leaves = self.leaves is not None and self.node is None and self.points is None
        if not (by_parent or over_leaves):
            raise fault("E_ALLOCATION_FORM")
        return self

    @property
    def shares(self) -> Points:
        """The points, wherever they stand."""
        return self.points or self.leaves or {}


class Judgements(RootDefinition):
    """An expert round: who was asked, what they judged, how they allocated.

    Attributes
    ----------
    framework
        Built-in id or path of the framework that was judged.
    experts
        Who was asked, with weights; by default everybody named below, equally.
    matrices
        Pairwise comparisons.
    allocations
        Points out of 100.
    best_worst
        Comparisons with the best and the worst child alone: the best-worst method.

    Examples
    --------
    >>> round_ = Judgements(
    ...     framework="caict-2024",
    ...     matrices=[{"node": "innovation", "order": ["a", "b", "c"], "upper": [[1, "1/2"], ["?"]]}],
    ... )
    >>> round_.matrices[0].answers
    (1.0, 0.5, None)
    """

    framework: str
    experts: tuple[Expert, ...] = ()
    matrices: tuple[JudgementMatrix, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    best_worst: tuple[ExpertBestWorst, ...] = ()

    @model_validator(mode="after")
    def _everyone_is_known_and_speaks_once(self) -> Self:
        if not (self.matrices or self.allocations or self.best_worst):
            raise fault("E_NO_JUDGEMENTS")
        declared = [expert.id for expert in self.experts]
        twice = _repeated(declared)
        if twice:
            raise fault("E_DUPLICATE_ID", ids=twice)
        self._check_experts(set(declared))
        self._check_repetition()
        return self

    def _check_experts(self, declared: set[str]) -> None:
        named = {entry.expert for entry in self._entries}
        people = sorted(name for name in named if name is not None)
        strangers = [name for name in people if declared and name not in declared]
        if strangers:
            raise fault("E_EXPERT_UNKNOWN", found=strangers, known=sorted(declared))
        if None in named and len(declared.union(people)) > 1:
            raise fault("E_EXPERT_MISSING", known=sorted(declared) or people)

    def _check_repetition(self) -> None:
        matrices = [(entry.node, self.expert_of(entry)) for entry in self.matrices]
        tables = [(entry.node or "leaves", self.expert_of(entry)) for entry in self.allocations]
        best_worst = [(entry.node, self.expert_of(entry)) for entry in self.best_worst]
        for node, expert in _repeated(matrices) + _repeated(tables) + _repeated(best_worst):
            raise fault("E_JUDGED_TWICE", node=node, expert=expert)
        both = sorted({node for node, _ in matrices} & {node for node, _ in best_worst})
        if both:
            raise fault("E_JUDGED_TWO_WAYS", node=both[0])

    @property
    def _entries(self) -> tuple[JudgementMatrix | Allocation | ExpertBestWorst, ...]:
        return (*self.matrices, *self.allocations, *self.best_worst)

    @cached_property
    def _sole_expert(self) -> str:
        """Whoever is meant where no expert is named."""
        declared = [expert.id for expert in self.experts]
        named = [entry.expert for entry in self._entries if entry.expert is not None]
        return next(iter(declared + named), SOLE)

    def expert_of(self, entry: JudgementMatrix | Allocation | ExpertBestWorst) -> str:
        """Return who judged; the sole expert where none is named."""
        return self._sole_expert if entry.expert is None else entry.expert

    @property
    def panel(self) -> tuple[Expert, ...]:
        """Everyone who was declared, else everyone who said something, in the order of appearance."""
        if self.experts:
            return self.experts
        said = dict.fromkeys(self.expert_of(entry) for entry in self._entries)
        return tuple(Expert(id=name) for name in said)


def _repeated(items: list[T]) -> list[T]:
    """Return what stands in a list more than once, each named once."""
    return [item for item, count in Counter(items).items() if count > 1]
