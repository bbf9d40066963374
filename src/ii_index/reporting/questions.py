"""What a report or a study may be asked besides ranks and tiers: each question's section, by its name."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ii_index.analysis.tiers import Tiers
from ii_index.errors import Finding, IIIndexError
from ii_index.reporting.document import Document, Section

Answer = Callable[[Tiers], Document]


def sections(tiers: Tiers, names: Sequence[str]) -> tuple[tuple[Section, ...], tuple[Finding, ...]]:
    """Answer questions about an index in the year of its tiers.

    Parameters
    ----------
    tiers : Tiers
    names : sequence of str
        Of :data:`ANSWERS`.

    Returns
    -------
    sections : tuple of Section
    findings : tuple of Finding
        What the answers say beside those of the index.

    Raises
    ------
    IIIndexError
        No such question, or one that this index cannot be asked.
    """
    unknown = [name for name in names if name not in ANSWERS]
    if unknown:
        raise IIIndexError(
            Finding("E_UNKNOWN_QUESTION", found=one, details={"known": list(ANSWERS)}) for one in unknown
        )
    answers = [ANSWERS[name](tiers) for name in dict.fromkeys(names)]
    return tuple(_sections(answers)), tuple(_findings(answers, tiers))


def _sections(answers: Sequence[Document]) -> Iterator[Section]:
    for answer in answers:
        yield from answer.sections


def _findings(answers: Sequence[Document], tiers: Tiers) -> Iterator[Finding]:
    own = [*tiers.index.panel.findings, *tiers.index.notes]
    for answer in answers:
        yield from (finding for finding in answer.findings if finding not in own)


def _inequality(tiers: Tiers) -> Document:
    from ii_index.analysis.regional.inequality import inequality
    from ii_index.reporting.documents import regions as documents

    return documents.inequality(inequality(tiers.index), tiers.year)


def _dynamics(tiers: Tiers) -> Document:
    from ii_index.analysis.regional.dynamics import dynamics
    from ii_index.io.neighbours import province_neighbours
    from ii_index.reporting.documents import regions as documents

    near = province_neighbours() if tiers.index.framework.units == "provinces" else None
    return documents.dynamics(dynamics(tiers.index, neighbours=near))


def _space(tiers: Tiers) -> Document:
    from ii_index.analysis.regional.space import space
    from ii_index.io.neighbours import province_neighbours
    from ii_index.reporting.documents import regions as documents

    return documents.space(space(tiers.index, province_neighbours()), tiers.year)


def _coupling(tiers: Tiers) -> Document:
    from ii_index.analysis.coupling import coupling
    from ii_index.reporting.documents import relations as documents

    return documents.coupling(coupling(tiers.index), tiers.year)


def _obstacles(tiers: Tiers) -> Document:
    from ii_index.analysis.obstacles import obstacles
    from ii_index.reporting.documents import relations as documents

    return documents.obstacles(obstacles(tiers.index, tiers.year))


def _fuzzy(tiers: Tiers) -> Document:
    from ii_index.analysis.fuzzy_evaluation import fuzzy_evaluation
    from ii_index.reporting.documents import relations as documents

    return documents.fuzzy(fuzzy_evaluation(tiers.index, tiers.year))


def _shares(tiers: Tiers) -> Document:
    from ii_index.analysis.concentration import concentration
    from ii_index.analysis.groups import groups
    from ii_index.reporting.documents import relations as documents

    return documents.shares(groups(tiers.index, tiers.year), concentration(tiers.index, tiers.year))


def _top(tiers: Tiers) -> Document:
    from ii_index.analysis.statistics import top
    from ii_index.reporting.documents import relations as documents

    return documents.top(tiers.index, top(tiers.index, tiers.year))


def _methods(tiers: Tiers) -> Document:
    from ii_index.analysis.many_methods import compare_methods
    from ii_index.reporting.documents import relations as documents

    return documents.methods(compare_methods(tiers.index, tiers.year))


def _statistics(tiers: Tiers) -> Document:
    from ii_index.analysis.statistics import statistics
    from ii_index.reporting.documents import relations as documents

    return documents.statistics(statistics(tiers.index, tiers.year), "indicators", "level1", "pearson")


def _sensitivity(tiers: Tiers) -> Document:
    from ii_index.analysis.robustness.sensitivity import sensitivity
    from ii_index.reporting.documents import relations as documents

    return documents.sensitivity(sensitivity(tiers.index, tiers.year, samples=256, seed=2023, resamples=100))


def _framework(tiers: Tiers) -> Document:
    from ii_index.reporting.documents import relations as documents

    return documents.framework_weights(tiers.index)


ANSWERS: Mapping[str, Answer] = {
    "framework": _framework,
    "statistics": _statistics,
    "top": _top,
    "shares": _shares,
    "inequality": _inequality,
    "dynamics": _dynamics,
    "space": _space,
    "coupling": _coupling,
    "obstacles": _obstacles,
    "fuzzy": _fuzzy,
    "methods": _methods,
    "sensitivity": _sensitivity,
}
"""By name, as :data:`ii_index.model.study.Question` lists them."""
