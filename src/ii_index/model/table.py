"""A table of results: labelled, typed, unrounded, in two languages; windows render it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from ii_index.messages import Language
from ii_index.model.names import Name

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | bool | Name | None
Kind = Literal["text", "integer", "number", "percent"]


class Column(NamedTuple):
    """One column: key for machines, title for people, and how its cells are shown.

    ``percent`` cells hold fractions (0.329 is shown as 32.9 %). ``decimals`` are those shown, never stored.
    A column that is not ``shown`` is for machines: it is in files, not on screen.
    """

    key: str
    title: Name
    kind: Kind = "number"
    decimals: int = 2
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with a title and notes.

    ``group`` names the column that rows are grouped by when shown.
    """

    key: str
    title: Name
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Name, ...] = ()
    group: str | None = None

    def records(self, language: Language = "en") -> list[dict[str, str | int | float | bool | None]]:
        """Return one mapping a row, names in one language."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, (_plain(cell, language) for cell in row), strict=True)) for row in self.rows]

    def to_frame(self, index: str | Sequence[str] | None = None, language: Language = "en") -> "pd.DataFrame":
        """Return the table as a DataFrame, with one or several columns as its index."""
        import pandas as pd

        keys = [column.key for column in self.columns]
        rows = [[_plain(cell, language) for cell in row] for row in self.rows]
        frame = pd.DataFrame(rows, columns=keys)
        return frame if index is None else frame.set_index(index if isinstance(index, str) else list(index))

    def column(self, key: str) -> tuple[Cell, ...]:
        """Return the cells of one column."""
        position = [column.key for column in self.columns].index(key)
        return tuple(row[position] for row in self.rows)


def _plain(cell: Cell, language: Language) -> str | int | float | bool | None:
    return cell.text(language) if isinstance(cell, Name) else cell
