"""A small framework, and rounds of experts about it."""

import numpy as np
from hypothesis import strategies as st

from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements

SCALE = [1 / 9, 1 / 5, 1 / 3, 1.0, 3.0, 5.0, 9.0]


def leaf(name):
    return {"id": name, "name": name}


TREE = Framework(
    id="tree",
    name="Tree",
    reference="made up for tests",
    children=[
        {"id": "a", "name": "A", "children": [leaf("a1"), leaf("a2"), leaf("a3")]},
        {"id": "b", "name": "B", "children": [leaf("b1"), leaf("b2")]},
        leaf("c"),
        {"id": "empty", "name": "Empty", "children": []},
    ],
)
CHILDREN = {"root": ("a", "b", "c"), "a": ("a1", "a2", "a3"), "b": ("b1", "b2")}
LEAVES = ("a1", "a2", "a3", "b1", "b2", "c")


def matrix(node, upper, expert="e1", order=None):
    return {"node": node, "expert": expert, "order": order or CHILDREN[node], "upper": upper}


def said(*matrices, **fields):
    return Judgements(framework="tree", matrices=matrices, **fields)


def triangle(answers, n):
    rows = iter(answers)
    return tuple(tuple(next(rows) for _ in range(n - 1 - row)) for row in range(n - 1))


@st.composite
def rounds(draw):
    """Two experts at every node, and allocations over the leaves or by parent."""
    answers = st.sampled_from(SCALE)
    matrices = [
        matrix(node, triangle([draw(answers) for _ in range(n * (n - 1) // 2)], n), expert)
        for node, children in CHILDREN.items()
        for n in [len(children)]
        for expert in ("e1", "e2")
    ]
    points = st.integers(0, 50)
    over = draw(st.sampled_from(["leaves", "parents", "none"]))
    if over == "leaves":
        shares = [dict(zip(LEAVES, draw(st.tuples(*[points] * 6)), strict=True)) for _ in range(2)]
        tables = [
            {"expert": f"e{i + 1}", "leaves": {**given, "c": given["c"] + 1}}
            for i, given in enumerate(shares)
        ]
    elif over == "parents":
        tables = [
            {"expert": "e1", "node": node, "points": {child: draw(points) + 1 for child in children}}
            for node, children in CHILDREN.items()
        ]
    else:
        tables = []
    return Judgements(framework="tree", matrices=matrices, allocations=tables)


def sums_of_siblings(weights):
    return [sum(weights.local[child] for child in children) for children in CHILDREN.values()]


def nested(weights):
    return np.array([weights.nested[item] for item in LEAVES])
