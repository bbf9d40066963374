"""``ii-index coupling``: how well dimensions, or two indices, develop together."""

from pathlib import Path

import click

from ii_index.cli.language import Say
from ii_index.cli.question import question, same


def command(say: Say) -> click.Command:
    """Build the command in one language."""
    return question(
        say,
        "coupling",
        say(
            "耦合协调度：各维度（或任选节点、或两个指数）的耦合度、协调度与等级。",
            "Coupling coordination of the dimensions, of chosen nodes, or of two indices, with named levels.",
        ),
        "coupling",
        click.option(
            "--node",
            "nodes",
            multiple=True,
            help=say("参与的节点，可重复；默认各维度", "a node; may be repeated; by default the dimensions"),
        ),
        click.option(
            "--variant",
            type=click.Choice(["geometric", "squared", "dispersion"]),
            default="geometric",
            show_default=True,
            help=say("耦合度的形式", "form of the coupling degree"),
        ),
        click.option(
            "--other", type=click.Path(path_type=Path), help=say("另一指数的数据表", "table of another index")
        ),
        click.option("--other-framework", help=say("另一指数的指标体系", "framework of the other index")),
        nodes=same,
        variant=same,
    )
