"""Strategy for judgement matrices."""

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.tables import digits
from ii_index.testing.weights import weights

SAATY: FloatArray = np.array([*range(1, 10), *(1 / judgement for judgement in range(2, 10))])


@st.composite
def judgement_matrices(draw: st.DrawFn, size: int | None = None, *, consistent: bool = False) -> FloatArray:
    """Draw a positive reciprocal matrix.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    size : int, optional
        How many things are compared; 1 to 7 by default.
    consistent : bool, default False
        Whether a_ij a_jk = a_ik throughout; else judgements of the Saaty scale are drawn one by one.

    Returns
    -------
    strategy of ndarray, shape (size, size)
    """
    count = draw(st.integers(1, 7)) if size is None else size
    if consistent:
        shares = draw(weights(count, positive=True))
        return shares[:, np.newaxis] / shares
    rows, columns = np.triu_indices(count, 1)
    judgements = SAATY[draw(digits(len(rows))) % len(SAATY)]
    matrix = np.eye(count)
    matrix[rows, columns], matrix[columns, rows] = judgements, 1 / judgements
    return matrix
