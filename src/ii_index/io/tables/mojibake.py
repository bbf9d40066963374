"""Text decoded with the wrong encoding and saved again: told by undoing it."""

from collections.abc import Sequence

from ii_index.io.tables.grid import Cell

_WRONG_THEN_RIGHT = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))
_REPLACEMENT = "\ufffd"


def original(text: str) -> str | None:
    """Return what a garbled text was, or None where it is not garbled.

    Examples
    --------
    >>> original("鍦板尯"), original("地区")
    ('地区', None)
    """
    if text.isascii():
        return None
    for wrong, right in _WRONG_THEN_RIGHT:
        try:
            fixed = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if len(fixed) < len(text) and all(map(_is_common, filter(_is_not_ascii, fixed))):
            return fixed
    return None


def garbled(row: Sequence[Cell]) -> str | None:
    """Return the first garbled cell of a row when at least half of its cells that are not plain ASCII are.

    A lost character alone does not condemn a row that is otherwise readable.
    """
    texts = [cell for cell in row if isinstance(cell, str) and not cell.isascii()]
    undone = [text for text in texts if original(text)]
    bad = [text for text in texts if text in undone or _REPLACEMENT in text]
    certain = undone or len(bad) == len(texts)
    return bad[0] if bad and certain and len(bad) * 2 >= len(texts) else None


def _is_not_ascii(character: str) -> bool:
    return not character.isascii()


def _is_common(character: str) -> bool:
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3000" <= character <= "\u303f"
        or "\uff01" <= character <= "\uff5e"
    )
