"""``ii-index fuzzy``: fuzzy comprehensive evaluation by grades."""

import click

from ii_index.cli.language import Say
from ii_index.cli.options import numbers
from ii_index.cli.question import question, same


def command(say: Say) -> click.Command:
    """Build the command in one language."""
    return question(
        say,
        "fuzzy",
        say(
            "模糊综合评价：隶属函数（三角、梯形；分位数或给定节点）、各种算子、最大隶属等级与加权得分。",
            "Fuzzy comprehensive evaluation: triangular or trapezoidal memberships, from data or given; all operators.",
        ),
        "fuzzy",
        click.option(
            "--operator",
            type=click.Choice(["weighted-average", "max-product", "max-min", "bounded-sum"]),
            default="weighted-average",
            show_default=True,
            help=say("合成算子", "how weights and memberships are composed"),
        ),
        click.option(
            "--shape",
            type=click.Choice(["triangle", "trapezoid"]),
            default="triangle",
            show_default=True,
            help=say("隶属函数的形状", "shape of the memberships"),
        ),
        click.option(
            "--nodes",
            callback=numbers,
            metavar="90,75,60,40",
            help=say(
                "各等级的得分节点，由高到低；默认取分位数",
                "scores of the grades, descending; by default quantiles",
            ),
        ),
        operator=same,
        shape=same,
        nodes=same,
    )
