"""The page of methods: what the records say, a table a step."""

from collections.abc import Iterator
from typing import Any, get_args

from ii_index.construction.methods import (
    aggregation,
    imputation,
    normalisation,
    tier_rules,
    treatment,
    weighting,
)
from ii_index.model.names import Name
from ii_index.model.steps import aggregation as aggregations
from ii_index.model.steps import imputation as imputations
from ii_index.model.steps import normalisation as normalisations
from ii_index.model.steps import treatment as treatments
from ii_index.model.steps import weighting as weightings
from tests.docs.reference.docstrings import table

STEPS = {
    "Imputation": ("--missing", imputation.IMPUTATIONS, imputations.Imputation),
    "Treatment": (None, treatment.TREATMENTS, treatments.Treatment),
    "Normalisation": ("--normalise", normalisation.NORMALISATIONS, normalisations.Normalisation),
    "Weighting": ("--weights", weighting.WEIGHTINGS, weightings.Weighting),
    "Aggregation": ("--aggregate", aggregation.AGGREGATIONS, aggregations.AggregationStep),
}


def body() -> Iterator[str]:
    """One table a step of the recipe, then the tier rules."""
    yield (
        "What a recipe can choose, as the records in `ii_index.construction.methods` say it. The parameters of each "
        "kind are on [Recipe](recipe.md)."
    )
    for step, (option, records, union) in STEPS.items():
        yield f"## {step}"
        yield table(
            ("kind", "English", "中文", "command line", "notes", "source"),
            [
                (
                    f"`{kind}`",
                    title.en,
                    title.zh,
                    _word(option, kind, record),
                    "; ".join(_notes(record)),
                    record.reference,
                )
                for kind, record in records.items()
                for title in [_title(union, kind)]
            ],
        )
    yield "## Tier rules"
    yield table(
        ("kind", "English", "中文", "command line", "notes", "source"),
        [
            (
                f"`{kind}`",
                record.title.en,
                record.title.zh,
                _word("--tier-method", kind, record),
                "; ".join(_notes(record)),
                record.reference,
            )
            for kind, record in tier_rules.TIER_RULES.items()
        ],
    )


def _title(union: Any, kind: str) -> Name:
    return next(model.titles[kind] for model in get_args(get_args(union)[0]) if kind in model.titles)


def _word(option: str | None, kind: str, record: Any) -> str:
    word = kind.replace("_", "-")
    return f"`{option} {word}`" if option and getattr(record, "word", True) else ""


def _notes(record: Any) -> Iterator[str]:
    """Say what a record promises or asks beside its formula."""
    if getattr(record, "scale", "interval") != "interval":
        yield f"{record.scale} scale" + (" needed" if record.scale == "ratio" else "")
    if getattr(record, "fit", None):
        yield "takes bounds or moments from the data"
    if getattr(record, "needs_positive", False):
        yield "positive scores only"
    if getattr(record, "from_data", False):
        yield "from the data"
    if getattr(record, "by_profile", False):
        yield "looks at the dimensions"
    if getattr(record, "parameter", None):
        yield f"needs `{record.parameter}`"
    if getattr(record, "no_formula", None):
        yield f"a value in the workbook: {record.no_formula.en}"
