"""One expert's answers, held against the questionnaire as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from ii_index.errors import Finding
from ii_index.io.files.grid import Cell
from ii_index.io.questionnaires.layout import (
    ANSWER,
    ENTRY,
    FIRST_PAIR,
    NAME_ROW,
    POINT,
    Layout,
    PairSheet,
    PointTable,
    fingerprint,
    labels,
    lay_out,
)
from ii_index.io.questionnaires.sheets import Sheets, text_of
from ii_index.io.questionnaires.words import scale
from ii_index.model.framework import Framework
from ii_index.model.judgements import Allocation, JudgementMatrix

_FULL = 100.0
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Answers:
    """What one questionnaire says.

    Attributes
    ----------
    file, expert : str
    name : str or None
        As the expert wrote it.
    matrices : tuple of JudgementMatrix
        Of the parents about which anything was answered.
    allocations : tuple of Allocation
    answered, asked : int
        Comparisons.
    findings : tuple of Finding
    """

    file: str
    expert: str
    name: str | None
    matrices: tuple[JudgementMatrix, ...]
    allocations: tuple[Allocation, ...]
    answered: int
    asked: int
    findings: tuple[Finding, ...]


def read_answers(book: Sheets, framework: Framework) -> Answers:
    """Read a questionnaire's answers; where it was changed or is of another framework, only say so."""
    expert, language = book.meta["expert"], "zh" if book.meta["language"] == "zh" else "en"
    over = book.meta["allocations"]
    layout = lay_out(framework, language, over if over in {"leaves", "parents"} else "none")  # type: ignore[arg-type]
    findings = list(_not_ours(book, layout) or _changed(book, layout))
    if findings:
        return Answers(book.file, expert, None, (), (), 0, 0, tuple(findings))
    reader = _Reader(book, layout)
    matrices = [matrix for pairs in layout.pairs if (matrix := reader.matrix(pairs))]
    allocations = [table for points in layout.points if (table := reader.allocation(points))]
    asked = sum(len(pairs.pairs) for pairs in layout.pairs)
    findings = reader.findings
    if not matrices and not allocations and all(finding.severity == "notice" for finding in findings):
        findings = [Finding("W_QUESTIONNAIRE_BLANK", file=book.file, details={"expert": expert})]
    return Answers(
        book.file,
        expert,
        text_of(book.cell(layout.cover, NAME_ROW, ENTRY)) or None,
        tuple(matrices),
        tuple(allocations),
        reader.answered,
        asked,
        tuple(findings),
    )


def _not_ours(book: Sheets, layout: Layout) -> list[Finding]:
    """Say that a questionnaire was made for another framework, or another version of it."""
    framework = layout.framework
    expected = {"framework": framework.id, "fingerprint": fingerprint(framework)}
    found = {key: book.meta[key] for key in expected}
    if found == expected:
        return []
    code = "E_QUESTIONNAIRE_FRAMEWORK" if found["framework"] != framework.id else "E_QUESTIONNAIRE_VERSION"
    return [Finding(code, file=book.file, found=found["framework"], expected=framework.id)]


def _changed(book: Sheets, layout: Layout) -> Iterator[Finding]:
    """Name every label that is not as it was written, and every sheet that is gone."""
    expected = labels(layout, book.meta["expert"])
    gone = [sheet for sheet in dict.fromkeys(place[0] for place in expected) if sheet not in book.grids]
    for sheet in gone:
        yield Finding("E_QUESTIONNAIRE_SHEET", file=book.file, sheet=sheet)
    for (sheet, row, column), text in expected.items():
        found = "" if sheet in gone else text_of(book.cell(sheet, row, column))
        if sheet not in gone and found != text.strip():
            yield Finding(
                "E_QUESTIONNAIRE_CHANGED",
                file=book.file,
                sheet=sheet,
                cell=address(row, column),
                found=found[:60],
                expected=text[:60],
            )


class _Reader:
    """Collects answers and what is wrong with them."""

    def __init__(self, book: Sheets, layout: Layout) -> None:
        self._book, self._layout = book, layout
        self._expert = book.meta["expert"]
        self._scale = scale(layout.language)
        self.answered = 0
        self.findings: list[Finding] = []

    def matrix(self, pairs: PairSheet) -> JudgementMatrix | None:
        """Read the comparisons below one parent; None where nothing was answered."""
        answers = [self._judgement(pairs, FIRST_PAIR + position) for position in range(len(pairs.pairs))]
        given = len(answers) - answers.count(None)
        self.answered += given
        if not given:
            node = self._layout.framework.name_of(pairs.node)
            details = {"expert": self._expert, "node": node}
            self._say("N_SHEET_BLANK", pairs.sheet, details=details)
            return None
        upper = iter(answers)
        n = len(pairs.children)
        rows = tuple(tuple(next(upper) for _ in range(n - 1 - row)) for row in range(n - 1))
        return JudgementMatrix(node=pairs.node, expert=self._expert, order=pairs.children, upper=rows)

    def allocation(self, table: PointTable) -> Allocation | None:
        """Read one table of points; None where nothing was given."""
        sheet = self._layout.point_sheet
        points = [self._point(sheet, table.first + row) for row in range(len(table.items))]
        given = [point for point in points if point is not None]
        if not given:
            self._say("N_POINTS_BLANK", sheet, details={"expert": self._expert})
            return None
        blank = [
            self._layout.framework.name_of(item)
            for item, point in zip(table.items, points, strict=True)
            if point is None
        ]
        total = sum(given)
        if blank and abs(total - _FULL) > _TOLERANCE:
            details = {"expert": self._expert, "items": blank}
            self._say("E_POINTS_BLANK", sheet, found=f"{total:g}", details=details)
            return None
        if blank:
            self._say("N_POINTS_ZERO", sheet, details={"expert": self._expert, "items": blank})
        if not total > 0:
            self._say("E_ALLOCATION_ZERO", sheet, details={"expert": self._expert})
            return None
        shares = {item: point or 0.0 for item, point in zip(table.items, points, strict=True)}
        if table.node is None:
            return Allocation(expert=self._expert, leaves=shares)
        return Allocation(expert=self._expert, node=table.node, points=shares)

    def _judgement(self, pairs: PairSheet, row: int) -> float | None:
        said = text_of(self._book.cell(pairs.sheet, row, ANSWER))
        if said and said not in self._scale:
            self._say("E_ANSWER_NOT_LISTED", pairs.sheet, cell=address(row, ANSWER), found=said[:60])
        return self._scale.get(said)

    def _point(self, sheet: str, row: int) -> float | None:
        cell = self._book.cell(sheet, row, POINT)
        number = _number(cell)
        if number is None and text_of(cell):
            self._say("E_POINTS_VALUE", sheet, cell=address(row, POINT), found=text_of(cell)[:60])
        return number

    def _say(self, code: str, sheet: str, **fields: object) -> None:
        self.findings.append(Finding(code, file=self._book.file, sheet=sheet, **fields))  # type: ignore[arg-type]


def _number(cell: Cell) -> float | None:
    """Read points: a number from 0, also where it came back as text."""
    try:
        number = float(cell) if isinstance(cell, (int, float, str)) and not isinstance(cell, bool) else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < float("inf") else None


def address(row: int, column: int) -> str:
    """Return the address of a cell in the first 26 columns, as spreadsheets show it.

    Examples
    --------
    >>> address(4, 2)
    'C5'
    """
    return f"{chr(ord('A') + column)}{row + 1}"
