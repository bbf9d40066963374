"""``ii-index rubric``: score answers by a rubric, or find the answers behind printed scores."""

from pathlib import Path
from typing import Literal

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run

OPERATORS: dict[str, Literal["weighted_average", "max_product", "max_min", "bounded_sum"]] = {
    "weighted-average": "weighted_average",
    "max-product": "max_product",
    "max-min": "max_min",
    "bounded-sum": "bounded_sum",
}


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "rubric",
        help=say(
            "按评分细则给答案打分（答案表：对象、指标、答案；数量题可直接填数字）；--inverse 则由公布的得分反查答案。",
            "Score answers by a rubric (columns entity, item, answer; a number where the item counts something); "
            "--inverse finds the answers behind printed scores.",
        ),
    )
    @click.argument("answers", type=click.Path(path_type=Path, allow_dash=True))
    @click.option(
        "--rubric",
        "name",
        required=True,
        help=say("内置评分细则名称或 YAML 路径", "built-in rubric or a YAML file"),
    )
    @click.option(
        "--inverse",
        is_flag=True,
        help=say(
            "表中是公布得分（对象、要素、得分、得分率），列出与之相符的全部答案",
            "the table holds printed scores; list all answers that agree",
        ),
    )
    @click.option(
        "--fuzzy",
        type=click.Choice(list(OPERATORS)),
        help=say(
            "模糊综合评价：表中每个等级一列隶属度",
            "fuzzy evaluation: the table has a column of degrees a grade",
        ),
    )
    @common(say)
    def rubric(run: Run, answers: Path, name: str, inverse: bool, fuzzy: str | None) -> None:  # noqa: FBT001 - click's flag
        from ii_index.io import rubrics
        from ii_index.reporting.documents import rubric as documents

        if inverse and fuzzy:
            raise click.UsageError(
                say("--inverse 与 --fuzzy 不能同时使用", "--inverse and --fuzzy exclude each other")
            )
        chosen = rubrics.read_rubric(name)
        if inverse:
            run.finish(documents.traced(rubrics.trace(answers, chosen), chosen))
        elif fuzzy:
            run.finish(documents.fuzzy(rubrics.score_fuzzy(answers, chosen, OPERATORS[fuzzy])))
        else:
            run.finish(documents.scored(rubrics.score_entities(answers, chosen), chosen))

    return rubric
