"""``ii-index export``: an index for the tools people already have."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import recipe_of
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run

FORMATS = ("coinr", "stata", "flat")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "export",
        help=say(
            "导出数据、指标体系与得分：coinr 写 iData.csv 与 iMeta.csv，stata 写 data.dta，"
            "flat 写 data.csv 与 codebook.csv（SPSS 等）。",
            "Export data, tree and scores: coinr (iData.csv, iMeta.csv), stata (data.dta), "
            "flat (data.csv, codebook.csv).",
        ),
    )
    @reading(say)
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
    @common(say, writes=False)
    def export(run: Run, table: Path, to: str, folder: Path, **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.construction.compose import compose
        from ii_index.construction.results import CompositeIndex
        from ii_index.io import exports
        from ii_index.io.files.atomic import refuse_existing, write_bytes

        def contents(index: CompositeIndex) -> dict[str, bytes]:
            match to:
                case "coinr":
                    return exports.to_coinr(index)
                case "stata":
                    return {"data.dta": exports.to_stata(index)}
                case _:
                    return exports.to_flat(index)

        panel = run.read(table, chosen)
        index = compose(panel, recipe_of(panel.framework.recipe, chosen))
        run.accept([*panel.findings, *index.notes])
        files = {folder / name: content for name, content in contents(index).items()}
        run.spare_inputs(files)
        refuse_existing([path for path in files if path.exists()], force=run.force)
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            write_bytes(path, content)
            if not run.quiet:
                click.echo(f"→ {path}", err=True)

    return export
