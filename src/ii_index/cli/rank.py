"""``ii-index rank``: the main job."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options, tier_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "rank", help=say("读取各地区数据，计算得分、排名与梯队。", "Score, rank and sort units into tiers.")
    )
    @reading(say)
    @click.option(
        "--year",
        type=int,
        help=say(
            "年份，默认最新一年；表中无年份列时为该表的年份",
            "the year, by default the latest; of a table without a year column, its year",
        ),
    )
    @recipe_options(say)
    @tier_options(say)
    @common(say)
    def rank(run: Run, table: Path, **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        from ii_index.reporting.answers.index import rank as answer

        asked = asked_of(run, table, chosen)
        run.finish(answer(asked, chosen["year"], tiers=chosen["tiers"], tier_method=chosen["tier_method"]))

    return rank
