"""Plan against actual, over a tree: rates, what became of every target, and figures that do not add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from ii_index._immutable import Immutable
from ii_index.errors import DataError, Finding
from ii_index.kernels.attainment import attainment_rate, mean_attainment
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.nearest import nearest_or_first
from ii_index.model.printed_numbers import rounded
from ii_index.model.table import Cell, Column, Table
from ii_index.model.targets import Target

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["attained", "under_way", "missed", "below", "no_figure"]
STATUSES: Mapping[Status, Name] = MappingProxyType(
    {
        "attained": Name(zh="已完成", en="attained"),
        "under_way": Name(zh="进行中", en="under way"),
        "missed": Name(zh="到期未完成", en="missed"),
        "below": Name(zh="未达目标", en="below target"),
        "no_figure": Name(zh="未公布实际", en="no figure"),
    }
)
_DONE = ("完成", "已完成", "done", "attained", "completed")
_TOLERANCE = 1e-9

ID = Column("id", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="项目", en="Target"), "text")
UNIT = Column("unit", Name(zh="单位", en="Unit"), "text")
PLANNED = Column("target", Name(zh="计划", en="Planned"), decimals=0)
ACTUAL = Column("actual", Name(zh="实际", en="Actual"), decimals=0)
RATE = Column("rate", Name(zh="完成率", en="Attained"), "percent", 1)
KNOWN = Column("known", Name(zh="有数据的权重", en="Weight with figures"), "percent", 0)
DUE = Column("due", Name(zh="期限", en="Due"), "text")
AS_OF = Column("as_of", Name(zh="截至", en="As of"), "text")
STATUS = Column("status", Name(zh="状态", en="Status"), "text")
SOURCE = Column("source", Name(zh="来源", en="Source"), "text", shown=False)


@dataclass(frozen=True, eq=False)
class Attainment(Immutable):
    """A plan and how much of it was reached.

    Attributes
    ----------
    targets : tuple of Target
        As they came.
    rates : Mapping of str to float
        By id: (actual − base) / (target − base) of a target, the weighted mean of its children, each counting at
        most in full, of a group; NaN where nothing is known.
    known : Mapping of str to float
        Share of the weight below each row that has figures.
    statuses : Mapping of str to str
        Of every target.
    findings : tuple of Finding
        Parts that do not add up, reported states that the figures contradict.
    """

    targets: tuple[Target, ...]
    rates: Mapping[str, float]
    known: Mapping[str, float]
    statuses: Mapping[str, Status]
    findings: tuple[Finding, ...]

    @property
    def total(self) -> float:
        """The weighted mean of the topmost rows, each counting at most in full."""
        top = [target for target in self.targets if target.parent is None and target.part_of is None]
        return mean_attainment([self.rates[item.id] for item in top], [item.weight for item in top])

    def table(self) -> Table:
        """Return one row a group or target, in the order of the tree."""
        rows = tuple(self._row(target, depth) for target, depth in _in_order(self.targets))
        columns = (ID, NAME, UNIT, PLANNED, ACTUAL, RATE, KNOWN, STATUS, AS_OF, DUE, SOURCE)
        note = Name(
            zh="分组的完成率是其各项的加权平均，超额完成的项目按100%计，未公布实际的项目不计。",
            en="A group's rate is the weighted mean of its targets; one that is exceeded counts as 100 %, "
            "one without a figure is left out.",
        )
        return Table(
            "attainment",
            Name(zh="计划完成情况", en="Plan against actual"),
            columns,
            rows,
            (note,),
            index=("id",),
        )

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by id, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)

    def _row(self, target: Target, depth: int) -> tuple[Cell, ...]:
        status = self.statuses.get(target.id)
        rate, known = self.rates[target.id], self.known[target.id]
        return (
            target.id,
            Name(zh="　" * depth + target.name, en="  " * depth + target.name),
            target.unit or "",
            target.target,
            target.actual,
            None if np.isnan(rate) else rate,
            None if status else known,
            STATUSES[status] if status else "",
            target.as_of or "",
            target.due or "",
            target.source or "",
        )


def attainment(targets: Sequence[Target]) -> Attainment:
    """Work out how much of a plan was reached.

    Parameters
    ----------
    targets : sequence of Target
        Groups, targets, and parts of printed figures.

    Returns
    -------
    Attainment

    Raises
    ------
    DataError
        Everything that is wrong with the rows: repeated ids, groups that are not there, loops, rows that are
        both group and target, targets that equal their base, negative weights.

    Examples
    --------
    >>> plan = [Target("a", "诊断服务", target=152, actual=153), Target("b", "项目", target=100, actual=66)]
    >>> found = attainment(plan)
    >>> round(found.rates["a"], 4), round(found.total, 2), found.statuses["a"]
    (1.0066, 0.83, 'attained')
    """
    faults = list(_faults(targets))
    if faults:
        raise DataError(faults)
    rates: dict[str, float] = {}
    known: dict[str, float] = {}
    statuses: dict[str, Status] = {}
    for target, _ in reversed(list(_in_order(targets))):
        children = [child for child in targets if child.parent == target.id and child.part_of is None]
        if children:
            weights = np.array([child.weight for child in children])
            rates[target.id] = mean_attainment([rates[child.id] for child in children], weights)
            shares = np.array([known[child.id] for child in children])
            known[target.id] = float(shares @ weights / weights.sum()) if weights.sum() else 0.0
            continue
        rates[target.id] = _rate(target)
        known[target.id] = 0.0 if np.isnan(rates[target.id]) else 1.0
        statuses[target.id] = _status(target, rates[target.id])
    return Attainment(
        targets=tuple(targets),
        rates=MappingProxyType(rates),
        known=MappingProxyType(known),
        statuses=MappingProxyType(statuses),
        findings=(*_sums(targets), *_contradictions(targets, rates)),
    )


def _rate(target: Target) -> float:
    """Attainment of one target; where less is better and no base is known, target / actual."""
    if target.actual is None or target.target is None:
        return float("nan")
    if target.direction == "negative" and target.base is None:
        return float(attainment_rate(target.target, target.actual))
    return float(attainment_rate(target.actual, target.target, target.base or 0.0))


def _status(target: Target, rate: float) -> Status:
    if np.isnan(rate):
        return "no_figure"
    if rate >= 1 - _TOLERANCE:
        return "attained"
    if target.as_of is None or target.due is None:
        return "below"
    return "under_way" if _day(target.as_of) < _day(target.due) else "missed"


def _day(date: str) -> str:
    """Return the last day that a date may mean, so that dates compare as texts."""
    return date + "-12-31"[len(date) - 4 :] if len(date) < 10 else date


def _sums(targets: Sequence[Target]) -> Iterator[Finding]:
    """Find printed figures that their parts do not add up to."""
    for target in targets:
        parts = [part for part in targets if part.part_of == target.id]
        known = [part.actual for part in parts if part.actual is not None]
        if target.actual is None or not known:
            continue
        if len(known) < len(parts) or abs(sum(known) - target.actual) <= _TOLERANCE * abs(target.actual):
            continue
        details = {
            "name": target.name,
            "parts": [f"{part.name} {part.actual:g}" for part in parts],
            "sum": f"{sum(known):g}",
            "difference": f"{target.actual - sum(known):g}",
        }
        yield Finding(
            "W_PARTS_DO_NOT_ADD_UP",
            row=target.row,
            column=target.id,
            found=f"{target.actual:g}",
            details=details,
        )


def _contradictions(targets: Sequence[Target], rates: Mapping[str, float]) -> Iterator[Finding]:
    """Find targets that are reported as done and are not."""
    for target in targets:
        rate = rates.get(target.id, float("nan"))
        if target.status and target.status.strip().lower() in _DONE and rate < 1 - _TOLERANCE:
            details = {"name": target.name, "rate": str(rounded(100 * rate, 1))}
            yield Finding(
                "W_STATUS_DISAGREES", row=target.row, column=target.id, found=target.status, details=details
            )


def _in_order(targets: Sequence[Target]) -> Iterator[tuple[Target, int]]:
    """Yield groups and targets with their depth, each group before what it holds; parts are left out."""

    def below(parent: str | None, depth: int) -> Iterator[tuple[Target, int]]:
        for target in targets:
            if target.parent == parent and target.part_of is None:
                yield target, depth
                yield from below(target.id, depth + 1)

    yield from below(None, 0)


def _faults(targets: Sequence[Target]) -> Iterator[Finding]:
    ids = [target.id for target in targets]
    parents = {target.parent for target in targets}
    for target in targets:
        fault = partial(Finding, row=target.row, column=target.id)
        if ids.count(target.id) > 1:
            yield fault("E_TARGET_TWICE", found=target.id)
        for other in (target.parent, target.part_of):
            if other is not None and other not in ids:
                yield Finding(
                    "E_TARGET_UNKNOWN", found=other, details={"known": nearest_or_first(other, ids)}
                )
        if target.id in parents and target.target is not None:
            yield fault("E_TARGET_IS_GROUP", details={"name": target.name})
        if target.target is not None and target.target == (target.base or 0.0):
            yield Finding("E_TARGET_IS_BASE", found=f"{target.target:g}", details={"name": target.name})
        if target.weight < 0:
            yield Finding("E_TARGET_WEIGHT", found=f"{target.weight:g}", details={"name": target.name})
        if _loops(target, {item.id: item.parent for item in targets}):
            yield fault("E_TARGET_LOOP", details={"name": target.name})


def _loops(target: Target, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    at: str | None = target.id
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
