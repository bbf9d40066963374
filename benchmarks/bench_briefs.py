"""All briefs in one command against one brief and as many empty pages of the same library, in fresh processes.

Elapsed seconds, as pages are set side by side, and processor seconds, which that does not lessen.

Modules come compiled, as an installer leaves them: a first run that is not timed sees to it.

python benchmarks/bench_briefs.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter

from ii_index.io.definitions import example

PAIRS, BRIEFS, MARGIN = 9, 31, 1.5
TABLE = str(example("provinces.csv"))
EMPTY = f"""
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from ii_index.reporting.typesetting import typeset
with tempfile.TemporaryDirectory() as folder:
    template = Path(folder) / "empty.typ"
    template.write_text("#let sheet(data, font) = page(\\"a4\\", metadata(data))")
    typeset(template, {{}}, "pdf")
    start, worked = perf_counter(), process_time()
    for page in range({BRIEFS}):
        typeset(template, {{"page": page}}, "pdf")
    print(perf_counter() - start, process_time() - worked)
"""


COMPILED = tempfile.TemporaryDirectory()
SURROUNDINGS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
SURROUNDINGS["PYTHONPYCACHEPREFIX"] = COMPILED.name


def brief(*arguments: str) -> tuple[float, float]:
    """Time the command: elapsed, processor."""
    before, start = getrusage(RUSAGE_CHILDREN), perf_counter()
    command = [sys.executable, "-m", "ii_index.cli", "brief", TABLE, "--quiet", "--force", *arguments]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdout=quiet, stderr=quiet, env=SURROUNDINGS)
    after = getrusage(RUSAGE_CHILDREN)
    return perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def empty() -> tuple[float, float]:
    """Time empty pages, one compilation each, without the start of the library: elapsed, processor."""
    done = subprocess.run(
        [sys.executable, "-c", EMPTY], check=True, capture_output=True, text=True, env=SURROUNDINGS
    )
    elapsed, worked = done.stdout.split()
    return float(elapsed), float(worked)


with tempfile.TemporaryDirectory() as folder:
    brief("--each", "-o", folder)
    empty()
    runs = [
        (brief("--each", "-o", folder), brief("--unit", "安徽", "-o", str(Path(folder) / "one.pdf")), empty())
        for _ in range(PAIRS)
    ]
for at, kind in enumerate(("elapsed", "processor")):
    each, one, pages = (median(times[at] for times in of) for of in zip(*runs, strict=True))
    print(f"{kind}: {BRIEFS} briefs {each:.2f} s; one {one:.2f} s, {BRIEFS} empty pages {pages:.2f} s; "
          f"allowed {MARGIN * (one + pages):.2f} s")  # fmt: skip
