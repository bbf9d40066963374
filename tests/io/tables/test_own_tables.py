"""Tables as agencies and authors publish them, typed anew with other figures: each is read as it stands.

World Bank, Eurostat, OECD, IMF, WHO, UNDP, UN, Our World in Data, NBS, yearbooks, COINr's ASEM, theses, labour force surveys.
"""

import io

import openpyxl
import pytest

import ii_index as ii
from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft


def made(units="any", **leaves):
    """A framework of these indicators: names, or fields."""
    return ii.Framework(
        id="f",
        name="f",
        reference="t",
        units=units,
        children=[{"id": k, **(v if isinstance(v, dict) else {"name": v})} for k, v in leaves.items()],
    )


def book(*sheets, merged=()):
    """A workbook; ``merged`` are ranges of its last sheet."""
    made_of = openpyxl.Workbook()
    made_of.remove(made_of.active)
    for title, rows in sheets:
        sheet = made_of.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        made_of[sheets[-1][0]].merge_cells(cells)
    stream = io.BytesIO()
    made_of.save(stream)
    return stream.getvalue()


T = {}
T["wb_wdi"] = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-05-30",\n\n"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020","2021",\n"Aruba","ABW","Population, total","SP.POP.TOTL","106442","106585","106537",\n"Afghanistan","AFG","Population, total","SP.POP.TOTL","37856121","39068979","",\n',
    made(p="Population, total"),
    {("Aruba", 2019): [106442], ("Afghanistan", 2020): [39068979]},
)
T["wb_databank"] = (
    'Country Name,Country Code,Series Name,Series Code,2020 [YR2020],2021 [YR2021]\nPeru,PER,"Life expectancy at birth, total (years)",SP.DYN.LE00.IN,73.7,72.4\nPeru,PER,GDP (current US$),NY.GDP.MKTP.CD,201,225\nChad,TCD,"Life expectancy at birth, total (years)",SP.DYN.LE00.IN,52.8,..\nChad,TCD,GDP (current US$),NY.GDP.MKTP.CD,10,11\n,,,,,\n,,,,,\n,,,,,\nData from database: World Development Indicators,,,,,\nLast Updated: 05/30/2024,,,,,\n',
    made(le="Life expectancy at birth, total (years)", gdp="GDP (current US$)"),
    {("Peru", 2020): [73.7, 201], ("Chad", 2021): [None, 11]},
)
T["eurostat_sdmx"] = (
    "DATAFLOW,LAST UPDATE,freq,indic_is,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\nESTAT:X(1.0),12/01/24 23:00:00,A,I_IUBK,PC_IND,AT,2020,66.3,,\nESTAT:X(1.0),12/01/24 23:00:00,A,I_IUBK,PC_IND,AT,2021,70.2,b,\nESTAT:X(1.0),12/01/24 23:00:00,A,I_IUBK,PC_IND,BE,2020,75.1,,\nESTAT:X(1.0),12/01/24 23:00:00,A,I_IUBK,PC_IND,BE,2021,,,\n",
    made(bank={"name": "Internet banking", "aliases": ["I_IUBK"]}),
    {("AT", 2020): [66.3], ("AT", 2021): [70.2], ("BE", 2020): [75.1]},
)
T["eurostat_xlsx"] = (
    book(
        ("Summary", [["Contents"], ["Sheet 1", "x"]]),
        ("Structure", [["Dimension", "Position", "Label"], ["Geo", "1", "Austria"]]),
        (
            "Sheet 1",
            [
                ["Data extracted on 12/01/2024 23:00:00 from [ESTAT]"],
                ["Dataset:", "Individuals using the internet for internet banking [isoc_ci_ac_i]"],
                ["Last updated:", "11/01/2024"],
                [],
                ["Time frequency", "", "Annual"],
                ["Unit of measure", "", "Percentage of individuals"],
                [],
                ["TIME", "2020", "", "2021", ""],
                ["GEO (Labels)"],
                ["European Union - 27 countries", 58, "", 60, ""],
                ["Austria", 66.3, "", 70.2, "b"],
                ["Belgium", 75.1, "", ":", "u"],
                [],
                ["Special value"],
                [":", "not available"],
                ["Available flags:"],
                ["b", "break in time series"],
                ["u", "low reliability"],
            ],
        ),
    ),
    made(bank="Individuals using the internet for internet banking"),
    {("Austria", 2020): [66.3], ("Austria", 2021): [70.2], ("Belgium", 2020): [75.1]},
)
T["oecd_stat"] = (
    '"LOCATION","Country","SUBJECT","Subject","MEASURE","Measure","FREQUENCY","Frequency","TIME","Time","Unit Code","Unit","PowerCode Code","PowerCode","Reference Period Code","Reference Period","Value","Flag Codes","Flags"\n"AUS","Australia","GDP","GDP per head","USD","USD, current","A","Annual","2020","2020","USD","US Dollar","0","Units",,,54001.5,"E","Estimated value"\n"AUS","Australia","GDP","GDP per head","USD","USD, current","A","Annual","2021","2021","USD","US Dollar","0","Units",,,58001.5,,\n"AUT","Austria","GDP","GDP per head","USD","USD, current","A","Annual","2020","2020","USD","US Dollar","0","Units",,,55001.5,,\n',
    made(g="GDP per head"),
    {("Australia", 2020): [54001.5], ("Austria", 2020): [55001.5]},
)
T["oecd_new"] = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,FREQ,Frequency of observation,MEASURE,Measure,UNIT_MEASURE,Unit of measure,TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status,UNIT_MULT,Unit multiplier\nDATAFLOW,OECD.X:D(1.0),R&D,I,AUT,Austria,A,Annual,G,Gross domestic expenditure on R&D,PT_B1GQ,Percentage of GDP,2020,,3.2,,A,Normal value,0,Units\nDATAFLOW,OECD.X:D(1.0),R&D,I,AUT,Austria,A,Annual,G,Gross domestic expenditure on R&D,PT_B1GQ,Percentage of GDP,2021,,3.3,,A,Normal value,0,Units\nDATAFLOW,OECD.X:D(1.0),R&D,I,BEL,Belgium,A,Annual,G,Gross domestic expenditure on R&D,PT_B1GQ,Percentage of GDP,2020,,3.4,,A,Normal value,0,Units\nDATAFLOW,OECD.X:D(1.0),R&D,I,BEL,Belgium,A,Annual,G,Gross domestic expenditure on R&D,PT_B1GQ,Percentage of GDP,2021,,3.5,,P,Provisional value,0,Units\n",
    made(rd="Gross domestic expenditure on R&D"),
    {("Austria", 2020): [3.2], ("Belgium", 2021): [3.5]},
)
T["nbs_city"] = (
    "数据库：主要城市年度数据\n指标：年末户籍人口(万人)\n时间：最近3年\n地区,2022年,2021年,2020年\n北京,1427.7,1413.5,1400.8\n天津,1169,1151.6,1130.7\n石家庄,1127.2,1120.5,1105.3\n注：户籍人口数据来源于公安部。\n数据来源：国家统计局\n",
    made(p={"name": "年末户籍人口", "unit": "万人"}),
    {("石家庄", 2020): [1105.3], ("北京", 2022): [1427.7]},
)
T["yearbook"] = (
    book(
        (
            "3-9",
            [
                ["3-9 地区生产总值（2022年）"],
                ["", "", "", "单位：亿元"],
                ["地  区", "地区生产总值", "第二产业", ""],
                ["", "", "工业", "建筑业"],
                ["全  国", 1204724, 401644, 83383],
                ["北  京", 41611, 5036, 1600],
                ["天  津", 16311, 5403, 700],
                ["注：本表按当年价格计算。"],
            ],
        ),
        merged=("A3:A4", "B3:B4", "C3:D3"),
    ),
    made(
        "provinces",
        g={"name": "地区生产总值", "unit": "亿元"},
        i={"name": "工业", "unit": "亿元"},
        c={"name": "建筑业", "unit": "亿元"},
    ),
    {("110000", 2022): [41611, 5036, 1600], ("120000", 2022): [16311, 5403, 700]},
    {"year": 2022, "expected_units": ["京", "津"]},
)
T["undp"] = (
    book(
        (
            "Table 1",
            [
                ["TABLE 1"],
                ["Human Development Index and its components"],
                [
                    "",
                    "",
                    "Human Development Index (HDI)",
                    "",
                    "Life expectancy at birth",
                    "",
                    "Expected years of schooling",
                    "",
                ],
                ["", "", "Value", "", "(years)", "", "(years)", ""],
                ["HDI rank", "Country", "2021", "", "2021", "", "2021", "a"],
                ["", "VERY HIGH HUMAN DEVELOPMENT"],
                [1, "Switzerland", 0.962, "", 84.0, "", 16.5, ""],
                [2, "Norway", 0.961, "", 83.2, "", 18.2, "c"],
                ["", "HIGH HUMAN DEVELOPMENT"],
                [67, "Albania", 0.796, "", 76.5, "", 14.4, ""],
                ["", "OTHER COUNTRIES OR TERRITORIES"],
                ["", "Monaco", "..", "", 85.9, "", "..", ""],
                ["", "Human development groups"],
                ["", "Very high human development", 0.896, "", 78.5, "", 16.5, ""],
                ["", "World", 0.732, "", 71.4, "", 12.8, ""],
                ["", "Notes"],
                ["", "a Data refer to 2021 or the most recent year available."],
                ["", "c In calculating the HDI value, expected years of schooling is capped at 18 years."],
                ["", "Definitions"],
                ["", "Human Development Index (HDI): A composite index measuring average achievement."],
            ],
        )
    ),
    made(
        hdi="Human Development Index (HDI)",
        le={"name": "Life expectancy at birth", "unit": "years"},
        eys={"name": "Expected years of schooling", "unit": "years"},
    ),
    {
        ("Norway", 2021): [0.961, 83.2, 18.2],
        ("Monaco", 2021): [None, 85.9, None],
        ("Albania", 2021): [0.796, 76.5, 14.4],
    },
    {},
)
T["owid"] = (
    'Entity,Code,Year,"Life expectancy - Sex: all - Age: 0",Population\nAfghanistan,AFG,2020,62.6,39\nAfghanistan,AFG,2021,62.0,40\nAfrica,,2020,62.2,1360\nFrance,FRA,2020,82.2,65\nFrance,FRA,2021,82.4,65\nWorld,OWID_WRL,2020,72.0,7800\n',
    made(le="Life expectancy - Sex: all - Age: 0", p="Population"),
    {("France", 2021): [82.4, 65], ("Afghanistan", 2020): [62.6, 39]},
)
T["coinr"] = (
    "uCode,uName,GDP_group,GDPpc_group,Time,Area,Energy,Population,Goods,Services\nAUT,Austria,L,XL,2018,83871,27,8735453,278.43,108.2\nBEL,Belgium,L,XL,2018,30528,41.8,11429336,597.9,216\nCHN,China,XXL,M,2018,9596960,2000,1409517397,4000.5,600\n",
    made(Goods="Trade in goods", Services="Trade in services"),
    {("Austria", 2018): [278.43, 108.2], ("China", 2018): [4000.5, 600]},
)
T["city_panel"] = (
    book(
        (
            "Sheet1",
            [
                ["省份", "城市", "年份", "城市代码", "数字普惠金融指数", "人均GDP（元）"],
                ["江苏省", "南京市", 2019, "320100", 290.1, 165682],
                ["", "", 2020, "320100", 300.2, 159322],
                ["", "苏州市", 2019, "320500", 295.5, 179174],
                ["", "", 2020, "320500", 305.5, 158466],
                ["浙江省", "杭州市", 2019, "330100", 310.5, 152465],
                ["", "", 2020, "330100", 320.5, 136617],
            ],
        ),
        merged=("A2:A5", "B2:B3", "B4:B5", "A6:A7", "B6:B7"),
    ),
    made(f="数字普惠金融指数", g={"name": "人均GDP", "unit": "元"}),
    {("苏州市", 2020): [305.5, 158466], ("南京市", 2019): [290.1, 165682]},
)


def of_year(k):
    return [
        [f"{k}年各市主要指标"],
        ["单位：亿元、万人"],
        ["市", "GDP（亿元）", "常住人口（万人）"],
        ["全省", 100 + k, 50],
        ["合肥市", 10 + k, 20],
        ["芜湖市", 5 + k, 8],
        ["资料来源：统计年鉴"],
    ]


T["sheets"] = (
    book(("2020年", of_year(2020)), ("2021年", of_year(2021)), ("说明", [["本表由统计局编制"]])),
    made(g={"name": "GDP", "unit": "亿元"}, p={"name": "常住人口", "unit": "万人"}),
    {("合肥市", 2020): [2030, 20], ("芜湖市", 2021): [2026, 8]},
)
T["sdg"] = (
    'Goal,Target,Indicator,SeriesCode,SeriesDescription,GeoAreaCode,GeoAreaName,TimePeriod,Value,Time_Detail,Source,Units,[Reporting Type]\n9,9.5,9.5.1,GB_XPD_RSDV,Research and development expenditure as a proportion of GDP (%),4,Afghanistan,2020,0.5,2020,UIS,PERCENT,G\n9,9.5,9.5.1,GB_XPD_RSDV,Research and development expenditure as a proportion of GDP (%),8,Albania,2020,0.7,2020,UIS,PERCENT,G\n9,9.5,9.5.2,GB_POP_SCIERD,"Researchers (in full-time equivalent) per million inhabitants",4,Afghanistan,2020,12,2020,UIS,PER_1000000_POP,G\n9,9.5,9.5.2,GB_POP_SCIERD,"Researchers (in full-time equivalent) per million inhabitants",8,Albania,2020,150,2020,UIS,PER_1000000_POP,G\n',
    made(
        rd="Research and development expenditure as a proportion of GDP",
        res="Researchers (in full-time equivalent) per million inhabitants",
    ),
    {("Albania", 2020): [0.7, 150], ("Afghanistan", 2020): [0.5, 12]},
)
T["weo"] = (
    (
        "WEO Country Code\tISO\tWEO Subject Code\tCountry\tSubject Descriptor\tSubject Notes\tUnits\tScale\tCountry/Series-specific Notes\t2020\t2021\tEstimates Start After\n512\tAFG\tNGDPD\tAfghanistan\tGross domestic product, current prices\tValues are based upon GDP.\tU.S. dollars\tBillions\tSource: NSO\t20.136\t14.278\t2020\n512\tAFG\tLP\tAfghanistan\tPopulation\tFor census purposes.\tPersons\tMillions\tSource: NSO\t32.941\tn/a\t2019\n914\tALB\tNGDPD\tAlbania\tGross domestic product, current prices\tValues are based upon GDP.\tU.S. dollars\tBillions\tSource: IMF\t15.162\t1,017.930\t2021\n914\tALB\tLP\tAlbania\tPopulation\tFor census purposes.\tPersons\tMillions\tSource: IMF\t2.838\t--\t2021\n\t\t\t\t\t\t\t\t\t\t\t\nInternational Monetary Fund, World Economic Outlook Database, April 2024\t\t\t\t\t\t\t\t\t\t\t\n"
    ).encode("utf-16"),
    made(g="Gross domestic product, current prices", p="Population"),
    {("Albania", 2021): [1017.93, None], ("Afghanistan", 2020): [20.136, 32.941]},
)
T["who"] = (
    "IndicatorCode,Indicator,ValueType,ParentLocationCode,ParentLocation,Location type,SpatialDimValueCode,Location,Period type,Period,IsLatestYear,Dim1 type,Dim1,FactValueNumeric,Value,Language\nWHOSIS_000001,Life expectancy at birth (years),text,AFR,Africa,Country,LSO,Lesotho,Year,2019,true,Sex,Both sexes,50.75,50.7 [47-54],EN\nWHOSIS_000001,Life expectancy at birth (years),text,AFR,Africa,Country,CAF,Central African Republic,Year,2019,true,Sex,Both sexes,53.1,53.1 [50-56],EN\nWHOSIS_000001,Life expectancy at birth (years),text,EUR,Europe,Country,FRA,France,Year,2019,true,Sex,Both sexes,82.5,82.5 [82-83],EN\n",
    made(le="Life expectancy at birth"),
    {("Lesotho", 2019): [50.75], ("France", 2019): [82.5]},
)
T["years_text"] = (
    '企业名称,报告期,营业收入(万元),研发人员占比\n甲公司,2020-12-31,"1,234.50",12.5%\n乙公司,2020-12-31,800,8%\n甲公司,2021-12-31,1300,13%\n乙公司,2021-12-31,,9%\n合计,,2100,\n',
    made(r={"name": "营业收入", "unit": "亿元"}, s={"name": "研发人员占比", "unit": "%"}),
    {("甲公司", 2020): [0.12345, 12.5], ("乙公司", 2021): [None, 9]},
)
T["hie"] = (
    "Table 2: Regions,,,,\n,Employment (thousand),,Unemployment rate (%),\nRegion,2020,2021,2020,2021\nNorth,120,125,5.5,5.1\nSouth,80,82,7.7,7.1p\nTotal,200,207,6.2,5.9\nSource: Labour force survey,,,,\n",
    made(e="Employment", u={"name": "Unemployment rate", "unit": "%"}),
    {("North", 2020): [120, 5.5], ("South", 2021): [82, 7.1]},
)


@pytest.mark.parametrize("name", T)
def test_a_table_of_an_agency_is_read_as_it_stands(name):
    content, framework, wanted, *options = T[name]
    reading = check_table(
        content.encode() if isinstance(content, str) else content, framework, **dict(*options)
    )
    panel = reading.panel

    assert panel is not None, [finding.render() for finding in reading.findings]
    for (unit, year), values in wanted.items():
        found = panel.values[panel.year_index(year), panel.units.index(unit)].tolist()
        assert [None if value != value else pytest.approx(value) for value in found] == values  # noqa: PLR0124 - missing


def test_only_units_are_units():
    """Notes, definitions, legends, headings and flags of the tables above are none."""
    found = {
        name: check_table(
            content.encode() if isinstance(content, str) else content, framework, **dict(*options)
        ).panel.units
        for name, (content, framework, _, *options) in T.items()
    }

    assert found["undp"] == (
        "Switzerland",
        "Norway",
        "Albania",
        "Monaco",
        "Very high human development",
        "World",
    )
    assert found["eurostat_xlsx"] == ("European Union - 27 countries", "Austria", "Belgium")
    assert found["wb_databank"] == ("Peru", "Chad")
    assert found["years_text"] == ("甲公司", "乙公司")
    assert found["hie"] == ("North", "South")


LAST = "country,year,x\nPeru,2020,1\nChile,2020,{}\n"


def test_a_last_row_whose_values_are_texts_is_no_legend():
    one = made(x="x")
    (refused,) = [
        item
        for item in check_table(LAST.format("about five").encode(), one).findings
        if item.severity == "error"
    ]
    behind = check_table((LAST.format("5") + ",,\nb,break in series,\nc,confidential,\n").encode(), one)

    assert (refused.code, refused.row) == ("E_NOT_NUMBER", 3)
    assert behind.panel is None or behind.panel.units == ("Peru", "Chile")


def test_cells_beyond_the_header_that_are_no_flags_are_refused():
    one = made(x="x")
    flagged, ragged = (
        check_table(f"country,year,x\nPeru,2020,1,{beside}\nChile,2020,2\n".encode(), one)
        for beside in ("b", "234")
    )

    assert flagged.panel is not None
    assert [item.code for item in flagged.findings] == ["W_EXTRA_COLUMN"]
    assert ragged.panel is None


DRAFTED = {  # how many indicators the tables above have, without dates, codes, ranks and multipliers
    "wb_wdi": 1, "wb_databank": 2, "eurostat_sdmx": 1, "eurostat_xlsx": 1, "oecd_stat": 1, "oecd_new": 1, "nbs_city": 1,
    "yearbook": 3, "undp": 3, "owid": 2, "coinr": 4, "city_panel": 2, "sdg": 2, "weo": 2, "who": 1, "years_text": 2, "hie": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", DRAFTED)
def test_the_framework_drafted_from_a_table_of_an_agency_reads_it(name, tmp_path):
    content = T[name][0]
    path = tmp_path / f"{name}{'.xlsx' if isinstance(content, bytes) and content[:2] == b'PK' else '.csv'}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = draft(path)

    assert not found.problems, [one.render() for one in found.problems]
    assert found.size > 1
    assert len(found.columns) == DRAFTED[name]
    assert found.provinces == (name == "yearbook")
