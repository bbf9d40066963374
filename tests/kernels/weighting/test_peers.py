"""Weights, closeness and spatial statistics as other packages give them, recorded where their definition is ours."""

import json
from pathlib import Path

import numpy as np
import pytest

from ii_index.kernels.aggregation.operators import topsis
from ii_index.kernels.regional import space
from ii_index.kernels.weighting import objective_weights as ours

BOOK = json.loads((Path(__file__).parents[2] / "golden/weights/peers.json").read_text(encoding="utf-8"))
SAID = [
    pytest.param(case, package, name, id=f"{package} {name} {number}")
    for number, case in enumerate(BOOK["cases"])
    for package, answers in case["peers"].items()
    for name in answers
]
FEW = 99  # permutations, of which a statistic does not depend


def scored(values, types):
    scores = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    return np.where(types > 0, scores, 1 - scores)


def close(values, types, weights):
    scores = scored(values, types)
    return topsis(scores, weights, scores.max(axis=0), scores.min(axis=0))


def local(values, near):
    """Esda divides local statistics by n − 1, ours by n."""
    found = space.local_moran(values[:, 0], space.row_standardised(near), permutations=FEW).statistic
    return found * (len(values) - 1) / len(values)


OURS = {
    "entropy": lambda values, types, near: ours.entropy(values),
    "critic": lambda values, types, near: ours.critic(scored(values, types)),
    "critic of benefits": lambda values, types, near: ours.critic(values),
    "merec": lambda values, types, near: ours.merec(values, types),
    "cilos": lambda values, types, near: ours.cilos(values, types),
    "idocriw": lambda values, types, near: ours.idocriw(values, types),
    "gini": lambda values, types, near: ours.gini(values),
    "angle": lambda values, types, near: ours.angle(values),
    "variance of scores": lambda values, types, near: ours.variance(values),
    "deviation of values": lambda values, types, near: ours.standard_deviation_of_values(values),
    "topsis, equal weights": lambda values, types, near: close(values, types, np.full(len(types), 1 / len(types))),
    "topsis, entropy weights": lambda values, types, near: close(values, types, ours.entropy(values)),
    "moran": lambda values, types, near: [space.moran(values[:, 0], space.row_standardised(near), FEW).statistic],
    "geary": lambda values, types, near: [space.geary(values[:, 0], space.row_standardised(near), FEW).statistic],
    "local moran": lambda values, types, near: local(values, near),
}  # fmt: skip


@pytest.mark.parametrize(("case", "package", "name"), SAID)
def test_a_package_of_the_same_definition_says_the_same(case, package, name):
    values, types, near = (np.array(case[key], dtype=float) for key in ("values", "types", "neighbours"))

    np.testing.assert_allclose(
        OURS[name](values, types, near), case["peers"][package][name], rtol=0, atol=1e-9
    )


def test_every_definition_of_ours_is_held_against_some_package():
    assert {name for case in BOOK["cases"] for answers in case["peers"].values() for name in answers} == {
        *OURS
    }
