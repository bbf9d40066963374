"""Judgements kept in tables: a survey, a respondent a row and a pair a column, or whole matrices in sheets."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError

from ii_index.errors import Finding, WeightsError
from ii_index.io.definitions import validated
from ii_index.io.files.grid import Cell, Grid, is_blank, text_of
from ii_index.io.files.open import read_bytes, read_grids
from ii_index.model.framework import Framework
from ii_index.model.headings import role_of, year_of
from ii_index.model.judgements import Judgements, above_diagonal, judgement_of
from ii_index.model.node import ROOT
from ii_index.model.spelling import compact

_BETWEEN = re.compile(r"\s*(?:\bvs?\.?\s|[:：/／|_\-–—对])\s*", re.IGNORECASE)
_WEIGHT = {"weight", "weights", "权重"}
_EXTREMES = {
    **dict.fromkeys(("best", "最优", "最重要"), "best_to_others"),
    **dict.fromkeys(("worst", "最劣", "最不重要"), "others_to_worst"),
}
_MINUS = ("-", "−")
_HEAD_ROWS = 10
"""Rows in which a table may have its head."""
_EXPERT = re.compile(r"[^\W_][\w.\-]*")


class Survey(NamedTuple):
    """What a table of judgements says.

    Attributes
    ----------
    judgements : Judgements
    findings : tuple of Finding
        Warnings and notices: columns not used, negative codes.
    """

    judgements: Judgements
    findings: tuple[Finding, ...]


class _Pair(NamedTuple):
    """A heading that names two children of one parent."""

    at: int
    node: str
    first: str
    second: str


class _Extreme(NamedTuple):
    """A heading that names a child and the best, or a child and the worst."""

    at: int
    node: str
    child: str
    side: str


class _Answers(NamedTuple):
    """What one expert says about the children of one parent, under a field of :class:`Judgements`."""

    expert: dict[str, Any]
    field: str
    said: dict[str, Any]


class _Items:
    """The nodes of a framework by what they are called, and which are children of one parent."""

    def __init__(self, framework: Framework) -> None:
        self.children = {
            node: tuple(child.id for child in framework.children_of(node) or ())
            for node in (ROOT, *framework.nodes)
        }
        self.called: dict[str, dict[str, str]] = {}
        for node in self.children:
            for child in framework.children_of(node) or ():
                for name in (child.id, child.name.zh, child.name.en):
                    self.called.setdefault(compact(name), {})[node] = child.id

    def pair(self, heading: str, at: int) -> _Pair | None:
        """Return the pair that a heading names, wherever in it the two are parted."""
        for found in _BETWEEN.finditer(heading):
            first, second = (
                self.called.get(compact(part), {})
                for part in (heading[: found.start()], heading[found.end() :])
            )
            both = [node for node in first if node in second and first[node] != second[node]]
            if len(both) == 1:
                return _Pair(at, both[0], first[both[0]], second[both[0]])
        return None

    def extreme(self, heading: str, at: int) -> _Extreme | None:
        """Return the child that a heading sets beside the best (first) or the worst (last)."""
        for found in _BETWEEN.finditer(heading):
            first, second = (compact(heading[: found.start()]), compact(heading[found.end() :]))
            for side, word, child in (("best_to_others", first, second), ("others_to_worst", second, first)):
                named = self.called.get(child, {})
                if _EXTREMES.get(word) == side and len(named) == 1:
                    ((node, one),) = named.items()
                    return _Extreme(at, node, one, side)
        return None

    def siblings(self, headings: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
        """Return the parent whose children all the headings are, and these children."""
        named = [self.called.get(compact(heading), {}) for heading in headings]
        for node in self.children:
            children = tuple(one[node] for one in named if node in one)
            if len(children) == len(named) == len(set(children)) > 1:
                return node, children
        return None


def read_judgement_tables(path: str | Path, framework: Framework) -> Survey:
    """Read judgements from a table: CSV, TSV or a workbook.

    A *survey* has one respondent a row: their name or number, perhaps a ``weight``, and one column a pair, headed
    by the two as the framework calls them (``Foundation vs Innovation``, ``foundation_innovation``). A cell says how
    many times the first outweighs the second: 3, 1/3, and −3 for 1/3; blank or ``?`` is not answered. By the best-worst
    method the columns are ``best vs Foundation`` and ``Foundation vs worst``, for every child; the one that is 1, or
    the only one left blank, is the best or the worst itself. A *matrix* has the children of one parent across and
    down, a matrix a sheet, the sheet named for the expert.

    Parameters
    ----------
    path : str or path
        ``-`` is standard input.
    framework : Framework

    Returns
    -------
    Survey

    Raises
    ------
    WeightsError
        No comparison is found; a cell that is no judgement; a matrix that contradicts itself.
    DataError
        No such file, or not readable.
    """
    items, findings = _Items(framework), list[Finding]()
    file, content = read_bytes(path)
    grids = read_grids(file, content, lambda row: sum(_heads(items, row)))
    answers = [answer for grid in grids for answer in _read(grid, items, findings)]
    if not answers and not _wrong(findings):
        known = {"known": list(items.children[ROOT])}
        findings.append(
            Finding("E_DATA_NOT_COMPARISONS", file=file)
            if _has_years(grids)
            else Finding("E_NO_COMPARISONS", file=file, details=known)
        )
    if _wrong(findings):
        raise WeightsError(findings)
    said = {
        "framework": framework.id,
        "experts": [*{answer.expert["id"]: answer.expert for answer in answers}.values()],
        **{
            field: [answer.said for answer in answers if answer.field == field]
            for field in ("matrices", "best_worst")
        },
    }
    return Survey(validated(said, Judgements, file), tuple(findings))


def holds_data(path: str | Path) -> bool:
    """Whether a table has years where its head is, as one of data does: nobody compares a year with anything."""
    file, content = read_bytes(path)
    return _has_years(read_grids(file, content, lambda row: sum(map(_is_of_years, row))))


def _has_years(grids: Sequence[Grid]) -> bool:
    return any(
        _is_of_years(cell)
        for grid in grids
        for row in range(min(len(grid), _HEAD_ROWS))
        for cell in grid.row(row)
    )


def _is_of_years(cell: Cell) -> bool:
    text = text_of(cell)
    return role_of(text) == "year" or year_of(text) is not None


def _heads(items: _Items, row: Sequence[Cell]) -> Iterator[bool]:
    for at, cell in enumerate(row):
        text = text_of(cell)
        yield bool(items.pair(text, at) or items.extreme(text, at)) or compact(text) in items.called


def _read(grid: Grid, items: _Items, findings: list[Finding]) -> Iterator[_Answers]:
    """Yield the answers of one sheet, below the first row that names what is compared."""
    for top in range(len(grid)):
        texts = [text_of(cell) for cell in grid.row(top)]
        pairs = [pair for at, text in enumerate(texts) if (pair := items.pair(text, at))]
        taken = {pair.at for pair in pairs}
        extremes = [
            found for at, text in enumerate(texts) if at not in taken and (found := items.extreme(text, at))
        ]
        if pairs or extremes:
            yield from _survey(grid, top, pairs, extremes, items, findings)
            return
        if across := items.siblings([text for text in texts[1:] if text]):
            yield from _matrix(grid, top, across, items, findings)
            return
    if grid.sheet is not None and list(_filled(grid, -1)):
        findings.append(grid.finding("N_NOTHING_COMPARED", found=grid.sheet))


def _survey(  # noqa: PLR0913, PLR0917 - a sheet, its headings, and whose they are
    grid: Grid,
    top: int,
    pairs: Sequence[_Pair],
    extremes: Sequence[_Extreme],
    items: _Items,
    findings: list[Finding],
) -> Iterator[_Answers]:
    paired = {pair.at for pair in pairs} | {one.at for one in extremes}
    others = {at: text_of(cell) for at, cell in enumerate(grid.row(top)) if at not in paired}
    weight = next((at for at, text in others.items() if compact(text) in _WEIGHT), None)
    name = next((at for at in others if at != weight), None)
    unused = [text for at, text in others.items() if text and at not in {weight, name}]
    findings += [grid.finding("W_EXTRA_COLUMN", top, column=text, found=text) for text in unused]
    orders = _orders(pairs, items)
    rows = [at for at in _filled(grid, top) if any(not is_blank(_cell(grid, at, place)) for place in paired)]
    for at in rows:
        said = {pair: _judgement(grid, at, pair.at, findings) for pair in pairs}
        expert = _expert(_text(grid, at, name), at - top)
        if weight is not None:
            expert["weight"] = _judgement(grid, at, weight, findings) or 1.0
        for node, order in orders.items():
            matrix = {
                "node": node,
                "expert": expert["id"],
                "order": order,
                "upper": _upper(order, node, said),
            }
            yield _Answers(expert, "matrices", matrix)
        for said_of_node in _best_worst(grid, at, extremes, findings):
            yield _Answers(expert, "best_worst", {**said_of_node, "expert": expert["id"]})
    if any(_text(grid, at, pair.at).startswith(_MINUS) for at in rows for pair in pairs):
        findings.append(grid.finding("N_NEGATIVE_CODES"))


def _best_worst(
    grid: Grid, row: int, extremes: Sequence[_Extreme], findings: list[Finding]
) -> Iterator[dict[str, Any]]:
    """Yield what a respondent says against the best and the worst, parent by parent, where there is an answer."""
    for node in dict.fromkeys(one.node for one in extremes):
        said: dict[str, dict[str, float | None]] = {"best_to_others": {}, "others_to_worst": {}}
        for one in extremes:
            if one.node == node:
                said[one.side][one.child] = _judgement(grid, row, one.at, findings)
        given = [value for side in said.values() for value in side.values() if value is not None]
        if not given:
            continue
        for side, values in said.items():
            blank = [child for child, value in values.items() if value is None]
            if len(blank) == 1 and 1 not in values.values():
                values[blank[0]] = 1.0  # the best against itself, the worst against itself
            elif blank:
                details = {"node": node, "side": side, "ids": blank}
                findings.append(grid.finding("E_BEST_WORST_OPEN", row, details=details))
        if not _wrong(findings):
            yield {"node": node, **said}


def _orders(pairs: Sequence[_Pair], items: _Items) -> dict[str, tuple[str, ...]]:
    """Return the children that are compared at each parent, in the framework's order."""
    compared: dict[str, set[str]] = {}
    for pair in pairs:
        compared.setdefault(pair.node, set()).update((pair.first, pair.second))
    return {
        node: tuple(child for child in items.children[node] if child in children)
        for node, children in compared.items()
    }


def _upper(order: Sequence[str], node: str, said: dict[_Pair, float | None]) -> list[list[float | None]]:
    answers = {
        (pair.first, pair.second): value for pair, value in said.items() if pair.node == node and value
    }
    known = {(second, first): 1 / value for (first, second), value in answers.items()} | answers
    return [[known.get((first, second)) for second in order[at + 1 :]] for at, first in enumerate(order[:-1])]


def _judgement(grid: Grid, row: int, at: int, findings: list[Finding]) -> float | None:
    """Read 3, 1/3, −3 for 1/3, and blank or ``?`` for no answer."""
    text = _text(grid, row, at)
    try:
        value = judgement_of(text.removeprefix("-").removeprefix("−"))
    except PydanticCustomError:
        value = 0.0
    turned = text.startswith(_MINUS)
    if value is None or (value >= 1 if turned else value > 0):
        return 1 / value if value and turned else value
    findings.append(grid.finding("E_JUDGEMENT_VALUE", row, at, found=text))
    return None


def _expert(label: str, number: int) -> dict[str, Any]:
    """Return an expert by what the table calls them: a name, a number, or nothing."""
    if label and not label.isdigit() and _EXPERT.fullmatch(label):
        return {"id": label}
    return {"id": f"e{label if label.isdigit() else number}", **({"name": label} if label else {})}


def _matrix(
    grid: Grid, top: int, family: tuple[str, tuple[str, ...]], items: _Items, findings: list[Finding]
) -> Iterator[_Answers]:
    node, across = family
    start = next(at for at, cell in enumerate(grid.row(top)) if at and not is_blank(cell))
    rows = list(_filled(grid, top))[: len(across)]
    down = items.siblings([_text(grid, row, start - 1) for row in rows])
    if down is None or down[0] != node or {*down[1]} != {*across}:
        findings.append(grid.finding("E_NOT_SQUARE", top, details={"across": list(across)}))
        return
    by_child = dict(zip(down[1], rows, strict=True))
    cells = [[_text(grid, by_child[child], start + at) for at in range(len(across))] for child in across]
    try:
        upper = above_diagonal(cells, node)
    except PydanticCustomError as error:
        details = {key: value for key, value in (error.context or {}).items() if key != "code"}
        findings.append(grid.finding(error.type, found=details.get("found"), details=details))
        return
    expert = _expert(grid.sheet or "", 1)
    said = {"node": node, "expert": expert["id"], "order": across, "upper": upper}
    yield _Answers(expert, "matrices", said)


def _filled(grid: Grid, top: int) -> Iterator[int]:
    """Yield the rows below one in which anything stands."""
    for at in range(top + 1, len(grid)):
        if not all(is_blank(cell) for cell in grid.row(at)):
            yield at


def _cell(grid: Grid, row: int, at: int) -> Cell:
    cells = grid.row(row)
    return cells[at] if at < len(cells) else None


def _text(grid: Grid, row: int, at: int | None) -> str:
    return "" if at is None else text_of(_cell(grid, row, at))


def _wrong(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
