"""Colours, and patterns that tell areas apart without them.

A fill is written ``url(#tier1)`` and its SVG pattern stands in the page (or the SVG file): a base colour under
a texture, so that tiers and dimensions differ in grey, in print and to colour-blind eyes.
"""

from dataclasses import dataclass
from typing import Final

INK: Final = "#1f2933"
MUTED: Final = "#52606d"
LINE: Final = "#cbd2d9"
OUTSIDE: Final = "#e4e7eb"
ACCENT: Final = "#b44d12"

_BLUES = ("#08306b", "#08519c", "#2171b5", "#4f9bcb", "#6baed6", "#9ecae1", "#deebf7")
_CHOSEN = {1: (1,), 2: (1, 5), 3: (1, 4, 6), 4: (1, 4, 5, 6), 5: (0, 2, 4, 5, 6), 6: (0, 1, 3, 4, 5, 6)}
_DISTINCT = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
_TEXTURES = (
    "",
    "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
    "M0,4 h8",
    "M2,2 h1 v1 h-1 z M6,6 h1 v1 h-1 z",
    "M4,0 v8",
    "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4 M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
    "M0,4 h8 M4,0 v8",
)


@dataclass(frozen=True, slots=True)
class Paint:
    """One fill: the id of its pattern, its base colour, the colour of its texture, and of text upon it."""

    id: str
    base: str
    over: str
    text: str
    texture: str

    @property
    def fill(self) -> str:
        """The fill as a mark names it."""
        return f"url(#{self.id})"

    def pattern(self) -> str:
        """Return the SVG pattern."""
        path = f'<path d="{self.texture}" fill="none" stroke="{self.over}" stroke-width="1.2"/>'
        return (
            f'<pattern id="{self.id}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{self.base}"/>{path if self.texture else ""}</pattern>'
        )


def tier_paints(count: int) -> tuple[Paint, ...]:
    """Paints for tiers, the highest the darkest."""
    chosen = _CHOSEN.get(count, tuple(range(len(_BLUES))))
    return tuple(_paint("tier", n, _BLUES[chosen[n % len(chosen)]]) for n in range(count))


def distinct_paints(count: int) -> tuple[Paint, ...]:
    """Paints for things without order, such as dimensions."""
    return tuple(_paint("part", n, _DISTINCT[n % len(_DISTINCT)]) for n in range(count))


def patterns(*groups: tuple[Paint, ...]) -> tuple[str, ...]:
    """Return the SVG patterns of some paints."""
    return tuple(paint.pattern() for group in groups for paint in group)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, 1.4.3).

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _paint(kind: str, place: int, base: str) -> Paint:
    text = "#ffffff" if contrast(base, "#ffffff") > contrast(base, INK) else INK
    darker = text == "#ffffff" or _luminance(base) > 0.6
    over = (
        _mixed(base, "#000000", 0.35 if text == "#ffffff" else 0.22)
        if darker
        else _mixed(base, "#ffffff", 0.45)
    )
    return Paint(f"{kind}{place + 1}", base, over, text, _TEXTURES[place % len(_TEXTURES)])


def _mixed(base: str, other: str, share: float) -> str:
    pairs = zip(_channels(base), _channels(other), strict=True)
    return "#" + "".join(f"{round(own * (1 - share) + their * share):02x}" for own, their in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
