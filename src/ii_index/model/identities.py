"""What a unit's label names: a province, the nation, a total, a part of a province, a free label."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from ii_index.model import provinces
from ii_index.model.framework import Framework
from ii_index.model.spelling import BLANKS, ODD_SPELLING, compact, is_figure, joined, languages

Status = Literal["unit", "nation", "total", "part", "blank", "unknown"]


class Identity(NamedTuple):
    """What a unit's label names: a unit by its code, the nation, a total, a part of a unit, or nothing known."""

    status: Status
    code: str | None = None


_BLANK, _UNKNOWN, _TOTAL, _PART = (Identity(status) for status in ("blank", "unknown", "total", "part"))
_NATION = Identity("nation", "CN")
_NATION_WORDS = (
    "全国 中国 nationaltotal 全国总计 全国合计 china national nation cn chn prc prchina 000000 100000"
)
_EVERYWHERE_TOTAL_WORDS = """
    总计 合计 小计 总和 总数 共计 平均 平均值 平均数 均值 总体 全国平均 全国均值 各省合计 各市合计 各地区合计 地区合计
    最大值 最小值 最高值 最低值 中位数 中位值 标准差 方差 变异系数 极差
    偏度 偏度系数 峰度 峰度系数 四分位数 上四分位数 下四分位数 样本数 样本量 观测数 观测值数
    全省 全省合计 全省总计 全省平均 全市 全市合计 全市平均 全区合计 全县合计 各市平均 各省平均
    增长 增长(%) 增长% 增长率 增长率(%) 增速 增速(%) 增幅 增幅(%) 比上年增长 比上年增长(%) 比上年增长% 比上年±%
    较上年增长 较上年增长(%) 同比增长 同比增长(%) 同比增长% 同比 同比(%) 环比 环比(%) 比重 比重(%) 占比 占比(%)
    growth(%) change(%) yoy(%)
    total subtotal sum average mean grandtotal totals overall alltotal maximum minimum median standarddeviation
    std.dev. stddev std.dev variance coefficientofvariation skewness kurtosis observations obs. numberofobservations
"""
_TOTAL_WORDS = """
    东部 中部 西部 东北 东部地区 中部地区 西部地区 东北地区
    华北 华东 华中 华南 西南 西北 华北地区 华东地区 中南地区 华南地区 西南地区 西北地区
    长三角 珠三角 京津冀 长江经济带 长江流域 成渝 成渝地区 粤港澳大湾区
"""
_PART_WORDS = """
    大连 大连市 宁波 宁波市 厦门 厦门市 青岛 青岛市 深圳 深圳市 计划单列市 其中
    dalian ningbo xiamen qingdao shenzhen 210200 330200 350200 370200 440300
    新疆生产建设兵团 新疆兵团 生产建设兵团 建设兵团 兵团 xpcc 660000
"""
_PART_PREFIX = re.compile(r"^(?:其中|#|-?of ?which)", re.IGNORECASE)
_COUNTED = re.compile(r"^(.{1,12}?)(?:合计|总计|小计|平均|平均值|total|average)$")


@cache
def _totals() -> frozenset[str]:
    """Return the words for totals and averages of any kind of unit."""
    return frozenset(map(compact, _EVERYWHERE_TOTAL_WORDS.split()))


@cache
def _set_aside() -> Mapping[str, Identity]:
    totals = dict.fromkeys([*_totals(), *map(compact, _TOTAL_WORDS.split())], _TOTAL)
    parts = dict.fromkeys(map(compact, _PART_WORDS.split()), _PART)
    nation = dict.fromkeys(map(compact, _NATION_WORDS.split()), _NATION)
    return MappingProxyType({**totals, **parts, **nation})


@cache
def _figures() -> Mapping[str, Identity]:
    """Return every plain figure that names something: codes of provinces, of the nation, of parts."""
    units = {code: Identity("unit", unit) for code, unit in provinces.codes().items() if is_figure(code)}
    others = {code: known for code, known in _set_aside().items() if is_figure(code)}
    return MappingProxyType({**others, **units})


def identify(label: str, framework: Framework) -> Identity:
    """Tell what a unit's label names under a framework."""
    if not label:
        return _BLANK
    if framework.units == "provinces" and is_figure(label):
        figure, _, decimals = label.partition(".")
        return _UNKNOWN if decimals.strip("0") else _figures().get(figure, _UNKNOWN)
    return _identify_province(label) if framework.units == "provinces" else _identify_free(label)


def is_total(label: str) -> bool:
    """Whether a label is of a total or an average, of any kind of unit: ``浙江合计``, ``Total``."""
    key = compact(label)
    return key in _totals() or _COUNTED.match(key) is not None


def statistics_among(labels: Sequence[str], totals: Iterable[str]) -> list[str]:
    """Return the labels that stand for statistics beside rows of totals and averages: ``count`` above, ``CV`` below.

    Alone each might be a unit's own. One or two letters count below units and a row that is no sum: ``Total`` may
    stand above units called ``N`` and ``S``.

    Examples
    --------
    >>> statistics_among(["a", "count", "mean", "std", "25%", "N"], ["mean"])
    ['count', 'std', '25%', 'N']
    >>> statistics_among(["M", "N", "mean", "count house"], ["mean"]), statistics_among(["total", "N", "S"], ["total"])
    ([], [])
    """
    found: list[str] = []
    known, places = dict.fromkeys(totals), {label: at for at, label in enumerate(labels)}
    for total in known:
        letters = _LETTERS if places[total] and not _SUM.search(compact(total)) else frozenset[str]()
        for step, words in ((-1, _STATISTICS), (1, _STATISTICS | letters)):
            at = places[total] + step
            while 0 <= at < len(labels) and (labels[at] in known or compact(labels[at]) in words):
                found.append(labels[at])
                at += step
    return [label for label in dict.fromkeys(found) if label not in known]


_SHORT_WORDS = "count std min max 25% 50% 75% p25 p50 p75 obs skew kurt 最大 最小 最高 最低"
_STATISTICS = frozenset(_SHORT_WORDS.split())
_SUM = re.compile("[总计和]|sum|total|overall")
_LETTERS = frozenset(("n", "cv", "sd", "se", "q1", "q3"))


def is_part(label: str) -> bool:
    """Whether a label says that it is a part of what stands above: ``其中：市区``, ``of which``."""
    return _PART_PREFIX.match(compact(label)) is not None


def may_be_reserved(labels: Sequence[str]) -> list[str]:
    """Return free labels that might name the nation, a total or a part: a quick look, for :func:`identify` to settle.

    Examples
    --------
    >>> may_be_reserved(["Firm A", "Mean", "各省平均", "total"])
    ['Mean', '各省平均', 'total']
    """
    together = "\n".join(("", *labels))  # one search for all: there may be a million
    if together.count("\n") > len(labels):  # a label of several lines
        return [label for label in labels if _reserved().match(f"\n{label}")]
    return _reserved().findall(together)


@cache
def _reserved() -> re.Pattern[str]:
    """Return what finds labels with a reserved beginning, each behind the end of a line."""
    first = re.escape(_odd() + "".join(word[0] for word in _RESERVED))  # one look tells most labels apart
    return re.compile(rf"\n(?=[{first}])({reserved_beginning()}[^\n]*)", re.IGNORECASE)


@cache
def reserved_beginning() -> str:
    """Return the pattern of how labels of totals and parts begin, in any case, for any engine of patterns.

    White space, full width and traditional characters are as good as any of its words: they may spell one.
    """
    return f"(?:{'|'.join(map(re.escape, _RESERVED))}|[{re.escape(_odd())}])"


def _odd() -> str:
    return "".join(sorted({*ODD_SPELLING, *BLANKS} - {"\n"}))


_RESERVED = (
    *("全", "合", "总", "小", "其", "#", "-", "平", "均", "共", "各", "地区合", "最", "中位", "标准", "方差"),
    *("变异", "极差", "of", "total", "su", "grand", "average", "mean", "overall", "all", "m", "standard"),
    *("偏度", "峰度", "四分位", "上四", "下四", "样本", "观测"),
    *("增", "同比", "环比", "比", "较上年", "占比", "growth", "change", "yoy"),
    *("std", "variance", "coeff", "skew", "kurt", "ob", "number"),
)


@lru_cache(maxsize=4096)
def _identify_province(label: str) -> Identity:
    if code := provinces.resolve(label):
        return Identity("unit", code)
    key = compact(label)
    known = _set_aside().get(key)
    if known:
        return known
    if _PART_PREFIX.match(key):
        return _PART
    chinese, english = languages(label)
    if chinese:
        both = {_identify_province(chinese), _identify_province(english)}
        return both.pop() if len(both) == 1 else _UNKNOWN
    counted = _COUNTED.match(key)
    return _TOTAL if counted and (provinces.resolve(counted[1]) or counted[1] in _set_aside()) else _UNKNOWN


def _identify_free(label: str) -> Identity:
    key = compact(label)
    if key in {"全国", "全国总计", "全国合计"}:
        return _NATION
    if key in _totals():
        return _TOTAL
    return _PART if _PART_PREFIX.match(key) else Identity("unit", joined(label))


_AGGREGATES = re.compile(
    r"^(?:world|全球|世界|euro area|european union|eu-?\d{2}|oecd(?: members| average)?|g-?(?:7|20)"
    r"|arab (?:world|states)"
    r"|(?:low|high|middle|lower middle|upper middle|low & middle)(?: income| human development).*"
    r"|(?:very high|medium) human development|(?:least|developing|developed|fragile).*countries.*"
    r"|sub-saharan africa.*|latin america.*|east asia.*|south asia.*|middle east.*|europe (?:&|and) central asia.*"
    r"|north america|africa|asia|europe|oceania|americas)$",
    re.IGNORECASE,
)


_CITIES = frozenset(["110000", "120000", "310000", "500000", "810000", "820000"])
"""Provinces that are cities as well."""
_CITY_TOO = "吉林"


def aggregates_among(labels: Sequence[str]) -> list[str]:
    """Return the free labels that look like totals of others: groups of countries, a province among its cities.

    Examples
    --------
    >>> aggregates_among(["World", "Peru"]), aggregates_among(["江苏省", "南京市", "苏州市", "北京市"])
    (['World'], ['江苏省'])
    >>> aggregates_among(["河北省", "北京市", "天津市"])
    []
    """
    groups = [label for label in labels if _AGGREGATES.match(label)]
    known = provinces.codes()
    codes = {label: known.get(provinces.spelling(label)) for label in labels}
    others = sum(code is None for code in codes.values())
    whole = [label for label, code in codes.items() if code and code not in _CITIES and label != _CITY_TOO]
    return groups + whole if len(whole) < others else groups


_KINDS = ("特别行政区", "自治区", "自治州", "市", "省", "县", "区")


def _without_kind(label: str) -> str:
    """Take what kind of place it is off the end of a Chinese name of two characters and more."""
    for kind in _KINDS:
        name = label.removesuffix(kind)
        if name != label and all("\u4e00" <= character <= "\u9fff" for character in name[-2:].rjust(2)):
            return name
    return label


def bare(label: str) -> str:
    """Return what labels of one unit have in common.

    Case, white space, punctuation, accents of Latin letters and what kind of place it is do not matter.

    Examples
    --------
    >>> bare("上海市") == bare("上 海"), bare("UK") == bare("uk"), bare("A1") == bare("A2")
    (True, True, False)
    >>> bare("Côte d’Ivoire") == bare("Cote d'Ivoire"), bare("Korea, Rep.") == bare("Korea Rep")
    (True, True)
    """
    key = compact(label)
    if not key.isascii():
        key = _LATIN_ACCENT.sub(r"\1", unicodedata.normalize("NFD", _without_kind(key)))
        key = unicodedata.normalize("NFC", key)
    return _PUNCTUATION.sub("", key) or key


_LATIN_ACCENT = re.compile(r"([a-z])[\u0300-\u036f]+")
_PUNCTUATION = re.compile(r"[.,](?!\d)|[;'’‘`´·•]")
