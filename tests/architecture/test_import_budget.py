"""What starting up may load: the command line must feel immediate, and heavy libraries wait until used."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = {
    "click",
    "hypothesis",
    "jinja2",
    "openpyxl",
    "pandas",
    "pydantic",
    "python_calamine",
    "scipy",
    "vl_convert",
    "xlsxwriter",
    "yaml",
}
EVERY_KERNEL = """
import importlib, pkgutil
import ii_index.kernels
for module in pkgutil.iter_modules(ii_index.kernels.__path__, "ii_index.kernels."):
    importlib.import_module(module.name)
"""

EVERY_ANSWER = EVERY_KERNEL.replace("kernels", "reporting.answers")


def loaded_by(statement: str) -> set[str]:
    """Top-level names of the heavy libraries that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps([*sys.modules]), file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    modules = json.loads(result.stderr.splitlines()[-1])
    return HEAVY & {name.split(".")[0] for name in modules}


def running(*arguments: str) -> str:
    """Statement that runs the command line as its entry point does."""
    return (
        "import sys\n"
        f"sys.argv = ['ii-index', *{arguments!r}]\n"
        "from ii_index.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code"
    )


def test_the_budget_can_be_exceeded():
    assert loaded_by("import pandas") >= {"pandas"}


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_by("import ii_index") == set()


def test_importing_every_kernel_loads_nothing_but_numpy():
    assert loaded_by(EVERY_KERNEL) == set()


def test_a_server_answers_without_the_command_line_library():
    assert "click" not in loaded_by(EVERY_ANSWER)


def test_help_loads_the_command_line_library_alone():
    assert loaded_by(running("--help")) == {"click"}


def test_ranking_a_csv_table_loads_neither_pandas_nor_scipy_nor_a_workbook_library():
    assert loaded_by(running("rank", "examples/provinces.csv")) <= {"click", "pydantic", "yaml"}
