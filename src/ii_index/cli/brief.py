"""``ii-index brief``: one page a unit, as PDF, page, picture or text."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ii_index.cli.choices import asked_of, tier_rule
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run, today
from ii_index.cli.recipe_options import recipe_options, tier_options
from ii_index.cli.usage import Misuse

if TYPE_CHECKING:
    from ii_index.reporting.answers.briefs import Briefs

FORMATS = ("pdf", "html", "md", "png")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "brief",
        help=say(
            "一省一页：--unit 安徽 -o 安徽.pdf（或 .html .md .png）；--each -o 文件夹，每个有梯队的地区一份。",
            "One page a unit: --unit 安徽 -o 安徽.pdf (or .html .md .png); --each -o FOLDER, a file for every unit "
            "that has a tier.",
        ),
    )
    @reading(say, several=True)
    @click.option("--unit", help=say("地区名称或代码", "name or code of the unit"))
    @click.option(
        "--each",
        is_flag=True,
        help=say("每个有梯队的地区一份，写入 -o 文件夹", "every unit that has a tier, into the folder -o"),
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help=say("--each 的文件格式，默认 pdf", "format of the files of --each, by default pdf"),
    )
    @click.option("--year", type=YEAR, help=say("年份，默认最新一年", "the year, by default the latest"))
    @click.option(
        "--draws",
        type=click.IntRange(min=0),
        default=20_000,
        show_default=True,
        help=say("稳健性抽样次数；0为不抽样", "draws for how sure it is; 0 for none"),
    )
    @click.option("--seed", type=int, default=0, show_default=True, help=say("抽样种子", "seed of the draws"))
    @recipe_options(say)
    @tier_options(say)
    @common(say, also=(".png",), folder="each")
    def brief(  # noqa: PLR0913, PLR0917 - click passes one argument an option
        run: Run,
        table: tuple[Path, ...],
        unit: str | None,
        each: bool,  # noqa: FBT001 - a flag
        form: str | None,
        draws: int,
        seed: int,
        **chosen: Any,  # noqa: ANN401 - click's values
    ) -> None:
        from ii_index.reporting.answers.briefs import briefs
        from ii_index.reporting.extras import require

        _refuse(run, unit, form, each=each)
        if {path.suffix.lower() for path in run.outputs} & {".pdf", ".png"} or (
            each and form in {None, "pdf", "png"}
        ):
            require("paper")
        made = briefs(
            asked_of(run, table, chosen),
            unit,
            chosen["year"],
            tiers=chosen["tiers"],
            tier_method=tier_rule(chosen),
            draws=draws,
            seed=seed,
            made=today(),
        )
        run.accept(made.findings)
        if each:
            _write_each(run, made, form or FORMATS[0])
        else:
            _write_one(run, made)

    def _refuse(run: Run, unit: str | None, form: str | None, *, each: bool) -> None:
        if each == (unit is not None):
            zh, en = "请给出 --unit 或 --each 之一", "give one of --unit and --each"
            raise Misuse(zh, en)
        if each and len(run.outputs) != 1:
            zh, en = "--each 需要一个文件夹：-o 文件夹", "--each needs one folder: -o FOLDER"
            raise Misuse(zh, en)
        if form and not each:
            zh, en = (
                "--format 用于 --each；单个地区的格式由 -o 的后缀决定",
                "--format goes with --each; else -o decides",
            )
            raise Misuse(zh, en)

    return brief


def _write_one(run: Run, made: "Briefs") -> None:
    from ii_index.reporting.briefs.documents import document
    from ii_index.reporting.unit_brief import UnitBrief

    (one,) = made
    run.show(document(one))
    for path in run.outputs:
        UnitBrief(one, run.language).write(path, run.encoding, force=run.force)
        run.wrote(path)


def _write_each(run: Run, made: "Briefs", form: str) -> None:
    from ii_index.io.files.atomic import make_folder, refuse_existing
    from ii_index.io.files.sources import exists
    from ii_index.reporting.unit_brief import file_names, write_each

    (folder,) = run.outputs
    files = [folder / name for name in file_names(made.named(), form, run.language)]
    run.spare_inputs(files)
    refuse_existing([path for path in files if exists(path)], force=run.force)
    make_folder(folder)
    for path in write_each(zip(files, made, strict=True), run.language, run.encoding, force=run.force):
        run.wrote(path)
