"""YAML as its version 1.2 reads plain words: text, numbers, true, false, null, lists and mappings, within limits.

PyYAML turns the text into events; what a word means is decided here, by one table of a few types. So ``3:1`` is the
ratio it looks like, ``010`` is ten, ``no`` and ``2024-05-01`` are text, and no constructor of a library is met.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

import yaml

from ii_index.errors import Finding, FrameworkError
from ii_index.messages.reading import Phrase

MOST_VALUES = 100_000
DEEPEST = 100
LONGEST_NUMBER = 100

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # what it constructs is never asked for
_NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
_LOGICAL = {
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LIMITLESS = re.compile(r"([-+]?)(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN")
_MERGE = "<<"
_SHOWN = 30
_TAG = "tag:yaml.org,2002:"
_TYPES: dict[str, type | tuple[type, ...]] = {
    "int": int,
    "float": (int, float),
    "bool": bool,
    "null": type(None),
}

Plain = str | int | float | bool | None
Value = Plain | list["Value"] | dict[str, "Value"]


def parse_yaml(text: str, file: str) -> object:
    """Parse the text of a definition file; keys are text, as in JSON.

    Raises
    ------
    FrameworkError
        Not YAML, a key twice, a merge key, a tag of another type than those of definitions, or beyond the limits.

    Examples
    --------
    >>> parse_yaml("{a: 3:1, b: 010, c: no, d: 2024-05-01, e: 1e3, f: true, g: ~}", "x.yaml")
    {'a': '3:1', 'b': 10, 'c': 'no', 'd': '2024-05-01', 'e': 1000.0, 'f': True, 'g': None}
    """
    try:
        return _Builder(file, yaml.parse(text, Loader=_Loader)).document()
    except yaml.YAMLError as error:
        raise FrameworkError(_not_yaml(error, file)) from None


def plain(word: str) -> Plain:
    """Return what an unquoted word means in the core schema of YAML 1.2.

    Examples
    --------
    >>> [plain(word) for word in ("010", "0o10", "-.5", "1_000", "yes", "~")]
    [10, 8, -0.5, '1_000', 'yes', None]
    """
    if word in _NOTHING:
        return None
    if word in _LOGICAL:
        return _LOGICAL[word]
    if _WHOLE.fullmatch(word):
        return int(word, {"0o": 8, "0x": 16}.get(word[:2], 10))
    if _FLOAT.fullmatch(word):
        return float(word)
    if limitless := _LIMITLESS.fullmatch(word):
        return float(f"{limitless[1] or ''}{'inf' if 'inf' in word.lower() else 'nan'}")
    return word


class _Builder:
    """Makes values of events, one by one, counting them as aliases repeat them."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.events = events
        self.count = 0
        self.anchors: dict[str, tuple[Value, int]] = {}
        self.open: set[str] = set()

    def document(self) -> Value:
        """Return the value of the one document."""
        value: Value = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "E_YAML", problem="---")
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, 0)
        return value

    def _value(self, event: yaml.Event, depth: int) -> Value:
        before = self.count
        self._counted(1)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        anchor: str | None = getattr(event, "anchor", None)
        if anchor is None:
            return self._unnamed(event, depth)
        self.open.add(anchor)
        value = self._unnamed(event, depth)
        self.open.discard(anchor)
        self.anchors[anchor] = value, self.count - before
        return value

    def _unnamed(self, event: yaml.Event, depth: int) -> Value:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth >= DEEPEST:
            raise FrameworkError(beyond(self.file, f"> {DEEPEST}", str(DEEPEST)))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        return self._list(event, depth)

    def _alias(self, event: yaml.AliasEvent) -> Value:
        """Return what an anchor named; inside itself, it names nothing yet."""
        if event.anchor in self.open:
            raise FrameworkError(beyond(self.file, f"*{event.anchor} = ∞", str(MOST_VALUES)))
        if event.anchor not in self.anchors:
            self._refuse(event, "E_YAML", problem=f"*{event.anchor} = ?")
        value, size = self.anchors[event.anchor]
        self._counted(size - 1)
        return value

    def _list(self, event: yaml.Event, depth: int) -> Value:
        self._typed(event, "seq")
        return [self._value(item, depth + 1) for item in self._until(yaml.SequenceEndEvent)]

    def _mapping(self, event: yaml.Event, depth: int) -> Value:
        self._typed(event, "map")
        found: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for at in self._until(yaml.MappingEndEvent):
            key = self._key(at)
            if key in found:
                line = _line(at)
                self._refuse(at, "E_YAML", problem=f"“{key}” × 2 ({lines[key]}, {line})")
            lines[key] = _line(at)
            found[key] = self._value(next(self.events), depth + 1)
        return found

    def _key(self, event: yaml.Event) -> str:
        """Return a key, which is text whatever it looks like."""
        if isinstance(event, yaml.AliasEvent):
            named = self._alias(event)
            if isinstance(named, str):
                return named
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, "E_YAML_KEY")
        if event.value == _MERGE and not event.style:
            self._refuse(event, "E_YAML_MERGE")
        if event.tag not in {None, "!", f"{_TAG}str"}:
            self._refuse(event, "E_YAML", problem=_tagged(event.tag, event.value))
        return str(event.value)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def _scalar(self, event: yaml.ScalarEvent) -> Plain:
        text: str = event.value
        if event.tag is None:
            return text if event.style else self._plain(event)
        named = event.tag.removeprefix(_TAG)
        if event.tag in {"!", f"{_TAG}str"}:
            return text
        value = self._plain(event)
        if event.tag == named or named not in _TYPES or not _is(value, named):
            self._refuse(event, "E_YAML", problem=_tagged(event.tag, text))
        return float(value) if named == "float" and isinstance(value, int) else value

    def _plain(self, event: yaml.ScalarEvent) -> Plain:
        text: str = event.value
        if len(text) > LONGEST_NUMBER and (_WHOLE.fullmatch(text) or _FLOAT.fullmatch(text)):
            self._refuse(event, "E_YAML_NUMBER", length=len(text), limit=LONGEST_NUMBER)
        return plain(text)

    def _typed(self, event: yaml.Event, kind: str) -> None:
        """Refuse a tag that says something else than what stands there."""
        tag = getattr(event, "tag", None)
        if tag not in {None, "!", f"{_TAG}{kind}"}:
            self._refuse(event, "E_YAML", problem=_tagged(tag, "{…}" if kind == "map" else "[…]"))

    def _counted(self, more: int) -> None:
        self.count += more
        if self.count > MOST_VALUES:
            raise FrameworkError(beyond(self.file, f"> {MOST_VALUES}", str(MOST_VALUES)))

    def _refuse(self, event: yaml.Event, code: str, **details: object) -> NoReturn:
        raise FrameworkError(Finding(code, file=self.file, row=_line(event), details=details))


def _line(event: yaml.Event) -> int:
    """Return the line that an event starts in; events made by hand alone have none."""
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _is(value: Plain, named: str) -> bool:
    """Whether a value is of a named type; true and false are no numbers."""
    return isinstance(value, _TYPES[named]) and isinstance(value, bool) == (named == "bool")


def _tagged(tag: str | None, text: str) -> Phrase:
    """Say that a tag names another type than what stands there, or one that no definition uses."""
    short = (tag or "").replace(_TAG, "!!", 1)
    start = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Phrase(
        f"标签 {short} 与“{start}”不符，或定义文件不用此类型：请删去标签",
        f"the tag {short} does not go with “{start}”, or is of no type that definitions use: delete it",
    )


def _not_yaml(error: yaml.YAMLError, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    if "nesting depth" in problem:  # PyYAML's parser in C has a limit of its own since 6.0.4
        return beyond(file, f"> {DEEPEST}", str(DEEPEST))
    details = {"problem": problem}
    return Finding("E_YAML", file=file, row=None if mark is None else mark.line + 1, details=details)


def beyond(file: str, problem: str, limit: str) -> Finding:
    """Say that a definition file is beyond a limit."""
    return Finding("E_YAML_LIMIT", file=file, details={"problem": problem, "limit": limit})
