"""The 34 province-level units of China: codes, names in their usual forms, and region groups.

Sources: codes GB/T 2260 and the twelve-digit statistical codes of the National Bureau of Statistics (NBS);
ISO 3166-2:CN; the four regions after NBS, 东西中部和东北地区划分方法 (2011). Hong Kong, Macao and Taiwan are
outside the scope of CAICT's index, which covers 31 provinces.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from ii_index.model.nearest import Labelled
from ii_index.model.nearest import nearest as most_alike
from ii_index.model.spelling import fold

Region = Literal["东部", "中部", "西部", "东北"]


class Province(NamedTuple):
    """One province-level unit.

    ``zh`` and ``en`` are the short names that tables show. ``variants`` are written forms beyond the regular
    ones (codes, ISO, full names, one-character abbreviations, toned pinyin); :meth:`forms` lists them all.
    """

    code: str
    iso: str
    zh: str
    zh_full: str
    abbreviations: str
    en: str
    en_full: str
    pinyin: str
    region: Region | None
    variants: tuple[str, ...] = ()

    @property
    def in_scope(self) -> bool:
        """Whether CAICT's regional index covers it: the 31 provinces of the mainland."""
        return self.region is not None

    def forms(self) -> Iterator[str]:
        """Yield every written form that names this province."""
        yield from (self.code, self.code[:2], self.code.ljust(12, "0"), self.iso, f"CN-{self.code[:2]}")
        yield from (self.zh, self.zh_full, *self.abbreviations, self.en, self.en_full, self.pinyin)
        ending = next(suffix for suffix in _ENGLISH_SUFFIXES if self.zh_full.endswith(suffix))
        yield from (f"{self.en} {word}" for word in _ENGLISH_SUFFIXES[ending])
        yield from self.variants


_ENGLISH_SUFFIXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "省": ("Province", "Prov", "Sheng"),
        "市": ("Municipality", "City", "Shi"),
        "自治区": ("Autonomous Region", "AR", "Zizhiqu"),
        "特别行政区": ("Special Administrative Region", "SAR"),
    }
)

# Code, ISO 3166-2, name and suffix, abbreviations, English name and suffix, toned pinyin, NBS region.
_ROWS: tuple[tuple[str, str, str, str, str, str, str, str, Region | None], ...] = (
    ("110000", "BJ", "北京", "市", "京", "Beijing", "Municipality", "Běijīng", "东部"),
    ("120000", "TJ", "天津", "市", "津", "Tianjin", "Municipality", "Tiānjīn", "东部"),
    ("130000", "HE", "河北", "省", "冀", "Hebei", "Province", "Héběi", "东部"),
    ("140000", "SX", "山西", "省", "晋", "Shanxi", "Province", "Shānxī", "中部"),
    ("150000", "NM", "内蒙古", "自治区", "蒙", "Inner Mongolia", "Autonomous Region", "Nèiměnggǔ", "西部"),
    ("210000", "LN", "辽宁", "省", "辽", "Liaoning", "Province", "Liáoníng", "东北"),
    ("220000", "JL", "吉林", "省", "吉", "Jilin", "Province", "Jílín", "东北"),
    ("230000", "HL", "黑龙江", "省", "黑", "Heilongjiang", "Province", "Hēilóngjiāng", "东北"),
    ("310000", "SH", "上海", "市", "沪申", "Shanghai", "Municipality", "Shànghǎi", "东部"),
    ("320000", "JS", "江苏", "省", "苏", "Jiangsu", "Province", "Jiāngsū", "东部"),
    ("330000", "ZJ", "浙江", "省", "浙", "Zhejiang", "Province", "Zhèjiāng", "东部"),
    ("340000", "AH", "安徽", "省", "皖", "Anhui", "Province", "Ānhuī", "中部"),
    ("350000", "FJ", "福建", "省", "闽", "Fujian", "Province", "Fújiàn", "东部"),
    ("360000", "JX", "江西", "省", "赣", "Jiangxi", "Province", "Jiāngxī", "中部"),
    ("370000", "SD", "山东", "省", "鲁", "Shandong", "Province", "Shāndōng", "东部"),
    ("410000", "HA", "河南", "省", "豫", "Henan", "Province", "Hénán", "中部"),
    ("420000", "HB", "湖北", "省", "鄂", "Hubei", "Province", "Húběi", "中部"),
    ("430000", "HN", "湖南", "省", "湘", "Hunan", "Province", "Húnán", "中部"),
    ("440000", "GD", "广东", "省", "粤", "Guangdong", "Province", "Guǎngdōng", "东部"),
    ("450000", "GX", "广西", "壮族自治区", "桂", "Guangxi", "Zhuang Autonomous Region", "Guǎngxī", "西部"),
    ("460000", "HI", "海南", "省", "琼", "Hainan", "Province", "Hǎinán", "东部"),
    ("500000", "CQ", "重庆", "市", "渝", "Chongqing", "Municipality", "Chóngqìng", "西部"),
    ("510000", "SC", "四川", "省", "川蜀", "Sichuan", "Province", "Sìchuān", "西部"),
    ("520000", "GZ", "贵州", "省", "贵黔", "Guizhou", "Province", "Guìzhōu", "西部"),
    ("530000", "YN", "云南", "省", "云滇", "Yunnan", "Province", "Yúnnán", "西部"),
    ("540000", "XZ", "西藏", "自治区", "藏", "Tibet", "Autonomous Region", "Xīzàng", "西部"),
    ("610000", "SN", "陕西", "省", "陕秦", "Shaanxi", "Province", "Shǎnxī", "西部"),
    ("620000", "GS", "甘肃", "省", "甘陇", "Gansu", "Province", "Gānsù", "西部"),
    ("630000", "QH", "青海", "省", "青", "Qinghai", "Province", "Qīnghǎi", "西部"),
    ("640000", "NX", "宁夏", "回族自治区", "宁", "Ningxia", "Hui Autonomous Region", "Níngxià", "西部"),
    ("650000", "XJ", "新疆", "维吾尔自治区", "新", "Xinjiang", "Uygur Autonomous Region", "Xīnjiāng", "西部"),
    ("710000", "TW", "台湾", "省", "台", "Taiwan", "Province", "Táiwān", None),
    (
        "810000",
        "HK",
        "香港",
        "特别行政区",
        "港",
        "Hong Kong",
        "Special Administrative Region",
        "Xiānggǎng",
        None,
    ),
    ("820000", "MO", "澳门", "特别行政区", "澳", "Macao", "Special Administrative Region", "Àomén", None),
)
_VARIANTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "110000": ("Peking", "BJ"),
        "120000": ("Tientsin",),
        "140000": ("Shan1xi", "Shanxi1"),
        "150000": ("内蒙", "内蒙古省", "Neimenggu", "Neimeng", "Nei Mongol", "Nei Mongol Zizhiqu"),
        "310000": ("SH",),
        "440000": ("Canton",),
        "450000": ("广西省", "广西自治区", "广西壮族", "Guangxi Zhuang", "Guangxi Zhuangzu Zizhiqu"),
        "500000": ("Chungking",),
        "540000": ("西藏省", "Xizang", "Xizang Autonomous Region", "Xizang Zizhiqu"),
        "610000": ("Shaan Xi", "Shanxi3", "Shan3xi"),
        "640000": (
            *("宁夏省", "宁夏自治区", "宁夏回族"),
            *("Ningxia Hui", "Ningxia Huizu Zizhiqu", "Ningxia Huizi Zizhiqu"),
        ),
        "650000": (
            *("新疆省", "新疆自治区", "新疆维吾尔", "新疆维吾尔族自治区", "Sinkiang", "Xinjiang Uygur"),
            *("Xinjiang Uyghur", "Xinjiang Uyghur Autonomous Region", "Xinjiang Uygur Zizhiqu"),
        ),
        "710000": ("台湾地区", "中国台湾", "中国台湾省", "Taiwan, China", "Chinese Taipei"),
        "810000": ("香港特区", "中国香港", "Xianggang", "Hong Kong, China", "Hong Kong SAR, China", "HK"),
        "820000": (
            *("澳门特区", "中国澳门", "Aomen", "Macau", "Macau SAR"),
            *("Macao, China", "Macao SAR, China"),
        ),
    }
)


def _provinces() -> Iterator[Province]:
    for code, iso, zh, suffix, abbreviations, en, en_suffix, pinyin, region in _ROWS:
        yield Province(
            code=code,
            iso=f"CN-{iso}",
            zh=zh,
            zh_full=zh + suffix,
            abbreviations=abbreviations,
            en=en,
            en_full=f"{en} {en_suffix}",
            pinyin=pinyin,
            region=region,
            variants=_VARIANTS.get(code, ()),
        )


NATION = "CN"
"""Code of the whole country."""

PROVINCES: Mapping[str, Province] = MappingProxyType({item.code: item for item in _provinces()})
"""Every province by its six-digit code, in code order."""

IN_SCOPE: tuple[str, ...] = tuple(code for code, item in PROVINCES.items() if item.in_scope)
"""Codes of the 31 provinces of CAICT's regional index."""


class Group(NamedTuple):
    """A named set of provinces; groups may overlap."""

    id: str
    zh: str
    en: str
    units: tuple[str, ...]
    source: str


_REGIONS: tuple[tuple[str, Region, str], ...] = (
    ("east", "东部", "East"),
    ("central", "中部", "Central"),
    ("west", "西部", "West"),
    ("northeast", "东北", "Northeast"),
)


def _region_groups() -> Iterator[Group]:
    source = "NBS, 东西中部和东北地区划分方法, 2011"
    for name, zh, en in _REGIONS:
        units = tuple(code for code, item in PROVINCES.items() if item.region == zh)
        yield Group(name, zh, en, units, source)


REGION_GROUPS: Mapping[str, Group] = MappingProxyType({group.id: group for group in _region_groups()})
"""The four regions of the National Bureau of Statistics; each of the 31 provinces is in exactly one."""

_YANGTZE = "310000 320000 330000 340000 360000 420000 430000 500000 510000 520000 530000"

OTHER_GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        "yangtze": Group(
            "yangtze", "长江流域", "Yangtze River", tuple(_YANGTZE.split()), "长江经济带, 国发〔2014〕39号"
        ),
        "chengyu": Group("chengyu", "成渝", "Chengdu–Chongqing", ("500000", "510000"), "CAICT 2024, 四(三)"),
    }
)
"""Groups that reports speak of and that overlap the four regions: examples for groups of one's own."""


def resolve(label: str) -> str | None:
    """Return the six-digit code of a province named in any usual form, or None.

    Spaces, case, full-width letters and traditional characters do not matter. Nothing is guessed: Shanxi and
    Shaanxi must be spelt exactly, and a misspelt name is unknown (see :func:`nearest`).

    Parameters
    ----------
    label : str

    Returns
    -------
    str or None

    Examples
    --------
    >>> [resolve(name) for name in ("北 京", "CN-BJ", "Inner Mongolia", "陝西省", "Shanxi")]
    ['110000', '110000', '150000', '610000', '140000']
    >>> resolve("新彊") is None
    True
    """
    name = spelling(label)
    return codes().get(name) or _spaceless().get(name.replace(" ", ""))


def nearest(label: str) -> tuple[str, ...]:
    """Return up to three names that look like an unknown one: a suggestion, never a reading."""
    known = [Labelled(item.code, item.zh, item.en, (item.zh_full,)) for item in PROVINCES.values()]
    found = most_alike(spelling(label), known)
    return tuple(item.en if label.isascii() else item.zh for item in found)


def spelling(label: str) -> str:
    """Reduce a label to the form in which names are compared.

    In lower case, half-width and simplified; without spaces next to Chinese characters, and with one space
    between Latin words. Digits keep their value: only their full-width forms are changed.
    """
    text = _CODE_AS_FLOAT.sub(r"\1", fold(label))
    return _BETWEEN_WORDS.sub(" ", text).strip()


@cache
def codes() -> Mapping[str, str]:
    """Return the code of every written form, spelt as :func:`spelling` does."""
    return MappingProxyType(
        {spelling(form): item.code for item in PROVINCES.values() for form in item.forms()}
    )


@cache
def _spaceless() -> Mapping[str, str]:
    """Latin names written apart or together, except Shanxi and Shaanxi; no codes."""
    names = {
        name.replace(" ", ""): code
        for name, code in codes().items()
        if not (name.startswith("sha") and code in _CONFUSED)
    }
    return MappingProxyType({name: code for name, code in names.items() if name.isalpha()})


_CONFUSED = ("140000", "610000")
_CODE_AS_FLOAT = re.compile(r"^(\d{6}|\d{12})\.0+$")
_BETWEEN_WORDS = re.compile(r"[\s\-_.,·‐‑–—]+")
