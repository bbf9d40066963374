"""Hold our weights, closeness and spatial statistics beside those of other packages, where their definition is ours.

In an environment of their own::

    python -m venv peers && peers/bin/pip install . pymcdm==1.4.0 scikit-criteria==0.10 esda==2.9.0 libpysal==4.14.1
    peers/bin/python benchmarks/weights_of_peers.py             # 200 random tables, a line a definition
    peers/bin/python benchmarks/weights_of_peers.py --record tests/golden/weights/peers.json

What is recorded is what the packages say of the first tables; ``tests/kernels/weighting/test_peers.py`` holds ours to
it without them. Where one unit is best on several indicators CILOS is not determined: ours refuses, and is counted so.
Left out, since the definition is another: standard deviations of raw values in several units, ``max`` for costs
(1 − x/max), PROMETHEE and the like, which choose among alternatives and make no index.
"""

import argparse
import json
import warnings
from collections.abc import Callable
from importlib.metadata import version
from itertools import count
from pathlib import Path

import numpy as np

from ii_index.kernels.aggregation.operators import topsis
from ii_index.kernels.regional import space
from ii_index.kernels.weighting import objective_weights as ours

RECORDED = 3
ALLOWED = 1e-9
PACKAGES = ("pymcdm", "scikit-criteria", "esda", "libpysal", "numpy", "scipy")

Answers = dict[str, np.ndarray]


def table(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a random table of positive values and its directions: 4 to 24 units, 3 to 8 indicators."""
    rng = np.random.default_rng(number)
    shape = (int(rng.integers(4, 25)), int(rng.integers(3, 9)))
    size = rng.lognormal(0, 0.5, (shape[0], 1))
    return (size * rng.lognormal(1, 0.6, shape)).round(4), rng.choice([-1.0, 1.0], shape[1])


def graph(number: int, units: int) -> np.ndarray:
    """Return a symmetric table of neighbours, each unit with the next and some others."""
    rng = np.random.default_rng(10_000 + number)
    drawn = np.triu(rng.random((units, units)) < 0.2, 1)
    drawn[np.arange(units - 1), np.arange(1, units)] = True
    return (drawn | drawn.T).astype(float)


def of_ours(values: np.ndarray, types: np.ndarray, near: np.ndarray) -> Answers:
    """Return what our kernels say, by the name of the definition."""
    scores = ours_scores(values, types)
    equal = np.full(values.shape[1], 1 / values.shape[1])
    weights = ours.entropy(values)
    shares = near / near.sum(axis=1, keepdims=True)
    return {
        "entropy": ours.entropy(values),
        "critic": ours.critic(scores),
        "critic of benefits": ours.critic(values),
        "merec": ours.merec(values, types),
        "cilos": _determined(ours.cilos, values, types),
        "idocriw": _determined(ours.idocriw, values, types),
        "gini": ours.gini(values),
        "angle": ours.angle(values),
        "variance of scores": ours.variance(values),
        "deviation of values": ours.standard_deviation_of_values(values),
        "topsis, equal weights": topsis(scores, equal, scores.max(axis=0), scores.min(axis=0)),
        "topsis, entropy weights": topsis(scores, weights, scores.max(axis=0), scores.min(axis=0)),
        "moran": np.array([space.moran(values[:, 0], shares, permutations=99).statistic]),
        "geary": np.array([space.geary(values[:, 0], shares, permutations=99).statistic]),
        # esda divides local statistics by n − 1, ours by n
        "local moran": space.local_moran(values[:, 0], shares, permutations=99).statistic
        * (len(values) - 1)
        / len(values),
    }


def _determined(rule: Callable[..., np.ndarray], values: np.ndarray, types: np.ndarray) -> np.ndarray:
    """Return what a rule says, NaN where it has no one answer."""
    none = np.full(values.shape[1], np.nan)
    try:
        found = np.asarray(rule(values, types))
    except ValueError:
        return none
    return found if found.shape == none.shape else none


def ours_scores(values: np.ndarray, types: np.ndarray) -> np.ndarray:
    """Return min-max scores, direction applied."""
    low, high = values.min(axis=0), values.max(axis=0)
    scores = (values - low) / (high - low)
    return np.where(types > 0, scores, 1 - scores)


def of_peers(values: np.ndarray, types: np.ndarray, near: np.ndarray) -> dict[str, Answers]:
    """Return what the packages say, by package and definition."""
    from pymcdm import weights as pymcdm
    from pymcdm.methods import TOPSIS
    from skcriteria.preprocessing import weighters

    scores = ours_scores(values, types)
    equal = np.full(values.shape[1], 1 / values.shape[1])
    objectives = types.astype(int)
    return {
        "pymcdm": {
            "entropy": pymcdm.entropy_weights(values),
            "critic": pymcdm.critic_weights(scores),
            "critic of benefits": pymcdm.critic_weights(values),
            "merec": pymcdm.merec_weights(values, types),
            "cilos": _determined(pymcdm.cilos_weights, values, types),
            "idocriw": _determined(pymcdm.idocriw_weights, values, types),
            "gini": pymcdm.gini_weights(values),
            "angle": pymcdm.angle_weights(values),
            "variance of scores": pymcdm.variance_weights(values),
            "deviation of values": pymcdm.standard_deviation_weights(values),
            "topsis, equal weights": TOPSIS()(values, equal, types),
            "topsis, entropy weights": TOPSIS()(values, pymcdm.entropy_weights(values), types),
        },
        "scikit-criteria": {
            "entropy": weighters.entropy_weights(values),
            "critic": weighters.critic_weights(values, objectives),
            "merec": weighters.merec_weights(values, objectives),
            "gini": weighters.gini_weights(values),
            "deviation of values": weighters.std_weights(values),
            "topsis, equal weights": _closeness(scores, equal),
        },
        "esda": _spatial(values[:, 0], near),
    }


def _closeness(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    from skcriteria.agg.topsis import topsis as closeness

    return np.asarray(closeness(scores, np.ones(len(weights), dtype=int), weights)[3])


def _spatial(values: np.ndarray, near: np.ndarray) -> Answers:
    from esda import Geary, Moran, Moran_Local
    from libpysal.weights import full2W

    shares = full2W(near)
    shares.transform = "r"
    return {
        "moran": np.array([Moran(values, shares, permutations=0).I]),
        "geary": np.array([Geary(values, shares, permutations=0).C]),
        "local moran": np.asarray(Moran_Local(values, shares, permutations=0).Is),
    }


def compare(tables: int, said: Callable[..., None] = print) -> None:
    """Print, by package and definition, on how many tables the two agree, and the largest difference."""
    apart: dict[tuple[str, str], list[float]] = {}
    for number in range(tables):
        values, types = table(number)
        near = graph(number, len(values))
        mine = of_ours(values, types, near)
        for package, answers in of_peers(values, types, near).items():
            for name, answer in answers.items():
                apart.setdefault((package, name), []).append(float(np.abs(answer - mine[name]).max()))
    for (package, name), gaps in apart.items():
        determined = [gap for gap in gaps if not np.isnan(gap)]
        agree = sum(gap < ALLOWED for gap in determined)
        refused = f"; {len(gaps) - len(determined)} refused by ours" if len(determined) < len(gaps) else ""
        said(f"{package:16} {name:24} {agree:4} of {len(determined)}, {max(determined):.0e} apart{refused}")


def record(path: Path) -> None:
    """Write down what the packages say of the first tables."""
    cases: list[dict[str, object]] = []
    for number in count():
        values, types = table(number)
        near = graph(number, len(values))
        if any(np.isnan(answer).any() for answer in of_ours(values, types, near).values()):
            continue
        peers = {
            package: {name: np.round(answer, 12).tolist() for name, answer in answers.items()}
            for package, answers in of_peers(values, types, near).items()
        }
        given = {"values": values.tolist(), "types": types.tolist(), "neighbours": near.astype(int).tolist()}
        cases.append({**given, "peers": peers})
        if len(cases) == RECORDED:
            break
    book = {"made_by": {name: version(name) for name in PACKAGES}, "cases": cases}
    path.write_text(json.dumps(book, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Compare, or record."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    if asked.record:
        record(asked.record)
    else:
        compare(asked.tables)


if __name__ == "__main__":
    main()
