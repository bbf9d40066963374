"""``ii-index template``: a file to start from."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common
from ii_index.cli.options import allow_code as code_option
from ii_index.cli.output import Run
from ii_index.cli.usage import Misuse
from ii_index.reporting.document import Document

if TYPE_CHECKING:
    from ii_index.model.framework import Framework

Known: TypeAlias = "Callable[[], Framework]"
KINDS = ("table", "framework", "weights", "rubric", "study", "judgements")
YAML = (".yaml", ".yml")


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "template",
        help=say(
            "生成可填写的起始文件：table 数据表（CSV 或带下拉列表的 XLSX），rubric 评分答案表（CSV），"
            "framework 由数据表起草指标体系（--from），weights 权重表（CSV 或 XLSX），"
            "study 研究方案、judgements 专家判断（YAML）。"
            "不给 -o 时输出到屏幕。",
            "A file to fill in: table for data (CSV, or XLSX with lists to choose from), rubric for answers (CSV), "
            "framework drafted from a table (--from), weights (CSV or XLSX), "
            "study and judgements (YAML). Without -o it goes to standard output.",
        ),
    )
    @click.argument("kind", type=click.Choice(KINDS))
    @click.option(
        "--framework",
        default="caict-2024-public",
        show_default=True,
        help=say("数据表或判断所用指标体系", "framework of the table or the judgements"),
    )
    @click.option(
        "--rubric",
        default="huangshi-city-2022",
        show_default=True,
        help=say("评分细则", "rubric of the answers"),
    )
    @click.option(
        "--from",
        "tables",
        multiple=True,
        type=click.Path(path_type=Path),
        help=say(
            "由哪张数据表起草指标体系；几个文件的，逐个写",
            "table to draft a framework from; once for each of its files",
        ),
    )
    @click.option("--year", type=YEAR, help=say("填入数据表的年份", "the year to fill into the table"))
    @click.option("--sheet", help=say("工作表名称", "sheet of a workbook"))
    @click.option("--input-encoding", help=say("数据表的文本编码", "encoding of the table's text"))
    @code_option(say)
    @common(say, also=YAML)
    def template(  # noqa: PLR0913, PLR0917 - click passes one argument an option
        run: Run,
        kind: str,
        framework: str,
        rubric: str,
        tables: tuple[Path, ...],
        year: int | None,
        sheet: str | None,
        input_encoding: str | None,
        allow_code: bool,  # noqa: FBT001 - click's flag
    ) -> None:
        known = partial(_framework_named, framework, allow_code)
        if kind == "framework":
            if not tables:
                zh = "framework 须用 --from 给出数据表，如 --from mine.xlsx"
                raise Misuse(zh, "framework needs a table: --from mine.xlsx")
            _write_yaml(run, _framework(run, tables, sheet, input_encoding))
            return
        if kind in {"study", "judgements"}:
            _write_yaml(run, _study(run) if kind == "study" else _judgements(run, known))
            return
        if kind == "table" and any(map(_is_workbook, run.outputs)):
            _workbooks(run, known, year)
            run = run._replace(outputs=tuple(path for path in run.outputs if not _is_workbook(path)))
            if not run.outputs and not run.json:
                return
        document = _document(kind, known, rubric, year)
        if run.outputs or run.json:
            run.finish(document)
            return
        from ii_index.reporting.writers import to_csv

        click.echo(to_csv(document.tables[0], run.language, "utf-8"), nl=False)

    return template


def _framework_named(name: str, allow_code: bool) -> "Framework":  # noqa: FBT001 - click's flag
    from ii_index.io.frameworks import read_framework

    return read_framework(name, allow_code=allow_code)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _workbooks(run: Run, framework: Known, year: int | None) -> None:
    """Write workbooks that guide whoever fills them in."""
    from ii_index.io.files.atomic import write_bytes
    from ii_index.io.tables.template import table_workbook

    content = table_workbook(framework(), run.language, year)
    for path in filter(_is_workbook, run.outputs):
        write_bytes(path, content, force=run.force)
        if not run.quiet:
            click.echo(f"→ {path}", err=True)


def _study(run: Run) -> str:
    from ii_index.reporting.templates import study_template

    return study_template(run.language)


def _framework(run: Run, tables: Sequence[Path], sheet: str | None, encoding: str | None) -> str:
    from ii_index.io.flat_frameworks import flat_to_yaml, tells_a_tree
    from ii_index.io.tables.draft import draft_joined
    from ii_index.io.tables.draft_text import to_yaml

    if len(tables) == 1 and tells_a_tree(tables[0]):
        return flat_to_yaml(tables[0], run.language)
    output = str(run.outputs[0]) if run.outputs else None
    found = draft_joined(tables, sheet=sheet, encoding=encoding)
    return to_yaml(found, run.language, tables=[*map(str, tables)], output=output)


def _judgements(run: Run, framework: Known) -> str:
    from ii_index.reporting.templates import judgements_template

    return judgements_template(framework(), run.language)


def _write_yaml(run: Run, text: str) -> None:
    from ii_index.io.files.atomic import write_bytes

    if not run.outputs:
        click.echo(text, nl=False)
    for path in run.outputs:
        write_bytes(path, text.encode(), force=run.force)


def _document(kind: str, framework: Known, rubric: str, year: int | None) -> Document:
    if kind == "rubric":
        return _answers(rubric)
    return _weights(framework) if kind == "weights" else _table(framework, year)


def _weights(framework: Known) -> Document:
    from ii_index.reporting.templates import weights_table

    return weights_table(framework())


def _table(framework: Known, year: int | None) -> Document:
    from ii_index.reporting.templates import blank_table

    return blank_table(framework(), year)


def _answers(rubric: str) -> Document:
    from ii_index.io.rubrics import read_rubric
    from ii_index.reporting.documents.rubric import blank

    return blank(read_rubric(rubric))
