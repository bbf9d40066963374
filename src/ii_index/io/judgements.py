"""Judgements and allocations as YAML: read with ``1/3`` and ``?`` as people write them, and written back."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from ii_index.errors import Finding, WeightsError
from ii_index.io.definitions import read_text, validated
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.sources import Readable, handed
from ii_index.io.parsing import parse_yaml
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements
from ii_index.model.printed_numbers import twelve_digits

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
TABLES = (".csv", ".tsv", ".txt", ".tab", *WORKBOOKS)
# In a YAML list a bare ? would start a mapping key; ~ is YAML's own word for "nothing here".
_OPEN = re.compile(r"(?<=[\[,])(\s*)[?？](?=\s*[,\]])")


def read_judgements(path: str | Path | Readable, framework: Framework | None = None) -> Judgements:
    """Read a file of judgements; ``-`` is standard input.

    Parameters
    ----------
    path : str, path or file object
        YAML; or a table of comparisons (CSV, TSV, a workbook), as
        :func:`~ii_index.io.judgement_tables.read_judgement_tables` takes it.
    framework : Framework, optional
        Whose children a table compares; a YAML file says it itself.

    Returns
    -------
    Judgements

    Raises
    ------
    FrameworkError
        No such file, not readable, or every fault of what it holds.
    WeightsError
        Every fault of a table; a table without its framework.

    Examples
    --------
    >>> read_judgements("nowhere.yaml")
    Traceback (most recent call last):
    ...
    ii_index.errors.FrameworkError: nowhere.yaml  E_FILE_MISSING  there is no file nowhere.yaml → check the path
    """
    with handed(path, LIMITS.file) as file:
        return _judgements(file, framework)


def _judgements(path: str | Path, framework: Framework | None) -> Judgements:
    if Path(path).suffix.lower() in TABLES:
        from ii_index.io.judgement_tables import holds_data, read_judgement_tables

        if framework is None:
            if holds_data(path):
                raise WeightsError(Finding("E_DATA_NOT_COMPARISONS", file=str(path)))
            raise WeightsError(Finding("E_COMPARISONS_OF_WHAT", file=str(path)))
        return read_judgement_tables(path, framework).judgements
    return validated(parse_judgements(Path(path)), Judgements, str(path))


def parse_judgements(path: Path) -> object:
    """Parse a YAML file in which ``?`` may stand for a judgement that was not given."""
    return parse_yaml(_OPEN.sub(r"\1~", read_text(path)), str(path))


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
    experts = [
        {"id": item.id, **({"name": item.name} if item.name else {}), "weight": _short(item.weight)}
        for item in judgements.experts
    ]
    matrices = [
        {
            "node": item.node,
            **({"expert": item.expert} if item.expert else {}),
            "order": list(item.order),
            "upper": [[_written(answer) for answer in row] for row in item.upper],
        }
        for item in judgements.matrices
    ]
    allocations = [
        {
            **({"expert": table.expert} if table.expert else {}),
            **({"node": table.node} if table.node else {}),
            "points" if table.node else "leaves": {
                item: _short(given) for item, given in table.shares.items()
            },
        }
        for table in judgements.allocations
    ]
    extremes = [
        {
            "node": said.node,
            **({"expert": said.expert} if said.expert else {}),
            "best_to_others": {item: _written(value) for item, value in said.best_to_others.items()},
            "others_to_worst": {item: _written(value) for item, value in said.others_to_worst.items()},
        }
        for said in judgements.best_worst
    ]
    lines = [f"# {line}" for line in comment.splitlines()]
    lines.append(f"framework: {_flow(judgements.framework)}")
    written: dict[str, Sequence[Mapping[str, object]]] = {
        "experts": experts,
        "matrices": matrices,
        "best_worst": extremes,
        "allocations": allocations,
    }
    for key, entries in written.items():
        lines += [f"{key}:"] if entries else []
        for entry in entries:
            first, *others = (f"{field}: {_flow(value)}" for field, value in entry.items())
            lines += [f"  - {first}", *(f"    {other}" for other in others)]
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    """Write a value on one line, quoted where YAML would misread it."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False)
    return text.removesuffix("...\n").strip()


def _short(number: float) -> float | int:
    """Write whole numbers without a point."""
    return int(number) if number == int(number) else number


def _written(answer: float | None) -> float | int | str:
    """Write a judgement as people do: 3, 1/3, and ? where there is none."""
    if answer is None:
        return "?"
    for value, text in ((answer, "{}"), (1 / answer, "1/{}")):
        if abs(value - round(value)) < 1e-12 * value:
            written = text.format(round(value))
            return int(written) if written.isdigit() else written
    return twelve_digits(answer)
