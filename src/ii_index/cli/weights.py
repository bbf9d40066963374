"""``ii-index weights``: priorities, consistency, agreement and repair proposals of a round of experts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ii_index.cli.language import Say
from ii_index.cli.options import Finite, common
from ii_index.cli.options import allow_code as code_option
from ii_index.cli.output import YAML, Run

if TYPE_CHECKING:
    from ii_index.model.framework import Framework
    from ii_index.model.judgements import Judgements
    from ii_index.reporting.answers.experts import Weighing

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")

TABLES = (
    "saaty1980", "saaty2005", "golden_wang1990", "donegan_dodd1991", "alonso_lamata2006", "alonso_lamata2006_linear",
)  # fmt: skip
SCALES = (
    "linear", "power", "root", "geometric", "logarithmic", "inverse-linear", "balanced", "generalised-balanced",
)  # fmt: skip


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "weights",
        help=say(
            "由专家判断得到权重：各节点一致性、群组共识、需复核的判断。可读 YAML 文件、收回的问卷或问卷文件夹；"
            "比较表另须 --framework。"
            "-o weights.yaml 写出权重文件，供 rank --weights 使用。",
            "Weights from judgements (a YAML file, a questionnaire or a folder of them, a table of comparisons with "
            "--framework): consistency of every node, consensus, judgements to revisit. -o weights.yaml writes a file "
            "for rank --weights.",
        ),
    )
    @click.argument("judgements", type=click.Path(path_type=Path, allow_dash=True))
    @click.option("--framework", help=say("默认为判断文件所写", "by default the one the judgements name"))
    @click.option(
        "--method",
        type=click.Choice(["eigenvector", "geometric-mean"]),
        default="eigenvector",
        show_default=True,
        help=say("权重计算方法", "how priorities are found"),
    )
    @click.option(
        "--group",
        type=click.Choice(["judgements", "priorities", "priorities-arithmetic"]),
        default="judgements",
        show_default=True,
        help=say(
            "汇总判断（AIJ），或汇总个人权重（AIP：几何或算术平均）",
            "AIJ, or AIP by the geometric or the arithmetic mean",
        ),
    )
    @click.option(
        "--random-index",
        type=click.Choice(TABLES),
        default="saaty1980",
        show_default=True,
        help=say("随机一致性指标 RI 表", "random-index table"),
    )
    @click.option(
        "--scale", type=click.Choice(SCALES), default="linear", show_default=True, help=say("标度", "scale")
    )
    @click.option(
        "--exclude-from",
        type=Finite(min=0, min_open=True),
        help=say(
            "CR 不小于此值的专家在该节点不计入", "leave out, at a node, experts whose CR is this or more"
        ),
    )
    @click.option(
        "--allocations",
        "average",
        type=click.Choice(["mean", "median", "trimmed-mean"]),
        default="mean",
        show_default=True,
        help=say("专家分值的汇总", "how allocations are averaged"),
    )
    @click.option(
        "--alpha",
        type=Finite(0, 1),
        default=0.5,
        show_default=True,
        help=say("专家分值所占份额", "share of the allocations"),
    )
    @click.option(
        "--mix",
        type=click.Choice(["linear", "geometric"]),
        default="linear",
        show_default=True,
        help=say("判断与分值的混合方式", "how judgements and allocations are mixed"),
    )
    @click.option(
        "--repair",
        type=click.Path(path_type=Path),
        help=say(
            "把修正建议写成判断文件，供专家确认",
            "write the proposed repair as a judgements file, to be confirmed",
        ),
    )
    @code_option(say)
    @common(say, also=YAML)
    def weights(
        run: Run,
        judgements: Path,
        framework: str | None,
        repair: Path | None,
        **chosen: Any,  # noqa: ANN401 - click passes the options above
    ) -> None:
        from ii_index.reporting.answers.experts import rules_from
        from ii_index.reporting.answers.experts import weights as answer

        allow_code = chosen.pop("allow_code")
        rules = rules_from(chosen)
        if repair is not None:
            _check_repair(repair, run, rules.scale, say)
        said, known = read_round(judgements, framework, run, allow_code=allow_code)
        made = answer(said, known, rules)
        run.finish(made.document, made.definition(run.language))
        if repair is not None:
            _write_repair(made, repair, run)

    return weights


def read_round(
    path: Path, framework: str | None, run: Run, *, allow_code: bool = False
) -> "tuple[Judgements, Framework]":
    """Read a file or a table of judgements, a questionnaire, or a folder of questionnaires."""
    from ii_index.io.files.sources import is_file, is_folder
    from ii_index.io.frameworks import read_framework
    from ii_index.io.questionnaires.sheets import is_questionnaire

    spare_workbooks(run, path)
    named = read_framework(framework, allow_code=allow_code) if framework else None
    if is_folder(path) or (path.suffix.lower() in _WORKBOOKS and (named is None or is_questionnaire(path))):
        from ii_index.io.questionnaires import read_questionnaires

        found = read_questionnaires(path, named)
        run.accept(found.findings)
        return found.judgements, found.framework
    from ii_index.io.judgements import TABLES, read_judgements

    if named is not None and path.suffix.lower() in TABLES:
        from ii_index.io.judgement_tables import read_judgement_tables

        survey = read_judgement_tables(path, named)
        run.accept(survey.findings)
        return survey.judgements, named

    said = read_judgements(path)
    beside = path.parent / said.framework  # a framework of one's own, named relative to the judgements
    if named is None and is_file(beside):
        run.spare_inputs(run.outputs, beside)
    source = beside if is_file(beside) else said.framework
    return said, named or read_framework(source, allow_code=allow_code)


def spare_workbooks(run: Run, folder: Path) -> None:
    """Refuse outputs that are questionnaires of a folder that is read."""
    from ii_index.io.files.sources import is_folder

    if is_folder(folder):
        run.spare_inputs(run.outputs, *(one for one in folder.iterdir() if one.suffix.lower() in _WORKBOOKS))


def _check_repair(path: Path, run: Run, scale: str, say: Say) -> None:
    from ii_index.io.files.atomic import distinct, refuse_existing

    if path.suffix.lower() not in YAML:
        raise click.UsageError(say("--repair 须为 .yaml 文件", "--repair takes a .yaml file"))
    if scale != "linear":
        raise click.UsageError(say("--repair 只用于 linear 标度", "--repair goes with the linear scale"))
    if len(distinct([*run.outputs, path])) == len(run.outputs):
        raise click.UsageError(say("--repair 与 -o 是同一个文件", "--repair and -o name the same file"))
    run.spare_inputs([path])
    refuse_existing([path], force=run.force)


def _write_repair(made: "Weighing", path: Path, run: Run) -> None:
    from ii_index.io.files.atomic import write_bytes

    write_bytes(path, made.repair(run.language).encode(), force=run.force)
    if not run.quiet:
        click.echo(f"→ {path}", err=True)
