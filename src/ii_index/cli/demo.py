"""``ii-index demo``: the bundled real example, end to end."""

from pathlib import Path

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "demo",
        help=say(
            "用自带的真实公开统计数据演示：31个省份的得分、排名与四个梯队，并写出文件。",
            "The 31 provinces from real public statistics: scores, ranks, four tiers; writes its files.",
        ),
    )
    @click.option(
        "-o",
        "--output",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("out"),
        help=say("输出文件夹（其中同名文件会被覆盖）", "folder for the files, which are replaced there"),
    )
    @common(say, writes=False)
    def demo(run: Run, folder: Path) -> None:
        from ii_index.io.files.atomic import make_folder
        from ii_index.reporting.answers.reports import demonstration

        made = demonstration(run.language)
        run.finish(made.document)
        make_folder(folder)
        for name in ("ranking.csv", "ranking.json", "report.html", "index.xlsx"):
            made.write(folder / name)
            if not run.quiet:
                click.echo(f"→ {folder / name}", err=True)

    return demo
