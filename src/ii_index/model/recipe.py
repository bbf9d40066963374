"""The recipe: how an index is made of a panel, each step a closed choice with its parameters."""

from typing import Any

from ii_index.errors import warn_once
from ii_index.model.names import RootDefinition
from ii_index.model.steps.aggregation import Aggregation, Mean
from ii_index.model.steps.imputation import Imputation, Refuse
from ii_index.model.steps.normalisation import MinMax, Normalisation
from ii_index.model.steps.screening import Screening
from ii_index.model.steps.treatment import NoTreatment, Treatment
from ii_index.model.steps.weighting import FrameworkWeights, Weighting


class Recipe(RootDefinition):
    """Impute, treat, normalise, weight, aggregate: one closed choice a step.

    Each step takes a mapping with ``kind`` and its parameters, or the kind alone.

    Attributes
    ----------
    screening
        Which units lack too much, or have too many zeros, to be in a year at all.
    imputation
        What becomes of missing cells; an indicator may override it.
    treatment
        What becomes of outliers, over the years of the normalisation's bounds; an indicator may override it.
    normalisation
        How indicators become comparable; an indicator may override it.
    weighting
        Where the weights come from.
    aggregation
        One mean for all levels, or a list: one a level, from the root down; a node may override it.

    Examples
    --------
    >>> Recipe(aggregation="geometric").aggregation[0].kind
    'geometric'
    >>> Recipe().replace(normalisation={"kind": "min_max", "range": (1, 100)}).normalisation.range
    (1.0, 100.0)
    """

    screening: Screening | None = None
    imputation: Imputation = Refuse()
    treatment: Treatment = NoTreatment()
    normalisation: Normalisation = MinMax()
    weighting: Weighting = FrameworkWeights()
    aggregation: Aggregation = (Mean(),)

    def __init__(self, /, **steps: Any) -> None:  # noqa: ANN401 - spelt out so that type checkers admit every form
        super().__init__(**steps)

    @classmethod
    def provincial(cls, **steps: Any) -> "Recipe":  # noqa: ANN401 - validated by the model
        """Take min-max over the units and the weighted arithmetic mean: the report's regional index."""
        return cls(**{"normalisation": "min_max", **steps})

    @classmethod
    def national(cls, base_year: int, **steps: Any) -> "Recipe":  # noqa: ANN401 - validated by the model
        """Index to a base year (= 100), then a weighted arithmetic mean: the report's national index."""
        return cls(**{"normalisation": {"kind": "base_year", "year": base_year}, **steps})

    def in_year(self, year: int) -> "Recipe":
        """Return the recipe by which a year is ranked: weights that come from that year name it."""
        return self.replace(weighting=self.weighting.in_year(year))

    def replace(self, **changes: Any) -> "Recipe":  # noqa: ANN401 - validated by the model
        """Return the recipe with some steps changed, validated."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Recipe(**{**fields, **changes})


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever stood here
    """Return a step, all of which stood here, for one release."""
    from ii_index.model.steps import (
        aggregation,
        imputation,
        normalisation,
        screening,
        step,
        treatment,
        weighting,
    )

    for room in (aggregation, imputation, normalisation, screening, step, treatment, weighting):
        if not name.startswith("_") and name in vars(room):
            warn_once(f"{name} is in {room.__name__}", DeprecationWarning, 3)
            return vars(room)[name]
    raise AttributeError(name)
