"""Names that say nothing are kept out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "ii_index"
EMPTY_MODULE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "process"}
EMPTY_PARAMETER_NAMES = {"df", "data", "tmp"}


def parameters(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
                yield argument.arg


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_and_parameters_are_named_for_what_they_hold(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert path.stem not in EMPTY_MODULE_NAMES
    assert not EMPTY_PARAMETER_NAMES & set(parameters(tree))
