"""The names of methods in both languages."""

from collections.abc import Callable, Sequence
from typing import Any

from ii_index.analysis.tiers import TierMethod
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.construction.results import CompositeIndex
from ii_index.model.assumptions import Assumptions, OwnTiers
from ii_index.model.names import Name
from ii_index.model.printed_numbers import rounded
from ii_index.model.steps.step import Step

_WHOLE = 1e-9
_NAMED, _MOST_NAMED = 6, 12  # of so many units all are named, else the first


def list_of(names: Sequence[Name]) -> Name:
    """Join names, each named once if all are the same."""
    chosen = names[:1] if len({name.en for name in names}) == 1 else names
    return Name(zh=" → ".join(name.zh for name in chosen), en=" → ".join(name.en for name in chosen))


def parts_named(depth: int) -> Name:
    """Name what a profile shows of a tree with so many levels below the total: all of two, where there are two.

    Examples
    --------
    >>> parts_named(1).en, parts_named(2).zh, parts_named(4).en
    ('indicators', '维度与指标', 'dimensions and sub-indicators')
    """
    if depth == 1:
        return Name(zh="指标", en="indicators")
    if depth == 2:
        return Name(zh="维度与指标", en="dimensions and indicators")
    return Name(zh="维度与分项指标", en="dimensions and sub-indicators")


def some_of(names: Sequence[Name]) -> Name:
    """Name all of a few, else the first, and say of how many.

    Examples
    --------
    >>> many = [Name(zh=f"{place}县", en=f"County {place}") for place in range(1, 16)]
    >>> some_of(many).zh, some_of(many[:2]).en
    ('1县、2县、3县、4县、5县、6县等15个', 'County 1, County 2')
    """
    few = len(names) <= _MOST_NAMED
    some, more = names if few else names[:_NAMED], len(names) - _NAMED
    return Name(
        zh="、".join(name.zh for name in some) + ("" if few else f"等{len(names)}个"),
        en=", ".join(name.en for name in some) + ("" if few else f" and {more} more"),
    )


def ties_of_draws(index: CompositeIndex) -> Name | None:
    """Say how draws rank equal scores, where the index's own ranks share ties in another way; else nothing."""
    if index.framework.ranks.ties == "min":
        return None
    return Name(
        zh="抽样中得分相同的地区都取最靠前的名次，与本指数的并列规则不同。",
        en="In draws units with equal scores all take the best of their places, unlike in the index itself.",
    )


def lowest_coverage(available: float) -> Name:
    """Say how much of the weight the unit with the least data has; that only all of it is all, whatever the rounding.

    Examples
    --------
    >>> lowest_coverage(1.0).zh, lowest_coverage(0.997).en
    ('数据覆盖率均为100%', 'at least 99% of the weight is available')
    """
    if available >= 1 - _WHOLE:
        return Name(zh="数据覆盖率均为100%", en="all of the weight is available")
    lowest = min(rounded(100 * available, 0), 99)
    return Name(zh=f"数据覆盖率最低{lowest}%", en=f"at least {lowest}% of the weight is available")


def varied(assumptions: Assumptions) -> Name:
    """Name what differs from draw to draw.

    Examples
    --------
    >>> varied(Assumptions.weights_only()), varied(Assumptions.audit()).zh
    (Name(zh='权重', en='weights'), '权重与方法')
    """
    differs = {*assumptions.varied}
    parts = [
        name
        for steps, name in (
            ({"weights"}, Name(zh="权重", en="weights")),
            (
                {"normalisation", "aggregation", "imputation", "treatment", "tiers"},
                Name(zh="方法", en="methods"),
            ),
            ({"noise"}, Name(zh="数据", en="data")),
            (
                {"leave_out_indicator", "leave_out_dimension", "leave_out_unit"},
                Name(zh="所含各项", en="what is in"),
            ),
        )
        if steps & differs
    ] or [Name(zh="假定", en="assumptions")]
    *most, last = parts
    if not most:
        return last
    return Name(
        zh=f"{'、'.join(part.zh for part in most)}与{last.zh}",
        en=f"{', '.join(part.en for part in most)} and {last.en}",
    )


def cut_otherwise(assumptions: Assumptions, method: TierMethod | OwnTiers) -> Name:
    """Say by which rule draws are cut into tiers where it is not the one of the tiers; else nothing.

    Examples
    --------
    >>> cut_otherwise(Assumptions.audit(), "natural_breaks").en, cut_otherwise(Assumptions.audit(), "ward").en
    ('', ' Draws are cut by natural breaks (Fisher–Jenks, exact).')
    """
    kinds = [rule.kind for rule in assumptions.tiers] or ["natural_breaks"]
    if (method if isinstance(method, str) else "call") in kinds:
        return Name(zh="", en="")
    names = list_of([tier_rule_of(kind).title for kind in kinds])
    return Name(zh=f"抽样中的梯队按{names.zh}划分。", en=f" Draws are cut by {names.en}.")


def with_scale(step: Step) -> Name:
    """Return what a normalisation is called, with the scale of its scores where it is not the usual one.

    Examples
    --------
    >>> from ii_index.model.steps.normalisation import MinMax
    >>> with_scale(MinMax(range=(1, 100))).zh, with_scale(MinMax()).zh
    ('最小-最大标准化（分值区间1—100）', '最小-最大标准化')
    """
    parts = [
        _SCALES[name](value)
        for name, value in step.model_dump(exclude_defaults=True).items()
        if name in _SCALES
    ]
    if not parts:
        return step.title
    return Name(
        zh=f"{step.title.zh}（{'，'.join(part.zh for part in parts)}）",
        en=f"{step.title.en} ({', '.join(part.en for part in parts)})",
    )


def _centre(value: object) -> Name:
    if value == "mean":
        return Name(zh="以均值为中点", en="centred on the mean")
    return Name(zh=f"以{value}年均值为中点", en=f"centred on the mean of {value}")


_SCALES: dict[str, Callable[[Any], Name]] = {
    "range": lambda ends: Name(
        zh=f"分值区间{ends[0]:.12g}—{ends[1]:.12g}", en=f"range {ends[0]:.12g} to {ends[1]:.12g}"
    ),
    "mean": lambda mean: Name(zh=f"均值{mean:.12g}", en=f"mean {mean:.12g}"),
    "sd": lambda sd: Name(zh=f"标准差{sd:.12g}", en=f"sd {sd:.12g}"),
    "centre": _centre,
}
"""How a parameter that shapes the scale of scores is said."""
