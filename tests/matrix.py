"""The suite with the versions and interpreters that ``pyproject.toml`` allows, each in an environment of its own.

    python -m tests.matrix                          # or: make matrix
    python -m tests.matrix lowest 3.11              # or: make test-lowest
    python -m tests.matrix newest 3.13 -- -m "not law" -n 1

What stands after ``--`` goes to pytest. Environments lie under ``.venvs``; uv resolves, from wheels alone for what has
to be compiled. An interpreter is looked for on the path, among pyenv's, and at last through ``uv python install``.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = ROOT / ".venvs"
INTERPRETERS = ("3.11", "3.12", "3.13", "3.14")
INSTALLED = ("report", "testing", "duckdb", "polars", "dask", "database", "serve")
"""Extras of users, whose floors hold as well; a session of Spark belongs to `make engines`."""
COMPILED = (
    "duckdb", "markupsafe", "numpy", "pandas", "polars", "pyarrow", "pydantic-core", "python-calamine", "pyyaml", "scipy",
    "vl-convert-python",
)  # fmt: skip
UV = [
    shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "uv",
    "--quiet",
]


class Versions(NamedTuple):
    """A set of versions: the floors of what users install or the newest of everything, with pins; what is run on it."""

    floors: bool = False
    pins: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


WITHOUT_PAGES = ("--ignore", "tests/docs")  # what pages show is how the pinned versions print
SETS = {
    "lowest": Versions(floors=True, tests=WITHOUT_PAGES),
    "newest": Versions(tests=WITHOUT_PAGES),
    # Two that put the cells of long frames in other places than the versions before and after them.
    "pandas-2.3.3": Versions(pins=("pandas==2.3.3",), tests=("tests/model", "tests/io/tables")),
    "pandas-3.0.0": Versions(pins=("pandas==3.0.0",), tests=("tests/model", "tests/io/tables")),
}


class Run(NamedTuple):
    """A set of versions under an interpreter."""

    versions: str
    interpreter: str

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return self.file("") / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def file(self, ending: str) -> Path:
        """A file beside its environment; without an ending the environment itself."""
        return ENVIRONMENTS / f"{self.versions}-{self.interpreter}{ending}"


EVERY = (
    *(Run(name, interpreter) for interpreter in INTERPRETERS for name in ("lowest", "newest")),
    Run("pandas-2.3.3", "3.11"),
    Run("pandas-3.0.0", "3.11"),
)


def interpreter_of(version: str) -> str:
    """The path of an interpreter, or an empty one where none can be had."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{version}") or "", *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
    for path in (sys.executable, *reversed(found)):
        if path and _says([path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]) == version:
            return path
    _says([*UV, "python", "install", version])
    return _says([*UV, "python", "find", "--managed-python", version])


def prepare(run: Run, path: str) -> None:
    """Make the environment of a run, with exactly the versions of its set."""
    wheels = [part for name in COMPILED for part in ("--only-binary", name)]
    resolve = [*UV, "pip", "compile", "--no-header", "--no-annotate", "--upgrade", "--python", path, *wheels]
    pins, versions = run.file(".pins"), run.file(".versions")
    ENVIRONMENTS.mkdir(exist_ok=True)
    pins.write_text("\n".join(SETS[run.versions].pins), encoding="utf-8")
    if SETS[run.versions].floors:
        extras = [part for name in INSTALLED for part in ("--extra", name)]
        _do([*resolve, *extras, "--resolution", "lowest-direct", "pyproject.toml", "-o", str(pins)])
    _do([*resolve, "--extra", "dev", "--constraint", str(pins), "pyproject.toml", "-o", str(versions)])
    _do([*UV, "venv", "--allow-existing", "--python", path, str(run.file(""))])
    _do([*UV, "pip", "sync", "--python", str(run.python), *wheels, str(versions)])
    _do([*UV, "pip", "install", "--python", str(run.python), "--no-deps", "--editable", "."])


def suite(run: Run, options: list[str]) -> str:
    """Run the tests; return what failed and the last line of their log."""
    tests = [str(run.python), "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    own |= {"PATH": f"{run.python.parent}{os.pathsep}{os.environ['PATH']}", "OPENBLAS_NUM_THREADS": "1"}
    with run.file(".log").open("w+", encoding="utf-8") as log:
        command = [*tests, *SETS[run.versions].tests, *options]
        subprocess.run(command, cwd=ROOT, env=own, stdout=log, stderr=subprocess.STDOUT, check=False)
        log.seek(0)
        lines = log.read().splitlines()
    return "\n  ".join([*(line for line in lines if line.startswith(("FAILED", "ERROR"))), *lines[-1:]])


def _do(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def _says(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode else done.stdout.strip()


def main(named: list[str], options: list[str]) -> int:
    """Run what is named, or everything; 1 where a test fails or nothing was run."""
    said = []
    for run in EVERY:
        path = set(named) <= {run.versions, run.interpreter} and interpreter_of(run.interpreter)
        if path:
            prepare(run, path)
            said.append(suite(run, options))
        if path is not False:
            print(
                f"{run.versions}, Python {run.interpreter}: {said[-1] if path else 'no such interpreter here'}",
                flush=True,
            )
    return int(not said or any(re.search(r"FAILED|ERROR|\d (failed|error)", one) for one in said))


if __name__ == "__main__":
    named, options = sys.argv[1:], []
    if "--" in named:
        named, options = named[: named.index("--")], named[named.index("--") + 1 :]
    sys.exit(main(named, options))
