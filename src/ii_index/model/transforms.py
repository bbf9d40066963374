"""How an indicator's values are bent before they are normalised; and what it counts as its ends."""

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ii_index.model.names import Name
from ii_index.model.steps.step import Step, shorthand
from ii_index.model.validation import fault


class Logarithm(Step):
    """The logarithm of value + ``offset``, which must be positive.

    Attributes
    ----------
    offset
        Added before.
    base
        Natural by default; 10 or another number above 0 that is not 1.
    """

    titles: ClassVar = {"log": Name(zh="对数", en="log")}
    kind: Literal["log"] = "log"
    offset: float = 0.0
    base: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _has_a_base(self) -> Self:
        if self.base == 1:
            raise fault("E_LOG_BASE", found="1")
        return self


class Bend(Step):
    """−1/(value + ``offset``), which rises with the value; or the square root of value + ``offset``.

    Attributes
    ----------
    kind
        ``reciprocal`` needs value + ``offset`` > 0, ``square_root`` ≥ 0.
    offset
        Added before.
    """

    titles: ClassVar = {
        "reciprocal": Name(zh="负倒数", en="negative reciprocal"),
        "square_root": Name(zh="平方根", en="square root"),
    }
    kind: Literal["reciprocal", "square_root"]
    offset: float = 0.0


class BoxCox(Step):
    """((value + ``offset``)^power − 1)/power: Box and Cox (1964); the logarithm where the power is 0.

    Attributes
    ----------
    power
        By default that of greatest likelihood, over the years of the recipe's bounds; kept with the result.
    offset
        Added before; value + offset must be positive.
    """

    titles: ClassVar = {"box_cox": Name(zh="Box–Cox 变换", en="Box–Cox transform")}
    kind: Literal["box_cox"]
    power: Annotated[float, Field(ge=-5, le=5)] | None = None
    offset: float = 0.0


Transform = Annotated[Logarithm | Bend | BoxCox, Field(discriminator="kind"), shorthand]

_PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")


def _post(value: object) -> object:
    """Read a number that came as text, as goalposts in a table may."""
    if isinstance(value, str) and not value.startswith(("p", "t")):
        try:
            return float(value)
        except ValueError:
            return value
    return value


class _Posts(BeforeValidator):
    """Says in the JSON Schema what a goalpost takes besides a number."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        del schema, handler
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _POST}]}


_POST = r"^(target|p(100|\d{1,2}(\.\d+)?))$"

Post = Annotated[float | Annotated[str, Field(pattern=_POST)], _Posts(_post)]
"""A goalpost: a number in the indicator's own unit, ``target``, or a percentile of the data such as ``p2.5``."""


def percentile_of(post: float | str) -> float | None:
    """Return the percentile that a goalpost names; None for a number or ``target``.

    Examples
    --------
    >>> percentile_of("p2.5"), percentile_of("target"), percentile_of(3.0)
    (2.5, None, None)
    """
    found = _PERCENTILE.fullmatch(post) if isinstance(post, str) else None
    return float(found[1]) if found else None
