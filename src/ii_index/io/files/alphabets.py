"""Which language's letters bytes are, where they are valid GB18030 by chance: Korean, Japanese, Russian or Greek.

Each is told by what its words look like when they are decoded for what they are: nothing but Hangul, kana and usual
kanji, Cyrillic or Greek words whose capitals come first. Chinese tables hold the characters that Chinese tables hold;
where they do, nothing else is looked at.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_CHINESE = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知"
    "全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度"
    "门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务"
    "做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记"
    "南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔省县州京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤"
    "桂琼川贵云藏陕甘青宁港澳台湾广江河徽福龙林蒙古疆夏肃庆厦深圳杭武汉都郑沈阳哈滨春济连岛波温锡绍兴嘉丽企收增率额标单亿元份称编"
    "码注源备料局服息软技专研费支投固财农镇乡村居销零售医床卫育校幼粮食油炭排城消纳税银贷款存险游客旅货铁车船航邮网络互联户宽移站"
    "算智造占均测际释排综差优势型项法洛洪泽昌九景宜宾绵乐眉阳泸遵昆曲靖玉溪昭萨喀芝吴忠乌鲁木齐玛依吐番榆咸宝渭延商株潭衡"
)
_JAPANESE = frozenset(
    "国年月日時分人口数名前県市区町村都道府東西南北海山川島岡崎井田野原本松中大小上下高低新潟富石福長宮青森岩手秋城形木群馬埼玉千葉"
    "神奈静愛知三重滋賀京阪兵庫良和歌鳥取根広徳香媛佐熊児鹿沖縄岐阜梨茨栃地域指標値単位合計総生産率額企業会社経済統計調査全出入労働"
    "者世帯教育医療所得収支出荷製造業農林水産商工建設電気情報通信運輸金融保険不動産学校病院"
)
_SYLLABLES = frozenset(
    "서울부산대구인천광주전울세종경기강원충청북남라상제특별자치시도군읍면동국한수이가나다사아자하고지은의년역명인총생산지출입액율소비업"
)
_BESIDE = frozenset("年月日度前·㎡％※①②③④⑤⑥⑦⑧⑨⑩")
_LETTERS = {
    "cyrillic": frozenset("оеаинтсрвлкмдпу"),
    "greek": frozenset("αοιετσνηυρπκμλςάίόέήύώ"),
}
_FEWEST, _SEVERAL = 5, 8
_USUAL, _NEARLY_ALL, _HALF = 0.4, 0.9, 0.5
_LAST_OF_FIRST_LEVEL = 0xCF  # of the rows of JIS X 0208
_TOGETHER = re.compile(r"[^\W\d_]{2,}")


class _Look(NamedTuple):
    """How far a text is of an alphabet, and how many of its characters are frequent there."""

    fit: float
    frequent: float


def other_alphabet(sample: bytes) -> str | None:
    """Return the encoding of another alphabet that bytes are in, or None where they may well be Chinese.

    Examples
    --------
    >>> other_alphabet("서울,부산,대구,인천,광주,대전".encode("euc-kr"))
    'euc-kr'
    >>> other_alphabet("北京市,上海市,重庆市".encode("gb18030")) is None
    True
    """
    chinese = _beyond_ascii(sample, "gb18030")
    if "\ufffd" not in chinese and _share(chinese, _CHINESE.__contains__) >= _USUAL:
        return None
    looks = {name: _look(sample, name, look) for name, look in _LOOKS.items()}
    fitting = {name: look.frequent for name, look in looks.items() if look.fit >= _NEARLY_ALL}
    return max(fitting, key=lambda name: fitting[name]) if fitting else None


def _look(sample: bytes, encoding: str, look: Callable[[str], _Look]) -> _Look:
    beyond = _beyond_ascii(sample, encoding)
    enough = len(beyond) >= _FEWEST and "\ufffd" not in beyond
    return look(sample.decode(encoding)) if enough else _Look(0, 0)


def _beyond_ascii(sample: bytes, encoding: str) -> list[str]:
    return [character for character in sample.decode(encoding, errors="replace") if not character.isascii()]


def _share(characters: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, characters)) / max(len(characters), 1)


def _korean(text: str) -> _Look:
    """Hangul, beside the characters of dates and notes that Korean tables write in Chinese."""
    characters = [one for one in text if not one.isascii() and one not in _BESIDE]
    frequent = _share(characters, _SYLLABLES.__contains__)
    if not characters or (len(characters) < _SEVERAL and frequent < _HALF):
        return _Look(0, 0)
    return _Look(_share(characters, lambda one: "\uac00" <= one <= "\ud7a3"), frequent)


def _japanese(text: str) -> _Look:
    """Half of the characters are kana or usual in Japanese tables, and hardly any is rare."""
    characters = [one for one in text if not one.isascii()]
    usual = _share(characters, lambda one: "\u3040" <= one <= "\u30ff" or one in _JAPANESE)
    common = _share(characters, lambda one: "\u3000" <= one <= "\u30ff" or _row(one) <= _LAST_OF_FIRST_LEVEL)
    return _Look(common if usual >= _HALF else 0.0, usual)


def _row(character: str) -> int:
    encoded = character.encode("euc-jp", errors="ignore")
    return encoded[0] if encoded else 0xFF


def _words_of(first: str, last: str, letters: frozenset[str]) -> Callable[[str], _Look]:
    """Letters beyond ASCII are of one alphabet, capitals only at the head of words, the usual letters frequent."""

    def look(text: str) -> _Look:
        characters = [one for one in text if not one.isascii()]
        own = _share(characters, lambda one: first <= one <= last or one in "№«»–—’")
        words = [word for word in _TOGETHER.findall(text) if not word.isascii()]
        cased = _share(words, lambda word: word[1:].islower() or word.isupper())
        frequent = _share("".join(words).lower(), letters.__contains__)
        return _Look(min(own, cased) if frequent >= _HALF else 0.0, frequent)

    return look


_LOOKS: dict[str, Callable[[str], _Look]] = {
    "windows-1251": _words_of("\u0400", "\u045f", _LETTERS["cyrillic"]),
    "koi8-r": _words_of("\u0400", "\u045f", _LETTERS["cyrillic"]),
    "iso-8859-7": _words_of("\u0370", "\u03ff", _LETTERS["greek"]),
    "euc-jp": _japanese,
    "euc-kr": _korean,
}
