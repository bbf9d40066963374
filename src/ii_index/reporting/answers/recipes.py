"""A recipe from the few words that choose its steps."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from ii_index.construction.methods.aggregation import AGGREGATIONS, brought_by
from ii_index.construction.methods.imputation import IMPUTATIONS
from ii_index.construction.methods.normalisation import NORMALISATIONS
from ii_index.construction.methods.tier_rules import TIER_RULES
from ii_index.construction.methods.treatment import TREATMENTS
from ii_index.construction.methods.weighting import WEIGHTINGS as WEIGHTING_RULES
from ii_index.errors import Finding, IIIndexError
from ii_index.model.names import Name
from ii_index.model.own_functions import functions_of, is_named
from ii_index.model.recipe import Recipe
from ii_index.model.steps.step import Step
from ii_index.reporting.words import with_scale


class ChoiceError(IIIndexError):
    """Words that do not go together, or that no step of a recipe is called by.

    The ``details`` of each finding name the ``choice``, and ``of`` which other choice it hangs; whoever asked can
    put its own spelling there, such as ``--range`` for ``range``.
    """


def words(records: Mapping[str, Any]) -> tuple[str, ...]:
    """Spell the kinds that people are offered as they spell them."""
    return tuple(kind.replace("_", "-") for kind, record in records.items() if record.word)


NORMALISE = words(NORMALISATIONS)
AGGREGATE = words(AGGREGATIONS)
BY_REFERENCE, BY_POWER = "distance-to-reference", "power"
"""Kinds with a parameter that has no default, which is another word: ``reference``, ``power``."""
TREAT = words(TREATMENTS)
MISSING = words(IMPUTATIONS)
TIER_METHODS = words(TIER_RULES)
WEIGHTINGS = words(WEIGHTING_RULES)


class Offered(NamedTuple):
    """A word that chooses a step, as people are offered it: its name, and where the method stands."""

    title: Name
    reference: str


def offered() -> dict[str, dict[str, Offered]]:
    """Return what can be chosen, by choice and word.

    Examples
    --------
    >>> offered()["weights"]["entropy"].title.zh
    '熵权法'
    """
    steps = (
        ("weights", "weighting", WEIGHTINGS, WEIGHTING_RULES),
        ("normalise", "normalisation", (*NORMALISE, BY_REFERENCE), NORMALISATIONS),
        ("aggregate", "aggregation", (*AGGREGATE, BY_POWER), AGGREGATIONS),
        ("treat", "treatment", TREAT, TREATMENTS),
        ("missing", "imputation", MISSING, IMPUTATIONS),
    )
    found = {choice: _offered_of(step, known, records) for choice, step, known, records in steps}
    rules = {word: TIER_RULES[word.replace("-", "_")] for word in TIER_METHODS}
    return {**found, "tier_method": {word: Offered(one.title, one.reference) for word, one in rules.items()}}


def _offered_of(step: str, known: Sequence[str], records: Mapping[str, Any]) -> dict[str, Offered]:
    titles: dict[str, Name] = {}
    for model in _models(Recipe.model_fields[step].annotation):
        titles |= model.titles
    kinds = {word: word.replace("-", "_") for word in known}
    return {
        word: Offered(titles[kind], str(getattr(records[kind], "reference", "")))
        for word, kind in kinds.items()
        if kind in titles
    }


def _models(annotation: object) -> Iterator[type[Step]]:
    """Yield the kinds of a step, however deep its annotation hides them."""
    if isinstance(annotation, type) and issubclass(annotation, Step):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


# What a step has in some of its kinds only: the step, the word that chooses its kind, the word that hangs on it.
_HANGING = (
    ("normalisation", "normalise", "range"),
    ("normalisation", "normalise", "bounds"),
    ("normalisation", "normalise", "clip"),
    ("normalisation", "normalise", "constant"),
    ("normalisation", "normalise", "reference"),
    ("imputation", "missing", "threshold"),
)


_OF_NORMALISATION = [field for step, _, field in _HANGING if step == "normalisation"]


def recipe_from(default: Recipe, chosen: Mapping[str, Any]) -> Recipe:
    """Return a framework's recipe with what the words change in it.

    Parameters
    ----------
    default : Recipe
    chosen : mapping
        ``normalise`` with ``range``, ``bounds``, ``clip``, ``constant``, ``reference``; ``aggregate`` (a word, or
        several from the root down) with ``power``; ``missing`` with ``threshold``; ``treat``; ``weights``. What is left
        out or None stays as it is, other keys do not matter. Kinds are spelt with hyphens;
        ``package.module:name`` is a function of one's own, which :func:`allowed` imports. ``weights`` is a word,
        which never touches a file, a step as a recipe's file writes it (``{kind: entropy, within: parents}``), or the
        :class:`~pathlib.Path` of a weights file.

    Raises
    ------
    ChoiceError
        A word that goes with another kind of step, weights that are called by no such word.
    FrameworkError, WeightsError
        A step that is not well formed, a weights file that cannot be used.
    """
    faults = list(_faults(default, chosen))
    if faults:
        raise ChoiceError(faults)
    changes: dict[str, Any] = {}
    if chosen.get("normalise") or any(chosen.get(field) is not None for field in _OF_NORMALISATION):
        changes["normalisation"] = _normalisation(default, chosen)
    if chosen.get("aggregate") or chosen.get("power") is not None:
        changes["aggregation"] = [_mean(word, chosen.get("power")) for word in _levels(chosen)]
        changes |= _brought(default, chosen)
    if chosen.get("treat"):
        changes["treatment"] = chosen["treat"]
    if chosen.get("missing") or chosen.get("threshold") is not None:
        changes["imputation"] = _imputation(default, chosen)
    if chosen.get("weights"):
        changes["weighting"] = _weighting(chosen["weights"])
    return default.replace(**changes) if changes else default


def allowed(recipe: Recipe, *, allow_code: bool) -> Recipe:
    """Import the functions that a recipe names as ``package.module:name``, or refuse them.

    Raises
    ------
    FrameworkError
        Code that was not allowed, or that is not there.
    """
    if any(own.call is None for own in functions_of(recipe)):
        from ii_index.io.own_functions import admitted

        return admitted(recipe, "", allow_code=allow_code)
    return recipe


def brought(default: Recipe, chosen: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Say which normalisation an aggregation brought with it, where none was asked for; nothing elsewhere."""
    asked = {name: chosen.get(name) for name in ("aggregate", "power")}
    if all(value is None for value in asked.values()) or not _brought(default, chosen):
        return ()
    made = recipe_from(default, asked)
    details = {"kind": made.aggregation[0].title, "step": with_scale(made.normalisation)}
    return (Finding("N_NORMALISED_FOR_MEAN", details=details),)


def _levels(chosen: Mapping[str, Any]) -> list[str]:
    """Return the aggregations asked for, one for all levels or one a level; an exponent alone means a power mean."""
    asked = chosen.get("aggregate") or "power"
    return [asked] if isinstance(asked, str) else list(asked)


def _mean(word: str, power: float | None) -> dict[str, Any]:
    return _step(word) if word != "power" else {"kind": "power", "exponent": power}


def _step(word: str) -> dict[str, Any]:
    """Return the step that a word stands for: a kind, or package.module:name, a function of one's own."""
    return {"kind": "call", "function": word} if is_named(word) else {"kind": word}


def inherited(earlier: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a second recipe: its own where there are any, else those of the first.

    What the first recipe's step took, a step of another kind may not have: that is not handed on.
    """
    handed = dict(earlier)
    for step, of, field in _HANGING:
        if field in handed and of in own and not _takes(step, own[of], field):
            handed[field] = None
    return {**handed, **own}


def _faults(default: Recipe, chosen: Mapping[str, Any]) -> Iterator[Finding]:
    for step, of, field in _HANGING:
        kind = _kind(default, chosen, of)
        if chosen.get(field) is not None and not _takes(step, kind, field):
            details = {"choice": field, "of": of, "kinds": _offered(step, field)}
            yield Finding("E_CHOICE_OF_OTHER_KIND", found=kind.replace("_", "-"), details=details)
    has_power = "power" in _levels(chosen) if chosen.get("aggregate") else True
    if chosen.get("power") is not None and not has_power:
        of_power = {"choice": "power", "of": "aggregate", "kinds": ["power"]}
        yield Finding("E_CHOICE_OF_OTHER_KIND", found=", ".join(_levels(chosen)), details=of_power)
    if chosen.get("aggregate") and has_power and chosen.get("power") is None:
        yield Finding("E_CHOICE_LACKS", found="power", details={"choice": "power", "of": "aggregate"})
    weights = chosen.get("weights")
    if (
        isinstance(weights, str)
        and weights
        and not (_is_written_out(weights) or is_named(weights))
        and _word(weights) not in WEIGHTINGS
    ):
        yield Finding(
            "E_CHOICE_OF_WEIGHTS", found=weights, details={"choice": "weights", "known": WEIGHTINGS}
        )


def _brought(default: Recipe, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the normalisation that an aggregation is defined on, or exists for, where none is asked for.

    Said by :func:`brought`.
    """
    given = ("normalise", *(field for field in _OF_NORMALISATION if field != "bounds"))
    if any(chosen.get(word) is not None for word in given):
        return {}
    own, bounds = default.normalisation, {} if chosen.get("bounds") is None else {"bounds": chosen["bounds"]}
    for word in _levels(chosen):
        step = own if is_named(word) else brought_by(AGGREGATIONS[word.replace("-", "_")], own)
        if step != own and not (word == "power" and (chosen.get("power") or 0.0) > 0):
            return {"normalisation": {**step.model_dump(), **bounds}}
    return {}


def _kind(default: Recipe, chosen: Mapping[str, Any], of: str) -> str:
    """Return the kind of a step as the recipe spells it.

    A threshold alone is that of the framework's own rule, or where that has none, of the rule that keeps gaps.
    """
    own = default.normalisation.kind if of == "normalise" else default.imputation.kind
    if of == "missing" and not _takes("imputation", own, "threshold"):
        own = "renormalise"
    kind: str = chosen.get(of) or own
    return "call" if is_named(kind) else kind.replace("-", "_")


def _normalisation(default: Recipe, chosen: Mapping[str, Any]) -> dict[str, Any]:
    own = default.normalisation
    kind = _kind(default, chosen, "normalise")
    step: dict[str, Any] = own.model_dump() if kind == own.kind else {"kind": kind}
    step |= _function(chosen, "normalise")
    return step | {name: chosen[name] for name in _OF_NORMALISATION if chosen.get(name) is not None}


def _imputation(default: Recipe, chosen: Mapping[str, Any]) -> dict[str, Any]:
    own = default.imputation
    kind = _kind(default, chosen, "missing")
    step: dict[str, Any] = own.model_dump() if kind == own.kind else {"kind": kind}
    step |= _function(chosen, "missing")
    if chosen.get("threshold") is not None:
        step["threshold"] = chosen["threshold"]
    return step


def _function(chosen: Mapping[str, Any], of: str) -> dict[str, Any]:
    word: str = chosen.get(of) or ""
    return {"function": word} if is_named(word) else {}


def _weighting(weights: str | Path) -> object:
    if isinstance(weights, str):
        if not _is_written_out(weights):
            return _step(weights)
        from ii_index.io.parsing import parse_yaml

        return parse_yaml(weights, "weights")
    from ii_index.io.weights import read_weights

    return read_weights(weights).model_dump(exclude_none=True)


def _is_written_out(weights: str) -> bool:
    """Tell a step as a recipe's file writes it from the word for its kind."""
    return weights.lstrip().startswith("{")


def _word(weights: str) -> str:
    return weights.replace("_", "-")


def _takes(step: str, kind: str, field: str) -> bool:
    """Whether a step of the recipe has a parameter when it is of a kind."""
    return kind.replace("-", "_") in _kinds(step, field)


def _offered(step: str, field: str) -> list[str]:
    """Name the kinds that have a parameter, of those that people are offered."""
    offered = {*NORMALISE, BY_REFERENCE, *MISSING}
    return [word for kind in _kinds(step, field) if (word := kind.replace("_", "-")) in offered]


def _kinds(step: str, field: str) -> list[str]:
    models = get_args(Recipe.model_fields[step].annotation)
    return [
        kind
        for model in models
        if field in model.model_fields
        for kind in get_args(model.model_fields["kind"].annotation)
    ]
