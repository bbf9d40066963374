"""Weights from a round of experts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import isnan, log
from typing import TYPE_CHECKING, Any, NamedTuple

from ii_index.construction.expert_weights.checking import CONSISTENT, WeightRules
from ii_index.construction.expert_weights.combination import ExpertWeights, weigh
from ii_index.construction.expert_weights.judgements import judge_node
from ii_index.construction.expert_weights.repair import changes, propose, repaired
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.judgements import JudgementMatrix, Judgements
from ii_index.model.names import Name
from ii_index.model.printed_numbers import twelve_digits
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


class Standing(NamedTuple):
    """How consistent one expert is so far about the children of one node.

    Attributes
    ----------
    ratio : float or None
        The consistency ratio; None while the answers do not connect all children, and where there are only two.
    answered, pairs : int
    weights : tuple of float
        Of the children in the order given, which sum to 1; empty while there are none.
    furthest : tuple of str or None
        The pair that contradicts the others most, where the ratio is too high.
    """

    ratio: float | None
    answered: int
    pairs: int
    weights: tuple[float, ...] = ()
    furthest: tuple[str, str] | None = None


def standing(
    framework: Framework, node: str, order: Sequence[str], upper: Sequence[Sequence[float | None]]
) -> Standing:
    """Say how consistent an expert is so far, while the questions are being answered.

    Examples
    --------
    >>> leaves = [{"id": name, "name": name} for name in "abcd"]
    >>> four = Framework(id="four", name="Four", reference="an example", children=leaves)
    >>> standing(four, "root", "abcd", [[2, 4, 8], [2, 4], [2]]).ratio
    0.0
    >>> standing(four, "root", "abcd", [[2, 4, 1 / 8], [2, 4], [2]]).furthest
    ('a', 'd')
    """
    matrix = JudgementMatrix(node=node, order=tuple(order), upper=tuple(map(tuple, upper)))
    pairs = len(matrix.answers)
    answered = pairs - matrix.answers.count(None)
    if not answered:
        return Standing(None, answered, pairs)
    said = Judgements(framework=framework.id, matrices=(matrix,))
    children = framework.tree.children(node)
    judged = judge_node(said, node, framework, WeightRules())
    (own,) = judged.judged
    if own.priorities is None:
        return Standing(None, answered, pairs)
    weights = dict(zip(children, own.priorities.tolist(), strict=True))
    ratio = None if isnan(own.ratio) or len(children) < _CAN_CONTRADICT else twelve_digits(own.ratio)
    furthest = _furthest(matrix, weights) if ratio is not None and ratio >= CONSISTENT else None
    return Standing(ratio, answered, pairs, tuple(weights[child] for child in order), furthest)


_CAN_CONTRADICT = 3


def _furthest(matrix: JudgementMatrix, weights: Mapping[str, float]) -> tuple[str, str]:
    """Return the pair whose judgement is furthest from what the weights say."""
    pairs = list(combinations(matrix.order, 2))
    strays = {
        pair: abs(log(answer * weights[pair[1]] / weights[pair[0]]))
        for pair, answer in zip(pairs, matrix.answers, strict=True)
        if answer is not None
    }
    return max(strays, key=lambda pair: float(f"{strays[pair]:.9g}"))


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
