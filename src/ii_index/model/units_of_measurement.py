"""Units of measurement: which can be converted into which, and by what factor."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ii_index.model.spelling import fold


class Unit(NamedTuple):
    """A multiple of a base: 万个 is 10,000 of 个; a share has the base ``1``, a bare multiplier none."""

    scale: Decimal
    base: str


_MULTIPLIERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_WORDS = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 10**6, "billion": 10**9}
_SHARES = {
    **dict.fromkeys(("%", "百分比", "percent", "percentage", "pct"), Decimal("0.01")),
    **dict.fromkeys(("‰", "千分比", "permille"), Decimal("0.001")),
}
_SYNONYMS = {
    **dict.fromkeys(("元", "人民币元", "yuan", "rmb", "cny"), (1, "元")),
    **dict.fromkeys(("人", "person", "persons", "people"), (1, "人")),
    **dict.fromkeys(("个", "unit", "units", "item", "items"), (1, "个")),
    **dict.fromkeys(("户", "household", "households"), (1, "户")),
    **dict.fromkeys(("米", "m", "metre", "metres"), (1, "米")),
    **dict.fromkeys(("公里", "km", "kilometre", "kilometres"), (1_000, "米")),
    **dict.fromkeys(("公斤", "kg"), (1_000, "克")),
    **dict.fromkeys(("吨", "t", "tonne", "tonnes"), (1_000_000, "克")),
    **dict.fromkeys(("度", "kwh"), (1_000, "瓦时")),
    "平方公里": (1_000_000, "平方米"),
    "平方千米": (1_000_000, "平方米"),
}
_KNOWN = frozenset(
    [
        "个",
        "元",
        "美元",
        "人",
        "名",
        "户",
        "家",
        "件",
        "项",
        "台",
        "套",
        "台套",
        "座",
        "所",
        "条",
        "张",
        "辆",
        "艘",
        "部",
        "本",
        "篇",
        "次",
        "人次",
        "人年",
        "倍",
        "分",
        "点",
        "位",
        "只",
        "种",
        "万",
        "亿",
        "米",
        "公里",
        "千米",
        "亩",
        "公顷",
        "平方米",
        "平方公里",
        "立方米",
        "吨",
        "吨标准煤",
        "公斤",
        "毫克",
        "微克",
        "升",
        "天",
        "小时",
        "岁",
        "头",
        "克",
        "度",
        "千瓦",
        "千瓦时",
        "瓦时",
        "kb",
        "mb",
        "gb",
        "tb",
        "pb",
        "eb",
        "kbps",
        "mbps",
        "gbps",
    ]
)
_LONGEST, _MOST_STROKES = 100, 4  # what is longer, or divides more often, is no unit of anything
_AMOUNT = re.compile(r"^(\d+(?:,\d{3})*)")


@cache
def parse(text: str) -> Unit | None:
    """Read a unit of measurement; None where there is none to read.

    Examples
    --------
    >>> parse("万个")
    Unit(scale=Decimal('10000'), base='个')
    >>> parse("件/万人").base
    '件/人'
    """
    if len(text) > _LONGEST or text.count("/") > _MOST_STROKES:
        return None
    name = fold(text).replace(" ", "")
    if not name or _AMOUNT.sub("", name) == "":
        return None
    if "/" in name:
        return _ratio(*name.split("/", 1))
    if name in _SHARES:
        return Unit(_SHARES[name], "1")
    scale, base = _multiplier(name)
    factor, base = _SYNONYMS.get(base, (1, base))
    return None if any(character.isdigit() for character in base) else Unit(scale * factor, base)


@cache
def factor(stated: str, wanted: str) -> Decimal | None:
    """Return what a number in ``stated`` is multiplied by to be in ``wanted``; None where it cannot be.

    A bare multiplier (万) leaves the base of ``wanted`` unsaid.

    Examples
    --------
    >>> factor("个", "万个"), factor("亿元", "万元"), factor("台套", "万个")
    (Decimal('0.0001'), Decimal('10000'), None)
    """
    if fold(stated).replace(" ", "") == fold(wanted).replace(" ", ""):
        return Decimal(1)
    given, target = parse(stated), parse(wanted)
    if given is None or target is None:
        return None
    if given.base == target.base or (not given.base and target.base != "1"):
        return given.scale / target.scale
    return None


@cache
def is_share(unit: str | None) -> bool:
    """Whether a unit is a percentage."""
    return unit is not None and parse(unit) == Unit(Decimal("0.01"), "1")


@cache
def is_known(text: str) -> bool:
    """Whether a text names a unit of measurement, convertible or not."""
    unit = parse(text)
    return unit is not None and (
        unit.base in {"", "1"} or all(part in _KNOWN or part in _SYNONYMS for part in unit.base.split("/"))
    )


def convertible(unit: str) -> list[str]:
    """Return examples of what converts into a unit, for an error to list."""
    target = parse(unit)
    if target is None:
        return [unit]
    if target.base == "1":
        return ["%", "‰"]
    return list(dict.fromkeys([unit, *(f"{multiple}{target.base}" for multiple in ("", "千", "万", "亿"))]))


def _ratio(above: str, below: str) -> Unit | None:
    numerator, denominator = parse(above), parse(below)
    if numerator is None or denominator is None or not denominator.scale:
        return None
    return Unit(numerator.scale / denominator.scale, f"{numerator.base}/{denominator.base}")


def _multiplier(name: str) -> tuple[Decimal, str]:
    """Split 万个 into 10,000 and 个, 100 million yuan into 10⁸ and yuan."""
    scale = Decimal(1)
    if amount := _AMOUNT.match(name):
        scale *= Decimal(amount[1].replace(",", ""))
        name = name[amount.end() :]
    while name and name not in _SYNONYMS:
        if name[0] in _MULTIPLIERS:
            scale *= _MULTIPLIERS[name[0]]
            name = name[1:]
            continue
        word = next((word for word in _WORDS if name.startswith(word)), None)
        if word is None or (word == "k" and name != "k"):
            break
        scale *= _WORDS[word]
        name = name[len(word) :]
    return scale, name
