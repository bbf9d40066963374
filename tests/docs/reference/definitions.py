"""The fields of the files a user writes: types and defaults from the models, meanings from their docstrings."""

import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_args

from ii_index import model
from ii_index.model.names import Definition, RootDefinition
from tests.docs.reference.docstrings import Resolve, inline, parsed, prose, table

Schema = dict[str, Any]
NAMED_LIMITS = {"minimum": "≥ {}", "maximum": "≤ {}", "exclusiveMinimum": "> {}", "exclusiveMaximum": "< {}"}


@cache
def roots() -> list[type[RootDefinition]]:
    """The model of every kind of file."""
    for module in iter_modules(model.__path__, f"{model.__name__}."):
        import_module(module.name)
    return sorted(RootDefinition.__subclasses__(), key=lambda root: root.__name__)


def page_of(root: type[RootDefinition]) -> str:
    """Name of a file's page."""
    return root.__name__.lower()


def body(root: type[RootDefinition], resolve: Resolve) -> Iterator[str]:
    """The file's own fields, then a section for every part that its page explains."""
    schema = root.model_json_schema()
    yield from _fields(root, schema, resolve)
    for name, part in schema.get("$defs", {}).items():
        if name in _explained_on(root):
            yield f"## {name}"
            yield from _said(models()[name], resolve)
            yield from _fields(models()[name], part, resolve)


def meaning_of(owner: type[Definition], field: str) -> str:
    """What a docstring says about a field: the model's own, else that of the model it comes from."""
    told = [
        entry
        for part in owner.__mro__
        if issubclass(part, Definition)
        for entry in parsed(part)["Attributes"]
    ]
    found = [entry for entry in told if field in entry.name.split(", ")][:1]
    return " ".join(line.strip() for entry in found for line in entry.desc if line.strip())


def without_meaning(owner: type[Definition]) -> list[str]:
    """Fields that the docstring of a model does not explain; a ``kind`` with one value needs no words."""
    return [
        name
        for name, field in owner.model_fields.items()
        if not meaning_of(owner, name) and not (name == "kind" and len(get_args(field.annotation)) == 1)
    ]


@cache
def home_of(name: str) -> str | None:
    """Page that explains a part of a file."""
    return next(
        (page_of(root) for root in roots() if name == root.__name__ or name in _explained_on(root)), None
    )


def _said(owner: type[Definition], resolve: Resolve) -> Iterator[str]:
    sections = parsed(owner)
    yield inline(" ".join(sections["Summary"]), resolve)
    yield from prose(sections["Extended Summary"], resolve)


def _fields(owner: type[Definition], schema: Schema, resolve: Resolve) -> Iterator[str]:
    required = schema.get("required", [])
    rows = [
        (
            f"`{name}`",
            type_of(field),
            "required" if name in required else default_of(field),
            inline(meaning_of(owner, name), resolve),
        )
        for name, field in schema.get("properties", {}).items()
    ]
    yield table(("field", "type", "default", "meaning"), rows)


def type_of(field: Schema) -> str:
    """A type as a reader of YAML knows it."""
    if "$ref" in field:
        return _link(field["$ref"].rsplit("/", 1)[-1])
    if "const" in field or "enum" in field:
        return " · ".join(f"`{value}`" for value in field.get("enum") or [field["const"]])
    if "anyOf" in field or "oneOf" in field:
        return _union(field.get("anyOf") or field["oneOf"])
    if field.get("type") == "array":
        return _sequence(field)
    if field.get("type") == "object":
        value = field.get("additionalProperties")
        return f"mapping to {type_of(value)}" if isinstance(value, dict) else "mapping"
    return " ".join([_plain(field), *_limits(field)])


def default_of(field: Schema) -> str:
    """A default as YAML; a dash where leaving the field out means nothing."""
    value = field.get("default")
    kinds = value if isinstance(value, list) else [value]
    if value in (None, []):
        return "–"
    if all(isinstance(item, dict) for item in kinds):
        named = [item["kind"] for item in kinds if "kind" in item]
        return " · ".join(f"`{kind}`" for kind in named) or "its own defaults"
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(value, ensure_ascii=False)}`"


def _union(several: list[Schema]) -> str:
    if several[0].get("items") == several[-1]:
        return f"{type_of(several[-1])}; or a list of these"
    kinds = " or ".join(type_of(item) for item in several if item.get("type") != "null").split(" or ")
    is_shorthand = "text" in kinds and any(kind.startswith("[`") for kind in kinds)
    return " or ".join(dict.fromkeys(kind for kind in kinds if not (is_shorthand and kind == "text")))


def _sequence(field: Schema) -> str:
    if "prefixItems" in field:
        return f"[{', '.join(type_of(item) for item in field['prefixItems'])}]"
    least = f", at least {field['minItems']}" if field.get("minItems") else ""
    return f"list of {type_of(field['items'])}{least}"


def _plain(field: Schema) -> str:
    names = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}
    kind = field.get("type", "any")
    return " or ".join(names.get(item, item) for item in ([kind] if isinstance(kind, str) else kind))


def _limits(field: Schema) -> list[str]:
    return [text.format(field[key]) for key, text in NAMED_LIMITS.items() if key in field]


def _link(name: str) -> str:
    """Link to a part of a file: by its kinds where it is one of several, else by its name."""
    kind = models()[name].model_fields.get("kind")
    shown = " · ".join(f"`{value}`" for value in get_args(kind.annotation)) if kind else name
    home = home_of(name)
    return f"[{shown}]({home}.md#{name.lower()})" if home else shown


@cache
def models() -> dict[str, type[Definition]]:
    """Every model of a file or of a part of one, by name."""
    roots()
    pending, found = [Definition], {}
    while pending:
        owner = pending.pop()
        found[owner.__name__] = owner
        pending += owner.__subclasses__()
    return found


@cache
def _explained_on(root: type[RootDefinition]) -> set[str]:
    """Parts of a file but those that live beside the model of another file."""
    others = {other.__module__ for other in roots() if other is not root}
    parts = root.model_json_schema().get("$defs", {})
    return {name for name in parts if name in models() and models()[name].__module__ not in others}
