"""Where weights come from: one record a kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods import own
from ii_index.construction.methods.data_driven import Material, weighed_parents, weights_from_data
from ii_index.construction.weights import (
    Weights,
    equal_weights,
    framework_weights,
    from_local,
    given_weights,
    nested_weights,
)
from ii_index.errors import Finding, WeightsError
from ii_index.kernels.weighting import allocations
from ii_index.model.names import Name
from ii_index.model.steps.weighting import CombinedWeights, Weighting

Weigh = Callable[[Material, Any], Weights]


@dataclass(frozen=True, eq=False, slots=True)
class WeightingMethod:
    """A weighting.

    Attributes
    ----------
    weigh : callable
        ``(material, step) -> Weights``.
    reference : str
        Where the rule stands.
    from_data : bool
        Whether the weights change with the values.
    is_own : bool
        Whether they are the framework's, so that a study need not name them.
    is_declared : bool
        Whether weights that the framework declares enter, by year where it gives them by year.
    word : bool
        Whether the command line offers it by its name.
    """

    weigh: Weigh
    reference: str
    from_data: bool = False
    is_own: bool = False
    is_declared: bool = False
    word: bool = True


def data_driven(reference: str, *, word: bool = True) -> WeightingMethod:
    """Make a record of a rule of :data:`~ii_index.construction.methods.data_driven.RULES`."""
    return WeightingMethod(weights_from_data, reference, from_data=True, word=word)


def _combined(material: Material, step: CombinedWeights) -> Weights:
    """Mix weights from data with experts': of the leaves, or of the children of each parent that the data weigh."""
    data = weighting_of(step.data).weigh(material, step.data)
    experts = weighting_of(step.experts).weigh(material, step.experts)
    framework = material.panel.framework
    note = _note(data, experts, step)
    if step.data.within == "tree":
        leaves = framework.tree.levels[-1]
        mixed = _mixed(
            step, [data.nested[leaf] for leaf in leaves], [experts.nested[leaf] for leaf in leaves]
        )
        made = nested_weights(framework, dict(zip(leaves, mixed.tolist(), strict=True)), step.kind, note)
        return made.with_findings(data.findings)
    local, consistency = dict(experts.local), dict(experts.consistency)
    for parent in weighed_parents(material.panel, step.data):
        children = framework.tree.children(parent)
        mixed = _mixed(
            step, [data.local[node] for node in children], [experts.local[node] for node in children]
        )
        local |= dict(zip(children, mixed.tolist(), strict=True))
    return from_local(framework.tree, local, step.kind, consistency, note).with_findings(data.findings)


def _mixed(step: CombinedWeights, drawn: list[float], experts: list[float]) -> FloatArray:
    try:
        match step.mix:
            case "linear" | "geometric":
                return allocations.combine(drawn, experts, step.share, step.mix)
            case "multiplicative":
                return allocations.multiply(drawn, experts)
            case "game_theory":
                return allocations.game_theory(np.array(drawn), np.array(experts))
    except ValueError:
        raise WeightsError(Finding("E_WEIGHTS_NOTHING_SHARED")) from None


def _note(drawn: Weights, experts: Weights, step: CombinedWeights) -> Name:
    own = experts.note or step.experts.title
    first = drawn.note or step.data.title
    share = f", α = {step.share:g}" if step.mix in {"linear", "geometric"} else ""
    mix = step.MIXES[step.mix]
    return Name(
        zh=f"{mix.zh}组合{share}：{first.zh}；与“{own.zh}”",
        en=f"{mix.en}{share}: {first.en}; with “{own.en}”",
    )


WEIGHTINGS: dict[str, WeightingMethod] = {
    "framework": WeightingMethod(
        lambda material, step: framework_weights(material.panel.framework),  # noqa: ARG005 - as every weighting is asked
        "the framework's reference",
        is_own=True,
        is_declared=True,
    ),
    "equal": WeightingMethod(
        lambda material, step: equal_weights(material.panel.framework),  # noqa: ARG005 - as every weighting is asked
        "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6",
    ),
    "entropy": data_driven("Zeleny (1982), Multiple Criteria Decision Making"),
    "critic": data_driven("Diakoulaki and others (1995), Computers & Operations Research 22, 763–770"),
    "standard_deviation": data_driven("Rao and Patel (2010), Materials & Design 31, 4738–4747"),
    "coefficient_of_variation": data_driven("standard deviation over mean"),
    "pca": data_driven("OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6"),
    "merec": data_driven("Keshavarz-Ghorabaee and others (2021), Symmetry 13, 525"),
    "cilos": data_driven("Zavadskas and Podvezko (2016), Int. J. Inf. Technol. Decis. Mak. 15, 267–283"),
    "idocriw": data_driven("Zavadskas and Podvezko (2016), Int. J. Inf. Technol. Decis. Mak. 15, 267–283"),
    "inverse_standard_deviation": data_driven(
        "World Economic Forum (2023), Global Gender Gap Report, methodology"
    ),
    "variance": data_driven("Rao and Patel (2010), Materials & Design 31, 4738–4747"),
    "gini": data_driven("Li, Luo and others (2009), Chinese Control and Decision Conference"),
    "angle": data_driven("Shuai and others (2012), angle from the ideal of equal shares"),
    "pca_kaiser": data_driven("components with eigenvalue ≥ 1, usual in Chinese papers"),
    "pca_oecd": data_driven("Nicoletti, Scarpetta and Boylaud (2000); OECD/JRC (2008), Handbook, § 6.1"),
    "scatter_degree": data_driven("郭亚军 (2002), 管理科学学报 5(2), 49–54"),
    "combined": WeightingMethod(_combined, "each part's own", from_data=True, word=False),
    "given": WeightingMethod(
        lambda material, step: given_weights(material.panel.framework, step),
        "whoever gives them",
        is_declared=True,
        word=False,
    ),
    "call": data_driven(own.REFERENCE, word=False),
}
"""By kind; those that the command line offers come in the order in which it offers them."""


def weighting_of(step: Weighting) -> WeightingMethod:
    """Return the record of a step's kind."""
    return WEIGHTINGS[step.kind]


def weights_of(material: Material) -> Weights:
    """Return the weights that the recipe of the material asks for.

    Parameters
    ----------
    material : Material

    Raises
    ------
    WeightsError
        Weights that do not fit the framework, or values that the rule cannot take.
    """
    step = material.recipe.weighting
    method, panel = weighting_of(step), material.panel
    if not panel.framework.weights_change or not method.is_declared:
        return method.weigh(material, step)
    by_year: dict[int, Weights] = {}
    faults: list[Finding] = []
    for year in panel.years:
        dated = replace(panel, framework=panel.framework.in_year(year))
        try:
            by_year[year] = method.weigh(replace(material, panel=dated), step)
        except WeightsError as error:
            faults += [replace(finding, year=year) for finding in error.findings]
    if faults:
        raise WeightsError(faults)
    return replace(by_year[panel.years[-1]], by_year=MappingProxyType(by_year))
