"""From a raw table to a ranking: draft, decide, rank."""

import json
import shlex

import numpy as np
import pytest
import yaml

from tests.io.tables.test_draft import CITIES


def test_from_a_raw_table_to_a_ranking_in_three_commands(spoken, tmp_path):
    table = tmp_path / "cities.csv"
    table.write_text(CITIES.replace("4,\n", "4,0.5\n"), encoding="utf-8")
    unclear = spoken("check", table)
    draft_it = spoken("template", "framework", "--from", table, "-o", tmp_path / "cities.yaml")
    path = tmp_path / "cities.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[::-1].replace("positive"[::-1], "negative"[::-1], 1)[::-1], encoding="utf-8")
    code, out, err = spoken("rank", table, "--framework", path)

    assert f"`ii-index template framework --from {table} -o cities.yaml`" in unclear[1]
    assert draft_it[0] == 0
    assert (code, err.count("E_")) == (0, 0)
    assert "苏州" in out


def test_a_framework_is_drafted_from_a_table_and_from_nothing_else(spoken):
    assert spoken("template", "framework")[0] == 2


YEARBOOK = """3-5  各市主要经济指标,,,,
单位：见栏目,,,,
地  区,年份,地区生产总值（亿元，当年价）,每万人专利数（件/万人）,单位GDP能耗（吨标准煤/万元）
武 汉 市,2021年,"17,716.8",30.1,0.35
武 汉 市,2022年,"18,866.4",33.2,0.33
黄 石 市,2021年,1865.7,9.8,0.92
黄 石 市,2022年,2041.5,10.4,0.88
宜 昌 市,2021年,5022.7,12.9,0.71
宜 昌 市,2022年,5502.7,14.0,0.69
全省合计,2022年,53734.9,15.6,0.48
注：本表按当年价格计算。,,,,
"""
TWO_ROWS = """2-14 各市工业经济效益,,,,
,利润总额（亿元）,,资产负债率（%）,
地区,2021,2022,2021,2022
南京市,800.5,790.2,52.1,53
苏州市,2100.2,2000.1,54.5,54
无锡市,1500.3,1480,56.3,55.1
"""
DATABANK = """Country Name,Country Code,Series Name,Series Code,2019 [YR2019],2020 [YR2020]
Brazil,BRA,GDP per capita (constant 2015 US$),NY.GDP.PCAP.KD,8560.2,8200.3
Brazil,BRA,"Mortality rate, infant (per 1,000 live births)",SP.DYN.IMRT.IN,13.1,13.0
Chile,CHL,GDP per capita (constant 2015 US$),NY.GDP.PCAP.KD,13700.2,12700.3
Chile,CHL,"Mortality rate, infant (per 1,000 live births)",SP.DYN.IMRT.IN,6.1,6.0
Côte d'Ivoire,CIV,GDP per capita (constant 2015 US$),NY.GDP.PCAP.KD,2260.2,2250.3
Côte d'Ivoire,CIV,"Mortality rate, infant (per 1,000 live births)",SP.DYN.IMRT.IN,59.1,57.0
,,,,,
Last Updated: 12/16/2021,,,,,
"""
DATABANK_BY_TIME = """Time,Time Code,Country Name,Country Code,Life expectancy (years) [SP.DYN.LE00.IN],CO2 (t per capita) [EN.ATM.CO2E.PC]
2018,YR2018,Kenya,KEN,62.7,0.4
2018,YR2018,Ghana,GHA,63.8,0.6
2018,YR2018,Togo,TGO,60.8,0.3
2019,YR2019,Kenya,KEN,62.9,0.41
2019,YR2019,Ghana,GHA,64.7,0.63
2019,YR2019,Togo,TGO,61.0,0.29
"""
OF_COINR = """"uName","uCode","Group_GDP","Time","Area","Den_GDP","LPI","CO2"
"Austria","AUT","L",2018,83871,390.8,4.097,6.9
"Belgium","BEL","L",2018,30528,467.1,4.108,8.3
"Bulgaria","BGR","S",2018,110879,53.2,2.806,5.9
"Croatia","HRV","S",2018,56594,51.2,3.157,4.0
"""


@pytest.mark.parametrize(
    ("text", "names", "values"),
    [
        (
            YEARBOOK,
            ("地区生产总值", "每万人专利数", "单位GDP能耗"),
            {
                "武汉市": [(17716.8, 30.1, 0.35), (18866.4, 33.2, 0.33)],
                "黄石市": [(1865.7, 9.8, 0.92), (2041.5, 10.4, 0.88)],
                "宜昌市": [(5022.7, 12.9, 0.71), (5502.7, 14.0, 0.69)],
            },
        ),
        (
            TWO_ROWS,
            ("利润总额", "资产负债率"),
            {
                "南京市": [(800.5, 52.1), (790.2, 53)],
                "苏州市": [(2100.2, 54.5), (2000.1, 54)],
                "无锡市": [(1500.3, 56.3), (1480, 55.1)],
            },
        ),
        (
            DATABANK,
            ("GDP per capita (constant 2015 US$)", "Mortality rate, infant (per 1,000 live births)"),
            {
                "Brazil": [(8560.2, 13.1), (8200.3, 13.0)],
                "Chile": [(13700.2, 6.1), (12700.3, 6.0)],
                "Côte d'Ivoire": [(2260.2, 59.1), (2250.3, 57.0)],
            },
        ),
        (
            DATABANK_BY_TIME,
            ("Life expectancy (years)", "CO2 (t per capita)"),
            {
                "Kenya": [(62.7, 0.4), (62.9, 0.41)],
                "Ghana": [(63.8, 0.6), (64.7, 0.63)],
                "Togo": [(60.8, 0.3), (61.0, 0.29)],
            },
        ),
        (
            OF_COINR,
            ("LPI", "CO2"),
            {"Austria": [(4.097, 6.9)], "Belgium": [(4.108, 8.3)], "Bulgaria": [(2.806, 5.9)], "Croatia": [(3.157, 4.0)]},
        ),
    ],
    ids=["yearbook", "indicators above years", "DataBank", "DataBank by time", "COINr"],
)  # fmt: skip
def test_an_unseen_table_is_ranked_with_the_last_indicator_counted_down(
    spoken, tmp_path, text, names, values
):
    table, path = tmp_path / "seen once.csv", tmp_path / "mine.yaml"
    table.write_text(text, encoding="utf-8")
    drafted = spoken("template", "framework", "--from", table, "-o", path)
    yaml_text = path.read_text(encoding="utf-8")
    path.write_text(yaml_text[::-1].replace("positive"[::-1], "negative"[::-1], 1)[::-1], encoding="utf-8")
    code, out, err = spoken("rank", table, "--framework", path, "--json")
    found = {row["unit"]: row["score"] for row in json.loads(out)["tables"]["ranking"]}
    # Min-max over all years and the plain mean, the last indicator counted down.
    cells = np.array(
        [[rows[year] for rows in values.values()] for year in range(len(next(iter(values.values()))))]
    )
    low, high = cells.min(axis=(0, 1)), cells.max(axis=(0, 1))
    shares = (cells - low) / (high - low) * 100
    shares[..., -1] = 100 - shares[..., -1]

    assert (drafted[0], code) == (0, 0), out + err
    assert [leaf["name"] for leaf in yaml.safe_load(yaml_text)["children"]] == list(names)
    assert found == pytest.approx(dict(zip(values, shares[-1].mean(axis=1).tolist(), strict=True)), abs=1e-6)
    assert max(len(line) for line in yaml_text.replace(str(tmp_path), "").splitlines()) < 120


def test_the_command_that_comes_next_can_be_typed_as_it_stands(spoken, tmp_path):
    table, path = tmp_path / "of 2022.csv", tmp_path / "of 2022.yaml"
    table.write_text("地区,产值（亿元）,能耗\n北京,5,\n天津,3,4\n上海,4,2\n", encoding="utf-8")
    assert spoken("template", "framework", "--from", table, "-o", path)[0] == 0
    typed = next(line for line in path.read_text(encoding="utf-8").splitlines() if "ii-index rank" in line)
    _, *arguments = shlex.split(typed.lstrip("# ").replace("YYYY", "2022"))

    assert arguments[3:] == [str(path), "--year", "2022", "--allow-missing-units"]
    assert spoken(*arguments)[0] == 0


def test_a_draft_says_what_it_cannot_read_yet(spoken, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("城市,年份,产值\n杭州,2022,5\n宁波,2022,约7\n绍兴,2022,9\n", encoding="utf-8")

    out = spoken("template", "framework", "--from", table, "--lang", "zh")[1]
    assert "尚不能读表" in out
    assert "约7" in out
