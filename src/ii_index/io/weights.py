"""Weights files: ``local`` by node id or ``nested`` by indicator, read for an index and written by experts' rounds."""

from pathlib import Path

from pydantic import ValidationError

from ii_index.construction.expert_weights.combination import ExpertWeights
from ii_index.construction.results import CompositeIndex
from ii_index.construction.weights import published
from ii_index.errors import Finding, FrameworkError
from ii_index.io.judgements import parse_judgements
from ii_index.messages import Language
from ii_index.model.printed_numbers import twelve_digits
from ii_index.model.recipe import GivenWeights
from ii_index.model.validation import findings_of

_JUDGEMENT_KEYS = {"matrices", "allocations", "experts"}
_FORM = "local: {…} | nested: {…}"


def read_weights(path: str | Path) -> GivenWeights:
    """Read a weights file.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    GivenWeights

    Raises
    ------
    FrameworkError
        No such file, not readable, judgements instead of weights, or every fault of what it holds.
    """
    file = str(path)
    value = parse_judgements(Path(path))  # to tell them from weights
    if not isinstance(value, dict):
        found, details = str(value)[:60], {"path": "."}
        raise FrameworkError(
            Finding("E_FIELD_VALUE", file=file, found=found, expected=_FORM, details=details)
        )
    fields = {str(key): item for key, item in value.items()}  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if _JUDGEMENT_KEYS & fields.keys():
        raise FrameworkError(Finding("E_JUDGEMENTS_NOT_WEIGHTS", file=file))
    try:
        return GivenWeights.model_validate({"kind": "given", **fields})
    except ValidationError as error:
        raise FrameworkError(findings_of(error, file)) from None


def weights_to_yaml(weights: ExpertWeights | CompositeIndex, origin: str, language: Language) -> str:
    """Write local weights, unrounded, with the printed weight out of 100 beside each.

    Parameters
    ----------
    weights : ExpertWeights or CompositeIndex
        Whose weights.
    origin : str
        Where they come from, in one line; kept in the file and shown wherever the weights are used.
    language : {"zh", "en"}
        Of the names in the comments.

    Returns
    -------
    str
    """
    framework = weights.framework
    lines = [f"origin: {_quoted(origin)}", "local:"]
    for level, printed in enumerate(published(weights.weights, framework), start=1):
        for node in printed:
            if framework.tree.level_of(node) == level:  # a leaf carried down has its line already
                note = f"{framework.name_of(node).text(language)} {printed[node]:.2f}"
                lines.append(f"  {node}: {twelve_digits(weights.weights.local[node])!r}  # {note}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
