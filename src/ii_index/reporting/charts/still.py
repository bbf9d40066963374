"""Charts as still pictures: SVG text and PNG bytes, drawn without a browser and without system fonts."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from ii_index.errors import Finding, IIIndexError
from ii_index.messages import Language
from ii_index.reporting.charts import glyphs
from ii_index.reporting.document import Chart

VEGA_LITE = "6.4"
FAMILY = "Noto Sans CJK SC"
_WIDTH = 640
_WIDTHS = {"map": 400}
_PPI = 300


def svg(chart: Chart, language: Language) -> str:
    """Draw a chart as SVG.

    Raises
    ------
    IIIndexError
        The libraries or the font of the ``report`` extra are missing, or the font lacks a character.
    """
    spec = _still(chart, language)
    glyphs.require(_texts(spec), font_file())
    drawn: str = _engine().vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    head, _, rest = _numbered_anew(drawn).partition(">")
    return f"{head}><title>{_escaped(chart, language)}</title><defs>{''.join(chart.defs)}</defs>{rest}"


def png(chart: Chart, language: Language, ppi: int = _PPI) -> bytes:
    """Draw a chart as PNG, by default at 300 dots per inch of an SVG at 72 per inch."""
    drawn: bytes = _engine().svg_to_png(svg(chart, language), ppi=ppi)
    return drawn


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
    spec["config"]["font"] = FAMILY
    spec.setdefault("padding", 12)
    return spec


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


def _escaped(chart: Chart, language: Language) -> str:
    from html import escape

    return escape(chart.title.text(language))
