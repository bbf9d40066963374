"""From pydantic's errors to findings: one list, with the path in the file and the remedy."""

import re
from itertools import groupby
from typing import Any, NamedTuple, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ii_index.errors import Finding
from ii_index.messages import Language


def fault(code: str, **details: Any) -> PydanticCustomError:  # noqa: ANN401 - whatever the message names
    """Make the error that a validator raises: a finding's code and values."""
    return PydanticCustomError(code, "{code}", {"code": code, **details})  # pyright: ignore[reportArgumentType]


def findings_of(error: ValidationError, source: str) -> list[Finding]:
    """Translate every error of a failed validation.

    Parameters
    ----------
    error : pydantic.ValidationError
    source : str
        File or model the definition came from.
    """
    groups = groupby(error.errors(), key=_field)  # a union's branches follow one another
    return [_finding(path, list(items), source) for path, items in groups]


class _Phrase(NamedTuple):
    """What a field takes, in two languages."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


_WHOLE, _NUMBER, _TEXT = (
    _Phrase("整数", "a whole number"),
    _Phrase("数值", "a number"),
    _Phrase("文字", "text"),
)
_YES_NO, _LIST, _MAP = (
    _Phrase("true、false", "true, false"),
    _Phrase("列表", "a list"),
    _Phrase("键值对", "a mapping"),
)
_EXPECTED = {
    "greater_than": _Phrase("> {gt}", "> {gt}"),
    "greater_than_equal": _Phrase("≥ {ge}", "≥ {ge}"),
    "less_than": _Phrase("< {lt}", "< {lt}"),
    "less_than_equal": _Phrase("≤ {le}", "≤ {le}"),
    "too_short": _Phrase("至少 {min_length} 项", "{min_length} items or more"),
    "too_long": _Phrase("至多 {max_length} 项", "{max_length} items or fewer"),
    "string_too_short": _Phrase("至少 {min_length} 个字符", "{min_length} characters or more"),
    "string_too_long": _Phrase("至多 {max_length} 个字符", "{max_length} characters or fewer"),
    "string_pattern_mismatch": _Phrase("与 {pattern} 相符", "text that matches {pattern}"),
    "finite_number": _Phrase("有限的数值", "a finite number"),
    "union_tag_not_found": _Phrase("写明 {discriminator}", "a mapping that says {discriminator}"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing"), _NUMBER),
    **dict.fromkeys(("string_type", "string_sub_type"), _TEXT),
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES_NO),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), _LIST),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), _MAP),
}
_BRANCH = re.compile(r"int|float|str|bool|none|(literal|list|tuple|dict|set)\[.*|(constrained|function)-.*")


def _field(item: ErrorDetails) -> tuple[int | str, ...]:
    """Return the path to a field, without what pydantic calls the branches of a union there."""
    path = item["loc"]
    branch = next((at for at, part in enumerate(path) if isinstance(part, str) and _is_branch(part)), None)
    return path if branch is None or item["type"].startswith("E_") else path[:branch]


def _is_branch(part: str) -> bool:
    return _BRANCH.fullmatch(part) is not None


def _finding(at: tuple[int | str, ...], items: list[ErrorDetails], source: str) -> Finding:
    item = min(items, key=lambda one: len(one["loc"]))
    path = ".".join(map(str, at if len(items) > 1 else item["loc"]))
    context = dict(item.get("ctx", {}))
    kind = item["type"]
    if kind.startswith("E_"):
        context.pop("code")
        details = {"path": path, **context}
        return Finding(kind, file=source, column=path or None, details=details)
    code = {"missing": "E_FIELD_MISSING", "extra_forbidden": "E_FIELD_UNKNOWN"}.get(kind, "E_FIELD_VALUE")
    found = None if kind == "missing" else _short(item.get("input"))
    phrases = list(dict.fromkeys(map(_expected, items)))
    expected = _Phrase(" | ".join(one.zh for one in phrases), " | ".join(one.en for one in phrases))
    return Finding(
        code,
        file=source,
        column=path or None,
        found=found,
        expected=expected.en,
        details={"path": path, "expected": expected},
    )


def _expected(item: ErrorDetails) -> _Phrase:
    context = dict(item.get("ctx", {}))
    choices = context.get("expected", context.get("expected_tags"))
    if choices is not None:
        named = re.findall(r"'([^']*)'", str(choices)) or [str(choices)]
        return _Phrase("、".join(named), ", ".join(named))
    phrase = _EXPECTED.get(item["type"])
    if phrase is None:
        return _Phrase(item["msg"], item["msg"])
    said = {key: entry.strip("'") if isinstance(entry, str) else entry for key, entry in context.items()}
    return _Phrase(phrase.zh.format_map(said), phrase.en.format_map(said))


def _written(value: object) -> str:
    """Return what a user wrote as a YAML file has it, not as Python prints it."""
    if isinstance(value, dict):
        members = cast("dict[object, object]", value).items()
        said = (str(key) if entry is None else f"{key}: {_written(entry)}" for key, entry in members)
        return f"{{{', '.join(said)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, cast('list[object]', value)))}]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def _short(value: object) -> str:
    text = _written(value)
    return text if len(text) <= 60 else text[:57] + "…"
