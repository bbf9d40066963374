"""Judgements against the best and the worst: how many times the best outweighs each, and each the worst."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ii_index.model.names import Definition
from ii_index.model.ratios import Ratio
from ii_index.model.validation import fault

_MISMATCH = 1e-9

Compared = Annotated[dict[str, Ratio], Field(min_length=2)]


class BestWorstJudgement(Definition):
    """The children of one parent compared with the best and with the worst of them: 2 n − 3 judgements in all.

    Attributes
    ----------
    node
        The parent whose children are compared; ``root`` for the dimensions.
    best_to_others
        By child, how many times the best one outweighs it, such as ``{a: 1, b: 2, c: 8}``; 1 for the best itself.
    others_to_worst
        By child, how many times it outweighs the worst one, such as ``{a: 8, b: 4, c: 1}``; 1 for the worst itself.
    """

    node: str
    best_to_others: Compared
    others_to_worst: Compared

    @model_validator(mode="after")
    def _names_a_best_and_a_worst(self) -> Self:
        first, second = self.best_to_others, self.others_to_worst
        if first.keys() != second.keys():
            raise fault("E_BEST_WORST_ITEMS", node=self.node, ids=sorted(first.keys() ^ second.keys()))
        below = sorted({item for said in (first, second) for item, value in said.items() if value < 1})
        if below:
            raise fault("E_BEST_WORST_BELOW", node=self.node, ids=below)
        for field, said in (("best_to_others", first), ("others_to_worst", second)):
            if 1 not in said.values():
                raise fault("E_BEST_WORST_ONE", node=self.node, field=field)
        twice = (first[self.worst], second[self.best])
        if abs(twice[0] - twice[1]) > _MISMATCH * twice[0]:
            shown = [f"{value:g}" for value in twice]
            raise fault(
                "E_BEST_WORST_TWICE",
                node=self.node,
                first=shown[0],
                second=shown[1],
                best=self.best,
                worst=self.worst,
            )
        return self

    @property
    def order(self) -> tuple[str, ...]:
        """The children, as they were given."""
        return tuple(self.best_to_others)

    @property
    def best(self) -> str:
        """The best child; of several, the one that most outweighs the worst."""
        ones = [item for item, value in self.best_to_others.items() if value == 1]
        return max(ones, key=self.others_to_worst.__getitem__)

    @property
    def worst(self) -> str:
        """The worst child; of several, the one that the best most outweighs."""
        ones = [item for item, value in self.others_to_worst.items() if value == 1]
        return max(ones, key=self.best_to_others.__getitem__)

    def named(self, ids: dict[str, str]) -> Self:
        """Return the same with parent and children named otherwise, such as by id."""
        said = (self.best_to_others, self.others_to_worst)
        first, second = ({ids[item]: value for item, value in part.items()} for part in said)
        renamed = {"node": ids[self.node], "best_to_others": first, "others_to_worst": second}
        return self.model_copy(update=renamed)
