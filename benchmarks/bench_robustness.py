"""Speed of the draws beside the bare numpy that they cannot do without, in one run.

    python benchmarks/bench_robustness.py            # ratios and rates
    python benchmarks/bench_robustness.py --memory   # also 10 million draws and their peak memory

Processor time on one thread: a study runs its chunks side by side, not its matrix products, and the machine may
be shared. 31 units × 60 indicators in 19 groups and 5 dimensions. The floor makes the same draws and does the
least with them: matrix product, argsort, counts. Peers are compared where they are installed (`pip install pymcdm
pysensmcda`, in an environment of their own, with `PYTHONPATH=src`).
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from statistics import median
from time import perf_counter, process_time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is imported

import numpy as np

import ii_index as ii
from ii_index.analysis.robustness.design import Plan, make_plan
from ii_index.analysis.robustness.monte_carlo import count_chunk, run
from ii_index.analysis.robustness.samples import random_sample
from ii_index.kernels.robustness.sampling import CHUNK, nested_weights

UNITS, INDICATORS, GROUPS = 31, 60, (5, 3, 4, 3, 4)
COINR = 0.044  # seconds a draw for 31 units (COINr 1.1.14)
PAIRS = 15
DIRICHLET = ii.Assumptions(weights={"kind": "dirichlet", "concentration": 100})


def example() -> ii.CompositeIndex:
    sizes = np.full(sum(GROUPS), INDICATORS // sum(GROUPS))
    sizes[: INDICATORS % sum(GROUPS)] += 1
    leaves = iter([{"id": f"x{j}", "name": f"x{j}"} for j in range(INDICATORS)])
    groups = iter(
        [
            {"id": f"g{g}", "name": f"g{g}", "children": [next(leaves) for _ in range(size)]}
            for g, size in enumerate(sizes)
        ]
    )
    dimensions = [
        {"id": f"d{d}", "name": f"d{d}", "children": [next(groups) for _ in range(count)]}
        for d, count in enumerate(GROUPS)
    ]
    framework = ii.Framework(id="made", name="made up", reference="this benchmark", children=dimensions)
    values = np.random.default_rng(0).lognormal(size=(1, UNITS, INDICATORS))
    return ii.compose(ii.Panel(framework, (2023,), tuple(f"u{i}" for i in range(UNITS)), values))


def plan_of(index: ii.CompositeIndex, assumptions: ii.Assumptions, *, tiers: bool = False) -> Plan:
    return make_plan(index, 2023, assumptions, with_tiers=tiers).plan


def floor(plan: Plan, *, pairs: bool = False) -> Callable[[], object]:
    """Return what no study of ranks can do without, for the same draws; with ``pairs``, who is above whom too."""
    table = plan.variants[0].scores
    shift = np.arange(UNITS) * UNITS

    def run() -> object:
        sample = random_sample(plan, 1, 0, CHUNK)
        weights = nested_weights(sample.local, plan.tree.parents, plan.tree.leaves)
        scores = table @ weights if pairs else np.empty((0, 0))
        order = np.argsort(-(scores.T if pairs else weights.T @ table.T), axis=1)
        above = [np.count_nonzero(row > scores, axis=1) for row in scores]
        return np.bincount((order + shift).ravel(), minlength=UNITS * UNITS), above

    return run


def seconds(action: Callable[[], object]) -> float:
    start = process_time()
    action()
    return process_time() - start


def interleaved(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """Median of theirs / ours over interleaved pairs, and both medians."""
    ours(), theirs()
    timed = [(seconds(ours), seconds(theirs)) for _ in range(PAIRS)]
    own, other = zip(*timed, strict=True)
    return median(b / a for a, b in timed), median(own), median(other)


def against_the_floor(index: ii.CompositeIndex) -> None:
    for name, assumptions in (("weights ± 25 %", ii.Assumptions.weights_only()), ("Dirichlet", DIRICHLET)):
        plan = plan_of(index, assumptions)
        share, own, bare = interleaved(lambda plan=plan: count_chunk(plan, 1, 0, CHUNK), floor(plan))
        print(f"{name}: ranks, quantiles from counts, pairwise at {share:.0%} of the bare floor "
              f"({CHUNK / own:,.0f}/s against {CHUNK / bare:,.0f}/s; wanted 60 %)")  # fmt: skip


def rates(index: ii.CompositeIndex) -> None:
    kinds = (
        ("tiers cut anew in every draw", ii.Assumptions.weights_only(), True, CHUNK, 100_000),
        ("three normalisations, two means", ii.Assumptions.audit(), False, CHUNK, 200_000),
    )
    bare = floor(plan_of(index, ii.Assumptions.weights_only()))
    for name, assumptions, tiers, draws, wanted in kinds:
        plan = plan_of(index, assumptions, tiers=tiers)
        share, own, _ = interleaved(lambda plan=plan, draws=draws: count_chunk(plan, 1, 0, draws), bare)
        share *= draws / CHUNK
        print(f"{name}: {draws / own:,.0f} draws/s, {share:.0%} of the floor (wanted {wanted:,}/s), "
              f"{COINR * draws / own:,.0f} times COINr's 44 ms a draw")  # fmt: skip


def noise(index: ii.CompositeIndex) -> None:
    """Time draws of noise beside the 31 × 60 normal numbers that each takes, and on as many threads as processors."""
    plan = plan_of(index, ii.Assumptions(noise={"sd": 0.05}))
    rng, cells = np.random.default_rng(1), np.empty((64, UNITS, INDICATORS))

    def normals() -> None:
        for _ in range(CHUNK // len(cells)):
            rng.standard_normal(out=cells)

    share, own, bare = interleaved(lambda: count_chunk(plan, 1, 0, CHUNK), normals)
    print(f"data noise: {CHUNK / own:,.0f} draws/s of one thread (wanted 60,000/s), {share:.0%} of its normal "
          f"numbers alone ({CHUNK / bare:,.0f}/s), {COINR * CHUNK / own:,.0f} times COINr's draw")  # fmt: skip
    threads = os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        timed = [tuple(clocked(plan, executor) for executor in (None, pool)) for _ in range(PAIRS // 3)]
    print(
        f"data noise on {threads} threads: {median(one / all_ for one, all_ in timed):.1f} times one, by the clock"
    )


def clocked(plan: Plan, executor: ThreadPoolExecutor | None) -> float:
    start = perf_counter()
    run(plan, 4 * CHUNK, 1, executor=executor)
    return perf_counter() - start


def tiers_against_numpy(index: ii.CompositeIndex) -> None:
    plan = plan_of(index, ii.Assumptions.weights_only(), tiers=True)
    share, own, bare = interleaved(lambda: count_chunk(plan, 1, 0, CHUNK), floor(plan, pairs=True))
    print(f"tiers cut anew at {share:.0%} of numpy doing draws, ranks and pairs without tiers "
          f"({CHUNK / own:,.0f}/s against {CHUNK / bare:,.0f}/s; wanted 50 %)")  # fmt: skip


def against_peers(index: ii.CompositeIndex) -> None:
    from pymcdm.methods import WSM  # pyright: ignore[reportMissingImports]
    from pymcdm.normalizations import minmax_normalization  # pyright: ignore[reportMissingImports]
    from pysensmcda.probabilistic import perturbed_weights  # pyright: ignore[reportMissingImports]

    table, types = index.panel.values[0], np.ones(INDICATORS)
    model, draws = WSM(normalization_function=minmax_normalization), 500
    weights = np.random.default_rng(1).dirichlet(np.ones(INDICATORS), draws)
    plan = plan_of(index, ii.Assumptions.weights_only())

    def pymcdm() -> None:
        for row in weights:
            model.rank(model(table, row, types))

    def pysensmcda() -> None:
        for row in perturbed_weights(np.full(INDICATORS, 1 / INDICATORS), draws, perturbation_scale=0.004):
            model.rank(model(table, row, types))

    for name, peer in (("pymcdm", pymcdm), ("pysensmcda", pysensmcda)):
        times, own, other = interleaved(lambda: count_chunk(plan, 1, 0, CHUNK), peer)
        times *= CHUNK / draws
        ours, theirs = CHUNK / own, draws / other
        print(
            f"{name}: {times:,.0f} times faster ({ours:,.0f}/s against {theirs:,.0f}/s, which are ranks alone)"
        )


def memory() -> None:
    code = """
import resource, sys, time
sys.path.insert(0, "benchmarks")
import bench_robustness, ii_index as ii
start, mix = time.perf_counter(), ii.Assumptions.weights_only()
ii.uncertainty(bench_robustness.example(), draws=10_000_000, seed=1, with_tiers=False, assumptions=mix)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{time.perf_counter() - start:.0f} s, peak {peak} MB")
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    print("10 million draws:", done.stdout.strip(), "(wanted below 1,000 MB)")


def main() -> None:
    index = example()
    against_the_floor(index)
    rates(index)
    noise(index)
    tiers_against_numpy(index)
    if find_spec("pymcdm") and find_spec("pysensmcda"):
        against_peers(index)
    if "--memory" in sys.argv:
        memory()
    print("peak memory of this run:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB")


if __name__ == "__main__":
    main()
