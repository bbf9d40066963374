"""``ii-index export``: an index for the tools people already have."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ii_index.cli.choices import asked_of
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run

if TYPE_CHECKING:
    from ii_index.reporting.answers.index import Tool

FORMATS = ("coinr", "stata", "flat")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "export",
        help=say(
            "导出数据、指标体系与得分：coinr 写 iData.csv、iMeta.csv 与 replay.R，stata 写 data.dta，"
            "flat 写 data.csv 与 codebook.csv（SPSS 等）。",
            "Export data, tree and scores: coinr (iData.csv, iMeta.csv, replay.R), stata (data.dta), "
            "flat (data.csv, codebook.csv).",
        ),
    )
    @reading(say, several=True)
    @click.option("--to", type=click.Choice(FORMATS), required=True, help=say("目标格式", "the format"))
    @click.option(
        "-o",
        "--output",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        required=True,
        help=say("输出文件夹", "folder for the files"),
    )
    @click.option("--force", is_flag=True, help=say("覆盖已有文件", "replace existing files"))
    @click.option("--weights", help=say("权重文件，或 equal 等", "a weights file, or equal …"))
    @common(say, writes=False, shared=("quiet", "strict", "json"))
    def export(run: Run, table: tuple[Path, ...], to: "Tool", folder: Path, **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.io.files.atomic import make_folder, refuse_existing, write_bytes
        from ii_index.io.files.sources import exists
        from ii_index.reporting.answers.index import export as answer

        made = answer(asked_of(run, table, chosen), to)
        run.accept(made.findings)
        files = {folder / name: content for name, content in made.files().items()}
        run.spare_inputs(files)
        refuse_existing([path for path in files if exists(path)], force=run.force)
        make_folder(folder)
        for path, content in files.items():
            write_bytes(path, content, force=run.force)
            if not run.quiet:
                click.echo(f"→ {path}", err=True)

    return export
