"""The strategies draw what they promise, and draw it often enough to matter."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

import ii_index as ii
from ii_index.kernels import normalisation
from ii_index.kernels.weighting import pairwise
from ii_index.testing import directions, frameworks, judgement_matrices, laws, panels, tables, weights


@pytest.mark.law
@given(values=tables())
def test_an_ordinary_table_is_positive_and_varies(values):
    assert values.ndim == 2
    assert (values > 0).all()
    assert not normalisation.is_constant(normalisation.bounds(values)).any()


@pytest.mark.law
@given(values=tables(missing=True, negative=True))
def test_a_table_with_gaps_still_varies(values):
    assert not normalisation.is_constant(normalisation.bounds(values)).any()
    assert not np.isnan(normalisation.bounds(values).lower).any()


@pytest.mark.law
@given(values=tables(units=2, indicators=3))
def test_a_table_has_the_shape_asked_for(values):
    assert values.shape == (2, 3)


@pytest.mark.parametrize(
    ("strategy", "feature"),
    [
        (tables(missing=True), lambda v: np.isnan(v).any()),
        (tables(negative=True), lambda v: (v < 0).any() and (v == 0).any()),
        (tables(constant=True), lambda v: (v == v[0]).all(axis=0).any()),
        (tables(), lambda v: len(np.unique(v[:, 0])) < len(v)),
        (tables(), lambda v: len(np.unique(v[:, 0])) == len(v)),
        (tables(), lambda v: v.max() / v.min() > 1e15),
        (tables().map(np.shape), lambda shape: shape == (7, 4)),
        (directions(2), lambda d: d.tolist() == [1, -1]),
        (weights(), lambda w: (w == 0).any()),
        (judgement_matrices(3), lambda a: pairwise.consistency_ratio(a) > 0.1),
        (frameworks(), lambda f: any(child.children for child in f.children[0].children or ())),
        (frameworks(), lambda f: {leaf.direction for leaf in f.leaves} == {"positive", "negative"}),
        (panels(missing=True), lambda p: np.isnan(p.values).any() and len(p.years) > 1),
    ],
)
def test_what_makes_a_table_difficult_is_drawn(strategy, feature):
    find(strategy, feature, settings=settings(max_examples=2000, database=None))


@pytest.mark.law
@given(shares=weights(5, positive=True), any_shares=weights())
def test_weights_are_weights(shares, any_shares):
    assert shares.shape == (5,)
    assert (shares > 0).all()
    laws.weights_sum_to_one(shares)
    laws.weights_sum_to_one(any_shares)
    laws.weights_are_not_negative(any_shares)


@pytest.mark.law
@given(matrix=judgement_matrices(), consistent=judgement_matrices(4, consistent=True))
def test_judgement_matrices_are_reciprocal_and_consistent_where_asked(matrix, consistent):
    np.testing.assert_allclose(matrix * matrix.T, 1)
    assert pairwise.consistency_ratio(consistent) == pytest.approx(0, abs=1e-9)


@pytest.mark.law(examples=50)
@given(panel=panels())
def test_a_drawn_panel_composes_into_scores_between_0_and_100(panel):
    index = ii.compose(panel)

    scores = np.array([index.scores(year) for year in panel.years])
    assert ((scores >= -1e-9) & (scores <= 100 + 1e-9)).all()


@given(framework=frameworks(weighted=False), data=st.data())
def test_a_panel_of_a_framework_has_its_indicators(framework, data):
    panel = data.draw(panels(framework, years=2, units=3, missing=True))

    assert panel.indicators == tuple(leaf.id for leaf in framework.leaves)
    assert panel.values.shape == (2, 3, len(framework.leaves))
    assert all(node.weight is None for node in framework.walk())


def test_without_hypothesis_the_extra_is_named():
    script = "import sys; sys.modules['hypothesis'] = None; import ii_index.testing"

    failed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "pip install 'ii-index[testing]'" in failed.stderr
