"""Release by one command that builds, checks and tags, and stops before anything leaves this machine.

    python release/release.py 1.0.0 --address https://…    # or: make release VERSION=1.0.0 ADDRESS=https://…
    python release/release.py 1.0.0 --draft                # what it would say and build; nothing is changed

In order: the working tree is clean and the version is later than the last one; version, CITATION.cff, conda recipe and
address are written; the fragments become CHANGELOG.md; wheel and source distribution are built and checked by
``twine check --strict``, ``check-wheel-contents`` and ``pyroma`` in an environment of their own; one commit and one tag
are made. Then it says what is left to do by hand: run the suite where that was not done, push, upload.
"""

import argparse
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION, CITATION = ROOT / "src" / "ii_index" / "_version.py", ROOT / "CITATION.cff"
RECIPE, PROJECT = ROOT / "release" / "conda" / "recipe.yaml", ROOT / "pyproject.toml"
DIST = ROOT / "dist"
CHECKERS = ("twine>=6", "check-wheel-contents>=0.6", "pyroma>=4.2")
PLACEHOLDER = ".example"
NUMBERED = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
UV = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "uv"


def main() -> None:
    """Release, or draft."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("version")
    parser.add_argument("--address", help="where the project lives; once given it stays in pyproject.toml")
    parser.add_argument(
        "--draft", action="store_true", help="build and check a copy; change, commit and tag nothing"
    )
    asked = parser.parse_args()
    refuse(asked.version, asked.address, draft=asked.draft)
    if asked.draft:
        drafted(asked.version, asked.address)
        return
    write(ROOT, asked.version, asked.address)
    said("towncrier", "build", "--yes", "--version", asked.version)
    checked(ROOT, DIST)
    git("add", "--all")
    git("commit", "--quiet", "--message", f"Release {asked.version}")
    git("tag", "--annotate", f"v{asked.version}", "--message", f"ii-index {asked.version}")
    print(f"Tagged v{asked.version}. Nothing has left this machine. What is left:\n"
          f"  make test matrix          where it was not run on this commit\n"
          f"  git push && git push origin v{asked.version}\n"
          f"  twine upload {DIST.name}/*\n"
          f"  the DOI of the archived release into CITATION.cff")  # fmt: skip


def refuse(version: str, address: str | None, *, draft: bool) -> None:
    """Refuse what could not be released."""
    faults: list[str] = []
    if not NUMBERED.fullmatch(version):
        faults.append(f"{version} is no version such as 1.0.0 or 1.1.0rc1")
    elif not draft and key(version) <= key(current()):
        faults.append(f"{version} is not later than {current()}")
    if not draft and git("status", "--porcelain"):
        faults.append("the working tree has changes that are not committed")
    if not draft and not address and PLACEHOLDER in PROJECT.read_text(encoding="utf-8"):
        faults.append("pyproject.toml has a placeholder for the project's address: --address https://…")
    if git("tag", "--list", f"v{version}"):
        faults.append(f"there is a tag v{version}")
    if faults:
        sys.exit("\n".join(faults))


def current() -> str:
    """Return the version of the checkout."""
    found = re.search(r'__version__ = "([^"]+)"', VERSION.read_text(encoding="utf-8"))
    return found[1] if found else ""


def key(version: str) -> tuple[int, int, int, int, int]:
    """Order versions, those before a release first."""
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?", version)
    if found is None:
        return 0, 0, 0, 0, 0
    stage = {"a": 0, "b": 1, "rc": 2}.get(found[4] or "", 3)
    return int(found[1]), int(found[2]), int(found[3]), stage, int(found[5] or 0)


def write(root: Path, version: str, address: str | None) -> None:
    """Write the version, and the address where one is given, wherever they stand."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    places = [
        (VERSION, r'(__version__ = ")[^"]+', version),
        (CITATION, r"(?m)(^version: ).+", version),
        (CITATION, r"(?m)(^date-released: ).+", today),
        (RECIPE, r'(?m)(^  version: ")[^"]+', version),
    ]
    places += [(PROJECT, r'(?m)(^address = ")[^"]+', address)] if address else []
    for place, pattern, value in places:
        path = root / place.relative_to(ROOT)
        before = path.read_text(encoding="utf-8")
        after, count = re.subn(pattern, lambda found, value=value: f"{found[1]}{value}", before)
        if count != 1:
            sys.exit(f"{place.name}: {pattern} stands {count} times")
        path.write_text(after, encoding="utf-8")


def checked(root: Path, dist: Path) -> None:
    """Build, and check what was built in an environment of its own."""
    shutil.rmtree(dist, ignore_errors=True)
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(dist)], cwd=root, env=own, check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder], check=True)
        subprocess.run([UV, "pip", "install", "--quiet", "--python", str(python), *CHECKERS], check=True)
        (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
        for command in (
            ["twine", "check", "--strict", str(wheel), str(source)],
            ["check-wheel-contents", "--toplevel", "ii_index", str(wheel)],
            [
                "pyroma",
                "--min",
                "10",
                "--skip-tests",
                "AuthorEmail",
                str(source),
            ],  # there is no such address yet
        ):
            subprocess.run([str(python.parent / command[0]), *command[1:]], env=own, check=True)


def drafted(version: str, address: str | None) -> None:
    """Do all of it in a copy, and show the changelog that it would write."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(copy)], cwd=ROOT, check=True)
        try:
            write(copy, version, address)
            checked(copy, copy / "dist")
            sizes = [
                f"{path.name} {path.stat().st_size / 1e6:.2f} MB"
                for path in sorted((copy / "dist").iterdir())
            ]
        finally:
            git("worktree", "remove", "--force", str(copy))
    changelog = said("towncrier", "build", "--draft", "--version", version)
    print(
        f"{', '.join(sizes)}; CHANGELOG.md would gain {len(changelog.splitlines())} lines. Nothing was changed."
    )


def git(*arguments: str) -> str:
    """Run git and return what it printed."""
    return said("git", *arguments)


def said(*command: str) -> str:
    """Run a tool beside this interpreter, or on the path, and return what it printed."""
    beside = shutil.which(command[0], path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(
        [beside or command[0], *command[1:]], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
