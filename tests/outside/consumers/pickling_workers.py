"""A cluster: panels to worker processes and indices back."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

import ii_index as ii


def composed(job: tuple[ii.Panel, ii.Recipe]) -> ii.CompositeIndex:
    panel, recipe = job
    return ii.compose(panel, recipe)


def main() -> None:
    framework = ii.Framework(id="f", name="F", children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}])
    panel = ii.Panel(framework, (2023,), ("a", "b", "c"), np.array([[[1.0, 9], [2, 5], [4, 1]]]))
    jobs = [(panel, ii.Recipe(normalisation=kind)) for kind in ("min_max", "z_score")]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(composed, jobs))
    assert all(there.equals(composed(job)) for there, job in zip(found, jobs, strict=True))
    assert not found[0].panel.values.flags.writeable


if __name__ == "__main__":
    main()
