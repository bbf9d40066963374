"""The one rule by which numbers are printed: snapped to 12 significant digits, then rounded half up.

Twelve digits are three more than any input has, and three fewer than a float holds: what two processors compute
differs beyond them, and 5.125 is a half whether it comes out as 5.125 or 5.1249999999999991.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

DIGITS = 12
_EXACT = Context(prec=400)  # digits enough for any float


def twelve_digits(value: float) -> float:
    """Snap a number to 12 significant digits.

    Parameters
    ----------
    value : float
        Whole numbers of type int, infinite and missing numbers stay what they are.

    Returns
    -------
    float

    Examples
    --------
    >>> twelve_digits(5.1249999999999991), twelve_digits(99.99999999999999), twelve_digits(1 / 3)
    (5.125, 100.0, 0.333333333333)
    """
    return value if isinstance(value, int) else float(f"{value:.{DIGITS}g}") + 0.0  # no negative zero


def rounded(value: float, decimals: int) -> Decimal:
    """Round half up what is left of a number when it is snapped to 12 significant digits.

    Parameters
    ----------
    value : float
    decimals : int

    Returns
    -------
    Decimal
        Never a negative zero.

    Examples
    --------
    >>> rounded(0.765, 2), rounded(5.1249999999999991, 2), rounded(-0.004, 2)
    (Decimal('0.77'), Decimal('5.13'), Decimal('0.00'))
    >>> rounded(1e30, 0) == 10**30
    True
    """
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{DIGITS}g}")
    result = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    return abs(result) if result == 0 else result


MISSING = "—"


def number_text(value: float, kind: str, decimals: int) -> str:
    """Return the text of a number in a column of a kind: ``percent`` of a fraction, ``number`` … or as it is.

    A ``gain`` has its sign; an ``amount`` of type int is a count. Below 0, a ``move`` in ranks is a climb;
    above 0, a ``rise`` is one. What people read has a true minus; files of data have numbers.

    Examples
    --------
    >>> number_text(-0.1, "number", 2), number_text(-0.5, "percent", 0), number_text(-3, "integer", 0)
    ('−0.10', '−50%', '−3')
    >>> number_text(0.1234, "percent", 1), number_text(2.345, "number", 2), number_text(3, "integer", 0)
    ('12.3%', '2.35', '3')
    >>> number_text(-2, "move", 0), number_text(1.5, "rise", 1), number_text(0, "move", 0)
    ('↑2', '↑1.5', '0')
    >>> number_text(2.04, "gain", 1), number_text(-2, "gain", 1), number_text(6, "amount", 0)
    ('+2.0', '−2.0', '6')
    """
    match kind:
        case "percent":
            return _with_minus(f"{rounded(float(Decimal(f'{value:.{DIGITS}g}') * 100), decimals)}%")
        case "number":
            return _with_minus(f"{rounded(value, decimals)}")
        case "gain":
            number = rounded(value, decimals)
            return f"+{number}" if number > 0 else _with_minus(f"{number}")
        case "amount":
            return by_size(value, whole=isinstance(value, int))
        case "move" | "rise":  # changes of rank: up is up, whichever sign that has
            places = abs(rounded(value, decimals))
            return f"{'↑' if (value < 0) == (kind == 'move') else '↓'}{places}" if places else "0"
        case _:
            return _with_minus(str(value))


def _with_minus(text: str) -> str:
    return f"−{text[1:]}" if text.startswith("-") else text


def by_size(value: float | None, *, whole: bool = False) -> str:
    """Return a number with three significant digits, or all its whole ones in thousands; counts without decimals.

    Examples
    --------
    >>> [by_size(value) for value in (33152.4, 535.3, 36.0, 0.72, 0.377, -5.0, 0.0, None)]
    ['33,152', '535', '36.0', '0.720', '0.377', '−5.00', '0', '—']
    >>> by_size(7.0, whole=True)
    '7'
    """
    if value is None or value != value:  # noqa: PLR0124 - a missing number
        return MISSING
    size = Decimal(f"{value:.{DIGITS}g}").adjusted() if value and not whole else _THIRD
    return _with_minus(f"{rounded(value, max(0, _THIRD - size)):,}")


_THIRD = 2
