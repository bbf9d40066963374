"""``ii-index national``: the base-year series."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import recipe_of
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "national",
        help=say(
            "读取全国多年数据，以基期为100计算综合指数与各分项指数、增速、年均增长与贡献。",
            "Total and dimensions with the base year as 100; growth, compound growth, contributions.",
        ),
    )
    @reading(say)
    @click.option(
        "--base-year",
        type=int,
        help=say("基期，默认随指标体系，否则为最早一年", "by default the framework's, else the first year"),
    )
    @click.option("--weights", help=say("权重文件，或 equal 等", "a weights file, or equal …"))
    @common(say)
    def national(run: Run, table: Path, base_year: int | None, **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.construction.compose import compose
        from ii_index.model.recipe import Recipe
        from ii_index.reporting import documents

        panel = run.read(table, chosen)
        base = base_year or panel.framework.base_year or panel.years[0]
        recipe = Recipe.national(base, imputation=panel.framework.recipe.imputation)
        run.finish(documents.national(compose(panel, recipe_of(recipe, chosen))))

    return national
