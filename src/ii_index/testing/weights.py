"""Strategy for weights."""

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.tables import digits


@st.composite
def weights(draw: st.DrawFn, size: int | None = None, *, positive: bool = False) -> FloatArray:
    """Draw weights that sum to 1.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    size : int, optional
        How many; 1 to 6 by default.
    positive : bool, default False
        Whether zero is left out.

    Returns
    -------
    strategy of ndarray, shape (size,)
    """
    count = draw(st.integers(1, 6)) if size is None else size
    points = (draw(digits(count)) % 101).astype(np.float64)
    if positive or not points.any():
        points += 1
    return points / float(points.sum())
