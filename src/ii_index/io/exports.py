"""An index for the tools people already have: COINr, Stata, and one flat table with its codebook."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ii_index.analysis.tiers import tiers
from ii_index.construction.results import CompositeIndex
from ii_index.io.coinr_replay import replay, unrepeated
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import twelve_digits

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # of full width too, for East-Asian spreadsheets
_NUMBER = re.compile(r"-\d+\.\d+\**", re.ASCII)


def defused(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula; a decimal, with stars too, is none.

    Examples
    --------
    >>> defused("=cmd()"), defused("＝1+1"), defused("-1+1"), defused(-1.5), defused("-0.083**")
    ("'=cmd()", "'＝1+1", "'-1+1", -1.5, '-0.083**')
    """
    if not isinstance(cell, str) or not cell.startswith(_FORMULA_STARTS) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


_FIXED = datetime(2024, 1, 1)  # noqa: DTZ001 - Stata knows no time zone; fixed, for the same bytes again
_LONGEST = {"coinr": 60, "stata": 32}

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of a flat table: its name in files, what it is, and its values, one a unit and year."""

    name: str
    label: Name
    node: str
    measured: str
    values: tuple[Value, ...]


def to_coinr(index: CompositeIndex) -> dict[str, bytes]:
    """Return ``iData.csv`` and ``iMeta.csv`` as COINr's ``new_coin`` takes them, and ``replay.R``.

    Levels count from the indicators (1) up; a leaf that sits higher gets a chain of groups of its own, since COINr
    wants every parent exactly one level up. Several years stand under ``Time``. Units have codes that are text and
    begin with a letter (``CN110000``). Logarithms are not taken: the column ``Transform`` says which indicators want
    them, and the script takes them. A recipe that COINr cannot repeat in these words has no script.

    References
    ----------
    Becker et al. (2022), COINr: An R package for developing composite indicators, JOSS 7(78), 4567.
    """
    meta = _without_blank_columns([*_coinr_meta(index)])
    files = {"iData.csv": _csv(_coinr_data(index), "utf-8"), "iMeta.csv": _csv(meta, "utf-8")}
    if not unrepeated(index.recipe, index):
        files["replay.R"] = replay(index, _codes(index)[ROOT], _unit_codes(index)).encode()
    return files


def _without_blank_columns(rows: list[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """Leave out the columns that say nothing: R would read them as logical, and COINr refuses that."""
    kept = [at for at in range(len(rows[0])) if any(row[at] != "NA" for row in rows[1:])]
    yield from ([row[at] for at in kept] for row in rows)


def _unit_codes(index: CompositeIndex) -> list[str]:
    """Return codes as COINr wants them: text, a letter first, distinct, none a column's name nor R's NA."""
    if index.framework.units == "provinces":
        return [f"CN{code}" if code.isdecimal() else code for code in index.units]
    taken = {*_codes(index).values(), "NA"}
    codes = ascii_names(index.units, _LONGEST["coinr"])
    return [f"u_{codes[unit]}" if codes[unit] in taken else codes[unit] for unit in index.units]


def to_flat(index: CompositeIndex) -> dict[str, bytes]:
    """Return ``data.csv`` (a row a unit and year: values, normalised values, scores, ranks, tiers) and its codebook."""
    variables = flat(index)
    heads = [variable.name for variable in variables]
    rows = zip(*(variable.values for variable in variables), strict=True)
    book: list[Sequence[Value]] = [("variable", "label_zh", "label_en", "node", "unit")]
    book += [(item.name, item.label.zh, item.label.en, item.node, item.measured) for item in variables]
    return {"data.csv": _csv([heads, *rows]), "codebook.csv": _csv(book)}


def to_stata(index: CompositeIndex) -> bytes:
    """Return a Stata 14 file (format 118, Unicode) of the flat table, every variable labelled in Chinese."""
    import pandas as pd

    variables = flat(index)
    frame = pd.DataFrame({variable.name: list(variable.values) for variable in variables})
    for variable in variables:
        if variable.name not in {"code", "unit_zh", "unit_en"} and not variable.name.startswith(_GROUP):
            frame[variable.name] = frame[variable.name].astype("float64")
    labels = {variable.name: variable.label.zh[:80] for variable in variables}
    stream = io.BytesIO()
    frame.to_stata(
        stream, version=118, write_index=False, time_stamp=_FIXED, variable_labels=labels, data_label=""
    )
    return stream.getvalue()


def flat(index: CompositeIndex) -> list[Variable]:
    """Return the columns of the flat table, units within years."""
    cells = [(year, unit) for year in range(len(index.years)) for unit in range(len(index.units))]
    names = [index.panel.unit_name(index.units[unit]) for _, unit in cells]
    columns = [
        _variable("code", "代码", "code", [index.units[unit] for _, unit in cells]),
        _variable("unit_zh", "地区", "unit (Chinese)", [name.zh for name in names]),
        _variable("unit_en", "地区（英文）", "unit", [name.en for name in names]),
        *_groups(index, cells),
        _variable("year", "年份", "year", [index.years[year] for year, _ in cells]),
        _variable("score", "综合得分", "total score", _numbers(index.levels[0][..., 0].ravel().tolist())),
        _variable(
            "rank",
            "排名",
            "rank",
            [rank or None for year in index.years for rank in index.ranks(year).tolist()],
        ),
        _variable("tier", "梯队", "tier", [tier or None for tier in _tiers(index)]),
        _variable("coverage", "数据覆盖率", "coverage", _numbers(index.coverage[0][..., 0].ravel().tolist())),
    ]
    return [*columns, *_nodes(index)]


def _groups(index: CompositeIndex, cells: Sequence[tuple[int, int]]) -> Iterator[Variable]:
    """Yield the groups of the units, a column for each column of groups."""
    short = ascii_names(index.panel.groups, _LONGEST["stata"] - len(_GROUP))
    for heading, labels in index.panel.groups.items():
        yield _variable(f"{_GROUP}{short[heading]}", heading, heading, [labels[unit] for _, unit in cells])


_GROUP = "g_"


def ascii_names(ids: Iterable[str], longest: int) -> dict[str, str]:
    """Map ids to names that R, Stata and SPSS accept: letters, digits and underscores, a letter first, distinct.

    Examples
    --------
    >>> ascii_names(["rd-input", "5g", "研发", "rd.input"], 8)
    {'rd-input': 'rd_input', '5g': 'v5g', '研发': 'v', 'rd.input': 'rd_inp_2'}
    """
    names: dict[str, str] = {}
    for identifier in ids:
        plain = re.sub(r"[^A-Za-z0-9]+", "_", identifier).strip("_")
        stem = (plain if plain[:1].isalpha() else f"v{plain}")[:longest]
        name, count = stem, 1
        while name in names.values():
            count += 1
            name = f"{stem[: longest - len(str(count)) - 1]}_{count}"
        names[identifier] = name
    return names


def _nodes(index: CompositeIndex) -> Iterator[Variable]:
    """Scores from the dimensions down, then indicators: normalised (z) and as they came (x)."""
    tree = index.framework.tree
    inner = [node for level in tree.levels[1:-1] for node in level]
    inner = [node for node in dict.fromkeys(inner) if tree.children(node)]
    short = ascii_names([*inner, *tree.levels[-1]], _LONGEST["stata"] - 2)
    for node in inner:
        level, place = index.locate(node)
        values = _numbers(index.levels[level][..., place].ravel().tolist())
        yield Variable(f"s_{short[node]}", index.framework.name_of(node), node, "0-100", tuple(values))
    for kind, cells, suffix in (
        ("z", index.normalised, Name(zh="（标准化）", en=" (normalised)")),
        ("x", index.panel.values, Name(zh="", en="")),
    ):
        for place, leaf in enumerate(index.framework.leaves):
            label = Name(zh=leaf.name.zh + suffix.zh, en=leaf.name.en + suffix.en)
            column = cells[..., place].ravel().tolist()
            values = _numbers(column) if kind == "z" else _given(column)
            measured = "" if kind == "z" else leaf.unit or ""
            yield Variable(f"{kind}_{short[leaf.id]}", label, leaf.id, measured, tuple(values))


def _coinr_data(index: CompositeIndex) -> Iterator[Sequence[Value]]:
    panel = index.panel
    declared = panel.framework.denominators[: panel.denominators.shape[-1]]
    codes = _codes(index)
    units = dict(zip(panel.units, _unit_codes(index), strict=True))
    named = not all(_is_number(panel.unit_name(unit).en) for unit in panel.units)
    several = ("Time",) if len(panel.years) > 1 else ()
    yield (
        "uCode",
        "uName",
        *several,
        *_group_codes(index).values(),
        *(codes[key] for key in (*panel.indicators, *(item.id for item in declared))),
    )
    for year, label in enumerate(panel.years):
        for unit, code in enumerate(panel.units):
            cells = _given([*panel.values[year, unit].tolist(), *panel.denominators[year, unit].tolist()])
            times = (label,) if several else ()
            yield (
                units[code],
                panel.unit_name(code).en if named else units[code],
                *times,
                *(labels[unit] or "NA" for labels in panel.groups.values()),
                *("NA" if cell is None else cell for cell in cells),
            )


def _coinr_meta(index: CompositeIndex) -> Iterator[Sequence[Value]]:
    yield (
        "Level",
        "iCode",
        "iName",
        "Parent",
        "Direction",
        "Weight",
        "Type",
        "Unit",
        "Denominator",
        "Transform",
    )
    tree, codes = index.framework.tree, _codes(index)
    top = tree.depth + 1
    declared = index.framework.denominators[: index.panel.denominators.shape[-1]]
    for leaf in index.framework.leaves:
        found = tree.level_of(leaf.id)
        below = codes.get(leaf.denominator or "", "NA")
        parent = codes[_parent(index, leaf.id)]
        weight = twelve_digits(index.weights.local[leaf.id])
        for level in range(top - found, 1, -1):  # the chain of a leaf that sits higher
            group = f"{codes[leaf.id]}_L{level}"
            yield (level, group, leaf.name.en, parent, 1, weight, "Aggregate", "NA", "NA", "NA")
            parent, weight = group, 1.0
        yield (1, codes[leaf.id], leaf.name.en, parent, leaf.sign, weight, "Indicator",
               leaf.unit or "NA", below, leaf.transform.kind if leaf.transform else "NA")  # fmt: skip
    for node in (item.id for item in index.framework.walk() if item.id in index.weights.local):
        if tree.children(node):
            name, weight = index.framework.name_of(node).en, twelve_digits(index.weights.local[node])
            level = top - tree.level_of(node)
            yield (
                level,
                codes[node],
                name,
                codes[_parent(index, node)],
                1,
                weight,
                "Aggregate",
                "NA",
                "NA",
                "NA",
            )
    yield (top, codes[ROOT], index.framework.name.en, "NA", 1, 1, "Aggregate", "NA", "NA", "NA")
    for item in declared:
        yield (
            "NA",
            codes[item.id],
            item.name.en,
            "NA",
            "NA",
            "NA",
            "Denominator",
            item.unit or "NA",
            "NA",
            "NA",
        )
    for heading, code in _group_codes(index).items():
        yield ("NA", code, heading, "NA", "NA", "NA", "Group", "NA", "NA", "NA")


def _group_codes(index: CompositeIndex) -> dict[str, str]:
    """Return the codes of the columns of groups, none that of another column."""
    short = ascii_names(index.panel.groups, _LONGEST["coinr"] - len(_GROUP))
    taken = {*_codes(index).values()}
    return {
        heading: f"{_GROUP}{code}" if f"{_GROUP}{code}" not in taken else f"{_GROUP}{_GROUP}{code}"
        for heading, code in short.items()
    }


def _is_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdecimal()


def _codes(index: CompositeIndex) -> dict[str, str]:
    declared = [item.id for item in index.framework.denominators]
    return ascii_names([ROOT, *index.weights.local, *declared], _LONGEST["coinr"])


def _parent(index: CompositeIndex, node: str) -> str:
    tree = index.framework.tree
    level = tree.level_of(node)
    above = int(tree.parents[level - 1][tree.levels[level].index(node)])
    return tree.levels[level - 1][above]


def _tiers(index: CompositeIndex) -> Iterator[int]:
    for year in index.years:
        scored = (index.ranks(year) > 0).any()
        yield from tiers(index, year).labels.tolist() if scored else [0] * len(index.units)


def _variable(name: str, zh: str, en: str, values: Iterable[Value]) -> Variable:
    return Variable(name, Name(zh=zh, en=en), "", "", tuple(values))


def _given(values: Iterable[float]) -> list[float | None]:
    """Return data as they were read."""
    return [None if value != value else value for value in values]  # noqa: PLR0124 - NaN is not itself


def _numbers(values: Iterable[float]) -> list[float | None]:
    """Return results to 12 digits."""
    return [None if value != value else twelve_digits(value) for value in values]  # noqa: PLR0124 - NaN is not itself


def _csv(rows: Iterable[Sequence[object]], encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return stream.getvalue().encode(encoding)
