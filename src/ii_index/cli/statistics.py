"""``ii-index statistics``: numbers of every indicator, and correlations."""

import click

from ii_index.cli.language import Say
from ii_index.cli.question import question, same


def command(say: Say) -> click.Command:
    """Build the command in one language."""
    return question(
        say,
        "statistics",
        say(
            "指标统计（分位数、偏度、零值等）与任意两组列的相关系数及 p 值。",
            "Statistics of every indicator, and correlations of any two sets of columns with p-values.",
        ),
        "statistics",
        click.option(
            "--first",
            default="indicators",
            show_default=True,
            help=say(
                "甲组：total、level1…、indicators、values、denominators 或节点",
                "total, level1 …, indicators, values, denominators, or a node",
            ),
        ),
        click.option("--second", default="level1", show_default=True, help=say("乙组", "the other set")),
        click.option(
            "--correlation",
            "method",
            type=click.Choice(["pearson", "spearman", "kendall"]),
            default="pearson",
            show_default=True,
            help=say("相关系数", "coefficient"),
        ),
        first=same,
        second=same,
        method=same,
    )
