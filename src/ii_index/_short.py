"""What a result says of itself in one look: never more than two thousand characters, whatever it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any, cast

MOST = 2_000
_FIELD, _FEW = 100, 4


def in_short(own: object) -> str:
    """Name a result's class and fields, each field cut to what a line can hold.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Scores:
    ...     years: tuple[int, ...]
    ...     values: list[float]
    >>> in_short(Scores((2021, 2022), [0.5] * 900))
    'Scores(years=(2021, 2022), values=[0.5, 0.5, 0.5, 0.5, … 900])'
    """
    named = ((field.name, getattr(own, field.name)) for field in fields(cast("Any", own)))
    return of_fields(type(own).__name__, named)


def of_fields(kind: str, named: Iterable[tuple[str, object]]) -> str:
    """Say a class and its fields in short."""
    return _cut(f"{kind}({', '.join(f'{name}={brief(value)}' for name, value in named)})", MOST)


def brief(value: object, room: int = _FIELD) -> str:
    """Say a value in short: an array by its shape, a collection by its first members and how many there are."""
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return f"array{_shape(value)}"
    if hasattr(type(value), "__pydantic_fields__") or is_dataclass(value):
        return _named(value)
    if isinstance(value, Mapping):
        members = cast("Mapping[object, object]", value)
        pairs = [f"{key!r}: {brief(member, 40)}" for key, member in islice(members.items(), _FEW)]
        return _cut(_enclosed("{", pairs, len(members), "}"), room)
    if isinstance(value, (tuple, list, frozenset, set)):
        several = cast("tuple[object, ...]", value)
        marks = "[]" if isinstance(value, list) else "()"
        shown = [brief(member, 40) for member in islice(several, _FEW)]
        return _cut(_enclosed(marks[0], shown, len(several), marks[1]), room)
    return _cut(repr(value), room)


def _enclosed(first: str, shown: list[str], count: int, last: str) -> str:
    more = f", … {count}" if count > len(shown) else ""
    alone = "," if first == "(" and count == 1 else ""
    return f"{first}{', '.join(shown)}{more}{alone}{last}"


def _shape(value: Any) -> str:  # noqa: ANN401 - an array
    return repr(tuple(int(length) for length in value.shape))


def _named(value: Any) -> str:  # noqa: ANN401 - a definition, a finding, a result
    """Say which of its class it is, by the first of what tells such things apart."""
    names = (
        str(getattr(value, name)) for name in ("id", "code", "key", "kind", "zh") if hasattr(value, name)
    )
    told = next(names, "")
    return f"{type(value).__name__}({_cut(repr(told), 60)})" if told else f"{type(value).__name__}(…)"


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
