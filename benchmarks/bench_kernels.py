"""Construction kernels against bare numpy and the peers, as ratios measured side by side in one run.

    python benchmarks/bench_kernels.py

Each ratio is the median over interleaved pairs of calls; below 1 this project is faster. Peers are compared where
they are installed (``pip install jenkspy pymcdm``, in an environment of their own).
"""

from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from time import perf_counter

import numpy as np

from ii_index.kernels import aggregation, normalisation
from ii_index.kernels.ranking import competition_ranks
from ii_index.kernels.tiers import tier_rules
from ii_index.kernels.tiers.clustering import natural_breaks
from ii_index.kernels.tiers.natural_breaks_of_draws import natural_break_labels

PAIRS = 300
DRAWS = 20_000
RNG = np.random.default_rng(2023)
TABLE = RNG.random((31, 60))
SHARES = np.full(60, 1 / 60)
SCORES = RNG.random(31)
MANY = RNG.random((DRAWS, 31))


def seconds(action: Callable[[], object]) -> float:
    """Time one call."""
    start = perf_counter()
    action()
    return perf_counter() - start


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Print the medians of both and the median ratio of interleaved pairs."""
    timed = [(seconds(ours), seconds(theirs)) for _ in range(PAIRS)]
    own, other = (median(side) * 1e6 for side in zip(*timed, strict=True))
    print(f"{name:58}  {own:9.1f} µs  {other:9.1f} µs  {median(a / b for a, b in timed):6.2f}")


def throughput(name: str, action: Callable[[], object]) -> None:
    """Print draws a second, the median of five runs."""
    print(f"{name:58}  {DRAWS / median(seconds(action) for _ in range(5)):12,.0f} draws/s")


def bare_scores() -> np.ndarray:
    """Min-max and weighted sum without checks, missing cells or directions."""
    lowest = TABLE.min(axis=0)
    return (TABLE - lowest) / (TABLE.max(axis=0) - lowest) @ SHARES


def main() -> None:
    """Compare one table at a time, then draws."""
    compare(
        "min-max + weighted mean, 31 × 60 / bare numpy",
        lambda: aggregation.arithmetic_mean(normalisation.min_max(TABLE), SHARES),
        bare_scores,
    )
    if find_spec("pymcdm"):
        from pymcdm.methods import WSM
        from pymcdm.normalizations import minmax_normalization

        peer, types = WSM(minmax_normalization), np.ones(60)
        compare(
            "the same / pymcdm WSM",
            lambda: aggregation.arithmetic_mean(normalisation.min_max(TABLE), SHARES),
            lambda: peer(TABLE, SHARES, types),
        )
    if find_spec("jenkspy"):
        import jenkspy

        compare(
            "natural breaks, n = 31, k = 4 / jenkspy (compiled)",
            lambda: natural_breaks(SCORES, 4),
            lambda: jenkspy.jenks_breaks(SCORES, n_classes=4),
        )
    throughput("natural breaks of many draws, n = 31, k = 4", lambda: natural_break_labels(MANY, 4))
    throughput("competition ranks of many draws, n = 31", lambda: competition_ranks(MANY))
    throughput("quantile tiers of many draws, n = 31, k = 4", lambda: tier_rules.quantiles(MANY, 4))


if __name__ == "__main__":
    main()
