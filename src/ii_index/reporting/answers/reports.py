"""The report of a table, and that of the bundled example."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ii_index.messages import Language
from ii_index.model.assumptions import OwnTiers
from ii_index.model.panel import Panel
from ii_index.reporting.answers.index import Asked, drawn_as, tiering
from ii_index.reporting.report import Report
from ii_index.reporting.report import report as made_of
from ii_index.reporting.results import national_index


def report(  # noqa: PLR0913 - what a report may show
    asked: Asked,
    year: int | None = None,
    *,
    tiers: int | None = None,
    tier_method: str | OwnTiers = "natural-breaks",
    draws: int | None = None,
    seed: int = 0,
    nation: Panel | None = None,
    inputs: Mapping[str, str] | None = None,
    questions: Sequence[str] = (),
    unit: str | None = None,
    language: Language = "en",
) -> Report:
    """Report on units: their tiers, with ``draws`` how sure these are, with ``nation`` its base-year series.

    A panel of one nation gives the report of its base-year series; tiers and draws do not matter then.
    """
    if asked.panel.is_national:
        return made_of(national=asked.index(), inputs=inputs, language=language)
    index = asked.index_for(year) if draws is None else asked.index_of(year)
    tiered = tiering(index, year, tiers, tier_method)
    result, asked_for = None, tiers is not None or tier_method != "natural-breaks"
    if draws is not None:
        from ii_index.analysis.robustness.uncertainty import uncertainty

        result = uncertainty(
            index, tiered.year, draws=draws, seed=seed, assumptions=drawn_as(tiered, asked=asked_for)
        )
    national = national_index(nation) if nation is not None else None
    return made_of(
        index,
        tiered,
        result,
        national=national,
        inputs=inputs,
        questions=questions,
        unit=unit,
        language=language,
    )


def demonstration(language: Language = "en", draws: int = 20_000) -> Report:
    """Report on the bundled public statistics with how sure that is, and on the national series as published."""
    from ii_index.analysis.robustness.uncertainty import uncertainty
    from ii_index.analysis.tiers import tiers
    from ii_index.construction.compose import compose
    from ii_index.io.definitions import example
    from ii_index.io.frameworks import read_framework
    from ii_index.io.tables import read_panel

    tables = {name: example(name) for name in ("provinces.csv", "caict_published.csv")}
    index = compose(read_panel(tables["provinces.csv"], read_framework("caict-2024-public")))
    national = national_index(read_panel(tables["caict_published.csv"], read_framework("caict-2024")))
    drawn = uncertainty(index, index.years[-1], draws=draws, seed=0)
    inputs = digests(tables.values())
    return made_of(index, tiers(index), drawn, national=national, inputs=inputs, language=language)


def digests(files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    from ii_index.io.studies import digest

    return {path.name: digest(path.read_bytes()) for path in files}
