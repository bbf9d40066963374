"""AHP priorities and consistency against ahpy and numpy, as ratios of interleaved pairs in one run.

    python benchmarks/bench_ahp.py

ahpy is compared where it is installed (`pip install ahpy`, in an environment of its own, beside this project).
"""

from collections.abc import Callable
from importlib.util import find_spec
from itertools import combinations
from statistics import median
from time import perf_counter

import numpy as np

from ii_index.kernels.weighting import pairwise

EXPERTS, ITEMS = 1_000, 9
SCALE = np.array([1 / 9, 1 / 7, 1 / 5, 1 / 3, 1, 3, 5, 7, 9])


def judged(rng: np.random.Generator, experts: int, items: int) -> np.ndarray:
    """Matrices of people who know what they want: true weights, answered on the scale with some slips."""
    weights = rng.dirichlet(np.full(items, 2.0), experts)
    rows, columns = np.triu_indices(items, 1)
    exact = np.log(weights[:, rows] / weights[:, columns]) + rng.normal(0, 0.3, (experts, len(rows)))
    nearest = np.abs(exact[..., None] - np.log(SCALE)).argmin(axis=-1)
    return pairwise.from_upper_triangle(SCALE[nearest])


def compared(
    ours: Callable[[], object], theirs: Callable[[], object], pairs: int
) -> tuple[float, float, float]:
    timed = []
    for _ in range(pairs):
        start = perf_counter()
        ours()
        middle = perf_counter()
        theirs()
        timed.append((middle - start, perf_counter() - middle))
    own, other = zip(*timed, strict=True)
    return median(a / b for a, b in timed), median(own), median(other)


def against_ahpy(matrices: np.ndarray) -> None:
    import ahpy  # pyright: ignore[reportMissingImports]

    pairs = list(combinations(range(ITEMS), 2))
    answers = [{(str(i), str(j)): matrix[i, j] for i, j in pairs} for matrix in matrices]

    def one_by_one() -> None:
        for number, comparisons in enumerate(answers):
            made = ahpy.Compare(str(number), comparisons, precision=6, random_index="saaty")
            _ = made.target_weights, made.consistency_ratio

    quotient, own, other = compared(lambda: pairwise.assess(matrices), one_by_one, pairs=5)
    print(f"{EXPERTS} experts x {ITEMS} items, priorities and CR: {1 / quotient:.0f} times faster than ahpy "
          f"({own * 1e3:.1f} ms / {other * 1e3:.0f} ms; wanted at least 30)")  # fmt: skip
    worst = max(
        abs(ahpy.Compare("x", answers[k], precision=9, random_index="saaty").target_weights[str(i)] - share)
        for k in range(20)
        for i, share in enumerate(pairwise.priorities(matrices[k]))
    )
    print(f"largest difference of a weight in 20 matrices: {worst:.1e}")


def against_eig(matrix: np.ndarray) -> None:
    def repeat(action: Callable[[], object]) -> Callable[[], object]:
        return lambda: [action() for _ in range(200)]

    for label, action in (
        ("priorities", lambda: pairwise.priorities(matrix)),
        ("priorities and CR", lambda: pairwise.assess(matrix)),
    ):
        quotient, own, other = compared(repeat(action), repeat(lambda: np.linalg.eig(matrix)), pairs=50)
        print(f"one 5 x 5 matrix, {label}: {quotient:.2f} times one numpy.linalg.eig "
              f"({own * 5:.4f} ms / {other * 5:.4f} ms; wanted at most 3)")  # fmt: skip


if __name__ == "__main__":
    rng = np.random.default_rng(5)
    against_eig(judged(rng, 1, 5)[0])
    if find_spec("ahpy"):
        against_ahpy(judged(rng, EXPERTS, ITEMS))
    else:
        print("ahpy is not installed here: not compared")
