"""Run a study into one folder, with a manifest from which the same comes again: the same bytes, or the same numbers."""

import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ii_index._version import __version__
from ii_index.analysis.tiers import Tiers, tiers
from ii_index.construction.compose import compose
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding
from ii_index.io.files.atomic import make_folder, refuse_existing, write_bytes
from ii_index.io.files.sources import exists
from ii_index.io.own_functions import digest_of
from ii_index.io.studies import (
    FORMAT,
    INPUTS,
    MANIFEST,
    Inputs,
    copy_names,
    digest,
    read_manifest,
    same_numbers,
)
from ii_index.model.own_functions import functions_of
from ii_index.model.study import Study
from ii_index.reporting.report import Report, report
from ii_index.reporting.results import national_index

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertainty import Uncertainty

_LIBRARIES = ("numpy", "scipy", "pydantic", "PyYAML", "XlsxWriter", "vl-convert-python", "noto-cjk-sans-otc")


def study_report(inputs: Inputs) -> Report:
    """Work out everything a study names.

    Raises
    ------
    DataError, WeightsError, FrameworkError
        As the steps raise them.
    """
    study = inputs.study
    index = compose(inputs.panel, inputs.recipe) if inputs.panel is not None else None
    tiering = _tiers(index, study) if index is not None else None
    return report(
        index,
        tiering,
        _uncertainty(index, tiering, study),
        national=_national(inputs),
        rubrics=inputs.rubrics,
        inputs=inputs.digests(),
        title=study.title,
        questions=study.questions if tiering is not None else (),
        language=study.language,
    )


def write_study(inputs: Inputs, made: Report, folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write outputs, charts, copies of the inputs, and the manifest into a folder.

    Raises
    ------
    IIIndexError
        Files that stand there already (unless ``force``), or that cannot be written.
    """
    study = inputs.study
    copies = copy_names(list(inputs.files))
    planned = [folder / name for name in (*study.outputs, MANIFEST)]
    planned += [folder / INPUTS / name for name in copies.values()]
    refuse_existing([path for path in planned if exists(path)], force=force)
    make_folder(folder / INPUTS)
    for name, content in inputs.contents.items():
        write_bytes(folder / INPUTS / copies[name], content, force=force)
    outputs = [file for name in study.outputs for file in made.write_files(folder / name, force=force)]
    if study.charts:
        outputs += made.write_charts(folder / "charts", study.charts, force=force)
    manifest = _manifest(inputs, folder, outputs)
    write_bytes(folder / MANIFEST, manifest, force=force)
    return (*outputs, folder / MANIFEST)


def compared(earlier: Path, again: Path) -> list[Finding]:
    """Say what differs between two runs of a study: by their numbers first, then by their bytes.

    Fingerprints tell whether the bytes are the same. Where they are not, the files themselves, if the earlier ones
    still stand beside their manifest, are compared number by number, and the processors by their manifests.
    """
    before, after = read_manifest(earlier), read_manifest(again)
    findings: list[Finding] = []
    versions = _differing(before["versions"], after["versions"])
    if versions:
        moved = [f"{name} {old} → {new}" for name, (old, new) in versions.items()]
        findings.append(Finding("W_STUDY_VERSIONS", details={"versions": moved}))
    code = list(_differing(before.get("functions", {}), after.get("functions", {})))
    if code:
        findings.append(Finding("W_STUDY_CODE", details={"functions": code}))
    files = list(_differing(before["outputs"], after["outputs"]))
    if not files:
        return [*findings, Finding("N_STUDY_SAME", details={"count": len(after["outputs"])})]
    others = [name for name in files if not _says_the_same(earlier.parent / name, again.parent / name)]
    if others:
        return [*findings, Finding("W_STUDY_DIFFERS", details={"files": others})]
    changed = _differing(before.get("environment", {}), after["environment"])
    details: dict[str, object] = {
        "count": len(after["outputs"]),
        "files": files,
        "environment": [f"{name} {old} → {new}" for name, (old, new) in changed.items()] or ["="],
    }
    return [*findings, Finding("N_STUDY_SAME_NUMBERS", details=details)]


def _says_the_same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and same_numbers(one.read_bytes(), other.read_bytes())


def environment_used() -> dict[str, str]:
    """Return what decides the last bit of a float beside the versions: processor, its features in use, and BLAS."""
    import numpy as np

    built: dict[str, Any] = np.show_config(mode="dicts")  # type: ignore[assignment]
    blas = built.get("Build Dependencies", {}).get("blas", {})
    kernel = os.environ.get("OPENBLAS_CORETYPE")
    extensions = built.get("SIMD Extensions", {})
    return {
        "processor": platform.machine(),
        "features": " ".join([*extensions.get("baseline", []), *extensions.get("found", [])]),
        "blas": " ".join(
            [str(blas.get("name", "-")), str(blas.get("version", "-")), *([kernel] if kernel else [])]
        ),
    }


def versions_used() -> dict[str, str]:
    """Return the versions of this program, of Python and of the libraries that make the numbers and the files."""
    found = {"ii-index": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found


def _tiers(index: CompositeIndex, study: Study) -> Tiers:
    chosen = study.tiers
    return tiers(
        index, study.year, chosen.k, method=chosen.method, thresholds=chosen.thresholds, sizes=chosen.sizes
    )


def _uncertainty(index: CompositeIndex | None, tiering: Tiers | None, study: Study) -> "Uncertainty | None":
    if index is None or tiering is None or study.robustness is None:
        return None
    from ii_index.analysis.robustness.uncertainty import uncertainty

    chosen = study.robustness
    return uncertainty(
        index, tiering.year, draws=chosen.draws, seed=chosen.seed, assumptions=chosen.assumptions
    )


def _national(inputs: Inputs) -> CompositeIndex | None:
    panel, chosen = inputs.national, inputs.study.national
    if panel is None or chosen is None:
        return None
    return national_index(panel, chosen.base_year)


def _manifest(inputs: Inputs, folder: Path, outputs: list[Path]) -> bytes:
    study = inputs.study
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "study": study.id,
        "seed": study.robustness.seed if study.robustness else None,
        "versions": versions_used(),
        "environment": environment_used(),
        "inputs": inputs.digests(),
        "outputs": {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in outputs},
    }
    functions = functions_used(inputs)
    if functions:
        manifest["functions"] = functions
    return json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n"


def functions_used(inputs: Inputs) -> dict[str, str]:
    """Return the SHA-256 of the code of every function that a study or a framework names."""
    panels = [panel for panel in (inputs.panel, inputs.national) if panel is not None]
    read = (inputs.study, *(panel.framework for panel in panels))
    return {own.label: digest_of(own) for own in functions_of(read)}


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    names = dict.fromkeys([*before, *after])
    pairs = {name: (before.get(name, "-"), after.get(name, "-")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
