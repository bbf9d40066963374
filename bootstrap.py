"""Make ``.venv`` ready: ``python3 bootstrap.py demo`` (what the demo needs) or ``dev`` (all the tests need).

Standard library only, so that it runs on a bare Debian 12, where ``pip install`` is refused (externally
managed) and ``python3 -m venv`` fails half-way (no ensurepip). A second run sees the stamp that the first one
left and is done at once, without the network.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "bootstrapped"
LOCKS = {"demo": "constraints-demo.txt", "dev": "constraints.txt"}
OLDEST_PYTHON = (3, 11)
OLDEST_PIP = (22, 3)  # the first with `pip --python`


def main(arguments: list[str]) -> None:
    """Set up for the target named on the command line (default: demo)."""
    target = arguments[0] if arguments else "demo"
    if len(arguments) > 1 or target not in LOCKS:
        stop("用法 / usage: python3 bootstrap.py [demo|dev]")
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        stop(
            f"需要 Python 3.11 或更新版本，当前为 {found}。可指定：make demo PYTHON=python3.11",
            f"Python 3.11 or newer is needed; this is {found}. Name another one: make demo PYTHON=python3.11",
        )
    if not is_ready(target):
        set_up(target)


def is_ready(target: str) -> bool:
    """Whether an earlier run did all that this one would do; a development set-up serves the demo too."""
    try:
        stamp = STAMP.read_text(encoding="utf-8")
    except OSError:
        return False
    return stamp in {stamp_of(target), stamp_of("dev")} and runs_in_venv()


def stamp_of(target: str) -> str:
    """Digest of everything the set-up depends on; the place counts, for an editable install points to it."""
    inputs = [Path(__file__), ROOT / "pyproject.toml", *sorted(ROOT.glob("constraints*.txt"))]
    parts = [target.encode(), str(ROOT).encode(), *(path.read_bytes() for path in inputs)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def runs_in_venv() -> bool:
    """Whether ``.venv`` holds an interpreter that works, is new enough, and is no half-made environment."""
    code = f"import sys; sys.exit(sys.prefix == sys.base_prefix or sys.version_info < {OLDEST_PYTHON})"
    return VENV_PYTHON.exists() and succeeds([str(VENV_PYTHON), "-c", code])


def set_up(target: str) -> None:
    """Make the environment if need be, install into it, and leave the stamp."""
    say(
        f"正在准备 .venv（{target}）：首次需联网，约一两分钟……",
        f"Preparing .venv ({target}): the first time needs the network and a minute or two …",
    )
    STAMP.unlink(missing_ok=True)
    if not runs_in_venv() or find_pip() is None:
        create_venv()
    pip = [*(find_pip() or stop_without_pip()), "install", "--quiet", "--disable-pip-version-check"]
    environment = {**os.environ, "PIP_USER": "0"}  # a user's `user = true` would be refused in an environment
    # What others made, each file with the digest it had when `make test` passed; then the project, and nothing with it.
    # The lists are whole, so nothing is resolved: pip would want a digest of `coverage[toml]` beside that of `coverage`.
    steps = (
        ["--require-hashes", "--no-deps", "--requirement", LOCKS[target]],
        ["--no-deps", "--no-build-isolation", "--editable", "."],
    )
    if any(
        subprocess.run([*pip, *step], cwd=ROOT, env=environment, check=False).returncode for step in steps
    ):
        stop(
            "依赖安装失败（原因见上）。请检查网络后重试。",
            "The dependencies could not be installed (see above). Check the network and try again.",
        )
    # An editable install compiles nothing, and some systems forbid Python to do it by the way.
    subprocess.run([str(VENV_PYTHON), "-m", "compileall", "-q", "src"], cwd=ROOT, check=False)
    STAMP.write_text(stamp_of(target), encoding="utf-8")


def create_venv() -> None:
    """Make ``.venv`` with pip inside, or without where Python lacks ensurepip."""
    venv = [sys.executable, "-m", "venv", "--clear"]
    if succeeds([*venv, str(VENV)]):
        return
    if subprocess.run([*venv, "--without-pip", str(VENV)], check=False).returncode:
        stop(
            "无法创建虚拟环境（原因见上）。Debian/Ubuntu：sudo apt install python3-venv",
            "No virtual environment can be made (see above). Debian/Ubuntu: sudo apt install python3-venv",
        )


def find_pip() -> list[str] | None:
    """Pip of the environment, else the system's pip aimed at it where it is new enough."""
    own = [str(VENV_PYTHON), "-m", "pip"]
    if pip_version(own):
        return own
    system = [sys.executable, "-m", "pip"]
    version = pip_version(system)
    return [*system, "--python", str(VENV_PYTHON)] if version and version >= OLDEST_PIP else None


def stop_without_pip() -> NoReturn:
    """Say which pip is needed and which one is there."""
    version = pip_version([sys.executable, "-m", "pip"])
    found = "{}.{}".format(*version) if version else None
    stop(
        f"需要 pip 22.3 或更新版本，当前{f'为 {found}' if found else '没有 pip'}。"
        "Debian/Ubuntu：sudo apt install python3-venv",
        f"pip 22.3 or newer is needed; there is {f'pip {found}' if found else 'no pip'}. "
        "Debian/Ubuntu: sudo apt install python3-venv",
    )


def pip_version(pip: list[str]) -> tuple[int, int] | None:
    """Version of a pip, or None where it does not run."""
    answer = subprocess.run([*pip, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"pip (\d+)\.(\d+)", answer)
    return (int(found[1]), int(found[2])) if found else None


def succeeds(command: list[str]) -> bool:
    """Run a command silently."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def say(*lines: str) -> None:
    """Print to standard error, also where the terminal knows no Chinese."""
    for line in lines:
        encoding = sys.stderr.encoding or "ascii"
        print(line.encode(encoding, "replace").decode(encoding), file=sys.stderr)


def stop(*lines: str) -> NoReturn:
    """Say why and exit with 1."""
    say(*lines)
    raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
