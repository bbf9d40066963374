"""Everything that draws need, worked out once: variants of the data, weights, means, what may be left out."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.node_draws import Nodes, places_by_level
from ii_index.analysis.robustness.reweighing import held, unfit
from ii_index.analysis.robustness.tier_cut import cut, refuse_unfit
from ii_index.analysis.robustness.variants import Variant, benefit_scores, make_variant
from ii_index.analysis.robustness.weight_tree import WeightTree, weight_tree
from ii_index.analysis.size import ONE_UNIT_OUT, refuse_more
from ii_index.construction.aggregating import means_by_level, multipliers
from ii_index.construction.equal_scores import full_mark
from ii_index.construction.methods.aggregation import aggregation_of
from ii_index.construction.methods.normalisation import Fitted, normalisation_of
from ii_index.construction.nodes import NodeRules, node_rules
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding, FrameworkError
from ii_index.kernels.robustness.means_of_draws import Step
from ii_index.model.assumptions import (
    AggregationOption,
    Assumptions,
    BenefitOfTheDoubt,
    FixedWeights,
    RecomputedWeights,
    ResampledExperts,
    TierRule,
    WeightDraws,
)
from ii_index.model.names import Name
from ii_index.model.recipe import Recipe
from ii_index.model.steps.aggregation import AggregationStep, OwnBestWeights
from ii_index.model.steps.normalisation import Normalisation
from ii_index.model.steps.step import Step as Choice
from ii_index.model.tree import Tree

Means = tuple[Step, ...]
Labels = NDArray[np.str_]

NO_MEAN = Step(float("nan"))
"""Stands for what is no mean that draws know; the rules of its nodes make it."""

CHOICES = ("imputation", "treatment", "normalisation", "leave_out_unit")
"""What makes a variant, in the order of :attr:`Plan.variants`' axes."""


@dataclass(frozen=True, eq=False)
class Plan(Immutable):
    """What every draw works on: a value, the same in every process.

    Attributes
    ----------
    tree : WeightTree
    weights : WeightDraws
    expert_weights : FloatArray or None, shape (experts, nodes)
    options : dict of str to int
        How many options each choice has; a choice of one is none.
    variants : tuple of Variant
        By :data:`CHOICES`, the last axis fastest.
    means : tuple of Means or BenefitOfTheDoubt
        Options of aggregation.
    fixed : dict of int to FloatArray
        Scores that no weights change (benefit of the doubt), by combination.
    left_out : BoolArray, shape (options, nodes)
        Nodes that stay, for each pair of an indicator and a dimension left out.
    tier_rules : tuple of TierRule
    tier_count : int
    noise : FloatArray or None, shape (years, units of the panel, leaves)
        Standard deviation of the logarithm of every cell.
    with_tiers : bool
        Whether tiers are cut in every draw.
    nominal : IntArray, shape (units,)
        Ranks in the index itself.
    nominal_tiers : IntArray, shape (units,)
        Its tiers by the first rule; 1 is the highest.
    full_mark : float
        Of the scores, for the tolerance of ties.
    lower : bool
        Whether a lower total is better.
    decimals : int or None
        Decimals of the totals that ranks are taken of.
    rules : dict of int to NodeRules
        How nodes are made, by combination, where they are made each its own way.
    nodes : Nodes or None
        The tree as levels, where there are rules.
    """

    tree: WeightTree
    weights: WeightDraws
    expert_weights: FloatArray | None
    options: dict[str, int]
    variants: tuple[Variant, ...]
    means: tuple[Means | BenefitOfTheDoubt, ...]
    fixed: dict[int, FloatArray]
    left_out: BoolArray
    tier_rules: tuple[TierRule, ...]
    tier_count: int
    noise: FloatArray | None
    with_tiers: bool
    nominal: IntArray
    nominal_tiers: IntArray
    full_mark: float
    lower: bool = False
    decimals: int | None = None
    rules: dict[int, NodeRules] = field(default_factory=dict[int, NodeRules])
    nodes: Nodes | None = None

    @property
    def units(self) -> int:
        """Number of units studied."""
        return len(self.nominal)

    @property
    def factors(self) -> tuple[str, ...]:
        """Name what differs from draw to draw."""
        weights = () if isinstance(self.weights, (FixedWeights, RecomputedWeights)) else ("weights",)
        noise = () if self.noise is None else ("noise",)
        return (*weights, *(name for name, count in self.options.items() if count > 1), *noise)

    def combination(self, choices: dict[str, IntArray], size: int) -> IntArray:
        """Return, for every draw, the number of its combination of variant and mean."""
        number = np.zeros(size, dtype=np.intp)
        for name in (*CHOICES, "aggregation"):
            number *= self.options[name]
            number += choices.get(name, 0)
        return number

    def reason(self, combination: int) -> Finding:
        """Say why a combination cannot be computed."""
        place, option = divmod(combination, len(self.means))
        failure = self.variants[place].failure
        return failure or Finding("E_COMBINATION", details=self._described(place, option))

    def _described(self, place: int, option: int) -> dict[str, str]:
        means = self.means[option]
        recipe = self.variants[place].recipe
        rules = self.rules.get(combination_of(place, option, len(self.means)))
        kind = means.kind if isinstance(means, BenefitOfTheDoubt) else "+".join(map(_name_of, means))
        if rules is not None:
            kind = "+".join(dict.fromkeys(rule.step.kind for rule in rules))
        return {"normalisation": recipe.normalisation.kind, "aggregation": kind}


@dataclass(frozen=True, eq=False)
class Planned(Immutable):
    """A plan, the codes of the units it studies, and what its reader must know."""

    plan: Plan
    units: tuple[str, ...]
    notes: tuple[Finding, ...]


def combination_of(place: int, option: int, options: int) -> int:
    """Return the number of a variant and an aggregation together.

    Examples
    --------
    >>> combination_of(2, 1, 3)
    7
    """
    return place * options + option


def _name_of(step: Step) -> str:
    if step.penalty:
        return "mazziotta_pareto"
    known = {1.0: "arithmetic", 0.0: "geometric", -1.0: "harmonic"}
    return known.get(step.exponent, f"power({step.exponent:g})")


def make_plan(
    index: CompositeIndex,
    year: int,
    assumptions: Assumptions,
    *,
    confidence: Labels | None = None,
    with_tiers: bool = True,
) -> Planned:
    """Work out what draws need.

    Parameters
    ----------
    index : CompositeIndex
    year : int
    assumptions : Assumptions
    confidence : array of str, shape (years, units, indicators), optional
        Class of confidence of every cell, where noise goes by class.
    with_tiers : bool

    Raises
    ------
    DataError, FrameworkError
        A mix that does not fit the index: every fault at once.
    """
    if index.is_linked:
        raise FrameworkError(Finding("E_LINKED_WEIGHTS"))
    scored = index.ranks(year) > 0
    units = tuple(np.array(index.units)[scored].tolist())
    if len(units) < 2:
        raise DataError(Finding("E_FEW_UNITS", found=str(len(units)), expected="2"))
    if "unit" in assumptions.leave_out:
        refuse_more(len(units), ONE_UNIT_OUT, "leave_one_unit_out")
    tree = weight_tree(index, year)
    noise, faults = _noise(index, assumptions, confidence)
    assumptions = _by_id(assumptions, index)
    faults += [*_misfits(tree, assumptions, index), *unfit(index, assumptions)]
    if faults:
        raise FrameworkError(faults)
    aggregation = assumptions.aggregation or (index.recipe.aggregation,)
    positive = [option for option in aggregation if needs_positive(option)]
    left_out, leave_options = _left_out(tree, assumptions)
    grid = _grid(index, assumptions, units, positive_scale=bool(positive))
    variants = tuple(
        make_variant(
            index.panel,
            recipe,
            year,
            units=units,
            without=without,
            tree=tree,
            left_out=left_out,
            reweighs=isinstance(assumptions.weights, RecomputedWeights),
            earlier=_earlier(index, recipe),
        )
        for recipe, without in product(_recipes(index, grid), grid["leave_out_unit"])
    )
    tiers = assumptions.tiers or (TierRule(),)
    refuse_unfit(tiers, [tier_count(rule, index) for rule in tiers], index.scores(year)[scored])
    options = {name: len(grid[name]) for name in CHOICES} | leave_options
    options |= {"aggregation": len(aggregation), "tiers": len(tiers)}
    plan = Plan(
        tree=tree,
        weights=assumptions.weights,
        expert_weights=_expert_weights(tree, assumptions.weights),
        options=options,
        variants=variants,
        means=tuple(_means(index, option) for option in aggregation),
        fixed=_fixed(tree, variants, aggregation),
        left_out=tree.kept(left_out),
        tier_rules=tiers,
        tier_count=max(tier_count(rule, index) for rule in tiers),
        noise=noise,
        with_tiers=with_tiers,
        nominal=index.places(year)[scored],
        nominal_tiers=cut(
            tiers[0], tier_count(tiers[0], index), index.standings(index.scores(year))[scored][:, None]
        )[:, 0].astype(np.intp),
        lower=index.framework.better == "lower",
        decimals=index.framework.ranks.decimals,
        full_mark=full_mark(index.framework, index.recipe, index.rules),
    )
    plan = _with_rules(index, plan, aggregation)
    notes = (
        *_unscored(index, scored),
        *_rescaled(index, assumptions, positive),
        *_fitted_anew(index, variants),
        *held(index, assumptions),
    )
    return Planned(plan, units, notes)


def _with_rules(index: CompositeIndex, plan: Plan, aggregation: Sequence[AggregationOption]) -> Plan:
    """Add how nodes are made to the combinations in which some are made otherwise than their level."""
    rules: dict[int, NodeRules] = {}
    for combination, (variant, option) in enumerate(product(plan.variants, aggregation)):
        if isinstance(option, BenefitOfTheDoubt) or variant.failure is not None:
            continue
        made = rules_of(index, variant.recipe, option, len(variant.panel.units))
        if made is not None:
            rules[combination] = made
    if not rules:
        return plan
    tree = index.framework.tree
    return replace(
        plan,
        rules=rules,
        nodes=Nodes(
            multipliers=multipliers(index.panel, index.recipe),
            levels=tree.levels,
            parents=tree.parents,
            places=places_by_level(tree.levels, plan.tree.nodes),
        ),
    )


def rules_of(
    index: CompositeIndex, recipe: Recipe, option: tuple[AggregationStep, ...], units: int
) -> NodeRules | None:
    """Return how nodes are made under a variant's recipe and an aggregation; None where every level has one mean."""
    chosen = recipe.replace(aggregation=option)
    means = means_by_level(chosen, index.framework.tree)
    return node_rules(index.framework, chosen, means, index.years, units)


def tier_count(rule: TierRule, index: CompositeIndex) -> int:
    """Return the number of tiers that a rule makes."""
    if rule.thresholds is not None:
        return len(rule.thresholds) + 1
    if rule.sizes is not None:
        return len(rule.sizes)
    return rule.k or len(index.framework.tiers) or 4


def _grid(
    index: CompositeIndex, assumptions: Assumptions, units: Sequence[str], *, positive_scale: bool
) -> dict[str, Sequence[Any]]:
    """Return the options of each choice that makes a variant."""
    given = assumptions.normalisation or (index.recipe.normalisation,)
    return {
        "imputation": assumptions.imputation or (index.recipe.imputation,),
        "treatment": assumptions.treatment or (index.recipe.treatment,),
        "normalisation": [on_positive_scale(step) if positive_scale else step for step in given],
        "leave_out_unit": (None, *units) if "unit" in assumptions.leave_out else (None,),
    }


def _recipes(index: CompositeIndex, grid: dict[str, Sequence[Any]]) -> list[Recipe]:
    names = CHOICES[:3]
    return [
        index.recipe.replace(**dict(zip(names, steps, strict=True)))
        for steps in product(*(grid[name] for name in names))
    ]


def _earlier(index: CompositeIndex, recipe: Recipe) -> Fitted | None:
    """Return what an earlier index fitted, where the index stands on it and the recipe treats and normalises alike."""
    steps = [(one.treatment, on_positive_scale(one.normalisation)) for one in (index.recipe, recipe)]
    return None if index.fitted_here or steps[0] != steps[1] else index.fitted


def _fitted_anew(index: CompositeIndex, variants: Sequence[Variant]) -> list[Finding]:
    anew = not index.fitted_here and any(variant.earlier is None for variant in variants)
    return [Finding("N_FITTED_ANEW")] if anew else []


def _left_out(tree: WeightTree, assumptions: Assumptions) -> tuple[BoolArray, dict[str, int]]:
    """Return which leaves stay for each pair of what is left out; the first of each is nothing."""
    every = np.ones((1, len(tree.leaves)), dtype=np.bool_)
    one_by_one = np.concatenate([every, ~np.eye(len(tree.leaves), dtype=np.bool_)])
    by_dimension = np.stack([every[0], *(~tree.below(int(row)) for row in tree.dimensions)])
    indicators = one_by_one if "indicator" in assumptions.leave_out else every
    dimensions = by_dimension if "dimension" in assumptions.leave_out else every
    both = (indicators[:, None] & dimensions[None]).reshape(-1, every.size)
    return both, {"leave_out_indicator": len(indicators), "leave_out_dimension": len(dimensions)}


def _means(index: CompositeIndex, option: AggregationOption) -> Means | BenefitOfTheDoubt:
    if isinstance(option, BenefitOfTheDoubt):
        return option
    return mean_steps(index.framework.tree, index, option)


def mean_steps(tree: Tree, index: CompositeIndex, option: tuple[AggregationStep, ...]) -> Means:
    """Return the means of an aggregation by level, as the kernels take them."""
    means = means_by_level(index.recipe.replace(aggregation=option), tree)
    return tuple(aggregation_of(step).drawn(step) or NO_MEAN for step in means)


def needs_positive(option: AggregationOption) -> bool:
    """Whether an aggregation exists only for positive values."""
    return isinstance(option, BenefitOfTheDoubt) or any(
        aggregation_of(step).needs_positive and aggregation_of(step).drawn(step) is not None
        for step in option
    )


def on_positive_scale(step: Normalisation) -> Normalisation:
    """Move a normalisation to positive scores where its parameters allow it; others stay as they are."""
    return normalisation_of(step).on_positive_scale(step)


def _fixed(
    tree: WeightTree, variants: Sequence[Variant], aggregation: Sequence[AggregationOption]
) -> dict[int, FloatArray]:
    """Score by the benefit of the doubt where the mix has it; a combination that fails has no scores."""
    fixed: dict[int, FloatArray] = {}
    for combination, (variant, option) in enumerate(product(variants, aggregation)):
        if isinstance(option, BenefitOfTheDoubt) and variant.failure is None:
            with suppress(ValueError):
                fixed[combination] = benefit_scores(tree, variant, option)
    return fixed


def _expert_weights(tree: WeightTree, weights: WeightDraws) -> FloatArray | None:
    if not isinstance(weights, ResampledExperts):
        return None
    nominal = dict(zip(tree.nodes, tree.local.tolist(), strict=True))
    return np.array([[{**nominal, **own}[node] for node in tree.nodes] for own in weights.experts.values()])


def _by_id(assumptions: Assumptions, index: CompositeIndex) -> Assumptions:
    """Name the nodes that experts weigh by id, however the file names them."""
    if not isinstance(assumptions.weights, ResampledExperts):
        return assumptions
    ids = index.framework.ids_of
    experts = {
        expert: dict(zip(ids(own), own.values(), strict=True))
        for expert, own in assumptions.weights.experts.items()
    }
    weights = assumptions.weights.model_copy(update={"experts": experts})
    return assumptions.model_copy(update={"weights": weights})


def _misfits(tree: WeightTree, assumptions: Assumptions, index: CompositeIndex) -> list[Finding]:
    faults: list[Finding] = []
    if isinstance(assumptions.weights, ResampledExperts):
        faults += [
            Finding(
                "E_EXPERT_NODE",
                column=node,
                details={"expert": expert, **index.framework.unknown_node(node).details},
            )
            for expert, own in assumptions.weights.experts.items()
            for node in own
            if node not in tree.nodes
        ]
    if "dimension" in assumptions.leave_out and len(tree.dimensions) < 2:
        faults.append(Finding("E_NOTHING_TO_LEAVE_OUT", found="dimension"))
    if "indicator" in assumptions.leave_out and len(tree.leaves) < 2:
        faults.append(Finding("E_NOTHING_TO_LEAVE_OUT", found="indicator"))
    if assumptions.noise and any(isinstance(option, BenefitOfTheDoubt) for option in assumptions.aggregation):
        faults.append(Finding("E_NOISE_WITH_BENEFIT"))
    return faults


def _noise(
    index: CompositeIndex, assumptions: Assumptions, confidence: Labels | None
) -> tuple[FloatArray | None, list[Finding]]:
    if assumptions.noise is None:
        return None, []
    errors, shape = assumptions.noise.sd, index.panel.values.shape
    if not isinstance(errors, dict):
        return np.full(shape, errors), []
    if confidence is None or confidence.shape != shape:
        return None, [Finding("E_CONFIDENCE_MISSING")]
    used: set[str] = set(confidence[~np.isnan(index.panel.values)].tolist())
    unknown = sorted(used - errors.keys())
    sds = np.zeros(shape)
    for name, error in errors.items():
        sds[confidence == name] = error
    known = list(errors)
    return sds, [Finding("E_CONFIDENCE_CLASS", found=name, details={"known": known}) for name in unknown]


def _unscored(index: CompositeIndex, scored: BoolArray) -> list[Finding]:
    names = [
        index.panel.unit_name(unit) for unit, is_in in zip(index.units, scored, strict=True) if not is_in
    ]
    return [Finding("N_UNITS_WITHOUT_SCORE", details={"units": names})] if names else []


def _rescaled(
    index: CompositeIndex, assumptions: Assumptions, positive: Sequence[AggregationOption]
) -> list[Finding]:
    steps = assumptions.normalisation or (index.recipe.normalisation,)
    if not positive or not any(on_positive_scale(step) != step for step in steps):
        return []
    kinds = [
        _spoken(
            (OwnBestWeights(kind="benefit_of_the_doubt"),)
            if isinstance(option, BenefitOfTheDoubt)
            else option
        )
        for option in positive
    ]
    return [Finding("N_POSITIVE_SCALE", details={"kinds": kinds})]


def _spoken(steps: Sequence[Choice]) -> Name:
    names = [step.spoken for step in steps]
    return Name(zh="+".join(name.zh for name in names), en="+".join(name.en for name in names))
