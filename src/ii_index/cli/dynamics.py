"""``ii-index dynamics``: moves between tiers and ranks over the years."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of, tier_rule
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options, tier_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "dynamics",
        help=say(
            "多年变动：梯队转移矩阵（含按邻居的空间转移）、流动性、名次变化、得分的核密度。",
            "Over the years: transitions between tiers (also by neighbours), mobility, changes of rank, densities.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--node",
        default="root",
        help=say("核密度所看的节点，默认总得分", "node of the density, by default the total"),
    )
    @click.option(
        "--neighbours",
        type=click.Path(path_type=Path),
        help=say("邻接表，默认为各省", "table of neighbours, by default that of the provinces"),
    )
    @recipe_options(say)
    @tier_options(say)
    @common(say)
    def dynamics(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.reporting.answers.regions import dynamics as answer

        document = answer(
            asked_of(run, table, chosen),
            node=chosen["node"],
            tiers=chosen["tiers"],
            tier_method=tier_rule(chosen),
            neighbours=chosen["neighbours"],
        )
        run.finish(document)

    return dynamics
