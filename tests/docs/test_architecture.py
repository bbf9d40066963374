"""The maps of the code are true: each file and name they give exists, and no module is left out."""

import ast
import re
from pathlib import Path

import pytest

from tests.docs.documents import ROOT

SOURCE = ROOT / "src" / "ii_index"
PAGES = [ROOT / "docs" / "explanation" / name for name in ("architecture.md", "architecture.zh.md")]
PACKAGES = sorted(path.parent for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE)


def defined(path: Path) -> set[str]:
    """Functions and classes of a module, and methods as ``Class.method``."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return names


def named(page: Path) -> list[tuple[str, str]]:
    """Files that a page names, each with the functions that follow it."""
    text = re.sub(r"\s+", " ", page.read_text(encoding="utf-8"))
    places = re.findall(r"`([a-z_/]+\.py)`((?:[ ,、]+`[A-Za-z_.]+`(?!\.py))*)", text)
    return [
        (file, name)
        for file, names in places
        for name in re.findall(r"`([A-Za-z_.]+)`", names) or [""]
        if not name.endswith(".py")
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_function_of_the_architecture_page_exists(page):
    places = named(page)
    wrong = [
        f"{file} {name}"
        for file, name in places
        if not (SOURCE / file).exists() or (name and name not in defined(SOURCE / file))
    ]

    assert len(places) > 40
    assert wrong == []


def test_both_languages_of_the_architecture_page_name_the_same_places():
    english, chinese = (set(named(page)) for page in PAGES)

    assert english == chinese


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_docstring_of_a_package_is_its_map(package):
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    rooms = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    on_the_map = set(re.findall(r"``(\w+)``", text))

    assert rooms - {"__init__", "__main__"} - on_the_map == set()
