"""Weights files: ``local`` by node id or ``nested`` by indicator, read for an index and written by experts' rounds."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from ii_index.construction.expert_weights.combination import ExpertWeights
from ii_index.construction.results import CompositeIndex
from ii_index.construction.weights import published
from ii_index.errors import Finding, FrameworkError
from ii_index.io.flat_frameworks import figure, flat_rows, is_flat
from ii_index.io.judgements import parse_judgements
from ii_index.messages import Language
from ii_index.model.printed_numbers import twelve_digits
from ii_index.model.steps.weighting import GivenWeights
from ii_index.model.validation import findings_of

_JUDGEMENT_KEYS = {"matrices", "allocations", "experts", "best_worst"}
_FORM = "local: {…} | nested: {…}"


def read_weights(path: str | Path) -> GivenWeights:
    """Read a weights file: YAML, or a table with a column of ids or names and one of weights within the parent.

    Parameters
    ----------
    path : str or path
        The sheet of weights of a workbook that this program wrote is such a table.

    Returns
    -------
    GivenWeights

    Raises
    ------
    FrameworkError
        No such file, not readable, judgements instead of weights, or every fault of what it holds.
    """
    file = str(path)
    if is_flat(path):
        return GivenWeights.model_validate({"kind": "given", "local": _in_table(Path(path))})
    value = parse_judgements(Path(path))  # to tell them from weights
    if not isinstance(value, dict):
        found, details = str(value)[:60], {"path": "."}
        raise FrameworkError(
            Finding("E_FIELD_VALUE", file=file, found=found, expected=_FORM, details=details)
        )
    fields: dict[str, object] = {str(key): item for key, item in value.items()}  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if _JUDGEMENT_KEYS & fields.keys():
        raise FrameworkError(Finding("E_JUDGEMENTS_NOT_WEIGHTS", file=file))
    if _are_nodes(fields):
        raise FrameworkError(Finding("E_WEIGHTS_LOCAL_OR_NESTED", file=file))
    try:
        return GivenWeights.model_validate({"kind": "given", **fields})
    except ValidationError as error:
        raise FrameworkError(findings_of(error, file)) from None


def _are_nodes(fields: Mapping[str, object]) -> bool:
    """Whether these are nodes and their weights, without a word about which weights; no misspelt field is."""
    known = {*GivenWeights.model_fields} & {*fields}
    return bool(fields) and not known and not any(isinstance(item, dict) for item in fields.values())


def _in_table(path: Path) -> dict[str, float]:
    """Return the weights of a table by id, or by name where it has no ids."""
    rows = flat_rows(path)
    faults: list[Finding] = []
    found: dict[str, float] = {}
    for row in rows.nodes:
        if "weight" not in row:
            continue
        weight = figure(row["weight"])
        if not isinstance(weight, float):
            details = {"path": row["id"]}
            faults.append(
                Finding("E_FIELD_VALUE", file=rows.file, found=row["weight"], expected="0 …", details=details)
            )
            continue
        found[row["id"]] = weight
    if not found and not faults:
        faults.append(Finding("E_WEIGHTS_TABLE", file=rows.file, found=" | ".join(rows.heads)))
    if faults:
        raise FrameworkError(faults)
    return found


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
