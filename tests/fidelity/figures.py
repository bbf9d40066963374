"""A published figure, what the project makes of it, and the verdict, which follows from the two alone."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from ii_index.model.printed_numbers import rounded

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"

Verdict = Literal["reproduced", "cannot be reproduced", "not computable", "nothing printed"]


@dataclass(frozen=True)
class Published:
    """One figure as a document prints it."""

    key: str
    place: str
    what: str
    printed: str


@dataclass(frozen=True)
class Row:
    """A published figure beside what is computed.

    ``agrees`` is None where nothing can be computed; ``note`` says why, or how.
    """

    published: Published
    computed: str
    agrees: bool | None
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        if not self.published.printed:
            return "nothing printed"
        if self.agrees is None:
            return "not computable"
        return "reproduced" if self.agrees else "cannot be reproduced"


def read(name: str) -> dict[str, Published]:
    """The figures of one file, by key."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return {row["key"]: Published(**row) for row in csv.DictReader(file)}


def number(published: Published, value: float, note: str = "") -> Row:
    """A number agrees where, rounded half up to the printed decimals, it is the printed one.

    Shown are two decimals more, of a count (an ``int``) none.
    """
    text = published.printed.rstrip("%")
    decimals = len(text.partition(".")[2])
    unit = "%" if published.printed.endswith("%") else ""
    computed = f"{value if isinstance(value, int) else rounded(value, decimals + 2)}{unit}"
    return Row(published, computed, rounded(value, decimals) == Decimal(text), note)


def limit(published: Published, value: float, note: str = "") -> Row:
    """A number agrees where it is on the printed side of the printed limit."""
    sign, text = published.printed[0], published.printed[1:].rstrip("%")
    unit = "%" if published.printed.endswith("%") else ""
    beyond = {">": value > float(text), "≥": value >= float(text)}[sign]
    return Row(
        published,
        f"{rounded(value, 2)}{unit}",
        beyond,
        note,
    )


def saying(published: Published, computed: str, note: str = "") -> Row:
    """A statement agrees where what is computed says the same."""
    return Row(published, computed, computed == published.printed, note)


def members(published: Published, computed: Iterable[str], note: str) -> Row:
    """A list agrees where it has the same members; their order is not a rank."""
    printed, found = published.printed.split("、"), list(computed)
    missing = [name for name in printed if name not in found]
    extra = [name for name in found if name not in printed]
    shared = len(printed) - len(missing)
    words = [f"{shared} of {len(printed)} agree"]
    words += [f"without {'、'.join(missing)}"] if missing else []
    words += [f"with {'、'.join(extra)}"] if extra else []
    return Row(published, "; ".join(words), not missing and not extra, note)


def unknown(published: Published, note: str, computed: str = "—") -> Row:
    """Nothing can be computed."""
    return Row(published, computed, None, note)
