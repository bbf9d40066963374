"""A result as plain values, and back: what JSON knows, and besides by name what it does not.

A list stands for a tuple, a text, a whole number, a finite number, true, false and null for themselves. Anything else
is a mapping with ``is``: ``array``, ``list``, ``dict``, ``mapping`` (read-only), ``set``, ``float`` (not finite),
``number`` (numpy's), ``decimal``, ``fraction``, ``period``, ``function`` (by its name), or the path of a class below
``ii_index`` with its fields. ``no`` numbers what may occur again, which is then ``same``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from math import isfinite
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from pydantic import BaseModel

from ii_index.model.own_functions import OwnFunction
from ii_index.model.periods import Period

_OWN = "ii_index"
Plain = Any
"""What JSON holds."""


class Unstorable(TypeError):  # noqa: N818 - it becomes a finding
    """A value that no file can hold, such as a function of the user's."""


def packed(value: object) -> Plain:
    """Return a value as what JSON holds.

    Raises
    ------
    Unstorable
        Somewhere in it is what no file can hold.

    Examples
    --------
    >>> packed((1, 0.5, float("nan"), [True], {"a": None}))
    [1, 0.5, {'is': 'float', 'of': 'nan'}, {'is': 'list', 'of': [True]}, {'is': 'dict', 'of': [['a', None]]}]
    >>> restored(packed((1, {"a": (2,)})))
    (1, {'a': (2,)})
    """
    return _Packer().packed(value)


def restored(value: Plain, functions: list[OwnFunction] | None = None) -> Any:  # noqa: ANN401 - whatever was packed
    """Return the value that was packed; functions of a user's own that it names are added to a list, none imported."""
    restorer = _Restorer()
    made = restorer.restored(value)
    if functions is not None:
        functions += restorer.functions
    return made


class _Packer:
    """Packs one tree, each object that may be shared once."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.kept: list[object] = []  # an id is another's once its object is gone

    def packed(self, value: Any) -> Plain:  # noqa: ANN401 - any field
        if value is None or type(value) in {bool, int, str}:
            return value
        if type(value) is float:
            return value if isfinite(value) else {"is": "float", "of": repr(value)}
        if type(value) is tuple:
            return [self.packed(member) for member in _members(value)]
        if isinstance(value, np.ndarray) or _is_structured(value):
            return self._shared(value)
        return self._named(value)

    def _named(self, value: Any) -> Plain:  # noqa: ANN401, PLR0911 - any field
        kind = cast("Any", type(value))
        if kind in {list, set, frozenset}:
            members = sorted(value) if kind is not list else value
            return {"is": kind.__name__, "of": [self.packed(member) for member in members]}
        if kind in {dict, MappingProxyType}:
            pairs = [[self.packed(key), self.packed(member)] for key, member in value.items()]
            return {"is": "dict" if kind is dict else "mapping", "of": pairs}
        if issubclass(kind, np.generic):
            return {"is": "number", "dtype": value.dtype.str, "of": self.packed(value.item())}
        if issubclass(kind, (Decimal, Fraction)):
            return {"is": kind.__name__.lower(), "of": str(value)}
        if issubclass(kind, Period):
            return {"is": "period", "of": int(value)}
        if issubclass(kind, OwnFunction):
            if value.name is None:
                raise Unstorable(value.label)
            return {"is": "function", "of": value.label}
        if hasattr(kind, "_fields") and _is_own(kind):
            return {
                "is": _path(kind),
                "of": {name: self.packed(getattr(value, name)) for name in kind._fields},
            }
        raise Unstorable(getattr(value, "__qualname__", kind.__qualname__))

    def _array(self, array: Any) -> dict[str, Plain]:  # noqa: ANN401 - of any type
        cells: list[Plain] = [self.packed(cell) for cell in array.ravel().tolist()]
        return {"is": "array", "dtype": array.dtype.str, "shape": [*array.shape], "of": cells}

    def _shared(self, value: Any) -> Plain:  # noqa: ANN401 - an array or a structure
        if id(value) in self.numbers:
            return {"is": "same", "of": self.numbers[id(value)]}
        number = self.numbers[id(value)] = len(self.numbers)
        self.kept.append(value)
        if isinstance(value, np.ndarray):
            return {"no": number, **self._array(value)}
        state = {name: self.packed(member) for name, member in _state(value)}
        described: dict[str, Plain] = {"is": _path(type(value)), "no": number, "of": state}
        if isinstance(value, BaseModel):
            described["given"] = sorted(value.model_fields_set)
            private: dict[str, Any] = value.__pydantic_private__ or {}
            described |= {"private": self.packed({**private})} if private else {}
        return described


class _Restorer:
    """Restores one tree."""

    def __init__(self) -> None:
        self.made: dict[int, Any] = {}
        self.functions: list[OwnFunction] = []

    def restored(self, value: Plain) -> Any:  # noqa: ANN401 - any field
        if isinstance(value, list):
            return tuple(self.restored(member) for member in _members(value))
        if not isinstance(value, dict):
            return value
        described = cast("dict[str, Any]", value)
        made = self._made(described)
        if "no" in described:
            self.made[described["no"]] = made
        return made

    def _made(self, value: dict[str, Any]) -> Any:  # noqa: ANN401, PLR0911 - any field
        kind, content = str(value["is"]), value["of"]
        if kind == "same":
            return self.made[content]
        if kind == "array":
            return self._array(value)
        if kind == "function":
            self.functions.append(OwnFunction(str(content)))
            return self.functions[-1]
        if kind == "number":
            return np.dtype(value["dtype"]).type(self.restored(content))
        if kind in {"dict", "mapping"}:
            pairs = {self.restored(key): self.restored(member) for key, member in content}
            return pairs if kind == "dict" else MappingProxyType(pairs)
        if kind in _PLAIN:
            return _PLAIN[kind](self.restored(content))
        return self._structure(kind, value)

    def _array(self, value: dict[str, Any]) -> Any:  # noqa: ANN401 - an array
        cells = [self.restored(cell) for cell in value["of"]]
        array: Any = np.empty(len(cells), dtype=np.dtype(value["dtype"]))
        array[:] = cells
        shaped: Any = array.reshape(value["shape"])
        shaped.setflags(write=False)
        return shaped

    def _structure(self, path: str, value: dict[str, Any]) -> Any:  # noqa: ANN401 - one of our own classes
        kind = _class(path)
        state = {name: self.restored(member) for name, member in value["of"].items()}
        if hasattr(kind, "_fields"):
            return kind(**state)
        if issubclass(kind, BaseModel):
            model = kind.model_construct(set(value["given"]), **state)
            for name, member in self.restored(value["private"]).items() if "private" in value else ():
                object.__setattr__(model, name, member)
            return model
        if {*state} != {field.name for field in fields(kind)}:
            raise TypeError(path)
        made = kind.__new__(kind)
        for name, member in state.items():
            object.__setattr__(made, name, member)
        return made


_PLAIN: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {kind.__name__.lower(): kind for kind in (list, set, frozenset, float, Period, Decimal, Fraction)}
)


def _members(value: Any) -> Iterator[Any]:  # noqa: ANN401 - a list or a tuple
    return iter(value)


def _is_structured(value: Any) -> bool:  # noqa: ANN401 - any field
    return _is_own(type(value)) and (is_dataclass(value) or isinstance(value, BaseModel))


def _is_own(kind: Any) -> bool:  # noqa: ANN401 - a class
    return str(kind.__module__).partition(".")[0] == _OWN


def _state(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a dataclass or a model
    names = (
        type(value).model_fields if isinstance(value, BaseModel) else [field.name for field in fields(value)]
    )
    return ((name, getattr(value, name)) for name in names)


def _path(kind: Any) -> str:  # noqa: ANN401 - a class
    return f"{kind.__module__.removeprefix(f'{_OWN}.')}.{kind.__qualname__}"


def _class(path: str) -> Any:  # noqa: ANN401 - one of our own classes
    """Return the class of a path below this package, and nothing else that might stand there."""
    module, _, name = path.rpartition(".")
    kind: Any = getattr(import_module(f"{_OWN}.{module}"), name)
    sound = issubclass(type(kind), type) and _is_own(kind)
    if not sound or not (is_dataclass(kind) or issubclass(kind, BaseModel) or hasattr(kind, "_fields")):
        raise TypeError(path)
    return kind
