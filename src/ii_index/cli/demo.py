"""``ii-index demo``: the bundled real example, end to end."""

import sys
from pathlib import Path
from shutil import which

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run, today


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
        from ii_index.reporting.extras import require
        from ii_index.reporting.writers import write

        require("charts")
        made = demonstration(run.language).dated(today())
        run.finish(made.document)
        make_folder(folder)
        for name in ("ranking.csv", "ranking.json", "report.html", "index.xlsx"):
            for file in write(made.document, folder / name, run.language):
                run.wrote(file)
        if not run.quiet:
            click.echo(_next_steps(run, folder), err=True)

    return demo


def _next_steps(run: Run, folder: Path) -> str:
    """Say what to do now, with the program as it was called and a table that is there."""
    from ii_index.io.definitions import example

    page, here = folder / "report.html", Path("examples/provinces.csv")
    table = here if here.is_file() else example("provinces.csv")
    called = _called()
    if run.language == "zh":
        return (
            f"\n接下来：用浏览器打开 {page}\n一省一页：{called} brief {table} --unit 安徽 -o 安徽.pdf\n"
            f"自己的表：{called} check 文件名.xlsx"
        )
    return (
        f"\nNext: open {page} in a browser\nOne page a province: {called} brief {table} --unit Anhui -o anhui.pdf\n"
        f"Your own table: {called} check FILE.xlsx"
    )


def _called() -> str:
    program = Path(sys.argv[0])
    if which("ii-index"):
        return "ii-index"
    return str(program) if program.name == "ii-index" else "python -m ii_index.cli"
