"""The same right numbers on every machine: what the example commands write under the kernels of other processors.

    python -m tests.processors            # or: make processors

numpy and OpenBLAS choose their loops by the processor; both can be told to choose those of an older one. Under each such
setting the tests marked ``processor`` are run, and every file that the commands below write is compared with the one
written as the machine is, byte by byte.
"""

import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from ctypes import CDLL, c_char_p
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
DATA = ROOT / "tests/pinned/data"
P, N, H = "provinces.csv", "china.csv", "hdi.csv --framework hdi.yaml"
FORMATS = ("csv", "json", "md", "txt", "xlsx", "html")

SHORT = {
    "rank": f"rank {P}",
    "geometric": f"rank {P} --aggregate geometric --range 1 100",
    "borda": f"rank {P} --normalise borda",
    "pca": f"rank {P} --missing group-mean --weights pca",
    "entropy": f"rank {H} --weights entropy",
    "national": f"national {N}",
    "robustness": f"robustness {P} --draws 500 --seed 3",
    "coherence": f"coherence {P} --missing group-mean",
}
LONG = {
    **{
        f"weights-{kind}": f"rank {H} --weights {kind}"
        for kind in (
            "critic",
            "standard-deviation",
            "coefficient-of-variation",
            "pca",
            "merec",
            "cilos",
            "idocriw",
        )
    },
    **{
        f"normalise-{kind}": f"rank {P} --normalise {kind}" for kind in ("z-score", "rank", "percentile-rank")
    },
    **{
        f"tiers-{kind}": f"rank {P} --tier-method {kind}"
        for kind in ("quantiles", "equal-intervals", "mean-sd", "k-means", "ward")
    },
    "harmonic": f"rank {P} --aggregate harmonic --range 1 100",
    "mazziotta-pareto": f"rank {P} --aggregate mazziotta-pareto --range 70 130",
    "explain": f"explain {P} --unit 420000 --against 440000 --since 2021",
    "explain-geometric": f"explain {P} --unit 420000 --against 440000 --since 2022 --aggregate geometric --range 1 100",
    "compare": f"compare {P} --range 1 100 --new-weights equal --new-aggregate geometric",
    "identify": "identify caict_published_series.csv",
    "rubric": "rubric huangshi_city_answers.csv --rubric huangshi-city-2022",
    "plan": "attainment attainment.csv",
    "weights": "weights judgements.yaml",
    "report": f"report {P} --draws 500 --seed 3",
    "study": "run study.yaml -o study",
}


class Setting(NamedTuple):
    """A processor to be taken for: the kernel of OpenBLAS, and the features that numpy may not use."""

    name: str
    kernel: str
    without: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """The variables that make a process take the machine for it."""
        chosen = {"OPENBLAS_CORETYPE": self.kernel} if self.kernel else {}
        disabled = {"NPY_DISABLE_CPU_FEATURES": " ".join(self.without)} if self.without else {}
        return {**os.environ, **chosen, **disabled, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": _path()}


AS_IT_IS = Setting("as the machine is", "", ())


def settings() -> tuple[Setting, ...]:
    """The older processors that this machine can be taken for; its own first.

    The names of numpy's features differ from version to version: those that this numpy has found are asked for, and
    taken away from the newest down.
    """
    import numpy as np

    found = tuple(np.show_config(mode="dicts")["SIMD Extensions"].get("found", ()))
    kernels = ("Haswell", "Nehalem") if platform.machine() in {"x86_64", "AMD64"} else ("", "")
    middle = [
        Setting(f"{kernels[0]}, numpy up to {found[kept - 1]}", kernels[0], found[kept:])
        for kept in range(len(found) - 1, 0, -1)
    ]
    blas_alone = [Setting(f"{kernel}, numpy as it is", kernel, ()) for kernel in kernels if kernel]
    return (AS_IT_IS, Setting(f"{kernels[1]}, numpy without any", kernels[1], found), *middle, *blas_alone)


def kernels_of(setting: Setting) -> str:
    """What a process under a setting says it uses; two settings that say the same are one."""
    return _python(["-m", "tests.processors", "--say"], setting).stdout.strip()


def distinct(wanted: tuple[Setting, ...]) -> Iterator[tuple[Setting, str, str]]:
    """Each setting with its kernels and the name of an earlier one that is the same, or an empty name."""
    known: dict[str, str] = {}
    for setting in wanted:
        said = kernels_of(setting)
        yield setting, said, known.get(said, "")
        known.setdefault(said, setting.name)


def write(setting: Setting, folder: Path, *, short: bool) -> dict[str, bytes]:
    """Everything that the commands write under a setting, by file."""
    folder.mkdir(parents=True)
    done = _python(
        ["-m", "tests.processors", "--write", str(folder), *(["--short"] if short else [])], setting
    )
    if done.returncode:
        message = f"{setting.name}: {done.stderr[-2000:]}"
        raise RuntimeError(message)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "inputs" and path.name != "manifest.json"
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The files that are not the same bytes, and whether their numbers are."""
    from ii_index.io.studies import same_numbers

    names = sorted({*one, *other})
    pairs = {name: (one.get(name, b""), other.get(name, b"")) for name in names}
    return [
        f"{name} ({'same to 12 digits' if same_numbers(*pair) else 'OTHER NUMBERS'})"
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    ]


def _python(arguments: list[str], setting: Setting) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=setting.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _path() -> str:
    return os.pathsep.join([str(ROOT / "src"), str(ROOT)])


def _say() -> None:
    import numpy as np

    libraries = [*Path(np.__file__).parents[1].glob("numpy.libs/libscipy_openblas*")]
    kernel = "-"
    for library in libraries:
        asked = CDLL(str(library)).scipy_openblas_get_corename64_
        asked.restype = c_char_p
        kernel = asked().decode()
    print(kernel, *np.show_config(mode="dicts")["SIMD Extensions"].get("found", ()))


def _write(folder: Path, *, short: bool) -> None:
    import contextlib
    import io

    from ii_index.cli import run

    given = [
        path for place in (EXAMPLES, DATA) for path in place.iterdir() if path.suffix in {".csv", ".yaml"}
    ]
    for path in given:
        shutil.copy(path, folder)
    study = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(
        study.replace("draws: 10000", "draws: 500").replace("charts: [svg, png]", "charts: [svg]"),
        encoding="utf-8",
    )
    os.chdir(folder)
    for name, command in (SHORT if short else {**SHORT, **LONG}).items():
        words = shlex.split(command)
        if words[0] == "run":
            runs = [words]
        else:
            formats = FORMATS[:4] if short else FORMATS
            runs = [[*words, *(part for kind in formats for part in ("-o", f"{name}.{kind}")), "--quiet"]]
        for arguments in runs:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                code = run(arguments)
            if code:
                message = f"{command}: {printed.getvalue()}"
                raise RuntimeError(message)
            Path(f"{name}.screen").write_text(f"{code}\n{printed.getvalue()}", encoding="utf-8")
    for path in given:
        (folder / path.name).unlink()


def main() -> int:
    """Compare every distinct setting with the machine as it is; 1 where a file or a test differs."""
    failed = False
    with tempfile.TemporaryDirectory() as place:
        first: dict[str, bytes] = {}
        for number, (setting, said, same) in enumerate(distinct(settings())):
            print(f"{setting.name}: {said}", flush=True)
            if same:
                print(f"  not distinct: the same as “{same}”")
                continue
            tested = _python(["-m", "pytest", "-q", "-m", "processor", "-p", "no:cacheprovider"], setting)
            lines = tested.stdout.strip().splitlines()
            broken = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
            print("  marked tests:", lines[-1], *broken, sep="\n    ", flush=True)
            written = write(setting, Path(place) / str(number), short=False)
            first = first or written
            others = differing(first, written)
            print(
                f"  {len(written)} files, {len(others)} with other bytes", *others, sep="\n    ", flush=True
            )
            failed = failed or bool(others) or tested.returncode != 0
    return int(failed)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--say"]:
            _say()
        case ["--write", folder, *rest]:
            _write(Path(folder), short=rest == ["--short"])
        case _:
            sys.exit(main())
