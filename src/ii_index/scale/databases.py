"""Tables of SQLite and PostgreSQL: brought as Arrow batches, by ADBC drivers, to a Parquet file that engines read.

An engine reads a table more than once, and a database may change meanwhile; the copy is one state of it, and no more of
it is in memory than a batch.
"""

import re
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ii_index.errors import DataError, Finding
from ii_index.scale.installed import required

SQLITE = b"SQLite format 3\x00"
SUFFIXES = (".sqlite", ".sqlite3", ".db")
_ADDRESS = re.compile(r"(sqlite|postgres(?:ql)?)://(.*)", re.DOTALL)


class Database(NamedTuple):
    """Where a table is kept.

    Attributes
    ----------
    kind : {"sqlite", "postgresql"}
    place : str
        Path of the file, or the whole address of the server.
    """

    kind: Literal["sqlite", "postgresql"]
    place: str

    @property
    def shown(self) -> str:
        """The place without a password."""
        return re.sub(r"(//[^/@:]*):[^/@]*@", r"\1@", self.place)


def database_of(text: str) -> Database | None:
    """Return the database that an address or a path names; None where it names none.

    Examples
    --------
    >>> database_of("sqlite:///firms.db")
    Database(kind='sqlite', place='firms.db')
    >>> database_of("postgresql://me:secret@host/firms").shown
    'postgresql://me@host/firms'
    >>> database_of("firms.csv")
    """
    if (found := _ADDRESS.fullmatch(text)) is not None:
        if found[1] == "sqlite":
            return Database("sqlite", found[2].removeprefix("/"))
        return Database("postgresql", text)
    path = Path(text)
    if path.suffix.lower() in SUFFIXES and path.is_file():
        with path.open("rb") as stream:
            return Database("sqlite", text) if stream.read(len(SQLITE)) == SQLITE else None
    return None


def copy_table(database: Database, table: str | None, target: Path) -> None:
    """Write a table of a database as Parquet, batch after batch.

    Parameters
    ----------
    database : Database
    table : str or None
        Its name; of PostgreSQL with its schema, where that is not on the search path.
    target : Path

    Raises
    ------
    DataError
        A driver that is not installed, a database or a table that is not there, what the driver says.
    """
    if not table:
        raise DataError(Finding("E_DATABASE_TABLE", file=database.shown))
    if database.kind == "sqlite" and not Path(database.place).is_file():
        raise DataError(Finding("E_FILE_MISSING", file=database.shown))
    driver = required(f"adbc_driver_{database.kind}.dbapi", "database")
    parquet = required("pyarrow.parquet", "database")
    place = database.place
    if database.kind == "sqlite":
        place = Path(place).resolve().as_uri() + "?mode=ro"
    try:
        with driver.connect(place) as connection, connection.cursor() as cursor:
            cursor.execute(f"select * from {_quoted(table)}")  # noqa: S608 - quoted
            batches = cursor.fetch_record_batch()
            writer = None
            for batch in batches:
                plain = _plain(batch)
                writer = writer or parquet.ParquetWriter(target, plain.schema)
                writer.write_batch(plain)
            if writer is None:
                raise DataError(Finding("E_SCALE_EMPTY"))
            writer.close()
    except driver.Error as error:
        problem = str(error).splitlines()[0].replace(database.place, database.shown)
        details = {"problem": problem, "table": table}
        raise DataError(Finding("E_DATABASE", file=database.shown, details=details)) from None


def _quoted(table: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))


def _plain(batch: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a batch without types of a database's own: decimals become numbers, anything else text."""
    pa = required("pyarrow", "database")
    columns: list[tuple[str, Any]] = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        own = getattr(column.type, "type_name", None)
        kept = column.storage if own is not None else column
        columns.append((name, kept.cast(pa.float64()) if own == "numeric" else kept))
    return pa.RecordBatch.from_arrays([column for _, column in columns], names=[name for name, _ in columns])
