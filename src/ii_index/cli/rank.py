"""``ii-index rank``: the main job."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import AGGREGATE, MISSING, NORMALISE, TIER_METHODS, bounds_given, recipe_of
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run


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
    @click.option(
        "--weights",
        help=say("权重文件，或 equal、entropy、critic 等", "a weights file, or equal, entropy, critic …"),
    )
    @click.option(
        "--tiers",
        type=click.IntRange(min=1),
        help=say("梯队数，默认随指标体系", "number of tiers, by default the framework's"),
    )
    @click.option(
        "--tier-method",
        type=click.Choice(TIER_METHODS),
        default="natural-breaks",
        help=say("梯队划分方法", "how tiers are cut"),
    )
    @click.option("--normalise", type=click.Choice(NORMALISE), help=say("标准化方法", "normalisation"))
    @click.option(
        "--range",
        "span",
        type=(float, float),
        help=say("最小-最大标准化的区间，如 1 100", "range of min-max, such as 1 100"),
    )
    @click.option(
        "--bounds",
        help=say("上下限：year、pooled 或某一年份", "bounds: year, pooled, or one year"),
        callback=bounds_given,
    )
    @click.option("--aggregate", type=click.Choice(AGGREGATE), help=say("合成方法", "aggregation"))
    @click.option(
        "--missing", type=click.Choice(MISSING), help=say("缺失值处理", "what to do with missing cells")
    )
    @click.option(
        "--threshold",
        type=click.FloatRange(0, 1),
        help=say("计分所需的最低可用权重", "least share of weight for a unit to be scored"),
    )
    @common(say)
    def rank(run: Run, table: Path, **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        from ii_index.analysis.tiers import tiers
        from ii_index.construction.compose import compose
        from ii_index.reporting import documents

        panel = run.read(table, chosen)
        index = compose(panel, recipe_of(panel.framework.recipe, chosen))
        echelons = tiers(
            index, chosen["year"], chosen["tiers"], method=chosen["tier_method"].replace("-", "_")
        )
        run.finish(documents.ranking(index, echelons))

    return rank
