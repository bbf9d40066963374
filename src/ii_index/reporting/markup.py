"""Pieces of HTML. Text is escaped by its type: what is no ``Markup`` is data, and is escaped when put in."""

from collections.abc import Iterable
from typing import LiteralString

from markupsafe import Markup, escape

from ii_index.model.names import Name


def both(text: Name | str) -> Markup:
    """Return a text in both languages; the page shows one.

    Examples
    --------
    >>> print(both(Name(zh="排名", en="<Rank>")))
    <span lang="zh-CN">排名</span><span lang="en">&lt;Rank&gt;</span>
    """
    if isinstance(text, str) or text.zh == text.en:
        return escape(text if isinstance(text, str) else text.zh)
    return filled('<span lang="zh-CN">%s</span><span lang="en">%s</span>', text.zh, text.en)


def filled(element: LiteralString, *parts: str) -> Markup:
    """Put parts into an element that the program wrote; those that are no markup are escaped."""
    return Markup(element) % parts  # noqa: S704 - a literal: pyright holds it


def joined(parts: Iterable[Markup]) -> Markup:
    """Put parts one after the other."""
    return Markup().join(parts)
