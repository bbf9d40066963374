"""What the header words of a table name: roles of columns, years, indicators."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from ii_index.model import units_of_measurement as units
from ii_index.model.framework import Denominator, Framework
from ii_index.model.node import Node
from ii_index.model.periods import kind_of, period_of
from ii_index.model.spelling import CLOSING, OPENING, compact, fold, is_figure, languages, translated

Role = Literal["unit", "year", "indicator", "measure", "value"]

_ROLE_WORDS: Mapping[Role, str] = MappingProxyType(
    {
        "unit": """
            地区 地区名称 地区名 地区代码 省份 省份名称 省 省市 省区市
            省(区、市) 省(自治区、直辖市) 省、自治区、直辖市 各地区 各省
            行政区划 行政区划代码 区划代码 行政区 区域 城市 国家 国家和地区 企业 企业名称 单位名称 评价对象 名称 编码
            省份代码 省名 省级行政区 城市名称 城市名 城市代码 地级市 地市 市 区县 县 县市 县区 国别 国家名称 国家代码
            行标签 row_labels 公司 公司名称 企业代码 单位代码 股票简称 股票代码 证券简称 证券代码 代码
            unit region area province country economy entity firm company city code name geo geography
            uname ucode unit_name unit_code nation state county district municipality location location_name
            country_name country_code country_or_region country_region country_or_area country_or_territory
            economy_name economy_code entity_name region_name region_code province_name province_code
            city_name city_code state_name ref_area reference_area geo_label geo_name iso iso2 iso3 iso_code
            iso2_code iso3_code
        """,
        "year": """
            年份 年度 年 时间 统计年度 报告期 统计年份 数据年份 日期 会计年度 会计期间
            统计截止日期 截止日期 财年 财政年度 数据年度
            year period time date time_period yr ref_year fiscal_year financial_year reference_year
            quarter month year_month 月份 月度 季度 时期 年月 期别
        """,
        "indicator": """
            指标 指标名称 指标代码 指标名 项目 变量
            indicator indicators variable series item indicator_id indicator_name indicator_code
            series_name series_code variable_name series_description subject_descriptor
        """,
        "measure": """
            计量单位 单位 指标单位 measure unit_of_measurement units uom unit_of_measure unit_measure
        """,
        "value": """
            数值 值 指标值 数据 数据值 value obs_value values amount answer answers 答案 回答
            fact_value_numeric numeric_value observation_value
        """,
    }
)


_CODE_WORDS = """
    编码 代码 编号 code id ucode iso iso2 iso3 isocode iso2code iso3code iso3166 geo refarea location
"""
_FINENESS = (
    "area region continent group 区域 大区 地区 各地区",
    "country nation economy entity state location geography 国家 国别 国家和地区",
    "province 省份 省 省市 省区市 省名 省级行政区",
    "city municipality 城市 地级市 地市 市",
    "county 区县 县 县市 县区",
    "unit name firm company uname enterprise plant school 名称 企业 公司 单位 评价对象 股票简称 证券简称 学校 工厂",
)
_NOT_NAMES = """
    备注 说明 注 注释 来源 数据来源 资料来源 note notes remark remarks comment comments source sources
    flag flags flag_codes obs_flag obs_status observation_status conf_status status
    footnote footnotes 单位 计量单位 unit_of_measure freq frequency
    last_update sex age 性别 序号 no
"""


def is_code_word(text: str) -> bool:
    """Whether a heading speaks of codes: 代码, ``Country Code``, ``iso3``."""
    key = compact(text)
    return key in _code_words() or key.endswith(("代码", "编码", "code"))


@cache
def _code_words() -> frozenset[str]:
    return frozenset(map(compact, _CODE_WORDS.split()))


def fineness(text: str) -> int:
    """Return how fine the units are that a heading speaks of, to break ties: cities are finer than provinces."""
    key = _BRACKET.sub("", compact(text))
    for end in ("名称", "名", "代码", "name", "code", "label"):
        key = key.removesuffix(end) or key
    return _finenesses().get(key, 0)


def fineness_within(text: str) -> int:
    """Return how fine the units are of whose numbers or names a heading speaks, by its last word; 0 where of none.

    Examples
    --------
    >>> [fineness_within(text) for text in ("firm_id", "样本企业编号", "listed company", "Region", "velocity")]
    [6, 6, 6, 1, 0]
    """
    words = _NUMBERED.sub("", " ".join(_PART_OF_HEADING.findall(fold(text)))).split()
    last = words[-1] if words else ""
    starts = range(1 if last.isascii() else len(last) - 1)
    return next(filter(None, (fineness(last[start:]) for start in starts)), 0)


def numbers_units(text: str) -> bool:
    """Whether a heading speaks of the numbers that units have: ``firm_id``, 企业编号; not of how many there are.

    Examples
    --------
    >>> [numbers_units(text) for text in ("firm_id", "样本企业编号", "企业", "no", "规上企业数")]
    [True, True, False, False, False]
    """
    words = " ".join(_PART_OF_HEADING.findall(fold(text)))
    return _NUMBERED.search(words) is not None and fineness_within(text) > 0


def numbers_things(text: str) -> bool:
    """Whether a heading speaks of the numbers that things have, not of those of rows: 项目编号, ``Project ID``.

    Examples
    --------
    >>> [numbers_things(text) for text in ("项目编号", "Project ID", "合同号", "序号", "no", "产值")]
    [True, True, True, False, False, False]
    """
    words = " ".join(_PART_OF_HEADING.findall(fold(text)))
    return not is_aside(text) and (is_code_word(text) or _NUMBERED.search(words) is not None)


_PART_OF_HEADING = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"(?:(?<=\S)(?:编号|编码|代码|号码|号|序号)| (?:ids?|no|nr|number|key|code|name))$")


@cache
def _finenesses() -> Mapping[str, int]:
    return MappingProxyType(
        {compact(word): at + 1 for at, words in enumerate(_FINENESS) for word in words.split()}
    )


@cache
def _no_names() -> frozenset[str]:
    return frozenset(map(compact, _NOT_NAMES.split()))


def is_aside(text: str) -> bool:
    """Whether a heading is of a column of remarks, sources, flags or the like, which names no unit."""
    return compact(text) in _no_names()


def is_scale(text: str) -> bool:
    """Whether a heading is of a column of powers of ten, which the figures are multiplied by: ``Scale``."""
    return compact(text) in {"scale", "unitmult", "unitmultiplier", "powercode"}


def power_said(text: str) -> str:
    """Return the multiplier that a cell of such a column says, empty for one: ``Millions``, 6.

    Examples
    --------
    >>> [power_said(text) for text in ("Millions", "6", "Units", "0", "")]
    ['million', 'million', '', '', '']
    """
    said = fold(text).removesuffix("s")
    return _POWERS.get(said.removesuffix(".0"), "" if said in {"unit", "one", "0"} else said)


def is_power(text: str) -> bool:
    """Whether a cell says a power of ten: ``Millions``, 6."""
    return power_said(text) in {"", "hundred", "thousand", "million", "billion", "trillion"}


_POWERS = {"2": "hundred", "3": "thousand", "6": "million", "9": "billion"}


@cache
def _roles() -> Mapping[str, Role]:
    return MappingProxyType(
        {compact(word): role for role, words in _ROLE_WORDS.items() for word in words.split()}
    )


def role_of(text: str) -> Role | None:
    """Return the role that a header word gives its column; with or without what stands in brackets.

    A heading in two languages has the role that both its words have. 企业（家） is a number of firms.

    Examples
    --------
    >>> role_of("地 区 Region"), role_of("Country Name"), role_of("产值"), role_of("企业（家）")
    ('unit', 'unit', None, None)
    """
    key = compact(text)
    if exact := _roles().get(key):
        return exact
    bracket = _BRACKET.search(key)
    if bracket and (found := _roles().get(key[: bracket.start()])):
        return None if found == "unit" and units.is_known(bracket[1]) else found
    chinese, english = languages(text)
    if not chinese:
        return None
    first, second = _roles().get(compact(chinese)), _roles().get(compact(english))
    return first if first == second else None


_YEAR = re.compile(r"^(?:fy|cy|yr|x|y)?\s*((?:19|20)\d{2})(?:\.0+)?\s*(?:年|年度|年末|年底|\[yr\1\])?$")


def year_of(label: object) -> int | None:
    """Read a year; None for anything less certain.

    2023, ``2023年``, ``FY2023``, 2023.0, ``2023 [YR2023]``, ``X2023``, 二〇二三年, and the last day of a year.

    Months and quarters are periods: ``2023M05``, ``2023年5月``, ``2023Q1``; see :mod:`ii_index.model.periods`.

    Examples
    --------
    >>> [year_of(label) for label in (2023, "２０２３年度", "2023.0", "2023 [YR2023]", "23")]
    [2023, 2023, 2023, 2023, None]
    >>> [year_of(label) for label in ("二〇二三年", "2023-12-31", "2023年12月31日", "2023-06-30", "2023年上半年")]
    [2023, 2023, 2023, None, None]
    >>> str(year_of("2023Q1"))
    '2023Q1'
    """
    text = str(label)
    if text.isascii() and not ("19" in text or "20" in text):
        return None
    folded = fold(text)
    if not folded.isascii() and _CHINESE_YEAR.match(folded):
        folded = folded.translate(_CHINESE_DIGITS)
    matched = _YEAR.match(folded) or _LAST_DAY.match(folded)
    return int(matched[1]) if matched else period_of(text)


def years_of(labels: Sequence[object], rows: Sequence[int] | None = None) -> list[int | None]:
    """Read years, or periods of one kind: the kind that most have; None for the others.

    ``rows`` says how many rows each label has; by default one.

    Examples
    --------
    >>> years_of(["2022", "2023Q1", "2023"]), years_of(["2022Q4", "2023Q1", "2023"])
    ([2022, None, 2023], [20224, 20231, None])
    """
    found = [year_of(label) for label in labels]
    counts: dict[int, int] = {}
    for year, count in zip(found, rows or [1] * len(found), strict=True):
        if year is not None:
            counts[kind_of(year)] = counts.get(kind_of(year), 0) + count
    most = max(counts, key=lambda kind: counts[kind], default=1)
    return [year if year is None or kind_of(year) == most else None for year in found]


_CHINESE_DIGITS = {ord(digit): str(at % 10) for at, digit in enumerate("〇一二三四五六七八九零")} | {
    ord("○"): "0"
}
_CHINESE_YEAR = re.compile(r"^[一二][九〇零○][〇一二三四五六七八九零○]{2}(?:年|年度|年末|年底)?$")
_LAST_DAY = re.compile(r"^((?:19|20)\d{2})(?:-12-31|/12/31|\.12\.31|年12月31日)(?:[ t]00:00:00)?$")


def years_in(text: str) -> list[int]:
    """Return the years that a title speaks of."""
    return sorted({int(year) for year in _YEAR_WITHIN.findall(fold(text))})


def is_years(text: str) -> bool:
    """Whether a text is of years and nothing else: ``2021—2023年``."""
    return _YEARS.fullmatch(fold(text)) is not None


_YEARS = re.compile(r"(?:19|20)\d{2}(?:年度?)?(?:\s*[-—–~至到、,]+\s*(?:19|20)?\d{2}(?:年度?)?)*")


def label_and_year(text: str) -> tuple[str, int] | None:
    """Split a heading that names something and a year: ``北京2019``, ``le_1990``, ``1990 le``, ``2019年产值``.

    Examples
    --------
    >>> [label_and_year(text) for text in ("北京2019年", "1990 le", "FY2022 output", "2019", "产值")]
    [('北京', 2019), ('le', 1990), ('output', 2022), None, None]
    """
    if not ("19" in text or "20" in text):
        return None
    if after := _YEAR_AFTER.match(text):
        return after[1], int(after[2])
    before = _YEAR_BEFORE.match(text)
    return (before[2], int(before[1])) if before else None


_YEAR_AFTER = re.compile(r"^(.*?[^\d\s_.-])(?:[\s_.-](?i:[fc]y))?[\s_.-]*((?:19|20)\d{2})\s*(?:年|年度)?$")
_YEAR_BEFORE = re.compile(r"^(?i:[fc]y\s?)?((?:19|20)\d{2})\s*(?:年|年度)?[\s_.-]*([^\d\s_.-].*)$")
_YEAR_WITHIN = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")

_SAID = re.compile(r"^(?:计量)?(?:单位|units?):(.+)$")


def measure_said(folded: str) -> str | None:
    """Return the unit of measurement of ``单位:万元``, folded; None where the text does not speak of one.

    Examples
    --------
    >>> measure_said("计量单位:万元"), measure_said("万元")
    ('万元', None)
    """
    said = _SAID.match(folded)
    return said[1].strip() if said else None


_SEPARATORS = ("_", "-", " ")
_LONGEST_MEASURE = 8
_NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.、)]|[一二三四五六七八九十]{1,3}[、.]|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|附?[表图]\s*(?:\d+(?:[-－—–.]\d+)*(?![\dA-Za-z])|[一二三四五六七八九十]{1,3}(?=[：:、.\s]))[：:、.]?|table\s*\d+(?:[-–.]\d+)*[:.]?(?=\s))\s*",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;、]")
_HARMLESS = frozenset(
    [
        "当年价",
        "当年价格",
        "现价",
        "按当年价格计算",
        "当年",
        "全年",
        "年末",
        "年底",
        "年末数",
        "current prices",
        "current",
        "total",
        "合计",
        "总计",
    ]
)
"""What may stand beside a unit of measurement and leaves the figures what they are; 可比价, 上年=100, 预测 do not."""

Column = Node | Denominator


def is_harmless(text: str) -> bool:
    """Whether what stands beside a unit of measurement leaves the figures what they are."""
    return fold(text) in _HARMLESS


def is_of_change(folded: str) -> bool:
    """Whether a folded text is of a change, a share, a rank or the like, made of what is measured."""
    return _CHANGE.search(folded) is not None


_CHANGE = re.compile(
    r"[增减]长?[率速幅]|同比|环比|占比|比重|份额|[位名]次|排名|排序|得分|增长|指数"
    r"|\b(?:rank(?:ing)?|growth|share|change|yoy|per capita|score)\b"
)
_IS_100 = re.compile(r"=\s*100\b")


class Named(NamedTuple):
    """An indicator that a header names, and what stood beside its name: a unit or a year, both, a mark."""

    column: str
    beside: str | None = None
    mark: str | None = None
    year: int | None = None


_LAST_BRACKET = re.compile(rf"\s*[{OPENING}]([^{OPENING}{CLOSING}]*)[{CLOSING}]\s*$")
_BRACKET = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]$")
_NOTE_NUMBER = re.compile(r"^注?\d{0,2}$")
_HEADER_MARK = re.compile(r"(?:[*†‡①-⑳⑴-⒇¹²³⁰⁴-⁹])+$")


def parted(text: str, mark: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and behind each mark in a text, the first first: ``产值 million yuan``."""
    parts = text.split(mark)
    for at in range(1, len(parts)):
        yield mark.join(parts[:at]), mark.join(parts[at:])


def unnumbered(text: str) -> str:
    """Return a heading or a title without its number: ``1.``, ``（一）``, ``表3-1``.

    Examples
    --------
    >>> unnumbered("表3-1 软件业务收入（亿元）"), unnumbered("（一）产值"), unnumbered("表")
    ('软件业务收入（亿元）', '产值', '表')
    """
    return _NUMBERING.sub("", text.strip()) or text.strip()


_PIVOTED = re.compile(r"^(?:(?:求和|平均值|最大值|最小值)项:|(?:sum|average|max|min) of ?)")
"""What a pivot table puts before a name; a count (计数项) is of rows, not of what is named."""


class Names:
    """The columns a framework may ask for, by id, name and alias, however they are spelt.

    ``is_measure`` tells units of measurement, which may follow a name after an underscore, a hyphen, a space, or at
    once.
    """

    def __init__(self, framework: Framework, is_measure: Callable[[str], bool] = lambda _: False) -> None:
        self._is_measure = is_measure
        columns = {_heading(column) for column in self._by_depth(framework)}
        self._unmeasured = {column for column in columns if framework.unit_of(column) is None}
        self._columns: dict[str, str] = {}
        self._loose: dict[str, str | None] = {}
        named = [(column, _heading(column)) for column in self._by_depth(framework)]
        for column, heading in named:
            for label in _labels(column, heading):
                self._columns.setdefault(fold(label), heading)
                key = compact(label)
                self._loose[key] = heading if self._loose.get(key, heading) == heading else None
        self._columns.update({fold(heading): heading for _, heading in named})

    @staticmethod
    def _by_depth(framework: Framework) -> Iterator[Column]:
        """Leaves before what lies above them: where two share a name, the indicator is meant."""
        nodes = list(framework.walk())
        yield from (node for node in nodes if node.children is None and node.reads is not None)
        yield from framework.denominators
        yield from (node for node in nodes if node.children is not None)

    def find(self, text: str) -> Named | None:
        """Return what a header names, or None."""
        if is_figure(text):
            return Named(self._columns[text]) if text in self._columns else None
        folded = fold(text)
        if not folded:
            return None
        if exact := self._column(folded):
            return Named(exact)
        bare = unnumbered(_PIVOTED.sub("", folded))
        for label in (folded, bare) if bare != folded else (folded,):
            if found := self._beside_others(label):
                return found
        return self._in_two_languages(text)

    def spelt(self, text: str) -> Named | None:
        """Return what a text of several headings names by its whole, not by one of its languages; or None."""
        return self._beside_others(fold(text))

    def _beside_others(self, label: str) -> Named | None:
        """Read a folded name with what stands beside it."""
        if exact := self._column(label):
            return Named(exact)
        for rest, beside, mark in _beside(label):
            if (column := self._column(rest)) and not self._is_another(column, rest, beside or "", label):
                measure, year = self._measure_and_year(beside or "")
                return Named(column, measure or None, mark, year)
        return self._with_measure(label)

    def _is_another(self, column: str, name: str, beside: str, label: str) -> bool:
        """Whether what stands beside a name makes another indicator of it: 产值/人口, 产值（增长率）, 人口:城镇.

        Brackets may hold a unit of measurement that is not known, to be refused where another is wanted; behind a mark
        it must be known.
        """
        said = self._measure_and_year(beside)[0]
        if not said or self._is_measure(said) or year_of(said) or is_years(said) or _IS_100.search(said):
            return False
        if column in self._unmeasured and is_of_change(said) and not is_of_change(name):
            return True
        return not label.endswith((")", "]", "}", "】", "〕")) and (said == beside or "/" in said)

    def _measure_and_year(self, beside: str) -> tuple[str, int | None]:
        """Return the unit of measurement, and the year if one stands beside it: ``2023年,万元``."""
        parts = [part.strip() for part in _PARTS.split(beside)]
        years = [part for part in parts if year_of(part)]
        if len(years) != 1 or len(parts) == 1:
            return self._measure(beside), None
        return self._measure(",".join(part for part in parts if part not in years)), year_of(years[0])

    def _measure(self, beside: str) -> str:
        """Return the unit of measurement of ``亿元,当年价``; the whole where it says anything that changes figures."""
        said = measure_said(beside) or beside
        parts = [part.strip() for part in _PARTS.split(said)]
        telling = [part for part in parts if part not in _HARMLESS]
        if not telling:
            return ""
        return telling[0] if len(parts) > 1 and len(telling) == 1 and self._is_measure(telling[0]) else said

    def _with_year_in_brackets(self, label: str) -> Named | None:
        """Read a name with a year and a unit, one of them in brackets: ``产值2023(万元)``."""
        bracket = _BRACKET.search(label)
        name, said = (label[: bracket.start()].strip(), bracket[1].strip()) if bracket else ("", "")
        year, named = year_of(said), self._beside_others(name) if name else None
        if named is None or (year is None and not self._is_measure(said)):
            return None
        if year is not None:
            return None if named.year or year_of(named.beside or "") else named._replace(year=year)
        own = named.year or year_of(named.beside or "")
        return named._replace(beside=said, year=own) if own else None

    def _with_measure(self, label: str) -> Named | None:
        """Read a name and then a unit or a year: ``产值_亿元``, ``产值亿元``, ``产值(当年价)(亿元)``, ``产值_2019``."""
        for mark in _SEPARATORS:
            for name, beside in parted(label, mark):
                if self._is_measure(beside) and (column := self._column(name)):
                    return Named(column, beside)
        if dated := label_and_year(label):
            return self._dated(*dated)
        if bracket := _BRACKET.search(label):
            name, beside = label[: bracket.start()].strip(), bracket[1].strip()
            inner = _BRACKET.search(name)
            if (
                inner
                and inner[1].strip() in _HARMLESS
                and (column := self._column(name[: inner.start()].strip()))
            ):
                return Named(column, beside)
            return self._with_year_in_brackets(label)
        for cut in range(len(label) - 1, max(len(label) - _LONGEST_MEASURE, 0), -1):
            if (column := self._columns.get(label[:cut])) and self._is_measure(label[cut:]):
                return Named(column, label[cut:])
        return None

    def _dated(self, label: str, year: int) -> Named | None:
        """Read what stands beside a year: a name, perhaps with its unit; with another year it is none."""
        named = self._beside_others(label)
        if named is None or named.year or (named.beside and year_of(named.beside)):
            return None
        return named._replace(year=year) if named.beside else named._replace(beside=str(year))

    def _in_two_languages(self, text: str) -> Named | None:
        """Read a heading in Chinese and English whose two names are the same column's, and a unit in brackets after."""
        bracket = _LAST_BRACKET.search(text)
        chinese, english = languages(text[: bracket.start()] if bracket else text)
        found = self._column(fold(chinese)) if chinese else None
        if found is None or self._column(fold(english)) not in {found, None}:
            return self._translated(text)
        another = is_of_change(fold(english)) and not is_of_change(fold(chinese))
        if another or ("/" in text and english.isupper() and self._column(fold(english)) is None):
            return None
        if bracket is None and self._is_measure(fold(english)):
            return Named(found, fold(english))
        return Named(found, self._measure(fold(bracket[1])) if bracket else None)

    def _translated(self, text: str) -> Named | None:
        """Read a name with its unit in Chinese and again in English: both the same column's, or one unknown."""
        chinese, english = map(fold, translated(text))
        if not chinese or self._is_measure(english):
            return None
        found, again = self._beside_others(chinese), self._beside_others(english)
        if found is None or again is None:
            said = _BRACKET.search(english if found else chinese)
            one = found or again
            return one and one._replace(beside=one.beside or (self._measure(said[1]) if said else None))
        return found._replace(beside=found.beside or again.beside) if found.column == again.column else None

    def _column(self, folded: str) -> str | None:
        return self._columns.get(folded) or self._loose.get(compact(folded))

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __contains__(self, text: str) -> bool:
        return text in self._columns


def _heading(column: Column) -> str:
    """Return the id of a column: a leaf may read another's."""
    return (column.reads or column.id) if isinstance(column, Node) else column.id


def _labels(column: Column, heading: str) -> Iterable[str]:
    return (heading, column.name.zh, column.name.en, *column.aliases)


def _beside(folded: str) -> Iterator[tuple[str, str | None, str | None]]:
    """Take away a footnote mark, then what stands in brackets or after a separator."""
    marked = _HEADER_MARK.search(folded)
    mark = marked[0] if marked else None
    text = folded[: marked.start()].strip() if marked else folded
    if mark:
        yield text, None, mark
    if bracket := _BRACKET.search(text):
        name, beside = text[: bracket.start()].strip(), bracket[1].strip()
        if _NOTE_NUMBER.match(beside):
            beside, mark = "", bracket[0]
        yield name, beside or None, mark
        inner = _HEADER_MARK.search(name)
        if inner:
            yield name[: inner.start()].strip(), beside or None, inner[0]
        yield from ((rest, unit, mark) for rest, unit, _ in _beside(name)) if mark == bracket[0] else ()
    for separator in ("/", ",", ":", "|"):
        name, found, beside = text.rpartition(separator)
        if found:
            yield name.strip(), beside.strip(), mark
