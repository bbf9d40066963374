"""What becomes of outliers."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from ii_index.model.names import Name
from ii_index.model.steps.step import Called, Step, shorthand
from ii_index.model.validation import fault


class NoTreatment(Step):
    """Outliers stay as they are."""

    titles: ClassVar = {"none": Name(zh="不处理", en="none")}
    kind: Literal["none"] = "none"


class Winsorise(Step):
    """Pull the outermost points in, one at a time, while |G1| > ``skewness`` and G2 > ``kurtosis``.

    Attributes
    ----------
    kind
        ``winsorise_then_log`` takes logarithms of what ``max_points`` points did not cure.
    max_points
        How many points may be pulled in.
    force
        Whether so many points are pulled in, on the side to which the indicator is skewed, whatever the limits say.
    skewness
        An indicator is treated while both limits are exceeded.
    kurtosis
        Excess kurtosis: 0 for a normal distribution.
    """

    titles: ClassVar = {
        "winsorise": Name(zh="缩尾", en="winsorised"),
        "winsorise_then_log": Name(zh="缩尾或取对数", en="winsorised, else logarithm"),
    }
    kind: Literal["winsorise", "winsorise_then_log"]
    max_points: Annotated[int, Field(ge=1)] = 5
    skewness: Annotated[float, Field(gt=0)] = 2.0
    kurtosis: float = 3.5
    force: bool = False


class WinsoriseAtPercentiles(Step):
    """Pull everything beyond two percentiles in to them.

    Attributes
    ----------
    lower
        Percentile of the values, linear between order statistics.
    upper
        Percentile likewise.
    """

    titles: ClassVar = {"winsorise_percentiles": Name(zh="按百分位缩尾", en="winsorised at percentiles")}
    kind: Literal["winsorise_percentiles"]
    lower: Annotated[float, Field(ge=0, le=100)] = 2.5
    upper: Annotated[float, Field(ge=0, le=100)] = 97.5

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if not self.lower < self.upper:
            raise fault("E_RANGE_ORDER", found=f"[{self.lower:g}, {self.upper:g}]")
        return self


class OwnTreatment(Called):
    """Outliers are pulled in to limits that a function of one's own finds.

    Attributes
    ----------
    function
        ``(values) -> (floor, ceiling)``, each of shape (indicators,), for values of shape (units, indicators), NaN
        where a cell is missing; an infinite limit pulls nothing in.
    """


Treatment = Annotated[
    NoTreatment | Winsorise | WinsoriseAtPercentiles | OwnTreatment, Field(discriminator="kind"), shorthand
]
