"""Every sentence the library says about an input, in Chinese and English, by finding code.

One module a subject; each maps a code to a :class:`Message`. Templates are filled with the finding's values
(``{found}``, ``{expected}``, ``{row}``, ``{column}`` and the keys of its ``details``).

``files``, ``reading``, ``values``
    Files and their sheets, the tables in them, and the values in these.
``framework``, ``study``, ``rubric``, ``weights``
    What users write: definitions, studies, rubrics, judgements and points.
``construction``, ``weighting``
    Making an index of a panel, and its weights.
``analysis``, ``regions``, ``robustness``, ``identify``, ``attainment``
    Questions asked of an index, of published figures, of a plan.
``output``, ``report``, ``results``, ``scale``
    What is asked of a result and where it is written; a recipe on an engine.
``serve``
    The program in a browser.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from ii_index._filling import filled
from ii_index._visible import in_one_line

Language = Literal["zh", "en"]


@runtime_checkable
class Bilingual(Protocol):
    """What has a text in either language, such as a name."""

    def text(self, language: Language) -> str:
        """Return the text."""
        ...


class Message(NamedTuple):
    """What is the matter and what to do, in two languages, and when the code is raised (``rule CODE``)."""

    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    rule_zh: str = ""
    rule_en: str = ""


@cache
def catalogue() -> dict[str, Message]:
    """All codes and their messages, gathered from the modules of this package."""
    merged: dict[str, Message] = {}
    for file in sorted(Path(__file__).parent.glob("[!_]*.py")):
        messages: dict[str, Message] = import_module(f"{__name__}.{file.stem}").MESSAGES
        twice = merged.keys() & messages.keys()
        if twice:
            raise ValueError(twice)
        merged |= messages
    return merged


def what(code: str, values: Mapping[str, Any], language: Language) -> str:
    """Say what is the matter."""
    message = catalogue()[code]
    return _fill(message.zh if language == "zh" else message.en, values, language)


def remedy(code: str, values: Mapping[str, Any], language: Language) -> str:
    """Say what to do about it."""
    message = catalogue()[code]
    return _fill(message.remedy_zh if language == "zh" else message.remedy_en, values, language)


def _fill(template: str, values: Mapping[str, Any], language: Language) -> str:
    said = {key: _text(value, language) for key, value in values.items()}
    return said_in_chinese(filled(template, said)) if language == "zh" else template.format_map(said)


_MONTH, _QUARTER = re.compile(r"(\d{4})-(\d{2}) ?年"), re.compile(r"(\d{4})Q([1-4]) ?年")


def said_in_chinese(text: str) -> str:
    """Say months and quarters as Chinese does, where a sentence has a year: 2023-05年 is 2023年5月.

    Examples
    --------
    >>> said_in_chinese("2023-05年得分"), said_in_chinese("2023Q2年=100"), said_in_chinese("2023年")
    ('2023年5月得分', '2023年第2季度=100', '2023年')
    """
    if "年" not in text or not ("-" in text or "Q" in text):
        return text
    text = _MONTH.sub(lambda found: f"{found[1]}年{int(found[2])}月", text)
    return _QUARTER.sub(lambda found: f"{found[1]}年第{found[2]}季度", text)


def _text(value: object, language: Language) -> object:
    """Join lists as the language does, take names in the language, show nothing for None."""
    match value:
        case None:
            return ""
        case str():
            return in_one_line(value)
        case int() | float():
            return value
        case Bilingual():
            return value.text(language)
        case list() | tuple():
            return _listed([*value], language)  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
        case _:
            return value


MOST_LISTED = 60
"""Members of a list that a sentence names; those of a longer one are counted."""


def _listed(members: list[object], language: Language) -> str:
    items = [str(_text(member, language)) for member in members[:MOST_LISTED]]
    if len(members) > MOST_LISTED:
        items.append(f"……共{len(members)}项" if language == "zh" else f"… {len(members)} in all")
    return ("、" if language == "zh" else ", ").join(items)
