"""How time and memory grow with the number of units: natural breaks, as k n log n and k n.

    python benchmarks/bench_size.py

Each size in a process of its own, so that its peak of memory is its own; processor time on one thread.
"""

import os
import subprocess
import sys
from math import log2

SIZES = (10_000, 100_000, 1_000_000)
SHAPES = ("normal", "lognormal", "even", "two decimals", "beside outliers")
CLASSES = 4

MEASURED = """
import resource, sys, time
import numpy as np
from ii_index.kernels.tiers.clustering import natural_breaks
rng, units = np.random.default_rng(1), int(sys.argv[2])
scores = {
    "normal": lambda: rng.normal(50, 15, units),
    "lognormal": lambda: rng.lognormal(0, 3, units),
    "even": lambda: np.arange(float(units)),
    "two decimals": lambda: rng.normal(50, 15, units).round(2),
    "beside outliers": lambda: np.append(rng.random(units - 4), [1e9, 1e9 + 1, 1e9 + 3, -1e9]),
}[sys.argv[1]]()
start = time.process_time()
natural_breaks(scores, int(sys.argv[3]))
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measured(shape: str, units: int) -> tuple[float, float]:
    """Seconds, and the peak in MB of the whole process."""
    arguments = [sys.executable, "-c", MEASURED, shape, str(units), str(CLASSES)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, env=environment)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main() -> None:
    for shape in SHAPES:
        before = None
        for units in SIZES:
            seconds, peak = measured(shape, units)
            growth = ""
            if before is not None:
                as_wanted = units * log2(units) / (before[0] * log2(before[0]))
                growth = f", {seconds / before[1]:.1f} times the size before (n log n: {as_wanted:.1f})"
            print(f"{shape}, {units:,}: {seconds:.3f} s, peak {peak:,.0f} MB (wanted < 500){growth}")
            before = units, seconds


if __name__ == "__main__":
    main()
