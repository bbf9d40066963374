"""``ii-index rank``: the main job."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import recipe_of
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options, tier_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "rank",
        help=say(
            "读取各地区数据，计算得分、排名与梯队；可给多张表，按地区与年份合并。",
            "Score, rank and sort units into tiers; several tables are joined on unit and year.",
        ),
    )
    @reading(say, several=True)
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
    def rank(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        from ii_index.analysis.tiers import tiers
        from ii_index.construction.compose import compose
        from ii_index.construction.required import required
        from ii_index.reporting.documents import ranking as documents

        panel = run.read_all(table, chosen)
        recipe = recipe_of(panel.framework.recipe, chosen)
        index = compose(required(panel, recipe, chosen["year"]), recipe)
        echelons = tiers(
            index, chosen["year"], chosen["tiers"], method=chosen["tier_method"].replace("-", "_")
        )
        run.finish(documents.ranking(index, echelons))

    return rank
