"""What is claimed about weights that nobody published: shares, known weights, orderings, a step, published ranks.

Each claim is a mapping with ``kind`` and its fields; those about weights may be written as one line:

========================================  ===================================================
``foundation 2022..2023 = 17.3%``         a component's share of the change of the total
``foundation 2022..2023 = 17.3% printed`` the same, computed from the printed numbers
``foundation = 20%``                      a known weight
``foundation >= innovation``              an ordering
``step 5%``                               every weight is a multiple of a step
========================================  ===================================================
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ii_index.model.names import Definition, RootDefinition
from ii_index.model.node import ROOT
from ii_index.model.validation import fault

_MOST_DIGITS = 100


def half_width_of(printed: str) -> tuple[float, float]:
    """Return the number that a text prints, and half of its last printed digit.

    Raises
    ------
    decimal.InvalidOperation
        No number, or one that no table prints: infinite, or with a hundred zeros.

    Examples
    --------
    >>> half_width_of("17.3%"), half_width_of("235")
    ((0.173, 0.0005), (235.0, 0.5))
    """
    text = printed.strip()
    unit = Decimal("0.01") if text.endswith(("%", "％")) else Decimal(1)
    number = Decimal(text.rstrip("%％").strip())
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(exponent), abs(number.adjusted())) > _MOST_DIGITS:
        raise InvalidOperation
    return float(number * unit), float(Decimal(1).scaleb(exponent) * unit / 2)


def _printed(value: object) -> object:
    """Read a string as what it prints, with half of its last digit; a number is exact."""
    if isinstance(value, str):
        try:
            number, half = half_width_of(value)
        except InvalidOperation:
            raise fault("E_CLAIM_NUMBER", found=value) from None
        return {"value": number, "half_width": half}
    return {"value": value} if isinstance(value, int | float) else value


class Printed(Definition):
    """A number and how far from it the unrounded one may be.

    Attributes
    ----------
    value
        The number.
    half_width
        How far from it the unrounded number may be; of a text such as ``17.3%``, half of its last digit.
    """

    value: float
    half_width: Annotated[float, Field(ge=0)] = 0.0

    @property
    def low(self) -> float:
        """The smallest number that it stands for."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """The largest number that it stands for."""
        return self.value + self.half_width


_Printed = Annotated[Printed, BeforeValidator(_printed, json_schema_input_type=Printed | str | float)]
_Period = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]


class ContributionClaim(Definition):
    """A component's share of the change of the total between two periods.

    ``basis``: of the ``unrounded`` change, or computed from the ``printed`` numbers.

    Attributes
    ----------
    of
        The component.
    start
        The earlier period.
    end
        The later period.
    share
        Its share of the change of the total.
    basis
        Of the ``unrounded`` change, or computed from the ``printed`` numbers.
    """

    kind: Literal["contribution"]
    of: str
    start: _Period
    end: _Period
    share: _Printed
    basis: Literal["unrounded", "printed"] = "unrounded"


class WeightClaim(Definition):
    """A weight that is known.

    Attributes
    ----------
    of
        The component.
    weight
        Its weight.
    """

    kind: Literal["weight"]
    of: str
    weight: _Printed


class OrderClaim(Definition):
    """Components by weight, the heaviest first; equal weights are allowed.

    Attributes
    ----------
    descending
        Components, the heaviest first.
    """

    kind: Literal["order"]
    descending: Annotated[tuple[str, ...], Field(min_length=2)]


_SMALLEST_STEP = 1e-9


class StepClaim(Definition):
    """Every weight is a multiple of a step.

    Attributes
    ----------
    step
        Such as ``5%``; it must divide 1.
    """

    kind: Literal["step"]
    step: _Printed

    @model_validator(mode="after")
    def _divides_one(self) -> Self:
        steps = 1 / self.step.value if self.step.value > _SMALLEST_STEP else 0.5
        if abs(steps - round(steps)) > 1e-9:
            raise fault("E_STEP", found=f"{self.step.value:g}")
        return self


class TierClaim(Definition):
    """Units in published tiers, the highest first: none scores less than any of the tier below.

    Attributes
    ----------
    tiers
        Lists of units, the highest tier first.
    """

    kind: Literal["tiers"]
    tiers: Annotated[tuple[tuple[str, ...], ...], Field(min_length=2)]


class TopClaim(Definition):
    """The units at the top of a published list, by the score of a node; ``ordered`` if their order is a rank.

    Attributes
    ----------
    units
        The units of the list.
    node
        The node by whose score they are listed; the total by default.
    ordered
        Whether their order is a rank.
    """

    kind: Literal["top"]
    units: Annotated[tuple[str, ...], Field(min_length=1)]
    node: str = ROOT
    ordered: bool = False


_FORMS = {
    "step": r"(?:step|步长)\s*(?P<step>\S+)",
    "contribution": r"(?P<of>.+?)\s+(?P<start>\S+?)\s*(?:\.\.|→|至)\s*(?P<end>\S+?)"
    r"\s*=\s*(?P<share>\S+)(?P<printed>\s+printed)?",
    "weight": r"(?P<of>[^=<>≥]+?)\s*=\s*(?P<weight>\S+)",
}


def _written(value: object) -> object:
    """Read the one-line forms."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if ">=" in text or "≥" in text:
        return {"kind": "order", "descending": [part.strip() for part in re.split(r">=|≥", text)]}
    for kind, form in _FORMS.items():
        if match := re.fullmatch(form, text):
            fields = {name: found for name, found in match.groupdict().items() if found is not None}
            basis = {"basis": "printed"} if fields.pop("printed", None) else {}
            return {"kind": kind, **fields, **basis}
    raise fault("E_CLAIM_FORM", found=text)


_AnyClaim = Annotated[
    ContributionClaim | WeightClaim | OrderClaim | StepClaim | TierClaim | TopClaim,
    Field(discriminator="kind"),
]
Claim = Annotated[_AnyClaim, BeforeValidator(_written, json_schema_input_type=_AnyClaim | str)]


class Claims(RootDefinition):
    """What a claims file holds.

    Attributes
    ----------
    reference
        Where the claims are published.
    claims
        The claims, as mappings or as lines.

    Examples
    --------
    >>> Claims(claims=["foundation 2022..2023 = 17.3%"]).claims[0].share
    Printed(value=0.173, half_width=0.0005)
    """

    reference: str | None = None
    claims: tuple[Claim, ...] = ()


def read_claims(claims: Iterable[Claim | str | Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Read claims given as models, mappings or lines.

    Raises
    ------
    FrameworkError
        Every claim that cannot be read.
    """
    return Claims(claims=tuple(claims)).claims  # pyright: ignore[reportArgumentType]
