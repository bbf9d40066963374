"""How time and memory grow with the number of units.

    python benchmarks/bench_size.py

Natural breaks, as k n log n and k n. A ranking of a million units by twenty indicators from a DataFrame, beside pandas
doing the same: labels checked, min-max by year, means of dimensions and their mean, coverage, ranks by year, sorted.

Each size in a process of its own, so that its peak of memory is its own; processor time on one thread.
"""

import os
import subprocess
import sys
from math import log2
from statistics import median

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

RANKED = """
import resource, sys, time
import numpy as np, pandas as pd
UNITS, DIMENSIONS, EACH = 1_000_000, 5, 4
names = [f"x{i}" for i in range(DIMENSIONS * EACH)]
parts = [names[d * EACH : (d + 1) * EACH] for d in range(DIMENSIONS)]
frame = pd.DataFrame(np.random.default_rng(1).random((UNITS, len(names))), columns=names)
frame.insert(0, "year", 2023)
frame.insert(0, "unit", [f"firm {i}" for i in range(UNITS)])

def ours():
    import ii_index as ii
    leaves = [[{"id": x, "name": x} for x in xs] for xs in parts]
    children = [{"id": f"d{d}", "name": f"d{d}", "children": below} for d, below in enumerate(leaves)]
    framework = ii.Framework(id="firms", name="Firms", reference="benchmark", units="any", children=children)
    return ii.compose(ii.Panel.from_frame(frame, framework)).frame("ranking", 2023)

def theirs():
    if frame.duplicated(["unit", "year"]).any() or np.isinf(frame[names]).any(axis=None):
        raise ValueError
    years = frame.groupby("year")[names]
    low, high = years.transform("min"), years.transform("max")
    scores = (frame[names] - low) / (high - low) * 100
    table = pd.DataFrame({f"d{d}": scores[xs].mean(axis=1) for d, xs in enumerate(parts)})
    table.insert(0, "score", table.mean(axis=1))
    table["coverage"] = scores.notna().mean(axis=1)
    table.insert(0, "rank", table["score"].groupby(frame["year"]).rank(ascending=False, method="min"))
    return table.set_index(frame["unit"]).sort_values("rank")

start = time.process_time()
ranked = {"ours": ours, "theirs": theirs}[sys.argv[1]]()
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measured(*arguments: str) -> tuple[float, float]:
    """Seconds, and the peak in MB of the whole process."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", *arguments], check=True, capture_output=True, text=True, env=environment
    )
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main() -> None:
    for shape in SHAPES:
        before = None
        for units in SIZES:
            seconds, peak = measured(MEASURED, shape, str(units), str(CLASSES))
            growth = ""
            if before is not None:
                as_wanted = units * log2(units) / (before[0] * log2(before[0]))
                growth = f", {seconds / before[1]:.1f} times the size before (n log n: {as_wanted:.1f})"
            print(f"{shape}, {units:,}: {seconds:.3f} s, peak {peak:,.0f} MB (wanted < 500){growth}")
            before = units, seconds
    pairs = [(measured(RANKED, "ours"), measured(RANKED, "theirs")) for _ in range(5)]
    ratio = median(ours[0] / theirs[0] for ours, theirs in pairs)
    seconds, peak = (median(ours[place] for ours, _ in pairs) for place in (0, 1))
    print(
        f"ranking of 1,000,000 × 20 / pandas: {ratio:.2f} (wanted ≤ 2.5), {seconds:.2f} s, "
        f"peak {peak:,.0f} MB (wanted < 1,500)"
    )


if __name__ == "__main__":
    main()
