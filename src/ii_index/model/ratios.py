"""Ratios as people write them: ``1/3`` and ``3:1``, in judgements and in weights."""

import re
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

_DECIMAL = r"\d+(?:\.\d*)?|\.\d+"
_RATIO = re.compile(rf"\s*([-+]?(?:{_DECIMAL}))\s*[/:／：]\s*({_DECIMAL})\s*")
_LONGEST = 100


def ratio(value: object) -> object:
    """Read a text that is a ratio; anything else is left as it is, for the model to accept or refuse.

    Examples
    --------
    >>> ratio("3:1"), ratio("1/4"), ratio("1/0"), ratio(2.5)
    (3.0, 0.25, '1/0', 2.5)
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return value
    matched = _RATIO.fullmatch(value)
    if matched is None or not (divisor := Fraction(matched[2])):
        return value
    return float(Fraction(matched[1]) / divisor)


Weight = Annotated[
    float, Field(ge=0), BeforeValidator(ratio, json_schema_input_type=Annotated[float, Field(ge=0)] | str)
]
"""Relative to its siblings': a number, or the ratio of two."""
Ratio = Annotated[
    float, Field(gt=0), BeforeValidator(ratio, json_schema_input_type=Annotated[float, Field(gt=0)] | str)
]
"""How much more one thing weighs than another."""
