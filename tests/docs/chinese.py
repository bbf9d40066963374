"""The Chinese texts of program and docs, and what an editor would mark in them.

Spaces: none between Chinese and figures (2023年, 31个省份), one between Chinese and Latin words or code
(`PDF 文件`), none beside full-width punctuation; brackets and marks beside Chinese are full-width; years are joined
by —. ``python -m tests.docs.chinese`` mends the spaces, and prints what it cannot mend.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.docs.documents import ROOT

HAN = "[\u3400-\u9fff]"
HOLE = "\ufffc"
WIDE = "，。；：、？！（）“”‘’《》〔〕…"
GLOSSARY = ROOT / "docs" / "glossary.yaml"
SOURCE = ROOT / "src" / "ii_index"
# What reads Chinese as other people write it; the notations of an expert in code.
READERS = ("io/tables/", "io/files/", "model/headings.py", "model/periods.py", "model/chains.py", "model/provinces.py",
           "model/roles.py", "model/spelling.py", "model/frame_columns.py", "model/units_of_measurement.py",
           "io/records.py", "io/targets.py", "io/levelled_frameworks.py", "io/flat_frameworks.py", "model/identities.py", "model/numbers.py",
           "frameworks/", "rubrics/")  # fmt: skip


class Text(NamedTuple):
    """One text and where it stands; holes are what is filled in when it is shown."""

    where: str
    text: str


class Term(NamedTuple):
    """A line of the glossary."""

    zh: str
    en: str
    source: str
    forbidden: tuple[str, ...]


@cache
def terms() -> tuple[Term, ...]:
    """All terms of the glossary."""
    read = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))
    return tuple(
        Term(term["zh"], term["en"], read["sources"][term["source"]], tuple(term.get("not", ())))
        for term in read["terms"]
    )


def of_the_program() -> Iterator[Text]:
    """Chinese strings of the source that are shown: no docstrings, nothing that only reads foreign tables."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(READERS):
            yield from _strings(path)
    for suffix in ("js", "css", "typ"):
        for path in sorted(SOURCE.rglob(f"*.{suffix}")):
            code = re.sub(
                r"/\*.*?\*/|^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
            )
            for found in re.finditer(r"([\"'`])((?:(?!\1).)*)\1|>([^<>{}]+)<", code):
                text = re.sub(r"\$\{[^}]*\}", HOLE, found[2] or found[3] or "")
                if re.search(HAN, text):
                    yield Text(path.name, text)


def _strings(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr():
                text = "".join(part.value if isinstance(part, ast.Constant) else HOLE for part in node.values)
            case ast.Constant(value=str(text)) if (
                id(node) not in inside | said and "(?" not in text and r"\d" not in text
            ):
                text = re.sub(r"\{\w[^{}]*\}", HOLE, text) if "messages" in path.parts else text
            case _:
                continue
        if re.search(HAN, text):
            yield Text(f"{path.relative_to(ROOT)}:{node.lineno}", text)


def of_the_docs() -> Iterator[Text]:
    """Lines of the Chinese pages; shown outputs and code are not prose."""
    for path in sorted([ROOT / "README.zh.md", *(ROOT / "docs").rglob("*.zh.md")]):
        shown = False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            shown = shown != line.lstrip().startswith("```")
            if not shown and re.search(HAN, line) and not line.lstrip().startswith("```"):
                yield Text(f"{path.relative_to(ROOT)}:{number}", line)


def forbidden(text: str) -> list[str]:
    """Words for which the glossary has another."""
    return [f"{word} → {term.zh}" for term in terms() for word in term.forbidden if re.search(word, text)]


_FIGURE = r"[±<>≥≤≈]?\d(?:[\d.,:×—–−/]*\d)?[%‰]?"
_LATIN = r"[A-Za-zα-ω](?:[A-Za-zα-ω0-9_.\-]*[A-Za-zα-ω0-9_])?"
_SPACED = (
    (rf"(?<={HAN}) ({_FIGURE})(?=$|[{WIDE}]|{HAN}| {HAN})", r"\1"),
    (rf"(?:(?<=[{WIDE}])|(?<={HAN}))({_FIGURE}) (?={HAN})", r"\1"),
    (rf"(?<={HAN})(?={_LATIN})", " "),
    (rf"(?<![A-Za-z0-9_.\-])({_LATIN})(?={HAN})", r"\1 "),
    (rf"(?<=[{WIDE[:-1]}]) (?={HAN}|[\dA-Za-z`])|(?<={HAN}) (?=[{WIDE[:-1]}])|(?<=[\dA-Za-z`]) (?=[{WIDE[:-1]}])", ""),
)  # fmt: skip


def spaced(text: str) -> str:
    """Return a text with the spaces of the rule; names keep the spelling of their publisher."""
    for pattern, instead in () if text.startswith("#") else _SPACED:
        text = re.sub(pattern, instead, text)
    return text


def marked(text: str) -> list[str]:
    """Half-width marks beside Chinese, and years joined by another dash."""
    if len(re.findall("[a-z]", text)) > 2 * len(re.findall(HAN, text)):
        return []  # English that names Chinese words
    bare = re.sub(r"`[^`]*`|\[[^\]]*\](?:\([^)]*\))?|https?://\S+|\S+=\S+|\{[^{}]*\}", "x", text)
    found = re.findall(rf"{HAN}[(,;:?!]|\([^()]*{HAN}[^()]*\)|[,;?!]{HAN}", bare)
    return [*found, *re.findall(r"\d{4} ?[–-] ?\d{4}(?=\D|$)", bare)]


def faults(text: str) -> list[str]:
    """Everything an editor would mark."""
    mended = spaced(text)
    return [*forbidden(text), *marked(text), *([f"→ {mended}"] if mended != text else [])]


def main() -> None:
    """Mend the spaces in source and docs."""
    for path in [*SOURCE.rglob("*.py"), ROOT / "README.zh.md", *(ROOT / "docs").rglob("*.zh.md")]:
        old = path.read_text(encoding="utf-8")
        own = of_the_docs() if path.suffix == ".md" else _strings(path)
        if path.suffix == ".py" and path.relative_to(SOURCE).as_posix().startswith(READERS):
            continue
        new = old
        for place in own:
            if path.suffix == ".md" and not place.where.startswith(f"{path.relative_to(ROOT)}:"):
                continue
            for part in place.text.split(HOLE):
                for line in part.splitlines():
                    new = new.replace(line, spaced(line)) if re.search(HAN, line) else new
        if new != old:
            path.write_text(new, encoding="utf-8")
    for place in [*of_the_program(), *of_the_docs()]:
        for fault in faults(place.text):
            print(f"{place.where}: {fault}")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()
