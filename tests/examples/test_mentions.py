"""Every command that a page, a comment, a docstring or a message tells readers to type runs, or is a name of one."""

import re
from pathlib import Path

import pytest

import ii_index as ii
from ii_index.cli import run
from tests.examples.test_commands import copy_examples

ROOT = Path(__file__).parents[2]
PLACES = [
    *(ROOT / "examples").glob("*.yaml"),
    ROOT / "examples" / "SOURCES.md",
    *(ROOT / "src").rglob("*.yaml"),
    *(ROOT / "src").rglob("*.py"),
    *(ROOT / "schemas").glob("*.json"),
    *(ROOT / "docs").glob("*.md"),
    *(place for place in (ROOT / "docs").rglob("*/*.md") if "reference" not in place.parts),
    *ROOT.glob("README*.md"),
    ROOT / "CONTRIBUTING.md",
]
MENTION = re.compile(
    r"(?:`+|\"|# |: |“)(?:\.venv/bin/)?(ii-index [a-z][^`\"\n“”]*?)(?=`|\"|\n|“|”|$)", re.MULTILINE
)
CONSOLE = re.compile(r"^```console\n.*?^```", re.MULTILINE | re.DOTALL)  # executed with their page
TWO = {"template", "questionnaire"}  # commands of two words

PROVINCES = "examples/provinces.csv"
MEANT = {
    **dict.fromkeys(("FILE", "FILE.xlsx", "TABLE", "文件名.xlsx", "数据表", "文件", "…"), PROVINCES),
    **dict.fromkeys(("FRAMEWORK", "指标体系", "ID"), "caict-2024-public"),
    **dict.fromkeys(("CODE", "代码"), "N_PRUNED"),
    **dict.fromkeys(("a.csv", "甲.csv"), "2022.csv"),
    **dict.fromkeys(("b.csv", "乙.csv"), "2023.csv"),
    "产值.csv": "gdp.csv",
    "人口.csv": "population.csv",
    "体系.yaml": "mine.yaml",
    "年鉴.csv": "yearbook.csv",
    "体系.csv": "tree.csv",
    "历年.csv": "all.csv",
    "矩阵.xlsx": "matrices.csv",
    "matrices.xlsx": "matrices.csv",
    "full.xlsx": "full.csv",
    **dict.fromkeys(("判断.yaml", "判断文件", "本文件", "THIS_FILE"), "judgements.yaml"),
    "study.yaml": "examples/study.yaml",
    "填报.xlsx": "form.xlsx",
    "安徽.pdf": "anhui.pdf",
    "安徽": "Anhui",
}
OTHERWISE = {  # what words alone do not tell
    "ii-index weights FILE -o weights.yaml": "ii-index weights judgements.yaml -o weights.yaml",
    "ii-index template framework --from FILE -o mine.yaml": "ii-index template framework --from yearbook.csv -o draft.yaml",
    "ii-index template framework --from 文件 -o mine.yaml": "ii-index template framework --from yearbook.csv -o draft.yaml",
    "ii-index rank iData.csv --framework iMeta.csv": "ii-index rank small/iData.csv --framework small/iMeta.csv",
    "ii-index export … --to coinr": "ii-index export examples/provinces.csv --to coinr -o coinr",
}  # fmt: skip
ELSEWHERE = {  # where they are run
    "ii-index demo": "tests/cli/test_main_job.py",
    "ii-index frameworks {": "tests/cli/test_main_job.py follows it",
    "ii-index serve": "tests/serve and tests/browser",
    "ii-index rank tool.xlsm": "tests/cli/test_reading_back.py makes such a workbook",
    "ii-index brief": "tests/cli/test_brief.py; PDF needs an extra",
    "ii-index template framework --from {": "tests/hardening/test_mistakes.py follows remedies of the user's own file",
    "ii-index rank {typed} --engine": "tests/cli/test_rank_on_engines.py",
    "ii-index rank firms --framework firms.yaml --engine spark": "tests/scale/test_clusters.py has such a cluster",
}


def mentions():
    found = {}
    for place in PLACES:
        text = place.read_text(encoding="utf-8")
        shown = CONSOLE.sub("", text) if place.suffix == ".md" else text
        for said in MENTION.findall(shown):
            found.setdefault(said.strip().rstrip(".。"), place.relative_to(ROOT).as_posix())
    return found


MENTIONS = mentions()


def plain(said):
    """The command as it is typed where the words stand for files of the office."""
    words = OTHERWISE.get(said, said).split(" > ")[0].split()
    return " ".join(MEANT.get(word, word) for word in words)


def parts(command):
    """The command's name, its options, and what else is said."""
    words = command.split()[1:]
    size = 2 if words[0] in TWO and len(words) > 1 and not words[1].startswith("-") else 1
    rest, options, others = words[size:], [], []
    for at, word in enumerate(rest):
        if word.startswith("-"):
            options.append(word)
        elif not (
            at
            and rest[at - 1].startswith("-")
            and rest[at - 1] not in {"--orderings", "--inverse", "--all-years"}
        ):
            others.append(word)
    return words[:size], options, others


TYPED = {said: plain(said) for said in MENTIONS if not said.startswith(tuple(ELSEWHERE))}
COMPLETE = {"template", "frameworks", "schema", "completion", "rule"}  # that need no table
RUN = sorted({
    command
    for command in TYPED.values()
    for (first, *_), _, others in [parts(command)]
    if others or (first in COMPLETE and (len(command.split()) > 2 or first != "template") and not command.endswith("--from"))
} - {"ii-index rule", "ii-index completion", "ii-index template", "ii-index frameworks"})  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A folder with every file that the commands speak of."""
    folder = tmp_path_factory.mktemp("office")
    copy_examples(folder)
    head, *rows = (folder / PROVINCES).read_text(encoding="utf-8-sig").splitlines()
    for year in ("2022", "2023"):
        own = [row for row in rows if row.split(",")[1] == year]
        (folder / f"{year}.csv").write_text("\n".join([head, *own]) + "\n", encoding="utf-8")
    leaves = "\n".join(f"  - {{id: {name}, name: {name}}}" for name in ("gdp", "population"))
    (folder / "mine.yaml").write_text(
        f"id: mine\nname: Mine\nunits: any\nchildren:\n{leaves}\n", encoding="utf-8"
    )
    for name, values in (("gdp", (3, 1, 2)), ("population", (5, 6, 9))):
        lines = [f"{unit},2023,{value}" for unit, value in zip("uvw", values, strict=True)]
        (folder / f"{name}.csv").write_text("\n".join([f"unit,year,{name}", *lines]) + "\n", encoding="utf-8")
    (folder / "tree.csv").write_text("id,name,parent,weight\na,A,,1\nb,B,,2\n", encoding="utf-8")
    (folder / "yearbook.csv").write_text(
        "unit,year,a,b\nu,2022,1,2\nv,2022,2,1\nu,2023,3,2\nv,2023,2,5\n", encoding="utf-8"
    )
    (folder / "mix.yaml").write_text("weights: perturb\n", encoding="utf-8")
    (folder / "survey.csv").write_text(
        "expert,rd_input vs innovation_output,rd_input vs innovation_carriers,"
        "innovation_output vs innovation_carriers\nx,3,1/2,1/5\ny,2,1,1\n",
        encoding="utf-8",
    )
    (folder / "matrices.csv").write_text(",funding,talent\nfunding,1,3\ntalent,1/3,1\n", encoding="utf-8")
    full = ii.read_framework(folder / "examples" / "caict-2024-full.yaml")
    codes = [row.split(",")[0] for row in rows[:31]]
    cells = [
        ",".join(str(3 + (at * 7 + place * 5) % 11) for place in range(len(full.leaves))) for at in range(31)
    ]
    top = "地区,年份," + ",".join(leaf.id for leaf in full.leaves)
    (folder / "full.csv").write_text(
        "\n".join([top, *(f"{code},2023,{row}" for code, row in zip(codes, cells, strict=True))]) + "\n",
        encoding="utf-8",
    )
    for made in (
        ["template", "judgements", "--framework", "caict-2024-public", "-o", str(folder / "judgements.yaml")],
        ["report", str(folder / PROVINCES), "-o", str(folder / "index.xlsx")],
        ["export", str(folder / PROVINCES), "--to", "coinr", "-o", str(folder)],
        [
            "export",
            str(folder / "yearbook.csv"),
            "--framework",
            str(folder / "tree.csv"),
            "--to",
            "coinr",
            "-o",
            str(folder / "small"),
        ],
    ):
        assert run(made) == 0, made
    return folder


@pytest.mark.parametrize("said", sorted(MENTIONS))
def test_a_command_that_is_named_exists_with_the_options_named(said, capsys):
    if said.startswith("ii-index serve:"):  # a sentence of the program's own
        return
    name, options, _ = parts(said.split(" > ")[0])

    assert run([*name[: 2 if name[0] in TWO else 1], "--help"]) == 0, f"{MENTIONS[said]}: {said}"
    shown = capsys.readouterr().out
    for option in options:
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", shown), f"{MENTIONS[said]}: {said}"


@pytest.mark.parametrize("command", RUN)
def test_a_command_that_is_told_runs(command, office, monkeypatch, capsys):
    monkeypatch.chdir(office)

    assert run([*command.split()[1:], *(["--force"] if " -o " in command else [])]) == 0, (
        capsys.readouterr().err
    )


def test_what_is_left_to_other_tests_is_said_somewhere():
    for said, where in ELSEWHERE.items():
        assert any(mention.startswith(said) for mention in MENTIONS), said
        for path in re.findall(r"tests/[\w/.]+", where):
            assert (ROOT / path).exists(), where
