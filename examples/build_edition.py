"""Build the yearly edition from the files beside this one: tables, page, workbook, briefs, figures, one manifest.

    python examples/build_edition.py out/edition            # or: make edition
    python examples/build_edition.py out/edition --tables   # tables alone, without the report extra

Every file is made by a command that the manifest names, so that whoever doubts a number can type it. Nothing here
computes. The five years of ``provinces_2019_2023.csv`` are scored on bounds pooled over all of them; 5G base stations
are counted from 2021 on and local fiscal expenditure on science from 2020 on: what a year lacks gives its weight to the
other indicators, and the coverage of every row says so.
"""

import argparse
import hashlib
import io
import json
import platform
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from pathlib import Path

from ii_index import __version__
from ii_index.cli import run

HERE = Path(__file__).resolve().parent
TABLE = "provinces_2019_2023.csv"
YEARS = (2019, 2020, 2021, 2022, 2023)
PROVENANCE = ("provinces_2019_2023_confidence.csv", "provinces_2019_2023_sources.csv", "SOURCES.md")


def main(folder: Path, *, tables_alone: bool, language: str) -> int:
    """Run every command of the edition, then write what was made from what."""
    folder.mkdir(parents=True, exist_ok=True)
    done: list[str] = []
    for arguments in commands(folder.resolve(), tables_alone=tables_alone):
        shown = " ".join(["ii-index", *arguments]).replace(str(folder.resolve()), "OUT")
        with chdir(HERE), redirect_stdout(io.StringIO()):
            code = run([*arguments, "--lang", language, "--quiet"])
        if code:
            print(f"exit {code}: {shown}", file=sys.stderr)
            return code
        done.append(shown)
    write_manifest(folder, done, language)
    return 0


def commands(folder: Path, *, tables_alone: bool) -> Iterator[list[str]]:
    """Yield the edition as commands, the paths of the inputs relative to this folder."""
    if not tables_alone:
        yield ["run", "edition.yaml", "-o", str(folder / "study"), "--force"]
    (folder / "tables").mkdir(exist_ok=True)
    for year in YEARS:
        yield ["rank", TABLE, "--year", str(year), *written(folder, f"ranking_{year}", "csv", "json")]
    for question in ("inequality", "dynamics", "space", "obstacles", "statistics"):
        yield [question, TABLE, *written(folder, question, "json", "md")]
    yield [
        "compare",
        TABLE,
        "--old-year",
        "2019",
        "--new-year",
        "2023",
        *written(folder, "change_2019_2023", "json", "md"),
    ]
    if not tables_alone:
        yield ["brief", TABLE, "--each", "-o", str(folder / "briefs"), "--force"]


def written(folder: Path, name: str, *endings: str) -> list[str]:
    """Say the files that a command writes."""
    return [
        "--force",
        *(part for end in endings for part in ("-o", str(folder / "tables" / f"{name}.{end}"))),
    ]


def write_manifest(folder: Path, done: list[str], language: str) -> None:
    """Write the digest of every input and output, the commands and the versions."""
    inputs = [HERE / name for name in (TABLE, "edition.yaml", "caict_published.csv", *PROVENANCE)]
    outputs = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "edition.json")
    said = {
        "edition": TABLE.removesuffix(".csv"),
        "ii_index": __version__,
        "python": platform.python_version(),
        "language": language,
        "commands": done,
        "inputs": {path.name: digest(path) for path in inputs},
        "outputs": {path.relative_to(folder).as_posix(): digest(path) for path in outputs},
    }
    (folder / "edition.json").write_text(
        json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    size = sum(path.stat().st_size for path in outputs) / 1e6
    print(f"{len(outputs)} files, {size:.1f} MB → {folder / 'edition.json'}")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", action="store_true", help="tables alone: no page, charts or briefs")
    parser.add_argument("--language", choices=["zh", "en"], default="zh")
    asked = parser.parse_args()
    sys.exit(main(asked.folder, tables_alone=asked.tables, language=asked.language))
