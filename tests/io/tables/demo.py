"""The framework of the messy tables, a small correct table, and ways to read it."""

from decimal import Decimal

from ii_index.errors import Finding
from ii_index.io.tables import check_table
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel

REGIONS = ("110000", "120000", "130000", "150000", "540000", "650000")
NAMES = ("北京", "天津", "河北", "内蒙古", "西藏", "新疆")

DEMO = Framework(
    id="demo",
    name="Demo",
    reference="tests/messy",
    units="provinces",
    children=[
        {
            "id": "x1",
            "name": {"zh": "5G基站数", "en": "5G base stations"},
            "unit": "万个",
            "aliases": ["5G基站"],
        },
        {
            "id": "x2",
            "name": {"zh": "工业APP数", "en": "Industrial apps"},
            "unit": "个",
            "aliases": ["工业APP数量"],
        },
        {
            "id": "x3",
            "name": {"zh": "关键工序数控化率", "en": "NC rate"},
            "unit": "%",
            "aliases": ["数控化率"],
        },
    ],
)
FREE = Framework(
    id="free",
    name="Free",
    reference="tests",
    children=[{"id": "x", "name": "x"}, {"id": "y", "name": "y", "unit": "%"}],
)

HEADER = ["地区", "5G基站数（万个）", "工业APP数（个）", "关键工序数控化率（%）"]
ROWS = [
    ["北京", "12.5", "3456", "61.2"],
    ["天津", "6.1", "1234.5", "58.7"],
    ["河北", "15.3", "980", "60.4"],
    ["内蒙古", "5.2", "310", "45.5"],
    ["西藏", "0.8", "12", "20.1"],
    ["新疆", "4.4", "205", "40.9"],
]


def text(rows=ROWS, header=HEADER, *, mark=","):
    """Lines as they are, nothing quoted."""
    return "".join(f"{mark.join(row)}\n" for row in [header, *rows])


def replaced(row: int, column: int, cell: str):
    """The correct rows, one cell changed."""
    changed = [list(cells) for cells in ROWS]
    changed[row][column] = cell
    return changed


def check(source, framework=DEMO, **options):
    """Read text, bytes or a path under the six regions of the demo, for 2023 unless told otherwise."""
    content = source.encode() if isinstance(source, str) else source
    units = REGIONS if framework is DEMO else None
    return check_table(content, framework, **{"year": 2023, "expected_units": units, **options})


def errors(reading) -> list[Finding]:
    return [finding for finding in reading.findings if finding.severity == "error"]


def codes(reading) -> list[str]:
    """Codes of errors and warnings, in their order."""
    return [finding.code for finding in reading.findings if finding.severity != "notice"]


def cells(panel: Panel) -> dict[tuple[int, str, str], float]:
    """The values of a panel by year, unit and indicator; missing ones left out."""
    return {
        (year, unit, indicator): panel.values[t, u, i].item()
        for t, year in enumerate(panel.years)
        for u, unit in enumerate(panel.units)
        for i, indicator in enumerate(panel.indicators)
        if panel.values[t, u, i] == panel.values[t, u, i]
    }


CORRECT = {
    (2023, region, indicator): float(Decimal(cell))
    for region, row in zip(REGIONS, ROWS, strict=True)
    for indicator, cell in zip(("x1", "x2", "x3"), row[1:], strict=True)
}
