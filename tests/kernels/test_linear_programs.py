"""Linear programmes over weights, against vertices and by definition."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels import linear_programs as lp
from ii_index.kernels.benefit_of_the_doubt import benefit_of_the_doubt
from tests.kernels.golden import METHOD

BOD = METHOD["BoD"]


def vertices(rows, limits):
    """All corners of A x <= b in the plane."""
    for first, second in combinations(range(len(rows)), 2):
        pair = rows[[first, second]]
        if abs(np.linalg.det(pair)) > 1e-9:
            corner = np.linalg.solve(pair, limits[[first, second]])
            if (rows @ corner <= limits + 1e-9).all():
                yield corner


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(0, 9)), max_size=5),
    st.tuples(st.integers(-5, 5), st.integers(-5, 5)),
)
def test_extremes_over_a_polygon_are_at_its_corners(cuts, question):
    box = lp.Polytope(np.full(2, -2.0), np.full(2, 3.0))
    rows, limits = (
        np.array([cut[:2] for cut in cuts], dtype=float),
        np.array([cut[2] for cut in cuts], dtype=float),
    )
    polygon = box.require(rows, limits) if cuts else box
    walls, ends = np.vstack([np.eye(2), -np.eye(2), rows.reshape(-1, 2)]), np.array([3, 3, 2, 2, *limits])
    corners = np.array(list(vertices(walls, ends)))

    found = lp.extremes([question], polygon)[0]

    at_corners = corners @ question
    assert found == pytest.approx([at_corners.min(), at_corners.max()], abs=1e-6)


def test_weights_between_their_bounds_share_what_is_left():
    assert lp.extremes(np.eye(3), lp.simplex(3, lower=[0.2, 0.1, 0])) == pytest.approx(
        np.array([[0.2, 0.9], [0.1, 0.8], [0, 0.7]])
    )


def test_what_no_bound_holds_is_infinite():
    quadrant = lp.Polytope(np.zeros(2), np.full(2, np.inf))

    assert lp.extremes([[1.0, -1.0]], quadrant).tolist() == [[-np.inf, np.inf]]
    with pytest.raises(lp.UnboundedError):
        lp.feasible_point(quadrant, [-1.0, 0.0])


def test_an_empty_polytope_is_refused_and_the_smallest_relaxation_opens_it():
    empty = lp.simplex(3).require(np.eye(3), [0.2, 0.3, 0.2])

    with pytest.raises(lp.InfeasibleError):
        lp.extremes([[1.0, 0, 0]], empty)
    assert lp.smallest_relaxation(empty, [True] * 3) == pytest.approx(0.1)
    assert lp.smallest_relaxation(empty, [True, False, False]) == pytest.approx(0.3)
    assert lp.smallest_relaxation(lp.simplex(3), []) == 0


def test_conditions_that_no_relaxation_opens_are_refused():
    with pytest.raises(lp.InfeasibleError):
        lp.smallest_relaxation(lp.simplex(2, upper=0.4), [])


def test_whole_numbers_are_whole():
    knapsack = lp.Polytope(np.zeros(3), np.ones(3)).require([[2.0, 3.0, 4.0]], [6.0])

    assert lp.minimise([-3.0, -4.0, -5.5], knapsack, [True] * 3).tolist() == [1, 0, 1]


def test_native_solvers_leave_standard_output_alone(capfd):
    """HiGHS 1.12 prints a line for some programmes of this kind."""
    import os

    from ii_index.kernels.native_output import unheard

    with unheard():
        os.write(1, b"noise")
    os.write(1, b"data")

    assert capfd.readouterr().out == "data"


class TestBenefitOfTheDoubt:
    NAMES = tuple(BOD["points"])
    POINTS = np.array([BOD["points"][name] for name in NAMES], dtype=float)

    def test_scores_are_the_exact_fractions(self):
        assert benefit_of_the_doubt(self.POINTS) == pytest.approx(
            [BOD["score"][name] for name in self.NAMES], abs=1e-9
        )

    @settings(max_examples=25)
    @given(st.integers(0, 2**32))
    def test_no_unit_gains_by_another_choice_of_weights(self, seed):
        rng = np.random.default_rng(seed)
        x = rng.random((6, 3)) + 0.05
        scores = benefit_of_the_doubt(x)
        w = rng.dirichlet(np.ones(3), 300)
        tried = x @ w.T / (x @ w.T).max(axis=0)

        assert (tried.max(axis=1) <= scores + 1e-7).all()
        assert scores.max() == pytest.approx(1)

    def test_shares_bounded_to_one_value_leave_no_choice(self):
        x = np.array([[4.0, 1], [1, 4], [2, 2]])

        equal = benefit_of_the_doubt(x, least_share=0.5, largest_share=0.5)

        assert (equal <= benefit_of_the_doubt(x) + 1e-9).all()
        assert equal[0] == pytest.approx(equal[1])

    @pytest.mark.parametrize(
        ("table", "shares"),
        [([[1, -1], [1, 1]], {}), ([[0, 0], [1, 1]], {}), ([[1, 1], [1, 2]], {"least_share": 0.6})],
    )
    def test_negative_values_empty_units_and_impossible_shares_are_refused(self, table, shares):
        with pytest.raises(ValueError, match=r"needs|no shares"):
            benefit_of_the_doubt(table, **shares)


@pytest.mark.parametrize("scale", [1.0, 1e6, 1e-6])
def test_the_unit_in_which_conditions_are_written_does_not_matter(scale):
    """Points that are inside by construction, with conditions as tight as can be."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        size = int(rng.integers(3, 9))
        rows, inside = rng.normal(size=(10, size)) * scale, rng.dirichlet(np.ones(size))

        found = lp.extremes(np.eye(size), lp.simplex(size).require(rows, rows @ inside))

        assert (found[:, 0] <= inside + 1e-9).all()
        assert (inside - 1e-9 <= found[:, 1]).all()


def test_a_solver_that_gives_up_is_not_taken_for_an_answer(monkeypatch):
    monkeypatch.setattr("ii_index.kernels.linear_programs._solved", lambda *_: (1, None))

    with pytest.raises(ArithmeticError, match="could not tell"):
        lp.smallest([[1.0, 2.0]], lp.simplex(2))


def test_weights_within_bounds_have_a_smallest_value_whatever_the_solver_says(monkeypatch):
    def unbounded(cost, _polytope):
        return (3, None) if cost.any() else (0, np.array([1.0, 0.0]))

    monkeypatch.setattr("ii_index.kernels.linear_programs._solved", unbounded)

    with pytest.raises(ArithmeticError, match="could not tell"):
        lp.smallest([[1.0, 2.0]], lp.simplex(2))
