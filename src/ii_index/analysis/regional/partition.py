"""What regional questions compare: a node's scores, or an indicator's values, by groups that do not overlap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.construction.denominating import denominate
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding, UnknownLabelError
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.provinces import REGION_GROUPS

OUTSIDE = -1


@dataclass(frozen=True, eq=False)
class Compared(Immutable):
    """A series of values of every unit.

    Attributes
    ----------
    index : CompositeIndex
    node : str
    raw : bool
        Whether these are an indicator's values (denominated), not a node's scores.
    series : FloatArray, shape (years, units)
    """

    index: CompositeIndex
    node: str
    raw: bool
    series: FloatArray

    @property
    def name(self) -> Name:
        """What is compared."""
        return self.index.framework.name_of(self.node)

    def scale_finding(self) -> tuple[Finding, ...]:
        """Say that figures of scores hang on range and bounds; values of an indicator do not."""
        if self.raw:
            return ()
        step = self.index.recipe.normalisation
        span = getattr(step, "range", None)
        shown = step.title if span is None else Name(
            zh=f"{step.title.zh} {span[0]:g}—{span[1]:g}", en=f"{step.title.en} {span[0]:g}–{span[1]:g}"
        )  # fmt: skip
        return (
            Finding("N_SCORES_NO_RATIO_SCALE", details={"normalisation": shown, "bounds": self.bounds()}),
        )

    def bounds(self) -> Name:
        """Say over which years the bounds were taken."""
        chosen = getattr(self.index.recipe.normalisation, "bounds", None)
        if len(self.index.years) == 1 or chosen == "year":
            return Name(zh="各年", en="of each year")
        if isinstance(chosen, int):
            return Name(zh=f"{chosen}年", en=f"of {chosen}")
        return Name(zh="各年合并", en="pooled over years")

    def require_same_bounds(self) -> None:
        """Refuse scores whose bounds change from year to year, where years are compared."""
        steps = [
            leaf.normalisation or self.index.recipe.normalisation for leaf in self.index.framework.leaves
        ]
        if not self.raw and any(getattr(step, "bounds", None) == "year" for step in steps):
            raise DataError(Finding("E_CONVERGENCE_BOUNDS", file=self.index.panel.source))


def compared(index: CompositeIndex, node: str = ROOT, *, raw: bool = False) -> Compared:
    """Return what is compared.

    Parameters
    ----------
    index : CompositeIndex
    node : str, default "root"
    raw : bool, default False
        The values of an indicator, divided by its denominator, not its scores.

    Raises
    ------
    UnknownLabelError
        No such node; raw values of a node that is no indicator.
    """
    if raw:
        ids = list(index.panel.indicators)
        if node not in ids:
            index.locate(node)
            raise UnknownLabelError(Finding("E_NOT_AN_INDICATOR", column=node, details={"known": ids}))
        return Compared(index, node, raw, denominate(index.panel)[..., ids.index(node)])
    level, place = index.locate(node)
    return Compared(index, node, raw, index.levels[level][..., place])


@dataclass(frozen=True, eq=False)
class Partition(Immutable):
    """Groups of units that do not overlap.

    Attributes
    ----------
    names : tuple of Name
    labels : IntArray, shape (units,)
        The group of each unit; −1 of none.
    """

    names: tuple[Name, ...]
    labels: IntArray

    def inside(self, values: FloatArray) -> BoolArray:
        """Return which units are in a group and have a value."""
        return np.asarray((self.labels != OUTSIDE) & ~np.isnan(values))


def partition(
    index: CompositeIndex, own_groups: Mapping[str, Sequence[str]] | None = None, by: str | None = None
) -> Partition:
    """Put the units of an index into groups of which none overlap.

    Parameters
    ----------
    index : CompositeIndex
    own_groups : mapping of str to sequence of str, optional
        Groups of one's own; by default the four regions of NBS, for provinces.
    by : str, optional
        Heading of a column of groups instead.

    Raises
    ------
    DataError
        No groups are known for these units; units in two groups; both ``own_groups`` and ``by``.
    UnknownLabelError
        Every unit that is not there; a column that is not there.
    """
    if own_groups is not None and by is not None:
        raise DataError(Finding("E_GROUPS_TWICE", file=index.panel.source))
    if by is not None:
        return _of_column(index, by)
    if own_groups is None:
        if index.framework.units != "provinces":
            known = [*index.panel.groups] or Name(zh="（没有）", en="(there are none)")
            raise DataError(Finding("E_GROUPS_NEEDED", file=index.panel.source, details={"known": known}))
        groups = {Name(zh=group.zh, en=group.en): group.units for group in REGION_GROUPS.values()}
        members = {name: np.isin(index.units, units) for name, units in groups.items()}
        members = {name: inside for name, inside in members.items() if inside.any()}
    else:
        members = {Name(zh=name, en=name): _inside(index, units) for name, units in own_groups.items()}
    _refuse_overlaps(index, members)
    labels = np.full(len(index.units), OUTSIDE, dtype=np.intp)
    for place, inside in enumerate(members.values()):
        labels[inside] = place
    return Partition(tuple(members), labels)


def _of_column(index: CompositeIndex, heading: str) -> Partition:
    labels = index.panel.groups[index.panel.grouping(heading)]
    names = list(dict.fromkeys(filter(None, labels)))
    places = [names.index(label) if label else OUTSIDE for label in labels]
    return Partition(tuple(Name(zh=name, en=name) for name in names), np.array(places, dtype=np.intp))


def _inside(index: CompositeIndex, units: Sequence[str]) -> BoolArray:
    inside = np.zeros(len(index.units), dtype=np.bool_)
    faults: list[Finding] = []
    for unit in units:
        try:
            inside[index.panel.unit_index(unit)] = True
        except UnknownLabelError as error:
            faults += error.findings
    if faults:
        raise UnknownLabelError(faults)
    return inside


def _refuse_overlaps(index: CompositeIndex, members: Mapping[Name, BoolArray]) -> None:
    twice = np.sum([inside.astype(np.intp) for inside in members.values()], axis=0) > 1
    if np.any(twice):
        names = [index.panel.unit_name(index.units[unit]) for unit in np.flatnonzero(twice).tolist()]
        raise DataError(Finding("E_GROUPS_OVERLAP", details={"names": names}))
