"""Definitions in YAML: built-in or from a file, read safely, within limits, refused with every fault."""

import sys
from collections.abc import Hashable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml

from ii_index.errors import Finding, FrameworkError, IIIndexError
from ii_index.io.encodings import decode
from ii_index.model.names import RootDefinition
from ii_index.model.validation import closest

Model = TypeVar("Model", bound=RootDefinition)

LARGEST = 2**20
MOST_VALUES = 100_000
DEEPEST = 100
SUFFIXES = (".yaml", ".yml")


def builtin(folder: str) -> tuple[str, ...]:
    """Return the ids of the built-in definitions of one kind.

    Examples
    --------
    >>> builtin("rubrics")
    ('huangshi-city-2022', 'huangshi-industry-2022')
    """
    names = (entry.name for entry in (files("ii_index") / folder).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def read_definition(source: str | Path, model: type[Model], folder: str, unknown: str) -> Model:
    """Read a definition by built-in id or from a YAML file.

    Parameters
    ----------
    source : str or path
    model : type of RootDefinition
    folder : str
        Where the built-in ones of its kind are packaged.
    unknown : str
        Code of the finding that there is neither such an id nor such a file.

    Raises
    ------
    FrameworkError
        Every fault of the definition.
    """
    known = builtin(folder)
    if str(source) in known:
        text = (files("ii_index") / folder / f"{source}.yaml").read_text(encoding="utf-8")
        return validated(parse_yaml(text, str(source)), model, str(source))
    path = Path(source)
    if not path.exists() and path.suffix.lower() not in SUFFIXES:
        details = {"known": closest(str(source), list(known))}
        raise FrameworkError(Finding(unknown, found=str(source), details=details))
    return validated(read_yaml(path), model, str(path))


def read_yaml(path: Path) -> object:
    """Read a YAML file: scalars, lists and mappings only, without repeated keys.

    Raises
    ------
    IIIndexError
        No such file, not readable, too large, or not YAML.
    """
    return parse_foreign(read_text(path), str(path))


def parse_foreign(text: str, file: str) -> object:
    """Parse YAML that did not come with the package: not too deep, then not too large.

    Raises
    ------
    FrameworkError
        Not YAML, or beyond the limits.
    """
    _refuse_depth(text, file)
    return parse_yaml(text, file)


def read_text(path: Path) -> str:
    """Read the text of a definition file; ``-`` is standard input.

    Raises
    ------
    IIIndexError
        No such file, not readable, too large, or in no known encoding.
    """
    content = sys.stdin.buffer.read(LARGEST + 1) if str(path) == "-" else _content(path)
    if len(content) > LARGEST:
        raise FrameworkError(_beyond(str(path), f"{len(content)} B", f"{LARGEST} B"))
    return decode(content, str(path))


def _content(path: Path) -> bytes:
    if not path.exists():
        raise FrameworkError(Finding("E_FILE_MISSING", file=str(path)))
    try:
        return path.read_bytes()
    except OSError as error:
        details = {"problem": error.strerror or str(error)}
        raise FrameworkError(Finding("E_FILE_UNREADABLE", file=str(path), details=details)) from None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, which also refuses a key that a mapping holds twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                problem = f"“{key.value}” × 2"
                raise yaml.constructor.ConstructorError(problem=problem, problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


def parse_yaml(text: str, file: str) -> object:
    """Parse the text of a definition file.

    Raises
    ------
    FrameworkError
        Not YAML, or beyond the limits.
    """
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise FrameworkError(_not_yaml(error, file)) from None
    if _count(value, MOST_VALUES) > MOST_VALUES:
        raise FrameworkError(_beyond(file, f"> {MOST_VALUES}", str(MOST_VALUES)))
    return value


def _refuse_depth(text: str, file: str) -> None:
    """Refuse deep nesting before the loader meets it: its recursion would end the process, not raise."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise FrameworkError(_beyond(file, f"> {DEEPEST}", str(DEEPEST)))
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


def validated(value: object, model: type[Model], file: str) -> Model:
    """Make a model of what a file holds.

    Raises
    ------
    FrameworkError
        Every fault, with the file named.
    """
    if not isinstance(value, dict):
        expected = ", ".join(name for name, field in model.model_fields.items() if field.is_required())
        finding = Finding(
            "E_FIELD_VALUE", file=file, found=str(value)[:60], expected=expected, details={"path": "."}
        )
        raise FrameworkError(finding)
    try:
        return model(**{str(key): item for key, item in value.items()})  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    except IIIndexError as error:
        raise FrameworkError(replace(finding, file=file) for finding in error.findings) from None


def _beyond(file: str, problem: str, limit: str) -> Finding:
    return Finding("E_YAML_LIMIT", file=file, details={"problem": problem, "limit": limit})
