"""Encodings by rule, not by guess; and what a text that is none of them looks like."""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator

from ii_index.errors import DataError, Finding
from ii_index.io.files.alphabets import other_alphabet
from ii_index.messages.reading import Phrase, looks_like

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_END_OF_FILE = b"\x1a"


def decode(content: bytes, file: str, encoding: str | None = None) -> str:
    """Decode by rule: the byte-order mark, else strict UTF-8, else strict GB18030, else an error.

    Bytes that are valid GB18030 by chance, as those of Windows-1252, Shift-JIS and Big5 often are, are an error that
    names the encoding they look like; ``encoding`` then says it. A 0x1A that ends an old file is no content.
    """
    content = content.rstrip(_END_OF_FILE) if content.endswith(_END_OF_FILE) else content
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], (marked,), file)
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except (LookupError, ValueError):
            raise DataError(Finding("E_ENCODING_UNKNOWN", file=file, found=encoding)) from None
        return _strict(content, (encoding,), file)
    text = _strict(content, ("utf-8", "gb18030"), file)
    if _is_chance(text) and (chinese := _as_chinese(content)):
        return chinese
    if not text.isascii() and not _is_utf8(content) and (likely := resembles(content)):
        first = re.search(rb"[\x80-\xff]", content)
        raise _error(content, first.start() if first else 0, ("utf-8", "gb18030"), file, likely)
    return text


def _is_chance(text: str) -> bool:
    """Whether a text reads as UTF-8 by chance: all its words beyond ASCII mix the letters of several scripts.

    A short word of Chinese in GB18030 may be such letters in UTF-8: 桑植 is a Latin one with a Hebrew mark.
    """
    if text.isascii() or max(text) >= _THREE_BYTES:
        return False
    return all(len(_scripts(word)) > 1 for word in _BEYOND_ASCII.findall(text[:_SAMPLE]))


def _scripts(word: str) -> set[str]:
    """Return the scripts of a word's letters and marks, by the first word of their names."""
    named = {unicodedata.name(one, "?").split()[0] for one in word if unicodedata.category(one)[0] in "LM"}
    return named - _OF_NO_SCRIPT


def _as_chinese(content: bytes) -> str | None:
    """Return a text as GB18030 where all its characters are usual ones."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if _share(content[:_SAMPLE], "gb18030", _is_usual_chinese)[0] == 1 else None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(content: bytes, encodings: tuple[str, ...], file: str) -> str:
    furthest = -1
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
            continue
        if "\0" in text:
            furthest = content.index(b"\0")
            break
        return text
    raise _error(content, furthest, encodings, file, resembles(content) if len(encodings) > 1 else None)


def _error(
    content: bytes, place: int, encodings: tuple[str, ...], file: str, likely: str | None
) -> DataError:
    row = len((content[:place] + b".").splitlines())
    found = content[place : place + 4].hex(" ")
    details: dict[str, list[str] | Phrase] = {"tried": list(encodings), "likely": looks_like(likely)}
    return DataError(Finding("E_ENCODING", file=file, row=row, found=found, details=details))


_SAMPLE = 200_000
_THREE_BYTES = "\u0800"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_OF_NO_SCRIPT = frozenset(["COMBINING", "MICRO", "MASCULINE", "FEMININE", "MODIFIER"])
_RUN = re.compile(rb"[\x80-\xff]+")
_LONG = 4
_KNOWN, _STRANGE = 0.85, 0.7
_FEWEST, _FEW, _SOME = 4, 10, 0.5


def resembles(content: bytes) -> str | None:
    """Return the encoding that bytes look like, where that is not GB18030; None where they may well be GB18030.

    Examples
    --------
    >>> [resembles("Türkiye,México".encode(name)) for name in ("latin-1", "gb18030")]
    ['windows-1252', None]
    >>> resembles("地区,年份".encode("gb18030")), resembles("臺北市,高雄市,新竹縣".encode("big5"))
    (None, 'big5')
    """
    sample = content[:_SAMPLE]
    latin, others = _runs(sample)
    if latin > others:
        return "windows-1252"
    if alphabet := other_alphabet(sample):
        return alphabet
    own, count = _share(sample, "gb18030", _is_usual_chinese)
    if own >= _STRANGE or (count < _FEW and own > _SOME):
        return None
    shares = {
        "big5": _share(sample, "big5", _is_usual_big5)[0],
        "shift_jis": _share(sample, "cp932", _is_japanese)[0],
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _KNOWN and (count >= _FEWEST or not count) else None


def _runs(sample: bytes) -> tuple[int, int]:
    """Count the runs of bytes beyond ASCII that look like accented letters within a word, and the others.

    Characters of GB18030 take two such bytes or, rarely, end in an ASCII letter; an accented letter takes one and
    stands beside other letters.
    """
    latin = other = 0
    for run in _RUN.finditer(sample):
        before, after = sample[: run.start()][-1:], sample[run.end() :][:2]
        length = run.end() - run.start()
        within = before.isalpha() and after[:1].isalpha()
        if length % 2 and (before.isalpha() or (len(after) > 1 and after.isalpha() and after.islower())):
            latin += 1
        elif length >= _LONG or not within:
            other += 1
    return latin, other


def _share(sample: bytes, encoding: str, is_usual: Callable[[str], bool]) -> tuple[float, int]:
    """Return the share of usual characters among those beyond ASCII, and how many these are; 0 where some are none."""
    text = sample.decode(encoding, errors="ignore" if len(sample) == _SAMPLE else "replace")
    characters = [character for character in text if not character.isascii()]
    if not characters or "\ufffd" in characters:
        return 0.0, 0
    return sum(map(is_usual, characters)) / len(characters), len(characters)


def _ordinals(character: str, encoding: str) -> Iterator[int]:
    try:
        yield from character.encode(encoding)
    except UnicodeEncodeError:
        return


def _is_usual_chinese(character: str) -> bool:
    first = next(_ordinals(character, "gb2312"), 0)
    return 0xB0 <= first <= 0xF7 or first in {0xA1, 0xA2, 0xA3}


def _is_usual_big5(character: str) -> bool:
    return 0xA1 <= next(_ordinals(character, "big5"), 0) <= 0xC6


def _is_japanese(character: str) -> bool:
    return (
        "\u3000" <= character <= "\u30ff"
        or "\u2460" <= character <= "\u2473"
        or 0x88 <= next(_ordinals(character, "shift_jis"), 0) <= 0x98
    )
