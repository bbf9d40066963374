"""A brief as one HTML file: the same parts as on paper, drawn with SVG; it runs no script and makes no request."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ii_index._version import __version__
from ii_index.reporting.markup import filled, joined

_WARM, _ACCENT, _MUTED, _LINE = "#b44d12", "#0b4f8a", "#52606d", "#cbd2d9"
_LONG = 12  # letters of a word that is as wide as a card
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def page(brief: dict[str, Any]) -> str:
    """Render the record of a brief."""
    style = Path(__file__).with_name("brief.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = filled(
        '<!DOCTYPE html>\n<html lang="%s"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="%s">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="%s">'
        "<title>%s</title><style>%s</style></head>",
        _LANGUAGES[brief["lang"]],
        policy,
        f"ii-index {__version__}",
        brief["title"],
        Markup(style),  # noqa: S704 - the program's own file
    )
    return str(head + filled("<body><main>%s</main></body></html>\n", joined(_parts(brief))))


def _parts(brief: dict[str, Any]) -> Iterable[Markup]:
    words = brief["words"]
    yield filled('<p class="index">%s</p><h1>%s</h1>', brief["index"], brief["name"])
    yield filled('<p class="headline">%s</p>', brief["headline"])
    yield filled('<dl class="cards">%s</dl>', joined(map(_card, brief["cards"])))
    yield _section(words["stands"], _strip(brief) + _legend(brief))
    if len(brief["history"]) > 1:
        yield _section(words["years"], _trend(brief["history"]))
    dimensions = [[*row["cells"], _dumbbell(row, brief["full"])] for row in brief["dimensions"]]
    yield _section(words["dimensions"], _table([*words["dimension_heads"], _key(words)], dimensions))
    for key in ("strengths", "gaps"):
        rows = brief[key]
        inside = _table(words["strength_heads"], rows) if rows else filled("<p>%s</p>", words["nothing"])
        yield _section(words[key], inside)
    steps = _table(words["step_heads"], brief["steps"]) if brief["steps"] else Markup()
    yield _section(words["way"], filled("<p>%s</p>", brief["way"]) + steps)
    yield _section(words["certainty"], filled("<p>%s</p>", brief["certainty"]))
    yield filled("<footer>%s%s</footer>", _lines(brief["notes"]), joined(map(_origin, brief["origin"])))


def _card(card: dict[str, Any]) -> Markup:
    beside = filled('<dd class="beside">%s</dd>', card["beside"]) if card["beside"] else Markup()
    long = card["long"] or any(len(word) >= _LONG for word in card["figure"].split() if word.isascii())
    kind = "figure long" if long else "figure"
    return filled(
        '<div><dt>%s</dt><dd class="%s">%s</dd>%s</div>', card["label"], kind, card["figure"], beside
    )


def _section(title: str, inside: Markup) -> Markup:
    return filled("<section><h2>%s</h2>%s</section>", title, inside)


def _lines(texts: Sequence[str]) -> Markup:
    return joined(filled("<p>%s</p>", text) for text in texts)


def _origin(fact: dict[str, str]) -> Markup:
    return filled("<p><b>%s</b> %s</p>", fact["label"], fact["value"])


def _table(heads: Sequence[str | Markup], rows: Sequence[Sequence[str | Markup]]) -> Markup:
    return filled(
        '<div class="scroll"><table><thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>',
        joined(filled('<th scope="col">%s</th>', head) for head in heads),
        joined(filled("<tr>%s</tr>", joined(filled("<td>%s</td>", cell) for cell in row)) for row in rows),
    )


def _strip(brief: dict[str, Any]) -> Markup:
    """Every score on one line, the unit's own marked."""
    span = brief["span"]
    dots = sorted(brief["strip"], key=lambda dot: dot["mine"])
    drawn: list[Markup] = []
    for dot in dots:
        x, colour = _at(dot["score"], span), brief["paints"][dot["tier"] - 1] if dot["tier"] else _LINE
        size, edge = ("7", _WARM) if dot["mine"] else ("5", _MUTED)
        drawn.append(
            filled(
                '<circle cx="%s" cy="34" r="%s" fill="%s" stroke="%s"><title>%s</title></circle>',
                f"{x:.1f}",
                size,
                colour,
                edge,
                dot["label"],
            )
        )
        if dot["mine"]:
            place = min(max(x, 80), 720)
            drawn.append(filled('<text class="mine" x="%s" y="18">%s</text>', f"{place:.1f}", dot["label"]))
    ends = filled(
        '<text x="30" y="60">%s</text><text x="770" y="60">%s</text>', span["low_text"], span["high_text"]
    )
    title = brief["words"]["stands"]
    return filled(
        '<svg viewBox="0 0 800 66" role="img" aria-label="%s"><path d="M20 34h760" stroke="%s"/>%s%s</svg>',
        title,
        _LINE,
        joined(drawn),
        ends,
    )


def _at(value: float, span: dict[str, Any]) -> float:
    low, high = span["low"], span["high"]
    return 20 + 760 * (value - low) / (high - low) if high > low else 400.0


def _legend(brief: dict[str, Any]) -> Markup:
    items = (
        filled(
            '<svg viewBox="0 0 10 10" class="dot"><circle cx="5" cy="5" r="4.5" fill="%s"/></svg>%s ', *pair
        )
        for pair in zip(brief["paints"], brief["tiers"], strict=True)
    )
    return filled('<p class="legend">%s</p>', joined(items))


def _trend(history: Sequence[dict[str, Any]]) -> Markup:
    """Rank by year, the better the higher."""
    ranks = [past["rank"] for past in history]
    low, high = min(ranks), max(ranks)
    points = [
        (
            60 + 680 * place / (len(history) - 1),
            28 + (34 * (past["rank"] - low) / (high - low) if high > low else 17),
        )
        for place, past in enumerate(history)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks = joined(
        filled(
            '<circle cx="%s" cy="%s" r="5" fill="%s"/><text x="%s" y="%s">%s</text><text x="%s" y="90">%s</text>',
            f"{x:.1f}",
            f"{y:.1f}",
            _ACCENT,
            f"{x:.1f}",
            f"{y - 10:.1f}",
            past["label"] if past["shown"] else "",
            f"{x:.1f}",
            past["year"] if past["shown"] else "",
        )
        for (x, y), past in zip(points, history, strict=True)
    )
    return filled(
        '<svg viewBox="0 0 800 96" role="img" aria-label="%s">'
        '<polyline points="%s" fill="none" stroke="%s" stroke-width="2.5"/>%s</svg>',
        ", ".join(f"{past['year']} {past['label']}" for past in history),
        path,
        _ACCENT,
        marks,
    )


def _dumbbell(row: dict[str, Any], full: dict[str, float]) -> Markup:
    """Draw the own score, the tier's mean and the mean of all on one scale."""

    def x(value: float) -> str:
        return f"{10 + 280 * (value - full['low']) / (full['high'] - full['low']):.1f}"

    parts: list[Markup] = []
    if row["all"] is not None:
        parts.append(filled('<rect x="%s" y="3" width="2" height="14" fill="%s"/>', x(row["all"]), _MUTED))
    if row["tier"] is not None:
        square = (
            '<rect x="%s" y="5" width="10" height="10" transform="translate(-5)" fill="#fff" stroke="%s"/>'
        )
        parts.append(filled(square, x(row["tier"]), _ACCENT))
    if row["score"] is not None:
        parts.append(filled('<circle cx="%s" cy="10" r="6" fill="%s"/>', x(row["score"]), _WARM))
    line = Markup('<path d="M10 10h280" stroke="#cbd2d9"/>')
    return filled('<svg viewBox="0 0 300 20" class="bell" aria-hidden="true">%s%s</svg>', line, joined(parts))


def _key(words: dict[str, Any]) -> Markup:
    return filled(
        '<span class="own">●</span> %s <span class="tier">□</span> %s <span class="all">|</span> %s',
        words["own"],
        words["tier_mean"],
        words["all_mean"],
    )
