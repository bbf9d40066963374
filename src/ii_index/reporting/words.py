"""The names of methods in both languages."""

from collections.abc import Callable, Sequence
from typing import Any

from ii_index.model.names import Name
from ii_index.model.steps.step import Step


def list_of(names: Sequence[Name]) -> Name:
    """Join names, each named once if all are the same."""
    chosen = names[:1] if len({name.en for name in names}) == 1 else names
    return Name(zh=" → ".join(name.zh for name in chosen), en=" → ".join(name.en for name in chosen))


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
