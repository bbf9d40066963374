"""How wide texts are, before anybody draws them: in ems of the font that comes with the program, rounded up."""

from functools import lru_cache

EAST = 0x2E7F  # East Asian scripts begin after this
# fmt: off
_WIDTHS = (
    23, 33, 48, 56, 56, 93, 68, 28, 34, 34, 47, 56, 28, 35, 28, 40, 56, 56, 56, 56, 56, 56, 56, 56,
    56, 56, 28, 28, 56, 56, 56, 48, 95, 61, 66, 64, 69, 59, 56, 69, 73, 30, 54, 65, 55, 82, 73, 75,
    64, 75, 64, 60, 60, 73, 58, 88, 58, 54, 61, 34, 40, 34, 56, 56, 61, 57, 62, 51, 62, 56, 33, 57,
    61, 28, 28, 56, 29, 93, 61, 61, 62, 62, 39, 47, 38, 61, 53, 81, 50, 53, 48, 34, 27, 34, 56,
)
# fmt: on
"""Hundredths of an em: the characters 32 to 126 in Noto Sans, rounded up."""
_OTHER = 0.66
_BROAD = "×÷"
"""Signs that the Chinese font has as broad as its characters."""


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """Return how wide a text is at most, in ems of the font of the pages."""
    return sum(map(_of, text))


def _of(character: str) -> float:
    at = ord(character)
    if at > EAST or character in _BROAD:
        return 1.0
    return _WIDTHS[at - 32] / 100 if 32 <= at < 32 + len(_WIDTHS) else _OTHER
