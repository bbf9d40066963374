"""``ii-index attainment``: plan against actual."""

from pathlib import Path

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "attainment",
        help=say(
            "规划目标完成情况：逐项与分组的完成率、状态，以及加总不符的数字。列：编号、名称、上级、计划、实际……",
            "Plan against actual: rates of targets and groups, what became of each, figures that do not add up. "
            "Columns: id, name, parent, target, actual …",
        ),
    )
    @click.argument("table", type=click.Path(path_type=Path, allow_dash=True))
    @click.option("--sheet", help=say("工作表名称", "sheet of a workbook"))
    @common(say)
    def attainment(run: Run, table: Path, sheet: str | None) -> None:
        from ii_index.io.targets import read_targets
        from ii_index.reporting.answers.claims import attainment as answer

        run.finish(answer(read_targets(table, sheet)))

    return attainment
