"""Which language to speak: ``--lang``, else ``II_LANG``, else the locale, else English."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ii_index.messages import Language


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Find the language before anything is parsed, so that help and usage errors speak it too.

    Examples
    --------
    >>> language_of(["rank", "t.csv", "--lang=zh"], {}), language_of([], {"LANG": "zh_CN.UTF-8"})
    ('zh', 'zh')
    >>> language_of([], {"II_LANG": "en", "LANG": "zh_CN.UTF-8"})
    'en'
    """
    chosen = _option(arguments) or environment.get("II_LANG") or ""
    if chosen not in {"zh", "en"}:
        names = ("LC_ALL", "LC_MESSAGES", "LANG")
        chosen = next((environment[name] for name in names if environment.get(name)), "en")
    return "zh" if chosen.lower().startswith("zh") else "en"


class Say(NamedTuple):
    """Chooses between the two languages.

    Examples
    --------
    >>> Say("zh")("排名", "Rank")
    '排名'
    """

    language: Language

    def __call__(self, zh: str, en: str) -> str:
        """Return the text in the language chosen."""
        return zh if self.language == "zh" else en


def _option(arguments: Sequence[str]) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None
