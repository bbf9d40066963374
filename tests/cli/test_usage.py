"""Wrong usage names the options, in the language of the command."""

import json
import re
from pathlib import Path

import click
import pytest

from ii_index.cli import run
from ii_index.cli.usage import explain
from ii_index.reporting.terminal import width

PROVINCES = str(Path(__file__).parents[2] / "examples/provinces.csv")


@pytest.fixture
def misused(capsys):
    """Run a command that is wrong usage; give its first line."""

    def call(*arguments, lang="en"):
        assert run([*arguments, "--lang", lang]) == 2
        return capsys.readouterr().err.splitlines()[0]

    return call


@pytest.mark.parametrize(
    ("options", "en", "zh"),
    [
        ("--bounds foo", "--bounds takes year, pooled or a year", "--bounds 应为 year、pooled 或某一年份"),
        (
            "--normalise z-score --range 1 100",
            "--range goes with --normalise min-max, not with z-score",
            "只用于",
        ),
        (
            "--missing refuse --threshold .9",
            "--threshold goes with --missing renormalise, mean, median, carry-forward, interpolate, group-mean, group-median, row-mean, not with refuse",
            "只用于",
        ),
        ("--weights entorpy", "takes a weights file or one of framework, equal, entropy", "不能是“entorpy”"),
        ("--missing refuse --threshold .5", "not with refuse", "不用于 refuse"),
        (
            "--bounds 2022 --normalise rank",
            "--bounds goes with --normalise min-max, goalposts, z-score, distance-to-reference",
            "不用于 rank",
        ),
    ],
)
def test_options_that_contradict_each_other_are_named(misused, options, en, zh):
    assert en in misused("rank", PROVINCES, *options.split())
    assert zh in misused("rank", PROVINCES, *options.split(), lang="zh")


def test_the_newer_recipe_s_options_have_names_of_their_own(misused, capsys):
    options = ("--new-normalise", "z-score", "--new-range", "1", "100")

    assert "--new-range goes with --new-normalise min-max" in misused("compare", PROVINCES, *options)
    assert "--new-weights takes a weights file" in misused("compare", PROVINCES, "--new-weights", "entorpy")
    assert run(["compare", PROVINCES, "--range", "1", "100", "--new-normalise", "z-score"]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("rank", "缺少参数“表”"),
        ("export y.csv --to coinr", "缺少选项 -o/--output"),
        (f"demo -o {PROVINCES}", f"-o/--output 应为文件夹，而“{PROVINCES}”是文件"),
        ("rank y.csv --tiers x", "--tiers 应为整数，不能是“x”"),
        ("rank y.csv --tiers 0", "--tiers 不能是 0，范围：x>=1"),
        ("rank y.csv --range a b", "--range 应为数值，不能是“a”"),
        ("attainment x.csv y.csv", "多余的参数：y.csv"),
        ("rank y.csv --quiet=3", "选项 --quiet 不带值"),
    ],
)
def test_wrong_usage_is_all_chinese(misused, arguments, said):
    assert misused(*arguments.split(), lang="zh") == f"用法错误：{said}"


@pytest.mark.parametrize(
    ("arguments", "said", "meant"),
    [
        ("export y.csv", "缺少选项 --to，可用：", "stata"),
        ("template nosuch", "“种类”不能是“nosuch”，可用：", "rubric"),
        ("rank y.csv --quite", "没有选项 --quite，可能是：", "--quiet"),
        ("rnak y.csv", "没有命令 rnak，可能是：", "rank"),
        ("questionnaire nwe", "没有命令 nwe，可能是：", "new"),
    ],
)
def test_what_may_be_meant_is_among_what_is_listed(misused, arguments, said, meant):
    """Which others are listed is a matter of what the program offers, and of no account here."""
    line = misused(*arguments.split(), lang="zh")

    assert line.startswith(f"用法错误：{said}")
    assert meant in line.removeprefix(f"用法错误：{said}").split("、")


def test_an_unknown_option_is_told_with_those_that_look_like_it():
    error = click.NoSuchOption("--nope", possibilities=["--rope", "--hope"])

    assert explain(error, "zh") == "用法错误：没有选项 --nope，可能是：--rope、--hope"
    assert explain(click.NoSuchOption("--nope"), "zh") == "用法错误：没有选项 --nope"


def test_a_command_that_does_not_exist_is_told_with_those_that_look_like_it(misused):
    assert misused("rnak").startswith("Wrong usage: There is no command rnak; perhaps rank")
    assert misused("zzz") == "Wrong usage: There is no command zzz"


@pytest.mark.parametrize("arguments", [(), ("questionnaire",)])
@pytest.mark.parametrize(("language", "usage"), [("zh", "用法：ii-index"), ("en", "Usage: ii-index")])
def test_no_command_at_all_shows_the_commands(capsys, monkeypatch, arguments, language, usage):
    monkeypatch.setenv("II_LANG", language)

    assert run(arguments) == 2
    assert capsys.readouterr().err.startswith(usage)


def test_help_is_all_chinese(capsys):
    assert run(["questionnaire", "new", "--help", "--lang", "zh"]) == 0
    shown = capsys.readouterr().out
    assert "[必填]" in shown
    assert "[默认：leaves]" in shown
    assert "显示本说明" in shown
    assert "选项：" in shown


@pytest.mark.parametrize("command", [[], ["rank"], ["report"], ["questionnaire"]])
def test_chinese_help_is_laid_out_by_the_columns_it_takes(capsys, command):
    assert run([*command, "--help", "--lang", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    said = [line for line in lines if re.match(r"  --\S+ \S*[\u4e00-\u9fff]+ {2,}\S", line)]

    assert all(width(line) <= 80 for line in lines if "|" not in line)
    assert len({width(re.match(r"  \S+ \S+ +", line)[0]) for line in said}) <= 1
    assert not any(line.strip()[:1] in set("，。；：、）”") or line.endswith(("（", "“")) for line in lines)


def test_findings_of_a_kind_are_named_in_words(capsys):
    assert run(["rank", PROVINCES, "--lang", "zh"]) == 0
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "N_PRUNED" in line]

    assert line.startswith("标杆打造  N_PRUNED")
    assert "政策规划、生态建设" in line
    assert "policy" not in line


@pytest.mark.parametrize("command", ["coherence", "rank"])
def test_no_id_of_a_node_stands_on_a_chinese_screen(capsys, command):
    assert run([command, PROVINCES, "--lang", "zh", "--quiet"]) == 0
    assert not re.search(r"\b[a-z]+_[a-z_0-9]+\b", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("command", "without"),
    [
        ("completion", ("--quiet", "--strict", "--json", "--full")),
        ("serve", ("--strict", "--json", "--full")),
        ("report", ("--full",)),
    ],
)
def test_an_option_without_effect_is_not_offered(spoken, command, without):
    _, listed, _ = spoken(command, "--help")
    for option in without:
        assert option not in listed
        assert spoken(command, *(["bash"] if command == "completion" else []), option)[0] == 2
    assert "--lang" in listed


@pytest.mark.parametrize(("language", "ends"), [("zh", "<最低分 最高分>"), ("en", "<LOWEST HIGHEST>")])
def test_help_names_what_an_option_takes_in_the_readers_language(spoken, language, ends):
    _, listed, _ = spoken("rank", "--help", "--lang", language)
    assert f"--range {ends}" in listed
    assert "<FLOAT RANGE" not in listed


def test_help_tells_every_kind_of_report_and_whose_briefs_there_are(spoken):
    for language, each in (("zh", "每个有梯队的地区"), ("en", "every unit that has a tier")):
        assert ".pdf" in spoken("report", "--help", "--lang", language)[1]
        told = "".join(spoken("brief", "--help", "--lang", language)[1].split())
        assert told.count(each.replace(" ", "")) == 2


@pytest.mark.parametrize(
    "words",
    [("rank", "--colour", "--json"), ("explain", PROVINCES, "--json"), ("brief", PROVINCES, "--json")],
)
def test_a_machine_is_told_of_wrong_usage_as_of_every_other_fault(spoken, words):
    code, out, err = spoken(*words, "--lang", "en")
    (finding,) = json.loads(out)["findings"]

    assert code == 2
    assert finding["code"] == "E_USAGE"
    assert finding["message"].removeprefix("wrong usage: ") in err


def test_the_names_of_schemas_are_listed_as_json_too(spoken):
    listed = spoken("schema")[1].split()
    assert json.loads(spoken("schema", "--json")[1]) == {"schemas": listed}
