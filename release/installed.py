"""Wheel and source distribution from outside: built, compared, installed in environments to throw away, and tried.

    python release/installed.py                 # or: make installed
    python release/installed.py core report     # some of the environments

Core only, then each extra alone; nothing of the checkout is on the path. What is missing must be told before the work
begins, with the line that installs it. The ten consumer programs run against the installed package, and mypy and
pyright read them strictly from its point of view. At the end: size, files and time of import, as the documentation
gives them.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "tests" / "outside"
BESIDE = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
UV = shutil.which("uv", path=BESIDE) or "uv"
PIP_LINE = "pip install 'ii-index[report]'"


class Environment(NamedTuple):
    """A throw-away environment with the wheel and one extra."""

    name: str
    folder: Path

    @property
    def python(self) -> Path:
        """Say where its interpreter is."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def run(self, *command: str, code: int = 0, says: str = "") -> str:
        """Run Python with arguments in an empty folder, away from the checkout; return what it printed."""
        own = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
        with tempfile.TemporaryDirectory() as empty:
            done = subprocess.run(
                [str(self.python), *command],
                cwd=empty,
                env=own,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
        said = done.stdout + done.stderr
        if done.returncode != code or says not in said:
            raise SystemExit(f"{self.name}: {' '.join(command)}: exit {done.returncode}\n{said[-3000:]}")
        return done.stdout

    def tell(self, *arguments: str, code: int = 0, says: str = "") -> str:
        """Run the command line."""
        return self.run("-m", "ii_index.cli", *arguments, code=code, says=says)


def build(dist: Path) -> tuple[Path, Path]:
    """Build wheel and source distribution; a wheel built from the source distribution holds the same files."""
    _do([sys.executable, "-m", "hatchling", "build", "-d", str(dist)], ROOT)
    (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        (unpacked,) = Path(folder).iterdir()
        again = dist / "again"
        _do([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(again)], unpacked)
        (other,) = again.glob("*.whl")
        if _contents(wheel) != _contents(other):
            raise SystemExit("the wheel of the source distribution differs from the wheel")
        shutil.rmtree(again)
    return wheel, source


def _contents(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.CRC for entry in archive.infolist()}


def core(own: Environment) -> None:
    """Let the core alone read, rank and say what it lacks; run the consumer programs."""
    own.tell("--version", "--verbose", says="numpy")
    own.run("-c", _FOLLOWED)
    own.tell("demo", code=1, says=PIP_LINE)
    own.run("-W", "error", "-c", "import ii_index as ii; [getattr(ii, name) for name in ii.__all__]")
    for program in sorted((PROGRAMS / "consumers").glob("*.py")):
        if program.stem != "polars_pipeline":
            own.run(str(program))


_FOLLOWED = """
from ii_index.cli import run
assert run(["examples", "--quiet"]) == 0
assert run(["rank", "examples/provinces.csv", "--quiet"]) == 0
assert run(["check", "examples/provinces_2019_2023.csv", "--quiet"]) == 0
"""


def pages(own: Environment) -> None:
    """Let the report extra draw the demo."""
    own.tell("demo", "-o", "out", "--quiet")


def kit(own: Environment) -> None:
    """Load the testing kit."""
    own.run("-c", "import ii_index as ii; ii.testing")


def frames(own: Environment) -> None:
    """Let the polars extra take frames, give them, and store a result as Parquet."""
    own.run(str(PROGRAMS / "consumers" / "polars_pipeline.py"))
    own.run("-c", _STORED)


_STORED = """
import io
import ii_index as ii
index = ii.compose(ii.read_panel(io.StringIO("unit,year,x,y\\na,2023,1,9\\nb,2023,2,5\\nc,2023,4,1\\n"),
    ii.Framework(id="f", name="F", children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}])))
ii.write_result(index, "index.parquet")
assert ii.read_result("index.parquet").equals(index)
"""


def imported(*modules: str) -> Callable[[Environment], None]:
    """Say a trial that a library of an extra is there and that the core works beside it."""

    def trial(own: Environment) -> None:
        own.run("-c", f"import {', '.join(modules)}")
        own.run("-c", _FOLLOWED)

    return trial


def engine(name: str) -> Callable[[Environment], None]:
    """Say a trial that the core works beside an engine, and that it ranks a file, Spark where Java is."""

    def trial(own: Environment) -> None:
        own.run("-c", _FOLLOWED)
        if name == "spark" and shutil.which("java") is None:
            print("spark: without Java it ranks no file")
        else:
            own.run("-c", _RANKED.format(name))

    return trial


_RANKED = """
from ii_index.cli import run
assert run(["examples", "--quiet"]) == 0
stated = ["--framework", "caict-2024-public", "--engine", "{}", "-o", "scores.parquet", "--quiet"]
assert run(["rank", "examples/provinces.csv", *stated]) == 0
"""


def database(own: Environment) -> None:
    """Let the database extra rank a table of SQLite."""
    own.run("-c", _STORED_ROWS)


_STORED_ROWS = """
import pathlib, sqlite3
from ii_index.cli import run
with sqlite3.connect("rows.db") as rows:
    rows.execute("create table rows (unit text, year integer, x real, y real)")
    rows.executemany("insert into rows values (?, 2023, ?, ?)", [("a", 1, 9), ("b", 2, 5), ("c", 4, 1)])
pathlib.Path("two.yaml").write_text("id: two\\nname: Two\\nchildren:\\n- {id: x, name: X}\\n- {id: y, name: Y}\\n")
stated = ["--table", "rows", "--framework", "two.yaml", "--engine", "duckdb", "-o", "r.csv", "--quiet"]
assert run(["rank", "rows.db", *stated]) == 0
"""


TRIALS: dict[str, Callable[[Environment], None]] = {
    "core": core,
    "report": pages,
    "testing": kit,
    "polars": frames,
    "duckdb": engine("duckdb"),
    "scale": engine("duckdb"),
    "dask": engine("dask"),
    "spark": engine("spark"),
    "database": database,
    "serve": imported("fastapi", "uvicorn"),
}


def types(own: Environment) -> None:
    """Run both checkers, strict, with the interpreter of an environment that has the wheel."""
    _do([UV, "pip", "install", "--quiet", "--python", str(own.python), "polars", "pandas-stubs"], ROOT)
    bin_ = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        outside = Path(shutil.copytree(PROGRAMS, Path(folder) / "outside"))
        at = ["--python-executable", str(own.python), "--config-file", "mypy.ini", "--cache-dir", folder]
        _do([str(bin_ / "mypy"), *at, "consumers"], outside)
        _do([str(bin_ / "pyright"), "--pythonpath", str(own.python), "-p", "."], outside)


def measured(own: Environment) -> dict[str, float]:
    """Return megabytes and files of the package and of all that is installed, and CPU seconds of imports."""
    packages = Path(
        own.run("-c", "import ii_index, pathlib; print(pathlib.Path(ii_index.__file__).parents[1])").strip()
    )
    ours, whole = _files(packages / "ii_index"), _files(packages)
    timed = "import time; {}; print(time.process_time())"
    bare, used = (
        min(float(own.run("-c", timed.format(what))) for _ in range(5))
        for what in ("import ii_index", "import ii_index as ii; ii.compose; ii.read_panel; ii.tiers")
    )
    start = min(float(own.run("-c", "import time; print(time.process_time())")) for _ in range(5))
    return {
        "package_files": len(ours),
        "package_mb": round(sum(ours) / 1e6, 1),
        "installed_files": len(whole),
        "installed_mb": round(sum(whole) / 1e6),
        "import_s": round(bare - start, 3),
        "compose_s": round(used - start, 2),
    }


def _files(folder: Path) -> list[int]:
    return [path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]


def _do(command: list[str], place: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=place, env=own, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def main(named: list[str]) -> None:
    """Build, install, try; print what was measured of the core."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel, source = build(folder / "dist")
        print(
            f"{wheel.name} {wheel.stat().st_size / 1e6:.2f} MB, {source.name} {source.stat().st_size / 1e6:.2f} MB"
        )
        for extra in [one for one in TRIALS if not named or one in named]:
            own = Environment(extra, folder / extra)
            _do([UV, "venv", "--quiet", "--python", sys.executable, str(own.folder)], ROOT)
            wanted = str(wheel) if extra == "core" else f"{wheel}[{extra}]"
            _do([UV, "pip", "install", "--quiet", "--python", str(own.python), wanted], ROOT)
            TRIALS[extra](own)
            print(f"{extra}: works", flush=True)
            if extra == "core":
                print(json.dumps(measured(own)), flush=True)
                types(own)
                print("types: mypy and pyright, strict", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
