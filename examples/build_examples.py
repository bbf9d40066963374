"""Make the example files again: tables copied cell by cell from the collected statistics, and two frameworks.

    python examples/build_examples.py SHARED_FOLDER

SHARED_FOLDER holds ``provinces_real.csv`` with ``provinces_real_indicators.csv`` and ``provinces_real_outliers.csv``,
``national_real.csv`` and ``caict_national_index.csv``.
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
EDITION_YEARS = ("2019", *NATIONAL_YEARS)
EDITION = "provinces_2019_2023"
PER_HEAD = "caict-2024-public-per-capita"
FULL = "caict-2024-full"

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
    """Write the tables and the two frameworks beside this file."""
    framework = FRAMEWORK.read_text(encoding="utf-8")
    (HERE / f"{PER_HEAD}.yaml").write_text(per_head(framework), encoding="utf-8")
    (HERE / f"{FULL}.yaml").write_text(full(framework), encoding="utf-8")
    columns = list(framework_columns(yaml.safe_load(framework)))
    cells = read(shared / "provinces_real.csv")
    national = read(shared / "national_real.csv")
    write(HERE / "provinces.csv", provinces(columns, cells, "value"))
    write(HERE / "provinces_confidence.csv", provinces(columns, cells, "confidence"))
    write(HERE / f"{EDITION}.csv", provinces(columns, cells, "value", EDITION_YEARS))
    write(HERE / f"{EDITION}_confidence.csv", provinces(columns, cells, "confidence", EDITION_YEARS))
    series = {row["indicator"]: row for row in read(shared / "provinces_real_indicators.csv")}
    write(
        HERE / f"{EDITION}_sources.csv",
        sources(columns, cells, series, read(shared / "provinces_real_outliers.csv")),
    )
    write(HERE / "china.csv", china(columns, cells, national))
    write(HERE / "caict_published.csv", published(read(shared / "caict_national_index.csv")))


def framework_columns(tree: Node) -> Iterator[tuple[str, str]]:
    """Yield (id, header with its unit) of every leaf, then of every denominator."""

    def leaves(node: Node) -> Iterator[Node]:
        for child in node["children"]:
            yield from leaves(child) if "children" in child else [child]

    for column in [*leaves(tree), *tree["denominators"]]:
        yield column["id"], f"{column['name']['zh']}({column['unit']})"


def provinces(
    columns: list[tuple[str, str]], cells: list[Row], field: str, years: Iterable[str] = YEARS
) -> Iterator[list[str]]:
    """One row a province and year; a cell that was not published is empty."""
    found = {(cell["year"], cell["gb_code"], cell["indicator"]): cell[field] for cell in cells}
    names = {cell["gb_code"]: cell["province_zh"] for cell in cells}
    yield ["地区", "年份", *(header for _, header in columns)]
    for year in years:
        for code in sorted(names):
            row = [found.get((year, code, SERIES[key]), "") for key, _ in columns]
            yield [names[code], year, *map(plain, row)]


def sources(
    columns: list[tuple[str, str]], cells: list[Row], series: dict[str, Row], jumps: list[Row]
) -> Iterator[list[str]]:
    """One row for the figures of a column that share class, derivation and origin; one for each jump left as it is."""
    yield ["列", "编号", "年份", "地区", "个数", "来源", "等级", "推算", "取自", "说明"]
    for key, header in columns:
        name = SERIES[key]
        said = series.get(name, {"official_source": NBS, "warnings": ""})
        for alike in origins(
            cell for cell in cells if cell["indicator"] == name and cell["year"] in EDITION_YEARS
        ):
            first = alike[0]
            taken = f"{first['source_repo']}@{first['source_commit'][:7]}/{first['source_path']}"
            official = [said["official_source"], first["confidence"], first["flag"], taken, said["warnings"]]
            yield [
                header,
                key,
                spanned(alike, "year"),
                spanned(alike, "province_zh"),
                str(len(alike)),
                *official,
            ]
        for jump in jumps:
            if jump["indicator"] == name and jump["year"] in EDITION_YEARS[1:]:
                times = f"为上年的 {float(jump['ratio']):.3g} 倍，照原样"
                yield [header, key, jump["year"], jump["province_zh"], "1", "", "", "", "", times]


NBS = "国家统计局 国家数据·分省年度数据 (data.stats.gov.cn)"
FEW = 6


def origins(cells: Iterable[Row]) -> list[list[Row]]:
    """Gather cells by what is to be said of them, in the order of their first."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for cell in cells:
        said = ("confidence", "flag", "source_repo", "source_commit", "source_path")
        found.setdefault(tuple(cell[field] for field in said), []).append(cell)
    return list(found.values())


def spanned(cells: list[Row], field: str) -> str:
    """Say the years of some cells, or their provinces where they are few."""
    values = list(dict.fromkeys(cell[field] for cell in cells))
    if field != "year":
        return "、".join(values) if len(values) <= FEW else f"{len(values)}个"
    years = sorted(map(int, values))
    whole = years == list(range(years[0], years[-1] + 1))
    return f"{years[0]}—{years[-1]}" if whole and len(years) > 1 else "、".join(map(str, years))


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


# What the three sub-indicators without a public table are counted from: official lists, one row an entry.
LISTS = {
    "benchmarks": (
        ("smart_factories", "国家级智能制造示范工厂数", "National smart-manufacturing demonstration factories", "家",
         "工业和信息化部 智能制造示范工厂揭榜单位名单（分年度公布，须累计）",
         "报告点名：累计建成421个。按名单所载所在地计数，撤销的减去。",
         "Named in the report: 421 built. Count the entries by place, cumulated; take off those withdrawn."),
        ("factories_5g", "5G工厂数", "5G factories", "家",
         "工业和信息化部 5G工厂名录（分年度公布，须累计）",
         "报告以省级5G工厂数为例；省级名录口径不一，只用国家名录。",
         "The report counts provincial lists, whose standards differ: take the national list alone."),
        ("pilot_projects", "工业互联网试点示范项目数", "Industrial internet pilot demonstration projects", "个",
         "工业和信息化部 工业互联网试点示范名单（分年度公布，须累计）",
         "报告点名。联合申报的项目按牵头单位所在地计一次。",
         "Named in the report. Count a joint project once, where its leader is."),
    ),
    "policy": (
        ("plans_in_force", "在实施的工业互联网规划与行动计划数", "Industrial internet plans in force", "份",
         "省级人民政府、工业和信息化主管部门公开文件（实施期三年以上）",
         "报告以三年以上长期规划或工作方案为依据。只计省级文件，按实施期计入各年。",
         "The report looks for plans of three years or more. Count documents of the province, in every year they run."),
        ("campaign_events", "“百城千园行”活动场次", "“Hundred cities, thousand parks” events", "场",
         "工业和信息化部 工业互联网“百城千园行”活动名单（分年度公布）",
         "报告点名：已在16个省区市举办100余场。",
         "Named in the report: over 100 events in 16 provinces."),
    ),
    "ecosystem": (
        ("little_giants", "专精特新“小巨人”企业数", "Specialised “little giant” enterprises", "家",
         "工业和信息化部 专精特新“小巨人”企业名单（分批公布，须累计，复核未通过的减去）",
         "代理指标：全部行业；报告把它列在产业质量之下，此处作为生态中优质企业的数量，可移回产业质量。",
         "Proxy: all sectors. The report counts them under industry quality, where they may be moved."),
        ("alliance_branches", "工业互联网产业联盟分联盟数", "Branches of the Alliance of Industrial Internet", "个",
         "工业互联网产业联盟（AII）分联盟名单",
         "报告点名：分联盟的设立。",
         "Named in the report: the founding of branches."),
    ),
}  # fmt: skip


def full(framework: str) -> str:
    """Give the three sub-indicators without a public table columns that official lists fill; change nothing else."""
    body = framework[framework.index("id:") :]
    for old, new in (
        ("id: caict-2024-public", f"id: {FULL}"),
        ("·公开统计数据）", "·公开统计数据与官方名单）"),
        ("on public statistics)", "on public statistics and official lists)"),
    ):
        body = body.replace(old, new)
    for node, leaves in LISTS.items():
        before, after = body.split(f"      - id: {node}\n", 1)
        body = f"{before}      - id: {node}\n{after.replace('        children: []', children(leaves), 1)}"
    return (
        "# caict-2024-public with columns for all 19 sub-indicators. 标杆打造, 政策规划 and 生态建设 have no public\n"
        "# table by province: their columns are counts of entries in official lists, which source and note name.\n"
        "# A template to fill in: ii-index template table --framework examples/caict-2024-full.yaml\n"
        "# Counts of lists may be zero, so that they are taken as they are, not in logarithms. Written by\n"
        "# examples/build_examples.py.\n" + body
    )


def children(leaves: Iterable[tuple[str, ...]]) -> str:
    """Write indicators that lists fill, as YAML."""
    lines = ["        children:"]
    for key, zh, en, unit, source, note_zh, note_en in leaves:
        lines += [
            f"          - id: {key}",
            f"            name: {{zh: {zh}, en: '{en}'}}",
            f"            unit: {unit}",
            "            direction: positive",
            f"            source: {source}",
            f"            note:\n              zh: {note_zh}\n              en: '{note_en}'",
        ]
    return "\n".join(lines)


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
