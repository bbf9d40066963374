"""Characters that no reader sees and that a file, a terminal or a page would obey: shown, once, where text comes in.

XML 1.0 forbids most of them; a terminal takes others for commands; overrides of direction show a name as another one.
"""

import re

_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_OTHERS = (b"\xc2", b"\xe2", b"\xed", b"\xef\xbf")
"""What every other odd character begins with in UTF-8; few letters do."""
_AT_AN_EDGE = re.compile(r"(?:^|(?<=[,;\t\n\"]))[\x0b\x0c]+|[\x0b\x0c]+(?=[,;\t\n\"]|$)")
_LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*|\t")
_PICTURES, _DELETE = 0x2400, 0x7F


def is_visible(text: str) -> bool:
    r"""Whether a text holds none of these characters.

    Examples
    --------
    >>> is_visible("广东\tGDP\n"), is_visible("a\x1b[31m")
    (True, False)
    """
    if text.isprintable():
        return True
    encoded = text.encode(errors="surrogatepass")
    if len(encoded.translate(None, _CONTROLS)) < len(encoded):
        return False
    return text.isascii() or not (any(map(encoded.__contains__, _OTHERS)) and _ODD.search(text))


def visible(text: str) -> str:
    r"""Show control characters as their pictures, the others by their numbers; white space at an edge goes.

    Examples
    --------
    >>> visible("a\x1b[31m"), visible("\u202eevil"), visible("12\x0b"), visible("北京")
    ('a␛[31m', '\\u202eevil', '12', '北京')
    """
    return text if is_visible(text) else _ODD.sub(_shown, _AT_AN_EDGE.sub("", text))


def odd_characters(text: str) -> list[str]:
    """Name the odd characters of a text, each once."""
    return list(dict.fromkeys(f"U+{ord(character):04X}" for character in _ODD.findall(text)))


def in_one_line(text: str) -> str:
    r"""Show a text in one line, whatever it holds.

    Examples
    --------
    >>> in_one_line("a\nb")
    'a ⏎ b'
    """
    return visible(_LINE_BREAKS.sub(_broken, text))


def _broken(matched: re.Match[str]) -> str:
    return " " if matched[0] == "\t" else " ⏎ "


def _shown(matched: re.Match[str]) -> str:
    number = ord(matched[0])
    if number < ord(" "):
        return chr(_PICTURES + number)
    return "␡" if number == _DELETE else f"\\u{number:04x}"
