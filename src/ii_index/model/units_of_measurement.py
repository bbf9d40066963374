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
_WORDS = {
    "hundred": 100, "tenthousand": 10_000, "thousand": 1_000, "k": 1_000,
    "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_SHARES = {
    **dict.fromkeys(("%", "百分比", "percent", "percentage", "pct"), Decimal("0.01")),
    **dict.fromkeys(("‰", "千分比", "permille"), Decimal("0.001")),
}
_SYNONYMS = {
    **dict.fromkeys(("元", "人民币元", "yuan", "rmb", "cny", "rmbyuan", "yuanrmb", "renminbi"), (1, "元")),
    **dict.fromkeys(("人", "person", "persons", "people"), (1, "人")),
    **dict.fromkeys(("个", "unit", "units", "item", "items"), (1, "个")),
    **dict.fromkeys(("美元", "usd", "us$", "usdollar", "usdollars", "u.s.dollars"), (1, "美元")),
    **dict.fromkeys(("欧元", "eur", "euro", "euros", "€"), (1, "欧元")),
    **dict.fromkeys(("英镑", "gbp", "£"), (1, "英镑")),
    **dict.fromkeys(("日元", "jpy"), (1, "日元")),
    **dict.fromkeys(("港元", "港币", "hkd", "hk$"), (1, "港元")),
    **dict.fromkeys(("户", "household", "households"), (1, "户")),
    **dict.fromkeys(("米", "m", "metre", "metres"), (1, "米")),
    **dict.fromkeys(("公里", "km", "kilometre", "kilometres"), (1_000, "米")),
    **dict.fromkeys(("公斤", "kg"), (1_000, "克")),
    **dict.fromkeys(("吨", "t", "ton", "tons", "tonne", "tonnes"), (1_000_000, "克")),
    **dict.fromkeys(("度", "kwh"), (1_000, "瓦时")),
    **{name: (10 ** (3 * at), "瓦时") for at, name in enumerate(("mwh", "gwh", "twh"), start=2)},
    **dict.fromkeys(("平方公里", "平方千米", "sqkm"), (1_000_000, "平方米")),
    **dict.fromkeys(("公顷", "hectare", "hectares"), (1, "公顷")),
}
_KNOWN = frozenset(
    [
        "个",
        "元",
        "美元",
        "欧元",
        "英镑",
        "日元",
        "港元",
        "$",
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
# fmt: off
_AMOUNTS = {

        "万亿": "trillion",
        "千亿": "100 billion",
        "百亿": "10 billion",
        "十亿": "billion",
        "亿": "100 million"
    ,

        "千万": "10 million",
        "百万": "million",
        "十万": "100,000",
        "万": "10,000",
        "千": "1,000",
        "百": "100"
    ,
}
_ENGLISH = {
    "": "", "元": "yuan", "人民币元": "yuan", "美元": "US dollars", "欧元": "euros", "英镑": "pounds sterling",
    "日元": "yen", "港元": "HK dollars", "人": "persons", "名": "persons",
    "户": "households", "台套": "sets",
    "人次": "person-times", "人年": "person-years", "倍": "times", "分": "points", "次": "times",
    "米": "m", "公里": "km", "千米": "km", "亩": "mu", "公顷": "ha", "平方米": "m²", "平方公里": "km²",
    "立方米": "m³", "吨": "tonnes", "吨标准煤": "tonnes of coal equivalent", "公斤": "kg", "升": "litres",
    "天": "days", "小时": "hours", "岁": "years of age", "千瓦": "kW", "千瓦时": "kWh", "瓦时": "Wh",
}
# fmt: on
_COUNTED = frozenset("个家件项台套座所条张辆艘部本篇位只种头")
"""What Chinese counts things with and English does not."""
_LONGEST, _MOST_STROKES = 100, 4  # what is longer, or divides more often, is no unit of anything
_AMOUNT = re.compile(r"^(\d+(?:,\d{3})*)")
_TWICE = re.compile(r"^([^\x00-\u02ff]+|[%‰])[(]?([\x00-\x7f]+?)[)]?$")
"""In Chinese and again in English: ``万元 (10 000 yuan)``."""


@cache
def parse(text: str) -> Unit | None:
    """Read a unit of measurement, perhaps said again in English; None where there is none to read.

    Examples
    --------
    >>> parse("万个")
    Unit(scale=Decimal('10000'), base='个')
    >>> parse("件/万人").base
    '件/人'
    >>> parse("人民币万元") == parse("万元人民币") == parse("万元")
    True
    >>> parse("万元 (10 000 yuan)") == parse("万元"), parse("in millions of yuan") == parse("RMB million")
    (True, True)
    >>> parse("RMB mn") == parse("million yuan"), parse("'000 persons") == parse("Persons th") == parse("千人")
    (True, True)
    """
    if len(text) > _LONGEST or text.count("/") > _MOST_STROKES:
        return None
    name = _in_order(fold(text)).replace(" ", "")
    name = name.removeprefix("人民币").removesuffix("(人民币)").removesuffix("人民币")
    if not name or _AMOUNT.sub("", name) == "":
        return None
    if (both := _TWICE.match(name)) and (said := parse(both[1])) and said == parse(both[2]):
        return said
    if "/" in name:
        return _ratio(*name.split("/", 1))
    if name in _SHARES:
        return Unit(_SHARES[name], "1")
    scale, base = _multiplier(name)
    factor, base = _SYNONYMS.get(base, (1, base))
    is_none = not scale or any(character.isdigit() for character in base)  # 0 of anything is none
    return None if is_none else Unit(scale * factor, base)


def _in_order(folded: str) -> str:
    """Return what English says with the amount first and in full; others as they are.

    ``in millions of yuan``, ``US$ million``, ``RMB mn``, ``'000 persons``, ``persons (thousands)``.
    """
    if _HAN.search(folded):
        return folded
    folded = _spelt_out(folded.replace("’", "'").replace("‘", "'"))
    found = _AMOUNT_OF.match(folded)
    folded = f"{found[1]} {found[2]}" if found else folded
    turned = _AMOUNT_LAST.match(folded)
    if turned and (re.fullmatch(_MONEY, turned[1]) or turned[1].replace(" ", "") in _SYNONYMS):
        return f"{turned[2]} {turned[1]}"
    return folded


def _spelt_out(folded: str) -> str:
    """Return an English unit of measurement with abbreviated amounts in full, where there is more than these."""
    spelt = _M_OF_MONEY.sub(lambda found: f"{found[1] or ''} million {found[2] or ''}", folded)
    for word, pattern in _ABBREVIATED.items():
        spelt = pattern.sub(f" {word} ", spelt)
    spelt = " ".join(spelt.split())
    return spelt if "000" in folded or _AMOUNTS_ONLY.sub("", spelt) else folded


_HAN = re.compile(r"[\u2e80-\uffff]")
_MONEY = r"(?:us\$|hk\$|\$|€|£|usd|hkd|us dollars?|rmb|cny|yuan|eur|euros?|gbp|jpy)"
_M_OF_MONEY = re.compile(rf"^({_MONEY} ?[\d,]*) ?m\.?$|^m\.? ({_MONEY})$")
_WORD_BEGINS = r"(?:(?<![a-z])|(?<=rmb)|(?<=cny)|(?<=usd)|(?<=eur))"
_ABBREVIATED = {
    "thousand": re.compile(
        rf"(?:^|(?<=[a-z$€£]) ?|')000'?s?(?![\d,])|{_WORD_BEGINS}(?:thous|thsd|ths|(?<!\d)th|k)(?![a-z])\.?"
    ),
    "million": re.compile(rf"{_WORD_BEGINS}(?:mn|mln|mio)(?![a-z])\.?"),
    "billion": re.compile(rf"{_WORD_BEGINS}(?:bn|bln)(?![a-z])\.?"),
    "trillion": re.compile(rf"{_WORD_BEGINS}(?:trn|trln)(?![a-z])\.?"),
}
_WORD_OF_AMOUNT = "(?:hundred|ten|thousand|million|billion|trillion)"
_AMOUNTS_ONLY = re.compile(rf"{_WORD_OF_AMOUNT}|[\d,. ]")
"""MN, BN and TH alone are countries."""
_AMOUNT_OF = re.compile(
    rf"^(?:in )?((?:[\d, ]+ )?{_WORD_OF_AMOUNT}(?: {_WORD_OF_AMOUNT})*)s?\b(?: of\b)? ?(.*)$"
)
_AMOUNT_LAST = re.compile(
    rf"^(.*?[a-z$€£]),? ?\(?(?:in )?((?:[\d,]+ )?{_WORD_OF_AMOUNT}(?: {_WORD_OF_AMOUNT})*)s?\)?$"
)


@cache
def factor(stated: str, wanted: str) -> Decimal | None:
    """Return what a number in ``stated`` is multiplied by to be in ``wanted``; None where it cannot be.

    A bare multiplier (万) leaves the base of ``wanted`` unsaid; what this program says in English is read again.

    Examples
    --------
    >>> factor("个", "万个"), factor("亿元", "万元"), factor("台套", "万个"), factor("10,000", "万个")
    (Decimal('0.0001'), Decimal('10000'), None, Decimal('1'))
    """
    name = fold(stated).replace(" ", "")
    if name in {fold(wanted).replace(" ", ""), fold(in_english(wanted)).replace(" ", "")}:
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


@cache
def in_english(unit: str) -> str:
    """Say a unit of measurement in English; as it is where there is no English for it.

    Examples
    --------
    >>> in_english("亿元"), in_english("万个"), in_english("户/万人"), in_english("%"), in_english("个")
    ('100 million yuan', '10,000', 'households/10,000 persons', '%', 'number')
    """
    if not unit:
        return unit
    parts = [_part_in_english(part) for part in unit.split("/")]
    said = [part for part in parts if part is not None]
    return "/".join(part or "number" for part in said) if len(said) == len(parts) else unit


def _part_in_english(part: str) -> str | None:
    """Return a unit without strokes in English, empty for a count of things; None where there is no word for it."""
    amount = "" if part in _ENGLISH else next((amount for amount in _AMOUNTS if part.startswith(amount)), "")
    base = part[len(amount) :]
    if base.isascii() and base:
        word = base
    elif base in _COUNTED:
        word = ""
    elif base in _ENGLISH:
        word = _ENGLISH[base]
    else:
        return None
    return f"{_AMOUNTS.get(amount, '')} {word}".strip()


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
