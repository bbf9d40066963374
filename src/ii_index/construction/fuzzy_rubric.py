"""Fuzzy comprehensive evaluation of a rubric: answers that belong to several grades by degrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.construction.rubric import COLUMNS, TOTAL, item_labels, refused
from ii_index.errors import DataError, Finding
from ii_index.kernels.aggregation.fuzzy import Operator, composition, defuzzify
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name, closest_names
from ii_index.model.rubric import Element, Item, Rubric
from ii_index.model.spelling import fold
from ii_index.model.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

Memberships: TypeAlias = Mapping[str, Mapping[str, float]] | list[tuple[str, Mapping[str, float]]]

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class FuzzyScore(Immutable):
    """Composed memberships and defuzzified scores.

    Attributes
    ----------
    rubric : Rubric
    operator : str
    scale : tuple of float
        Points of the grades, highest first.
    composed : numpy.ndarray of shape (elements, grades)
        B = w ∘ R of every element.
    scores : numpy.ndarray of shape (elements,)
        Unrounded element scores.
    overall : tuple of float
        The elements' vectors composed once more with the elements' weights.
    total : float
        Unrounded score of ``overall``.
    """

    rubric: Rubric
    operator: Operator
    scale: tuple[float, ...]
    composed: FloatArray
    scores: FloatArray
    overall: tuple[float, ...]
    total: float

    def table(self) -> Table:
        """Return composed membership in each number of points, and the score, of every element; then the total."""
        points = [
            Column(f"{value:g}", Name(zh=f"{value:g}分", en=f"{value:g} points"), decimals=3)
            for value in self.scale
        ]
        rows = [
            (element.name, *vector, score)
            for element, vector, score in zip(
                self.rubric.elements, self.composed.tolist(), self.scores.tolist(), strict=True
            )
        ]
        rows.append((TOTAL, *self.overall, self.total))
        return Table(
            "memberships",
            self.rubric.name,
            (COLUMNS[0], *points, COLUMNS[1]),
            tuple(rows),
            index=("element",),
        )

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by element, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)


def score_memberships(
    memberships: Memberships, rubric: Rubric, *, operator: Operator = "weighted_average"
) -> FuzzyScore:
    """Score answers that hold to several grades at once.

    Each item's degrees r over the points 5, 3, 2, 0 form the rows of R; B = w ∘ R for every element, and once
    more over the elements with their weights; the score is the full mark · (Σ b v / Σ b) / full points. With
    crisp degrees (one grade, degree 1) and ``weighted_average`` this is the rubric's own unrounded score.

    Parameters
    ----------
    memberships : mapping, or pairs, of str and mapping of str to float
        Item (id or name) to degrees by grade, between 0 and 1 and adding up to 1; grades left out count 0.
    rubric : Rubric
    operator : {"weighted_average", "max_product", "max_min", "bounded_sum"}
        See :func:`ii_index.kernels.aggregation.fuzzy.composition`.

    Returns
    -------
    FuzzyScore

    Raises
    ------
    DataError
        Items that are missing or unknown, degrees that are not in order.
    """
    degrees = _degrees(memberships, rubric)
    scale = np.array([float(points) for points in rubric.scale])
    composed = np.array([_compose(element, degrees, operator) for element in rubric.elements])
    marks = np.array([float(rubric.full_mark_of(element)) for element in rubric.elements])
    weights = [float(element.weight) / 100 for element in rubric.elements]
    overall = composition(weights, composed, operator=operator)
    full = float(rubric.full_points)
    return FuzzyScore(
        rubric=rubric,
        operator=operator,
        scale=tuple(scale.tolist()),
        composed=composed,
        scores=marks * defuzzify(composed, scale) / full,
        overall=tuple(overall.tolist()),
        total=float(rubric.full_mark) * float(defuzzify(overall, scale)) / full,
    )


def _compose(element: Element, degrees: Mapping[str, FloatArray], operator: Operator) -> FloatArray:
    weights = [float(item.weight) / 100 for item in element.items]
    return composition(weights, [degrees[item.id] for item in element.items], operator=operator)


def _degrees(memberships: Memberships, rubric: Rubric) -> dict[str, FloatArray]:
    """Each item's degrees over the rubric's scale of points, by item id."""
    labels = item_labels(rubric)
    rows: dict[str, FloatArray] = {}
    findings: list[Finding] = []
    pairs = memberships.items() if isinstance(memberships, Mapping) else memberships
    for label, given in pairs:
        item = labels.get(fold(label))
        if item is None:
            known = closest_names(label, (item.name for item in rubric.items))
            findings.append(Finding("E_ANSWER_UNKNOWN", found=label, details={"known": known}))
        elif item.id in rows:
            findings.append(Finding("E_ANSWER_DUPLICATE", column=item.name.zh))
        else:
            rows[item.id] = _row(item, given, rubric)
            if not _in_order(item, given):
                findings.append(_out_of_order(item, given))
    findings += [refused(item, "", None) for item in rubric.items if item.id not in rows]
    if findings:
        raise DataError(findings)
    return rows


def _row(item: Item, given: Mapping[str, float], rubric: Rubric) -> FloatArray:
    row = np.zeros(len(rubric.scale))
    by_grade = {fold(grade): degree for grade, degree in given.items()}
    for option in item.options:
        for grade in {fold(option.grade.zh), fold(option.grade.en)}:
            row[rubric.scale.index(option.points)] += by_grade.get(grade, 0.0)
    return row


def _in_order(item: Item, given: Mapping[str, float]) -> bool:
    grades = {fold(grade) for option in item.options for grade in (option.grade.zh, option.grade.en)}
    known = all(fold(grade) in grades for grade, degree in given.items() if degree != 0)
    degrees = list(given.values())
    return known and all(0 <= degree <= 1 for degree in degrees) and abs(sum(degrees) - 1) <= TOLERANCE


def _out_of_order(item: Item, given: Mapping[str, float]) -> Finding:
    found = ", ".join(f"{grade} {degree:g}" for grade, degree in given.items())
    return Finding("E_MEMBERSHIP", column=item.name.zh, found=found, expected=", ".join(item.grades))
