"""Options that choose an index's recipe and tiers, for every command that composes one."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import click

from ii_index.cli.choices import bounds_given
from ii_index.cli.language import Say
from ii_index.cli.options import Finite
from ii_index.model.own_functions import is_named
from ii_index.reporting.answers.recipes import (
    AGGREGATE,
    BY_POWER,
    BY_REFERENCE,
    MISSING,
    NORMALISE,
    TIER_METHODS,
    TREAT,
)

F = TypeVar("F", bound=Callable[..., Any])

NATIONAL = ("weights", "missing", "threshold")  # what a base-year index leaves open


class OrOwn(click.Choice[str]):
    """One of some words, or a function of one's own: package.module:name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's own
        """Convert a word; what names a function is left as it is."""
        return value if is_named(value) else super().convert(value, param, ctx)


class ByLevel(OrOwn):
    """One of some words, or several with commas between them: one a level."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's own
        """Convert one word, or each of several."""
        if not isinstance(value, str) or "," not in value:
            return super().convert(value, param, ctx)
        return [super(ByLevel, self).convert(word.strip(), param, ctx) for word in value.split(",")]


def recipe_options(say: Say, *, new: bool = False, only: Collection[str] | None = None) -> Callable[[F], F]:
    """Add what changes a recipe, or ``only`` some of it; with ``new`` the same for a second recipe."""
    prefix = "new-" if new else ""
    of = say("（新结果，默认同前）", " (of the newer result; by default the same)") if new else ""

    def option(name: str, text: str, **settings: Any) -> list[Callable[[F], F]]:  # noqa: ANN401 - click's own
        if only is not None and name not in only:
            return []
        return [click.option(f"--{prefix}{name}", help=text + of, **settings)]

    weights = say(
        "权重文件，equal、entropy、critic 等，或“{kind: entropy, within: parents}”",
        "a weights file, equal, entropy, critic …, or “{kind: entropy, within: parents}”",
    )
    ends = say("<最低分 最高分>", "<LOWEST HIGHEST>")
    span = say("最小-最大标准化的区间，如 1 100", "range of min-max, such as 1 100")
    bounds = say("上下限：year、pooled 或某一年份", "bounds: year, pooled, or one year")
    clip = say("超出目标区间者按端点计（goalposts）", "values beyond a goalpost count as standing on it")
    constant = say(
        "取值全部相同的指标：拒绝，或取区间中点", "an indicator without spread: refuse, or the midpoint"
    )
    reference = say("distance-to-reference 的参照地区", "the unit of distance-to-reference")
    means = say(
        "合成方法；用逗号分开则自上而下逐级给出",
        "aggregation; several, with commas, go by level from the top",
    )
    power = say("幂平均的指数（--aggregate power）", "exponent of the power mean (--aggregate power)")
    missing = say("缺失值处理", "what to do with missing cells")
    threshold = say("计分所需的最低数据覆盖率", "least share of weight for a unit to be scored")
    return _all(
        *option("weights", weights),
        *option("normalise", say("标准化方法", "normalisation"), type=OrOwn((*NORMALISE, BY_REFERENCE))),
        *option("range", span, type=(Finite(), Finite()), metavar=ends),
        *option("bounds", bounds, callback=bounds_given),
        *option("clip", clip, is_flag=True, default=None),
        *option("constant", constant, type=click.Choice(["refuse", "midpoint"])),
        *option("reference", reference),
        *option("aggregate", means, type=ByLevel((*AGGREGATE, BY_POWER))),
        *option("power", power, type=Finite()),
        *option("treat", say("离群值处理", "what to do with outliers"), type=OrOwn(TREAT)),
        *option("missing", missing, type=OrOwn(MISSING)),
        *option("threshold", threshold, type=Finite(0, 1)),
    )


def tier_options(say: Say) -> Callable[[F], F]:
    """Add ``--tiers --tier-method``."""
    tiers = say("梯队数，默认随指标体系", "number of tiers, by default the framework's")
    methods = OrOwn(TIER_METHODS)
    method = say("梯队划分方法", "how tiers are cut")
    return _all(
        click.option("--tiers", type=click.IntRange(min=1), help=tiers),
        click.option("--tier-method", type=methods, default="natural-breaks", help=method),
    )


def decimals_option(say: Say) -> Callable[[F], F]:
    """Add ``--decimals``: how scores are printed; files for machines hold them unrounded."""
    text = say("得分显示的小数位数", "decimals of scores as printed")
    return click.option("--decimals", type=click.IntRange(0, 10), help=text)


def _all(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            option(function)
        return function

    return decorate
