"""``ii-index methods``: ranks by many methods, and what they agree on."""

import click

from ii_index.cli.language import Say
from ii_index.cli.question import question, same


def command(say: Say) -> click.Command:
    """Build the command in one language."""
    return question(
        say,
        "methods",
        say(
            "多种方法的名次并列：相关、共识（Borda、平均名次、Copeland）、哪些地区取决于方法。",
            "Ranks by many methods, their correlation and consensus (Borda, mean rank, Copeland), and whom they move.",
        ),
        "methods",
        click.option(
            "--method",
            "words",
            multiple=True,
            metavar="weights=entropy;aggregate=geometric",
            help=say(
                "一种方法，可重复；默认常用的几种", "a method; may be repeated; by default the usual ones"
            ),
        ),
        words=same,
    )
