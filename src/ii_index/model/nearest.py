"""Known labels that look like an unknown one: suggestions, never readings. Every door asks here."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple, TypeVar

from ii_index.messages import Bilingual, Language
from ii_index.model.spelling import compact

_LATIN, _HAN = 0.6, 0.45
_SHOWN, _LISTED = 3, 8


class Labelled(NamedTuple):
    """An id with its names: shown by its name, with the id where that is another."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    def text(self, language: Language) -> str:
        """Return the name, and the id in brackets."""
        name = self.zh if language == "zh" else self.en
        if compact(name) == compact(self.id):
            return self.id
        return f"{name}（{self.id}）" if language == "zh" else f"{name} ({self.id})"


class Suggestions(NamedTuple):
    """What was perhaps meant; where nothing looks like it, what there is, and how much."""

    near: tuple[object, ...]
    first: tuple[object, ...] = ()
    total: int = 0

    def text(self, language: Language) -> str:
        """Say it."""
        shown = [_shown(item, language) for item in self.near or self.first]
        more = self.total > len(shown) and not self.near
        if language == "zh":
            listed = ("、".join(shown) or "无") + f" 等{self.total}个" * more
            return f"可能是：{listed}" if self.near else f"现有：{listed}"
        listed = (", ".join(shown) or "none") + f" … ({self.total})" * more
        return f"perhaps: {listed}" if self.near else f"there are: {listed}"


def _shown(item: object, language: Language) -> str:
    return item.text(language) if isinstance(item, Bilingual) else str(item)


Known = TypeVar("Known")


def nearest(label: str, known: Iterable[Known], count: int = _SHOWN) -> list[Known]:
    """Return at most some known labels that look like a wrong one, best first; none where none does.

    Width, case, white space and traditional characters do not matter. Two characters of Chinese of which one is right
    look alike (安微, 安徽); what is part of a known label (黄石 of 黄石市) looks like it.

    Parameters
    ----------
    label : str
    known : iterable of str, Name or Labelled
    count : int

    Examples
    --------
    >>> nearest("安微", ["安徽", "北京"]), nearest("黄石", ["黄石市"]), nearest("inovation", ["innovation", "industry"])
    (['安徽'], ['黄石市'], ['innovation'])
    """
    items = list(known)
    forms: dict[str, int] = {}
    for at, item in enumerate(items):
        for form in _forms(item):
            forms.setdefault(compact(form), at)
    spelt = compact(label)
    close = get_close_matches(spelt, forms, n=2 * count, cutoff=_LATIN if spelt.isascii() else _HAN)
    within = [form for form in forms if len(spelt) > 1 and spelt in form]
    found = dict.fromkeys(forms[form] for form in (*close, *within))
    return [items[at] for at in found][:count]


def suggest(label: str, known: Iterable[object]) -> Suggestions:
    """Return what may be meant by a wrong label, for the remedy of a finding."""
    known = list(known)
    return Suggestions(tuple(nearest(label, known)), tuple(known[:_LISTED]), len(known))


def nearest_or_first(label: str, known: Iterable[Known]) -> list[Known]:
    """Return the known labels that look like a wrong one; where none does, the first of all."""
    known = list(known)
    return nearest(label, known) or known[:_LISTED]


def _forms(item: object) -> tuple[str, ...]:
    if isinstance(item, Labelled):
        return (item.id, item.zh, item.en, *item.aliases)
    if isinstance(item, str):
        return (item,)
    return (str(getattr(item, "zh", item)), str(getattr(item, "en", item)))
