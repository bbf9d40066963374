"""Plans: targets with what was reached, in a tree."""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["positive", "negative"]


@dataclass(frozen=True, slots=True)
class Target:
    """One row of a plan: a target and what was reached, a group of targets, or a part of another row's figure.

    Attributes
    ----------
    id : str
    name : str
    parent : str or None
        Id of the group it belongs to; None at the top.
    target, actual, base : float or None
        What was planned, what was reached, and where it started; a group has neither target nor actual.
    unit : str or None
    direction : {"positive", "negative"}
        Whether more is better.
    weight : float
        Relative within its group.
    due, as_of : str or None
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``: by when, and when the actual was counted.
    status : str or None
        As reported.
    part_of : str or None
        Id of the row whose actual this one's is a part of.
    source : str or None
    row : int or None
        Physical line of the file.
    """

    id: str
    name: str
    parent: str | None = None
    target: float | None = None
    actual: float | None = None
    base: float | None = None
    unit: str | None = None
    direction: Direction = "positive"
    weight: float = 1.0
    due: str | None = None
    as_of: str | None = None
    status: str | None = None
    part_of: str | None = None
    source: str | None = None
    row: int | None = None
