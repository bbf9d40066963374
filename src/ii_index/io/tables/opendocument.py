"""How far an OpenDocument sheet extends: its cells and rows may be repeated by a number."""

from ii_index.errors import DataError
from ii_index.io.tables.limits import LIMITS
from ii_index.io.tables.spreadsheetml import parse_xml

_ROWS, _COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"


class _Extent:
    """The rectangle of each table up to its last cell with content."""

    def __init__(self) -> None:
        self.rows = self.height = self.width = self.columns = self.across = 0
        self.repeated = self.cell = 1
        self.largest = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count a table, a row, a cell or its content."""
        match tag:
            case "table:table":
                self.rows = self.height = self.width = 0
            case "table:table-row":
                self.repeated = int(attributes.get(_ROWS, "1"))
                self.columns = self.across = 0
            case "table:table-cell" | "table:covered-table-cell":
                self.cell = int(attributes.get(_COLUMNS, "1"))
                self.across += self.cell
                if "office:value-type" in attributes:
                    self.columns = self.across
            case "text:p":
                self.columns = self.across
            case _:
                pass

    def end(self, tag: str) -> None:
        """Close a row."""
        if tag == "table:table-row":
            self.rows += self.repeated
            if self.columns:
                self.height, self.width = self.rows, max(self.width, self.columns)
                self.largest = max(self.largest, self.height * self.width)


def check_extent(xml: bytes, file: str) -> None:
    """Refuse a spreadsheet that repeats cells beyond the limit."""
    extent = _Extent()
    parse_xml(xml, file, extent.start, extent.end)
    if extent.largest > LIMITS.cells:
        raise DataError(LIMITS.exceeded("cells", file))
