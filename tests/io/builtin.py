"""Built-in definitions as JSON, from their YAML: ``python -m tests.io.builtin`` writes them (``make builtin``)."""

import json
from collections.abc import Iterator
from pathlib import Path

from ii_index.io.definitions import PACKAGE
from ii_index.io.parsing import parse_yaml


def sources() -> Iterator[Path]:
    """Yield the YAML of every built-in framework and rubric."""
    for folder in ("frameworks", "rubrics"):
        yield from sorted((PACKAGE / folder).glob("*.yaml"))


def as_json(source: Path) -> str:
    """Return what a YAML file says, as one line of JSON."""
    value = parse_yaml(source.read_text(encoding="utf-8"), source.name)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    for source in sources():
        source.with_suffix(".json").write_text(as_json(source), encoding="utf-8")
