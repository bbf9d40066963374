"""How labels are compared: width, case, traditional characters and white space do not matter.

Never applied to a number: NFKC would turn ``3456①`` into 34561.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

_TRADITIONAL = (
    "內遼寧龍蘇廣壯慶貴雲陝肅維爾臺灣門別區東國晉滬閩贛魯粵瓊"
    "隴團總計縣單劃標稱數據級類與際產業網聯億萬個變異極準係"
    "專權鎮進農務術創實構機歲勞動財稅額設備貿資債費醫療衛險環節規場經濟發導應點強優質報紙圖書館雜誌廠線電話郵訊號連鐵車輛運輸貨園綠氣廢處煙塵態護"
    "減積糧魚豬養麥藥師學職兒歷轉讓訂簽約開關鄉戶貧補貼參員婦嬰離結壽齡滿無條項較長佔價購買銷飲遊賓樓築倉儲庫傳統佈製輕紡織礦鋼銅鋁軟體腦驗檢測認"
    "證獎論編輯範圍擴縮選為從後時間淨營虧損潤貸銀幣匯陽陰華漢濱齊"
)
_SIMPLIFIED = (
    "内辽宁龙苏广壮庆贵云陕肃维尔台湾门别区东国晋沪闽赣鲁粤琼"
    "陇团总计县单划标称数据级类与际产业网联亿万个变异极准系"
    "专权镇进农务术创实构机岁劳动财税额设备贸资债费医疗卫险环节规场经济发导应点强优质报纸图书馆杂志厂线电话邮讯号连铁车辆运输货园绿气废处烟尘态护"
    "减积粮鱼猪养麦药师学职儿历转让订签约开关乡户贫补贴参员妇婴离结寿龄满无条项较长占价购买销饮游宾楼筑仓储库传统布制轻纺织矿钢铜铝软体脑验检测认"
    "证奖论编辑范围扩缩选为从后时间净营亏损润贷银币汇阳阴华汉滨齐"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SMALL = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFE50, 0xFE6C)},
    **dict(zip(map(ord, "﹝﹞︵︶〖〗"), "()()[]", strict=True)),
}
"""Small and upright forms, as some typesetting has them: ``﹙亿元﹚``."""
INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
OPENING, CLOSING = r"(（﹙﹝︵\[［【〔〖", r")）﹚﹞︶\]］】〕〗"
"""Brackets that may stand around a unit of measurement, for a class of characters of a pattern."""
BLANKS = " \t\r\n\f\v\u00a0\u1680\u202f\u205f\u3000\u200b\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""White space around a label or a number, of any width or of none."""
ODD_SPELLING = frozenset((*_TRADITIONAL, *map(chr, (*_FULL_WIDTH, *_SMALL, *INVISIBLE))))
"""Characters that :func:`fold` replaces by others or by none."""
FOOTNOTE_MARK = re.compile(r"(?:[*†‡§①-⑳⑴-⒇❶-❿⓪¹²³⁰⁴-⁹]|[\[〔]\d{1,2}[\]〕]|[\[(〔（]?注\d{0,2}[\])〕）]?)+$")
_LINE_MARKS = dict.fromkeys([0x240B, 0x240C], " ")  # vertical tab and form feed, once shown
_FOLDED = {**_FULL_WIDTH, **_SMALL, **str.maketrans(_TRADITIONAL, _SIMPLIFIED), **INVISIBLE, **_LINE_MARKS}
_SPACE = re.compile(r"\s+")
_LATIN = re.compile(r"[A-Za-z]")
_NEXT_TO_HAN = re.compile(r"(?<=[^\x00-\u02ff]) | (?=[^\x00-\u02ff])")


@lru_cache(maxsize=10_000)  # the same headings and places are asked for again and again
def fold(text: str) -> str:
    """Reduce a label to half-width, simplified, lower case; one space between Latin words, none elsewhere.

    Examples
    --------
    >>> fold("５Ｇ 基站（萬個）"), fold("專利授權數")
    ('5g基站(万个)', '专利授权数')
    """
    if text.isascii():
        return _SPACE.sub(" ", text).strip().lower()
    text = unicodedata.normalize("NFC", text).translate(_FOLDED).casefold()
    return _NEXT_TO_HAN.sub("", _SPACE.sub(" ", text).strip())


def compact(text: str) -> str:
    """Reduce a label further: without white space, underscores and hyphens.

    Examples
    --------
    >>> compact("IT_service revenue")
    'itservicerevenue'
    """
    return _GAPS.sub("", fold(text))


_GAPS = re.compile(r"[\s_\-]+")


def languages(text: str) -> tuple[str, str]:
    """Split a label written in Chinese and then in English; two empty texts where it is not of that form.

    Examples
    --------
    >>> languages("北  京  Beijing"), languages("5G 基站"), languages("北京")
    (('北  京', 'Beijing'), ('', ''), ('', ''))
    """
    if text.isascii() or not _LATIN.search(text):
        return "", ""
    found = _two_languages().match(text)
    return (found[1].strip(), found[2].strip()) if found else ("", "")


def translated(text: str) -> tuple[str, str]:
    r"""Split a heading said in Chinese and again in English, each perhaps with its unit; else two empty texts.

    What follows in capitals is no translation, nor one word on the same line: ``规上企业 APP``.

    Examples
    --------
    >>> translated("收入（亿元）\nRevenue (million yuan)"), translated("5G基站 Base stations"), translated("规上 APP")
    (('收入（亿元）', 'Revenue (million yuan)'), ('5G基站', 'Base stations'), ('', ''))
    """
    found = None if text.isascii() else _TRANSLATED.match(text)
    if found is None or not ("\n" in found[2] or " " in found[3].strip()):
        return "", ""
    return found[1].strip(), found[3].strip()


_TRANSLATED = re.compile(
    r"(.*[^\x00-\u02ff][)\]]?)(\s+|(?<=[）)\]]))([A-Za-z][\x00-\x7f]*[a-z]{3}[\x00-\x7f]*)$", re.DOTALL
)


@cache  # a range of twenty thousand characters takes a millisecond to compile
def _two_languages() -> re.Pattern[str]:
    return re.compile(
        r"^\s*([\u4e00-\u9fff][\u4e00-\u9fff\s\u3000、]*?)[\s\u3000]*[(（/]?\s*([A-Za-z][A-Za-z\s.,'’&-]*?)\s*[)）]?\s*$"
    )


def joined(text: str) -> str:
    """Take the white space out between characters of Chinese, which typography put there: ``北 京`` is 北京."""
    return text if text.isascii() or not _SPACE.search(text) else _between_han().sub("", text)


def typeset(texts: Iterable[str]) -> list[str]:
    """Return the texts that :func:`joined` changes.

    Examples
    --------
    >>> typeset(["北 京", "北京", "New York"])
    ['北 京']
    """
    texts = [*texts]
    together = "|".join(texts)  # one search for all: there may be a million
    if together.isascii() or not _between_han().search(together):
        return []
    return [text for text in texts if joined(text) != text]


@cache
def _between_han() -> re.Pattern[str]:
    return re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def is_figure(text: str) -> bool:
    """Whether a text is a plain decimal figure, so that no other spelling of it need be tried.

    Examples
    --------
    >>> [is_figure(text) for text in ("-12.5", "110000", "1,234", "一")]
    [True, True, False, False]
    """
    return _FIGURE.match(text) is not None


_FIGURE = re.compile(r"-?\d*\.?\d+$", re.ASCII)
