"""``ii-index top``: the best units of every dimension."""

import click

from ii_index.cli.language import Say
from ii_index.cli.question import question, same


def command(say: Say) -> click.Command:
    """Build the command in one language."""
    return question(
        say,
        "top",
        say(
            "各维度前十名（TOP10）。",
            "The best units of the total and of every dimension (TOP10).",
        ),
        "top",
        click.option(
            "--count",
            type=click.IntRange(min=1),
            default=10,
            show_default=True,
            help=say("列几名", "how many"),
        ),
        click.option(
            "--level",
            type=int,
            default=1,
            show_default=True,
            help=say("层级，1为维度", "level of the tree, 1 the dimensions"),
        ),
        count=same,
        level=same,
    )
