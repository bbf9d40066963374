"""The page from nothing, in a fresh process, against the chart library's own start and first chart; CPU, interleaved.

Modules come compiled, as an installer leaves them: a first run that is not timed sees to it.

python benchmarks/bench_report.py
"""

import os
import subprocess
import sys
import tempfile
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

PAIRS = 5
CHART = {
    "data": {"values": [{"a": 1}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}
LIBRARY = f"import vl_convert; vl_convert.javascript_bundle(); vl_convert.vegalite_to_svg({CHART})"
PAGE = """
import tempfile
from pathlib import Path
import ii_index as ii
from ii_index.io.definitions import example
index = ii.compose(ii.read_panel(example("provinces.csv"), ii.read_framework("caict-2024-public")))
with tempfile.TemporaryDirectory() as folder:
    ii.report(index, ii.tiers(index), language="zh").write(Path(folder) / "report.html")
"""


COMPILED = tempfile.TemporaryDirectory()
SURROUNDINGS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
SURROUNDINGS["PYTHONPYCACHEPREFIX"] = COMPILED.name


def seconds(statement: str) -> float:
    """CPU time that a fresh interpreter takes for a statement: other programs on the machine do not count."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True, env=SURROUNDINGS)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


seconds(PAGE)
seconds(LIBRARY)
pairs = [(seconds(PAGE), seconds(LIBRARY)) for _ in range(PAIRS)]
page, library = (median(times) for times in zip(*pairs, strict=True))
ratio = median(a / b for a, b in pairs)
print(f"page {page:.2f} s, the library's own start and first chart {library:.2f} s, median ratio {ratio:.2f}")
