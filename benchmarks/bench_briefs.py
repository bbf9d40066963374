"""All briefs in one command against one brief and as many empty pages of the same library, in fresh processes; CPU.

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

from ii_index.io.definitions import example

PAIRS, BRIEFS, MARGIN = 3, 31, 1.5
TABLE = str(example("provinces.csv"))
EMPTY = f"""
import tempfile
from pathlib import Path
from time import process_time
from ii_index.reporting.typesetting import typeset
with tempfile.TemporaryDirectory() as folder:
    template = Path(folder) / "empty.typ"
    template.write_text("#let sheet(data, font) = page(\\"a4\\", metadata(data))")
    typeset(template, {{}}, "pdf")
    start = process_time()
    for page in range({BRIEFS}):
        typeset(template, {{"page": page}}, "pdf")
    print(process_time() - start)
"""


COMPILED = tempfile.TemporaryDirectory()
SURROUNDINGS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
SURROUNDINGS["PYTHONPYCACHEPREFIX"] = COMPILED.name


def brief(*arguments: str) -> float:
    """CPU time of the command."""
    before = getrusage(RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "ii_index.cli", "brief", TABLE, "--quiet", "--force", *arguments]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdout=quiet, stderr=quiet, env=SURROUNDINGS)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def empty() -> float:
    """Time empty pages, one compilation each, without the start of the library."""
    done = subprocess.run(
        [sys.executable, "-c", EMPTY], check=True, capture_output=True, text=True, env=SURROUNDINGS
    )
    return float(done.stdout)


with tempfile.TemporaryDirectory() as folder:
    brief("--each", "-o", folder)
    empty()
    runs = [
        (brief("--each", "-o", folder), brief("--unit", "安徽", "-o", str(Path(folder) / "one.pdf")), empty())
        for _ in range(PAIRS)
    ]
each, one, pages = (median(times) for times in zip(*runs, strict=True))
print(f"{BRIEFS} briefs {each:.2f} s; one {one:.2f} s, {BRIEFS} empty pages {pages:.2f} s; "
      f"allowed {MARGIN * (one + pages):.2f} s")  # fmt: skip
