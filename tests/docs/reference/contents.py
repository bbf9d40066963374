"""docs/README.md: every page by what a reader comes for (Diátaxis), with its title and first sentence."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.documents import ROOT

FOLDERS = {
    "tutorial": ("Learn · 入门", "Start here: a first index, step by step."),
    "how-to": ("Do · 操作", "One task a page, with the commands."),
    "reference": ("Look up · 查阅", "Every function, file, command and code, from the source itself."),
    "explanation": ("Understand · 理解", "What is computed, when to choose it, and where it comes from."),
}
ALSO = """\
As a site, in both languages, without a network: `make site` · [home](index.md) · [首页](index.zh.md) ·
[what was reproduced](fidelity.md) · [benchmarks](benchmarks.md) · [速度](benchmarks.zh.md) · [notebooks](notebooks/).

Also: [README](../README.md) · [中文说明](../README.zh.md) · [sources of the examples](../examples/SOURCES.md) ·
[contributing](../CONTRIBUTING.md). Every example in these pages is executed by the tests."""


def body() -> Iterator[str]:
    """A section a folder."""
    for folder, (heading, purpose) in FOLDERS.items():
        yield f"## {heading}"
        yield purpose
        yield "\n".join(_line(path) for path in _pages(ROOT / "docs" / folder))
    yield ALSO


def _pages(folder: Path) -> list[Path]:
    """All pages of a folder; of the reference its own index, the tables, the commands and the codes."""
    if folder.name != "reference":
        return sorted(folder.glob("*.md"))
    chosen = ("README", "tables", "command-line", "command-line.zh", "findings")
    return [path for name in chosen if (path := folder / f"{name}.md").exists()]


def _line(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("# ")
    return f"- [{title}]({path.relative_to(ROOT / 'docs').as_posix()}){_first_sentence(text)}"


def _first_sentence(text: str) -> str:
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")[1:]]
    prose = [part for part in paragraphs if re.match(r"[\w“`*]", part) and not part.startswith("```")]
    sentence = re.match(r".+?[.。:：](?= |$|(?<=。))", prose[0]) if prose else None
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", sentence[0]) if sentence else ""
    return f": {plain.rstrip(':：')}" if plain else ""
