"""A methodologist: a normaliser of one's own, whose scores an index takes as they are."""

import numpy as np
from numpy.typing import NDArray

import ii_index as ii

Matrix = NDArray[np.float64]


def logistic(values: Matrix) -> Matrix:
    """Scores of a logistic curve through the median, one column an indicator."""
    centre, spread = np.median(values, axis=0), values.std(axis=0)
    return np.asarray(100 / (1 + np.exp(-(values - centre) / spread)), dtype=np.float64)


def main() -> None:
    raw = np.array([[1.0, 9.0], [2.0, 5.0], [4.0, 1.0]])
    framework = ii.Framework(
        id="own",
        name="Own",
        recipe=ii.Recipe(normalisation="none"),
        children=[ii.Node(id="x", name="X"), ii.Node(id="y", name="Y")],
    )
    index = ii.compose(ii.Panel(framework, (2023,), ("a", "b", "c"), logistic(raw)[np.newaxis]))
    assert np.allclose(index.scores(), logistic(raw).mean(axis=1))


main()
