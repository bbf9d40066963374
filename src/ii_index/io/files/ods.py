"""What an OpenDocument sheet says beyond its values: errors, and how far it extends, for cells may be repeated."""

from ii_index.errors import DataError
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.xlsx import parse_xml

_ROWS, _COLUMNS, _TYPE = "table:number-rows-repeated", "table:number-columns-repeated", "calcext:value-type"
Errors = dict[str, dict[tuple[int, int], str]]


class _Content:
    """Follows the cells of each table: its rectangle up to the last one with content, and its errors."""

    def __init__(self) -> None:
        self.errors: Errors = {}
        self.table = ""
        self.row = self.column = self.filled = self.height = self.width = self.largest = 0
        self.repeated = self.across = 1
        self.text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open a table, a row, a cell or its text."""
        match tag:
            case "table:table":
                self.table = attributes.get("table:name", "")
                self.row = self.height = self.width = 0
            case "table:table-row":
                self.repeated = int(attributes.get(_ROWS, "1"))
                self.column = self.filled = 0
            case "table:table-cell" | "table:covered-table-cell":
                self.across = int(attributes.get(_COLUMNS, "1"))
                self.text = [] if attributes.get(_TYPE) == "error" else None
                if "office:value-type" in attributes:
                    self.filled = self.column + self.across
            case "text:p":
                self.filled = self.column + self.across
            case _:
                pass

    def characters(self, text: str) -> None:
        """Gather the text of an error."""
        if self.text is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """Close a cell or a row."""
        match tag:
            case "table:table-cell" | "table:covered-table-cell":
                if self.text is not None:
                    self.errors.setdefault(self.table, {})[self.row, self.column] = "".join(self.text)
                    self.text = None
                self.column += self.across
            case "table:table-row":
                self.row += self.repeated
                if self.filled:
                    self.height, self.width = self.row, max(self.width, self.filled)
                    self.largest = max(self.largest, self.height * self.width)
            case _:
                pass


def read_errors(xml: bytes, file: str) -> Errors:
    """Return the error cells of each sheet, 0-based; refuse a spreadsheet that repeats cells beyond the limit."""
    content = _Content()
    parse_xml(xml, file, content.start, content.end, content.characters)
    if content.largest > LIMITS.cells:
        raise DataError(LIMITS.exceeded("cells", file))
    return content.errors
