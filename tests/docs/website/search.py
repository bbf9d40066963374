"""Search in both languages, in both sites: Latin words by their stem, Chinese by every two characters that touch.

Dictionaries of words take 熵权法 apart as they please, and differently in a text and in a question. Pairs of characters
need none: what is found has all pairs of what is asked for. The index is a script, so that it opens from a file.
"""

import re
from typing import Any, ClassVar

from sphinx.search.en import SearchEnglish

_PIECE = re.compile(r"[㐀-鿿]+|[^\W㐀-鿿]+")


class EveryTwoCharacters(SearchEnglish):
    """Words and, of a run of Chinese, its characters and pairs of characters."""

    lang: ClassVar[str] = "zh"
    language_name: ClassVar[str] = (
        "English"  # names the stemmer in the script; Sphinx 9.0 has none for Chinese
    )
    js_splitter_code: ClassVar[str] = """
function splitQuery(query) {
  const pieces = query.match(/[\\u3400-\\u9fff]+|[^\\u3400-\\u9fff\\s\\p{P}\\p{S}]+/gu) || [];
  return pieces.flatMap((piece) =>
    /^[\\u3400-\\u9fff]{2,}$/.test(piece)
      ? Array.from({length: piece.length - 1}, (_, at) => piece.slice(at, at + 2))
      : [piece]);
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it
        """Pieces of a text."""
        return [part for piece in _PIECE.findall(input) for part in _parts(piece)]


class InEnglish(EveryTwoCharacters):
    """The same for the English site, whose pages hold Chinese names."""

    lang: ClassVar[str] = "en"


def _parts(piece: str) -> list[str]:
    if not "㐀" <= piece[0] <= "鿿":
        return [piece]
    return [*piece, *(piece[at : at + 2] for at in range(len(piece) - 1))]


def setup(app: Any) -> dict[str, bool]:
    """Register both."""
    app.add_search_language(EveryTwoCharacters)
    app.add_search_language(InEnglish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
