"""``ii-index template``: a file to start from."""

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run
from ii_index.reporting.document import Document

KINDS = ("table", "rubric", "study")
YAML = (".yaml", ".yml")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "template",
        help=say(
            "生成可填写的起始文件：table 数据表（CSV），rubric 评分答案表（CSV），study 研究方案（YAML）。"
            "不给 -o 时输出到屏幕。",
            "A file to fill in: table for data (CSV), rubric for answers (CSV), study (YAML). "
            "Without -o it goes to standard output.",
        ),
    )
    @click.argument("kind", type=click.Choice(KINDS))
    @click.option(
        "--framework",
        default="caict-2024-public",
        show_default=True,
        help=say("数据表所用指标体系", "framework of the table"),
    )
    @click.option(
        "--rubric",
        default="huangshi-city-2022",
        show_default=True,
        help=say("评分细则", "rubric of the answers"),
    )
    @common(say, also=YAML)
    def template(run: Run, kind: str, framework: str, rubric: str) -> None:
        if kind == "study":
            _study(run)
            return
        document = _table(framework) if kind == "table" else _answers(rubric)
        if run.outputs or run.json:
            run.finish(document)
            return
        from ii_index.reporting.files import to_csv

        click.echo(to_csv(document, run.language, "utf-8"), nl=False)

    return template


def _study(run: Run) -> None:
    from ii_index.io.atomic import write_bytes
    from ii_index.reporting.study_template import study_template

    text = study_template(run.language)
    if not run.outputs:
        click.echo(text, nl=False)
    for path in run.outputs:
        write_bytes(path, text.encode())


def _table(framework: str) -> Document:
    from ii_index.io.frameworks import read_framework
    from ii_index.reporting.templates import blank_table

    return blank_table(read_framework(framework))


def _answers(rubric: str) -> Document:
    from ii_index.io.rubrics import read_rubric
    from ii_index.reporting.rubric_documents import blank

    return blank(read_rubric(rubric))
