"""From pydantic's errors to findings: one list, with the path in the file and the remedy."""

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ii_index.errors import Finding


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
    return [_finding(item, source) for item in error.errors()]


def closest(name: str, known: list[str]) -> list[str]:
    """At most three known names that look like a wrong one, else the first eight known."""
    return get_close_matches(name, known, n=3, cutoff=0.6) or sorted(known)[:8]


def _finding(item: ErrorDetails, source: str) -> Finding:
    path = ".".join(str(part) for part in item["loc"])
    context = dict(item.get("ctx", {}))
    kind = item["type"]
    if kind.startswith("E_"):
        context.pop("code")
        details = {"path": path, **context}
        return Finding(kind, file=source, column=path or None, details=details)
    code = {"missing": "E_FIELD_MISSING", "extra_forbidden": "E_FIELD_UNKNOWN"}.get(kind, "E_FIELD_VALUE")
    found = None if kind == "missing" else _short(item.get("input"))
    return Finding(
        code,
        file=source,
        column=path or None,
        found=found,
        expected=_expected(kind, context, item["msg"]),
        details={"path": path},
    )


def _expected(kind: str, context: dict[str, Any], message: str) -> str:
    if "expected" in context:
        return str(context["expected"])
    if "expected_tags" in context:
        return str(context["expected_tags"])
    limits = {
        "greater_than": "> {gt}",
        "greater_than_equal": "≥ {ge}",
        "less_than": "< {lt}",
        "less_than_equal": "≤ {le}",
    }
    return limits[kind].format_map(context) if kind in limits else message


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
