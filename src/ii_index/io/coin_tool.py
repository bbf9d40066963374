"""The JRC's COIN Tool: indicators, tree, weights and goalposts of its sheets ``Database`` and ``Framework``.

Where what stands is documented by the reader in COINr (Becker et al. 2022, JOSS 7(78), 4567: ``import_coin_tool``).
In ``Database`` an indicator is a column from E on: its weight in row 7, direction in 8, goalposts in 9 and 10, the
codes of what it is below in rows 11 to 14 (the index first), its name in 15, its code in 16; units follow from row 17,
name and code in B and C. In ``Framework`` a row below the heading ``Dimension/indicator`` names a code in C, its weight
in E, its name in H.
"""

from collections.abc import Iterator, Sequence

from ii_index.io.files.grid import Grid, text_of

_WEIGHT, _DIRECTION, _LOWER, _UPPER = 6, 7, 8, 9
_INDEX, _ABOVE, _NAME, _CODE = 10, (13, 12, 11), 14, 15
_FIRST_COLUMN, _FIRST_UNIT = 4, 16
_FRAMEWORK_CODE, _FRAMEWORK_WEIGHT, _FRAMEWORK_NAME = 2, 4, 7
_HEADING, _SEARCHED = "dimension/indicator", 10
_NOTHING = frozenset(["", "--", "-", "n/a", "na"])
_NO_CODE = _NOTHING | {"0"}  # what an empty cell becomes through a formula


def is_coin_tool(grids: Sequence[Grid]) -> bool:
    """Whether a workbook has the sheets of the COIN Tool, filled in."""
    return bool(_indicators(_sheet(grids, "Database"))) and _sheet(grids, "Framework") is not None


def coin_tool_nodes(grids: Sequence[Grid]) -> list[dict[str, str]]:
    """Return a row for every indicator and for all that is above: id, name, parent, weight, direction, goalposts.

    A level of the tool at which all indicators have one code was not used, and is left out.
    """
    database, framework = _sheet(grids, "Database"), _sheet(grids, "Framework")
    columns = _indicators(database)
    if database is None or framework is None:
        return []
    rows = [[_text(database, row, at) for at in columns] for row in range(_FIRST_UNIT)]
    used = [level for level in _ABOVE if len(set(rows[level])) > 1]
    chains = [*zip(*(rows[level] for level in (*used, _INDEX)), strict=True)]
    leaves = [
        _said(
            id=rows[_CODE][at], name=rows[_NAME][at], parent=chain[0], weight=rows[_WEIGHT][at],
            direction=rows[_DIRECTION][at], lower=rows[_LOWER][at], upper=rows[_UPPER][at],
        )
        for at, chain in enumerate(chains)
    ]  # fmt: skip
    names = {code: (name, weight) for code, name, weight in _groups(framework)}
    parents = {code: above for chain in chains for code, above in zip(chain, (*chain[1:], ""), strict=True)}
    groups = [
        _said(id=code, name=names.get(code, (code, ""))[0], parent=above, weight=names.get(code, ("", ""))[1])
        for code, above in parents.items()
        if code.lower() not in _NO_CODE
    ]
    return [*leaves, *groups]


def _said(**fields: str) -> dict[str, str]:
    return {field: text for field, text in fields.items() if text and text.lower() not in _NOTHING}


def _sheet(grids: Sequence[Grid], name: str) -> Grid | None:
    return next((grid for grid in grids if (grid.sheet or "").strip().casefold() == name.casefold()), None)


def _indicators(database: Grid | None) -> list[int]:
    """Return the columns that have a code and a value."""
    if database is None or len(database) <= _FIRST_UNIT:
        return []
    width = max(len(database.row(at)) for at in range(len(database)))
    return [
        at
        for at in range(_FIRST_COLUMN, width)
        if _text(database, _CODE, at).lower() not in _NO_CODE
        and _text(database, _NAME, at).lower() not in _NO_CODE
        and any(
            _text(database, row, at).lower() not in {"", "n/a"} for row in range(_FIRST_UNIT, len(database))
        )
    ]


def _groups(framework: Grid) -> Iterator[tuple[str, str, str]]:
    """Yield code, name and weight of each row below the heading."""
    head = next(
        (
            at
            for at in range(min(_SEARCHED, len(framework)))
            if any(text_of(cell).casefold() == _HEADING for cell in framework.row(at))
        ),
        None,
    )
    if head is None:
        return
    named = next(at for at, cell in enumerate(framework.row(head)) if text_of(cell).casefold() == _HEADING)
    for row in range(head + 1, len(framework)):
        code = _text(framework, row, _FRAMEWORK_CODE)
        name = _text(framework, row, _FRAMEWORK_NAME) or _text(framework, row, named)
        if code and name.lower() not in _NO_CODE:
            yield code, name, _text(framework, row, _FRAMEWORK_WEIGHT)


def _text(grid: Grid, row: int, at: int) -> str:
    if row >= len(grid):
        return ""
    cells = grid.row(row)
    return text_of(cells[at]).strip() if at < len(cells) else ""
