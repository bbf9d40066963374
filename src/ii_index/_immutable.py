"""What every result is: it does not change, and it can be compared, stored and sent to another process."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from html import escape
from types import MappingProxyType
from typing import Any, NamedTuple, cast

import numpy as np

from ii_index._short import in_short


class Immutable:
    """Base of frozen dataclasses that hold arrays and read-only mappings.

    ``pickle``, ``copy.deepcopy`` and what builds on them (process pools, dask, Spark, caches) give back an equal
    object whose arrays cannot be written into; without this, numpy gives back arrays that can, and a read-only mapping
    cannot be sent at all. What an object has computed and kept besides its fields is not sent.
    """

    __slots__ = ()

    def __init_subclass__(cls, **settings: object) -> None:
        """Let no dataclass write a repr of its own, which would print every number that it holds."""
        super().__init_subclass__(**settings)
        if "__repr__" not in vars(cls):
            setattr(cls, "__repr__", Immutable.__repr__)  # noqa: B010 - mypy takes a method for no attribute

    def __repr__(self) -> str:
        """Say in at most 2,000 characters what it holds; ``.frame(…)`` has the numbers."""
        return in_short(self)

    def _repr_html_(self) -> str:
        """Show the first of its tables in a notebook, captioned; without tables, what it holds."""
        table = getattr(self, "table", None)
        shown: str = f"<pre>{escape(repr(self))}</pre>" if table is None else table()._repr_html_()
        return shown

    def equals(self, other: object) -> bool:
        """Whether the other is of the same class and all fields are the same, missing numbers too."""
        return type(self) is type(other) and _same_fields(self, other)

    def __reduce__(self) -> tuple[Any, ...]:
        state = {one.name: _packed(getattr(self, one.name)) for one in fields(self)}  # type: ignore[arg-type]
        return _restored, (type(self), state)


class _ReadOnly(NamedTuple):
    """A read-only mapping on its way."""

    content: dict[Any, Any]


def _restored(kind: type[Immutable], state: dict[str, Any]) -> Immutable:
    restored = kind.__new__(kind)
    for name, value in state.items():
        object.__setattr__(restored, name, _unpacked(value))
    return restored


def _packed(value: Any) -> Any:  # noqa: ANN401 - any field
    """Return a value in which read-only mappings can be sent."""
    if _is_a(value, MappingProxyType):
        return _ReadOnly(_packed(dict(value)))
    return _each(value, _packed)


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - any field
    """Return a value as it was sent, its mappings and arrays read-only again."""
    if isinstance(value, _ReadOnly):
        return MappingProxyType(_unpacked(value.content))
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    return _each(value, _unpacked)


def _each(value: Any, change: Any) -> Any:  # noqa: ANN401 - any field
    """Return a container with each of its members changed; anything else as it is."""
    kind = cast("Any", type(value))
    if kind is dict:
        return {key: change(member) for key, member in value.items()}
    if kind is list:
        return [change(member) for member in value]
    if kind is tuple:
        return tuple(change(member) for member in value)
    if _is_a(value, tuple) and hasattr(value, "_fields"):
        return kind(*map(change, value))
    return value


def _is_a(value: Any, *kinds: type) -> bool:  # noqa: ANN401 - any field, of which the checkers then assume nothing
    return issubclass(type(value), kinds)


def _same_fields(one: Any, other: Any) -> bool:  # noqa: ANN401 - two dataclasses
    compared = (field.name for field in fields(one) if field.compare)
    return all(_same(getattr(one, name), getattr(other, name)) for name in compared)


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401, PLR0911 - any field
    if one is other:
        return True
    if _is_a(one, np.ndarray) or _is_a(other, np.ndarray):
        kinds: list[Any] = [getattr(np.asarray(each), "dtype") for each in (one, other)]  # noqa: B009 - of unknown type
        return kinds[0] == kinds[1] and np.array_equal(one, other, equal_nan=kinds[0].kind == "f")
    if _is_a(one, Mapping) and _is_a(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if type(one) is not type(other):
        return False
    if hasattr(one, "equals"):
        return bool(one.equals(other))
    if _is_a(one, tuple, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if is_dataclass(one):
        return _same_fields(one, other)
    return bool(one == other) or bool(one != one and other != other)  # noqa: PLR0124 - NaN
