"""``ii-index examples``: copy the bundled examples out, so that the tutorial can be followed without a clone."""

from pathlib import Path

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "examples",
        help=say(
            "把自带的示例（数据、来源说明、研究方案、指标体系）复制到文件夹，默认 examples；"
            "教程与文档中的命令由此可照样运行。",
            "Copy the bundled examples (tables, sources, studies, frameworks) to a folder, by default examples: the "
            "commands of the tutorial and the docs then run as they stand.",
        ),
    )
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("examples"))
    @click.option("--force", is_flag=True, help=say("覆盖已有文件", "replace existing files"))
    @common(say, writes=False, shared=("quiet", "json"))
    def examples(run: Run, folder: Path) -> None:
        from ii_index.io.definitions import copy_examples

        for path in copy_examples(folder, force=run.force):
            run.wrote(path)

    return examples
