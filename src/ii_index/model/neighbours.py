"""Which units are neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray
from ii_index.model.names import Name


@dataclass(frozen=True, eq=False)
class Neighbours(Immutable):
    """Weights of neighbours, as they are given; analyses standardise the rows.

    Attributes
    ----------
    units : tuple of str
        Unit codes.
    weights : FloatArray, shape (units, units)
        0 on the diagonal; 1 for a neighbour, or another weight.
    source : Name
        Where the table comes from, and what was decided in it.
    """

    units: tuple[str, ...]
    weights: FloatArray
    source: Name

    def __post_init__(self) -> None:
        self.weights.setflags(write=False)

    @property
    def is_symmetric(self) -> bool:
        """Whether every neighbour is one in return, with the same weight."""
        return bool((self.weights == self.weights.T).all())

    def pairs(self) -> int:
        """Count the pairs of neighbours, each once."""
        return int(np.count_nonzero(np.triu(np.maximum(self.weights, self.weights.T), 1)))

    def of(self, units: Sequence[str]) -> FloatArray:
        """Return the weights between some units; a unit that the table does not know has no neighbours."""
        place = {unit: at for at, unit in enumerate(self.units)}
        known: BoolArray = np.array([unit in place for unit in units], dtype=np.bool_)
        at = [place[unit] for unit in units if unit in place]
        weights = np.zeros((len(units), len(units)))
        weights[np.ix_(known, known)] = self.weights[np.ix_(at, at)]
        return weights
