"""A service: eight threads compose one panel under several recipes, cached by what they were asked."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

import ii_index as ii

PANEL = ii.Panel(
    ii.Framework(id="f", name="F", children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}]),
    (2023,),
    ("a", "b", "c", "d"),
    np.array([[[1.0, 9], [2, 5], [4, 1], [3, 3]]]),
)


@lru_cache
def scores(recipe: ii.Recipe) -> tuple[float, ...]:
    """Definitions are hashable, so that they are keys of a cache."""
    return tuple(ii.compose(PANEL, recipe).scores().tolist())


def main() -> None:
    recipes = [ii.Recipe(normalisation=kind) for kind in ("min_max", "z_score", "rank")] * 40
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(scores, recipes))
    assert len(set(answers)) == 3
    assert answers[:3] * 40 == answers


main()
