"""What becomes of missing cells: refused, left out, or filled by a stated rule."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ii_index.model.names import Name
from ii_index.model.steps.step import Called, Step, shorthand


class ImputationStep(Step):
    """What becomes of missing cells."""

    def threshold_on(self, basis: str) -> float:
        """Smallest share of ``weight`` (or ``count`` of children) with which there is a score; 0 asks for none."""
        del basis
        return 0.0


class Refuse(ImputationStep):
    """Every missing cell is listed, and nothing is computed."""

    titles: ClassVar = {"refuse": Name(zh="不补", en="none missing")}
    kind: Literal["refuse"] = "refuse"


class Renormalise(ImputationStep):
    """Weights are renormalised over what is available, at every node.

    A unit is scored when the share of the nested weight (or, with ``basis: count``, of the leaves) available to
    it reaches ``threshold``.

    Attributes
    ----------
    threshold
        Smallest share with which a unit is scored.
    basis
        Share of the nested weight, or of the number of indicators.
    """

    titles: ClassVar = {"renormalise": Name(zh="权重重新归一", en="weights renormalised")}
    kind: Literal["renormalise"] = "renormalise"
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5
    basis: Literal["weight", "count"] = "weight"

    def threshold_on(self, basis: str) -> float:
        """Smallest share of ``weight`` (or ``count`` of children) with which there is a score; 0 asks for none."""
        return self.threshold if self.basis == basis else 0.0


class Filling(ImputationStep):
    """Missing cells are filled, and every filled cell is marked to the end.

    What is filled is not observed: a unit is scored when the observed share of its nested weight reaches ``threshold``.

    Attributes
    ----------
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """

    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5

    def threshold_on(self, basis: str) -> float:
        """Smallest observed share of ``weight`` with which there is a score; 0 asks for none."""
        return self.threshold if basis == "weight" else 0.0


class Impute(Filling):
    """Missing cells are filled, and every filled cell is marked to the end.

    Attributes
    ----------
    kind
        Of the same year (``mean``, ``median``), or over the unit's years: the last value before (``carry_forward``),
        a straight line between neighbours (``interpolate``).
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """

    titles: ClassVar = {
        "mean": Name(zh="均值", en="mean"),
        "median": Name(zh="中位数", en="median"),
        "carry_forward": Name(zh="沿用上年", en="carried forward"),
        "interpolate": Name(zh="线性插值", en="interpolated"),
    }
    kind: Literal["mean", "median", "carry_forward", "interpolate"]


class ImputeByGroup(Filling):
    """Missing cells are filled from the unit's group in the same year; every filled cell is marked.

    Attributes
    ----------
    kind
        The mean or the median of the group.
    threshold
        Smallest observed share of the weight with which a unit is scored.
    groups
        Heading of the panel's column of groups. By default the regions of provinces, and of other units the
        panel's only column of groups.
    """

    titles: ClassVar = {
        "group_mean": Name(zh="分区均值", en="regional mean"),
        "group_median": Name(zh="分区中位数", en="regional median"),
    }
    kind: Literal["group_mean", "group_median"]
    groups: str | None = None


class ImputeInRow(Filling):
    """Missing cells are filled with the mean of the unit's other normalised indicators under the same parent.

    Bounds and moments are those of the observed cells; every filled cell is marked.

    Attributes
    ----------
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """

    titles: ClassVar = {"row_mean": Name(zh="同级指标均值", en="mean of the siblings")}
    kind: Literal["row_mean"]


class OwnImputation(Called, Filling):
    """Missing cells are filled by a function of one's own; every filled cell is marked.

    Attributes
    ----------
    function
        ``(values) -> values`` of shape (years, units, indicators), NaN where a cell is missing. What it puts there
        is taken; other cells stay as they are.
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """


Imputation = Annotated[
    Refuse | Renormalise | Impute | ImputeByGroup | ImputeInRow | OwnImputation,
    Field(discriminator="kind"),
    shorthand,
]
