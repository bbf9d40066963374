"""Every operator of a node, under every question: an answer that holds against the definition, or one finding."""

from dataclasses import replace
from itertools import product as every

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.analysis.decomposition.decompose import decompose, decompose_gap, decompose_level
from ii_index.analysis.decomposition.explanation import explain
from ii_index.analysis.robustness.leave_one_out import leave_one_out
from ii_index.analysis.robustness.rank_bounds import rank_bounds
from ii_index.analysis.robustness.sensitivity import sensitivity
from ii_index.analysis.robustness.stability import stability
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.construction.methods.aggregation import AGGREGATIONS
from ii_index.kernels.ranking import competition_ranks
from ii_index.model.recipe import Recipe


def root_mean_square(scores, weights):
    """An operator of one's own, of which the definition below is a second."""
    return np.sqrt(scores**2 @ weights)


PARAMETERS = {"power": {"exponent": 2.0}, "call": {"function": root_mean_square}}
OPERATORS = [{"kind": kind, **PARAMETERS.get(kind, {})} for kind in AGGREGATIONS] + [
    {"kind": "geometric", "zeros": "zero"},
    {"kind": "power", "exponent": 0.0, "zeros": "zero"},
    {"kind": "power", "exponent": "-inf"},
    {"kind": "power", "exponent": "inf"},
    {"kind": "topsis", "ideal": "scale"},
    {"kind": "mazziotta_pareto", "penalty": "upward"},
]
MAPS = {
    "as it is": {},
    "a complement, lower is better": {"output": {"complement": True, "scale": 0.01}, "better": "lower"},
    "squared and rounded, ranks from two decimals": {
        "output": {"power": 2, "offset": 1, "decimals": 3}, "ranks": {"decimals": 2},
    },
}  # fmt: skip
PLACES = ("total", "node")
YEARS, UNITS = (2022, 2023), tuple("uvwxyz")


def siblings(prefix, count):
    return [{"id": f"{prefix}{place}", "name": f"{prefix} {place}"} for place in range(count)]


def framework(operator, place, fields):
    count = 2 if operator["kind"] == "ratio" else 3
    first = {"id": "p", "name": "P", "children": siblings("a", count)}
    second = {"id": "q", "name": "Q", "children": siblings("b", 2), "direction": "negative"}
    top = dict(fields)
    if place == "total":
        top["aggregation"] = operator
    else:
        first |= {"aggregation": operator, **({"output": fields["output"]} if "output" in fields else {})}
    recipe = {"normalisation": {"kind": "min_max", "range": (1, 100)}}
    return ii.Framework(id="f", name="F", reference="a test", children=[first, second], recipe=recipe, **top)


def index_of(operator, place, fields, seed=0):
    own = framework(operator, place, fields)
    values = np.random.default_rng(seed).uniform(1, 9, (len(YEARS), len(UNITS), len(own.leaves)))
    return ii.compose(ii.Panel(own, YEARS, UNITS, values))


def said(parameter):
    return getattr(parameter, "__name__", str(parameter))


COMBINATIONS = list(every(OPERATORS, PLACES, MAPS))
combinations = pytest.mark.parametrize(
    ("operator", "place", "mapped"),
    COMBINATIONS,
    ids=["-".join([*map(said, one[0].values()), *one[1:]]) for one in COMBINATIONS],
)


# ---- the definition, written a second time, unit by unit ------------------------------------------------


def by_definition(operator, table, weights, full=100.0):
    """Scores of one node by the definition of its operator; ``table`` holds (years, units, children)."""
    kind, exponent = operator["kind"], float(operator.get("exponent", 1))
    if kind == "copeland":
        return np.array([[copeland(year, unit, weights) for unit in range(len(year))] for year in table])
    if kind == "topsis":
        return topsis(table, weights, full, scale=operator.get("ideal") == "scale")
    if kind == "benefit_of_the_doubt":
        return np.array([best_weights(year) for year in table])
    share = weights / weights.sum()
    with np.errstate(divide="ignore"):
        made = {
            "arithmetic": lambda x: share @ x,
            "geometric": lambda x: np.exp(share @ np.log(x)),
            "harmonic": lambda x: 1 / (share @ (1 / x)),
            "minimum": min,
            "maximum": max,
            "median": np.median if len(share) % 2 else min,
            "sum": sum,
            "product": lambda x: full * np.prod(x / full),
            "ratio": lambda x: full * x[0] / x[1],
            "mazziotta_pareto": lambda x: penalised(x, share, operator),
            "adjusted_mazziotta_pareto": lambda x: penalised(x, share, operator),
            "power": lambda x: power(x, share, exponent),
            "call": lambda x: power(x, share, 2.0),
        }[kind]
        return np.array([[made(unit) for unit in year] for year in table])


def penalised(x, share, operator):
    mean = share @ x
    sign = 1 if operator.get("penalty") == "upward" else -1
    return mean + sign * (share @ (x - mean) ** 2) / mean


def power(x, share, exponent):
    if np.isinf(exponent):
        return max(x) if exponent > 0 else min(x)
    return np.exp(share @ np.log(x)) if exponent == 0 else (share @ x**exponent) ** (1 / exponent)


def copeland(table, unit, weights):
    n = len(table)
    wins = 0
    for rival in range(n):
        ahead = sum(
            w for w, own, other in zip(weights, table[unit], table[rival], strict=True) if own > other
        )
        equal = sum(
            w for w, own, other in zip(weights, table[unit], table[rival], strict=True) if own == other
        )
        share = (ahead + equal / 2) / sum(weights)
        wins += int(share > 0.5 + 1e-12) - int(share < 0.5 - 1e-12)
    return 100 * (wins + n - 1) / (2 * (n - 1))


def topsis(table, weights, full, *, scale):
    best = np.full(table.shape[-1], full) if scale else table.max(axis=(0, 1))
    worst = np.ones(table.shape[-1]) if scale else table.min(axis=(0, 1))
    far = [np.sqrt((((table - ideal) * weights) ** 2).sum(axis=-1)) for ideal in (best, worst)]
    return full * far[1] / (far[0] + far[1])


def best_weights(table):
    from scipy.optimize import linprog

    return [100 * -linprog(-own, A_ub=table, b_ub=np.ones(len(table))).fun for own in table]


def mapped_by_definition(scores, full, output):
    if not output:
        return scores
    share = 1 - scores / full if output.get("complement") else scores / full
    made = output.get("offset", 0) + output.get("scale", 1) * full * share ** output.get("power", 1)
    decimals = output.get("decimals")
    return made if decimals is None else np.floor(made * 10**decimals + 0.5 + 1e-9) / 10**decimals


@combinations
def test_a_node_s_score_is_what_its_operator_is_defined_to_be(operator, place, mapped):
    index = index_of(operator, place, MAPS[mapped])
    node, level = ("root", 0) if place == "total" else ("p", 1)
    at = [
        index.framework.tree.levels[level + 1].index(child) for child in index.framework.tree.children(node)
    ]
    table = index.levels[level + 1][..., at]
    full = {"sum": 100.0 * len(at), "copeland": 100.0, "benefit_of_the_doubt": 100.0}.get(
        operator["kind"], 100.0
    )
    expected = by_definition(operator, table, np.ones(len(at)) / len(at))
    expected = mapped_by_definition(expected, full, MAPS[mapped].get("output", {}))

    position = index.framework.tree.levels[level].index(node)
    np.testing.assert_allclose(index.levels[level][..., position], expected, rtol=1e-9, atol=1e-9)


@combinations
def test_contributions_to_a_level_a_change_and_a_gap_add_up(operator, place, mapped):
    index = index_of(operator, place, MAPS[mapped])
    scores = index.scores(2023)
    level = decompose_level(index, 2023)
    change = decompose(index, 2022, 2023)
    gap = decompose_gap(index, "u", ["v", "w", "x"], 2023)
    sign = -1 if index.framework.better == "lower" else 1
    full = index.rules.of("root").made.full

    np.testing.assert_allclose(level.total, scores, atol=1e-9 * full)
    np.testing.assert_allclose(change.total, scores - index.scores(2022), atol=1e-9 * full)
    np.testing.assert_allclose(gap.total, sign * (scores[0] - scores[1:4].mean()), atol=1e-9 * full)
    for parts in (level, change, gap):
        for node in ("root", "p", "q"):
            children = sum(parts.points_of(child) for child in index.framework.tree.children(node))
            _, position = index.locate(node)
            at = index.locate(node)[0]
            apart = sum(
                kind[at][:, position]
                for kind in (parts.parts.coverage, parts.parts.constant, parts.parts.reweighted)
            )
            np.testing.assert_allclose(children + apart, parts.points_of(node), atol=1e-8 * abs(full))


@pytest.mark.parametrize("shares", [{}, {"least_share": 0.1, "largest_share": 0.8}], ids=["free", "bounded"])
@pytest.mark.parametrize("missing", [False, True])
def test_what_one_unit_would_get_is_what_it_gets_when_everybody_is_scored_anew(monkeypatch, shares, missing):
    leaves = siblings("a", 3)
    operator = {"kind": "benefit_of_the_doubt", **shares}
    own = ii.Framework(
        id="f", name="F", reference="a test", children=leaves, aggregation=operator,
        recipe={"normalisation": "none", "imputation": "renormalise"},
    )  # fmt: skip
    values = np.random.default_rng(5).integers(0, 6, (2, 5, 3)).astype(float)
    values[:, 0] += 1
    values[:, 3] = 0.0  # has nothing
    if missing:
        values[1, 4, 1] = np.nan
    index = ii.compose(ii.Panel(own, (2022, 2023), tuple("uvwxy"), values))

    def points():
        gaps = [decompose_gap(index, unit, [*"vx"], 2023) for unit in "uw"]
        return [
            made.parts.points[1] for made in (decompose_level(index), decompose(index, 2022, 2023), *gaps)
        ]

    at_once = points()
    monkeypatch.setitem(AGGREGATIONS, operator["kind"], replace(AGGREGATIONS[operator["kind"]], alone=None))

    for one, anew in zip(at_once, points(), strict=True):
        np.testing.assert_allclose(one, anew, rtol=1e-9, atol=1e-9)
    assert any(part.any() for part in at_once)


@combinations
def test_draws_that_change_nothing_rank_as_the_index_does(operator, place, mapped):
    index = index_of(operator, place, MAPS[mapped])
    mix = ii.Assumptions(weights="fixed")
    drawn = uncertainty(index, 2023, draws=3, seed=1, assumptions=mix)

    assert drawn.mean_ranks().tolist() == index.places(2023).tolist()


def composed_anew(index, local):
    recipe = index.recipe.replace(weighting={"kind": "given", "local": local})
    return ii.compose(index.panel, recipe)


@combinations
def test_draws_of_weights_rank_as_a_new_run_with_these_weights_does(operator, place, mapped):
    from ii_index.analysis.robustness.design import make_plan
    from ii_index.analysis.robustness.evaluation import evaluate
    from ii_index.analysis.robustness.samples import random_sample

    index = index_of(operator, place, MAPS[mapped])
    plan = make_plan(index, 2023, ii.Assumptions.weights_only(0.5), with_tiers=False).plan
    sample = random_sample(plan, 5, 0, 3)
    drawn = evaluate(plan, sample).scores
    multiplied = {
        child
        for rule in index.rules
        if rule.step.weights_are != "shares"
        for child in index.framework.tree.children(rule.node)
    }
    for draw in range(3):
        local = dict(zip(plan.tree.nodes, sample.local[:, draw].tolist(), strict=True))
        local = {node: weight for node, weight in local.items() if node not in multiplied}
        anew = composed_anew(index, local)

        np.testing.assert_allclose(drawn[:, draw], anew.standings(anew.scores(2023)), rtol=1e-9, atol=1e-9)


@combinations
def test_what_is_left_out_is_left_out_as_in_a_framework_without_it(operator, place, mapped):
    index = index_of(operator, place, MAPS[mapped])
    without = leave_one_out(index, 2023, element="dimension").ranks
    units = leave_one_out(index, 2023, element="unit").ranks

    smaller = ii.compose(index.panel.select(units=UNITS[1:]))
    assert units[0, 1:].tolist() == smaller.places(2023).tolist()
    assert without.shape == (2, len(UNITS))


@combinations
def test_exact_limits_hold_every_draw_or_one_finding_says_why_there_are_none(operator, place, mapped):
    index = index_of(operator, place, MAPS[mapped])
    try:
        limits = rank_bounds(index, 2023, amount=0.3)
    except ii.FrameworkError as refused:
        (finding,) = refused.findings
        assert finding.code == "E_BOUNDS_NEED_LINEAR"
        assert finding.details["why"].zh != finding.details["why"].en
        with pytest.raises(ii.FrameworkError, match="E_BOUNDS_NEED_LINEAR"):
            stability(index, 2023)
        return
    mix = ii.Assumptions.weights_only(0.3)
    drawn = uncertainty(index, 2023, draws=500, seed=2, assumptions=mix)
    taken = drawn.frame("acceptability").to_numpy() > 0
    order = [UNITS.index(code) for code in drawn.frame("acceptability").index]
    for row, unit in enumerate(order):
        ranks = np.flatnonzero(taken[row]) + 1
        assert limits.best[unit] <= ranks.min()
        assert ranks.max() <= limits.worst[unit]
    assert limits.exact.all()
    assert stability(index, 2023).rank_radii.min() >= 0


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("operator", OPERATORS, ids=lambda one: "-".join(map(said, one.values())))
def test_every_other_question_is_answered(operator, place, tmp_path):
    from ii_index.reporting.report import report

    index = index_of(operator, place, list(MAPS.values())[OPERATORS.index(operator) % len(MAPS)])
    explained = explain(index, "w", 2023)

    assert len(explained.table("strengths").rows) == len(index.framework.leaves)
    assert (
        sensitivity(index, 2023, samples=8, seed=1, assumptions=ii.Assumptions.weights_only())
        .frame()
        .shape[0]
    )
    assert ii.compare(index, index, 2022, 2023).ranks.shape == (2, len(UNITS))
    document = report(index, ii.tiers(index, 2023), language="en")
    for suffix in ("html", "xlsx", "md"):
        assert document.write(tmp_path / f"report.{suffix}").stat().st_size


SHARES = [one for one in OPERATORS if one["kind"] != "ratio" and one.get("ideal") != "scale"]


@pytest.mark.law
@given(
    operator=st.sampled_from(SHARES),
    table=st.lists(st.lists(st.integers(1, 20), min_size=3, max_size=3), min_size=2, max_size=6),
)
def test_equal_children_and_better_units_are_scored_as_they_should(operator, table):
    own = ii.Framework(
        id="f", name="F", reference="a test", children=siblings("a", 3), aggregation=operator,
        recipe={"normalisation": "none"},
    )  # fmt: skip
    values = np.array([[*table, [max(row) for row in zip(*table, strict=True)]]], dtype=float)
    units = tuple(f"u{place}" for place in range(values.shape[1]))
    index = ii.compose(ii.Panel(own, (2023,), units, values))
    scores = index.scores()

    if operator.get("penalty") is None and "mazziotta" not in operator["kind"]:
        assert scores[-1] >= scores.max() - 1e-9 * np.abs(scores).max()  # nobody is ahead of it in anything
    assert index.places().tolist() == competition_ranks(scores).tolist()


def test_a_recipe_may_name_every_operator_for_a_level():
    own = ii.Framework(id="f", name="F", reference="a test", children=siblings("a", 2))
    values = np.array([[[1.0, 5.0], [2.0, 4.0], [3.0, 3.0]]])
    for operator in OPERATORS:
        chosen = Recipe(normalisation="none", aggregation=operator)
        scores = ii.compose(ii.Panel(own, (2023,), tuple("xyz"), values), chosen).scores()
        expected = by_definition(operator, values, np.ones(2) / 2, full=1.0)
        if operator.get("ideal") == "scale":
            continue

        np.testing.assert_allclose(scores, expected[0], rtol=1e-12)


@pytest.mark.parametrize(
    "operator",
    [{"kind": "benefit_of_the_doubt"}, {"kind": "power", "exponent": 2}, {"kind": "power", "exponent": 0.5}],
    ids=str,
)
def test_a_score_that_rounding_puts_below_zero_is_zero_and_a_lower_one_is_refused(operator):
    own = ii.Framework(
        id="f", name="F", reference="a test", children=siblings("a", 2), aggregation=operator,
        recipe={"normalisation": "none"},
    )  # fmt: skip

    def scores(lowest):
        values = np.array([[[lowest, 5.0], [2.0, 4.0], [3.0, 3.0]]])
        return ii.compose(ii.Panel(own, (2023,), tuple("xyz"), values)).scores()

    np.testing.assert_allclose(scores(-1e-14), scores(0.0), rtol=1e-12)
    with pytest.raises(ii.IIIndexError, match=r"a 0"):
        scores(-0.01)
