"""Weights from a round of experts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, Any

from ii_index.construction.expert_weights.checking import WeightRules
from ii_index.construction.expert_weights.combination import ExpertWeights, weigh
from ii_index.construction.expert_weights.repair import changes, propose, repaired
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

_NOTHING_TO_REPAIR = Name(
    zh="没有可修正的判断：此处与原判断相同。",
    en="No judgement was to be repaired: these are the judgements as given.",
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

        above = [_UNCONFIRMED if any(changes(self.proposals)) else _NOTHING_TO_REPAIR, *self._left_alone()]
        said = "\n".join(line.text(language) for line in above)
        return to_yaml(repaired(self.result, self.proposals), said)

    def _left_alone(self) -> Iterator[Name]:
        """Name the experts for whom nothing could be proposed: no CR says how inconsistent they are."""
        for node in self.result.nodes:
            name = self.result.framework.name_of(node.node)
            for expert, judged in zip(node.experts, node.judged, strict=True):
                if isnan(judged.ratio):
                    yield Name(
                        zh=f"未作修正：{expert}（{name.zh}），其判断没有 CR。",
                        en=f"Left alone: {expert} at {name.en}, whose judgements have no CR.",
                    )
