"""Linear programmes over weights, against vertices and by definition."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels.robustness import linear_programs as lp


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


def test_a_programme_without_a_smallest_value_is_not_taken_for_an_empty_one():
    """The point 0 is inside and (−1, 0, 1.2) a direction without end; HiGHS presolves it to "infeasible"."""
    cone = lp.Polytope(np.array([-np.inf, -np.inf, -1]), np.array([1, 1, np.inf])).require(
        [[0, 2, -2], [-3, 1, -3], [3, -1, 2]], [0, 2, 3]
    )

    assert lp.smallest([[2, 2, -1]], cone).tolist() == [-np.inf]
    with pytest.raises(lp.UnboundedError):
        lp.minimise([2, 2, -1], cone)


@pytest.mark.parametrize("whole", [None, [True], [False]])
def test_what_is_empty_is_told_from_what_has_no_smallest_value(whole):
    ray = lp.Polytope(np.zeros(1), np.array([np.inf]))

    with pytest.raises(lp.UnboundedError):
        lp.minimise([-1.0], ray.require([[-2.0], [0.0]], [-3.0, 4.0]), whole)
    for goal in (-1.0, 0.0, 1.0):
        with pytest.raises(lp.InfeasibleError):
            lp.minimise([goal], ray.require([[-2.0], [0.0]], [-3.0, -4.0]), whole)


def test_further_variables_are_free_of_the_others_and_change_none_of_their_limits():
    cube = lp.Polytope(np.zeros(3), np.ones(3))
    line = lp.Polytope(
        np.zeros(3), np.ones(3), equalities=np.array([[1.0, 1, 1], [1, -1, 0]]), values=np.array([1.0, 0.25])
    )

    for polytope, limits in (
        (cube, [[0, 1]] * 3),
        (cube.require([[1, 1, 1]], [0.5]), [[0, 0.5]] * 3),
        (line, [[0.25, 0.625], [0, 0.375], [0, 0.75]]),
    ):
        wider = polytope.extended([-2.0, 0.0], [3.0, 0.5])

        assert lp.extremes(np.eye(5), wider) == pytest.approx(np.array([*limits, [-2, 3], [0, 0.5]]))


def test_a_polytope_has_no_conditions_but_those_required():
    box = lp.Polytope(np.zeros(2), np.ones(2))
    once = box.require([[1.0, 1.0]], [1.5])

    assert [len(part) for part in (box.inequalities, box.limits, box.equalities, box.values)] == [0] * 4
    assert once.inequalities.tolist() == [[1, 1]]
    assert (lp.simplex(3).equalities.tolist(), lp.simplex(3).values.tolist()) == ([[1, 1, 1]], [1])
    assert once.require(np.eye(2), [0.75, 0.5]).limits.tolist() == [1.5, 0.75, 0.5]


def test_weights_that_may_be_negative_are_still_at_most_one():
    assert lp.extremes(np.eye(2), lp.simplex(2, lower=-1)) == pytest.approx(np.array([[0, 1], [0, 1]]))


def test_no_question_has_no_answer():
    assert lp.extremes(np.empty((0, 3)), lp.simplex(3)).shape == (0, 2)


def test_a_zero_has_no_sign():
    below = lp.Polytope(np.array([-1.0]), np.array([-0.0]))

    assert not np.signbit(lp.minimise([-1.0], below)).any()


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


boxes = st.tuples(st.integers(-2, 0), st.integers(0, 3))
conditions = st.tuples(*[st.integers(-4, 4)] * 3, st.integers(-3, 8))


@settings(max_examples=100)
@given(st.tuples(boxes, boxes, boxes), st.lists(conditions, max_size=4), st.tuples(*[st.integers(-3, 3)] * 3))
def test_the_least_over_whole_numbers_is_that_of_all_whole_points(box, cuts, goal):
    lower, upper = np.array(box, dtype=float).T
    polytope = lp.Polytope(lower, upper)
    points = np.array([*product(*(range(low, high + 1) for low, high in box))])
    if cuts:
        table = np.array(cuts, dtype=float)
        polytope = polytope.require(table[:, :3], table[:, 3])
        points = points[(points @ table[:, :3].T <= table[:, 3]).all(axis=1)]

    try:
        found = lp.minimise(goal, polytope, [True] * 3)
    except lp.InfeasibleError:
        assert not len(points)
    else:
        assert found.tolist() in points.tolist()
        assert np.dot(found, goal) == (points @ goal).min()


@settings(max_examples=50)
@given(st.tuples(*[st.integers(1, 20)] * 3), st.integers(0, 9), st.sampled_from([1.0, 0.01]))
def test_a_number_that_need_not_be_whole_fills_what_whole_ones_leave(sizes, missed, unit):
    """Least distance of a number of coins to an amount, the rest being paid in a currency without a least coin."""
    amount = float(sum(sizes) * 2 + missed)
    coins = lp.Polytope(np.zeros(4), np.array([3.0, 3, 3, np.inf]))
    paid = np.array([[*sizes, 1.0], [*(-np.array(sizes)), -1.0]]) * unit
    rest = lp.minimise(
        [0, 0, 0, 1], coins.require(paid, [amount * unit, -amount * unit]), [True] * 3 + [False]
    )

    sums = [np.dot(counts, sizes) for counts in product(range(4), repeat=3)]
    least = min(amount - total for total in sums if total <= amount)
    assert rest[3] == pytest.approx(least, abs=1e-7)
    assert (rest[:3] == np.round(rest[:3])).all()


def test_whole_numbers_between_which_there_is_none_are_refused():
    between = lp.Polytope(np.array([0.2]), np.array([0.8]))

    with pytest.raises(lp.InfeasibleError):
        lp.minimise([1.0], between, [True])


def test_a_search_without_end_is_given_up(monkeypatch):
    """2 x − 2 y = 1 has no whole solution, and as many branches as there are numbers."""
    monkeypatch.setattr("ii_index.kernels.robustness.linear_programs._MOST_BRANCHES", 50)
    plane = lp.Polytope(
        np.zeros(2), np.full(2, np.inf), equalities=np.array([[2.0, -2.0]]), values=np.array([1.0])
    )

    with pytest.raises(ArithmeticError, match="could not tell"):
        lp.minimise([1.0, 0.0], plane, [True, True])


@pytest.mark.parametrize("whole", [None, [True, True]])
def test_conditions_with_next_to_nothing_on_their_left_side_ask_nothing(whole):
    square = lp.Polytope(np.zeros(2), np.ones(2)).require([[0, 1e-311], [0, 0]], [3.0, 0.0])

    assert lp.minimise([-1, -2], square, whole).tolist() == [1, 1]


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
    monkeypatch.setattr("ii_index.kernels.robustness.linear_programs._solved", lambda *_: (1, None))

    with pytest.raises(ArithmeticError, match="could not tell"):
        lp.smallest([[1.0, 2.0]], lp.simplex(2))


def test_weights_within_bounds_have_a_smallest_value_whatever_the_solver_says(monkeypatch):
    def unbounded(cost, _polytope):
        return (3, None) if cost.any() else (0, np.array([1.0, 0.0]))

    monkeypatch.setattr("ii_index.kernels.robustness.linear_programs._solved", unbounded)

    with pytest.raises(ArithmeticError, match="could not tell"):
        lp.smallest([[1.0, 2.0]], lp.simplex(2))
