"""Numpydoc docstrings as GitHub Markdown."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from numpydoc.docscrape import NumpyDocString, Parameter

Resolve = Callable[[str], str | None]
LISTS = ("Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns")
_ROLE = re.compile(r"(?P<role>:\w+:)`(?P<target>[^`]+)`|``(?P<code>.+?)``|`(?P<name>[^`]+)`")
_SPECIAL = re.compile(r"(?P<emphasis>(?<!\w)\*\w[^*]*\w\*(?!\w))|[*<\\]")
_FOOTNOTE = re.compile(r"\[(\d+)\]_|^\.\. (?=\[\d+\])", re.MULTILINE)


@cache
def parsed(documented: Any) -> NumpyDocString:
    """Sections of an object's docstring."""
    return NumpyDocString(inspect.getdoc(documented) or "")


def summary(documented: Any, resolve: Resolve) -> str:
    """First paragraph of an object's docstring, on one line."""
    return inline(" ".join(parsed(documented)["Summary"]), resolve)


def body(documented: Any, resolve: Resolve) -> Iterator[str]:
    """Paragraphs of an object's docstring, section by section."""
    sections = parsed(documented)
    yield inline(" ".join(sections["Summary"]), resolve)
    yield from prose(sections["Extended Summary"], resolve)
    for title in LISTS:
        if sections[title]:
            yield f"**{title}**"
            yield "\n".join(
                _item(entry, resolve) for entry in sections[title] if _is_passed(entry, documented)
            )
    for title in ("Notes", "References"):
        if sections[title]:
            yield f"**{title}**"
            yield from prose(sections[title], resolve)
    if sections["Examples"]:
        yield "**Examples**"
        yield from examples(sections["Examples"], resolve)


def prose(lines: Sequence[str], resolve: Resolve) -> Iterator[str]:
    """Paragraphs, formulas, literal blocks, and lists of names with what is said of each."""
    for paragraph in _paragraphs(lines):
        first, *rest = paragraph
        if first.lstrip().startswith(".. math::"):
            formula = [first.split("::", 1)[1], *rest]
            yield "\n".join(["```math", *(line.strip() for line in formula if line.strip()), "```"])
        elif first.startswith("    "):
            yield "\n".join(["```text", *(line.removeprefix("    ") for line in paragraph), "```"])
        elif first.startswith("``") and rest and all(line.startswith(("``", "    ")) for line in rest):
            yield inline("\n".join(_listed(paragraph)), resolve)
        else:
            yield inline("\n".join(paragraph).removesuffix("::"), resolve)


def _listed(paragraph: Sequence[str]) -> Iterator[str]:
    """A map: each name with what is said of it, as the items of a list."""
    item: list[str] = []
    for line in paragraph:
        if line.startswith("``") and item:
            yield f"- {item[0]}: {' '.join(item[1:])}"
            item = []
        item.append(line.strip())
    yield f"- {item[0]}: {' '.join(item[1:])}"


def examples(lines: Sequence[str], resolve: Resolve) -> Iterator[str]:
    """Doctests as they stand, and the words between them."""
    paragraphs = list(_paragraphs(lines))
    for is_code, group in groupby(paragraphs, key=lambda paragraph: paragraph[0].startswith(">>>")):
        if is_code:
            code = "\n\n".join("\n".join(paragraph) for paragraph in group)
            yield f"```pycon\n{code}\n```"
        else:
            yield from (inline("\n".join(paragraph), resolve) for paragraph in group)


def inline(text: str, resolve: Resolve) -> str:
    """Roles become links, double backticks single ones; what Markdown would take for markup is escaped."""
    parts, end = [], 0
    for match in _ROLE.finditer(text):
        parts += [_plain(text[end : match.start()]), _marked(match, resolve)]
        end = match.end()
    return "".join([*parts, _plain(text[end:])])


def cell(text: str) -> str:
    """Text in a cell of a table."""
    return " ".join(text.split()).replace("|", r"\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where there are no rows."""
    lines = ["| " + " | ".join(cell(text) for text in row) + " |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines]) if lines else ""


def signature(name: str, function: Any) -> str:
    """A call with its parameters and defaults; the types stand below."""
    try:
        found = inspect.signature(function)
    except ValueError:
        return name
    bare = [
        item.replace(annotation=inspect.Parameter.empty)
        for item in found.parameters.values()
        if item.name not in {"self", "cls"}
    ]
    shown = str(found.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    return name + re.sub(r"<factory>|<(?:object object|function .+?) at 0x\w+>", "…", shown)


def _plain(text: str) -> str:
    without_notes = _FOOTNOTE.sub(lambda note: f"[{note[1]}]" if note[1] else "", text)
    return _SPECIAL.sub(lambda found: found["emphasis"] or f"\\{found[0]}", without_notes)


def _marked(match: re.Match[str], resolve: Resolve) -> str:
    code, name, target = match["code"], match["name"], match["target"]
    if match["role"] == ":math:":
        return f"$`{target}`$"
    if code or name:
        return f"`{code or name}`"
    shown = target.rsplit(".", 1)[-1] if target.startswith("~") else target
    link = resolve(target.removeprefix("~"))
    return f"[`{shown}`]({link})" if link else f"`{shown}`"


def _is_passed(entry: Parameter, documented: Any) -> bool:
    """Hypothesis passes ``draw`` itself."""
    return entry.name != "draw" or "draw" in inspect.signature(documented).parameters


def _item(entry: Parameter, resolve: Resolve) -> str:
    meaning = inline(" ".join(line.strip() for line in entry.desc if line.strip()), resolve)
    kind = inline(entry.type, resolve)
    head = f"`{entry.name}` ({kind})" if entry.name and kind else f"`{entry.name}`" if entry.name else kind
    return f"- {head}: {meaning}" if meaning else f"- {head}"


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            yield list(group)
