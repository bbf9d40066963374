"""Notebooks as pages: executed where IPython shows its values, their outputs kept beside the page."""

import base64
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from tests.docs.session import copied

_PICTURES = {"image/png": "png", "image/svg+xml": "svg"}


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook: ``kind`` is ``code`` or ``markdown``."""

    kind: str
    source: str


@dataclass(frozen=True)
class Shown:
    """What a cell of code printed, and what it showed, by type of content."""

    printed: str
    shown: tuple[dict[str, Any], ...]


def cells(path: Path) -> list[Cell]:
    """Cells of a notebook in their order."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [Cell(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]


def executed(path: Path) -> list[Shown]:
    """Run the cells of code as Jupyter would, in a copy of the project.

    Raises
    ------
    RuntimeError
        If a cell fails; it is named.
    """
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    main = sys.modules["__main__"]
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.reset()
    try:
        with tempfile.TemporaryDirectory() as folder, chdir(copied(Path(folder))):
            return [_run(shell, cell, path) for cell in cells(path) if cell.kind == "code"]
    finally:
        sys.modules["__main__"] = main  # IPython puts its own there, from which no process can be spawned


def _run(shell: Any, cell: Cell, path: Path) -> Shown:
    from IPython.utils.capture import capture_output

    shown: list[dict[str, Any]] = []
    hook = shell.displayhook
    hook.write_output_prompt = hook.finish_displayhook = lambda: None
    hook.write_format_data = lambda data, _metadata=None: shown.append(data)
    with capture_output() as captured:
        result = shell.run_cell(cell.source)
    if not result.success:
        message = f"{path.name}: {result.error_in_exec or result.error_before_exec!r} in\n{cell.source}"
        raise RuntimeError(message)
    displayed = [dict(output.data) for output in captured.outputs]
    return Shown(captured.stdout + captured.stderr, (*displayed, *shown))


def as_page(path: Path, folder: Path, *, run: bool = True) -> str:
    """Text of a notebook as a page, with what its cells show; pictures go to ``folder``."""
    outcomes = iter(executed(path)) if run else repeat(Shown("", ()))
    parts: list[str] = []
    for cell in cells(path):
        if cell.kind == "markdown":
            parts.append(cell.source)
            continue
        outcome = next(outcomes)
        parts.append(f"```python\n{cell.source}\n```")
        if outcome.printed:
            parts.append(f"```text\n{outcome.printed.rstrip()}\n```")
        parts += [_show(data, f"{path.stem}-{len(parts)}", folder) for data in outcome.shown]
    return "\n\n".join(parts) + "\n"


def _show(data: dict[str, Any], name: str, folder: Path) -> str:
    for kind, suffix in _PICTURES.items():
        if kind in data:
            content = data[kind]
            raw = base64.b64decode(content) if kind == "image/png" and isinstance(content, str) else content
            picture = folder / f"{name}.{suffix}"
            picture.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
            return f"![]({picture.name})"
    if "text/html" in data:
        return f'```{{raw}} html\n<div class="shown">{data["text/html"]}</div>\n```'
    return f"```text\n{data['text/plain']}\n```"


def stripped(path: Path) -> Iterator[str]:
    """What a notebook in the repository should not hold: outputs and counts of execution."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for at, cell in enumerate(notebook["cells"]):
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"{path.name}: cell {at} has outputs"
