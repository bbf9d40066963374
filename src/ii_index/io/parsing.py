"""YAML from text: scalars, lists and mappings only, within limits; a key twice is refused."""

from collections.abc import Hashable
from typing import Any

import yaml

from ii_index.errors import Finding, FrameworkError

MOST_VALUES = 100_000
DEEPEST = 100


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, which also refuses a key that a mapping holds twice; a key ``on`` is a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                problem = f"“{key.value}” × 2"
                raise yaml.constructor.ConstructorError(problem=problem, problem_mark=key.start_mark)
            seen.add(str(key.value))
            if key.tag == "tag:yaml.org,2002:bool":
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


def parse_yaml(text: str, file: str) -> object:
    """Parse the text of a definition file: not too deep, then not too large.

    Raises
    ------
    FrameworkError
        Not YAML, or beyond the limits.
    """
    _refuse_depth(text, file)
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise FrameworkError(_not_yaml(error, file)) from None
    if _count(value, MOST_VALUES) > MOST_VALUES:
        raise FrameworkError(beyond(file, f"> {MOST_VALUES}", str(MOST_VALUES)))
    return value


def _refuse_depth(text: str, file: str) -> None:
    """Refuse deep nesting before the loader meets it: its recursion would end the process, not raise."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise FrameworkError(beyond(file, f"> {DEEPEST}", str(DEEPEST)))
    except yaml.YAMLError as error:
        raise FrameworkError(_not_yaml(error, file)) from None


def _not_yaml(error: yaml.YAMLError, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    details = {"problem": getattr(error, "problem", None) or str(error)}
    return Finding("E_YAML", file=file, row=None if mark is None else mark.line + 1, details=details)


def _count(value: object, most: int) -> int:
    """Count the values that a definition expands to through its aliases, giving up beyond ``most``."""
    pending, seen = [value], 0
    while pending and seen <= most:
        item = pending.pop()
        seen += 1
        if isinstance(item, dict):
            pending.extend(item.values())  # pyright: ignore[reportUnknownArgumentType,reportUnknownMemberType]
        elif isinstance(item, list):
            pending.extend(item)  # pyright: ignore[reportUnknownArgumentType]
    return seen


def beyond(file: str, problem: str, limit: str) -> Finding:
    """Say that a definition file is beyond a limit."""
    return Finding("E_YAML_LIMIT", file=file, details={"problem": problem, "limit": limit})
