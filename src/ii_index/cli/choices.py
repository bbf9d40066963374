"""The recipe's choices as words of the command line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ii_index.model.recipe import Recipe

NORMALISE = (
    "min-max", "z-score", "rank", "percentile-rank", "borda",
    "goalposts", "distance-to-target", "fraction-of-max", "none",
)  # fmt: skip
AGGREGATE = ("arithmetic", "geometric", "harmonic", "mazziotta-pareto")
MISSING = ("refuse", "renormalise", "mean", "median", "group-mean", "carry-forward", "interpolate")
TIER_METHODS = ("natural-breaks", "quantiles", "equal-intervals", "mean-sd", "k-means", "ward")
WEIGHTINGS = (
    "framework", "equal", "entropy", "critic", "standard-deviation",
    "coefficient-of-variation", "pca", "merec", "cilos", "idocriw",
)  # fmt: skip


def recipe_of(default: Recipe, chosen: Mapping[str, Any]) -> Recipe:
    """Return a framework's recipe with what the command line changes in it."""
    changes: dict[str, Any] = {}
    if chosen.get("normalise") or chosen.get("span") or chosen.get("bounds"):
        changes["normalisation"] = _normalisation(default, chosen)
    if chosen.get("aggregate"):
        changes["aggregation"] = chosen["aggregate"]
    if chosen.get("missing") or chosen.get("threshold") is not None:
        changes["imputation"] = _imputation(chosen)
    if chosen.get("weights"):
        changes["weighting"] = _weighting(chosen["weights"])
    return default.replace(**changes) if changes else default


def _normalisation(default: Recipe, chosen: Mapping[str, Any]) -> dict[str, Any]:
    own = default.normalisation
    kind = (chosen.get("normalise") or own.kind).replace("-", "_")
    step: dict[str, Any] = own.model_dump() if kind == own.kind else {"kind": kind}
    if chosen.get("span"):
        step["range"] = chosen["span"]
    if chosen.get("bounds"):
        bounds = str(chosen["bounds"])
        step["bounds"] = int(bounds) if bounds.isdigit() else bounds
    return step


def _imputation(chosen: Mapping[str, Any]) -> dict[str, Any]:
    step: dict[str, Any] = {"kind": chosen.get("missing") or "renormalise"}
    if chosen.get("threshold") is not None:
        step["threshold"] = chosen["threshold"]
    return step


def _weighting(weights: str) -> dict[str, Any]:
    if weights in WEIGHTINGS and not Path(weights).exists():
        return {"kind": weights}
    from ii_index.io.weights import read_weights

    return read_weights(Path(weights)).model_dump(exclude_none=True)
