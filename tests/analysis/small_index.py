"""A small index with everything that makes robustness hard: depth, a shallow leaf, a negative direction, holes."""

import numpy as np

import ii_index as ii
from ii_index.model.assumptions import Assumptions
from tests.construction.examples import framework, leaf, panel, parent

UNITS = ("a", "b", "c", "d", "e", "f", "g", "h")
WEIGHTS_ONLY = Assumptions.weights_only(0.25)


def tree():
    return framework(
        parent(
            "first",
            parent("deep", leaf("x1", weight=2), leaf("x2", weight=1), weight=3),
            leaf("x3", weight=2, direction="negative"),
            weight=5,
        ),
        parent("second", leaf("x4"), leaf("x5"), leaf("x6", normalisation="rank"), weight=3),
        leaf("x7", weight=2),
        tiers=[{"zh": "一", "en": "top"}, {"zh": "二", "en": "middle"}, {"zh": "三", "en": "bottom"}],
    )


def values(*, holes=False, seed=7):
    rng = np.random.default_rng(seed)
    table = np.exp(rng.normal(2, 0.5, (2, len(UNITS), 7))) + np.linspace(0, 3, len(UNITS))[:, None]
    if holes:
        table[:, 2, 0] = np.nan
        table[1, 5, [3, 4, 5]] = np.nan
    return table


def small_index(*, holes=False, **steps):
    """Compose the small index; ``holes`` takes two units' cells away and renormalises."""
    steps = {"imputation": "renormalise"} | steps if holes else steps
    return ii.compose(panel(tree(), values(holes=holes), (2022, 2023), UNITS), ii.Recipe(**steps))
