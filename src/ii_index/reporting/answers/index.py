"""What is asked of an index: ranks and tiers, a base-year series, coherence, one unit, two results, other tools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from ii_index.analysis.next_tier import cut_rule
from ii_index.analysis.tiers import TierMethod, Tiers
from ii_index.analysis.tiers import tiers as cut
from ii_index.construction.compose import compose
from ii_index.construction.required import compose_for, required
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding
from ii_index.messages import Language
from ii_index.model.assumptions import Assumptions, OwnTiers
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.reporting.document import Document

DIGITS = 12
"""Of a digest, where it stands in a line for people."""

Tool: TypeAlias = Literal["coinr", "stata", "flat"]


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """A table that was read, and the recipe that an index is to be made by."""

    panel: Panel
    recipe: Recipe

    def node(self, label: str) -> str:
        """Return the id of a node that is named by id or by a name in either language; else the label itself."""
        return self.panel.framework.find(label) or label

    def index(self, year: int | None = None) -> CompositeIndex:
        """Make the index; ``year`` is the one that weights come from which are those of the year that is ranked."""
        return compose(self.panel, self._recipe(year))

    def index_of(self, year: int | None) -> CompositeIndex:
        """Make the index without the years that the scores of one do not depend on, and say which."""
        recipe = self._recipe(year)
        return compose(required(self.panel, recipe, year), recipe)

    def index_for(self, year: int | None) -> CompositeIndex:
        """Make the index of a year's scores, to which holes of other years cost no more than their cells."""
        return compose_for(self.panel, self._recipe(year), year)

    def _recipe(self, year: int | None) -> Recipe:
        if not self.panel.years:
            return self.recipe
        return self.recipe.in_year(self.panel.years[-1] if year is None else year)


def rank(  # noqa: PLR0913 - one option each
    asked: Asked,
    year: int | None = None,
    *,
    tiers: int | None = None,
    tier_method: str | OwnTiers = "natural-breaks",
    by: str | None = None,
    all_levels: bool = False,
) -> Document:
    """Score, rank and sort units into tiers.

    Parameters
    ----------
    asked : Asked
    year : int, optional
        By default the latest.
    tiers : int, optional
        How many, by default as many as the framework names.
    tier_method : str or OwnTiers
        One of :data:`~ii_index.reporting.answers.recipes.TIER_METHODS`.
    by : str, optional
        Heading of a column of groups: also their means, and the ranks inside them.
    all_levels : bool
        Whether every node of every unit is told too.

    Raises
    ------
    DataError, WeightsError, UnknownLabelError, IIIndexError
        A table that no index can be made of, weights that do not fit, a year or column of groups that there is none of,
        more tiers than units.
    """
    from ii_index.analysis.groups import groups
    from ii_index.reporting.documents import ranking

    index = asked.index_for(year)
    tiered = tiering(index, year, tiers, tier_method)
    grouped = groups(index, tiered.year, by=by) if by is not None else None
    return ranking.ranking(index, tiered, grouped, all_levels=all_levels)


def rank_all_years(
    asked: Asked, *, tiers: int | None = None, tier_method: str | OwnTiers = "natural-breaks"
) -> Document:
    """Score, rank and sort units into tiers in every year: one table, and what changed from the first to the last.

    Weights that come from the year that is ranked are those of each year.

    Parameters
    ----------
    asked : Asked
    tiers : int, optional
    tier_method : str or OwnTiers
        As for :func:`rank`, in each year.

    Raises
    ------
    DataError, WeightsError, IIIndexError
        As for :func:`rank`.
    """
    import numpy as np

    from ii_index.reporting.documents import rankings

    years = asked.panel.years
    apart = asked.recipe.weighting.from_years == "year"
    made = {year: asked.index(year) for year in years} if apart else dict.fromkeys(years, asked.index())
    scored = [year for year in years if not np.isnan(made[year].scores(year)).all()]
    cuts = {year: tiering(made[year], year, tiers, tier_method) for year in scored}
    return rankings.rankings(made, cuts)


def weights_file(ranked: Document, language: Language) -> str:
    """Return the weights that a ranking was made with as a weights file (YAML), to rank by them again.

    Weights that were taken from data say of which: basis, years, file, and the digest of framework and cells that the
    report prints too.
    """
    from ii_index.construction.methods.weighting import weighting_of
    from ii_index.io.weights import weights_to_yaml
    from ii_index.reporting.sections.method import panel_fingerprint

    index = ranked.results.index if ranked.results else None
    if index is None:
        return ""
    note = index.weights.note or index.recipe.weighting.title
    said = [note.text(language), index.panel.source or ""]
    if weighting_of(index.recipe.weighting).from_data:
        said.append(f"SHA-256 {panel_fingerprint(index)[:DIGITS]}")
    return weights_to_yaml(index, ("；" if language == "zh" else "; ").join(filter(None, said)), language)


def national(asked: Asked) -> Document:
    """Make the base-year series of a nation; see :func:`~ii_index.reporting.results.national_recipe`."""
    from ii_index.reporting.documents import ranking

    return ranking.national(asked.index())


def coherence(asked: Asked, year: int | None = None) -> Document:
    """Make the auditor's tables."""
    from ii_index.analysis.coherence import coherence as examine
    from ii_index.reporting.documents import robustness

    return robustness.coherence(examine(asked.index_for(year), year))


def explain(  # noqa: PLR0913 - what may be asked of one unit
    asked: Asked,
    unit: str,
    year: int | None = None,
    *,
    tiers: int | None = None,
    tier_method: str | OwnTiers = "natural-breaks",
    against: str | None = None,
    since: int | None = None,
    own_groups: Mapping[str, Sequence[str]] | None = None,
) -> Document:
    """Explain one unit; also its gap to another unit and its change since a year, where these are named.

    Parameters
    ----------
    asked : Asked
    unit : str
        Name or code.
    year : int, optional
        By default the latest.
    tiers : int, optional
    tier_method : str or OwnTiers
        As for :func:`rank`.
    against : str, optional
        Another unit.
    since : int, optional
        An earlier year.
    own_groups : mapping of str to sequence of str, optional
        Units by the name of a group; groups may overlap.
    """
    from ii_index.analysis.decomposition import explanation
    from ii_index.analysis.decomposition.decompose import decompose, decompose_gap
    from ii_index.reporting.documents import analysis

    index = asked.index_for(year) if since is None else asked.index()
    tiered = tiering(index, year, tiers, tier_method)
    found = explanation.explain(index, unit, tiers=tiered, own_groups=own_groups)
    further = [decompose_gap(index, unit, against, found.year)] if against else []
    further += [decompose(index, since, found.year, unit=unit)] if since else []
    return analysis.explanation(found, *further)


def compare(  # noqa: PLR0913 - as the comparison
    old: Asked,
    new: Asked,
    old_year: int | None = None,
    new_year: int | None = None,
    *,
    own_groups: Mapping[str, Sequence[str]] | None = None,
    by: str | None = None,
) -> Document:
    """Say why each unit, and each group asked for, moved between two results; of one, between its last two years."""
    from ii_index.analysis import comparison
    from ii_index.reporting.documents import analysis

    older, newer = old.index(), new.index()
    if old_year is None and new_year is None and older.equals(newer) and len(older.years) > 1:
        old_year = older.years[-2]
    found = comparison.compare(older, newer, old_year, new_year, own_groups=own_groups, by=by)
    return analysis.comparison(found)


def export(asked: Asked, to: Tool) -> "Export":
    """Make an index for another tool."""
    return Export(asked.index(), to)


@dataclass(frozen=True, eq=False, slots=True)
class Export:
    """An index for another tool."""

    index: CompositeIndex
    to: Tool

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What goes with the numbers."""
        from ii_index.io.coinr_replay import unrepeated

        steps = unrepeated(self.index.recipe, self.index) if self.to == "coinr" else []
        said = (Finding("N_NO_REPLAY", details={"steps": steps}),) if steps else ()
        return (*self.index.panel.findings, *self.index.notes, *said)

    def files(self) -> dict[str, bytes]:
        """Return the files by name."""
        from ii_index.io import exports

        match self.to:
            case "coinr":
                return exports.to_coinr(self.index)
            case "stata":
                return {"data.dta": exports.to_stata(self.index)}
            case "flat":
                return exports.to_flat(self.index)


def tiering(index: CompositeIndex, year: int | None, k: int | None, method: str | OwnTiers) -> Tiers:
    """Cut scores into tiers by a rule that is spelt with hyphens or not, or by a function of one's own."""
    return cut(index, year, k, method=rule_of(method))


def rule_of(method: str | OwnTiers) -> TierMethod | OwnTiers:
    """Return a rule as :func:`~ii_index.tiers` spells it."""
    return method if isinstance(method, OwnTiers) else cast("TierMethod", method.replace("-", "_"))


def drawn_as(tiers: Tiers, *, asked: bool) -> Assumptions | None:
    """Return the assumptions of draws that are cut as tiers were asked to be; None for the usual ones."""
    rule = cut_rule(tiers) if asked else None
    if rule is None:
        return None
    return Assumptions.usual(tiers.index.recipe).model_copy(update={"tiers": (rule,)})
