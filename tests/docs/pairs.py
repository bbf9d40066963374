"""Pages in two languages are kept in step: ``python -m tests.docs.pairs`` once both were read.

``tests/docs/pairs.txt`` holds, for each pair, what its two pages said when somebody last read both: digests of prose and
commands, not of outputs, which the program writes. The command keeps pairs of which both pages changed, and refuses
those of which one did; where the other needs no change, name the page: ``python -m tests.docs.pairs docs/how-to/brief.md``.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

from tests.docs.documents import ROOT, blocks, console_examples, python_examples

KEPT = Path(__file__).parent / "pairs.txt"
#: Folders in which every page must exist in both languages.
FOLDERS = ("tutorial", "how-to", "explanation", "notebooks")
_HEADING = re.compile(r"^(#+) ", flags=re.MULTILINE)


def pairs() -> dict[str, tuple[Path, Path]]:
    """English and Chinese page by their common name; one of them may not exist."""
    places = [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")]
    places += [path for folder in FOLDERS for path in (ROOT / "docs" / folder).iterdir()]
    names = {path.relative_to(ROOT).as_posix() for path in places if path.suffix in {".md", ".ipynb"}}
    must = {_english(name) for name in names if "/" in name.removeprefix("docs/")}
    both = must | {_english(name) for name in names if name != _english(name)}
    return {name: (ROOT / name, ROOT / _chinese(name)) for name in sorted(both)}


def _chinese(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.zh{dot}{suffix}"


def _english(name: str) -> str:
    return re.sub(r"\.zh\.(\w+)$", r".\1", name)


def said(path: Path) -> str:
    """What an editor wrote: the page without what the program printed."""
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    lines = path.read_text(encoding="utf-8").splitlines()
    shown = {number for block in blocks(path) for number in _printed(block)}
    return "\n".join(line for number, line in enumerate(lines) if number not in shown)


def _printed(block) -> set[int]:
    if block.language == "console":
        return {number for example in console_examples(block) for number in example.shown}
    if block.language == "python" and ">>>" in block.text:
        return {number for _, example in python_examples(block) for number in example.shown}
    return set()


def digest(path: Path) -> str:
    """Of what an editor wrote; empty for a page that is missing."""
    return hashlib.sha256(said(path).encode()).hexdigest()[:12] if path.exists() else ""


def shape(path: Path) -> tuple[list[int], list[str]]:
    """Levels of the headings, and languages of the blocks."""
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [], [cell["cell_type"] for cell in cells]
    prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [len(heading) for heading in _HEADING.findall(prose)], [block.language for block in blocks(path)]


def kept() -> dict[str, list[tuple[str, str]]]:
    """Digests of both pages of each pair, when they were last read together; several after a merge of branches."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        match line.split():
            case [name, english, chinese] if "#<>=".find(name[0]) < 0:
                found.setdefault(name, []).append((english, chinese))
    return found


def fault(name: str, pages: tuple[Path, Path], before: list[tuple[str, str]]) -> str | None:
    """What is wrong with a pair; None if it is in step."""
    now = (digest(pages[0]), digest(pages[1]))
    if not all(now):
        return f"{(name, _chinese(name))[now.index('')]} is missing"
    if shape(pages[0]) != shape(pages[1]):
        return f"{name}: headings or blocks of the two languages differ: {shape(pages[0])} {shape(pages[1])}"
    if now in before:
        return None
    english, chinese = (now[at] in {both[at] for both in before} for at in (0, 1))
    if english == chinese:
        return f"{name}: both languages changed: read both, then `python -m tests.docs.pairs`"
    changed, other = (_chinese(name), name) if english else (name, _chinese(name))
    return f"{changed} changed and {other} did not: say the same there, then `python -m tests.docs.pairs`"


def main(named: list[str]) -> int:
    """Keep the pairs that are in step again; name the others."""
    before, found = kept() if KEPT.exists() else {}, pairs()
    rows, refused = [], []
    for name, pages in found.items():
        wrong = fault(name, pages, before.get(name, []))
        if wrong and not ("both languages changed" in wrong or {name, _chinese(name)} & set(named)):
            refused.append(wrong)
            rows += [(name, *both) for both in before.get(name, [])]
        else:
            rows.append((name, digest(pages[0]), digest(pages[1])))
    head = "# Written by `python -m tests.docs.pairs`: pages, and what both languages said when both were last read.\n"
    KEPT.write_text(head + "".join(f"{' '.join(row)}\n" for row in rows), encoding="utf-8")
    print("\n".join([*refused, f"pairs: {len(found)}, in step: {len(found) - len(refused)}"]))
    return int(bool(refused))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
