"""``ii-index shares``: what groups hold, and how concentrated indicators are."""

import click

from ii_index.cli.language import Say
from ii_index.cli.options import grouping
from ii_index.cli.question import question, same


def command(say: Say) -> click.Command:
    """Build the command in one language."""
    return question(
        say,
        "shares",
        say(
            "比重：各组占各指标、各维度得分的比重（如“六省占七成”），集中度，区位商。",
            "Shares of groups in every indicator and score (six hold 70 %), concentration, location quotients.",
        ),
        "shares",
        grouping(say),
        click.option(
            "--quotient",
            "quotients",
            multiple=True,
            help=say(
                "区位商的指标，至少两个同单位指标",
                "an indicator of location quotients; two or more in one unit",
            ),
        ),
        click.option(
            "--level",
            type=int,
            default=1,
            show_default=True,
            help=say("得分比重的层级", "level of the shares of scores"),
        ),
        quotients=same,
        level=same,
    )
