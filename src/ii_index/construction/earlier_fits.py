"""What an earlier index fitted, used again: by names of indicators and years, and only for what it was fitted for."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ii_index.construction.methods.normalisation import Fitted, normalisation_of, scope_of, step_of
from ii_index.errors import DataError, Finding
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe


def labelled(
    fitted: Fitted, panel: Panel, recipe: Recipe, local: Mapping[str, float] | None = None
) -> Fitted:
    """Say of what a fit is: indicators, their normalisations, years where each has its own, recipe and weights."""
    by_year = max(map(len, fitted.numbers)) > 1
    if by_year and _serves_all_years(panel, recipe):
        fitted, by_year = Fitted.of(part[:1] for part in fitted.numbers), False
    kinds = (recipe.normalisation.kind,) * len(panel.indicators)
    if panel.framework.leaf_fields & {"normalisation", "constant"}:
        kinds = tuple(step_of(leaf, recipe.normalisation).kind for leaf in panel.framework.leaves)
    return fitted._replace(
        indicators=panel.indicators,
        kinds=kinds,
        years=panel.years if by_year else (),
        framework=panel.framework,
        recipe=recipe,
        local=local,
    )


def _serves_all_years(panel: Panel, recipe: Recipe) -> bool:
    """Whether no indicator has numbers of each year, though rows may stand for each where steps are mixed."""
    steps = (step_of(leaf, recipe.normalisation) for leaf in panel.framework.leaves)
    return all(scope_of(panel, step) != "year" for step in steps)


def aligned(earlier: Fitted, panel: Panel, recipe: Recipe) -> Fitted:
    """Take of an earlier fit what belongs to a panel's indicators and years.

    Parameters
    ----------
    earlier : Fitted
    panel : Panel
    recipe : Recipe

    Returns
    -------
    Fitted
        In the panel's order; nothing for an indicator whose normalisation takes nothing from the data.

    Raises
    ------
    DataError
        Every indicator that was not fitted, or for another normalisation; years that have no bounds.
    """
    findings = [*_not_fitted(panel, recipe, earlier)]
    unknown = [year for year in panel.years if year not in earlier.years] if earlier.years else []
    if unknown:
        details = {"years": unknown, "known": list(earlier.years)}
        findings.append(Finding("E_FITTED_YEARS", file=panel.source, details=details))
    if findings:
        raise DataError(findings)
    rows = [earlier.years.index(year) for year in panel.years] if earlier.years else []
    return _of_indicators(earlier.rows(rows), earlier.indicators, panel.indicators)


def _not_fitted(panel: Panel, recipe: Recipe, earlier: Fitted) -> Iterator[Finding]:
    kinds = dict(zip(earlier.indicators, earlier.kinds, strict=True))
    for leaf in panel.framework.leaves:
        step = step_of(leaf, recipe.normalisation)
        if normalisation_of(step).fit is None:
            continue
        about = {"name": leaf.name, "kind": step.spoken}
        if leaf.id not in kinds:
            yield Finding("E_FITTED_INDICATOR", file=panel.source, column=leaf.id, details=about)
        elif kinds[leaf.id] != step.kind:
            details = {**about, "other": kinds[leaf.id]}
            yield Finding("E_FITTED_KIND", file=panel.source, column=leaf.id, details=details)


def _of_indicators(fitted: Fitted, known: Sequence[str], wanted: Sequence[str]) -> Fitted:
    if tuple(known) == tuple(wanted):
        return Fitted.of(fitted.numbers)
    places = [known.index(one) if one in known else -1 for one in wanted]
    absent = np.array(places) < 0
    return Fitted.of(np.where(absent, np.nan, part[..., places]) for part in fitted.numbers)
