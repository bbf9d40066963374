"""COINr 1.1.14 on a tiny table with ties, missing cells and negative directions (tests/golden/coinr_tiny)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from tests.construction.examples import framework, leaf, parent

GOLDEN = Path(__file__).parents[1] / "golden" / "coinr_tiny"
SIX = framework(
    parent("A", leaf("pos", weight=2), leaf("neg", weight=1, direction="negative"), weight=0.5),
    parent(
        "B",
        leaf("outl", weight=1),
        leaf("zneg", weight=3, direction="negative"),
        leaf("sparse", weight=1),
        weight=0.3,
    ),
)


def golden(name):
    return pd.read_csv(GOLDEN / f"{name}.csv", index_col=0)


@pytest.fixture(scope="module")
def panel():
    table = golden("tiny_iData")
    cells = table[[node.id for node in SIX.leaves]].to_numpy()
    return ii.Panel(SIX, (2023,), tuple(table.index), cells[np.newaxis])


def scores(index):
    nodes = [*index.panel.indicators, "A", "B", "root"]
    return np.stack([index.scores(node=node) for node in nodes], axis=-1)


def test_normalised_values_and_scores_are_coinr_s(panel):
    index = ii.compose(panel, ii.Recipe.provincial(imputation={"kind": "renormalise", "threshold": 0}))

    np.testing.assert_allclose(scores(index), golden("coin6_aggregated").to_numpy(), rtol=1e-12)


def test_ranks_of_every_node_are_coinr_s(panel):
    index = ii.compose(panel, ii.Recipe.provincial(imputation={"kind": "renormalise", "threshold": 0}))
    expected = golden("coin6_ranks").loc[list(index.units)].fillna(0).astype(int)
    nodes = {node: "root" if node == "T" else node for node in expected.columns}

    assert {node: index.ranks(node=ours).tolist() for node, ours in nodes.items()} == expected.to_dict("list")


def test_a_threshold_on_the_count_of_children_is_coinr_s(panel):
    step = {"kind": "renormalise", "threshold": 0.7, "basis": "count"}
    index = ii.compose(panel, ii.Recipe.provincial(imputation=step))

    np.testing.assert_allclose(scores(index), golden("coin6_aggregated_dat_thresh0.7").to_numpy(), rtol=1e-12)


def test_effective_weights_are_coinr_s(panel):
    nested = ii.compose(panel, ii.Recipe.provincial(imputation="renormalise")).weights.nested
    expected = golden("coin6_eff_weights")["EffWeight"].drop("T")

    assert dict(nested) == pytest.approx(expected.to_dict())
