"""What the header says of each column, and which columns hold values: of which indicator, year and unit.

Files and frames are read by these same rules. A header is a stack of rows of texts: the first rows of a file, or the
levels of a frame's columns.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from ii_index.model import units_of_measurement as units
from ii_index.model.framework import Framework
from ii_index.model.heading_measures import (
    LAST_BRACKET,
    Stack,
    groups,
    is_measure,
    measure_stated,
    states_measure,
    unit_headed,
    without_brackets,
    year_headed,
)
from ii_index.model.headings import (
    Named,
    Names,
    Role,
    is_years,
    label_and_year,
    role_of,
    year_of,
)
from ii_index.model.identities import identify
from ii_index.model.numbers import MISSING_MARKS, Measure, Number, read
from ii_index.model.roles import Columns
from ii_index.model.spelling import fold, is_figure, translated
from ii_index.model.titles import without_units


class Head(NamedTuple):
    """What the header says of one column.

    Attributes
    ----------
    at : int
        Position of the column.
    row : int
        Row in which its name stands.
    text : str
        The name as it stands.
    role : Role or None
        Of a key column.
    column : str or None
        Id of the indicator or denominator.
    year : int or None
    unit : str or None
        Label of a unit (a transposed table).
    measure : str or None
        Unit of measurement.
    mark : str or None
        Footnote mark taken off the name.
    """

    at: int
    row: int
    text: str = ""
    role: Role | None = None
    column: str | None = None
    year: int | None = None
    unit: str | None = None
    measure: str | None = None
    mark: str | None = None


class HeadReader:
    """Reads the rows of a header under one framework."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.names = Names(framework, is_measure)

    def heads(self, stack: Stack, top: int = 0) -> tuple[Head, ...]:
        """Return what the rows of a header say of each column; ``top`` is the number of the first."""
        width = max(map(len, stack))
        rows = [[*row, *[""] * (width - len(row))] for row in stack]
        places = self._places(rows)
        whole = self._whole(rows, places)
        heads = [self._head(at, top, [row[at] for row in rows], places, whole.get(at)) for at in range(width)]
        spread = tuple(self._spread(rows, heads, places))
        return self._measured(rows, spread) if len(rows) > 1 else spread

    def place_and_year(self, text: str) -> tuple[str, int] | None:
        """Return the place and the year of ``北京2019``; None where a text is not both."""
        dated = label_and_year(text)
        return dated if dated and self.is_unit(dated[0]) else None

    def is_unit(self, text: str) -> bool:
        """Whether a text is a province or the nation, perhaps with a measure; never so where units are free."""
        return self.framework.units == "provinces" and self._status(text) in {"unit", "nation"}

    def _status(self, text: str) -> str:
        """Return what a heading is among provinces, totals and parts, with or without ``（万元）`` behind it."""
        found = identify(text, self.framework).status
        label, measure = unit_headed(text) if found == "unknown" else (text, None)
        return identify(label, self.framework).status if measure else found

    def _places(self, rows: Stack) -> frozenset[str]:
        """Return the texts that are places.

        Totals and parts (合计, 其中：大型) are of what is measured where no place stands across, and no indicator down.
        """
        if self.framework.units != "provinces":
            return frozenset()
        texts = {text for row in rows for text in row}
        if not any(
            self.is_unit(text) or self.place_and_year(text) or role_of(text) == "indicator" for text in texts
        ):
            return frozenset()
        others = {"unknown", "blank"}
        return frozenset(text for text in texts if self._status(text) not in others)

    def _whole(self, rows: Stack, places: Collection[str]) -> dict[int, "Whole"]:
        """Return what stands above and below in one, for the columns under a heading of several.

        A word for amounts and changes that stands several times, below nothing, is of what stands to its left; so is
        其中.
        """
        columns = [*zip(*_carried(rows), strict=True)]
        names = [
            [*dict.fromkeys(text for text in texts if text and text not in places and _is_name(text))]
            for texts in columns
        ]
        measures = [next(filter(units.is_known, texts), "") for texts in columns]
        lower = Counter(own[-1] for own in names if len(own) > 1)
        several = Counter(own[max(len(own) - 2, 0)] for own in names if own)
        measured = {
            (own[0], measure)
            for own, measure in zip(names, measures, strict=True)
            if len(own) == 1 and measure
        }
        alike = Counter(label for label, _ in measured)
        whole = _with_left(names)
        for at, (own, measure) in enumerate(zip(names, measures, strict=True)):
            if len(own) > 1 and several[own[-2]] > 1:
                amount = _is_amount(own[-1])
                text = together(own[-2], own[-1], measured=bool(measure))
                carried = (bracket := LAST_BRACKET.search(own[-2])) and text.endswith(bracket[0])
                whole[at] = Whole(text, bool(lower[own[-1]] > 1 or amount or carried), amount, own[-2])
            elif len(own) == 1 and measure and alike[own[0]] > 1:
                whole[at] = Whole(f"{own[0]}（{measure}）", needed=True)
        return whole

    def _head(
        self, at: int, top: int, texts: Sequence[str], places: Collection[str], whole: "Whole | None" = None
    ) -> Head:
        """Read one column's header cells: all in one, else the lowest name first."""
        head = Head(at, top + len(texts) - 1)
        placed = [(top + offset, text) for offset, text in enumerate(texts)]
        named = self._of_whole(whole, texts)
        if whole and named:
            labels = (row for row, text in reversed(placed) if text and not _is_key_or_measure(text))
            placed.append((next(labels, top), whole.text))
        for row, text in reversed(placed):
            if not text:
                continue
            if named or (named := self.names.find(text)):
                measure, year = _measure_and_year(named)
                head = head._replace(
                    row=row, text=text, column=named.column, year=year, measure=measure, mark=named.mark
                )
                break
            role = role_of(text)
            if role == "value" and self._is_named_above(texts[: row - top]):
                continue
            if role:
                return head._replace(row=row, text=text, role=role)
            if not head.text or units.is_known(head.text) or LAST_BRACKET.fullmatch(head.text):
                head = head._replace(row=row, text=text)
            if _is_one_of_several(whole, text, places):
                break
        others = [text for row, text in placed if text and (row != head.row or not head.column)]
        year = head.year or next(filter(None, map(year_headed, others)), None)
        unit, beside = self._placed(next((text for text in others if text in places), None))
        if not (year or unit) and (both := next(filter(None, map(self.place_and_year, others)), None)):
            unit, year = both
        valued = bool(head.column or year or unit)
        measure = head.measure or beside or _measure_among(others if valued else (), texts)
        told = head.column or unit or whole is None or (year and not whole.amount)
        text = whole.text if whole and whole.needed and not told else head.text
        return head._replace(text=text, year=year, unit=unit, measure=measure)

    def _of_whole(self, whole: "Whole | None", texts: Sequence[str]) -> Named | None:
        """Return the indicator that what stands above and below names in one.

        So does what stands above several columns, for the one that says no more than that: 绝对值, 本年.
        """
        named = self.names.spelt(whole.text) if whole else None
        if named or whole is None or not whole.upper:
            return named
        lowest = next((text for text in reversed(texts) if text and _is_name(text)), "")
        named = self.names.find(whole.upper) if _LEVEL.fullmatch(_BRACKETS.sub("", fold(lowest))) else None
        return named and named._replace(beside=measure_stated(whole.text) or named.beside)

    def _placed(self, text: str | None) -> tuple[str | None, str | None]:
        """Return the label of a place, and the unit of measurement behind it that is no part of its name."""
        provincial = self.framework.units == "provinces"
        if text is None or (provincial and identify(text, self.framework).status != "unknown"):
            return text, None
        return unit_headed(text)

    def _is_named_above(self, texts: Sequence[str]) -> bool:
        """Whether an indicator is named above the word 数值, which then says no more than that."""
        return any(self.names.find(text) for text in texts if text)

    def _spread(self, stack: Stack, heads: Sequence[Head], known: Collection[str]) -> Iterator[Head]:
        """Let a year, a unit or an indicator above several cells hold for the nameless cells to its right."""
        years: dict[int, int | None] = {}
        places: dict[int, str | None] = {}
        names: dict[int, Named | None] = {}
        for offset, row in enumerate(stack[:-1]):
            year, place, named = None, None, None
            before = ["" for _ in stack[:offset]]
            for at, text in enumerate(row):
                begins = [upper[at] for upper in stack[:offset]]
                if any(
                    one and one != said and _is_name(one) for one, said in zip(begins, before, strict=True)
                ):
                    year, place, named = None, None, None  # below another heading
                before = [one or said for one, said in zip(begins, before, strict=True)]
                if text:
                    year = year_headed(text)
                    place = text if text in known else None
                    named = self.names.find(text)
                if any(lower[at] for lower in stack[offset + 1 :]):
                    years[at] = years.get(at) or year
                    places[at] = places.get(at) or place
                    names[at] = names.get(at) or named
        if self.framework.units == "any":
            places = _above_years(stack, heads) | self.labels_beside(stack)
        down = any(head.role == "indicator" for head in heads)
        for head in heads:
            coordinates = head.year or head.unit or places.get(head.at) or (down and years.get(head.at))
            if head.column is None and not coordinates:
                yield head
                continue
            place, measure = (head.unit, None) if head.unit else self._placed(places.get(head.at))
            year = head.year or years.get(head.at)
            found = head._replace(year=year, unit=place, measure=head.measure or measure)
            above = names.get(head.at) if head.column is None else None
            yield (
                found._replace(column=above.column, measure=found.measure or above.beside) if above else found
            )

    def _measured(self, stack: Stack, heads: tuple[Head, ...]) -> tuple[Head, ...]:
        """Let the unit of measurement that a heading of several columns states hold for those that it fits.

        The nearest above holds. Where it fits none of its columns it is of all of them, to be refused there.
        """
        found = [*heads]
        for offset in range(len(stack) - 2, -1, -1):
            for group in groups(stack, offset):
                for at in group.columns:
                    if found[at].column is None and (found[at].unit or found[at].year):
                        found[at] = found[at]._replace(measure=found[at].measure or group.measure)
                below = [found[at] for at in group.columns if found[at].column and not found[at].measure]
                fits = [one for one in below if self._can_be_in(group.measure, one)]
                taken = any(found[at].measure == group.measure for at in group.columns)
                for one in fits or (one for one in below if not (taken or is_change(one.text))):
                    found[one.at] = one._replace(measure=group.measure)
        return tuple(found)

    def _can_be_in(self, measure: str, head: Head) -> bool:
        """Whether a column's figures can be in a unit of measurement: in none of money, say, a count or a rate.

        That only matters where none is wanted.
        """
        wanted = self.framework.unit_of(str(head.column))
        if wanted is None:
            return not (is_change(head.text) or fold(head.text).endswith("数"))
        return units.factor(measure, wanted) is not None

    def labels_beside(self, stack: Stack) -> dict[int, str | None]:
        """Return the free label of each column, where the same labels stand below or above every indicator.

        Units stand across then, and no column holds them.
        """
        told: dict[int, tuple[str, str, int | None]] = {}
        for at, texts in enumerate(zip(*_carried(stack), strict=True)):
            if any(role_of(text) == "unit" for text in texts):
                return {}
            names = [named.column for named in map(self.names.find, texts) if named]
            labels = [text for text in texts if text and self._is_label(text)]
            if len(names) == len(labels) == 1:
                told[at] = (names[0], labels[0], next(filter(None, map(year_of, texts)), None))
            elif names and not any(map(role_of, texts)):
                return {}
        different = {label for _, label, _ in told.values()}
        kinds = {(name, year) for name, _, year in told.values()}
        if (
            len(different) == 1
            or len({*told.values()}) < len(told)
            or len(different) * len(kinds) != len(told)
        ):
            return {}
        return {at: label for at, (_, label, _) in told.items()}

    def _is_label(self, text: str) -> bool:
        return not _is_key_or_measure(text) and self.names.find(text) is None


def _is_one_of_several(whole: "Whole | None", text: str, places: Collection[str]) -> bool:
    """Whether a text names one of several columns below a heading: 工业 below 产值 is not 产值."""
    return whole is not None and bool(whole.upper) and text not in places and _is_name(text)


def _measure_and_year(named: Named) -> tuple[str | None, int | None]:
    """Return the unit of measurement and the year that stand beside a name."""
    year = named.year or (year_of(named.beside) if named.beside else None)
    return (named.beside if named.year or not year else None), year


def _with_left(names: Sequence[Sequence[str]]) -> dict[int, "Whole"]:
    """Return amounts, changes and parts with what stands to their left: 产值, 同比增长, 专利, 同比增长."""
    alone = Counter(own[0] for own in names if len(own) == 1)
    whole: dict[int, Whole] = {}
    left = None
    for at, own in enumerate(names):
        if not own:
            continue
        if not _is_amount(own[-1]):
            left = own[0] if len(own) == 1 else None
        elif left and len(own) == 1 and (alone[own[0]] > 1 or _PART.match(fold(own[0]))):
            whole[at] = Whole(together(left, own[0]), needed=True, amount=True)
    return whole


def _measure_among(others: Iterable[str], texts: Sequence[str]) -> str | None:
    """Return the unit of measurement that stands alone among headings, or beside the year that is the lowest."""
    lowest = next((text for text in reversed(texts) if text), "")
    beside = measure_stated(lowest) if year_headed(lowest) else None
    return next(filter(units.is_known, others), beside)


class Whole(NamedTuple):
    """What stands above and below in one.

    Attributes
    ----------
    text : str
    needed : bool
        Whether what stands below says less without it: it stands below others too, is a unit of measurement, a word
        for amounts and changes, or a part (其中), or its unit of measurement stands above.
    amount : bool
        Whether it is such a word or a part.
    upper : str
        What stands above, where that heads several.
    """

    text: str
    needed: bool
    amount: bool = False
    upper: str = ""


def _is_name(text: str) -> bool:
    """Whether a heading is of what is measured: no key, year or unit of measurement."""
    return not _is_key_or_measure(text)


def together(upper: str, lower: str, *, measured: bool = False) -> str:
    """Return two headings as one, the unit of measurement of the upper at the end, unless it is not the lower's.

    Of headings in two languages the Chinese. ``measured`` says that the unit stands elsewhere.
    """
    upper, lower = translated(upper)[0] or upper, translated(lower)[0] or lower
    bracket = LAST_BRACKET.search(upper)
    if measured or bracket is None or not states_measure(upper):
        return f"{upper} {lower}"
    text = f"{upper[: bracket.start()]} {lower}"
    return text if states_measure(lower) or is_change(lower) else text + bracket[0]


def is_change(heading: str) -> bool:
    """Whether a heading is of a change, a rate or the like: not in the unit of measurement of what it is made of."""
    return _CHANGE.search(fold(heading)) is not None


_CHANGE = re.compile(
    r"率|比|增[速长幅减]|占|份额|[位名]次|排名|均|指数|rate|share|growth|change|rank|percent|\bper\b|average|mean"
)


def _is_key_or_measure(text: str) -> bool:
    """Whether a heading names nothing by itself: a key, a year, a unit of measurement, something in brackets."""
    known = role_of(text) or year_headed(text) or units.is_known(text) or is_figure(text)
    return bool(known or LAST_BRACKET.fullmatch(text))


_AMOUNT = re.compile(
    r"(?:(?:总量|总额|总数|总计|合计|小计|数量|数额|金额|绝对[值数]|规模|增速|增长|增长率|增长速度|增幅|增量|增减|同比|环比|比上年|比重|占比|份额"
    r"|占全国|位次|人均|户均|均值|累计|[本上][年期]|上年同期|期末|年末|total|amount|value|number|count|level|sum|share|growth"
    r"|rate|change|percent|percentage|average|mean)\s*)+"
)
"""Words for amounts and changes, which say nothing without what they are of."""
_LEVEL = re.compile(
    r"总量|总额|总数|总计|合计|小计|数量|数额|金额|绝对[值数]|规模|本[年期](?:实际|数)?|本年累计|实[际绩](?:数|值)?|完成|期末|年末|累计"
    r"|数值|total|amount|value|number|count|level|sum|actual"
)
"""Those for the amount itself."""


def _is_amount(text: str) -> bool:
    """Whether a heading below another is a part of it, or of words for amounts and changes, perhaps with a unit."""
    folded = fold(text)
    return bool(_PART.match(folded) or _AMOUNT.fullmatch(_BRACKETS.sub("", folded).rstrip("%")))


def is_of_above(heading: str) -> bool:
    """Whether a heading is of a part of what stands above or to the left: ``其中：高技术``."""
    return _PART.match(fold(heading)) is not None


_PART = re.compile(r"其中|#(?=[^\x00-\u02ff])|of which")

_BRACKETS = re.compile(r"[(\[【].*$")


def _carried(stack: Stack) -> list[list[str]]:
    """Return the rows of a header, what stands above several cells carried to the right."""
    rows = [[*row] for row in stack]
    for row in rows[:-1]:
        for at in range(1, len(row)):
            if not row[at] and rows[-1][at]:
                row[at] = row[at - 1]
    return rows


def _above_years(stack: Stack, heads: Sequence[Head]) -> dict[int, str | None]:
    """Return the free label above each year, where the same years stand again below several: units over years."""
    years = [head.year for head in heads if head.year and head.column is None and year_of(head.text)]
    if len({*years}) == len(years):
        return {}
    places: dict[int, str | None] = {}
    for row in stack[:-1]:
        label = None
        for head in heads:
            text = row[head.at]
            if text:
                label = None if role_of(text) or year_of(text) else text
            if head.year and head.column is None and year_of(stack[-1][head.at]):
                places[head.at] = places.get(head.at) or label
    return places


def is_value(text: str, cell: object = None) -> bool:
    """Whether a text, of a cell that may be no text, is a number, a missing mark or something meant as one.

    A year is not.
    """
    if not text or year_of(text):
        return False
    if is_figure(text):
        return True
    if without_brackets(text) != text:
        return False
    if text.isalpha():
        return len(text) > 1 and text.upper() in MISSING_MARKS
    found = read(text if cell is None else cell, Measure())
    return isinstance(found, Number) or found.code != "E_NOT_NUMBER" or found.reason is not None


class Stated(NamedTuple):
    """The indicator that a table says it holds, where the framework has none of that name; one it had to be."""

    said: str | None = None
    assumed: str | None = None


def values_of(
    columns: Columns,
    heads: Sequence[Head],
    keys: Collection[Role],
    only: Callable[[], tuple[Named | None, Stated]],
) -> tuple[tuple[Head, ...], Stated]:
    """Return the columns of values, each with the coordinates that its header gives.

    Parameters
    ----------
    columns : Columns
        With their roles.
    heads : sequence of Head
        By position.
    keys : collection of Role
        The roles that some column has.
    only : callable
        Tells the one indicator of a table; see :func:`only_indicator`.
    """
    free = [head for head in heads if head.at not in columns.roles]
    single = columns.with_role("value")
    single = [at for at in single if columns.holds_values(at)] or single  # 50.7 [47-54] stands beside 50.7
    if single and "indicator" in keys:
        return (heads[single[0]],), Stated()
    named = [head for head in free if head.column]
    if named:
        return tuple(named), Stated()
    placed = [head for head in free if head.year or head.unit]
    if "indicator" in keys:
        return _beside_indicators(columns, keys, placed, free), Stated()
    values = [heads[at] for at in single[:1]] or placed
    found, stated = only()
    if found is not None and not values and stated.assumed is None:
        values = _units_across(columns, keys, free)
    if found is None or not values:
        return (), stated
    return tuple(
        head._replace(column=found.column, measure=head.measure or found.beside) for head in values
    ), stated


def _beside_indicators(
    columns: Columns, keys: Collection[Role], placed: Sequence[Head], free: Sequence[Head]
) -> tuple[Head, ...]:
    """Return the columns of values of rows that name indicators: of years, of places, or of free units."""
    if columns.framework.units == "provinces":
        return tuple(placed)
    if not placed:
        return tuple(_labelled(_holding_values(columns, free)))
    below = all(head.text and not (head.unit or year_headed(head.text)) for head in placed)
    return tuple(_headed_by_unit(head) if below and "unit" not in keys else head for head in placed)


def _units_across(columns: Columns, keys: Collection[Role], heads: Sequence[Head]) -> list[Head]:
    """Return columns headed by free units, below years, in a table that names its one indicator."""
    if columns.framework.units != "any" or "unit" in keys or "year" not in keys:
        return []
    return _labelled(_holding_values(columns, heads))


def _holding_values(columns: Columns, heads: Iterable[Head]) -> list[Head]:
    return [
        head
        for head in heads
        if head.text and (columns.mostly(head.at, is_value) or columns.holds_values(head.at))
    ]


def _labelled(heads: Sequence[Head]) -> list[Head]:
    """Return columns headed by free units, or by units and years together where the same units and years repeat."""
    both = [label_and_year(head.text) for head in heads]
    told = [one for one in both if one]
    if len(told) < len(heads) or len({label for label, _ in told}) * len({year for _, year in told}) != len(
        heads
    ):
        return [_headed_by_unit(head) for head in heads]
    return [head._replace(unit=label, year=year) for head, (label, year) in zip(heads, told, strict=True)]


def _headed_by_unit(head: Head) -> Head:
    """Return a column headed by a free unit, with the unit of measurement behind it: ``苏州（万元）``."""
    label, measure = unit_headed(head.text)
    return head._replace(unit=label, measure=head.measure or measure)


_SAYING = re.compile(
    r"^\s*(?:指标|指标名称|(?:求和|平均值|最大值|最小值|计数)项|indicator(?:\s*name)?|series(?:\s*name)?|variable)"
    r"\s*[:：]\s*(\S.*)$",
    re.IGNORECASE,
)


def said_indicator(texts: Iterable[str]) -> str | None:
    """Return the X of ``指标：X`` among the texts of titles and header, where there is one."""
    return next((found[1].strip() for found in map(_SAYING.match, texts) if found), None)


def only_indicator(texts: Sequence[str], names: Names, framework: Framework) -> tuple[Named | None, Stated]:
    """Return the one indicator of a table: the one its texts say it holds, else the one that the framework has.

    ``指标：X（单位）`` says it, and so does ``各市X（单位）``; where the framework knows no X, the table holds
    something else.
    """
    if said := said_indicator(texts):
        return names.find(said), Stated(None if names.find(said) else said)
    found = next(filter(None, map(names.find, texts)), None)
    if found is not None:
        dated = found.beside is not None and is_years(found.beside)
        return found._replace(beside=None) if dated else found, Stated()
    titles = [*filter(None, map(without_units, texts))]
    found = next(filter(None, map(names.find, titles)), None)
    if found is not None:
        return found, Stated()
    if other := next(filter(states_measure, titles), None):
        return None, Stated(other)
    readable = [*framework.readers]
    if len(readable) != 1:
        return None, Stated()
    return Named(readable[0]), Stated(assumed=readable[0])
