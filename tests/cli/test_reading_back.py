"""What this program wrote, COINr's tables and the COIN Tool's workbook come in again by the same doors."""

import csv
import json

import openpyxl
import pytest
import xlsxwriter

from ii_index.io.definitions import example

PROVINCES = example("provinces.csv")
CITIES = "城市,年份,产值（亿元）,专利（件）,能耗（吨）\n杭州,2022,18753,5,0.3\n宁波,2022,15704,4,0.5\n苏州,2022,23958,2,0.4\n"
FRAMEWORK = (
    "id,name,parent,weight,direction,unit\nscale,规模,,60,,\nscale.gdp,产值,scale,,+,亿元\n"
    "other,其他,,40,,\npatents,专利,other,3,+,件\nenergy,能耗,other,1,-,吨\n"
)


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "cities.csv").write_text(CITIES, encoding="utf-8")
    (tmp_path / "tree.csv").write_text(FRAMEWORK, encoding="utf-8")
    return tmp_path


def scores(spoken, *arguments):
    """Units with their scores to nine digits."""
    code, out, err = spoken(*arguments, "--json")
    assert code == 0, out + err
    (ranking, *_) = json.loads(out)["tables"].values()
    return {row["unit"]: round(row["score"], 9) for row in ranking}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", ["rank", "report"])
def test_the_workbook_that_was_written_gives_the_same_ranking(spoken, tmp_path, command, language):
    book = tmp_path / "index.xlsx"
    assert spoken(command, PROVINCES, "--lang", language, "-o", book)[0] == 0

    assert scores(spoken, "rank", book, "--lang", "en") == scores(spoken, "rank", PROVINCES, "--lang", "en")


def test_one_s_own_index_comes_back_with_its_tree_and_weights(spoken, mine):
    book = mine / "index.xlsx"
    before = scores(spoken, "rank", mine / "cities.csv", "--framework", mine / "tree.csv", "-o", book)

    assert scores(spoken, "rank", book, "--framework", book) == before
    assert scores(spoken, "rank", book, "--framework", mine / "tree.csv") == before


def test_a_corrected_cell_and_a_changed_weight_count(spoken, mine):
    book, tree = mine / "index.xlsx", mine / "tree.csv"
    spoken("rank", mine / "cities.csv", "--framework", tree, "-o", book, "--lang", "zh")
    (mine / "cities.csv").write_text(CITIES.replace("15704", "25704"), encoding="utf-8")
    (mine / "heavy.csv").write_text("名称,权重\n规模,90\n其他,10\n产值,1\n专利,3\n能耗,1\n", encoding="utf-8")
    wanted = scores(spoken, "rank", mine / "cities.csv", "--framework", tree, "--weights", mine / "heavy.csv")
    kept = openpyxl.load_workbook(book)
    for row in kept["原始数据"].iter_rows():
        for cell in row:
            cell.value = 25704 if cell.value == 15704 else cell.value
    for row in kept["指标与权重"].iter_rows(min_row=5):
        row[4].value = {"scale": 90, "other": 10}.get(row[0].value, row[4].value)
    kept.save(book)

    assert scores(spoken, "rank", book, "--framework", tree, "--weights", book) == wanted


@pytest.mark.parametrize("sheet", ["得分与排名", "标准化", "排序"])
def test_a_sheet_of_results_is_refused_with_the_name_of_the_sheet_of_data(spoken, mine, sheet):
    book = mine / "index.xlsx"
    spoken("rank", mine / "cities.csv", "--framework", mine / "tree.csv", "-o", book, "--lang", "zh")
    code, _, err = spoken("rank", book, "--framework", mine / "tree.csv", "--sheet", sheet)

    assert code == 1
    assert "E_SHEET_COMPUTED" in err
    assert "--sheet 原始数据" in err
    assert spoken("rank", book, "--framework", mine / "tree.csv", "--sheet", "原始数据")[0] == 0


def test_results_without_their_data_are_no_table(spoken, mine):
    book = mine / "index.xlsx"
    spoken("rank", mine / "cities.csv", "--framework", mine / "tree.csv", "-o", book, "--lang", "en")
    kept = openpyxl.load_workbook(book)
    del kept["Data"]
    kept.save(book)

    assert "E_SHEET_OF_RESULTS" in spoken("rank", book, "--framework", mine / "tree.csv")[2]


def test_a_workbook_of_someone_else_with_sheets_called_data_and_scores_is_read_as_ever(spoken, mine):
    with xlsxwriter.Workbook(str(mine / "theirs.xlsx")) as book:
        for name in ("Data", "Scores"):
            sheet = book.add_worksheet(name)
            for at, line in enumerate(CITIES.splitlines() if name == "Scores" else ["nothing here"]):
                sheet.write_row(at, 0, line.split(","))

    assert spoken("rank", mine / "theirs.xlsx", "--framework", mine / "tree.csv")[0] == 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_to_coinr_comes_back_with_the_same_scores(spoken, tmp_path, form):
    spoken("export", PROVINCES, "--to", "coinr", "-o", tmp_path)
    data, meta = tmp_path / "iData.csv", tmp_path / "iMeta.csv"
    if form == "xlsx":
        book = tmp_path / "coin.xlsx"
        with xlsxwriter.Workbook(str(book)) as kept:
            for path in (data, meta):
                sheet = kept.add_worksheet(path.stem)
                with path.open(encoding="utf-8", newline="") as stream:
                    for at, line in enumerate(csv.reader(stream)):
                        sheet.write_row(at, 0, [_cell(text) for text in line])
        data = meta = book
    before = scores(spoken, "rank", PROVINCES, "--lang", "en")

    assert (
        scores(spoken, "rank", data, "--framework", meta, "--missing", "renormalise", "--lang", "en")
        == before
    )


def _cell(text):
    try:
        return float(text)
    except ValueError:
        return text


IDATA = (
    '"uName","uCode","Time","Group_size","Den_pop","LPI","CO2"\n'
    '"Austria","AUT",2018,"L",10,4.1,60\n"Belgium","BEL",2018,"L",20,4.0,100\n"Malta","MLT",2018,"S",5,NA,15\n'
    '"Latvia","LVA",2018,"S",4,2.9,10\n'
)
IMETA = (
    '"","Level","iCode","iName","Direction","Weight","Unit","Type","Parent","Denominator","Range"\n'
    '"1",1,"LPI","Logistics",1,1,"Score","Indicator","Phys",NA,"1-5"\n'
    '"2",1,"CO2","Emissions",-1,2,"t","Indicator","Phys","Den_pop","0-"\n'
    '"3",2,"Phys","Physical",1,1,"Score","Aggregate","Index",NA,NA\n'
    '"4",3,"Index","Connectivity",1,1,"Score","Aggregate",NA,NA,NA\n'
    '"5",NA,"Den_pop","Population",NA,NA,"million","Denominator",NA,NA,NA\n'
    '"6",NA,"Group_size","Size",NA,NA,NA,"Group",NA,NA,NA\n'
)


def test_coinr_s_tables_make_an_index_and_what_is_not_used_is_named(spoken, tmp_path):
    (tmp_path / "iData.csv").write_text(IDATA, encoding="utf-8")
    (tmp_path / "iMeta.csv").write_text(IMETA, encoding="utf-8")
    arguments = (tmp_path / "iData.csv", "--framework", tmp_path / "iMeta.csv", "--missing", "renormalise")
    code, _, err = spoken("check", *arguments[:3])
    found = scores(spoken, "rank", *arguments, "--lang", "en")
    # By hand: LPI on 2.9…4.1 and CO2 per head (6, 5, 3, 2.5), less is better, 2.5…6, at 1 : 2; Malta has CO2 alone.
    wanted = {
        "Austria": (100 + 2 * 0) / 3,
        "Belgium": ((4.0 - 2.9) / 1.2 * 100 + 2 * (6 - 5) / 3.5 * 100) / 3,
        "Malta": (6 - 3) / 3.5 * 100,
        "Latvia": 2 * 100 / 3,
    }

    assert code == 0
    assert ("N_FLAT_LEFT_OUT" in err + _, "Range" in err + _, "Size" in err + _) == (True, True, True)
    assert found == pytest.approx(wanted, abs=1e-8)


def coin_tool(path, first_heading=3):
    """A workbook laid out as COINr's import_coin_tool documents the COIN Tool: cells filled by hand."""
    columns = [
        ("Ind.01", "Roads", 1, 1, 0, 100, "sp.01", "p.01", "si.01", (10, 20, 15, 40)),
        ("Ind.02", "Emissions", 2, -1, 0, 50, "sp.01", "p.01", "si.01", (5, 1, 9, 3)),
        ("Ind.03", "Firms", 1, 1, 0, 9, "sp.01", "p.02", "si.01", (3, "n/a", 8, 5)),
        ("Ind.04", "n/a", "", "", "", "", "sp.01", "p.02", "si.01", ("n/a",) * 4),
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Start").write(0, 0, "COIN Tool")
        sheet = book.add_worksheet("Database")
        for at, (code, name, weight, way, low, high, sub, pillar, index, values) in enumerate(columns, 4):
            head = (weight, way, low, high, "Index", index, pillar, sub, name, code, *values)
            for row, cell in enumerate(head, 6):
                sheet.write(row, at, cell)
        sheet.write_row(15, 1, ["Unit name", "Unit code"])
        for row, unit in enumerate(
            [("Austria", "AT"), ("Belgium", "BE"), ("Cyprus", "CY"), ("Denmark", "DK")], 16
        ):
            sheet.write_row(row, 1, unit)
        sheet = book.add_worksheet("Framework")
        sheet.write_row(first_heading, 2, ["Code", "Level", "Weight", "", "", "Dimension/indicator"])
        rows = [
            ("Index", 1, "My index"),
            ("si.01", 1, "Sub"),
            ("p.01", 3, "Physical"),
            ("p.02", 1, "Social"),
            ("p.03", "", "--"),
        ]
        for row, (code, weight, name) in enumerate(rows, first_heading + 1):
            for at, cell in ((2, code), (4, weight), (7, name)):
                sheet.write(row, at, cell)
    return path


@pytest.mark.parametrize("heading", [3, 4])
def test_the_workbook_of_the_coin_tool_is_framework_and_table(spoken, tmp_path, heading):
    book = coin_tool(tmp_path / "coin.xlsx", heading)
    found = scores(
        spoken, "rank", book, "--framework", book, "--year", 2020, "--missing", "renormalise", "--lang", "en"
    )
    # By hand: roads on 10…40, emissions on 1…9 (less is better) at 1 : 2, firms on 3…8; pillars 3 : 1.
    wanted = {
        "Austria": 0.75 * (0 + 2 * 50) / 3,
        "Belgium": (100 / 3 + 2 * 100) / 3,
        "Cyprus": 0.75 * (500 / 30 + 0) / 3 + 25,
        "Denmark": 0.75 * (100 + 2 * 75) / 3 + 0.25 * 40,
    }

    assert found == pytest.approx(wanted, abs=1e-8)


@pytest.mark.parametrize("kept", ["iMeta.csv", "coin.xlsx"])
def test_a_framework_that_is_there_is_drafted_as_it_is(spoken, tmp_path, kept):
    (tmp_path / "iMeta.csv").write_text(IMETA, encoding="utf-8")
    coin_tool(tmp_path / "coin.xlsx")
    assert spoken("template", "framework", "--from", tmp_path / kept, "-o", tmp_path / "mine.yaml")[0] == 0

    from_table = json.loads(spoken("frameworks", tmp_path / kept, "--json")[1])["tables"]
    assert json.loads(spoken("frameworks", tmp_path / "mine.yaml", "--json")[1])["tables"] == from_table


def test_a_table_without_weights_is_no_file_of_weights(spoken, mine):
    (mine / "names.csv").write_text("名称,说明\n规模,x\n", encoding="utf-8")

    assert "E_WEIGHTS_TABLE" in spoken(
        "rank", mine / "cities.csv", "--framework", mine / "tree.csv", "--weights", mine / "names.csv"
    )[2]  # fmt: skip
