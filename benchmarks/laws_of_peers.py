"""Hold other packages to the laws of ii_index.testing and print what each breaks first.

In an environment of their own::

    python -m venv peers && peers/bin/pip install . hypothesis pymcdm==1.4.0 scikit-criteria==0.10
    peers/bin/python benchmarks/laws_of_peers.py
"""

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pymcdm.normalizations
import pymcdm.weights
import skcriteria
from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel
from skcriteria.preprocessing import scalers, weighters
from skcriteria.preprocessing.invert_objectives import InvertMinimize, MinMaxInverter, NegateMinimize

from ii_index.testing import laws

Function = Callable[..., Any]
SCALERS = (scalers.MinMaxScaler, scalers.MaxAbsScaler, scalers.SumScaler, scalers.VectorScaler)
INVERTERS = (InvertMinimize, MinMaxInverter, NegateMinimize)
WEIGHTERS = (
    weighters.CRITIC,
    weighters.EntropyWeighter,
    weighters.EqualWeighter,
    weighters.GiniWeighter,
    weighters.MEREC,
    weighters.StdWeighter,
)


def verdict(name: str, check: Function, function: Function, **options: object) -> None:
    """Print whether a function keeps the laws, and the counterexample where it does not."""
    try:
        check(function, **options)
    except AssertionError as broken:
        print(f"## {name}\n\n{broken}\n")
    else:
        print(f"## {name}: keeps the laws\n")


def by_column(normalise: Function) -> Function:
    """Turn a function of one column and ``cost`` into one of a table and its directions."""
    return lambda values, direction: np.stack(
        [normalise(column, sign < 0) for column, sign in zip(values.T, direction, strict=True)], axis=1
    )


def refusing_nan(weigh: Function) -> Function:
    """Refuse where the weights are no numbers, so that the check looks further."""

    def weights(values: np.ndarray, direction: np.ndarray) -> np.ndarray:
        found = weigh(values, direction)
        if np.isnan(found).any():
            raise ValueError
        return found

    return weights


def decision(values: np.ndarray, direction: np.ndarray, weights: np.ndarray | None = None) -> Any:  # noqa: ANN401 - the peer has no types
    """Make scikit-criteria's decision matrix."""
    return skcriteria.mkdm(values, direction.astype(int).tolist(), weights=weights)


def scaled(scaler: Function, inverter: Function) -> Function:
    """Chain an inverter of costs and a scaler of scikit-criteria."""
    chain = scaler(target="matrix")
    return lambda values, direction: chain.transform(inverter().transform(decision(values, direction))).matrix


def scored(model: Function) -> Function:
    """Score units by a model of scikit-criteria."""

    def scores(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
        extra = model().evaluate(decision(values, np.ones(values.shape[1]), weights)).e_
        return np.atleast_1d(extra.score)

    return scores


def main() -> None:
    """Try every function."""
    warnings.simplefilter("ignore")
    for name, normalise in inspect.getmembers(pymcdm.normalizations, inspect.isfunction):
        verdict(f"pymcdm {name}", laws.check_normaliser, by_column(normalise), negative=False)
    for scaler in SCALERS:
        for inverter in INVERTERS:
            name = f"scikit-criteria {inverter.__name__}, {scaler.__name__}"
            limits = (-1.0, 1.0) if inverter is NegateMinimize else (0.0, 1.0)
            verdict(name, laws.check_normaliser, scaled(scaler, inverter), bounds=limits, negative=False)
    for name, weigh in inspect.getmembers(pymcdm.weights, inspect.isfunction):
        takes_types = "types" in inspect.signature(weigh).parameters
        both = weigh if takes_types else lambda values, _, weigh=weigh: weigh(values)
        verdict(f"pymcdm {name}", laws.check_weighting, both, unit=False, reflection=False)
    for weighter in WEIGHTERS:
        weigh = lambda values, direction, w=weighter: w().transform(decision(values, direction)).weights  # noqa: E731
        verdict(
            f"scikit-criteria {weighter.__name__}", laws.check_weighting, weigh, unit=False, reflection=False
        )
    blind = refusing_nan(lambda values, _: pymcdm.weights.critic_weights(values))
    verdict("pymcdm critic_weights, NaN refused, mirror", laws.check_weighting, blind, reflection=True)
    seeing = refusing_nan(lambda v, d: np.asarray(weighters.CRITIC().transform(decision(v, d)).weights))
    verdict("scikit-criteria CRITIC, NaN refused, mirror", laws.check_weighting, seeing, reflection=True)
    for model in (WeightedSumModel, WeightedProductModel):
        verdict(f"scikit-criteria {model.__name__}", laws.check_aggregator, scored(model))


if __name__ == "__main__":
    main()
