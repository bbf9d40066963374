"""Names in two languages, and the base of every definition a user writes."""

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

from ii_index._short import MOST, of_fields
from ii_index._typing import LARGEST
from ii_index._visible import visible
from ii_index.errors import FrameworkError
from ii_index.messages import Language, said_in_chinese
from ii_index.model.nearest import nearest_or_first
from ii_index.model.own_functions import require_names
from ii_index.model.validation import fault, findings_of

_Model = TypeVar("_Model", bound=BaseModel)


class Definition(BaseModel):
    """Base of the models behind YAML files: frozen, closed, and refused with every fault at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    def __copy__(self) -> Self:
        """Copy the fields alone: what was worked out of them need not hold for a copy of which some are changed."""
        return _fields_alone(super().__copy__())

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Copy the fields alone, as :meth:`__copy__` does."""
        return _fields_alone(super().__deepcopy__(memo))

    def __getstate__(self) -> dict[Any, Any]:
        """Send the fields alone: what was worked out of them is worked out again where it is asked for."""
        state = super().__getstate__()
        kept = {name: value for name, value in self.__dict__.items() if name in type(self).model_fields}
        return {**state, "__dict__": kept}

    def model_dump(self, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's
        """Return the fields; as JSON, functions by name, and none without one."""
        if options.get("mode") == "json":
            require_names(self)
        return super().model_dump(**options)

    def as_shown(self, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's
        """Return the fields for JSON that is looked at, not read back: functions by what they are called."""
        return super().model_dump(mode="json", **options)

    def model_dump_json(self, **options: Any) -> str:  # noqa: ANN401 - pydantic's
        """Return the fields as JSON: functions by name, and none without one."""
        require_names(self)
        return super().model_dump_json(**options)

    @model_validator(mode="before")
    @classmethod
    def _shows_every_character(cls, value: Any) -> Any:  # noqa: ANN401 - whatever a definition may be made of
        """Show control characters and overrides of direction, which files and terminals would obey."""
        return _shown(value)

    def __repr__(self) -> str:
        """Say all of it, or where that is long, each field in short."""
        whole = super().__repr__()
        if len(whole) <= MOST:
            return whole
        given = [name for name in type(self).model_fields if name in self.model_fields_set]
        return of_fields(type(self).__name__, ((name, getattr(self, name)) for name in given))

    def __str__(self) -> str:
        return repr(self)

    @model_validator(mode="after")
    def _holds_numbers_that_can_be_computed_with(self) -> Self:
        """Refuse numbers whose products would be none: no weight, goalpost or range is as large as that."""
        for field, value in self.__dict__.items():
            for number in _numbers(value):
                if LARGEST < abs(number) < inf:  # a field that takes infinity says so itself
                    raise fault("E_TOO_LARGE_NUMBER", field=field, found=f"{number:g}", limit=f"{LARGEST:g}")
        return self


def _fields_alone(copied: _Model) -> _Model:
    held = vars(copied)
    for name in held.keys() - type(copied).model_fields.keys():
        del held[name]
    return copied


def _shown(value: Any) -> Any:  # noqa: ANN401 - as above
    """Show the odd characters of a text, of keys and of what a list or mapping holds; models did so themselves."""
    match value:
        case str():
            return visible(value)
        case dict():
            fields = cast("dict[object, object]", value)
            return {_shown(key): _shown(item) for key, item in fields.items()}
        case list():
            return [_shown(item) for item in cast("list[object]", value)]
        case tuple():
            return tuple(_shown(item) for item in cast("tuple[object, ...]", value))
        case _:
            return value


def _numbers(value: object) -> Iterator[float]:
    """Yield the numbers of a field: itself, or those of a list or a mapping."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        yield from _numbers(tuple(cast("dict[str, object]", value).values()))
    elif isinstance(value, tuple):
        for member in cast("tuple[object, ...]", value):
            yield from _numbers(member)


class RootDefinition(Definition):
    """A definition built by hand or from a file: faults come as :class:`~ii_index.FrameworkError`."""

    @model_validator(mode="wrap")
    @classmethod
    def _fields_are_named_by_text(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Name a field by the text of its key: Python passes no others to ``__init__``, which would raise TypeError."""
        if isinstance(value, dict):
            value = {str(key): item for key, item in cast("dict[object, object]", value).items()}
        return handler(value)

    def __init__(self, /, **fields: Any) -> None:  # noqa: ANN401 - pydantic checks each field
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise FrameworkError(findings_of(error, type(self).__name__)) from None


def _string_or_one_language(schema: dict[str, Any]) -> None:
    """Say in the JSON Schema what :class:`Name` takes besides both languages."""
    del schema["required"]
    schema.update(type=["string", "object"], minProperties=1)


class Name(Definition):
    """A name in Chinese and English; a plain string serves for both.

    Attributes
    ----------
    zh
        In Chinese; where it is left out, the English text serves.
    en
        In English; where it is left out, the Chinese text serves.

    Examples
    --------
    >>> Name(zh="基础能力", en="Foundation").text("zh")
    '基础能力'
    >>> Name.model_validate("GDP").text("zh")
    'GDP'
    """

    model_config = ConfigDict(json_schema_extra=_string_or_one_language)

    zh: str
    en: str

    if TYPE_CHECKING:  # one of the two may be left out

        def __init__(self, *, zh: str = ..., en: str = ...) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _one_string_serves_for_both(cls, value: object) -> object:
        if isinstance(value, str):
            return {"zh": value, "en": value}
        if isinstance(value, dict) and len(value) == 1:  # pyright: ignore[reportUnknownArgumentType]
            language, text = next(iter(value.items()))  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
            return {"zh": text, "en": text} if language in {"zh", "en"} else value  # pyright: ignore[reportUnknownVariableType]
        return value  # pyright: ignore[reportUnknownVariableType]

    def text(self, language: Language) -> str:
        """Return the name in one language."""
        return said_in_chinese(self.zh) if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en


NameGiven: TypeAlias = Name | str | Mapping[str, str]
"""A name, one text for both languages, or texts by language."""


def closest_names(label: str, known: Iterable[Name]) -> list[Name]:
    """Names that look like a wrong one, else the first of all; they are shown in the reader's language."""
    return nearest_or_first(label, known)
