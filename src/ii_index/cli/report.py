"""``ii-index report``: the page, the live workbook, and charts, of a table or a study."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ii_index.cli.choices import TIER_METHODS, recipe_of
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run

if TYPE_CHECKING:
    from ii_index.reporting.report import Report

STUDIES = (".yaml", ".yml")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "report",
        help=say(
            "由数据表或研究方案（.yaml）生成报告：-o report.html 网页，-o index.xlsx 可复算工作簿，-o *.md；"
            "--charts 图片文件夹。",
            "The report of a table or a study (.yaml): -o report.html, -o index.xlsx (live), -o *.md; --charts DIR.",
        ),
    )
    @reading(say)
    @click.option("--year", type=int, help=say("年份，默认最新一年", "the year, by default the latest"))
    @click.option(
        "--weights", help=say("权重文件，或 equal、entropy 等", "a weights file, or equal, entropy …")
    )
    @click.option("--tiers", type=click.IntRange(min=1), help=say("梯队数", "number of tiers"))
    @click.option(
        "--tier-method",
        type=click.Choice(TIER_METHODS),
        default="natural-breaks",
        help=say("梯队划分方法", "how tiers are cut"),
    )
    @click.option(
        "--national",
        type=click.Path(path_type=Path),
        help=say("全国多年数据表，加入全国指数", "a table of the nation's years, for the national index"),
    )
    @click.option(
        "--draws",
        type=click.IntRange(min=1),
        help=say("稳健性抽样次数；不给则不作", "draws for the robustness; none without it"),
    )
    @click.option("--seed", type=int, default=0, show_default=True, help=say("抽样种子", "seed of the draws"))
    @click.option(
        "--charts",
        type=click.Path(path_type=Path, file_okay=False),
        help=say("把每张图写成 SVG 与 PNG 的文件夹", "folder for every chart as SVG and PNG"),
    )
    @common(say)
    def report(run: Run, table: Path, charts: Path | None, **chosen: Any) -> None:  # noqa: ANN401 - click's values
        if not run.outputs and charts is None:
            raise click.UsageError(
                say("请用 -o 或 --charts 指明写到哪里", "say where to write with -o or --charts")
            )
        made = _of_study(run, table) if table.suffix.lower() in STUDIES else _of_table(run, table, chosen)
        run.accept(made.document.findings)
        written = [made.write(path) for path in run.outputs]
        if charts is not None:
            written += made.write_charts(charts)
        for path in written if not run.quiet else ():
            click.echo(f"→ {path}", err=True)

    return report


def _of_study(run: Run, path: Path) -> "Report":
    from ii_index.io.studies import read_study
    from ii_index.reporting.studies import study_report

    inputs = read_study(path)
    run.spare_inputs(run.outputs, *inputs.files.values())
    return study_report(inputs)


def _of_table(run: Run, table: Path, chosen: dict[str, Any]) -> "Report":
    from ii_index.analysis.tiers import tiers
    from ii_index.construction.compose import compose
    from ii_index.reporting.nation import national_index
    from ii_index.reporting.report import report

    panel = run.read(table, chosen)
    inputs = _digests([table, chosen["national"]])
    if panel.is_national:
        return report(national=national_index(panel), inputs=inputs, lang=run.language)
    index = compose(panel, recipe_of(panel.framework.recipe, chosen))
    echelons = tiers(index, chosen["year"], chosen["tiers"], method=chosen["tier_method"].replace("-", "_"))
    doubt = None
    if chosen["draws"] is not None:
        from ii_index.analysis.uncertainty import uncertainty

        doubt = uncertainty(index, echelons.year, draws=chosen["draws"], seed=chosen["seed"])
    national = None
    if chosen["national"] is not None:
        national = national_index(run.read(chosen["national"], {**_PLAIN, "framework": None}))
    return report(index, echelons, doubt, national=national, inputs=inputs, lang=run.language)


_PLAIN: dict[str, Any] = {"fill_down": False, "allow_missing_units": False}


def _digests(paths: list[Path | None]) -> dict[str, str]:
    from ii_index.io.studies import digest

    return {path.name: digest(path.read_bytes()) for path in paths if path is not None and path.is_file()}
