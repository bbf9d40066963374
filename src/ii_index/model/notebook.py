"""What a notebook shows: a captioned table of a screen's length, and what stands behind it."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

ROWS = 60
"""Rows shown: two screens. A table of a million units has a million."""
_TEXT, _NOTES = 200, 5


def html_table(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    count: int,
    notes: Sequence[str] = (),
) -> str:
    """Return an HTML table of texts, with its caption; of more than sixty rows the first, and how many there are.

    Examples
    --------
    >>> print(html_table("Scores", ["unit"], [["a & b"]], 1).replace("</", chr(10) + "</"))
    <table><caption>Scores
    </caption><thead><tr><th>unit
    </th>
    </tr>
    </thead><tbody><tr><td>a &amp; b
    </td>
    </tr>
    </tbody>
    </table>
    """
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in islice(rows, ROWS))
    said = [*notes[:_NOTES], *([f"{count} rows, the first {ROWS} shown"] if count > ROWS else [])]
    below = "".join(f"<p>{escape(_cut(text))}</p>" for text in said)
    caption = f"<caption>{escape(_cut(title))}</caption>"
    return (
        f"<table>{caption}<thead><tr>{_cells('th', heads)}</tr></thead><tbody>{body}</tbody></table>{below}"
    )


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(_cut(text))}</{tag}>" for text in texts)


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"
