"""The pages of the documentation, and the examples that stand in them.

Three kinds of fenced block are executed:

``console``
    ``$ command`` lines, run by one bash a page, and what they print (both streams). ``> `` continues a
    command. A command that fails must be followed by ``$ echo $?``.
``python`` with ``>>>``
    A doctest; the names live on to the end of the page.
``python`` without
    A script, run as it stands.

In expected output ``...`` stands for any text.
"""

import doctest
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import compile as pattern

ROOT = Path(__file__).parents[2]
_FENCE = pattern(r"^(?P<indent>\s*)(?P<ticks>`{3,})\s*(?P<language>[\w+-]*)")


@dataclass(frozen=True)
class Block:
    """A fenced block: the file lines ``first`` to ``first + len(lines) - 1``, counted from 0."""

    path: Path
    first: int
    language: str
    lines: tuple[str, ...]
    indent: str

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True)
class Example:
    """A command or statement, the output that the page shows, and the file lines where that output stands."""

    block: Block
    line: int
    source: str
    expected: str
    shown: range

    @property
    def place(self) -> str:
        return f"{self.block.path.name}:{self.line + 1}"


def documents() -> list[Path]:
    """README and all pages under docs/."""
    return [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(path: Path) -> Iterator[Block]:
    """All fenced blocks of a page."""
    opening, first, inside = None, 0, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if opening is None:
            opening, first, inside = _FENCE.match(line), number + 1, []
        elif line.strip() == opening["ticks"]:
            yield Block(path, first, opening["language"], tuple(inside), opening["indent"])
            opening = None
        else:
            inside.append(line.removeprefix(opening["indent"]))
    if opening is not None:
        message = f"{path}:{first}: this block is never closed"
        raise ValueError(message)


def console_examples(block: Block) -> list[Example]:
    """Commands of a console block, each with the lines up to the next command as its output."""
    examples = []
    number = 0
    while number < len(block.lines):
        if not block.lines[number].startswith("$ "):
            message = f"{block.path.name}:{block.first + number + 1}: a console block starts with `$ command`"
            raise ValueError(message)
        start = number
        source = [block.lines[number].removeprefix("$ ")]
        number += 1
        while number < len(block.lines) and (
            block.lines[number].startswith("> ") or source[-1].endswith("\\")
        ):
            source.append(block.lines[number].removeprefix("> "))
            number += 1
        output = number
        while number < len(block.lines) and not block.lines[number].startswith("$ "):
            number += 1
        expected = "".join(f"{line}\n" for line in block.lines[output:number])
        shown = range(block.first + output, block.first + number)
        examples.append(Example(block, block.first + start, "\n".join(source), expected, shown))
    return examples


def python_examples(block: Block) -> list[tuple[doctest.Example, Example]]:
    """Statements of a doctest block, as doctest sees them and as they stand in the page."""
    pairs = []
    for parsed in doctest.DocTestParser().get_examples(block.text):
        line = block.first + parsed.lineno
        output = line + parsed.source.count("\n")
        shown = range(output, output + parsed.want.count("\n"))
        pairs.append((parsed, Example(block, line, parsed.source.rstrip("\n"), parsed.want, shown)))
    return pairs
