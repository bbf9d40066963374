"""The first screen of the page: one unit the reader chooses, its figures, and one beside it."""

from typing import Any

from markupsafe import Markup

from ii_index.analysis.tiers import Tiers
from ii_index.analysis.unit_profile import unit_profiles
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.reporting.briefs.content import Brief, brief_of
from ii_index.reporting.briefs.record import measured, strength_row
from ii_index.reporting.markup import both, filled, joined
from ii_index.reporting.provenance import provenance
from ii_index.reporting.results import Results, ranked_units

_HEADS = (
    Name(zh="指标", en="Indicator"),
    Name(zh="数值", en="Value"),
    Name(zh="名次", en="Rank"),
    Name(zh="分", en="Points"),
)


def panel(tiers: Tiers) -> Markup:
    """Return the choosers and the places that the script fills."""
    options = joined(
        filled(
            '<option value="%s" data-zh="%s" data-en="%s">%s</option>',
            unit.code,
            unit.name.zh,
            unit.name.en,
            unit.name.zh,
        )
        for unit in ranked_units(tiers)
    )
    none = Name(zh="不对比", en="no other")
    beside = filled(
        '<option value="" data-zh="%s" data-en="%s">%s</option>%s', none.zh, none.en, none.zh, options
    )
    return filled(
        '<p class="pick-unit"><label for="pick">%s</label> <select id="pick">%s</select> '
        '<label for="pick-other">%s</label> <select id="pick-other">%s</select></p>'
        '<p class="headline" id="headline" role="status" aria-live="polite"></p><dl class="cards" id="cards"></dl>'
        '<p class="note" id="certainty"></p>'
        '<p class="headline" id="headline-other"></p><dl class="cards" id="cards-other"></dl>',
        both(Name(zh="我的地区", en="My region")),
        options,
        both(Name(zh="对比", en="beside")),
        beside,
    )


def reasons() -> Markup:
    """Return the tables of strengths and gaps and the way up, which the script fills."""
    heads = joined(
        filled('<th scope="col" class="%s">%s</th>', "text" if not at else "", both(head))
        for at, head in enumerate(_HEADS)
    )
    tables = joined(
        filled(
            '<div class="scroll"><table id="table-%s"><caption>%s</caption><thead><tr>%s</tr></thead>'
            "<tbody></tbody></table></div>",
            key,
            both(title),
            heads,
        )
        for key, title in (
            ("strengths", Name(zh="优势指标", en="Strengths")),
            ("gaps", Name(zh="短板指标", en="Gaps")),
        )
    )
    return filled(
        '<div class="published"><div class="halves">%s</div><p id="way"></p></div><p class="note only-trying">%s</p>',
        tables,
        both(
            Name(
                zh="试算中不显示优势、短板与提升路径：它们按发布的权重计算。",
                en="Strengths, gaps and the way up are of the published weights and not shown in a what-if.",
            )
        ),
    )


def data(results: Results) -> dict[str, dict[str, Any]]:
    """Return what the script shows of each unit, by code and language."""
    index, tiers = results.index, results.tiers
    if index is None or tiers is None:
        return {}
    units = [unit for unit, tier in zip(index.units, tiers.labels.tolist(), strict=True) if tier]
    origin = provenance(results)
    profiles = unit_profiles(index, tiers, units, results.uncertainty)
    made = (brief_of(profile, results, origin) for profile in profiles)
    return {one.unit: {language: _said(one, language) for language in ("zh", "en")} for one in made}


def _said(brief: Brief, language: Language) -> dict[str, Any]:
    return {
        "headline": brief.headline.text(language),
        "cards": [
            [
                card.key,
                card.label.text(language),
                card.figure.text(language),
                card.beside.text(language) if card.beside else "",
            ]
            for card in brief.cards
        ],
        "strengths": [strength_row(part, language) for part in brief.strengths],
        "gaps": [strength_row(part, language) for part in brief.gaps],
        "way": brief.way.text(language),
        "steps": _steps(brief, language),
        "certainty": brief.certainty.text(language),
    }


def _steps(brief: Brief, language: Language) -> list[str]:
    """Say every step in a phrase: its name, and from what to what."""
    arrows = ((step, f"{step.now}→{step.goal}") for step in brief.steps)
    said = (measured(step.name, step.unit, (arrow,), language) for step, arrow in arrows)
    return [f"{name} {arrow}" for name, (arrow,) in said]
