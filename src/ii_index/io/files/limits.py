"""How large a table may be: stated limits, so that a hostile file is refused in bounded memory."""

from typing import Literal, NamedTuple

from ii_index.errors import Finding
from ii_index.messages.reading import LIMITED

What = Literal["file", "unpacked", "columns", "rows", "cells", "numbers", "cell"]


class Limits(NamedTuple):
    """Largest sizes: bytes of a file and of what it unpacks to, columns, cells, characters of one cell.

    ``cells`` are those held one by one (workbooks, quoted text); ``numbers`` those of plain text and of the table of
    values, which take 8 bytes each; ``piece`` is the length of a quoted text from which on its cells are packed into
    bytes piece by piece, and count as numbers.
    """

    file: int = 256 * 2**20
    unpacked: int = 512 * 2**20
    columns: int = 16_384
    rows: int = 1_048_576
    cells: int = 10_000_000
    numbers: int = 50_000_000
    cell: int = 131_072
    sample: int = 65_536
    piece: int = 8 * 2**20
    findings: int = 100_000

    def exceeded(self, what: What, file: str, sheet: str | None = None) -> Finding:
        """Return the finding that names the limit."""
        return Finding(
            "E_TOO_LARGE",
            file=file,
            sheet=sheet,
            details={"what": LIMITED[what], "limit": getattr(self, what)},
        )


LIMITS = Limits()
