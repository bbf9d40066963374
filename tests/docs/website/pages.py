"""Which pages the site has, in which order, and where each of the project's files stands in it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.docs.documents import ROOT

DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
#: Folders of docs/ as sections of the site, with their titles.
SECTIONS = {
    "tutorial": {"zh": "入门", "en": "Tutorials"},
    "notebooks": {"zh": "笔记本", "en": "Notebooks"},
    "how-to": {"zh": "操作", "en": "How-to"},
    "explanation": {"zh": "方法说明", "en": "Explanation"},
    "reference": {"zh": "查阅", "en": "Reference"},
    "": {"zh": "可信与可查", "en": "Evidence"},
    "project": {"zh": "项目", "en": "Project"},
}
#: Pages that come before the others of their section; the rest follow by name.
FIRST = {
    "tutorial": ("first-index", "your-own-index", "expert-round", "audit-an-index", "provincial-paper"),
    "explanation": ("method",),
    "how-to": ("coming-from",),
    "reference": ("index", "glossary", "command-line", "tables", "findings", "methods"),
}
#: Pages outside docs/ that belong to the site.
OUTSIDE = {
    "CONTRIBUTING": "project/contributing",
    "SECURITY": "project/security",
    "examples/SOURCES": "project/sources",
}
#: Pages that the site does not have, and what it has in their place.
REPLACED = {"README": "index", "docs/README": "index"}


def name_of(path: Path) -> tuple[str, str]:
    """Name of a page without its language, and the language of the file: ``docs/how-to/brief``, ``zh``."""
    name = path.relative_to(ROOT).as_posix().rsplit(".", 1)[0]
    return (name.removesuffix(".zh"), "zh") if name.endswith(".zh") else (name, "en")


def place_of(path: Path) -> str | None:
    """Where a file stands in the site of its language, without suffix; None if it is no page of it."""
    if path.suffix not in {".md", ".ipynb"}:
        return None
    name, _ = name_of(path)
    if name in OUTSIDE or name in REPLACED:
        return OUTSIDE.get(name) or REPLACED[name]
    if not name.startswith("docs/"):
        return None
    place = name.removeprefix("docs/")
    return place.replace("README", "index") if place.endswith("/README") else place


@cache
def sources() -> dict[str, dict[str, Path]]:
    """Every page of the site by its place, as the files that say it by language."""
    files = sorted(path for suffix in ("md", "ipynb") for path in DOCS.rglob(f"*.{suffix}"))
    files += [path for name in OUTSIDE for path in (ROOT / f"{name}.md", ROOT / f"{name}.zh.md")]
    found: dict[str, dict[str, Path]] = {}
    for path in files:
        name, language = name_of(path)
        place = place_of(path)
        if place and name not in REPLACED and path.exists():
            found.setdefault(place, {})[language] = path
    return found


def section(folder: str, places: list[str]) -> list[str]:
    """The pages of a section in their order."""
    mine = [place for place in places if place.rpartition("/")[0] == folder and place != "index"]
    first = [f"{folder}/{name}" for name in FIRST.get(folder, ())]
    return [place for place in first if place in mine] + sorted(set(mine) - set(first))


def contents(places: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Sections with their pages."""
    for folder in SECTIONS:
        if pages := section(folder, places):
            yield folder, pages
