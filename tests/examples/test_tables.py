"""The example tables say what official statistics say, and leave empty what was not published."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

PROVINCES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 "
    "湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆"
)
KEYS = ("地区", "年份")
SOFTWARE_PARTS = (
    "软件产品收入(万元)",
    "信息技术服务收入(万元)",
    "信息安全收入(万元)",
    "嵌入式系统软件收入(万元)",
)
SOFTWARE = "软件业务收入(万元)"
YEARS = ("2021", "2022", "2023")
EMBEDDED, SECURITY, PRODUCT = "嵌入式系统软件收入(万元)", "信息安全收入(万元)", "软件产品收入(万元)"
EMPTY = {
    *(("西藏", year, name) for year in YEARS for name in (*SOFTWARE_PARTS, SOFTWARE)),
    *(("海南", year, EMBEDDED) for year in YEARS),
    *(("内蒙古", year, SECURITY) for year in ("2022", "2023")),
    *(("青海", year, SECURITY) for year in ("2022", "2023")),
    *(("青海", year, PRODUCT) for year in ("2021", "2023")),
    ("青海", "2023", EMBEDDED),
}
# Growth in % as CAICT prints it beside figures 3, 4, 5, 8 and 11.
PRINTED_GROWTH = {
    "基础能力": ("52.0", "53.9", "32.9"),
    "技术创新": ("46.0", "11.6", "29.4"),
    "产业发展": ("27.0", "29.1", "31.7"),
    "应用推广": ("42.0", "14.1", "12.3"),
    "发展环境": ("34.0", "45.5", "51.8"),
}


def numbers(row):
    return {name: value for name, value in row.items() if name not in KEYS}


def total(rows, column, year):
    return sum((Decimal(row[column]) for row in rows if row["年份"] == year and row[column]), Decimal(0))


def test_every_province_stands_once_in_every_year(provinces):
    expected = [(name, year) for year in YEARS for name in PROVINCES.split()]

    assert [(row["地区"], row["年份"]) for row in provinces] == expected


def test_the_empty_cells_are_those_that_sources_lists_and_no_others(provinces):
    empty = {
        (row["地区"], row["年份"], name)
        for row in provinces
        for name, value in numbers(row).items()
        if not value
    }

    assert empty == EMPTY


def test_every_number_is_positive_so_that_its_logarithm_exists(provinces, china):
    cells = [value for row in [*provinces, *china] for value in numbers(row).values() if value]

    assert all(Decimal(value) > 0 for value in cells)


def test_provinces_add_up_to_the_published_national_totals(provinces, china, published_totals):
    for item in published_totals:
        rows = china if item["year"] == "2020" else provinces
        gap = abs(total(rows, item["column"], item["year"]) - Decimal(item["published"]))
        assert gap <= Decimal(item["half_width"]), item


def test_the_national_series_are_the_sums_of_the_provinces(provinces, china):
    half_of_the_fourth_decimal = Decimal("0.00005")

    for row in china[1:]:
        for name, value in numbers(row).items():
            assert abs(Decimal(value) - total(provinces, name, row["年份"])) <= half_of_the_fourth_decimal, (
                name
            )


def test_a_national_series_has_the_same_provinces_in_every_year(provinces, china):
    for name in numbers(china[0]):
        reporting = {
            frozenset(row["地区"] for row in provinces if row["年份"] == year and row[name]) for year in YEARS
        }
        assert len(reporting) == 1, name


def test_software_revenue_is_the_sum_of_its_four_parts(provinces):
    whole = [row for row in provinces if all(row[part] for part in (SOFTWARE, *SOFTWARE_PARTS))]
    five_roundings_to_a_million_yuan = Decimal(5 * 50)

    assert len(whole) > 80
    for row in whole:
        gap = abs(Decimal(row[SOFTWARE]) - sum(Decimal(row[part]) for part in SOFTWARE_PARTS))
        assert gap <= five_roundings_to_a_million_yuan, row["地区"]


def test_industry_is_smaller_than_the_economy(provinces):
    assert all(Decimal(row["工业增加值(亿元)"]) < Decimal(row["地区生产总值(亿元)"]) for row in provinces)


def test_every_published_cell_has_a_confidence_class_and_no_empty_one_has(provinces, confidence):
    for row, marks in zip(provinces, confidence, strict=True):
        assert list(row) == list(marks)
        assert all(row[key] == marks[key] for key in KEYS)
        assert all(
            marks[name] in ({"A", "B", "C"} if value else {""}) for name, value in numbers(row).items()
        ), row["地区"]


def test_every_column_is_named_in_sources(provinces, sources):
    for name in numbers(provinces[0]):
        line = next(line for line in sources.splitlines() if line.startswith(f"| {name} |"))
        assert any(office in line for office in ("NBS", "MIIT", "CNIPA"))


@pytest.mark.parametrize("dimension", PRINTED_GROWTH)
def test_the_published_dimension_indices_have_the_growth_printed_beside_them(caict_published, dimension):
    values = [Decimal(row[dimension]) for row in caict_published]
    growth = tuple(
        str(((later / earlier - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
        for earlier, later in pairwise(values)
    )

    assert growth == PRINTED_GROWTH[dimension]


def test_the_published_series_start_at_one_hundred_in_2020(caict_published):
    assert [row["年份"] for row in caict_published] == ["2020", "2021", "2022", "2023"]
    assert set(numbers(caict_published[0]).values()) == {"100"}
