"""The recipe's choices as words of the command line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import click

from ii_index.cli.usage import Misuse
from ii_index.construction.methods.aggregation import AGGREGATIONS
from ii_index.construction.methods.imputation import IMPUTATIONS
from ii_index.construction.methods.normalisation import NORMALISATIONS
from ii_index.construction.methods.tier_rules import TIER_RULES
from ii_index.construction.methods.weighting import WEIGHTINGS as WEIGHTING_RULES
from ii_index.model import recipe
from ii_index.model.recipe import Recipe


def words(records: Mapping[str, Any]) -> tuple[str, ...]:
    """Spell the kinds that the command line offers as it spells them."""
    return tuple(kind.replace("_", "-") for kind, record in records.items() if record.word)


NORMALISE = words(NORMALISATIONS)
AGGREGATE = words(AGGREGATIONS)
MISSING = words(IMPUTATIONS)
TIER_METHODS = words(TIER_RULES)
WEIGHTINGS = words(WEIGHTING_RULES)


def bounds_given(ctx: click.Context, param: click.Parameter, value: str | None) -> str | int | None:
    """Tell ``year`` and ``pooled`` from a year, as the callback of an option."""
    named = get_args(get_args(recipe.Bounds)[0])
    if value is None or value in named:
        return value
    if value.isdecimal():
        return int(value)
    name = param.opts[0]
    zh = f"{name} 应为 {'、'.join(named)} 或某一年份，不能是“{value}”"
    en = f"{name} takes {', '.join(named)} or a year, not “{value}”"
    raise Misuse(zh, en, ctx)


def takes(step: str, kind: str, field: str) -> bool:
    """Whether a step of the recipe has a parameter when it is of a kind."""
    return kind.replace("-", "_") in _kinds(step, field)


def recipe_of(default: Recipe, chosen: Mapping[str, Any], *, new: bool = False) -> Recipe:
    """Return a framework's recipe with what the command line changes in it.

    Raises
    ------
    click.UsageError
        An option that goes with another kind of step; ``new`` is how such options are called.
    """
    prefix = "--new-" if new else "--"
    changes: dict[str, Any] = {}
    if chosen.get("normalise") or chosen.get("range") or chosen.get("bounds"):
        changes["normalisation"] = _normalisation(default, chosen, prefix)
    if chosen.get("aggregate"):
        changes["aggregation"] = chosen["aggregate"]
    if chosen.get("missing") or chosen.get("threshold") is not None:
        changes["imputation"] = _imputation(chosen, prefix)
    if chosen.get("weights"):
        changes["weighting"] = _weighting(chosen["weights"])
    return default.replace(**changes) if changes else default


def _normalisation(default: Recipe, chosen: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    own = default.normalisation
    kind = (chosen.get("normalise") or own.kind).replace("-", "_")
    step: dict[str, Any] = own.model_dump() if kind == own.kind else {"kind": kind}
    for name in ("range", "bounds"):
        if chosen.get(name) is not None:
            _require("normalisation", kind, name, f"{prefix}{name}", f"{prefix}normalise")
            step[name] = chosen[name]
    return step


def _imputation(chosen: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    step: dict[str, Any] = {"kind": (chosen.get("missing") or "renormalise").replace("-", "_")}
    if chosen.get("threshold") is not None:
        _require("imputation", step["kind"], "threshold", f"{prefix}threshold", f"{prefix}missing")
        step["threshold"] = chosen["threshold"]
    return step


def _require(step: str, kind: str, field: str, option: str, of: str) -> None:
    """Refuse a parameter that a kind of step does not have, and name those that do."""
    if takes(step, kind, field):
        return
    offered = {*NORMALISE, *MISSING}
    kinds = [word for one in _kinds(step, field) if (word := one.replace("_", "-")) in offered]
    found = kind.replace("_", "-")
    zh = f"{option} 只用于 {of} {'、'.join(kinds)}，不用于 {found}"
    en = f"{option} goes with {of} {', '.join(kinds)}, not with {found}"
    raise Misuse(zh, en)


def _kinds(step: str, field: str) -> list[str]:
    models = get_args(Recipe.model_fields[step].annotation)
    return [
        kind
        for model in models
        if field in model.model_fields
        for kind in get_args(model.model_fields["kind"].annotation)
    ]


def _weighting(weights: str) -> dict[str, Any]:
    path = Path(weights)
    if not path.exists() and weights in WEIGHTINGS:
        return {"kind": weights}
    if not path.exists() and not path.suffix:
        zh = f"--weights 应为权重文件，或 {'、'.join(WEIGHTINGS)}，不能是“{weights}”"
        en = f"--weights takes a weights file or one of {', '.join(WEIGHTINGS)}, not “{weights}”"
        raise Misuse(zh, en)
    from ii_index.io.weights import read_weights

    return read_weights(path).model_dump(exclude_none=True)
