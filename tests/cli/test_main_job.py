"""``rank``, ``national``, ``demo``, ``frameworks``, ``schema``: what they print, write and refuse."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from ii_index.io.frameworks import read_framework

ROOT = Path(__file__).parents[2]
PROVINCES = str(ROOT / "examples/provinces.csv")
PUBLISHED = str(ROOT / "examples/caict_published.csv")


def test_rank_prints_31_provinces_in_four_tiers_and_says_where_the_weights_come_from(spoken):
    code, out, _ = spoken("rank", PROVINCES)

    assert code == 0
    assert out.count("[") == 4
    assert sum(name in out for name in ("Guangdong", "Tibet", "Beijing", "Shaanxi", "Shanxi")) == 5
    assert "caict-2024-public" in out
    assert "not CAICT's" in out
    assert "0.0216 (RI: Saaty (1980))" in out


def test_rank_speaks_chinese(spoken):
    code, out, err = spoken("rank", PROVINCES, "--lang", "zh")

    assert code == 0
    assert "【示范引领】" in out
    assert "并非信通院的权重" in out
    assert "标杆打造" in err


def test_the_json_of_rank_holds_unrounded_scores_and_every_finding(spoken):
    code, out, _ = spoken("rank", PROVINCES, "--json")
    record = json.loads(out)
    rows = record["tables"]["ranking"]

    assert code == 0
    assert len(rows) == 31
    assert rows[0]["code"] == "440000"
    assert {row["tier"] for row in rows} == {1, 2, 3, 4}
    assert rows[0]["score"] != round(rows[0]["score"], 6)
    assert {finding["code"] for finding in record["findings"]} >= {"N_PRUNED", "N_BOUNDS_POOLED"}


def test_files_are_written_whole_and_replaced_only_by_force(spoken, tmp_path):
    target = tmp_path / "ranking.csv"

    assert spoken("rank", PROVINCES, "-o", target)[0] == 0
    before = target.read_bytes()
    code, out, err = spoken("rank", PROVINCES, "-o", target)

    assert (code, out) == (1, "")
    assert "E_OUTPUT_EXISTS" in err
    assert target.read_bytes() == before
    assert spoken("rank", PROVINCES, "-o", target, "--force")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"ranking.csv", "ranking.about.csv"}


def test_csv_files_open_in_a_chinese_spreadsheet(spoken, tmp_path):
    spoken("rank", PROVINCES, "-o", tmp_path / "bom.csv", "-o", tmp_path / "ranking.json", "--lang", "zh")
    spoken("rank", PROVINCES, "-o", tmp_path / "gbk.csv", "--encoding", "gbk", "--lang", "zh")

    assert (tmp_path / "bom.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader((tmp_path / "gbk.csv").read_text("gbk").splitlines()))
    assert (rows[0]["地区"], rows[0]["排名"]) == ("广东", "1")
    assert json.loads((tmp_path / "ranking.json").read_text("utf-8"))["tables"]["ranking"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["rank"], 2, "Missing argument"),
        (["rnak", "x.csv"], 2, "rnak"),
        (["rank", PROVINCES, "--tiers", "0"], 2, "--tiers"),
        (["rank", "nowhere.csv"], 1, "nowhere.csv"),
        (["rank", PROVINCES, "--year", "1999"], 1, "2021, 2022, 2023"),
        (["rank", PROVINCES, "--framework", "caict"], 1, "caict-2024"),
        (["rank", PROVINCES, "--aggregate", "geometric", "--range", "0", "100"], 1, "1, 100"),
        (["rank", PROVINCES, "-o", "scores.docx"], 1, ".docx"),
        (["rank", PROVINCES, "-o", "no/such/folder/scores.csv"], 1, "folder"),
        (["rank", PROVINCES, "--missing", "refuse"], 1, "E_MISSING_VALUE"),
        (["rank", PROVINCES, "--range", "5", "5"], 1, "ascending"),
        (["rank", PROVINCES, "--bounds", "sometimes"], 2, "sometimes"),
        (["schema", "nothing"], 1, "framework"),
        (["frameworks", "nothing"], 1, "caict-2024-public"),
    ],
)
def test_a_user_s_mistake_is_explained_and_never_a_traceback(spoken, arguments, code, words):
    given, out, err = spoken(*arguments)

    assert given == code
    assert words in err
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rank"], "缺少参数"),
        (["rnak"], "没有命令"),
        (["rank", "a.csv", "--tiers", "x"], "应为整数"),
        (["attainment", "a", "b"], "多余"),
    ],
)
def test_usage_errors_speak_chinese(spoken, arguments, words):
    code, _, err = spoken(*arguments, "--lang=zh")

    assert code == 2
    assert words in err


def test_warnings_are_errors_where_strictness_is_asked_for(spoken, tmp_path):
    table = tmp_path / "five.csv"
    rows = [f"{name},{value}" for name, value in zip("京津冀晋", (1, 2, 3, 9), strict=True)]
    table.write_text(
        "地区,基础能力,技术创新,产业发展,应用推广,发展环境\n"
        + "".join(f"{row},1{i},2{i},3{i},4{i}\n" for i, row in enumerate(rows)),
        "utf-8",
    )

    assert spoken("rank", table, "--year", 2023, "--allow-missing-units", "--quiet")[0] == 0
    code, out, err = spoken("rank", table, "--year", 2023, "--allow-missing-units", "--strict")
    assert code == (1 if "W_" in err else 0)
    assert bool(out) == (code == 0)


def test_a_table_may_be_given_at_the_level_of_the_dimensions(spoken, tmp_path):
    table = tmp_path / "five.csv"
    lines = [f"{name},{i},{i},{i},{i},{i}" for i, name in enumerate(["北京", "天津", "河北", "山西"])]
    table.write_text("\n".join(["地区,基础能力,技术创新,产业发展,应用推广,发展环境", *lines]), "utf-8")
    code, out, _ = spoken("rank", table, "--year", 2023, "--allow-missing-units", "--json")
    rows = json.loads(out)["tables"]["ranking"]

    assert code == 0
    assert [(row["unit"], round(row["score"], 6)) for row in rows] == [
        ("Shanxi", 100), ("Hebei", 66.666667), ("Tianjin", 33.333333), ("Beijing", 0),
    ]  # fmt: skip


def test_a_year_that_the_table_does_not_have_is_refused_even_where_it_has_only_one(spoken, tmp_path):
    table = tmp_path / "five.csv"
    lines = [f"{name},2022,{i},{i},{i},{i},{i}" for i, name in enumerate(["北京", "天津", "河北", "山西"])]
    table.write_text("\n".join(["地区,年份,基础能力,技术创新,产业发展,应用推广,发展环境", *lines]), "utf-8")
    code, _, err = spoken("rank", table, "--year", 2023, "--allow-missing-units")

    assert code == 1
    assert "2022" in err


def test_the_published_national_series_is_reproduced(spoken):
    code, out, _ = spoken("national", PUBLISHED, "--json")
    tables = json.loads(out)["tables"]

    assert code == 0
    assert [round(row["total"], 2) for row in tables["trend"]] == [100, 139.28, 178.99, 235.00]
    assert round(100 * tables["cagr"][0]["total"], 2) == 32.95
    published = json.loads((ROOT / "tests/worked_examples/data/caict_growth.json").read_text("utf-8"))
    growth = {
        (row["year"], dimension): round(100 * row[dimension] + 1e-9, 1)
        for row in tables["growth"]
        for dimension in published
    }
    assert growth == {
        (int(year), dimension): rate for dimension, rates in published.items() for year, rate in rates.items()
    }


def test_foundation_s_share_of_the_latest_increment(spoken):
    _, out, _ = spoken("national", PUBLISHED, "--json")
    rows = next(
        rows for key, rows in json.loads(out)["tables"].items() if key not in {"trend", "growth", "cagr"}
    )
    share = next(row["share"] for row in rows if row.get("node") == "foundation")

    assert round(100 * share, 2) == 17.46


def test_demo_ends_with_files_and_may_replace_its_own(spoken, tmp_path):
    for _ in range(2):
        code, out, _ = spoken("demo", "-o", tmp_path / "out", "--quiet")

        assert code == 0
        assert "Guangdong" in out
    assert {"ranking.csv", "ranking.json"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_frameworks_are_listed_and_shown(spoken):
    _, listed, _ = spoken("frameworks")
    _, shown, _ = spoken("frameworks", "caict-2024-public", "--lang", "zh")

    assert "caict-2024" in listed
    assert "caict-2024-public" in listed
    assert "5G基站数" in shown
    assert "对数" in shown


def test_a_framework_of_provinces_is_written_out_to_serve_cities_as_the_finding_says(spoken, tmp_path):
    cities, mine = tmp_path / "cities.csv", tmp_path / "mine.yaml"
    head, *rows = Path(PROVINCES).read_text("utf-8-sig").splitlines()
    renamed = (
        f"{city},{row.partition(',')[2]}"
        for city, row in zip(("武汉市", "黄石市", "宜昌市"), rows[:3], strict=True)
    )
    cities.write_text("\n".join([head, *renamed]), encoding="utf-8")
    code, said, _ = spoken("check", cities, "--framework", "caict-2024-public", "--lang", "en")
    assert code == 1
    assert said.count("E_UNKNOWN_REGION") == 1
    assert "武汉市, 黄石市, 宜昌市" in said
    assert "E_YEAR_UNKNOWN" not in said
    assert "ii-index frameworks caict-2024-public -o mine.yaml" in said

    assert spoken("frameworks", "caict-2024-public", "-o", mine)[0] == 0
    assert read_framework(mine) == read_framework("caict-2024-public")
    mine.write_text(mine.read_text("utf-8").replace("units: provinces", "units: any"), "utf-8")
    assert spoken("rank", cities, "--framework", mine)[0] == 0


def test_one_misspelt_province_among_others_is_no_table_of_cities(spoken, tmp_path):
    table = tmp_path / "provinces.csv"
    text = Path(PROVINCES).read_text("utf-8-sig")
    for wrong, right in (("上诲", "上海"), ("甲", "云南"), ("乙", "贵州"), ("丙", "青海")):
        text = text.replace(right, wrong)
    table.write_text(text, encoding="utf-8")
    _, said, _ = spoken("check", table, "--framework", "caict-2024-public", "--lang", "en")
    assert "did you mean 上海" in said
    assert "units: any" not in said


def test_the_list_of_frameworks_is_no_definition(spoken, tmp_path):
    code, _, said = spoken("frameworks", "-o", tmp_path / "all.yaml", "--lang", "en")
    assert code == 2
    assert "name the framework" in said


def test_a_broken_pipe_is_no_error():
    command = f"{sys.executable} -m ii_index.cli rank {PROVINCES} --quiet | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )

    assert "Traceback" not in done.stderr


def test_no_colour_and_no_bars_go_into_a_pipe():
    done = subprocess.run(
        [sys.executable, "-m", "ii_index.cli", "rank", PROVINCES], capture_output=True, check=True
    )

    assert b"\x1b" not in done.stdout + done.stderr


def test_a_province_without_a_dimension_has_a_score_and_no_tier_where_dimensions_are_clustered(
    spoken, tmp_path
):
    table = pd.read_csv(PROVINCES, dtype=str)
    environment = [name for name in table.columns if "财政科学" in name or "本专科" in name]
    table.loc[table["地区"] == "四川", environment] = None
    table.to_csv(tmp_path / "gap.csv", index=False)
    options = ("--tier-method", "ward", "--missing", "renormalise", "--threshold")

    _, lenient, told = spoken("rank", tmp_path / "gap.csv", *options, "0.3")
    _, strict, refused = spoken("rank", tmp_path / "gap.csv", *options, "0.9")

    assert "W_NO_TIER  Sichuan: without a score of every dimension" in told
    assert "W_NOT_SCORED" not in told
    assert "[no tier] (1)" in lenient
    assert "W_NOT_SCORED  Sichuan, Tibet, Qinghai" in refused
    assert "[no tier] (3)" in strict


def test_fewer_tiers_than_asked_for_are_said(tmp_path, spoken):
    (tmp_path / "f.yaml").write_text(
        "id: f\nname: F\nunits: any\nchildren: [{id: a, name: A}]\n", encoding="utf-8"
    )
    (tmp_path / "t.csv").write_text(
        "unit,a\n" + "".join(f"U{at},{x}\n" for at, x in enumerate([1, 1, 1, 2, 3]))
    )
    arguments = [tmp_path / "t.csv", "--framework", tmp_path / "f.yaml", "--year", 2023]

    assert "W_FEWER_TIERS" in spoken("rank", *arguments, "--tiers", 4)[2]
    assert "W_FEWER_TIERS" not in spoken("rank", *arguments, "--tiers", 3)[2]
