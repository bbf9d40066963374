"""Base-year series whose weights change by year are linked there: new weights change growth, and no level."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.decomposition.decompose import decompose, decompose_level
from ii_index.analysis.decomposition.explanation import explain
from ii_index.analysis.robustness.rank_bounds import rank_bounds
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.reporting.report import report

YEARS, UNITS = (2010, 2011, 2012, 2013, 2014), ("a", "b", "c")
VALUES = np.random.default_rng(5).uniform(50, 150, (5, 3, 3))


def framework(base=2010, **weights):
    of = {"x": {2010: 50, 2012: 80}, "p": {2010: 50, 2012: 20}, "y": 1, "z": 1, **weights}
    inner = [{"id": leaf, "name": leaf, "weight": of[leaf]} for leaf in "yz"]
    return ii.Framework(
        id="f", name="F", recipe={"normalisation": {"kind": "base_year", "year": base}},
        children=[{"id": "x", "name": "x", "weight": of["x"]}, {"id": "p", "name": "p", "weight": of["p"], "children": inner}],
    )  # fmt: skip


def index_of(**how):
    return ii.compose(ii.Panel(framework(**how), YEARS, UNITS, VALUES))


def chained(parts, weights, changes):
    """A Laspeyres-type chain, link by link: each year's growth under that year's weights."""
    series = [parts[0] @ weights[0]]
    for row in range(1, len(parts)):
        own = weights[row]
        series.append(series[-1] * (parts[row] @ own) / (parts[row - 1] @ own))
    assert changes == [row for row in range(1, len(parts)) if not np.allclose(weights[row], weights[row - 1])]
    return np.array(series)


def test_the_total_is_the_chain_of_each_year_s_growth_under_its_own_weights():
    index = index_of()
    x = 100 * VALUES[..., 0] / VALUES[0, :, 0]
    p = 50 * VALUES[..., 1] / VALUES[0, :, 1] + 50 * VALUES[..., 2] / VALUES[0, :, 2]
    weights = [np.array([0.5, 0.5])] * 2 + [np.array([0.8, 0.2])] * 3

    for unit, name in enumerate(UNITS):
        expected = chained(np.stack([x[:, unit], p[:, unit]], axis=1), weights, [2])
        made = [index.scores(year)[UNITS.index(name)] for year in YEARS]
        assert made == pytest.approx(expected, rel=1e-12)


def test_where_nothing_moves_but_the_weights_the_level_stays():
    values = VALUES.copy()
    values[2] = values[1]
    index = ii.compose(ii.Panel(framework(), YEARS, UNITS, values))

    assert index.scores(2012) == pytest.approx(index.scores(2011), rel=1e-12)


@pytest.mark.parametrize("base", YEARS)
def test_the_base_year_is_a_hundred_wherever_it_stands(base):
    assert index_of(base=base).scores(base) == pytest.approx([100.0] * 3, rel=1e-12)


def test_an_inner_node_is_linked_before_what_stands_above_it():
    index = index_of(x=1, p=1, y={2010: 1, 2013: 3}, z={2010: 1, 2013: 1})
    y, z = (100 * VALUES[..., leaf] / VALUES[0, :, leaf] for leaf in (1, 2))
    weights = [np.array([0.5, 0.5])] * 3 + [np.array([0.75, 0.25])] * 2
    for unit in range(3):
        inner = chained(np.stack([y[:, unit], z[:, unit]], axis=1), weights, [3])
        x = 100 * VALUES[:, unit, 0] / VALUES[0, unit, 0]
        assert [index.scores(year)[unit] for year in YEARS] == pytest.approx((x + inner) / 2, rel=1e-12)


def test_weights_that_stay_link_nothing():
    steady, plain = index_of(x={2010: 50, 2012: 50}, p={2010: 50, 2012: 50}), index_of(x=50, p=50)

    for year in YEARS:
        assert steady.scores(year) == pytest.approx(plain.scores(year), rel=1e-12)
    assert not steady.is_linked
    assert uncertainty(steady, 2014, draws=3, seed=1).mean_ranks().shape == (3,)


def test_one_year_asked_for_needs_the_years_of_the_chain():
    from ii_index.construction.required import compose_for

    index = index_of()
    assert compose_for(index.panel, index.recipe, 2014).scores(2014).tolist() == index.scores(2014).tolist()


@pytest.mark.parametrize(("start", "end"), [(2010, 2011), (2011, 2012), (2012, 2014), (2010, 2014)])
def test_contributions_add_up_inside_a_period_and_across_a_change(start, end):
    index = index_of()
    parts = decompose(index, start, end)
    change = index.scores(end) - index.scores(start)
    children = sum(parts.points_of(node) for node in ("x", "p"))
    reweighted = parts.parts.reweighted[0][:, 0]

    assert parts.total == pytest.approx(change, abs=1e-9)
    assert children + reweighted == pytest.approx(change, abs=1e-9)
    if (start < 2012) == (end < 2012):
        assert reweighted == pytest.approx([0, 0, 0], abs=1e-9)
    assert decompose_level(index, end).total == pytest.approx(index.scores(end), abs=1e-9)


def test_the_other_questions_are_answered_or_say_why_not(tmp_path):
    index = index_of()
    for ask in (lambda: uncertainty(index, 2014, draws=3, seed=1), lambda: rank_bounds(index, 2014)):
        with pytest.raises(ii.IIIndexError) as caught:
            ask()
        assert len(caught.value.findings) == 1
    for unit in UNITS:
        assert explain(index, unit, 2014).score == index.scores(2014)[UNITS.index(unit)]
    made = report(index, ii.tiers(index, 2014, 2), language="en")
    for suffix in ("html", "xlsx"):
        assert made.write(tmp_path / f"r.{suffix}").stat().st_size


def test_the_remedy_works():
    index = index_of()
    given = index.recipe.replace(weighting={"kind": "given", "local": {"x": 1, "p": 1, "y": 1, "z": 1}})
    again = ii.compose(index.panel, given)

    assert not again.is_linked
    assert uncertainty(again, 2014, draws=3, seed=1).mean_ranks().shape == (3,)
