"""What a title or a note says of the unit of measurement of all figures: ``单位：万元``, ``(Unit: persons)``."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ii_index.model import units_of_measurement as units
from ii_index.model.chains import link_said
from ii_index.model.headings import is_harmless, is_years, year_of
from ii_index.model.spelling import fold

_WORD = r"(?:(?:计\s*量|金\s*额|货\s*币|数\s*量|计\s*价)?\s*单\s*位|units?(?:\s+of\s+measure(?:ment)?s?)?)"
_BEGINS = r"(?:(?<![^\s()\[\]【】〔〕{},;。、:|/\d.-])|(?<=表)(?<![制填报]表))"  # 制表单位 is who made it
_SAID = re.compile(_BEGINS + _WORD + r"\s*[:︰﹕∶]\s*(.*)$")
_AGAIN = re.compile(_BEGINS + _WORD + r"\s*[:︰﹕∶]")
_ONLY_WORD = re.compile(rf"[(\[【〔{{]?\s*{_WORD}\s*[:︰﹕∶]\s*$")
_OPEN, _CLOSED = "([【〔{", ")]】〕}"
_PARTS = re.compile(r"\s*(?:[、;|]|,(?!\d{3}(?!\d))|和|及|与|或|\band\b|\bor\b|&)\s*")
_BRACKET = re.compile(r"\s*[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]$")
_CURRENCY = re.compile(r"\s*币\s*种\s*:.*$")


class Stated(NamedTuple):
    """What a text says of the unit of measurement of all figures.

    Attributes
    ----------
    said : str
        What it says, folded: ``千人、%``, 见表.
    measures : tuple of str
        The units of measurement among it, each once; none where it says something else, or perhaps of something else.
    whole : bool
        Whether the text says nothing besides.
    """

    said: str
    measures: tuple[str, ...] = ()
    whole: bool = True


@lru_cache(maxsize=1_000)
def stated_in(text: str) -> Stated | None:
    """Return what a text says of the unit of measurement of all figures; None where it does not speak of it.

    A word before it that makes another of it (填报单位, 编制单位) is of those who report.

    Examples
    --------
    >>> stated_in("表1 人口情况（单位：千人）"), stated_in("计量单位:万元，当年价"), stated_in("填报单位：统计局")
    (Stated(said='千人', measures=('千人',), whole=False), Stated(said='万元', measures=('万元',), whole=True), None)
    >>> stated_in("Unit: 10,000 persons, %").measures, stated_in("单位：见表").measures
    (('10,000 persons', '%'), ())
    """
    if ":" not in text and not _COLON.search(text):
        return _stated_at_once(text)
    folded = " ".join(map(fold, text.split()))
    found = _SAID.search(folded)
    if found is None:
        return None
    said, rest = _closed(found[1])
    before = folded[: found.start()]
    said = "、".join(part.strip() for part in _AGAIN.split(said))
    if not said:
        return None
    for part in _shorter(said):
        if measures := _measures(part):
            whole = not _bare(before + rest + said[len(part) :])
            return Stated(measures[0] if len(measures) == 1 else part, measures, whole)
    return Stated(said, (), not _bare(before + rest))


_COLON = re.compile("[：︰﹕∶]")
_AT_ONCE = re.compile(_BEGINS + r"(?:计量|金额|货币|数量|计价)?单位\s*([^\s\d].*)$")


def _stated_at_once(text: str) -> Stated | None:
    """Return what a text states without a colon: ``单位 万元``; units of measurement and no other words."""
    found = _AT_ONCE.search(" ".join(map(fold, text.split()))) if "单位" in text or "單位" in text else None
    if found is None:
        return None
    said, rest = _closed(found[1])
    measures = _measures(said)
    whole = not _bare(found.string[: found.start()] + rest)
    return Stated("、".join(measures), measures, whole) if measures else None


def measure_noted(text: str) -> str | None:
    """Return the unit of measurement that a sentence says some figures to be in: 产值单位为万元.

    Examples
    --------
    >>> measure_noted("注：产值单位为万元。"), measure_noted("以千人计"), measure_noted("注：单位为法人单位。")
    ('万元', '千人', None)
    """
    found = _IN_A_SENTENCE.search(text) if "单位" in text or "计" in text else None
    said = found and (found[1] or found[2])
    return said if said and units.is_known(said) else None


_IN_A_SENTENCE = re.compile(
    r"单位(?:均|都|皆)?[为是](?:人民币)?\s*([^\s,，;；。、()（）]+)|以([^\s,，;；。、()（）]{1,6}?)(?:计|为单位)"
)


def unstated(text: str) -> str:
    """Return a title without what it says of the unit of measurement of all figures.

    Examples
    --------
    >>> unstated("表1 人口情况（单位：千人）"), unstated("表1"), unstated("單位：萬元")
    ('表1 人口情况', '表1', '')
    """
    return text if stated_in(text) is None else _AS_WRITTEN.sub("", text)


_AS_WRITTEN = re.compile(
    r"\s*[(（\[［【〔{｛]?\s*(?:[计計]\s*量|金\s*[额額]|[货貨]\s*[币幣]|[数數]\s*量|[计計]\s*[价價])?"
    r"\s*(?:[单單]\s*位|\bunits?(?:\s+of\s+measure(?:ment)?s?)?)\s*[:：︰﹕∶].*$",
    re.IGNORECASE | re.DOTALL,
)


def is_said_of_all(text: str) -> bool:
    """Whether a text states the unit of measurement of all figures and nothing else: ``（单位：亿元）``."""
    found = stated_in(text)
    return found is not None and found.whole


def announces(text: str) -> bool:
    """Whether a text says that a unit of measurement follows, in the next cell: ``单位：``."""
    return _ONLY_WORD.match(" ".join(map(fold, text.split()))) is not None


def _closed(text: str) -> tuple[str, str]:
    """Split what is said from what stands behind the bracket that closes before one opens."""
    depth = 0
    for at, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSED:
            depth -= 1
            if depth < 0:
                return text[:at].strip(), text[at:]
    return _CURRENCY.sub("", text).strip(" 。;,"), ""


def _shorter(said: str) -> Iterator[str]:
    """Yield a text, then what is left of it as years, or what leaves figures what they are, are taken off its end."""
    words = said.split(" ")
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count]).strip(" 。;,、")
        last = _bare(words[count - 1])
        if not (is_years(last) or year_of(last) or is_harmless(last)):
            return


def _measures(said: str) -> tuple[str, ...]:
    """Return the units of measurement that a text lists; none where anything else is among them."""
    said = _BRACKET.sub("", said) if (inner := _BRACKET.search(said)) and is_harmless(inner[1]) else said
    if is_one(said):
        return (said,)
    parts = [*dict.fromkeys(part for part in _PARTS.split(said) if part and not is_harmless(part))]
    if not parts or not all(map(is_one, parts)):
        return ()
    alike = {units.parse(part) for part in parts} if len(parts) > 1 else set[object]()
    return tuple(parts[:1] if len(alike) == 1 and None not in alike else parts)


def measures_in(said: str) -> tuple[str, ...]:
    """Return the units of measurement that brackets list, but for what leaves figures what they are.

    Examples
    --------
    >>> measures_in("万元，当年价"), measures_in("万元、千人"), measures_in("2023年")
    (('万元',), ('万元', '千人'), ())
    """
    return _measures(fold(said))


def is_one(text: str) -> bool:
    """Whether a text is one unit of measurement, or says what is 100."""
    return units.is_known(text) or link_said(text) is not None


def _bare(text: str) -> str:
    return text.strip(" ()[]【】〔〕{}")
