"""Functions that users wrote: in a file named as ``package.module:name``, in Python handed over as they are.

A name in a file is text until somebody who reads the file says that its code may run: readers take ``allow_code``.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ii_index.errors import Finding, FrameworkError

_WORD = r"[^\W\d]\w*"
_NAMED = re.compile(rf"{_WORD}(\.{_WORD})*:{_WORD}(\.{_WORD})*")
_CALLED = "package.module:name"


def is_named(text: object) -> bool:
    """Tell ``package.module:name`` from other texts.

    Examples
    --------
    >>> is_named("mine:robust"), is_named("min-max"), is_named(3)
    (True, False, False)
    """
    return isinstance(text, str) and _NAMED.fullmatch(text) is not None


class OwnFunction:
    """A function by its name, and the function itself once its code may run.

    Attributes
    ----------
    label : str
        Module and name, also where nothing can be imported by them.
    call : callable or None
        None while it is only named.
    """

    __slots__ = ("call", "label")

    label: str
    call: Callable[..., Any] | None

    def __init__(self, label: str, call: Callable[..., Any] | None = None) -> None:
        self.label = label
        self.call = call

    @classmethod
    def of(cls, given: object) -> "OwnFunction":
        """Make one of a callable, or of a name as files write it.

        Raises
        ------
        PydanticCustomError
            Neither.
        """
        if isinstance(given, OwnFunction):
            return given
        if is_named(given):
            return cls(str(given))
        if callable(given):
            return cls(_label_of(given), given)
        raise PydanticCustomError("E_OWN_NAME", "{code}", {"code": "E_OWN_NAME", "found": str(given)[:60]})

    @property
    def name(self) -> str | None:
        """What a file can name it by; None where nobody else could import it."""
        if self.call is None:
            return self.label
        module = inspect.getmodule(self.call)
        found: Any = module
        for part in self.label.partition(":")[2].split("."):
            found = getattr(found, part, None)
        return self.label if found is self.call and not self.label.startswith("__main__:") else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OwnFunction):
            return NotImplemented
        return self.label == other.label and self.call is other.call

    def __hash__(self) -> int:
        return hash(self.label)

    def __repr__(self) -> str:
        return f"OwnFunction({self.label!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's
        """Take a callable or a name; write the name into JSON."""
        del source, handler
        written = core_schema.plain_serializer_function_ser_schema(_written, when_used="json")
        return core_schema.no_info_plain_validator_function(cls.of, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say how a file names it."""
        del schema, handler
        return {"type": "string", "pattern": f"^{_NAMED.pattern}$", "examples": [_CALLED]}


def _written(own: OwnFunction) -> str:
    return own.label


def _label_of(function: object) -> str:
    """Return module and name of a callable; of an object that has none, those of its class."""
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{getattr(named, '__module__', None) or '?'}:{getattr(named, '__qualname__', '?')}"


def functions_of(definition: object) -> Iterator[OwnFunction]:
    """Yield every function that a definition names, at any depth."""
    if isinstance(definition, OwnFunction):
        yield definition
    elif isinstance(definition, BaseModel):
        yield from functions_of(tuple(definition.__dict__.values()))
    elif isinstance(definition, tuple):
        for member in cast("tuple[object, ...]", definition):
            if not isinstance(member, (str, float)):
                yield from functions_of(member)
    elif isinstance(definition, Mapping):
        yield from functions_of(tuple(cast("Mapping[str, object]", definition).values()))


def require_names(definition: BaseModel) -> None:
    """Refuse to write down a function that nobody who reads it could import.

    Raises
    ------
    FrameworkError
        A lambda, a function inside another, one of a notebook.
    """
    nameless = [own.label for own in functions_of(definition) if own.name is None]
    if nameless:
        raise FrameworkError(Finding("E_OWN_NAMELESS", found=", ".join(dict.fromkeys(nameless))))
