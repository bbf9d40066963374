"""How what experts said becomes weights: one closed choice a step."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ii_index.kernels.allocations import Average, Mix
from ii_index.kernels.choice import check_choice
from ii_index.kernels.judgement_scales import Scale
from ii_index.kernels.random_index import RandomIndexName

Method: TypeAlias = Literal["eigenvector", "geometric_mean"]
Group: TypeAlias = Literal["judgements", "priorities"]

CONSISTENT = 0.10
STRICTER = {3: 0.05, 4: 0.08}  # Saaty (1994), Fundamentals of Decision Making


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRules:
    """The choices behind weights from experts.

    Attributes
    ----------
    method : {"eigenvector", "geometric_mean"}
        Of the priorities; with pairs left open, Harker's matrix and log least squares respectively.
    group : {"judgements", "priorities"}
        AIJ, the geometric mean of the judgements, or AIP, that of the experts' priorities.
    random_index : str
        The table that consistency ratios are formed with.
    scale : str
        What number stands for a judgement of 1 to 9.
    exclude_from : float or None
        An expert whose CR at a node is this or more is left out of that node, and named.
    average : {"mean", "median", "trimmed_mean"}
        Of the experts' allocations.
    alpha : float
        Share of the allocations in the combined weights; the rest is the judgements'.
    mix : {"linear", "geometric"}
    """

    method: Method = "eigenvector"
    group: Group = "judgements"
    random_index: RandomIndexName = "saaty1980"
    scale: Scale = "linear"
    exclude_from: float | None = None
    average: Average = "mean"
    alpha: float = 0.5
    mix: Mix = "linear"

    def __post_init__(self) -> None:
        choices = {
            "method": Method,
            "group": Group,
            "random_index": RandomIndexName,
            "scale": Scale,
            "average": Average,
            "mix": Mix,
        }
        for name, choice in choices.items():
            check_choice(name, getattr(self, name), choice)
        if not 0 <= self.alpha <= 1:
            message = f"alpha is a share between 0 and 1; got {self.alpha}"
            raise ValueError(message)
