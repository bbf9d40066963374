"""``explain``, ``compare``, ``identify`` and ``attainment`` answer, refuse, and speak both languages."""

import json
import os
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
HDI = Path(__file__).parents[1] / "pinned/data"
PROVINCES = EXAMPLES / "provinces.csv"
SERIES = EXAMPLES / "caict_published_series.csv"


def codes(out):
    return [finding["code"] for finding in json.loads(out)["findings"]]


def test_explain_shows_where_a_score_comes_from_and_what_comes_next(spoken):
    code, out, _ = spoken("explain", PROVINCES, "--unit", "安徽", "--json")
    document = json.loads(out)
    top = [row for row in document["tables"]["ladder"] if row["level"] == 1]

    assert code == 0
    assert sum(row["points"] for row in top) == pytest.approx(document["facts"]["score"])
    assert document["facts"]["distance"] == pytest.approx(5.53, abs=0.01)
    ways = document["tables"]["ways_up"]
    assert [row["indicator"] for row in ways] == ["computers_per_100_employees", "ecommerce_firm_share"]
    assert [(row["observed_frozen"], row["observed_recomputed"]) for row in ways] == [
        (True, True),
        (False, True),
    ]
    assert ways[1]["needed_frozen"] is None


def test_a_minus_that_people_read_is_a_minus_and_files_of_data_have_numbers(spoken, tmp_path):
    _, out, _ = spoken("explain", PROVINCES, "--unit", "安徽", "--lang", "zh")
    assert "−0.57" in out
    assert "-0.57" not in out
    path = tmp_path / "anhui.csv"
    spoken("compare", PROVINCES, "--old-year", 2021, "--new-year", 2023, "-o", path)
    _, data, _ = spoken("explain", PROVINCES, "--unit", "安徽", "--json")
    assert "−" not in path.read_text(encoding="utf-8-sig")
    assert "−0.57" not in data


def test_the_unit_may_stand_after_the_table(spoken):
    named, behind = spoken("explain", PROVINCES, "--unit", "安徽"), spoken("explain", PROVINCES, "安徽")

    assert named == behind
    assert spoken("explain", PROVINCES)[0] == 2
    assert "--unit" in spoken("explain", PROVINCES)[2]
    assert spoken("explain", PROVINCES, "nothing.csv")[0] == 2


def test_a_table_where_a_study_belongs_is_told_for_what_it_is(spoken):
    code, _, err = spoken("run", PROVINCES)

    assert code == 1
    assert "E_TABLE_NOT_DEFINITION" in err
    assert "ii-index rank" in err


def test_explain_adds_a_gap_and_a_change_where_asked(spoken):
    code, out, _ = spoken(
        "explain", PROVINCES, "--unit", "安徽", "--against", "浙江", "--since", 2021, "--lang", "zh"
    )

    assert code == 0
    assert "安徽对浙江" in out
    assert "2021年至2023年" in out


def test_explain_ranks_in_groups_of_ones_own(spoken):
    _, out, _ = spoken(
        "explain", PROVINCES, "--unit", "安徽", "--group", "三角=上海，江苏，浙江，安徽", "--json"
    )

    assert json.loads(out)["tables"]["standing"] == [{"group": "三角", "rank_in_group": 4, "units": 4}]


def test_explain_refuses_a_unit_that_is_not_there(spoken):
    code, out, _ = spoken("explain", PROVINCES, "--unit", "安微", "--json")

    assert code == 1
    assert codes(out) == ["E_UNKNOWN_UNIT"]


def test_a_group_that_is_no_list_is_wrong_usage(spoken):
    code, _, err = spoken("explain", PROVINCES, "--unit", "安徽", "--group", "长三角", "--lang", "zh")

    assert code == 2
    assert "名称=地区" in err


def test_compare_takes_the_last_two_years_of_one_table(spoken):
    code, out, _ = spoken("compare", PROVINCES, "--json")
    document = json.loads(out)

    assert code == 0
    assert document["facts"]["units"] == 31
    assert all(row["rank_weights"] == row["rank_method"] == 0 for row in document["tables"]["comparison"])


def test_compare_shares_a_shift_between_weights_and_method(spoken):
    _, out, _ = spoken(
        "compare",
        PROVINCES,
        "--range",
        1,
        100,
        "--new-weights",
        "equal",
        "--new-aggregate",
        "geometric",
        "--json",
    )
    for row in json.loads(out)["tables"]["score_comparison"]:
        assert row["score_data"] == 0
        assert row["score_weights"] + row["score_method"] == pytest.approx(row["score_shift"])


def test_compare_names_what_only_one_table_has(spoken, tmp_path):
    fewer = tmp_path / "fewer.csv"
    lines = PROVINCES.read_text(encoding="utf-8-sig").splitlines()
    fewer.write_text("\n".join(line for line in lines if not line.startswith("西藏")), encoding="utf-8")
    code, out, _ = spoken("compare", PROVINCES, fewer, "--allow-missing-units", "--json")

    assert code == 0
    assert "W_UNITS_SET_ASIDE" in codes(out)


AB = "{id: ab, name: ab, reference: x, units: any, children: [{id: a, name: alpha}, {id: b, name: beta}]}"
ALPHA = (
    "Country,Continent,Year,alpha\nA,E,2020,1\nB,E,2020,3\nC,F,2020,4\nA,E,2021,2\nB,E,2021,3\nC,F,2021,7\n"
)
BETA = "Country,Year,beta\nA,2020,1\nB,2020,3\nC,2020,4\nA,2021,5\nB,2021,3\nC,2021,2\n"
BOTH = "Country,Continent,Year,alpha,beta\nA,E,2020,1,1\nB,E,2020,3,3\nC,F,2020,4,4\nA,E,2021,2,5\nB,E,2021,3,3\nC,F,2021,7,2\n"


@pytest.fixture
def written(tmp_path):
    """Write texts to files; give their paths."""

    def write(**texts):
        paths = [tmp_path / name.replace("_", ".") for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return write


def compared(spoken, *arguments):
    code, out, err = spoken("compare", *arguments, "--json")
    assert code == 0, out + err
    return json.loads(out)["tables"]


def test_tables_of_one_indicator_each_are_one_table_to_compare(spoken, written):
    framework, alpha, beta, both = written(ab_yaml=AB, alpha_csv=ALPHA, beta_csv=BETA, both_csv=BOTH)
    asked = ["--framework", framework, "--by", "continent"]
    wanted = compared(spoken, both, *asked)

    assert [row["group"] for row in wanted["group_comparison"]] == ["E", "F"]
    assert compared(spoken, alpha, beta, *asked) == wanted
    assert compared(spoken, alpha, beta, "--new", alpha, "--new", beta, *asked, "--old-year", 2020) == wanted


def test_a_table_a_year_and_several_a_side_are_joined_to_compare(spoken, written):
    years = [
        "\n".join([BOTH.split(maxsplit=1)[0], *(line for line in BOTH.split() if year in line)])
        for year in ("2020", "2021")
    ]
    framework, old, new, both = written(ab_yaml=AB, old_csv=years[0], new_csv=years[1], both_csv=BOTH)
    two = compared(spoken, old, new, "--framework", framework, "--bounds", "year")

    assert two == compared(spoken, both, "--framework", framework, "--bounds", "year")


def test_an_unknown_column_of_groups_is_refused_when_comparing(spoken, written):
    framework, both = written(ab_yaml=AB, both_csv=BOTH)
    code, out, _ = spoken("compare", both, "--framework", framework, "--by", "Income", "--json")

    assert (code, codes(out)) == (1, ["E_UNKNOWN_GROUPS"])


@pytest.mark.parametrize(
    "command", ["inequality", "dynamics", "obstacles", "statistics", "shares", "coupling"]
)
def test_other_questions_take_several_tables_and_columns_of_groups_too(spoken, written, command):
    framework, alpha, beta, both = written(ab_yaml=AB, alpha_csv=ALPHA, beta_csv=BETA, both_csv=BOTH)
    asked = [
        "--framework",
        framework,
        "--json",
        *(["--by", "continent"] * (command in {"inequality", "shares"})),
    ]
    one, several = spoken(command, both, *asked), spoken(command, alpha, beta, *asked)

    assert one[0] == several[0] == 0
    assert json.loads(one[1])["tables"] == json.loads(several[1])["tables"]


def test_without_known_groups_the_columns_of_the_table_are_named(spoken, written):
    framework, both = written(ab_yaml=AB, both_csv=BOTH)
    _, out, _ = spoken("inequality", both, "--framework", framework, "--json")

    assert "--by: Continent" in json.loads(out)["findings"][0]["hint"]


def test_a_series_in_several_files_is_joined_on_its_periods(spoken, written):
    rows = [line.split(",") for line in SERIES.read_text(encoding="utf-8-sig").split()]
    texts = [
        "\n".join(",".join([row[0], *row[start:end]]) for row in rows)
        for start, end in ((1, 3), (3, len(rows[0])))
    ]
    first, second = written(first_csv=texts[0], second_csv=texts[1])
    late, early = written(
        late_csv="\n".join(map(",".join, [rows[0], *rows[3:]])), early_csv="\n".join(map(",".join, rows[:3]))
    )
    wanted = json.loads(spoken("identify", SERIES, "--json")[1])["tables"]

    assert json.loads(spoken("identify", first, second, "--json")[1])["tables"] == wanted
    assert json.loads(spoken("identify", late, early, "--json")[1])["tables"] == wanted


def test_files_of_a_series_that_disagree_or_name_no_period_are_refused(spoken, written):
    total, other, none = written(
        t_csv="year,total,a\n2020,1,2\n", o_csv="year,a,b\n2020,3,1\n", n_csv="total,b\n1,2\n"
    )

    assert codes(spoken("identify", total, other, "--json")[1]) == ["E_TABLES_CONFLICT"]
    assert codes(spoken("identify", total, none, "--json")[1]) == ["E_SERIES_NO_PERIOD"]


def test_orderings_are_read_from_several_tables(spoken, written):
    claims = "reference: x\nclaims: [{kind: tiers, tiers: [[C], [A, B]]}]"
    framework, stated, alpha, beta, both = written(
        ab_yaml=AB, claims_yaml=claims, alpha_csv=ALPHA, beta_csv=BETA, both_csv=BOTH
    )
    asked = ["--framework", framework, "--orderings", "--claims", stated, "--year", 2020, "--json"]
    one, several = spoken("identify", both, *asked), spoken("identify", alpha, beta, *asked)

    assert json.loads(one[1])["tables"] == json.loads(several[1])["tables"]


def test_identify_bounds_caicts_weights(spoken):
    code, out, _ = spoken("identify", SERIES, "--claim", "基础能力 2022..2023 = 17.3%", "--json")
    first = json.loads(out)["tables"]["weights"][0]

    assert code == 0
    assert first["component"] == "foundation"
    assert [first["lower"], first["upper"]] == pytest.approx([0.1216, 0.1301], abs=1e-4)
    assert "never the publisher's" in json.loads(out)["texts"]["caution"]


def test_identify_says_when_no_weights_agree(spoken, tmp_path):
    other = tmp_path / "other.csv"
    text = SERIES.read_text(encoding="utf-8-sig")
    other.write_text(text.replace("139", "135").replace("179", "183").replace("235", "231"), encoding="utf-8")
    code, out, err = spoken("identify", other, "--lang", "zh")

    assert code == 0
    assert "W_NO_WEIGHTS_AGREE" in err
    assert "0.6541" in out
    assert spoken("identify", other, "--strict")[0] == 1


def test_identify_reads_one_decimal_as_five_hundredths(spoken, tmp_path):
    path = tmp_path / "series.csv"
    path.write_text("period,total,a,b\nx,15.0,10.0,20.0\ny,16.0,12.0,20.0\n", encoding="utf-8")
    _, out, _ = spoken("identify", path, "--json")
    bounds = json.loads(out)["tables"]["weights"][0]

    assert [bounds["lower"], bounds["upper"]] == pytest.approx([0.49, 0.51])  # 15 ± 0.1 between 10 and 20


def test_identify_proves_that_no_weights_give_a_list(spoken):
    claims = EXAMPLES / "caict_tiers_claims.yaml"
    code, out, _ = spoken(
        "identify",
        PROVINCES,
        "--orderings",
        "--claims",
        claims,
        "--level",
        2,
        "--missing",
        "group-mean",
        "--json",
    )
    document = json.loads(out)

    assert code == 0
    assert document["facts"]["feasible"] is False
    assert any("Hebei ≥ Shanghai" in row["condition"] for row in document["tables"]["proof"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([EXAMPLES / "caict_published.csv"], "E_SERIES_NO_TOTAL"),
        ([SERIES, "--claim", "about a fifth"], "E_CLAIM_FORM"),
        ([SERIES, "--claim", "foundation = much"], "E_CLAIM_NUMBER"),
        ([SERIES, "--claim", "step 7%"], "E_STEP"),
        ([SERIES, "--claim", "fundation = 20%"], "E_UNKNOWN_COMPONENT"),
        ([SERIES, "--claims", "nowhere.yaml"], "E_FILE_MISSING"),
        ([SERIES, "--claims", EXAMPLES / "caict_tiers_claims.yaml"], "E_CLAIM_NEEDS_UNITS"),
        ([PROVINCES, "--orderings", "--claim", "foundation 2022..2023 = 17.3%"], "E_CLAIM_NEEDS_SERIES"),
    ],
)
def test_identify_refuses_what_it_cannot_use(spoken, arguments, code):
    status, out, _ = spoken("identify", *arguments, "--json")

    assert status == 1
    assert set(codes(out)) == {code}


def test_a_series_is_refused_with_every_cell_at_fault(spoken, tmp_path):
    path = tmp_path / "series.csv"
    path.write_text("年份,综合指数,a\n2020,约100,1\n2021,139,12万\n2021,3,4\n", encoding="utf-8")
    _, out, _ = spoken("identify", path, "--json")

    assert [(finding["code"], finding["row"]) for finding in json.loads(out)["findings"]] == [
        ("E_SERIES_CELL", 2),
        ("E_SERIES_CELL", 3),
    ]


def test_periods_stand_once(spoken, tmp_path):
    path = tmp_path / "series.csv"
    path.write_text("年份,综合指数,a\n2020,1,1\n2021,2,2\n2021,3,3\n", encoding="utf-8")
    _, out, _ = spoken("identify", path, "--json")

    assert codes(out) == ["E_DUPLICATE_PERIOD", "E_DUPLICATE_PERIOD"]


def test_attainment_lists_the_plan_and_what_does_not_add_up(spoken):
    code, out, err = spoken("attainment", EXAMPLES / "attainment.csv", "--lang", "zh")

    assert code == 0
    assert "完成率" in out
    assert "66.0%" in out
    assert "W_PARTS_DO_NOT_ADD_UP" in err


def test_answers_are_written_to_files(spoken, tmp_path):
    path = tmp_path / "plan.csv"
    spoken("attainment", EXAMPLES / "attainment.csv", "-o", path, "--quiet")

    assert path.read_text(encoding="utf-8-sig").startswith("Id,Target,Unit,Planned")


def test_a_newer_threshold_of_nothing_is_a_threshold_and_goes_with_its_own_imputation(spoken):
    gaps = ("--missing", "renormalise", "--threshold", "0.5")

    assert spoken("compare", PROVINCES, *gaps, "--new-threshold", "0")[0] == 0
    assert spoken("compare", PROVINCES, *gaps, "--new-missing", "mean")[0] == 0
    assert spoken("compare", PROVINCES, *gaps, "--new-missing", "mean", "--new-threshold", "0")[0] == 0
    assert spoken("compare", PROVINCES, *gaps, "--new-missing", "refuse", "--new-threshold", "0")[0] == 2


def on_a_screen(monkeypatch, columns=80):
    """Let the standard output be a terminal of so many columns."""
    import sys

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("ii_index.cli.output.get_terminal_size", lambda: os.terminal_size((columns, 40)))


def test_a_narrow_screen_has_strengths_and_the_way_up_and_the_composition_by_full(spoken, monkeypatch):
    on_a_screen(monkeypatch)
    _, out, _ = spoken("explain", PROVINCES, "--unit", "安徽", "--lang", "zh")
    before, _, named = out.partition("另有")

    assert before.index("名次：第9位") < before.index("优势与短板") < before.index("的一条路径")
    assert "综合指数得分构成" not in before
    assert "综合指数得分构成" in named
    assert "综合指数得分构成" in spoken("explain", PROVINCES, "--unit", "安徽", "--lang", "zh", "--full")[1]


def test_what_was_asked_for_further_stands_first_on_a_screen(spoken, monkeypatch):
    on_a_screen(monkeypatch)
    _, out, _ = spoken("explain", PROVINCES, "--unit", "安徽", "--against", "浙江", "--lang", "zh")
    assert out.index("安徽对浙江") < out.index("优势与短板")


def test_a_screen_has_the_units_that_moved_and_why_scores_did(spoken, monkeypatch):
    on_a_screen(monkeypatch)
    years = ("--old-year", 2021, "--new-year", 2023, "--lang", "zh")
    _, out, _ = spoken("compare", PROVINCES, *years)
    whole = spoken("compare", PROVINCES, *years, "--full")[1]
    moved = next(line for line in out.splitlines() if line.startswith("名次不变"))

    assert "得分变动的来源" in out.partition("另有1张表")[0]
    assert "名次变动的来源" in out
    assert "没有变动（--full 全部显示）" in out
    assert f"另有{moved.removeprefix('名次不变：').removesuffix('个地区')}行没有变动" in out
    assert "没有变动" not in whole
    assert whole.count("西藏") >= 2


def test_a_narrow_screen_has_median_mean_extremes_and_spread_of_every_indicator(spoken, monkeypatch):
    on_a_screen(monkeypatch)
    _, out, _ = spoken("statistics", PROVINCES, "--lang", "zh")
    head = next(line for line in out.splitlines() if "名称" in line)
    left = next(line for line in out.splitlines() if "未显示" in line)

    assert head.split()[:6] == ["名称", "中位数", "均值", "最小值", "最大值", "标准差"]
    assert {"零值", "不同值", "最多同值占比"} <= set(left.partition("：")[2].split("、"))
    assert "," in out


def test_where_there_are_no_groups_there_is_no_table_of_ranks_in_them(spoken):
    _, out, _ = spoken("explain", HDI / "hdi.csv", "--framework", HDI / "hdi.yaml", "--unit", "CHN")
    assert "Ranks in its groups" not in out
    assert (
        "standing"
        not in json.loads(
            spoken("explain", HDI / "hdi.csv", "--framework", HDI / "hdi.yaml", "--unit", "CHN", "--json")[1]
        )["tables"]
    )
