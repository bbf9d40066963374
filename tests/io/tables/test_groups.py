"""Groups that a table names stay with its units, from the file to the by-group statistics."""

import pickle

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.groups import groups
from ii_index.errors import PanelError

AB = ii.Framework(
    id="ab",
    name="ab",
    reference="-",
    children=[{"id": "a", "name": "alpha"}, {"id": "b", "name": "beta"}],
)
TWO_COLUMNS = """Country,ISO3,Continent,Income,Year,alpha,beta
Alland,ALL,Europe,High,2020,1,2
Belland,BEL,Asia,Low,2020,3,4
Corland,COR,Europe,Low,2020,5,9
Alland,ALL,Europe,High,2021,1,2
Belland,BEL,Asia,High,2021,3,4
Corland,COR,Europe,Low,2021,5,9
"""
CITIES = "省份,城市,年份,alpha,beta\n江苏,南京,2020,1,2\n江苏,苏州,2020,3,6\n浙江,杭州,2020,5,\n浙江,宁波,2020,9,8\n"
INSIDE = "省份,城市,年份,alpha,beta\n江苏,南京,2020,1,2\n,苏州,2020,3,6\n浙江,杭州,2020,5,4\n,宁波,2020,9,8\n"


def read(text, **options):
    return ii.read_panel(text.encode(), AB, **options)


def test_the_columns_of_groups_are_kept_with_the_units_and_codes_are_none():
    panel = read(TWO_COLUMNS)

    assert dict(panel.groups) == {
        "Continent": ("Europe", "Asia", "Europe"),
        "Income": ("High", "High", "Low"),
    }


def test_a_unit_that_changes_its_group_has_that_of_the_latest_year_and_is_named():
    (told,) = [finding for finding in read(TWO_COLUMNS).findings if finding.code == "W_GROUP_VARIES"]

    assert (told.column, told.details["count"]) == ("Income", 1)
    assert "Belland" in told.message("en")


def test_the_latest_year_decides_whatever_the_order_of_rows():
    header, *rows = TWO_COLUMNS.splitlines()

    assert read("\n".join([header, *reversed(rows)])).groups["Income"] == ("Low", "High", "High")


def test_groups_go_with_their_units_when_some_are_selected_and_when_stored():
    panel = read(TWO_COLUMNS)

    assert panel.select(units=["Corland", "Belland"]).groups["Continent"] == ("Europe", "Asia")
    assert pickle.loads(pickle.dumps(panel)).equals(panel)  # noqa: S301 - our own
    assert not read(TWO_COLUMNS.replace("Asia", "Africa")).equals(panel)


def test_groups_survive_the_frame():
    panel = read(TWO_COLUMNS)
    frame = panel.to_frame(groups=True)

    assert list(frame.columns) == ["Continent", "Income", "a", "b"]
    assert ii.Panel.from_frame(frame, AB, group_columns=["Continent", "Income"]).equals(panel)


def test_groups_that_are_not_one_text_a_unit_are_refused():
    values = np.ones((1, 2, 2))
    for wrong in (("x",), ("x", None)):
        with pytest.raises(PanelError, match="groups"):
            ii.Panel(AB, (2020,), ("u", "v"), values, groups={"G": wrong})


def test_blank_groups_below_the_first_row_are_filled_where_asked_to_and_blank_where_not():
    assert read(INSIDE).groups["省份"] == ("江苏", "", "浙江", "")
    assert read(INSIDE, fill_down=True).groups["省份"] == ("江苏", "江苏", "浙江", "浙江")


def test_naming_columns_of_groups_leaves_the_others_out():
    panel = read(TWO_COLUMNS, group_columns=["Income"])

    assert [*panel.groups] == ["Income"]
    assert "Continent" in {finding.found for finding in panel.findings if finding.code == "W_EXTRA_COLUMN"}


def test_provinces_have_the_groups_of_their_table_too():
    one = ii.Framework(
        id="p", name="p", reference="-", units="provinces", children=[{"id": "a", "name": "alpha"}]
    )
    text = "地区,经济带,年份,alpha\n北京,京津冀,2020,1\n天津,京津冀,2020,2\n上海,长三角,2020,5\n"
    panel = ii.read_panel(text.encode(), one, allow_missing_units=True)
    named = [name.zh for name in groups(ii.compose(panel)).names]

    assert panel.groups["经济带"] == ("京津冀", "京津冀", "长三角")
    assert named == ["东部", "长江流域", "京津冀", "长三角"]


def test_by_group_statistics_are_of_the_table_s_groups():
    index = ii.compose(read(TWO_COLUMNS))
    found = groups(index, by="Continent")
    scores = index.scores(2021)

    assert [name.en for name in found.names] == ["Europe", "Asia"]
    assert found.means().tolist() == [np.mean(scores[[0, 2]]), scores[1]]
    with pytest.raises(ii.UnknownLabelError, match="Continent, Income"):
        groups(index, by="Region")
    with pytest.raises(TypeError, match="not both"):
        groups(index, 2021, {"x": ["Alland"]}, by="Continent")


def test_a_hole_is_filled_with_the_mean_of_the_group_that_the_table_names():
    index = ii.compose(read(CITIES), ii.Recipe(imputation={"kind": "group_mean"}))

    assert index.prepared.values[0, 2, 1] == 8  # of 宁波, the other city of 浙江


def test_the_recipe_says_which_of_several_columns_of_groups_is_meant():
    holed = read(TWO_COLUMNS.replace("Alland,ALL,Europe,High,2021,1,2", "Alland,ALL,Europe,High,2021,1,"))
    with pytest.raises(ii.DataError, match="Continent, Income"):
        ii.compose(holed, ii.Recipe(imputation="group_mean"))

    by = {
        heading: ii.Recipe(imputation={"kind": "group_mean", "groups": heading}) for heading in holed.groups
    }
    filled = {heading: ii.compose(holed, recipe).prepared.values[1, 0, 1] for heading, recipe in by.items()}
    assert filled == {"Continent": 9, "Income": 4}  # of Corland, of Belland
    with pytest.raises(ii.DataError, match="Continent, Income"):
        ii.compose(holed, ii.Recipe(imputation={"kind": "group_mean", "groups": "Region"}))


def test_units_without_any_groups_have_no_mean_of_their_group():
    text = "Country,Year,alpha,beta\nAlland,2020,1,2\nBelland,2020,3,\n"
    with pytest.raises(ii.DataError, match="no groups"):
        ii.compose(read(text), ii.Recipe(imputation="group_mean"))


def test_units_in_no_group_do_not_stand_in_for_each_other():
    text = "省份,城市,年份,alpha,beta\n江苏,南京,2020,1,2\n江苏,苏州,2020,3,6\n,杭州,2020,5,\n,宁波,2020,9,8\n浙江,温州,2020,7,7\n"
    with pytest.raises(ii.DataError, match="杭州"):
        ii.compose(read(text), ii.Recipe(imputation="group_mean"))


def test_groups_is_no_field_of_other_imputations():
    with pytest.raises(ii.IIIndexError):
        ii.Recipe(imputation={"kind": "mean", "groups": "Continent"})


def test_groups_are_exported_with_the_units_and_coinr_is_told_that_they_are_groups():
    from ii_index.io.exports import to_coinr, to_flat, to_stata

    index = ii.compose(read(TWO_COLUMNS))
    data = to_flat(index)["data.csv"].decode("utf-8-sig").splitlines()
    coinr = {name: content.decode() for name, content in to_coinr(index).items()}

    assert data[0].split(",")[3:5] == ["g_Continent", "g_Income"]
    assert data[1].split(",")[3:5] == ["Europe", "High"]
    assert to_stata(index)
    assert "g_Continent" in coinr["iData.csv"].splitlines()[0]
    assert any(
        line.startswith("NA,g_Income,Income") and "Group" in line for line in coinr["iMeta.csv"].splitlines()
    )


def test_rank_by_a_column_of_groups_lists_their_means_and_the_ranks_inside(tmp_path, capsys):
    import json

    from ii_index.cli import run

    (tmp_path / "t.csv").write_text(TWO_COLUMNS, encoding="utf-8")
    (tmp_path / "ab.yaml").write_text(
        "id: ab\nname: ab\nreference: tests\nunits: any\nchildren: [{id: a, name: alpha}, {id: b, name: beta}]\n",
        encoding="utf-8",
    )
    asked = [
        "rank",
        str(tmp_path / "t.csv"),
        "--framework",
        str(tmp_path / "ab.yaml"),
        "--tiers",
        "1",
        "--json",
    ]

    assert run([*asked, "--by", "Continent"]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert [row["group"] for row in tables["groups"]] == ["Europe", "Asia"]
    assert {row["group"] for row in tables["group_ranks"]} == {"Europe", "Asia"}
    assert run([*asked, "--by", "Region"]) == 1
    assert "Continent, Income" in capsys.readouterr().out
