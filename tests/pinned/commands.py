"""Run a case in this process, in a folder of its own, and keep what a reader of its output would see."""

import contextlib
import csv
import io
import json
import shlex
import shutil
import tempfile
from pathlib import Path

import ii_index
from ii_index.cli import run
from tests.pinned.cases import ASSUMPTIONS, EXAMPLES, HERE, REPORTED, SCHEMAS, STUDIES


def record_of(case):
    """Exit code, standard output and the files asked for, numbers as numbers."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        _lay_out(Path())
        code, printed, said = _run(_arguments(case.command))
        files = {name: _read(Path(name)) for name in case.files if Path(name).exists()}
    record = {"exit": code, "printed": _parsed(printed), "said": said.splitlines(), "files": files}
    return _without_surroundings(
        {key: value for key, value in record.items() if value not in ([], {}, "")}, folder
    )


def schemas():
    """Every JSON Schema, by name, and the list of their names."""
    texts = {name: _run(["schema", name])[1] for name in SCHEMAS}
    return {"": _run(["schema"])[1].split()} | {name: json.loads(text) for name, text in texts.items()}


def _arguments(command):
    words = shlex.split(command)
    language = [] if "--lang" in words else ["--lang", "en"]
    return [*words, "--json", *language]


def _lay_out(folder):
    for source in (EXAMPLES, HERE / "data"):
        for path in source.iterdir():
            if path.suffix in {".csv", ".yaml"}:
                shutil.copy(path, folder)
    study = {"framework": "caict-2024-public", "table": "provinces.csv", "outputs": ["ranking.json"]}
    for name, changes in {**STUDIES, "reported": REPORTED}.items():
        _write(folder / f"study_{name}.yaml", {"id": name, **study, **changes})
    for name, assumptions in ASSUMPTIONS.items():
        _write(folder / f"assumptions_{name}.yaml", assumptions)


def _write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")  # JSON is YAML


def _run(arguments):
    printed, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
        code = run(arguments)
    return code, printed.getvalue(), said.getvalue()


def _read(path):
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        return [[_number(cell) for cell in row] for row in csv.reader(text.splitlines())]
    return _parsed(text)


def _parsed(text):
    """JSON where it is JSON, else the lines; a number at the end of a line is set apart and compared as one."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return [_last_number_apart(line) for line in text.splitlines()]


def _last_number_apart(line):
    """Tell ``  node: 0.25  # 25 %`` (weights as YAML) into its words and its number."""
    key, separator, rest = line.partition(": ")
    value, mark, comment = rest.partition("  #")
    number = _number(value.strip()) if separator else value
    return [key, number, mark + comment] if isinstance(number, float) else line


def _number(cell):
    try:
        return float(cell) if "." in cell else cell
    except ValueError:
        return cell


def _without_surroundings(value, folder):
    match value:
        case dict():
            return {key: _without_surroundings(item, folder) for key, item in value.items()}
        case list():
            return [_without_surroundings(item, folder) for item in value]
        case str():
            return value.replace(f"{folder}/", "").replace(ii_index.__version__, "VERSION")
        case _:
            return value
