"""Options that choose an index's recipe and tiers, for the commands that ask questions of one."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ii_index.cli.choices import AGGREGATE, MISSING, NORMALISE, TIER_METHODS, bounds_given
from ii_index.cli.language import Say

F = TypeVar("F", bound=Callable[..., Any])


def recipe_options(say: Say, *, new: bool = False) -> Callable[[F], F]:
    """Add ``--weights --normalise --aggregate --missing``; with ``new`` the same for a second recipe."""
    prefix = "new-" if new else ""
    of = say("（新结果，默认同前）", " (of the newer result; by default the same)") if new else ""

    def option(name: str, key: str, text: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - click's own
        return click.option(f"--{prefix}{name}", f"{'new_' if new else ''}{key}", help=text + of, **settings)

    options = [
        option(
            "weights", "weights", say("权重文件，或 equal、entropy 等", "a weights file, or equal, entropy …")
        ),
        option("normalise", "normalise", say("标准化方法", "normalisation"), type=click.Choice(NORMALISE)),
        option("aggregate", "aggregate", say("合成方法", "aggregation"), type=click.Choice(AGGREGATE)),
        option(
            "missing",
            "missing",
            say("缺失值处理", "what to do with missing cells"),
            type=click.Choice(MISSING),
        ),
        option("range", "span", say("最小-最大标准化的区间", "range of min-max"), type=(float, float)),
        option(
            "bounds",
            "bounds",
            say("上下限：year、pooled 或某一年份", "bounds: year, pooled, or one year"),
            callback=bounds_given,
        ),
    ]
    return _all(options)


def tier_options(say: Say) -> Callable[[F], F]:
    """Add ``--tiers --tier-method``."""
    return _all(
        [
            click.option("--tiers", type=click.IntRange(min=1), help=say("梯队数", "number of tiers")),
            click.option(
                "--tier-method",
                type=click.Choice(TIER_METHODS),
                default="natural-breaks",
                help=say("梯队划分方法", "how tiers are cut"),
            ),
        ]
    )


def _all(options: list[Callable[[Any], Any]]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            option(function)
        return function

    return decorate
