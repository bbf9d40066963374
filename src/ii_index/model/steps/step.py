"""A choice of a recipe, written as its kind alone or with parameters; and a choice that is a function of one's own."""

from typing import Any, ClassVar, Literal, cast

from pydantic import BeforeValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ii_index.model.names import Definition, Name
from ii_index.model.own_functions import OwnFunction, is_named


def _kind_alone(value: object) -> object:
    """Let ``geometric`` stand for ``{kind: geometric}``, ``min-max`` for ``min_max``; a function for its call."""
    if callable(value) or is_named(value):
        return {"kind": "call", "function": value}
    if isinstance(value, str):
        return {"kind": value.replace("-", "_")}
    if isinstance(value, dict):
        step = cast("dict[str, object]", value)
        kind = step.get("kind")
        return {**step, "kind": kind.replace("-", "_")} if isinstance(kind, str) else step
    return value


def own_or_word(value: object) -> object:
    """Let a function, or its name, stand for its call; other words stay as they are."""
    return _kind_alone(value) if callable(value) or is_named(value) else value


class _Shorthand(BeforeValidator):
    """Lets a step be its kind alone, and says so in the JSON Schema."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "string"}]}


shorthand = _Shorthand(_kind_alone)


class Step(Definition):
    """A choice of a recipe: its kind, with the parameters that this kind has.

    What a kind does stands in its record (:mod:`ii_index.construction.methods`); what it is called, here.
    """

    titles: ClassVar[dict[str, Name]] = {}

    @property
    def title(self) -> Name:
        """What the kind is called, in Chinese and English."""
        return self.titles[self.word]

    @property
    def word(self) -> str:
        """What it is called in a line: the kind, of a function its name."""
        kind: str = vars(self)["kind"]  # a field of every kind, each with its own literals
        return kind

    @property
    def spoken(self) -> Name:
        """What a sentence calls the kind: its title in Chinese, in English the word that is typed."""
        return Name(zh=self.title.zh, en=self.word)


class Called(Step):
    """A function that somebody else wrote: named as ``package.module:name`` in a file, handed over in Python.

    A file that names one is read with ``allow_code`` only, as its code runs.

    Attributes
    ----------
    function
        ``package.module:name``, or the function.
    """

    titles: ClassVar = {"call": Name(zh="自有函数", en="own function")}
    kind: Literal["call"]
    function: OwnFunction

    @property
    def title(self) -> Name:
        """What the function is called."""
        return Name(zh=f"自有函数 {self.word}", en=f"own function {self.word}")

    @property
    def word(self) -> str:
        """Module and name of the function."""
        return self.function.label


def without_defaults(step: dict[str, Any], **defaults: object) -> dict[str, Any]:
    """Leave out what says nothing, so that a recipe reads as it did before there was a choice."""
    said = [field for field in step if field not in defaults or step[field] != defaults[field]]
    return {field: step[field] for field in said}
