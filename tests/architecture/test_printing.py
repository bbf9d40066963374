"""Numbers are printed by one rule: no other module fixes decimals by a format of its own, which rounds binary halves."""

import ast
import re
from pathlib import Path

import ii_index

SOURCE = Path(ii_index.__file__).parent
FIXED = re.compile(r"^[^{}]*\.\d+[f%eF]$")
DRAWN = {"reporting/briefs/html.py": "coordinates of a drawing"}
WHOLE = {
    "io/weights.py": "shares that the largest remainders have rounded",
    "scale/by_year.py": "every digit of a float, for an engine to read",
}


def formats(path):
    """The format specifications of a module that fix decimals, with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            parts = node.format_spec.values
            text = "".join(part.value for part in parts if isinstance(part, ast.Constant))
            if FIXED.match(text):
                yield node.lineno, text


def test_no_module_rounds_by_a_format_of_its_own():
    found = {
        path.relative_to(SOURCE).as_posix(): found
        for path in SOURCE.rglob("*.py")
        if (found := [*formats(path)])
    }

    assert sorted(found) == sorted({**DRAWN, **WHOLE}), found
