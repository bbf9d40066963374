"""How numbers are shown: half up on the shortest decimal representation, never by binary accident."""

from decimal import ROUND_HALF_UP, Context, Decimal

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column

MISSING = "—"
_EXACT = Context(prec=400)  # digits enough for any float


def rounded(value: float, decimals: int) -> Decimal:
    """Round half up on the shortest decimal that stands for the number.

    Examples
    --------
    >>> rounded(0.765, 2), rounded(-0.004, 2)
    (Decimal('0.77'), Decimal('0.00'))
    >>> rounded(1e30, 0) == 10**30
    True
    """
    result = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    return abs(result) if result == 0 else result


def shown(cell: Cell, column: Column, language: Language) -> str:
    """Return the text of a cell as people see it."""
    match cell:
        case None:
            return MISSING
        case Name():
            return cell.text(language)
        case str():
            return cell
        case bool():
            return {"zh": ("否", "是"), "en": ("no", "yes")}[language][cell]
        case _:
            return _number(cell, column)


def _number(cell: float, column: Column) -> str:
    match column.kind:
        case "percent":
            return f"{rounded(float(Decimal(repr(float(cell))) * 100), column.decimals)}%"
        case "number":
            return f"{rounded(cell, column.decimals)}"
        case _:
            return str(cell)
