"""``ii-index questionnaire``: write questionnaires for experts, read them back."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from ii_index.cli.language import Say
from ii_index.cli.options import allow_code as code_option
from ii_index.cli.options import common
from ii_index.cli.output import YAML, Run
from ii_index.cli.usage import context_class
from ii_index.cli.weights import TABLES, spare_workbooks

if TYPE_CHECKING:
    from ii_index.io.questionnaires import AllocateOver, RandomIndexName
    from ii_index.model.judgements import Expert


def command(say: Say) -> click.Command:
    """Build the command and its two parts in one language."""
    group = click.Group(
        "questionnaire",
        params=[
            click.Option(
                ["--lang"], type=click.Choice(["zh", "en"]), expose_value=False, help=say("语言", "language")
            )
        ],
        help=say(
            "专家问卷：new 为每位专家生成一份 XLSX（两两比较与100分分配），read 读回整个文件夹。",
            "Questionnaires for experts: new writes one XLSX an expert, read reads a folder of them back.",
        ),
    )
    for part in (_new(say), _read(say)):
        part.context_class = context_class(say.language)
        group.add_command(part)
    return group


def _new(say: Say) -> click.Command:
    @click.command(
        "new",
        help=say(
            "为每位专家生成一份问卷。指标体系写内置名称或 YAML 文件。",
            "Write one questionnaire an expert. FRAMEWORK is a built-in id or a YAML file.",
        ),
    )
    @click.argument("framework")
    @click.option(
        "-o",
        "--output",
        "folder",
        required=True,
        type=click.Path(path_type=Path, file_okay=False),
        help=say("文件夹，没有则新建", "folder, made if it does not exist"),
    )
    @click.option(
        "--experts",
        type=click.IntRange(1, 1000),
        help=say("专家人数，编号 e1、e2……", "how many, numbered e1, e2 …"),
    )
    @click.option(
        "--expert",
        "named",
        multiple=True,
        help=say("专家编号或姓名（不含空格），可重复", "an expert's id, without blanks; may be repeated"),
    )
    @click.option(
        "--points",
        type=click.Choice(["leaves", "parents", "none"]),
        default="leaves",
        show_default=True,
        help=say("把100分在全部末级指标之间、各上级之内分配，或不分配", "what 100 points are shared among"),
    )
    @click.option(
        "--random-index",
        type=click.Choice(TABLES),
        default="saaty1980",
        show_default=True,
        help=say("表内 CR 所用 RI 表", "random-index table of the live CR"),
    )
    @click.option("--force", is_flag=True, help=say("覆盖已有文件", "replace existing files"))
    @code_option(say)
    @common(say, writes=False)
    def new(  # noqa: PLR0913, PLR0917 - one parameter an option
        run: Run,
        framework: str,
        folder: Path,
        experts: int | None,
        named: tuple[str, ...],
        points: str,
        random_index: str,
        allow_code: bool,  # noqa: FBT001 - click's flag
    ) -> None:
        from ii_index.io.frameworks import read_framework
        from ii_index.io.questionnaires import write_questionnaires

        asked = _experts(experts, named, say)
        written = write_questionnaires(
            read_framework(framework, allow_code=allow_code),
            asked,
            folder,
            language=run.language,
            over=cast("AllocateOver", points),
            random_index=cast("RandomIndexName", random_index),
            force=run.force,
        )
        for path in written:
            click.echo(str(path))

    return new


def _read(say: Say) -> click.Command:
    @click.command(
        "read",
        help=say(
            "读回问卷文件夹（或一份问卷），列出全部问题；-o judgements.yaml 写出判断文件。",
            "Read a folder of questionnaires (or one) back, with every fault; -o judgements.yaml writes them.",
        ),
    )
    @click.argument("folder", type=click.Path(path_type=Path))
    @click.option("--framework", help=say("内置名称或 YAML；默认为问卷所写", "built-in id or YAML file"))
    @code_option(say)
    @common(say, also=YAML)
    def read(run: Run, folder: Path, framework: str | None, allow_code: bool) -> None:  # noqa: FBT001 - click's flag
        from ii_index.io.frameworks import read_framework
        from ii_index.io.judgements import to_yaml
        from ii_index.io.questionnaires import read_questionnaires
        from ii_index.reporting.documents.expert_weights import expert_round

        spare_workbooks(run, folder)
        known = read_framework(framework, allow_code=allow_code) if framework else None
        found = read_questionnaires(folder, known)
        run.finish(expert_round(found), to_yaml(found.judgements))

    return read


def _experts(count: int | None, named: tuple[str, ...], say: Say) -> "list[Expert]":
    from pydantic import ValidationError

    from ii_index.model.judgements import Expert

    if (count is None) == (not named):
        raise click.UsageError(
            say("用 --experts 人数，或用 --expert 逐一写明", "give --experts N, or each with --expert")
        )
    ids = list(named) or [f"e{number}" for number in range(1, (count or 0) + 1)]
    try:
        experts = [Expert(id=name) for name in ids]
    except ValidationError:
        raise click.UsageError(
            say("专家编号只含字母、数字、汉字、._-", "an expert's id holds letters, digits, . _ - only")
        ) from None
    if len(set(ids)) < len(ids):
        raise click.UsageError(say("专家编号有重复", "an expert is named twice"))
    return experts
