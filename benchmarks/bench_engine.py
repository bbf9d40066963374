"""Start-up and engine, as ratios measured side by side in one run (medians of interleaved pairs).

    python benchmarks/bench_engine.py

Peers are compared where they are installed (`pip install pymcdm scikit-criteria`, in an environment of their own).
"""

import subprocess
import sys
from collections.abc import Callable
from compileall import compile_dir
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

import ii_index as ii

ROOT = Path(__file__).resolve().parents[1]
RANK = [sys.executable, "-m", "ii_index.cli", "rank", str(ROOT / "examples/provinces.csv")]


def seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def ratio(ours: Callable[[], object], theirs: Callable[[], object], pairs: int) -> tuple[float, float, float]:
    """Median ratio of interleaved pairs, and the two medians."""
    timed = [(seconds(ours), seconds(theirs)) for _ in range(pairs)]
    own, other = zip(*timed, strict=True)
    return median(a / b for a, b in timed), median(own), median(other)


def command(arguments: list[str]) -> Callable[[], object]:
    return lambda: subprocess.run(arguments, check=True, capture_output=True)


def python(code: str) -> Callable[[], object]:
    return command([sys.executable, "-c", code])


def report(label: str, target: str, figures: tuple[float, float, float]) -> None:
    quotient, own, other = figures
    print(f"{label:<58} {quotient:8.2f}   ({own * 1e3:.3f} ms / {other * 1e3:.3f} ms; wanted {target})")


def panel(units: int, indicators: int) -> ii.Panel:
    children = [
        {
            "id": f"d{d}",
            "name": f"d{d}",
            "children": [{"id": f"x{d}_{j}", "name": "x"} for j in range(indicators // 5)],
        }
        for d in range(5)
    ]
    definition = ii.Framework(id="bench", name="Bench", reference="benchmark", children=children)
    values = np.random.default_rng(1).random((1, units, indicators))
    return ii.Panel(definition, (2023,), tuple(f"u{i}" for i in range(units)), values)


def engine() -> None:
    table = panel(31, 60)
    values, weights = table.values[0], np.full(60, 1 / 60)

    def bare() -> np.ndarray:
        low = values.min(axis=0)
        return (values - low) / (values.max(axis=0) - low) @ weights

    assert np.allclose(ii.compose(table).scores(), 100 * bare())
    report(
        "compose 31 × 60 / bare numpy min-max and weighted sum",
        "≤ 15",
        ratio(lambda: ii.compose(table), bare, 500),
    )
    if find_spec("pymcdm"):
        from pymcdm.methods import WSM  # pyright: ignore[reportMissingImports]
        from pymcdm.normalizations import minmax_normalization  # pyright: ignore[reportMissingImports]

        weighted_sum, types = WSM(minmax_normalization), np.ones(60)
        assert np.allclose(weighted_sum(values, weights, types), bare())
        report(
            "compose 31 × 60 / pymcdm",
            "< 1",
            ratio(lambda: ii.compose(table), lambda: weighted_sum(values, weights, types), 100),
        )
    if find_spec("skcriteria"):
        import skcriteria  # pyright: ignore[reportMissingImports]
        from skcriteria.agg.simple import WeightedSumModel  # pyright: ignore[reportMissingImports]
        from skcriteria.preprocessing.scalers import MinMaxScaler  # pyright: ignore[reportMissingImports]

        def peer() -> object:
            matrix = skcriteria.mkdm(values, [max] * 60, weights=weights)
            return WeightedSumModel().evaluate(MinMaxScaler(target="matrix").transform(matrix))

        report("compose 31 × 60 / scikit-criteria", "< 1", ratio(lambda: ii.compose(table), peer, 30))


def start() -> None:
    compile_dir(ROOT / "src", quiet=1)  # as pip leaves what it installs, pandas too
    report(
        "ii-index rank provinces.csv / import pandas",
        "≤ 0.85",
        ratio(command(RANK), python("import pandas"), 15),
    )
    helping = command([sys.executable, "-m", "ii_index.cli", "--help"])
    report("ii-index --help / import click", "≤ 1.5", ratio(helping, python("import click"), 15))


if __name__ == "__main__":
    engine()
    start()
