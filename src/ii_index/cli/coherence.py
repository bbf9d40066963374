"""``ii-index coherence``: the auditor's tables."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "coherence",
        help=say(
            "内部一致性审计：缺失、偏度、相关、克朗巴哈系数、主成分，以及各项的实际重要性。",
            "Missing cells, skewness, correlations, Cronbach's alpha, components, and how much each part matters.",
        ),
    )
    @reading(say, several=True)
    @click.option("--year", type=YEAR, help=say("年份，默认最新一年", "the year, by default the latest"))
    @recipe_options(say)
    @common(say)
    def coherence(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        from ii_index.reporting.answers.index import coherence as answer

        run.finish(answer(asked_of(run, table, chosen), chosen["year"]))

    return coherence
