"""The tile-grid map: provinces as squares coloured by tier; what is out of scope stands grey."""

from collections.abc import Iterator
from typing import Final

from ii_index.analysis.tiers import Tiers
from ii_index.construction.results import decimals_of
from ii_index.messages import Language
from ii_index.model import provinces
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import LINE, MUTED, OUTSIDE, Paint, tier_paints
from ii_index.reporting.charts.spec import CHOSEN, OUTLINE, Row, Spec, chart, painted, said, values
from ii_index.reporting.document import Chart
from ii_index.reporting.results import ranked_units, short_decimals

# code: (row, column); the arrangement is the project's own.
TILES: Final[dict[str, tuple[int, int]]] = {
    "230000": (0, 7),
    "220000": (1, 7),
    "150000": (2, 4), "110000": (2, 5), "210000": (2, 6),
    "650000": (3, 0), "640000": (3, 3), "140000": (3, 4), "130000": (3, 5), "120000": (3, 6),
    "540000": (4, 0), "630000": (4, 1), "620000": (4, 2), "610000": (4, 3), "410000": (4, 4), "370000": (4, 5),
    "510000": (5, 1), "500000": (5, 2), "420000": (5, 3), "340000": (5, 4), "320000": (5, 5), "310000": (5, 6),
    "530000": (6, 1), "520000": (6, 2), "430000": (6, 3), "360000": (6, 4), "330000": (6, 5),
    "450000": (7, 2), "440000": (7, 3), "350000": (7, 4), "710000": (7, 5),
    "460000": (8, 2), "820000": (8, 3), "810000": (8, 4),
}  # fmt: skip
ROWS: Final = 9
COLUMNS: Final = 8


DISCLAIMER = Name(zh="示意图，不表示实际边界", en="Schematic; not a map of actual boundaries")
OUT_OF_SCOPE = Name(zh="不在评价范围", en="Not in the scope of the index")
NO_SCORE = Name(zh="无综合得分", en="No total score")
_TILE = 48
_NO_AXIS: Spec = {"axis": None, "type": "ordinal"}


def tile_map(tiers: Tiers, table: Table) -> Chart:
    """Draw all 34 provinces, those with a score coloured by tier."""
    paints = tier_paints(len(tiers.names))

    def spec(language: Language) -> Spec:
        names = [name.text(language) for name in tiers.names]
        return {
            "params": [CHOSEN],
            "width": "container",
            "height": ROWS * _TILE,
            "encoding": {
                "x": {"field": "column", "scale": {"domain": list(range(COLUMNS))}, **_NO_AXIS},
                "y": {"field": "row", "scale": {"domain": list(range(ROWS))}, **_NO_AXIS},
            },
            "layer": [_grey(tiers, language), _scored(tiers, language, names, paints)],
        }

    scored = sum(1 for unit in ranked_units(tiers) if unit.tier)
    return chart(
        "map",
        Name(zh="梯队分布", en="Tiers by province"),
        Name(
            zh=f"34个省级行政区的方格示意图，{scored}个按梯队着色，香港、澳门、台湾为灰色（{OUT_OF_SCOPE.zh}）；{DISCLAIMER.zh}。",
            en=f"A grid of China's 34 province-level units, {scored} coloured by tier; Hong Kong, Macao and Taiwan "
            f"are grey (not in scope). {DISCLAIMER.en}.",
        ),
        table,
        spec,
        paints,
    )


def _scored(tiers: Tiers, language: Language, names: list[str], paints: tuple[Paint, ...]) -> Spec:
    zh = language == "zh"
    light = [name for name, paint in zip(names, paints, strict=True) if paint.text == "#ffffff"]
    ink: Spec = {
        "condition": {"test": {"field": "tier", "oneOf": light}, "value": "#ffffff"},
        "value": "#1f2933",
    }
    legend = {"title": None, "orient": "top", "columns": 2, "symbolType": "square"}
    tooltip = [
        {"field": "label", "title": "地区" if zh else "Unit"},
        {"field": "tier", "title": "梯队" if zh else "Tier"},
        {"field": "score_text", "title": "综合得分" if zh else "Total score"},
    ]
    tile: Spec = {
        "mark": {"type": "rect", "cornerRadius": 4, "strokeWidth": 3},
        "encoding": {
            "color": {"field": "tier", "type": "nominal", "scale": painted(names, paints), "legend": legend},
            "stroke": OUTLINE,
            "tooltip": tooltip,
        },
    }
    score: Spec = {"field": "mark_text"}
    return {
        "data": values(_tiles(tiers, language), score=decimals_of(tiers.index)),
        "transform": [{"filter": "isValid(datum.tier)"}],
        "layer": [
            tile,
            {"mark": {"type": "text", "dy": -8}, "encoding": {"text": {"field": "short"}, "color": ink}},
            {"mark": {"type": "text", "dy": 9, "fontSize": 13}, "encoding": {"text": score, "color": ink}},
        ],
    }


def _grey(tiers: Tiers, language: Language) -> Spec:
    return {
        "data": values(_tiles(tiers, language), "grey"),
        "transform": [{"filter": "!isValid(datum.tier)"}],
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 4, "fill": OUTSIDE, "stroke": LINE},
                "encoding": {"tooltip": [{"field": "label"}, {"field": "why"}]},
            },
            {"mark": {"type": "text", "color": MUTED}, "encoding": {"text": {"field": "short"}}},
        ],
    }


def _tiles(tiers: Tiers, language: Language) -> Iterator[Row]:
    standing = {unit.code: unit for unit in ranked_units(tiers)}
    for code, (row, column) in TILES.items():
        province = provinces.PROVINCES[code]
        unit = standing.get(code)
        tier = tiers.name_of(unit.tier) if unit else None
        yield {
            "row": row,
            "column": column,
            "code": code if unit else None,
            "label": province.zh if language == "zh" else province.en,
            "short": province.zh if language == "zh" else province.iso[-2:],
            "tier": tier.text(language) if tier else None,
            "score": unit.score if unit else None,
            "mark_text": said(unit.score if unit else None, short_decimals(tiers.index)),
            "why": (NO_SCORE if province.in_scope else OUT_OF_SCOPE).text(language),
        }
