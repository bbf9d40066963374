"""Where everything stands in a questionnaire, and what must stand there unchanged."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

from ii_index.io.questionnaires.words import word
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.node import ROOT

AllocateOver: TypeAlias = Literal["leaves", "parents", "none"]
Place: TypeAlias = tuple[str, int, int]

META, SCALE, WORKINGS = "ii-index", "ii-scale", "ii-workings"
FORMAT = "1"
FIRST_PAIR = 4  # 0-based row of the first comparison
NUMBER, LEFT, ANSWER, RIGHT, HINT = range(5)
ITEM, WEIGHT = 6, 7
FIRST_POINT = 4
POINT_NUMBER, POINT_PARENT, POINT_ITEM, POINT = range(4)
NAME_ROW, ORGANISATION_ROW, ENTRY = 4, 5, 1
FIRST_PROGRESS = 15


@dataclass(frozen=True, slots=True)
class PairSheet:
    """The comparisons of the children of one parent."""

    sheet: str
    node: str
    children: tuple[str, ...]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Positions compared, row by row."""
        return list(combinations(range(len(self.children)), 2))


@dataclass(frozen=True, slots=True)
class PointTable:
    """The points over one set of items; ``node`` is None for all indicators. ``first`` is its 0-based row."""

    node: str | None
    items: tuple[str, ...]
    first: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A questionnaire about one framework, in one language."""

    framework: Framework
    language: Language
    over: AllocateOver
    pairs: tuple[PairSheet, ...]
    points: tuple[PointTable, ...]

    @property
    def point_sheet(self) -> str:
        """Name of the sheet of points."""
        return word("points", self.language)

    @property
    def cover(self) -> str:
        """Name of the first sheet."""
        return word("cover", self.language)


def lay_out(framework: Framework, language: Language, over: AllocateOver) -> Layout:
    """Lay out the sheets: one a parent with several children, then the points."""
    tree = framework.tree
    parents = [
        node
        for node in (ROOT, *framework.nodes)
        if node not in tree.pruned and framework.children_of(node) and len(tree.children(node)) > 1
    ]
    pairs = tuple(
        PairSheet(_sheet_name(number, framework.name_of(node).text(language)), node, tree.children(node))
        for number, node in enumerate(parents, start=1)
    )
    targets: Mapping[AllocateOver, list[tuple[str | None, tuple[str, ...]]]] = {
        "leaves": [(None, tree.levels[-1])],
        "parents": [(node, tree.children(node)) for node in parents],
        "none": [],
    }
    return Layout(framework, language, over, pairs, tuple(_stacked(targets[over])))


def fingerprint(framework: Framework) -> str:
    """Digest what a questionnaire shows: ids, names and shape of the tree, not its weights."""
    tree = framework.tree
    shape = [(node.id, node.name.zh, node.name.en, node.id in tree.pruned) for node in framework.walk()]
    levels = [list(level) for level in tree.levels]
    return hashlib.sha256(json.dumps([framework.id, shape, levels]).encode()).hexdigest()[:16]


def meta(layout: Layout, expert: str) -> dict[str, str]:
    """Gather what the hidden sheet says about the questionnaire."""
    return {
        "format": FORMAT,
        "framework": layout.framework.id,
        "fingerprint": fingerprint(layout.framework),
        "expert": expert,
        "language": layout.language,
        "allocations": layout.over,
    }


def labels(layout: Layout, expert: str) -> dict[Place, str]:
    """Every text that must stand unchanged: (sheet, row, column), 0-based."""
    return {
        **dict(_cover_labels(layout, expert)),
        **{place: text for sheet in layout.pairs for place, text in _pair_labels(layout, sheet)},
        **dict(_point_labels(layout)),
    }


def _stacked(targets: list[tuple[str | None, tuple[str, ...]]]) -> Iterator[PointTable]:
    """Place one table of points below the other, with room for a heading and a total."""
    row = FIRST_POINT
    for node, items in targets:
        yield PointTable(node, items, row)
        row += len(items) + 5


def _cover_labels(layout: Layout, expert: str) -> Iterator[tuple[Place, str]]:
    language, sheet = layout.language, layout.cover
    yield (sheet, 0, 0), word("title", language)
    pairs = (("framework", layout.framework.name.text(language)), ("expert", expert))
    for row, (key, text) in enumerate(pairs, start=2):
        yield (sheet, row, 0), word(key, language)
        yield (sheet, row, 1), text
    yield (sheet, NAME_ROW, 0), word("name", language)
    yield (sheet, ORGANISATION_ROW, 0), word("organisation", language)
    yield (sheet, 7, 0), word("how", language)
    steps = ["how_pairs", "how_open", "how_ratio", *(["how_points"] if layout.points else []), "how_locked"]
    for row, key in enumerate(steps, start=8):
        yield (sheet, row, 0), word(key, language)
    for column, key in enumerate(("sheet", "answered", "of", "ratio", "verdict")):
        yield (sheet, FIRST_PROGRESS - 1, column), word(key, language)
    for row, pairs_ in enumerate(layout.pairs, start=FIRST_PROGRESS):
        yield (sheet, row, 0), pairs_.sheet
    for row, table in enumerate(layout.points, start=FIRST_PROGRESS + len(layout.pairs)):
        parent = "" if table.node is None else f": {layout.framework.name_of(table.node).text(language)}"
        yield (sheet, row, 0), layout.point_sheet + parent


def _pair_labels(layout: Layout, sheet: PairSheet) -> Iterator[tuple[Place, str]]:
    language, framework = layout.language, layout.framework
    names = [framework.name_of(child).text(language) for child in sheet.children]
    yield (sheet.sheet, 0, 0), word("compare", language, parent=framework.name_of(sheet.node).text(language))
    for column, key in enumerate(("number", "left", "judgement", "right", "hint")):
        yield (sheet.sheet, FIRST_PAIR - 1, column), word(key, language)
    for row, (left, right) in enumerate(sheet.pairs, start=FIRST_PAIR):
        yield (sheet.sheet, row, LEFT), names[left]
        yield (sheet.sheet, row, RIGHT), names[right]
    yield (sheet.sheet, FIRST_PAIR - 1, ITEM), word("item", language)
    yield (sheet.sheet, FIRST_PAIR - 1, WEIGHT), word("weight", language)
    for row, name in enumerate(names, start=FIRST_PAIR):
        yield (sheet.sheet, row, ITEM), name
    for row, key in enumerate(("answered", "ratio", "verdict"), start=FIRST_PAIR + len(names) + 1):
        yield (sheet.sheet, row, ITEM), word(key, language)


def _point_labels(layout: Layout) -> Iterator[tuple[Place, str]]:
    language, framework, sheet = layout.language, layout.framework, layout.point_sheet
    parents = (ROOT, *framework.nodes)
    above = {child.id: node for node in parents for child in framework.children_of(node) or ()}
    if layout.points:
        yield (sheet, 0, 0), word("how_points", language)
    for table in layout.points:
        yield (sheet, table.first - 2, 0), _title_of(layout, table)
        for column, key in enumerate(("number", "belongs", "item", "point")):
            yield (sheet, table.first - 1, column), word(key, language)
        for row, item in enumerate(table.items, start=table.first):
            yield (sheet, row, POINT_PARENT), framework.name_of(above[item]).text(language)
            yield (sheet, row, POINT_ITEM), framework.name_of(item).text(language)
        yield (sheet, table.first + len(table.items), POINT_ITEM), word("total", language)


def _title_of(layout: Layout, table: PointTable) -> str:
    if table.node is None:
        return word("share_all", layout.language)
    return word("share", layout.language, parent=layout.framework.name_of(table.node).text(layout.language))


def _sheet_name(number: int, name: str) -> str:
    """Join number and name, within what workbooks allow."""
    return f"{number} {_NOT_IN_SHEET_NAMES.sub(' ', name)}"[:31].strip()


_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
