"""Exports of the OECD, Eurostat, the World Bank, UNDP, Our World in Data and NBS, as they head and qualify figures."""

import pytest

from ii_index.io.tables import check_table
from ii_index.model.framework import Framework
from tests.io.tables.demo import codes, errors


def of(*names, units="any", unit=None):
    children = [{"id": f"x{at}", "name": name, "unit": unit} for at, name in enumerate(names)]
    return Framework(id="f", name="f", reference="tests", units=units, children=children)


LIFE = of("Life expectancy")
BANK = of("Life expectancy at birth, total (years)", "GDP per capita (current US$)")
GDP = of("地区生产总值", units="provinces", unit="亿元")
AB = of("alpha", "beta")
AB_ONLY = of("alpha")


def read(text, framework, **options):
    return check_table(text.encode(), framework, allow_missing_units=True, **options)


READ = {
    "an OECD cube with names beside codes": (
        ("STRUCTURE,REF_AREA,Reference area,MEASURE,Measure,UNIT_MEASURE,Unit of measure,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        "D,AUS,Australia,LE,Life expectancy,YR,Years,2020,83.2,A\nD,AUT,Austria,LE,Life expectancy,YR,Years,2020,81.3,P\n"),
        LIFE, ("Australia", "Austria"), (2020,), [[[83.2], [81.3]]],
    ),
    "Eurostat's CSV": (
        "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nE,01/01/24,A,YR,BE,2020,80.8,\nE,01/01/24,A,YR,BG,2020,73.6,b\n",
        LIFE, ("BE", "BG"), (2020,), [[[80.8], [73.6]]],
    ),
    "Eurostat's TSV": (
        "freq,unit,geo\\TIME_PERIOD\t2019 \t2020 \nA,YR,AT\t82.0 \t81.3 b\nA,YR,BE\t82.1 \t80.8 (p)\n",
        LIFE, ("AT", "BE"), (2019, 2020), [[[82.0], [82.1]], [[81.3], [80.8]]],
    ),
    "the World Bank's DataBank": (
        ("Country Name,Country Code,Series Name,Series Code,2019 [YR2019],2020 [YR2020]\n"
        'Albania,ALB,"Life expectancy at birth, total (years)",SP,78.9,77.0\nAlgeria,DZA,"Life expectancy at birth, total (years)",SP,75.7,74\n'
        "Albania,ALB,GDP per capita (current US$),NY,5396,5332\nAlgeria,DZA,GDP per capita (current US$),NY,4000,3300\n,,,,,\n"
        "Data from database: World Development Indicators,,,,,\nLast Updated: 12/22/2022,,,,,\n"),
        BANK, ("Albania", "Algeria"), (2019, 2020), [[[78.9, 5396], [75.7, 4000]], [[77, 5332], [74, 3300]]],
    ),
    "UNDP's annex, value and footnote in two columns, groups and notes between": (
        ("Table 1,,,,\n,,alpha,,beta\n,,Value,,(years)\nHDI rank,Country,2019,,2019\n,VERY HIGH HUMAN DEVELOPMENT,,,\n1,Norway,0.957,,82.4\n"
        "2,Ireland,0.955,a,82.3\n,HIGH HUMAN DEVELOPMENT,,,\n67,Cuba,0.783,,78.8\nNotes,,,,\na Data refer to 2018.,,,,\n"),
        AB, ("Norway", "Ireland", "Cuba"), (2019,), [[[0.957, 82.4], [0.955, 82.3], [0.783, 78.8]]],
    ),
    "a yearbook's years in Chinese numerals": (
        "地区,二零二二年,二〇二三年\n北京,5,6\n天津,4,5\n", GDP, ("110000", "120000"), (2022, 2023), [[[5], [4]], [[6], [5]]],
    ),
    "last days of years": (
        "地区,日期,地区生产总值\n北京,2023-12-31,5\n天津,2023/12/31,4\n", GDP, ("110000", "120000"), (2023,), [[[5], [4]]],
    ),
    "firms with codes and branches": (
        "证券代码,证券简称,行业名称,会计年度,alpha,beta\n000001,平安银行,银行,2020,1,2\n000002,万科A,房地产,2020,3,4\n600000,浦发银行,银行,2020,5,6\n",
        AB, ("平安银行", "万科A", "浦发银行"), (2020,), [[[1, 2], [3, 4], [5, 6]]],
    ),
    "provisional figures": (
        "country,year,alpha,beta\nA (P),2020,1(P),2 (E)\nB,2020,3 e,4r\n".replace("4r", "4 r"), AB, ("A (P)", "B"), (2020,), [[[1, 2], [3, 4]]],
    ),
    "free units and years in one heading": (
        "指标,南京2019,南京2020,苏州2019,苏州2020\nalpha,1,2,3,4\nbeta,5,6,7,8\n",
        AB, ("南京", "苏州"), (2019, 2020), [[[1, 5], [3, 7]], [[2, 6], [4, 8]]],
    ),
    "a yearbook in two languages": (
        "地 区 Region,年 份 Year,地区生产总值 GDP（万元）\n北  京 Beijing,2020,50000\n天  津 Tianjin,2020,40000\n",
        GDP, ("110000", "120000"), (2020,), [[[5], [4]]],
    ),
    "a title that says indicator and unit": (
        "指标：地区生产总值(万元)\n地区,2019年\n北京,353713\n天津,141000\n", GDP, ("110000", "120000"), (2019,), [[[35.3713], [14.1]]],
    ),
    "years down, countries across, the title naming the indicator": (
        "alpha\nyear,Peru,Chile\n2019,0.7,0.8\n2020,0.71,0.81\n", AB_ONLY, ("Peru", "Chile"), (2019, 2020), [[[0.7], [0.8]], [[0.71], [0.81]]],
    ),
    "fiscal years": ("company,fiscal year,alpha,beta\nA,FY2023,1,2\nB,FY2023,3,4\n", AB, ("A", "B"), (2023,), [[[1, 2], [3, 4]]]),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_an_export_is_read_with_its_units_years_and_figures(name):
    text, framework, units, years, values = READ[name]
    reading = read(text, framework)

    assert errors(reading) == []
    assert (reading.panel.units, reading.panel.years) == (units, years)
    assert reading.panel.values.tolist() == values


REFUSED = {
    "another indicator in a measure column": (
        READ["an OECD cube with names beside codes"][0].replace("Life expectancy", "Fertility rate"), LIFE, "E_MISSING_COLUMN", "Fertility rate",
    ),
    "an index of the year before in a title": (
        "指标：地区生产总值指数(上年=100)\n地区,2023年,2022年\n北京市,105.2,100.7\n天津市,104.3,101\n", GDP, "E_MISSING_COLUMN", "上年=100",
    ),
    "an index of the year before in a heading": ("地区,年份,地区生产总值（上年=100）\n北京,2020,105\n天津,2020,104\n", GDP, "E_LINKS", "上年=100"),
    "growth on the year": ("地区,年份,地区生产总值（同比，%）\n北京,2020,5\n天津,2020,4\n", GDP, "E_UNIT_UNKNOWN", "同比"),
    "growth in the name": ("地区,年份,地区生产总值同比增长（%）\n北京,2020,5\n天津,2020,4\n", GDP, "E_MISSING_COLUMN", "同比增长"),
    "a forecast": ("地区,年份,地区生产总值（亿元，预测）\n北京,2020,5\n天津,2020,4\n", GDP, "E_UNIT_UNKNOWN", "预测"),
    "another base year": ("地区,年份,地区生产总值（2015=100）\n北京,2020,5\n天津,2020,4\n", GDP, "E_UNIT_UNKNOWN", "2015=100"),
    "constant prices": ("地区,年份,地区生产总值（亿元，2015年价）\n北京,2020,5\n天津,2020,4\n", GDP, "E_UNIT_UNKNOWN", "2015年价"),
    "a year that is expected": ("地区,2023年,2024年(预计)\n北京,5,6\n天津,4,5\n", GDP, "E_BAD_YEAR", "预计"),
    "half a year": ("地区,时间,地区生产总值\n北京,2023年上半年,5\n天津,2023年上半年,4\n", GDP, "E_BAD_YEAR", "上半年"),
    "one code for two countries": (
        "Country,Code,Year,alpha,beta\nPeru,PER,2020,1,2\nChile,PER,2020,3,4\nCuba,CUB,2020,3,4\nFiji,FJI,2020,1,1\n", AB, "E_KEY_CONFLICT", "Chile",
    ),
    "a country twice": ("Country,Year,alpha,beta\nPeru,2020,1,2\nPeru,2020,3,4\nCuba,2020,3,4\n", AB, "E_DUPLICATE_KEY", "Peru"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_changes_the_meaning_of_figures_is_refused_by_its_words(name):
    text, framework, code, word = REFUSED[name]
    reading = read(text, framework)

    assert code in codes(reading)
    assert any(word in finding.render("zh") for finding in errors(reading) if finding.code == code)


def test_a_region_with_one_country_is_a_group_and_no_code():
    panel = read("Nation,Region,Year,alpha,beta\nPeru,America,2020,1,2\nFrance,Europe,2020,3,4\n", AB).panel

    assert panel.units == ("Peru", "France")
    assert dict(panel.groups) == {"Region": ("America", "Europe")}


def test_running_numbers_are_units_where_the_remedy_says_so():
    text = "province_id,year,alpha,beta\n1,2019,1,2\n2,2019,3,4\n1,2020,1,2\n2,2020,3,4\n"
    (finding,) = errors(read(text, AB))

    assert finding.code == "E_MISSING_COLUMN"
    assert "--unit-column" in finding.render("en")
    assert "province_id" in finding.render("en")
    assert read(text, AB, unit_column="province_id").panel.units == ("1", "2")


def test_a_table_of_years_alone_is_a_nation_s():
    assert read("年份,alpha,beta\n2019,1,2\n2020,3,4\n", AB).panel.units == ("CN",)


def test_a_country_that_lacks_half_of_its_values_is_read_across_as_the_others_are():
    text = "指标,Year,Peru,Chile\nalpha,2019,1,x\nalpha,2020,2,5\nbeta,2019,3,x\nbeta,2020,4,6\n"
    panel = read(text, AB).panel

    assert panel.units == ("Peru", "Chile")
    assert panel.values[1].tolist() == [[2, 4], [5, 6]]
