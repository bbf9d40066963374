"""Frameworks as theses and reports print them: a column a level (一级指标, 二级指标 …), upper cells merged or blank."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ii_index.model.spelling import compact

Row = dict[str, str]
_LEVELS: Mapping[str, int] = MappingProxyType({
    word: level
    for level, words in {
        0: "目标层 总指标 总目标",
        1: "一级指标 一级 准则层 level1",
        2: "二级指标 二级 子准则层 要素层 领域层 level2",
        3: "三级指标 三级 level3",
        4: "四级指标 四级 level4",
        9: "指标层",
    }.items()
    for word in words.split()
})  # fmt: skip
_BRACKET = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_WEIGHT = re.compile(r"^(.*?)(?:指标)?权重$|^(level\d)?weights?$")
_WHOLES, _CLOSE = (1.0, 100.0), 0.005


def level_of(heading: str) -> int | None:
    """Return the level of the tree that a heading speaks of, the index 0; None where it speaks of none.

    Examples
    --------
    >>> level_of("一级指标"), level_of("Level 2"), level_of("准则层（B）"), level_of("指标")
    (1, 2, 1, None)
    """
    return _LEVELS.get(compact(_BRACKET.sub("", heading)))


def levels_of(headings: Sequence[str]) -> dict[int, int]:
    """Return the columns of levels below the index, by position; none unless there are two."""
    found = {at: level for at, text in enumerate(headings) if (level := level_of(text))}
    return found if len(found) > 1 and len({*found.values()}) == len(found) else {}


def columns_of_weights(headings: Sequence[str]) -> list[int]:
    """Return the columns of weights of a table with a column a level."""
    return [*columns_by_level(headings, [*levels_of(headings)]).values()]


def levelled_nodes(
    headings: Sequence[str], rows: Sequence[Sequence[str]], read: Callable[[Sequence[str]], Row]
) -> tuple[list[Row], bool]:
    """Return a row a node, in the order of the table; and whether the weights are of the whole.

    A blank cell repeats the one above, as merged cells do, while nothing to its left changes. A node is as deep as the
    last level that its own row names. ``read`` gives the other fields of a row.
    """
    levels = sorted(levels_of(headings), key=levels_of(headings).__getitem__)
    weights = columns_by_level(headings, levels)
    only = next(iter(weights.values())) if len(weights) == 1 else None
    path: list[str] = []
    order: dict[tuple[str, ...], None] = {}
    leaves: dict[tuple[str, ...], Row] = {}
    above: dict[tuple[str, ...], Row] = {}
    for cells in rows:
        written = [at for at in levels if cells[at]]
        if not written:
            continue
        path = _continued(path, [cells[at] for at in levels])
        depth = levels.index(written[-1])
        key: tuple[str, ...] = ()
        for level in (level for level in range(depth) if path[level]):
            parent, key = above[key]["id"] if key else "", (*key, path[level])
            order.setdefault(key)
            node = above.setdefault(key, {"id": "/".join(key), "name": key[-1], "parent": parent})
            if (at := weights.get(levels[level])) is not None and cells[at]:
                node.setdefault("weight", cells[at])
        leaf = {**read(cells), "name": path[depth]}
        leaf.pop("weight", None)
        if (at := weights.get(levels[depth], only)) is not None and cells[at]:
            leaf["weight"] = cells[at]
        leaf["parent"] = above[key]["id"] if key else ""
        leaves[*key, path[depth]] = leaf
        order.setdefault((*key, path[depth]))
    for key in leaves.keys() & above.keys():  # a row of its own for what other rows are below
        above[key] |= {field: text for field, text in leaves.pop(key).items() if field == "weight"}
    ends, groups = [*leaves.values()], [*above.values()]
    whole = _share_out(ends, groups)
    named = dict(zip((*leaves, *above), _with_ids(ends, groups), strict=True))
    return [named[key] for key in order], whole


def _continued(path: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Fill blank cells from the row above, as long as nothing to the left is new."""
    found: list[str] = []
    new = False
    for level, text in enumerate(cells):
        new = new or bool(text)
        found.append(text or ("" if new or level >= len(path) else path[level]))
    return found


def columns_by_level(headings: Sequence[str], levels: Sequence[int]) -> dict[int, int]:
    """Return the column of weights of each level: by its name (一级权重), else the level to its left."""
    found: dict[int, int] = {}
    for at, text in enumerate(headings):
        match = _WEIGHT.match(compact(_BRACKET.sub("", text)))
        if match is None:
            continue
        named = next(
            (
                column
                for column in levels
                if level_of(match[1] or match[2] or "") == level_of(headings[column])
            ),
            None,
        )
        left = [column for column in levels if column < at]
        column = named if named is not None else (left[-1] if left else None)
        if column is not None:
            found.setdefault(column, at)
    return found


def _share_out(leaves: Sequence[Row], above: Sequence[Row]) -> bool:
    """Whether leaves alone have weights that total 1 or 100: they are of the whole, and parents weigh their sum."""
    given = [_figure(leaf.get("weight", "")) for leaf in leaves]
    known = [weight for weight in given if weight is not None]
    if len(known) < len(leaves) or any("weight" in node for node in above):
        return False
    if not any(abs(sum(known) - whole) <= _CLOSE * whole for whole in _WHOLES):
        return False
    totals: dict[str, float] = {}
    parents = {node["id"]: node["parent"] for node in above}
    for leaf, weight in zip(leaves, known, strict=True):
        at = leaf["parent"]
        while at:
            totals[at] = totals.get(at, 0.0) + weight
            at = parents[at]
    for node in above:
        node["weight"] = repr(totals[node["id"]])
    return bool(above)


def _figure(text: str) -> float | None:
    try:
        return float(text.strip().rstrip("%％"))
    except ValueError:
        return None


def _with_ids(leaves: Sequence[Row], above: Sequence[Row]) -> list[Row]:
    """Give every node a short id of its own: its name, numbered where several have it."""
    taken: dict[str, None] = {}  # in order
    ids: dict[str, str] = {}
    for at, node in enumerate((*leaves, *above)):
        said = node.get("id", "") if at < len(leaves) else ""
        base = said or re.sub(r"\W+", "_", node["name"]).strip("_") or "x"
        found, count = base, 1
        while found in taken:
            count += 1
            found = f"{base}_{count}"
        taken[found] = None
        if at >= len(leaves):
            ids[node["id"]] = found
    return [
        {**node, "id": short, "parent": ids.get(node["parent"], "")}
        for node, short in zip((*leaves, *above), taken, strict=True)
    ]
