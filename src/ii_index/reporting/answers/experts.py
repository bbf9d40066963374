"""Weights from a round of experts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ii_index.construction.expert_weights.checking import WeightRules
from ii_index.construction.expert_weights.combination import ExpertWeights, weigh
from ii_index.construction.expert_weights.repair import propose, repaired
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements
from ii_index.model.names import Name
from ii_index.reporting.document import Document
from ii_index.reporting.documents.expert_weights import expert_weights, origin

if TYPE_CHECKING:
    from ii_index.construction.expert_weights.repair import Proposal

_UNCONFIRMED = Name(
    zh="Xu–Wei（1999）自动修正的建议，未经专家确认，请勿直接采用。",
    en="Proposed by Xu & Wei's (1999) automatic repair; not confirmed by the experts.",
)


def rules_from(chosen: Mapping[str, Any]) -> WeightRules:
    """Return the rules that words choose; kinds may be spelt with hyphens."""
    rules: dict[str, Any] = {
        key: value.replace("-", "_") if isinstance(value, str) else value for key, value in chosen.items()
    }
    return WeightRules(**rules)


def weights(judgements: Judgements, framework: Framework, rules: WeightRules) -> "Weighing":
    """Make weights of a round of experts, and proposals to those who contradict themselves."""
    result = weigh(judgements, framework, rules)
    return Weighing(result, propose(result))


@dataclass(frozen=True, eq=False)
class Weighing:
    """Weights from a round of experts: as a document, as a weights file, and the round as it might be repaired."""

    result: ExpertWeights
    proposals: "tuple[Proposal, ...]"

    @cached_property
    def document(self) -> Document:
        """Weights, consistency of every node, consensus, judgements to revisit."""
        return expert_weights(self.result, self.proposals)

    def definition(self, language: Language) -> str:
        """Return the weights file (YAML)."""
        from ii_index.io.weights import weights_to_yaml

        return weights_to_yaml(self.result, origin(self.result).text(language), language)

    def repair(self, language: Language) -> str:
        """Return the proposed round as a judgements file (YAML), to be confirmed by its experts."""
        from ii_index.io.judgements import to_yaml

        return to_yaml(repaired(self.result, self.proposals), _UNCONFIRMED.text(language))
