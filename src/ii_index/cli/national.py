"""``ii-index national``: the base-year series."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import recipe_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import NATIONAL, decimals_option, recipe_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "national",
        help=say(
            "读取全国多年数据，以基期为100计算综合指数与各分项指数、增速、年均增长与贡献。",
            "Total and dimensions with the base year as 100; growth, compound growth, contributions.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--base-year",
        type=YEAR,
        help=say("基期，默认随指标体系，否则为最早一年", "by default the framework's, else the first year"),
    )
    @recipe_options(say, only=NATIONAL)
    @decimals_option(say)
    @common(say)
    def national(run: Run, table: tuple[Path, ...], base_year: int | None, **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.reporting.answers import index as answers
        from ii_index.reporting.results import national_recipe

        panel = run.read_all(table, chosen)
        recipe = recipe_of(national_recipe(panel, base_year), chosen)
        run.finish(answers.national(answers.Asked(panel, recipe)), decimals=chosen["decimals"])

    return national
