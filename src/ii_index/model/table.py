"""A table of results: labelled, typed, unrounded, in two languages; windows render it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

from ii_index.errors import Finding, UnknownLabelError
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.notebook import html_table
from ii_index.model.printed_numbers import MISSING, number_text

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | bool | Name | None
Kind = Literal["text", "integer", "number", "percent", "amount", "gain", "move", "rise"]


class Column(NamedTuple):
    """One column: key for machines, title for people, and how its cells are shown.

    ``percent`` cells hold fractions (0.329 is shown as 32.9 %). ``amount`` cells are shown with as many digits as
    their size asks for. ``move`` cells hold changes of rank, of which below 0 is a climb (shown ↑),
    ``rise`` cells those of which above 0 is.
    ``decimals`` are those shown, never stored.
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

    ``group`` names the column that rows are grouped by when shown, ``index`` the columns that tell rows apart: those
    that index a DataFrame. ``unmoved`` names the column of changes whose rows of 0 a screen counts and does not list.
    """

    key: str
    title: Name
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Name, ...] = ()
    group: str | None = None
    index: tuple[str, ...] = ()
    unmoved: str | None = None

    def records(self, language: Language = "en") -> list[dict[str, str | int | float | bool | None]]:
        """Return one mapping a row, names in one language."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, (_plain(cell, language) for cell in row), strict=True)) for row in self.rows]

    def frame(self, language: Language = "en") -> "pd.DataFrame":
        """Return the table as a DataFrame: columns by key, indexed by what tells rows apart, rows in their order."""
        return self.to_frame(self.index or None, language)

    def to_frame(self, index: str | Sequence[str] | None = None, language: Language = "en") -> "pd.DataFrame":
        """Return the table as a DataFrame, with one or several columns as its index."""
        import pandas as pd

        keys = [column.key for column in self.columns]
        rows = [[_plain(cell, language) for cell in row] for row in self.rows]
        frame = pd.DataFrame(rows, columns=keys)
        labels = [index] if isinstance(index, str) else list(index or ())
        whole = [each.key for each in self.columns if each.kind == "integer" and each.key not in labels]
        frame = frame.astype(dict.fromkeys(whole, "Int64"))  # whole numbers, whether some are missing or none
        if index is None:
            return frame
        return frame.set_index(labels[0] if len(labels) == 1 else labels)

    def column(self, key: str) -> tuple[Cell, ...]:
        """Return the cells of one column."""
        position = [column.key for column in self.columns].index(key)
        return tuple(row[position] for row in self.rows)

    def _repr_html_(self) -> str:
        """Show the table in a notebook: as it is printed, with its title."""
        visible = [at for at, column in enumerate(self.columns) if column.shown]
        shown = visible[:_COLUMNS]
        heads = [self.columns[at].title.en for at in shown]
        rows = ([_printed(row[at], self.columns[at]) for at in shown] for row in self.rows)
        left = len(visible) - len(shown)
        notes = [*([f"{left} more columns"] if left else []), *(note.en for note in self.notes)]
        return html_table(self.title.en, heads, rows, len(self.rows), notes)

    def __repr__(self) -> str:
        """Say what it is: its key, title, columns, and how many rows."""
        keys = ", ".join(column.key for column in self.columns[:_COLUMNS])[:1200]
        more = ", …" if len(self.columns) > _COLUMNS else ""
        return f"Table({self.key!r}, {self.title.en[:200]!r}, {len(self.rows)} rows: {keys}{more})"

    if not TYPE_CHECKING:  # to a type checker a table has what it has

        def __getattr__(self, name: str) -> NoReturn:
            """Say where the DataFrame is: ``.table()`` of a result used to be one."""
            message = f"a Table has no {name!r}; a result's .frame() gives a DataFrame, its .table() a Table"
            raise AttributeError(message)

        def __getitem__(self, key: object) -> NoReturn:
            """Say where the DataFrame is."""
            message = f"a Table has no [{key!r}]; a result's .frame() gives a DataFrame, its .table() a Table"
            raise TypeError(message)


def chosen(tables: Mapping[str, Callable[..., Table]], which: object, **options: object) -> Table:
    """Make the table of a result that has this name; raise UnknownLabelError with the names that there are.

    Parameters
    ----------
    tables : mapping of str to callable
        What makes each table.
    which : str
    **options : object
        Parameters of some of the tables; None is not given. One that this table does not have is refused.

    Returns
    -------
    Table
    """
    if not isinstance(which, str) or which not in tables:
        known = {"known": list(tables)}
        raise UnknownLabelError(Finding("E_UNKNOWN_TABLE", found=str(which), details=known))
    given = {option: value for option, value in options.items() if value is not None}
    takes = [*signature(tables[which]).parameters]
    if faults := [option for option in given if option not in takes]:
        details: dict[str, object] = {"table": which, "known": takes}
        raise UnknownLabelError(Finding("E_TABLE_OPTION", found=one, details=details) for one in faults)
    return tables[which](**given)


_COLUMNS = 40
"""Columns shown in a notebook."""

INDENT = "\u3000"
"""What sets a part in below its whole on a screen; a machine reads names without it."""


def _printed(cell: Cell, column: Column) -> str:
    if cell is None:
        return MISSING
    if isinstance(cell, (str, bool, Name)):
        return str(cell)
    return number_text(cell, column.kind, column.decimals)


def _plain(cell: Cell, language: Language) -> str | int | float | bool | None:
    return cell.text(language).lstrip(INDENT) if isinstance(cell, Name) else cell
