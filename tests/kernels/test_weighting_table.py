"""The table behind data-driven weights: what a constant column gives."""

import numpy as np

from ii_index.kernels import weighting_table as table

VALUES = np.array([[5.0, 1.0, 9.0], [5.0, 3.0, 5.0], [5.0, 2.0, 7.0]])


def test_a_constant_column_scores_0_in_either_direction():
    assert table.min_max_scores(VALUES, np.array([-1, 1, -1])).tolist() == [
        [0, 0, 0],
        [0, 1, 1],
        [0, 0.5, 0.5],
    ]


def test_a_constant_column_correlates_with_itself_alone():
    np.testing.assert_allclose(table.correlation(VALUES), [[1, 0, 0], [0, 1, -1], [0, -1, 1]], atol=1e-15)


def test_a_constant_column_diverges_from_nothing():
    assert table.divergence(VALUES)[0] == 0
    assert (table.divergence(VALUES)[1:] > 0).all()
