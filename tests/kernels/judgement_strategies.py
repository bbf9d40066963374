"""Judgements as Hypothesis draws them."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels.weighting import pairwise

SCALE = [1 / 9, 1 / 7, 1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0, 7.0, 9.0]


@st.composite
def matrices(draw, smallest=2, largest=8, experts=None):
    """Reciprocal matrices on Saaty's scale, or a stack of one an expert."""
    n = draw(st.integers(smallest, largest))
    shape = (n * (n - 1) // 2,) if experts is None else (experts, n * (n - 1) // 2)
    return pairwise.from_upper_triangle(draw(arrays(float, shape, elements=st.sampled_from(SCALE))))


@st.composite
def weight_vectors(draw, smallest=1, largest=9):
    """Positive weights summing to 1, at most a thousandfold apart."""
    n = draw(st.integers(smallest, largest))
    parts = draw(arrays(float, n, elements=st.floats(1e-3, 1.0)))
    return parts / parts.sum()


@st.composite
def incomplete_matrices(draw, largest=7):
    """Matrices with pairs left open whose answered pairs still connect all items (through a random tree)."""
    matrix = draw(matrices(smallest=3, largest=largest))
    n = len(matrix)
    tree = {(draw(st.integers(0, node - 1)), node) for node in range(1, n)}
    for row in range(n):
        for column in range(row + 1, n):
            if (row, column) not in tree and draw(st.booleans()):
                matrix[row, column] = matrix[column, row] = np.nan
    return matrix
