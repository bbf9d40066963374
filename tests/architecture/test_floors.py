"""What the floors of computation may reach: held by `lint-imports`, and here shown to be held."""

import ast
import copy
import re
import tomllib
from pathlib import Path

import grimp
import pytest

from tests.architecture.allow_list import AllowList, imports_of, is_within

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ii_index"
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract for contract in LINTER["contracts"] if contract["type"] == AllowList.type_name]
COMPUTATION = ("kernels", "model", "construction", "analysis")
RANKING, COMPOSE = "ii_index.kernels.ranking", "ii_index.construction.compose"
BUILT_IN = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}
NUMPYS = {"fromfile", "genfromtxt", "load", "loadtxt", "memmap", "save", "savetxt", "savez", "tofile"}
PANDAS = re.compile(  # a notebook shows a result by to_html, in no file
    "read_.*|to_(clipboard|csv|excel|feather|hdf|json|latex|markdown|orc|parquet|pickle|sql|stata|string|xml)"
)
EACH_CONTRACT = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["name"])


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("ii_index", include_external_packages=True, cache_dir=None)


def check_of(contract, graph):
    return AllowList(contract["name"], LINTER, contract).check(graph, verbose=False)


def planted(graph, importer, *imported):
    """A copy of the graph in which a module imports further ones."""
    changed = copy.deepcopy(graph)
    for module in imported:
        if module not in changed.modules:
            changed.add_module(module, is_squashed=True)
        changed.add_import(importer=importer, imported=module)
    return changed


def calls_outside(tree):
    """Names that a module calls to read, write, print or run text: built in, pandas' and numpy's."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN:
                yield name
            case ast.Attribute(attr=name) if name in NUMPYS or PANDAS.fullmatch(name):
                yield name
            case ast.ImportFrom(module="scipy", names=[*names]) if any(alias.name == "io" for alias in names):
                yield "scipy.io"
            case ast.ImportFrom(module="scipy.io") | ast.Import(names=[ast.alias(name="scipy.io")]):
                yield "scipy.io"


def test_every_floor_of_computation_has_a_list_of_what_it_may_import():
    named = [package for contract in CONTRACTS for package in contract["source_modules"]]

    assert sorted(named) == sorted(f"ii_index.{floor}" for floor in COMPUTATION)


@EACH_CONTRACT
def test_computation_imports_what_its_list_allows(graph, contract):
    assert check_of(contract, graph).metadata["strangers"] == []


@EACH_CONTRACT
def test_a_list_allows_nothing_that_nobody_imports(graph, contract):
    imported = {name for _, name in imports_of(graph, contract["source_modules"])}

    idle = [
        allowed
        for allowed in contract["allowed_modules"]
        if not any(is_within(name, allowed) for name in imported)
    ]
    assert idle == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        (RANKING, {"openpyxl", "xlsxwriter", "urllib", "subprocess"}),
        (RANKING, {"os", "sys", "ctypes", "threading"}),
        (RANKING, {"pandas", "ii_index.errors", "ii_index.messages", "ii_index.model.names"}),
        (COMPOSE, {"xlsxwriter", "openpyxl", "pathlib"}),
        (
            COMPOSE,
            {"yaml", "jinja2", "click", "python_calamine", "vl_convert", "importlib", "a_library_to_come"},
        ),
    ],
)
def test_an_import_that_a_list_does_not_name_breaks_its_contract(graph, importer, imported):
    checks = [check_of(contract, planted(graph, importer, *imported)) for contract in CONTRACTS]
    (broken,) = [check for check in checks if not check.kept]

    assert set(broken.metadata["strangers"]) == {(importer, name) for name in imported}


def test_an_import_inside_a_function_counts(tmp_path, monkeypatch):
    package = tmp_path / "lazily"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "ranking.py").write_text("def ranks():\n    import subprocess, urllib.request\n")
    monkeypatch.syspath_prepend(tmp_path)
    graph = grimp.build_graph("lazily", include_external_packages=True, cache_dir=None)
    contract = {"name": "", "source_modules": ["lazily"], "allowed_modules": ["lazily", "math"]}

    assert check_of(contract, graph).metadata["strangers"] == [
        ("lazily.ranking", "subprocess"),
        ("lazily.ranking", "urllib"),
    ]


@pytest.mark.parametrize("floor", COMPUTATION)
def test_computation_neither_opens_nor_prints_by_what_needs_no_import(floor):
    found = {
        path.relative_to(SOURCE).as_posix(): names
        for path in (SOURCE / floor).rglob("*.py")
        if (names := {*calls_outside(ast.parse(path.read_text(encoding="utf-8")))})
    }

    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "open('a')",
        "print(1)",
        "__import__('os')",
        "pd.read_csv('a')",
        "frame.to_excel('a')",
        "np.save('a', x)",
        "from scipy import io, stats",
        "from scipy.io import loadmat",
        "import scipy.io",
    ],
)
def test_reading_by_what_needs_no_import_is_found(line):
    assert [*calls_outside(ast.parse(f"def f():\n    {line}"))] != []
