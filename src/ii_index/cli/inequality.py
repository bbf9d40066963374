"""``ii-index inequality``: inequality within and between regions, and convergence."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of, groups_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, grouping, node_options, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "inequality",
        help=say(
            "地区差异：Dagum 基尼系数（组内、组间、超变密度）、泰尔指数、变异系数、σ 与 β 收敛，逐年。",
            "Regional inequality by year: Dagum's Gini and its parts, Theil, CV; σ and β convergence.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--year",
        type=YEAR,
        help=say("分组各表的年份，默认最新", "year of the tables of groups, by default the latest"),
    )
    @node_options(say)
    @grouping(say)
    @click.option(
        "--inner-group",
        "inner_groups",
        multiple=True,
        metavar=say("名称=地区,地区…", "NAME=UNIT,UNIT…"),
        help=say(
            "次级分组，用于两级泰尔指数，可重复", "an inner group, for Theil in two levels; may be repeated"
        ),
    )
    @recipe_options(say)
    @common(say)
    def inequality(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.reporting.answers.regions import inequality as answer

        document = answer(
            asked_of(run, table, chosen),
            chosen["year"],
            node=chosen["node"],
            raw=chosen["raw"],
            own_groups=groups_of(chosen["own_groups"], say),
            by=chosen["by"],
            inner_groups=groups_of(chosen["inner_groups"], say, "--inner-group"),
        )
        run.finish(document)

    return inequality
