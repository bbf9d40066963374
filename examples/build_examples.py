"""Make the example files again: tables copied cell by cell from the collected statistics, and one framework.

    python examples/build_examples.py SHARED_FOLDER

SHARED_FOLDER holds ``provinces_real.csv``, ``national_real.csv`` and ``caict_national_index.csv``.
Nothing is filled, rescaled or corrected: a number is copied as written, a gap stays a gap. Which columns
were admitted and why: ``examples/SOURCES.md``.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
FRAMEWORK = HERE.parent / "src" / "ii_index" / "frameworks" / "caict-2024-public.yaml"
YEARS = ("2021", "2022", "2023")
NATIONAL_YEARS = ("2020", *YEARS)
PER_HEAD = "caict-2024-public-per-capita"

# Column of the framework → name of the series in the collected statistics.
SERIES = {
    "base_stations_5g": "base_stations_5g_10k",
    "fibre": "fibre_km",
    "broadband_ports": "broadband_ports_10k",
    "it_service_revenue": "it_service_revenue_10k",
    "infosec_revenue": "infosec_revenue_10k",
    "mobile_data_traffic": "mobile_data_traffic_10kgb",
    "web_pages": "web_pages_10k",
    "domain_names": "domain_names_10k",
    "industrial_rd_expenditure": "industrial_rd_expenditure_10k",
    "industrial_rd_fte": "industrial_rd_fte",
    "valid_invention_patents": "valid_invention_patents",
    "patents_granted": "patents_granted",
    "tech_market_turnover": "tech_market_turnover_10k",
    "higher_ed_institutions": "higher_ed_institutions",
    "software_revenue": "software_revenue_10k",
    "industrial_value_added": "industrial_va_100m",
    "software_product_revenue": "software_product_revenue_10k",
    "embedded_software_revenue": "embedded_software_revenue_10k",
    "ict_survey_firms": "ict_survey_firms",
    "computers_per_100_employees": "computers_per_100_employees",
    "ecommerce_firm_share": "ecommerce_firm_share_pct",
    "ecommerce_sales": "ecommerce_sales_100m",
    "ecommerce_purchases": "ecommerce_purchases_100m",
    "fiscal_science_expenditure": "local_fiscal_st_expenditure_100m",
    "higher_ed_students": "higher_ed_students_10k",
    "population": "population_10k",
    "gdp": "gdp_100m",
}

Row = dict[str, str]
Node = dict[str, Any]


def main(shared: Path) -> None:
    """Write the four tables and the per-head framework beside this file."""
    framework = FRAMEWORK.read_text(encoding="utf-8")
    (HERE / f"{PER_HEAD}.yaml").write_text(per_head(framework), encoding="utf-8")
    columns = list(framework_columns(yaml.safe_load(framework)))
    cells = read(shared / "provinces_real.csv")
    national = read(shared / "national_real.csv")
    write(HERE / "provinces.csv", provinces(columns, cells, "value"))
    write(HERE / "provinces_confidence.csv", provinces(columns, cells, "confidence"))
    write(HERE / "china.csv", china(columns, cells, national))
    write(HERE / "caict_published.csv", published(read(shared / "caict_national_index.csv")))


def framework_columns(tree: Node) -> Iterator[tuple[str, str]]:
    """Yield (id, header with its unit) of every leaf, then of every denominator."""

    def leaves(node: Node) -> Iterator[Node]:
        for child in node["children"]:
            yield from leaves(child) if "children" in child else [child]

    for column in [*leaves(tree), *tree["denominators"]]:
        yield column["id"], f"{column['name']['zh']}({column['unit']})"


def provinces(columns: list[tuple[str, str]], cells: list[Row], field: str) -> Iterator[list[str]]:
    """One row a province and year; a cell that was not published is empty."""
    found = {(cell["year"], cell["gb_code"], cell["indicator"]): cell[field] for cell in cells}
    names = {cell["gb_code"]: cell["province_zh"] for cell in cells}
    yield ["地区", "年份", *(header for _, header in columns)]
    for year in YEARS:
        for code in sorted(names):
            row = [found.get((year, code, SERIES[key]), "") for key, _ in columns]
            yield [names[code], year, *map(plain, row)]


def china(columns: list[tuple[str, str]], cells: list[Row], national: list[Row]) -> Iterator[list[str]]:
    """One row a year: the national series that rest on one source and on the same provinces in all years."""
    summed = [row for row in national if row["method"] == "sum_of_provinces"]
    sums = {(row["year"], row["indicator"]): row["value"] for row in summed}
    kept = [(key, header) for key, header in columns if is_one_series(SERIES[key], cells, sums)]
    yield ["地区", "年份", *(header for _, header in kept)]
    for year in NATIONAL_YEARS:
        yield ["全国", year, *(plain(sums[year, SERIES[key]]) for key, _ in kept)]


def is_one_series(series: str, cells: list[Row], sums: dict[tuple[str, str], str]) -> bool:
    """Whether every cell is as published, from one table, with the same provinces in every year."""
    own = [cell for cell in cells if cell["indicator"] == series and cell["year"] in NATIONAL_YEARS]
    members = {frozenset(cell["gb_code"] for cell in own if cell["year"] == year) for year in NATIONAL_YEARS}
    return (
        all((year, series) in sums for year in NATIONAL_YEARS)
        and len(members) == 1
        and len({(cell["source_repo"], cell["source_commit"]) for cell in own}) == 1
        and not any(cell["flag"] for cell in own)
    )


def published(rows: list[Row]) -> Iterator[list[str]]:
    """CAICT's five dimension indices, base year 2020 = 100."""
    dimensions = list(dict.fromkeys(row["series_zh"] for row in rows if row["series"] != "total"))
    values = {(row["year"], row["series_zh"]): row["value"] for row in rows}
    yield ["年份", *dimensions]
    for year in NATIONAL_YEARS:
        yield [year, *(values[year, dimension] for dimension in dimensions)]


def per_head(framework: str) -> str:
    """Divide every total by the resident population instead of taking its logarithm; change nothing else."""
    body = framework[framework.index("id:") :]
    for old, new in (
        ("id: caict-2024-public", f"id: {PER_HEAD}"),
        ("·公开统计数据）", "·公开统计数据·人均）"),
        ("on public statistics)", "on public statistics per head)"),
        ("transform: log", "denominator: population"),
    ):
        body = body.replace(old, new)
    return (
        "# caict-2024-public with every total divided by the year-end resident population, no logarithm;\n"
        "# ratios are taken as they are. Written by examples/build_examples.py.\n" + body
    )


def plain(number: str) -> str:
    """Write 7.0 as 7; anything else as it stands."""
    return number.removesuffix(".0")


def read(path: Path) -> list[Row]:
    """All rows of a CSV table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Iterable[list[str]]) -> None:
    """Write a CSV that a Chinese Excel opens rightly (UTF-8 with byte-order mark)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
