"""What a title names besides its units: ``各市产值（亿元）``, ``2019—2023年分地区人口``, ``Output by city``."""

import re

from ii_index.model.headings import is_harmless, is_years, unnumbered, year_of
from ii_index.model.spelling import CLOSING, OPENING

_YEARS = r"(?:(?:19|20)\d{2}(?:\s*[-—–~至到]+\s*(?:19|20)\d{2})?\s*年?(?:度|末|底)?|历年)?的?"
_OF_UNITS = re.compile(
    rf"^{_YEARS}\s*[^\s（(]*?(?:各|分|主要)(?:省级|地级|县级|类)?"
    r"(?:省区市|省市区|省份|省|地市|设区市|城市|市|区县|县市|县|区域|地区|国家和地区|国家|国|企业|公司|单位)的?"
    rf"{_YEARS}\s*(?=\S)"
)
_BY_UNITS = re.compile(
    r"\s+by\s+(?:country|city|province|region|state|county|firm|economy|prefecture)\b(?:,?\s*\d{4}(?:\s*[-–]\s*\d{4})?)?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(rf"[{OPENING}][^{OPENING}{CLOSING}]*[{CLOSING}]")
_OF_SEVERAL = re.compile(r"(?:指标|情况|数据|统计|概况|资料|[表图])$")


def without_units(title: str) -> str | None:
    """Return what a title says its units have; None where it does not speak of them, or of no one indicator.

    Examples
    --------
    >>> without_units("表3-1 各市产值（亿元）"), without_units("2019—2023年分地区人口"), without_units("各市情况")
    ('产值（亿元）', '人口', None)
    >>> without_units("Output by city (million yuan)"), without_units("产值（亿元）")
    ('Output (million yuan)', None)
    """
    text = _BRACKETS.sub(_unless_of_years, unnumbered(title.strip())).strip()
    found = _OF_UNITS.match(text)
    rest = text[found.end() :] if found else _BY_UNITS.sub("", text)
    name = _BRACKETS.split(rest)[0].strip()
    return rest.strip() if rest != text and name and not _OF_SEVERAL.search(name) else None


def _unless_of_years(brackets: re.Match[str]) -> str:
    """Return brackets, or nothing where they say years or what leaves figures what they are: ``（2023年）``."""
    said = brackets[0][1:-1].strip()
    return "" if is_years(said) or year_of(said) or is_harmless(said) else brackets[0]
