"""Which units lack too much to be in a year at all."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ii_index.model.names import Definition
from ii_index.model.validation import fault


class Screening(Definition):
    """Units that lack too much are left out of a year before anything is filled or fitted.

    Attributes
    ----------
    available
        Smallest share of the indicators for which a unit has a value.
    nonzero
        Smallest share of its values that are not zero.
    keep
        Units that stay whatever they lack.
    leave_out
        Units that are left out whatever they have.
    """

    available: Annotated[float, Field(ge=0, le=1)] = 0.0
    nonzero: Annotated[float, Field(ge=0, le=1)] = 0.0
    keep: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing_of_a_unit(self) -> Self:
        both = sorted({*self.keep} & {*self.leave_out})
        if both:
            raise fault("E_SCREENED_TWICE", units=both)
        if not (self.available or self.nonzero or self.leave_out):
            raise fault("E_SCREENS_NOTHING")
        return self
