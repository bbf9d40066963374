"""What becomes of a node's score before it is shown: a map, a threshold; and how a total is ranked."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ii_index.model.names import Definition
from ii_index.model.ratios import ratio
from ii_index.model.validation import fault

Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(ratio, json_schema_input_type=float | str)]


class Output(Definition):
    """The map of a node's score x, of full mark F, to what is shown and what its parent receives.

    With u = x/F, or 1 − x/F under ``complement``: y = offset + scale · F · u^power, rounded half up to ``decimals``.

    Attributes
    ----------
    scale
        Factor: 0.01 makes 0–1 of 0–100.
    offset
        Added after the factor.
    power
        Of the share of the full mark: 2 undoes a square root.
    complement
        Whether the share that is missing is shown.
    decimals
        Decimals that the score is rounded to, half up; left out, it is not rounded.
    """

    scale: Annotated[float, Field(gt=0)] = 1.0
    offset: float = 0.0
    power: Annotated[float, Field(gt=0)] = 1.0
    complement: bool = False
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self == Output.model_construct():
            raise fault("E_NO_EFFECT", field="output", where="output", takers=list(Output.model_fields))
        return self


class Threshold(Definition):
    """How much of a node must be observed for it to have a score; a node without one is missing for all above it.

    Attributes
    ----------
    share
        Smallest share, a number or a fraction such as ``2/3``.
    basis
        Of the weight of the children, or of their number.
    """

    share: Share
    basis: Literal["weight", "count"] = "weight"


class RankRule(Definition):
    """How the total is ranked.

    Attributes
    ----------
    decimals
        Ranks are those of the total rounded half up to so many decimals, as publishers rank printed scores.
    ties
        Equal scores share the better rank (``min``: 1 2 2 4), the next rank follows (``dense``: 1 2 2 3), or they share
        the mean of their places (``mean``: 1 2.5 2.5 4).
    """

    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    ties: Literal["min", "dense", "mean"] = "min"


def _share_alone(value: object) -> object:
    """Let ``2/3`` stand for ``{share: 2/3}``."""
    return {"share": value} if isinstance(value, int | float | str) else value


NodeThreshold = Annotated[
    Threshold, BeforeValidator(_share_alone, json_schema_input_type=Threshold | float | str)
]
