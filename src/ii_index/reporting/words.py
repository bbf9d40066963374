"""The names of methods in both languages."""

from collections.abc import Callable, Sequence
from typing import Any

from ii_index.analysis.tiers import TierMethod
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.model.assumptions import Assumptions, OwnTiers
from ii_index.model.names import Name
from ii_index.model.steps.step import Step


def list_of(names: Sequence[Name]) -> Name:
    """Join names, each named once if all are the same."""
    chosen = names[:1] if len({name.en for name in names}) == 1 else names
    return Name(zh=" → ".join(name.zh for name in chosen), en=" → ".join(name.en for name in chosen))


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
