"""The page from nothing, in a fresh process, against the chart library's own start; interleaved pairs in one run.

python benchmarks/bench_report.py
"""

import subprocess
import sys
from statistics import median
from time import perf_counter

PAIRS = 5
LIBRARY = "import vl_convert; vl_convert.javascript_bundle()"
PAGE = """
import tempfile
from pathlib import Path
import ii_index as ii
from ii_index.io.definitions import example
index = ii.compose(ii.read_panel(example("provinces.csv"), ii.read_framework("caict-2024-public")))
with tempfile.TemporaryDirectory() as folder:
    ii.report(index, ii.tiers(index), language="zh").write(Path(folder) / "report.html")
"""


def seconds(statement: str) -> float:
    """Time a fresh interpreter takes for a statement."""
    start = perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return perf_counter() - start


pairs = [(seconds(PAGE), seconds(LIBRARY)) for _ in range(PAIRS)]
page, library = (median(times) for times in zip(*pairs, strict=True))
print(
    f"page {page:.2f} s, the library's own start {library:.2f} s, median ratio {median(a / b for a, b in pairs):.2f}"
)
