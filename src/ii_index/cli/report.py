"""``ii-index report``: the page, the live workbook, and charts, of a table or a study."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click
from click.core import ParameterSource

from ii_index.cli.choices import asked_of_panel, recipe_of, tier_rule
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run, today
from ii_index.cli.recipe_options import NATIONAL, recipe_options, tier_options
from ii_index.cli.usage import Misuse
from ii_index.model.study import Question

if TYPE_CHECKING:
    from ii_index.reporting.document import Document
    from ii_index.reporting.report import Report

STUDIES = (".yaml", ".yml")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "report",
        help=say(
            "由数据表或研究方案（.yaml）生成报告：-o report.html 网页，-o report.pdf 打印稿，"
            "-o index.xlsx 可复算工作簿，-o *.md；--charts 图片文件夹。",
            "The report of a table or a study (.yaml): -o report.html, -o report.pdf (paper), -o index.xlsx (live), "
            "-o *.md; --charts DIR.",
        ),
    )
    @reading(say, several=True)
    @click.option("--year", type=YEAR, help=say("年份，默认最新一年", "the year, by default the latest"))
    @recipe_options(say)
    @tier_options(say)
    @click.option(
        "--national",
        type=click.Path(path_type=Path),
        help=say("全国多年数据表，加入全国指数", "a table of the nation's years, for the national index"),
    )
    @click.option(
        "--draws",
        type=click.IntRange(min=0),
        default=20_000,
        show_default=True,
        help=say("稳健性抽样次数；0为不抽样", "draws for how sure it is; 0 for none"),
    )
    @click.option(
        "--also",
        "questions",
        multiple=True,
        type=click.Choice(get_args(Question)),
        help=say("另加一节，可重复", "another section; may be repeated"),
    )
    @click.option("--seed", type=int, default=0, show_default=True, help=say("抽样种子", "seed of the draws"))
    @click.option(
        "--unit",
        help=say("网页与得分比较图从哪个地区开始", "the unit that page and profile chart begin with"),
    )
    @click.option(
        "--charts",
        type=click.Path(path_type=Path, file_okay=False),
        help=say("把每张图写成 SVG 与 PNG 的文件夹", "folder for every chart as SVG and PNG"),
    )
    @common(say, shared=("quiet", "strict", "json"))
    def report(run: Run, table: tuple[Path, ...], charts: Path | None, **chosen: Any) -> None:  # noqa: ANN401 - click's values
        if not run.outputs and charts is None:
            zh, en = "请用 -o 或 --charts 指明写到哪里", "say where to write with -o or --charts"
            raise Misuse(zh, en)
        made = (
            _of_study(run, table[0], chosen)
            if len(table) == 1 and table[0].suffix.lower() in STUDIES
            else _of_table(run, table, chosen)
        )
        if table[0].suffix.lower() not in STUDIES:  # a study's files are the same on every day
            made = made.dated(today())
        run.accept(made.document.findings)
        drawn = (
            made.write_charts(charts, force=run.force) if charts is not None else ()
        )  # a font may lack a character
        written = [file for path in run.outputs for file in made.write_files(path, force=run.force)]
        if run.json:
            run.show(_in_short(made, [*written, *drawn]))
        for path in (*written, *drawn):
            run.wrote(path)

    return report


def _in_short(made: "Report", written: Sequence[Path]) -> "Document":
    """Say for machines what was written, and what is to be said of it; the report itself is in the files."""
    from ii_index.model.names import Name
    from ii_index.model.table import Column, Table
    from ii_index.reporting.document import Document

    files = Table(
        "files",
        Name(zh="写出的文件", en="Files written"),
        (Column("file", Name(zh="文件", en="File"), "text"),),
        tuple((str(path),) for path in written),
    )
    return Document(made.document.title, (files,), findings=made.document.findings)


def _given(chosen: Mapping[str, Any]) -> list[str]:
    """Name the parameters that were typed, among those chosen, as help lists them."""
    context = click.get_current_context()
    names = [parameter.name or "" for parameter in context.command.params]
    typed = [name for name in names if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    return [name for name in typed if name in chosen]


def _refuse(names: Sequence[str], zh: str, en: str) -> None:
    options = [f"--{name.replace('_', '-')}" for name in names]
    if options:
        zh, en = f"{zh}：{'、'.join(options)}", f"{en}: {', '.join(options)}"
        raise Misuse(zh, en)


def _of_study(run: Run, path: Path, chosen: Mapping[str, Any]) -> "Report":
    from ii_index.io.studies import read_study
    from ii_index.reporting.studies import study_report

    _refuse(_given(chosen), "研究方案自行写明，不能另外给出", "a study says these itself")
    inputs = read_study(path, allow_code=chosen["allow_code"])
    run.spare_inputs(run.outputs, *inputs.files.values())
    return study_report(inputs)


def _of_table(run: Run, table: tuple[Path, ...], chosen: dict[str, Any]) -> "Report":
    from ii_index.io.files.sources import each_file_once
    from ii_index.reporting.answers.index import Asked
    from ii_index.reporting.answers.reports import report
    from ii_index.reporting.results import national_recipe

    with each_file_once() as read:
        panel = run.read_all(table, chosen)
        nation = chosen["national"] and run.read(chosen["national"], {**_PLAIN, "framework": None})
    inputs = {
        path.name: found for path in (*table, chosen["national"]) if path and (found := read.digest(path))
    }
    if panel.is_national:
        of_regions = [
            name for name in _given(chosen) if name not in {*NATIONAL, *_PLAIN, "framework", "sheet"}
        ]
        _refuse(
            of_regions,
            "全国表以基期为100合成，不用",
            "not for a national table, which is indexed to a base year",
        )
        recipe = recipe_of(national_recipe(panel), chosen)
        return report(Asked(panel, recipe), inputs=inputs, language=run.language)
    return report(
        asked_of_panel(panel, chosen),
        chosen["year"],
        tiers=chosen["tiers"],
        tier_method=tier_rule(chosen),
        draws=chosen["draws"] or None,
        seed=chosen["seed"],
        questions=chosen["questions"],
        unit=chosen["unit"],
        nation=nation,
        inputs=inputs,
        language=run.language,
    )


_PLAIN: dict[str, Any] = {"fill_down": False, "allow_missing_units": False}
