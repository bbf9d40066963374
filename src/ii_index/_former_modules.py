"""Module paths of before the rooms: they answer for one release, and a warning tells the new ones.

Those of the kernels stood in the reference (``from ii_index.kernels.pairwise import *``), and pickles may name those of
results and functions. A path whose names went to several modules, or was never shown, is not among them.

>>> MOVED["ii_index.kernels.pairwise"]
'ii_index.kernels.weighting.pairwise'
"""

import sys
import warnings
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.abc import Loader

_OWN = "ii_index."
_ROOMS = {
    "kernels.aggregation": "benefit_of_the_doubt fuzzy",
    "kernels.multivariate": "coherence importance importance_targets",
    "kernels.robustness": "admissible_weights linear_programs means_of_draws rank_bounds rank_statistics sampling "
    "sobol",
    "kernels.tiers": "cluster_types clustering natural_breaks_of_draws partitions tier_rules",
    "kernels.weighting": "allocations judgement_scales objective_weights pairwise pairwise_groups pairwise_incomplete "
    "pairwise_repair principal_weights random_index removal_weights",
    "analysis.decomposition": "contributions explanation",
    "analysis.identification": "conditions orderings printed_scores",
    "analysis.robustness": "leave_one_out rank_bounds sensitivity stability tier_stability uncertainty",
}
_RENAMED = {
    "kernels.change": "kernels.decomposition",
    "kernels.choice": "kernels.ratios",
    "kernels.clustering_draws": "kernels.tiers.natural_breaks_of_draws",
    "kernels.normalisation.checks": "kernels.normalisation.fitting",
    "kernels.pairwise_hierarchy": "kernels.weighting.pairwise",
    "kernels.shares": "kernels.ratios",
    "kernels.weighting_table": "kernels.weighting.decision_table",
    "analysis.decomposed": "analysis.decomposition.decompose",
    "analysis.raised": "analysis.improvement",
    "analysis.robustness.counts": "analysis.robustness.monte_carlo",
    "analysis.robustness.doubt": "analysis.robustness.variants",
    "analysis.robustness.plan": "analysis.robustness.design",
    "analysis.robustness.planning": "analysis.robustness.design",
    "analysis.robustness.run": "analysis.robustness.monte_carlo",
    "analysis.robustness.uncertain": "analysis.robustness.uncertainty",
    "analysis.series_conditions": "analysis.identification.series",
    "analysis.weight_claims": "analysis.identification.conditions",
    "construction.weights_allocated": "construction.expert_weights.combination",
    "construction.weights_checked": "construction.expert_weights.checking",
    "construction.weights_combined": "construction.expert_weights.combination",
    "construction.weights_disagreement": "construction.expert_weights.disagreement",
    "construction.weights_findings": "construction.expert_weights.disagreement",
    "construction.weights_judged": "construction.expert_weights.judgements",
    "construction.weights_published": "construction.weights",
    "construction.weights_repair": "construction.expert_weights.repair",
    "construction.weights_rules": "construction.expert_weights.checking",
    "model.schemas": "io.schemas",
}
MOVED = {
    _OWN + f"{room.partition('.')[0]}.{name}": _OWN + f"{room}.{name}"
    for room, names in _ROOMS.items()
    for name in names.split()
} | {_OWN + old: _OWN + new for old, new in _RENAMED.items()}
"""New paths by former ones."""


class FormerModules:
    """Finds a module by its former path, where nothing else answers to it; the module itself, not a copy."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Claim the former paths."""
        del path, target
        return ModuleSpec(fullname, cast("Loader", self)) if fullname in MOVED else None

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make an empty module, which :meth:`exec_module` replaces."""

    def exec_module(self, module: ModuleType) -> None:
        """Put the module of the new path in place of the empty one."""
        from ii_index.errors import Finding

        old = module.__name__
        text = Finding("W_FORMER_NAME", found=old, expected=MOVED[old]).message()
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        sys.modules[old] = import_module(MOVED[old])
