"""Studies: read with every file they name; and manifests, from which they are read again."""

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile, is_zipfile

from ii_index.construction.rubric import RubricScore
from ii_index.errors import Finding, FrameworkError
from ii_index.io.definitions import builtin, read_text, read_yaml, validated
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.sources import ReadOnce, each_file_once, is_file
from ii_index.io.frameworks import read_framework
from ii_index.io.own_functions import modules_beside
from ii_index.io.rubrics import read_rubric, score_entities
from ii_index.io.tables import read_panel
from ii_index.io.weights import read_weights
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.study import Study, TableSource

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_UNIT_OF_THE_TWELFTH = 1e-11  # at most: the 12th digit of 1.00000000001 against that of 9.99999999999
_NOTHING = 1e-12

MANIFEST = "manifest.json"
FORMAT = 2
"""Of manifests: 1, which says nothing of it, knew no functions of one's own."""
INPUTS = "inputs"
_OF_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".et", ".ods")


@dataclass(frozen=True, eq=False)
class Inputs:
    """A study and what it reads.

    Attributes
    ----------
    study : Study
    files : Mapping of str to Path
        Every file read, by what the study calls it; the study file itself as ``study.yaml``. A module beside it that
        holds a function of its own is one of them.
    contents : Mapping of str to bytes
        What was read from each of them, once: what is computed, copied and hashed.
    panel, national : Panel or None
    recipe : Recipe or None
        The framework's own with the study's changes and weights.
    rubrics : tuple of RubricScore
    """

    study: Study
    files: Mapping[str, Path]
    contents: Mapping[str, bytes]
    panel: Panel | None
    national: Panel | None
    recipe: Recipe | None
    rubrics: tuple[RubricScore, ...]

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of every file read, by what the study calls it."""
        return {name: digest(content) for name, content in self.contents.items()}


def read_study(path: Path, *, allow_code: bool = False) -> Inputs:
    """Read a study file, or the manifest of an earlier run, with everything it names.

    Parameters
    ----------
    path : Path
    allow_code : bool
        Whether functions that the study or its framework names (``kind: call``) may be imported and run.

    Raises
    ------
    FrameworkError
        Every fault of the study; files that it names and that are not there; a manifest whose inputs changed.
    DataError
        Every fault of the tables.
    """
    with each_file_once() as read:
        if path.name == MANIFEST:
            files = _files_of_manifest(path, read)
            return _read(files["study.yaml"], files, read, allow_code=allow_code)
        return _read(path, {}, read, allow_code=allow_code)


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest.

    Raises
    ------
    FrameworkError
        Not the manifest of a study, or one of a later format.
    """
    try:
        manifest = json.loads(read_text(path))
    except json.JSONDecodeError:
        manifest = None
    if not isinstance(manifest, dict) or not {"inputs", "outputs", "versions"} <= manifest.keys():
        raise FrameworkError(Finding("E_MANIFEST", file=str(path)))
    made = cast("dict[str, object]", manifest).get("format", 1)
    if made not in range(1, FORMAT + 1):
        details = {"known": FORMAT}
        raise FrameworkError(Finding("E_MANIFEST_FORMAT", file=str(path), found=str(made), details=details))
    return manifest  # pyright: ignore[reportUnknownVariableType]


def same_numbers(one: bytes, other: bytes) -> bool:
    """Whether two files say the same: every word alike, and every number to 12 digits.

    Numbers agree where they differ by a unit of the 12th significant digit at most. Workbooks are compared part by
    part; pictures by their bytes.

    Examples
    --------
    >>> same_numbers(b"a,99.9999999999", b"a,100.0"), same_numbers(b"a,99.99", b"a,100.0")
    (True, False)
    """
    if one == other:
        return True
    if is_zipfile(io.BytesIO(one)) and is_zipfile(io.BytesIO(other)):
        with ZipFile(io.BytesIO(one)) as first, ZipFile(io.BytesIO(other)) as second:
            names = first.namelist()
            return names == second.namelist() and all(
                same_numbers(first.read(name), second.read(name)) for name in names
            )
    try:
        texts = one.decode(), other.decode()
    except UnicodeDecodeError:
        return False
    return _NUMBER.split(texts[0]) == _NUMBER.split(texts[1]) and all(
        isclose(float(number), float(its), rel_tol=_UNIT_OF_THE_TWELFTH, abs_tol=_NOTHING)
        for number, its in zip(*map(_NUMBER.findall, texts), strict=True)
    )


def copy_names(names: list[str]) -> dict[str, str]:
    """Give each file of a study a plain name of its own among the copies.

    Examples
    --------
    >>> copy_names(["study.yaml", "a/x.csv", "b/x.csv"])
    {'study.yaml': 'study.yaml', 'a/x.csv': 'x.csv', 'b/x.csv': '2-x.csv'}
    """
    copies: dict[str, str] = {}
    for name in names:
        base = plain = Path(name.replace("\\", "/")).name
        count = 1
        while plain in copies.values():
            count += 1
            plain = f"{count}-{base}"
        copies[name] = plain
    return copies


def _files_of_manifest(path: Path, read: ReadOnce) -> dict[str, Path]:
    manifest = read_manifest(path)
    folder = path.parent / INPUTS
    copies = copy_names(list(manifest["inputs"]))
    files = {name: folder / copy for name, copy in copies.items()}
    changed = [
        Finding("E_STUDY_INPUT_CHANGED", file=str(file))
        for name, file in files.items()
        if not is_file(file) or digest(read.content(file, LIMITS.file)) != manifest["inputs"][name]
    ]
    if changed:
        raise FrameworkError(changed)
    return files


def _read(path: Path, known: Mapping[str, Path], read: ReadOnce, *, allow_code: bool) -> Inputs:
    if path.suffix.lower() in _OF_TABLES:
        raise FrameworkError(Finding("E_TABLE_NOT_DEFINITION", file=str(path)))
    study = validated(read_yaml(path), Study, str(path), allow_code=allow_code)
    files = {"study.yaml": path}
    files |= {name: known.get(name, path.parent / name) for name in _named(study)}
    missing = [
        Finding("E_STUDY_FILE", file=str(path), found=name)
        for name, file in files.items()
        if not is_file(file)
    ]
    if missing:
        raise FrameworkError(missing)
    contents = {name: read.content(file, LIMITS.file) for name, file in files.items()}
    panel = _panel(study.table, study.framework, files, allow_code=allow_code) if study.table else None
    national = None
    if study.national is not None:
        framework = study.national.framework or study.framework
        national = _panel(study.national.table, framework, files, allow_code=allow_code)
    rubrics: tuple[RubricScore, ...] = ()
    if study.rubric is not None:
        rubric = read_rubric(files.get(study.rubric.rubric, study.rubric.rubric))
        rubrics = tuple(score_entities(files[study.rubric.answers], rubric))
    frameworks = tuple(panel.framework for panel in (panel, national) if panel is not None)
    beside = modules_beside(path, (study, *frameworks))
    code = {name: file for name, file in beside.items() if name not in files}
    files |= code
    contents |= {name: read.content(file, LIMITS.file) for name, file in code.items()}
    return Inputs(study, files, contents, panel, national, _recipe(study, panel, files), rubrics)


def _named(study: Study) -> list[str]:
    """Every file that a study reads: tables, weights, answers, and definitions that are not built in."""
    definitions = [study.framework, study.national.framework if study.national else None]
    own = [name for name in definitions if name is not None and name not in builtin("frameworks")]
    if study.rubric is not None and study.rubric.rubric not in builtin("rubrics"):
        own.append(study.rubric.rubric)
    return list(dict.fromkeys([*study.paths(), *own]))


def _panel(table: TableSource, framework: str, files: Mapping[str, Path], *, allow_code: bool) -> Panel:
    """Read a table; it is named by its file name alone, so that a result holds no path of this machine."""
    path = files[table.path]
    panel = read_panel(
        path,
        read_framework(files.get(framework, framework), allow_code=allow_code),
        year=table.year,
        sheet=table.sheet,
        fill_down=table.fill_down,
        allow_missing_units=table.allow_missing_units,
    )
    name = Path(table.path.replace("\\", "/")).name
    findings = tuple(replace(finding, file=name if finding.file else None) for finding in panel.findings)
    return replace(panel, source=name, findings=findings)


def _recipe(study: Study, panel: Panel | None, files: Mapping[str, Path]) -> Recipe | None:
    if panel is None:
        return None
    recipe = study.recipe.applied_to(panel.framework.recipe)
    if study.weights is None:
        return recipe
    return recipe.replace(weighting=read_weights(files[study.weights]))
