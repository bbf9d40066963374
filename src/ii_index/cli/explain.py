"""``ii-index explain``: one unit, from where its score comes to what would lift it a tier."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of, groups_of, tier_rule
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options, tier_options
from ii_index.cli.usage import Misuse


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "explain",
        help=say(
            "解释一个地区：得分构成、优势与短板、组内排名、离上一梯队多远、靠哪项指标最省力。",
            "One unit: what makes up its score, strengths and gaps, rank in its groups, the way to the next tier.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--unit",
        help=say(
            "地区名称或代码，也可写在表格之后", "name or code of the unit; may stand after the table instead"
        ),
    )
    @click.option("--year", type=YEAR, help=say("年份，默认最新一年", "the year, by default the latest"))
    @click.option("--against", help=say("另与某地区比较", "also the gap to another unit"))
    @click.option("--since", type=YEAR, help=say("另分解自该年以来的变动", "also the change since a year"))
    @click.option(
        "--group",
        "own_groups",
        multiple=True,
        metavar=say("名称=地区,地区…", "NAME=UNIT,UNIT…"),
        help=say("自定义分组，可重复，可重叠", "a group of your own; may be repeated, may overlap"),
    )
    @recipe_options(say)
    @tier_options(say)
    @common(say)
    def explain(  # noqa: PLR0913, PLR0917 - click passes one argument an option
        run: Run,
        table: tuple[Path, ...],
        unit: str | None,
        against: str | None,
        since: int | None,
        own_groups: tuple[str, ...],
        **chosen: Any,  # noqa: ANN401 - click's values
    ) -> None:
        from ii_index.reporting.answers.index import explain as answer

        grouped = groups_of(own_groups, say)
        tables, named = _told_apart(table, unit)
        document = answer(
            asked_of(run, tables, chosen),
            named,
            chosen["year"],
            tiers=chosen["tiers"],
            tier_method=tier_rule(chosen),
            against=against,
            since=since,
            own_groups=grouped,
        )
        run.finish(document)

    return explain


def _told_apart(tables: tuple[Path, ...], unit: str | None) -> tuple[tuple[Path, ...], str]:
    """Take the last word for the unit where none is named: it is no file and has no suffix of one."""
    from ii_index.io.files.sources import is_file

    if unit is not None:
        return tables, unit
    *others, last = tables
    if not others or last.suffix or is_file(last):
        zh, en = "请指明地区：--unit 名称，或写在表格之后", "name a unit: --unit NAME, or after the table"
        raise Misuse(zh, en)
    return tuple(others), str(last)
