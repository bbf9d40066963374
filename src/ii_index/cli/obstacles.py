"""``ii-index obstacles``: what keeps each unit from the full mark."""

import click

from ii_index.cli.language import Say
from ii_index.cli.question import question, same


def command(say: Say) -> click.Command:
    """Build the command in one language."""
    return question(
        say,
        "obstacles",
        say(
            "障碍度诊断：各地区主要障碍因子，及各维度、各指标的障碍度。",
            "Obstacle degrees: what keeps each unit from the full mark, by indicator and dimension.",
        ),
        "obstacles",
        click.option(
            "--count",
            type=click.IntRange(min=1),
            default=5,
            show_default=True,
            help=say("每个地区列几个障碍", "how many obstacles of each unit"),
        ),
        count=same,
    )
