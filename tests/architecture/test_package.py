"""What is installed is all there, and works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Folder with the contents of the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_carries_definitions_examples_and_types(installed):
    package = installed / "ii_index"

    assert (package / "py.typed").exists()
    for folder in ("frameworks", "rubrics"):
        definitions = {path.name for path in (ROOT / "src/ii_index" / folder).glob("*.yaml")}

        assert {path.name for path in (package / folder).glob("*.yaml")} == definitions
    examples = {path.name for path in (ROOT / "examples").glob("*.csv")}

    assert {path.name for path in (package / "examples").glob("*.csv")} == examples


def test_the_wheel_runs_the_demo_in_a_foreign_folder(installed, tmp_path):
    code = "import ii_index, sys; from ii_index.cli import main; sys.argv = ['ii-index', 'demo']; main()"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("\n") > 31
