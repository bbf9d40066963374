"""Whatever indicators say of their data, every question asked of the index is answered."""

import numpy as np
import pandas as pd
import pytest

import ii_index as ii

LEAVES = [
    {"id": "a", "name": "A", "column": "x", "transform": "square_root", "normalisation": "goalposts",
     "goalposts": ["p10", 90]},
    {"id": "b", "name": "B", "column": "x", "direction": "moderate", "ideal": [20, 30]},
    {"id": "c", "name": "C", "denominator": "pop", "zero_denominator": "one", "limits": [0.5, 3]},
    {"id": "d", "name": "D", "transform": {"kind": "log", "offset": 1, "base": 10}},
    {"id": "e", "name": "E", "transform": "box_cox", "direction": "negative", "imputation": "median",
     "treatment": {"kind": "winsorise", "force": True, "max_points": 1}},
    {"id": "f", "name": "F", "transform": "reciprocal", "imputation": "row_mean"},
    {"id": "g", "name": "G", "constant": 50},
]  # fmt: skip


@pytest.fixture(scope="module")
def index():
    definition = ii.Framework(
        id="many", name="Many", reference="a test", format=2,
        children=[{"id": "p", "name": "P", "children": LEAVES[:4]}, {"id": "q", "name": "Q", "children": LEAVES[4:]}],
        denominators=[{"id": "pop", "name": "Population"}],
        recipe={"imputation": "mean", "screening": {"available": 0.2}},
    )  # fmt: skip
    rng = np.random.default_rng(11)

    def of(year):
        frame = pd.DataFrame({
            "unit": [f"u{at}" for at in range(12)], "year": year, "x": rng.uniform(5, 95, 12),
            **{key: np.exp(rng.normal(size=12)) for key in "cdef"}, "pop": [0, *rng.uniform(0.5, 2, 11)],
        })  # fmt: skip
        frame.loc[1, "e"] = frame.loc[2, "f"] = frame.loc[3, "c"] = None
        return frame

    return ii.compose(ii.Panel.from_frame(pd.concat([of(2022), of(2023)]), definition))


QUESTIONS = {
    "explain": lambda index: ii.explain(index, "u5").table("ladder"),
    "decompose": lambda index: ii.decompose(index, 2022, 2023).table(),
    "compare": lambda index: ii.compare(index, index, 2022, 2023).table(),
    "coherence": lambda index: ii.coherence(index).table("indicators"),
    "importance": ii.importance,
    "uncertainty": lambda index: ii.uncertainty(
        index, draws=40, assumptions=ii.Assumptions(noise={"sd": 0.1}, treatment=("none", "winsorise"))
    ).table(),
    "sensitivity": lambda index: ii.sensitivity(index, samples=16).table(),
    "leave one out": ii.leave_one_out,
    "rank bounds": ii.rank_bounds,
    "stability": ii.stability,
    "groups": lambda index: ii.groups(index, own_groups={"first": ["u0", "u1"]}).table("means"),
}


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_every_question_is_answered(index, asked):
    assert asked(index)


def test_its_own_fit_gives_the_same_index(index):
    assert ii.compose(index.panel, fitted=index.fitted).equals(index)


def test_noise_of_nothing_changes_nothing(index):
    said = ii.uncertainty(
        index, draws=5, assumptions=ii.Assumptions(weights={"kind": "fixed"}, noise={"sd": 0})
    )

    assert said.mean_ranks() == pytest.approx(index.ranks())
