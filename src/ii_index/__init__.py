"""China's Industrial Internet development index, and composite indicators in general.

pydantic at the doors, frozen dataclasses in the rooms, arrays in the kernels, DataFrames at the windows.

>>> import ii_index as ii
>>> framework = ii.read_framework("caict-2024-public")
>>> framework.name_of("foundation").en
'Foundation'
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from ii_index._former_modules import FormerModules
from ii_index._version import __version__

if TYPE_CHECKING:
    from ii_index import scale as scale
    from ii_index import testing as testing
    from ii_index._immutable import Immutable
    from ii_index.analysis.attainment import Attainment, attainment
    from ii_index.analysis.coherence import Coherence, coherence
    from ii_index.analysis.comparison import Comparison, compare
    from ii_index.analysis.concentration import Concentration, concentration
    from ii_index.analysis.coupling import CouplingCoordination, coupling
    from ii_index.analysis.decomposition.decompose import (
        Decomposition,
        decompose,
        decompose_gap,
        decompose_level,
    )
    from ii_index.analysis.decomposition.explanation import Explanation, explain
    from ii_index.analysis.fuzzy_evaluation import FuzzyEvaluation, fuzzy_evaluation
    from ii_index.analysis.groups import Groups, groups
    from ii_index.analysis.identification.orderings import identify_orderings
    from ii_index.analysis.identification.weights import Identification, identify_weights
    from ii_index.analysis.importance import importance, weights_for_target
    from ii_index.analysis.many_methods import ManyMethods, compare_methods
    from ii_index.analysis.obstacles import Obstacles, obstacles
    from ii_index.analysis.regional.dynamics import Dynamics, dynamics
    from ii_index.analysis.regional.inequality import Inequality, inequality
    from ii_index.analysis.regional.space import Space, space
    from ii_index.analysis.robustness.leave_one_out import leave_one_out
    from ii_index.analysis.robustness.rank_bounds import RankBounds, rank_bounds
    from ii_index.analysis.robustness.sensitivity import Sensitivity, sensitivity
    from ii_index.analysis.robustness.stability import stability
    from ii_index.analysis.robustness.tier_stability import tier_stability
    from ii_index.analysis.robustness.uncertainty import Uncertainty, uncertainty
    from ii_index.analysis.statistics import Statistics, statistics
    from ii_index.analysis.tags import tag_scores
    from ii_index.analysis.tiers import Tiers, tiers
    from ii_index.construction.compose import compose
    from ii_index.construction.expert_weights.checking import WeightRules
    from ii_index.construction.expert_weights.combination import ExpertWeights, weigh
    from ii_index.construction.results import CompositeIndex
    from ii_index.errors import (
        DataError,
        Finding,
        FrameworkError,
        IIIndexError,
        IIIndexWarning,
        UnknownLabelError,
        WeightsError,
    )
    from ii_index.io.confidence import read_confidence
    from ii_index.io.frameworks import read_framework, write_framework
    from ii_index.io.judgements import read_judgements
    from ii_index.io.neighbours import province_neighbours, read_neighbours
    from ii_index.io.questionnaires import read_questionnaires, write_questionnaires
    from ii_index.io.results import read_result, write_result
    from ii_index.io.rubrics import read_rubric, score_rubric
    from ii_index.io.tables import read_panel
    from ii_index.io.targets import read_targets
    from ii_index.kernels import aggregation, normalisation, ranking
    from ii_index.kernels.tiers import clustering
    from ii_index.kernels.weighting import (
        allocations,
        best_worst,
        objective_weights,
        pairwise,
        pairwise_groups,
        pairwise_incomplete,
        pairwise_repair,
    )
    from ii_index.model.assumptions import Assumptions
    from ii_index.model.framework import Framework
    from ii_index.model.names import Name
    from ii_index.model.node import Node
    from ii_index.model.panel import Panel
    from ii_index.model.recipe import Recipe
    from ii_index.reporting.report import Report, report
    from ii_index.reporting.unit_brief import UnitBrief, brief

_HOMES = {
    "Attainment": "analysis.attainment",
    "Assumptions": "model.assumptions",
    "Coherence": "analysis.coherence",
    "Comparison": "analysis.comparison",
    "CompositeIndex": "construction.results",
    "DataError": "errors",
    "Decomposition": "analysis.decomposition.decompose",
    "ExpertWeights": "construction.expert_weights.combination",
    "Explanation": "analysis.decomposition.explanation",
    "Finding": "errors",
    "Framework": "model.framework",
    "FrameworkError": "errors",
    "IIIndexError": "errors",
    "IIIndexWarning": "errors",
    "Immutable": "_immutable",
    "Groups": "analysis.groups",
    "Identification": "analysis.identification.weights",
    "Panel": "model.panel",
    "RankBounds": "analysis.robustness.rank_bounds",
    "Recipe": "model.recipe",
    "Report": "reporting.report",
    "Sensitivity": "analysis.robustness.sensitivity",
    "Tiers": "analysis.tiers",
    "Uncertainty": "analysis.robustness.uncertainty",
    "UnitBrief": "reporting.unit_brief",
    "UnknownLabelError": "errors",
    "WeightRules": "construction.expert_weights.checking",
    "WeightsError": "errors",
    "coherence": "analysis.coherence",
    "attainment": "analysis.attainment",
    "brief": "reporting.unit_brief",
    "compare": "analysis.comparison",
    "compose": "construction.compose",
    "decompose": "analysis.decomposition.decompose",
    "decompose_gap": "analysis.decomposition.decompose",
    "decompose_level": "analysis.decomposition.decompose",
    "explain": "analysis.decomposition.explanation",
    "groups": "analysis.groups",
    "identify_orderings": "analysis.identification.orderings",
    "identify_weights": "analysis.identification.weights",
    "importance": "analysis.importance",
    "leave_one_out": "analysis.robustness.leave_one_out",
    "rank_bounds": "analysis.robustness.rank_bounds",
    "read_confidence": "io.confidence",
    "read_framework": "io.frameworks",
    "read_judgements": "io.judgements",
    "read_panel": "io.tables",
    "read_questionnaires": "io.questionnaires",
    "read_rubric": "io.rubrics",
    "read_targets": "io.targets",
    "report": "reporting.report",
    "score_rubric": "io.rubrics",
    "sensitivity": "analysis.robustness.sensitivity",
    "stability": "analysis.robustness.stability",
    "tier_stability": "analysis.robustness.tier_stability",
    "tag_scores": "analysis.tags",
    "tiers": "analysis.tiers",
    "uncertainty": "analysis.robustness.uncertainty",
    "weigh": "construction.expert_weights.combination",
    "weights_for_target": "analysis.importance",
    "write_questionnaires": "io.questionnaires",
    "Concentration": "analysis.concentration",
    "concentration": "analysis.concentration",
    "CouplingCoordination": "analysis.coupling",
    "coupling": "analysis.coupling",
    "FuzzyEvaluation": "analysis.fuzzy_evaluation",
    "fuzzy_evaluation": "analysis.fuzzy_evaluation",
    "ManyMethods": "analysis.many_methods",
    "compare_methods": "analysis.many_methods",
    "Obstacles": "analysis.obstacles",
    "obstacles": "analysis.obstacles",
    "Dynamics": "analysis.regional.dynamics",
    "dynamics": "analysis.regional.dynamics",
    "Inequality": "analysis.regional.inequality",
    "inequality": "analysis.regional.inequality",
    "Space": "analysis.regional.space",
    "space": "analysis.regional.space",
    "Statistics": "analysis.statistics",
    "statistics": "analysis.statistics",
    "province_neighbours": "io.neighbours",
    "read_neighbours": "io.neighbours",
    "read_result": "io.results",
    "write_result": "io.results",
    "write_framework": "io.frameworks",
    "Name": "model.names",
    "Node": "model.node",
}
_MODULES = {
    "aggregation": "kernels.aggregation",
    "allocations": "kernels.weighting.allocations",
    "best_worst": "kernels.weighting.best_worst",
    "clustering": "kernels.tiers.clustering",
    "normalisation": "kernels.normalisation",
    "objective_weights": "kernels.weighting.objective_weights",
    "pairwise": "kernels.weighting.pairwise",
    "pairwise_groups": "kernels.weighting.pairwise_groups",
    "pairwise_incomplete": "kernels.weighting.pairwise_incomplete",
    "pairwise_repair": "kernels.weighting.pairwise_repair",
    "ranking": "kernels.ranking",
    "scale": "scale",
    "testing": "testing",
}

__all__ = [
    "Assumptions",
    "Attainment",
    "Coherence",
    "Comparison",
    "CompositeIndex",
    "Concentration",
    "CouplingCoordination",
    "DataError",
    "Decomposition",
    "Dynamics",
    "ExpertWeights",
    "Explanation",
    "Finding",
    "Framework",
    "FrameworkError",
    "FuzzyEvaluation",
    "Groups",
    "IIIndexError",
    "IIIndexWarning",
    "Identification",
    "Immutable",
    "Inequality",
    "ManyMethods",
    "Name",
    "Node",
    "Obstacles",
    "Panel",
    "RankBounds",
    "Recipe",
    "Report",
    "Sensitivity",
    "Space",
    "Statistics",
    "Tiers",
    "Uncertainty",
    "UnitBrief",
    "UnknownLabelError",
    "WeightRules",
    "WeightsError",
    "__version__",
    "aggregation",
    "allocations",
    "attainment",
    "best_worst",
    "brief",
    "clustering",
    "coherence",
    "compare",
    "compare_methods",
    "compose",
    "concentration",
    "coupling",
    "decompose",
    "decompose_gap",
    "decompose_level",
    "dynamics",
    "explain",
    "fuzzy_evaluation",
    "groups",
    "identify_orderings",
    "identify_weights",
    "importance",
    "inequality",
    "leave_one_out",
    "normalisation",
    "objective_weights",
    "obstacles",
    "pairwise",
    "pairwise_groups",
    "pairwise_incomplete",
    "pairwise_repair",
    "province_neighbours",
    "rank_bounds",
    "ranking",
    "read_confidence",
    "read_framework",
    "read_judgements",
    "read_neighbours",
    "read_panel",
    "read_questionnaires",
    "read_result",
    "read_rubric",
    "read_targets",
    "report",
    "scale",
    "score_rubric",
    "sensitivity",
    "space",
    "stability",
    "statistics",
    "tag_scores",
    "tier_stability",
    "tiers",
    "uncertainty",
    "weigh",
    "weights_for_target",
    "write_framework",
    "write_questionnaires",
    "write_result",
]

sys.meta_path.append(FormerModules())  # asked last, and only for names that nothing else knows


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    if name in _MODULES:
        return import_module(f"ii_index.{_MODULES[name]}")
    if name in _HOMES:
        value: object = getattr(import_module(f"ii_index.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return list(__all__)
