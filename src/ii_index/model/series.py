"""A published series: totals and components, period by period, as printed."""

from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray
from ii_index.errors import Finding
from ii_index.model.names import Name

BASE = 100.0


@dataclass(frozen=True, eq=False)
class PublishedSeries(Immutable):
    """Printed totals and the components they are weighted means of.

    Attributes
    ----------
    periods : tuple of str
    labels : tuple of str
        Ids of the components.
    names : tuple of Name
    totals : FloatArray, shape (periods,)
    components : FloatArray, shape (periods, k)
    half_width : FloatArray, shape (periods,)
        How far from the printed number the unrounded one may be; 0 in the base period.
    findings : tuple of Finding
    source : str or None
    """

    periods: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[Name, ...]
    totals: FloatArray
    components: FloatArray
    half_width: FloatArray
    findings: tuple[Finding, ...] = ()
    source: str | None = None

    def limits(self) -> tuple[FloatArray, FloatArray]:
        """Smallest and largest values: components of shape (2, periods, k), totals of shape (2, periods)."""
        wide = self.half_width[:, np.newaxis]
        return (
            np.array([self.components - wide, self.components + wide]),
            np.array([self.totals - self.half_width, self.totals + self.half_width]),
        )


def base_periods(totals: FloatArray, components: FloatArray) -> BoolArray:
    """Tell the periods that are 100 by definition, and so exact: total and all components print 100.

    Examples
    --------
    >>> base_periods(np.array([100.0, 139.0]), np.array([[100.0, 100.0], [152.0, 127.0]])).tolist()
    [True, False]
    """
    level: BoolArray = np.concatenate([totals[:, np.newaxis], components], axis=1) == BASE
    base: BoolArray = np.logical_and.reduce(level, axis=1)
    return base
