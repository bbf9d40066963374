"""Reading tables, as ratios measured side by side in one run (medians of interleaved pairs).

    python benchmarks/reading.py

60,000 rows × 20 columns of numbers with a unit and a year, as CSV beside ``pandas.read_csv`` (which reads and does not
check), as XLSX beside python-calamine's own reading; and a file of 500 faults.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
import xlsxwriter
from python_calamine import load_workbook

from ii_index import Framework
from ii_index.io.tables import check_table

ROWS, COLUMNS, PAIRS = 60_000, 20, 9
Row = list[str | int | float]


def framework() -> Framework:
    children = [{"id": f"x{at}", "name": f"x{at}"} for at in range(COLUMNS)]
    return Framework(id="bench", name="Bench", reference="benchmark", children=children)


def table() -> Iterator[Row]:
    yield ["unit", "year", *(f"x{at}" for at in range(COLUMNS))]
    numbers = np.random.default_rng(1).uniform(0, 10_000, (ROWS, COLUMNS)).round(2)
    for at, row in enumerate(numbers.tolist()):
        yield [f"firm{at // 10}", 2010 + at % 10, *row]


def write_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(",".join(map(str, row)) + "\n" for row in table())


def write_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("data")
        for at, row in enumerate(table()):
            sheet.write_row(at, 0, row)


def seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def report(label: str, wanted: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    ours(), theirs()
    timed = [(seconds(ours), seconds(theirs)) for _ in range(PAIRS)]
    own, other = zip(*timed, strict=True)
    quotient = median(a / b for a, b in timed)
    print(f"{label:<44} {quotient:6.2f}   ({median(own):.3f} s / {median(other):.3f} s; wanted {wanted})")


def faults(path: Path) -> None:
    """Write 125 rows of four faults each, and find them all."""
    names = [f"x{at}" for at in range(COLUMNS)]
    rest = ",1" * (COLUMNS - 4)
    rows = "".join(f"firm{at},2020,约{at},{at}+,1 {at:03d},#REF!{rest}\n" for at in range(125))
    path.write_text(f"unit,year,{','.join(names)}\n{rows}", encoding="utf-8")
    kind = framework()
    errors = [one for one in check_table(path, kind).findings if one.severity == "error"]
    found = sum(one.details.get("count", 1) for one in errors)
    taken = median(seconds(lambda: check_table(path, kind)) for _ in range(PAIRS))
    print(f"{'500 faults':<44} {found:6d}   ({taken:.3f} s; wanted 500 in < 1 s)")


def main() -> None:
    kind = framework()
    with tempfile.TemporaryDirectory() as folder:
        csv, xlsx = Path(folder) / "a.csv", Path(folder) / "a.xlsx"
        write_csv(csv)
        write_xlsx(xlsx)
        size = f"{ROWS} × {COLUMNS}"
        report(
            f"CSV {size} / pandas.read_csv", "≤ 3", lambda: check_table(csv, kind), lambda: pd.read_csv(csv)
        )
        report(
            f"XLSX {size} / calamine",
            "≤ 1.5",
            lambda: check_table(xlsx, kind),
            lambda: load_workbook(xlsx).get_sheet_by_index(0).to_python(),
        )
        faults(Path(folder) / "faults.csv")


if __name__ == "__main__":
    sys.exit(main())
