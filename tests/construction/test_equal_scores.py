"""Equal by definition is equal in every output; the base year is 100 to the last bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.model.assumptions import Assumptions
from ii_index.model.framework import Framework

WEIGHTS = st.floats(1e-3, 1e3)
MEANS = ["arithmetic", "geometric", "harmonic", {"kind": "power", "exponent": 2.5}]


@st.composite
def trees(draw, depth=3):
    """Frameworks of any shape, with any weights."""
    numbers = iter(range(1000))

    def node(level):
        own = {"id": f"n{next(numbers)}", "name": "N", "weight": draw(WEIGHTS)}
        count = draw(st.integers(0, 3)) if level else 0
        return {**own, "children": [node(level - 1) for _ in range(count)]} if count else own

    roots = [node(depth - 1) for _ in range(draw(st.integers(1, 4)))]
    return Framework(id="f", name="F", reference="r", children=roots)


@pytest.mark.law
@given(trees(), st.sampled_from(MEANS), st.integers(0, 2**32 - 1))
def test_the_base_year_is_100_to_the_last_bit_whatever_the_tree(framework, mean, seed):
    values = np.random.default_rng(seed).lognormal(0, 3, (3, 2, len(framework.leaves)))
    recipe = ii.Recipe(normalisation={"kind": "base_year", "year": 2021}, aggregation=mean)

    index = ii.compose(ii.Panel(framework, (2020, 2021, 2022), ("x", "y"), values), recipe)

    assert all((level[1] == 100.0).all() for level in index.levels)


@st.composite
def pairs(draw):
    """Six units, of which the second has the first one's indicators in another order; siblings weigh the same."""
    children = draw(st.integers(3, 9))
    leaves = [{"id": f"i{place}", "name": "I"} for place in range(children)]
    values = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).normal(50, 20, (1, 6, children))
    values = np.abs(values) + 0.01
    order = draw(st.permutations(range(children)))
    values[0, 1] = values[0, 0, order]
    framework = Framework(id="f", name="F", reference="r", children=leaves)
    return ii.Panel(framework, (2023,), tuple("abcdef"), values)


SAME_SCALE = [
    {"normalisation": "none"},
    {"normalisation": "none", "aggregation": "geometric"},
    {"normalisation": "none", "aggregation": "harmonic"},
]


@pytest.mark.law
@given(pairs(), st.sampled_from(SAME_SCALE))
def test_the_same_numbers_in_another_order_tie_in_scores_ranks_and_tiers(panel, step):
    index = ii.compose(panel, ii.Recipe(**step))

    assert index.scores()[0] == index.scores()[1]
    assert index.ranks()[0] == index.ranks()[1]
    assert len(set(ii.tiers(index, k=3).labels[:2].tolist())) == 1


@pytest.mark.law
@given(pairs(), st.sampled_from(SAME_SCALE), st.integers(0, 99))
def test_the_same_numbers_in_another_order_tie_in_every_draw_of_what_keeps_them_equal(panel, step, seed):
    recipe = ii.Recipe(**step)
    mix = Assumptions(weights="fixed", normalisation=["none"], aggregation=["geometric", "harmonic"])

    drawn = ii.uncertainty(ii.compose(panel, recipe), assumptions=mix, draws=20, seed=seed)

    assert drawn.counts.above[0, 1] == drawn.counts.above[1, 0] == 0
    for counted in (drawn.counts.ranks, drawn.counts.tiers):
        assert counted[0].tolist() == counted[1].tolist()


@pytest.mark.law(examples=200)
@given(st.integers(2, 6), st.integers(0, 2**32 - 1), st.integers(0, 99))
def test_units_whose_ratios_are_equal_tie_in_every_draw_of_the_default_mix(copies, seed, draws_seed):
    random = np.random.default_rng(seed)
    leaves = [
        {"id": "a", "name": "A", "denominator": "pop"},
        {"id": "b", "name": "B"},
        {"id": "c", "name": "C"},
    ]
    framework = Framework(
        id="f", name="F", reference="r", denominators=[{"id": "pop", "name": "Pop"}], children=leaves
    )
    times = random.integers(1, 100, copies)
    part, whole, b, c = random.integers(1, 50, 4)
    rows = [(part * k / 10, b, c, whole * k / 10) for k in times.tolist()]
    rows += [tuple(row) for row in random.uniform(1, 50, (4, 4)).tolist()]
    units = [f"u{place}" for place in range(len(rows))]
    frame = {"unit": units, "year": 2023} | {
        name: [row[at] for row in rows] for at, name in enumerate(["a", "b", "c", "pop"])
    }
    import pandas as pd

    index = ii.compose(ii.Panel.from_frame(pd.DataFrame(frame), framework))
    drawn = ii.uncertainty(index, draws=40, seed=draws_seed)

    assert len(set(index.scores()[:copies].tolist())) == 1
    assert len({tuple(row) for row in drawn.counts.ranks[:copies].tolist()}) == 1
    assert len({tuple(row) for row in drawn.counts.tiers[:copies].tolist()}) == 1
    assert (drawn.counts.above[:copies, :copies] == 0).all()


def test_z_scores_that_cancel_do_not_rank():
    framework = Framework(
        id="f", name="F", reference="r", children=[{"id": name, "name": name} for name in "ab"]
    )
    values = np.array([[[1.0, 0.7], [0.4, 1.3], [0.1, 1.6], [0.7, 1.0]]])
    panel = ii.Panel(framework, (2023,), tuple("wxyz"), values)
    z = ii.Recipe(normalisation="z_score")

    index = ii.compose(panel, z)

    assert index.ranks().tolist() == [1, 1, 1, 1]
    assert ii.compose(replace(panel, values=values * 3), z).ranks().tolist() == [1, 1, 1, 1]
