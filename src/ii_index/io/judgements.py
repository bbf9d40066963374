"""Judgements and allocations as YAML: read with ``1/3`` and ``?`` as people write them, and written back."""

import re
from pathlib import Path
from typing import Any

import yaml

from ii_index.io.definitions import parse_foreign, read_text, validated
from ii_index.model.judgements import Judgements

# In a YAML list a bare ? would start a mapping key; ~ is YAML's own word for "nothing here".
_OPEN = re.compile(r"(?<=[\[,])(\s*)[?？](?=\s*[,\]])")


def read_judgements(path: str | Path) -> Judgements:
    """Read a file of judgements; ``-`` is standard input.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Judgements

    Raises
    ------
    FrameworkError
        No such file, not readable, or every fault of what it holds.

    Examples
    --------
    >>> read_judgements("nowhere.yaml")
    Traceback (most recent call last):
    ...
    ii_index.errors.FrameworkError: nowhere.yaml  E_FILE_MISSING  there is no file nowhere.yaml → check the path
    """
    text = _OPEN.sub(r"\1~", read_text(Path(path)))
    return validated(parse_foreign(text, str(path)), Judgements, str(path))


def to_yaml(judgements: Judgements, comment: str = "") -> str:
    """Write judgements as a file that :func:`read_judgements` reads back.

    Parameters
    ----------
    judgements : Judgements
    comment : str
        Lines to stand above, without the leading ``#``.

    Returns
    -------
    str
    """
    record: dict[str, Any] = {"framework": judgements.framework}
    experts = [_without_defaults(expert.model_dump(), {"name": None}) for expert in judgements.experts]
    matrices = [
        {
            **_without_defaults({"node": matrix.node, "expert": matrix.expert}, {"expert": None}),
            "order": list(matrix.order),
            "upper": [[_written(answer) for answer in row] for row in matrix.upper],
        }
        for matrix in judgements.matrices
    ]
    allocations = [
        {key: value for key, value in table.model_dump().items() if value is not None}
        for table in judgements.allocations
    ]
    parts = {"experts": experts, "matrices": matrices, "allocations": allocations}
    record |= {key: entries for key, entries in parts.items() if entries}
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    return head + yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=110)


def _without_defaults(record: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in defaults or value != defaults[key]}


def _written(answer: float | None) -> float | int | str:
    """Write a judgement as people do: 3, 1/3, and ? where there is none."""
    if answer is None:
        return "?"
    for value, text in ((answer, "{}"), (1 / answer, "1/{}")):
        if abs(value - round(value)) < 1e-12 * value:
            written = text.format(round(value))
            return int(written) if written.isdigit() else written
    return answer
