"""Records: numbers rounded to twelve digits, one row a line."""

import json
import math

DIGITS = 12


def rounded(value):
    """Round every float of a JSON value to twelve significant digits; no negative zero."""
    match value:
        case dict():
            return {key: rounded(item) for key, item in value.items()}
        case list():
            return [rounded(item) for item in value]
        case float() if math.isfinite(value):
            return float(f"{value:.{DIGITS}g}") + 0.0
        case float():
            return str(value)
        case _:
            return value


def text(value):
    """Write JSON whose rows (lists, and mappings in a list, of plain values) stand on a line each."""
    return "".join(_lines(value, "")) + "\n"


def _lines(value, indent, *, in_list=False):
    match value:
        case dict() if value and not (in_list and _is_plain(value.values())):
            items = [(json.dumps(key, ensure_ascii=False) + ": ", item) for key, item in value.items()]
            yield from _bracketed("{}", items, indent)
        case list() if not _is_plain(value):
            yield from _bracketed("[]", [("", item) for item in value], indent, in_list=True)
        case _:
            yield json.dumps(value, ensure_ascii=False)


def _bracketed(brackets, items, indent, *, in_list=False):
    inner = indent + " "
    yield brackets[0]
    for place, (key, item) in enumerate(items):
        yield ("," if place else "") + "\n" + inner + key
        yield from _lines(item, inner, in_list=in_list)
    yield f"\n{indent}{brackets[1]}"


def _is_plain(items):
    items = list(items)
    return not any(isinstance(item, (dict, list)) and item for item in items)
