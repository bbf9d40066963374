"""Charts as still pictures: SVG text and PNG bytes, drawn without a browser and without system fonts."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from ii_index.errors import Finding, IIIndexError
from ii_index.messages import Language
from ii_index.reporting.charts import glyphs
from ii_index.reporting.charts.paint import MUTED
from ii_index.reporting.charts.spec import CHOSEN
from ii_index.reporting.document import Chart

VEGA_LITE = "6.4"
FAMILY = "Noto Sans CJK SC"
_WIDTH = 640
_WIDTHS = {"map": 400}
_PPI = 300
_EAST = 0x2E7F  # East Asian scripts begin after this
_SMALL, _INDENT = 11, 12  # of the line below a chart
_SPACED = {"ranking", "rank_intervals", "tier_probabilities", "contributions", "heat"}
_DENSE = 0.72


def svg(
    chart: Chart, language: Language, foot: str = "", unit: str | None = None, *, dense: bool = False
) -> str:
    """Draw a chart as SVG, with lines below it that say what it shows and where it comes from; one unit may stand out.

    ``dense`` puts rows closer together, so that two charts fit on a sheet with their texts as large as before.

    Raises
    ------
    IIIndexError
        The libraries or the font of the ``report`` extra are missing, or the font lacks a character.
    """
    spec = _still(chart, language)
    if dense and chart.key in _SPACED:
        spec["height"] *= _DENSE
    if unit is not None:
        _choose(spec, unit)
    glyphs.require(_texts(spec) | set(foot) - {"\n"}, font_file())
    drawn: str = _engine().vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    head, _, rest = _signed(_numbered_anew(drawn), foot).partition(">")
    return f"{head}><title>{_harmless(chart.title.text(language))}</title><defs>{''.join(chart.defs)}</defs>{rest}"


def png(chart: Chart, language: Language, ppi: int = _PPI, foot: str = "", unit: str | None = None) -> bytes:
    """Draw a chart as PNG, by default at 300 dots per inch of an SVG at 72 per inch."""
    drawn: bytes = _engine().svg_to_png(svg(chart, language, foot, unit), ppi=ppi)
    return drawn


def size(drawn: str) -> tuple[float, float]:
    """Return width and height of an SVG that was drawn here."""
    wide, high = (float(number) for number in re.findall(r'\b(?:width|height)="([\d.]+)"', drawn)[:2])
    return wide, high


def _signed(drawn: str, foot: str) -> str:
    """Make room below a drawing for a text, and write it there in as many lines as it takes."""
    if not foot:
        return drawn
    wide, high = size(drawn)
    lines = [line for part in foot.split("\n") for line in _broken(part, (wide - 2 * _INDENT) / _SMALL)]
    grown = high + _SMALL * 1.4 * len(lines)
    texts = "".join(
        f'<text x="{_INDENT}" y="{high + _SMALL * 1.4 * place:g}" font-family="{FAMILY}" font-size="{_SMALL}" '
        f'fill="{MUTED}">{_harmless(line)}</text>'
        for place, line in enumerate(lines, 0)
    )
    tall = drawn.replace(f'height="{high:g}"', f'height="{grown:g}"', 1)
    tall = tall.replace(f"{wide:g} {high:g}", f"{wide:g} {grown:g}", 1)
    ground = f'<rect y="{high - 1:g}" width="{wide:g}" height="{grown - high + 1:g}" fill="#ffffff"/>'
    return tall.replace("</svg>", f"{ground}{texts}</svg>")


def _broken(text: str, most: float) -> list[str]:
    """Break a text into lines no wider than so many Chinese characters, words of letters kept whole."""
    lines, used = [""], 0.0
    for part in re.findall(r"[!-~]+|.", text):
        wide = sum(1.0 if ord(sign) > _EAST else 0.55 for sign in part)
        if used + wide > most and lines[-1]:
            lines.append("")
            used = 0.0
        lines[-1] += part
        used += wide
    return lines


def _harmless(text: str) -> str:
    from html import escape

    return escape(text)


@cache
def font_file() -> Path:
    """Return the file of the Chinese font that the ``report`` extra brings."""
    try:
        import noto_cjk_sans_otc
    except ImportError:
        raise IIIndexError(Finding("E_NO_FONT", details={"package": "noto-cjk-sans-otc"})) from None
    return Path(noto_cjk_sans_otc.__file__).with_name("NotoSansCJK-Regular.ttc")


@cache
def _engine() -> Any:  # noqa: ANN401 - a compiled module without types
    try:
        import vl_convert
    except ImportError:
        raise IIIndexError(Finding("E_NO_CHARTS", details={"package": "vl-convert-python"})) from None
    vl_convert.register_font_directory(str(font_file().parent))
    return vl_convert


def _still(chart: Chart, language: Language) -> dict[str, Any]:
    """Give the specification a width, a white ground, its title, and the font that is there."""
    spec = chart.spec(language)
    spec["width"] = _WIDTHS.get(chart.key, _WIDTH)
    spec["background"] = "#ffffff"
    spec["title"] = {
        "text": chart.title.text(language),
        "anchor": "start",
        "frame": "group",
        "fontSize": 16,
        "fontWeight": "normal",
        "offset": 12,
    }
    _name_what_is_there(spec)
    spec["config"]["font"] = FAMILY
    spec.setdefault("padding", 12)
    return spec


def _choose(spec: dict[str, Any], unit: str) -> None:
    """Let one unit stand out, as a reader of the page would by a click."""
    for parameter in spec.get("params", ()):
        if parameter["name"] == CHOSEN["name"]:
            parameter["value"] = unit


def _name_what_is_there(spec: dict[str, Any]) -> None:
    """Leave the series out of a legend that only a choice on the page would draw."""
    there = {row.get("series") for row in spec.get("data", {}).get("values", ())}
    for layer in spec.get("layer", ()):
        for key in ("color", "shape"):
            channel = layer.get("encoding", {}).get(key, {})
            if channel.get("field") == "series" and channel.get("legend") and "domain" in channel["scale"]:
                named = channel["scale"]["domain"]
                channel["legend"]["values"] = [name for name in named if name in there]


def _numbered_anew(drawn: str) -> str:
    """Renumber gradients and clips from 0: Vega counts on from one chart to the next."""
    seen: dict[str, str] = {}

    def anew(match: re.Match[str]) -> str:
        return seen.setdefault(match[0], f"{match[1]}{len(seen)}")

    return re.sub(r"\b(gradient_|clip)\d+\b", anew, drawn)


def _texts(part: object) -> set[str]:
    """Every character a specification may show."""
    match part:
        case str():
            return set(part)
        case dict():
            return set[str]().union(*map(_texts, part.values()))  # pyright: ignore[reportUnknownArgumentType]
        case list():
            return set[str]().union(*map(_texts, part))  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return set()
