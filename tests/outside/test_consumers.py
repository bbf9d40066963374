"""Ten programs as other people write them: each runs, on the public names alone. Their types: ``make installed``."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ii_index as ii

HERE = Path(__file__).parent
PROGRAMS = sorted((HERE / "consumers").glob("*.py"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_of_somebody_else_runs(program, tmp_path):
    own = {**os.environ, "PYTHONPATH": str(HERE.parents[1] / "src"), "OPENBLAS_NUM_THREADS": "1"}
    command = [
        sys.executable,
        "-W",
        "error::FutureWarning",
        "-W",
        "error::DeprecationWarning:ii_index",
        str(program),
    ]
    done = subprocess.run(command, cwd=tmp_path, env=own, capture_output=True, encoding="utf-8", check=False)

    if "skipped:" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    assert not done.stdout


def test_there_are_ten_and_they_use_public_names_alone():
    assert len(PROGRAMS) == 10
    for program in PROGRAMS:
        tree = ast.parse(program.read_text(encoding="utf-8"))
        used = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ii"
        }
        assert used <= {*ii.__all__}
        imported = [
            name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for name in [node.module or ""]
        ]
        assert not any(name.startswith("ii_index") for name in imported)
