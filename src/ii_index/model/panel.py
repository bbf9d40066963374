"""The panel: years × units × indicators, labelled and read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ii_index._immutable import Immutable
from ii_index._short import MOST
from ii_index._typing import ArrayLike, FloatArray, as_read
from ii_index._visible import is_visible, odd_characters, visible
from ii_index.errors import Finding, PanelError, UnknownLabelError, warn_of
from ii_index.model import provinces
from ii_index.model.former_names import formerly
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.nearest import suggest
from ii_index.model.notebook import html_table
from ii_index.model.periods import Period, as_period, kind_of, period_of
from ii_index.model.printed_numbers import number_text
from ii_index.model.spelling import compact

if TYPE_CHECKING:
    import pandas as pd

NATION = provinces.NATION


@dataclass(frozen=True, eq=False)
class Panel(Immutable):
    """Values of a framework's indicators for units and years; a missing cell is NaN.

    Attributes
    ----------
    framework : Framework
        Cut where the columns are: its leaves are the last axis.
    years : tuple of int
        Whole, ascending, each once; or months (202305) or quarters (20232), which print as 2023-05 and 2023Q2.
    units : tuple of str
        Unit codes, each once: six digits for provinces, ``CN`` for the nation, else the labels as they came.
    values : FloatArray, shape (years, units, indicators)
        In the framework's units of measurement, finite or NaN, read-only.
    denominators : FloatArray, shape (years, units, denominators)
    findings : tuple of Finding
        Warnings that reading gave.
    source : str or None
        The file the panel came from.
    groups : mapping of str to tuple of str
        Groups of the units, by the heading of their column: a label for each unit, blank where it is in none.

    Raises
    ------
    PanelError
        A label twice, a year that is none, an infinite value, values of another shape, or groups that do not go with
        the units: all of it.
    """

    framework: Framework
    years: tuple[int, ...]
    units: tuple[str, ...]
    values: FloatArray
    denominators: FloatArray = field(default_factory=lambda: np.empty((0, 0, 0)))
    findings: tuple[Finding, ...] = ()
    source: str | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        years = tuple(map(_builtin, self.years))
        object.__setattr__(self, "years", years)
        object.__setattr__(self, "units", tuple(self.units))
        self._show_units()
        declared = tuple(item.id for item in self.framework.denominators)
        shape = (len(years), len(self.units))
        given = self.denominators if self.denominators.size else np.empty((*shape, 0))
        arrays = {"values": _owned(self.values), "denominators": _owned(given)}
        axes = {"values": len(self.indicators), "denominators": len(declared) if given.size else 0}
        groups = {heading: tuple(labels) for heading, labels in self.groups.items()}
        object.__setattr__(self, "groups", MappingProxyType(groups))
        faults = [*_wrong_units(self.units), *_wrong_years(years), *_wrong_groups(groups, len(self.units))]
        for name, array in arrays.items():
            object.__setattr__(self, name, array)
            faults += _wrong_shape(name, array, (*shape, axes[name]))
        if not faults:
            faults += self._infinite(self.values, self.indicators)
            faults += self._infinite(self.denominators, declared)
        if faults:
            raise PanelError(faults)

    def _show_units(self) -> None:
        """Show what is odd in labels, which a file or a terminal would obey, and say so."""
        if self.source is not None:
            object.__setattr__(self, "source", visible(self.source))
        given = cast("tuple[object, ...]", self.units)  # of any type, before they are checked
        texts = _texts(given)
        if not is_visible("\n".join(texts)):  # all at once: there may be a million
            odd = [unit for unit in texts if not is_visible(unit)]
            units = tuple(visible(unit) if isinstance(unit, str) else unit for unit in given)
            details = {"count": len(odd), "characters": odd_characters("".join(odd))}
            said = Finding("W_UNPRINTABLE", file=self.source, found=visible(odd[0]), details=details)
            object.__setattr__(self, "units", units)
            object.__setattr__(self, "findings", (*self.findings, said))

    def _infinite(self, values: FloatArray, columns: tuple[str, ...]) -> list[Finding]:
        """Return the first infinite cells, and how many more there are."""
        if not np.isinf(values).any():
            return []
        cells = np.argwhere(np.isinf(values)).tolist()
        found = [
            Finding(
                "E_NOT_FINITE",
                year=self.years[year],
                unit=self.units[unit],
                column=columns[column],
                found=str(values[year, unit, column]),
            )
            for year, unit, column in cells[:_NAMED]
        ]
        more = Finding("N_MORE_FINDINGS", details={"count": len(cells) - _NAMED})
        return [*found, more] if len(cells) > _NAMED else found

    def __repr__(self) -> str:
        """Say its framework, its size, and how much of it is there."""
        units = f"{', '.join(self.units[:_FEW])}{', …' if len(self.units) > _FEW else ''}"
        years = (
            f"{self.years[0]}…{self.years[-1]}" if len(self.years) > 1 else ", ".join(map(str, self.years))
        )
        size = f"{len(self.years)} years ({years}) × {len(self.units)} units ({units})"
        return f"Panel({self.framework.id!r}, {size} × {len(self.indicators)} indicators, {self._observed})"[
            :MOST
        ]

    def _repr_html_(self) -> str:
        """Show in a notebook which indicators are there in which years."""
        share: FloatArray = 1 - np.isnan(self.values).mean(axis=1)
        leaves = self.framework.leaves
        rows = (
            [
                leaf.id,
                leaf.name.en,
                leaf.unit or "",
                *(number_text(one, "percent", 0) for one in share[:, at].tolist()),
            ]
            for at, leaf in enumerate(leaves)
        )
        title = f"{self.framework.name.en}: {len(self.units)} units, {self._observed}"
        return html_table(title, ["Id", "Indicator", "Unit", *map(str, self.years)], rows, len(leaves))

    @property
    def _observed(self) -> str:
        return f"{int(np.count_nonzero(~np.isnan(self.values)))} of {self.values.size} cells"

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of the leaves, in the order of the last axis."""
        return self.framework.tree.levels[-1]

    @property
    def is_national(self) -> bool:
        """Whether the only unit is the nation."""
        return self.units == (NATION,)

    def unit_name(self, unit: str) -> Name:
        """Return the short name of a unit; a free label is its own name."""
        return self._names[unit] if unit in self._names else self._named(unit)

    @cached_property
    def _names(self) -> dict[str, Name]:
        return {unit: self._named(unit) for unit in self.units}

    def _named(self, unit: str) -> Name:
        if unit == NATION:
            return Name(zh="全国", en="China")
        known = provinces.PROVINCES.get(unit) if self.framework.units == "provinces" else None
        return Name(zh=known.zh, en=known.en) if known else Name(zh=unit, en=unit)

    def year_index(self, year: int | str) -> int:
        """Return the position of a year or period; raise UnknownLabelError listing those there are."""
        asked = period_of(year) if isinstance(year, str) else year
        if asked in self.years:
            return self.years.index(asked)
        raise UnknownLabelError(Finding("E_UNKNOWN_YEAR", found=repr(year), details={"known": self.years}))

    def unit_index(self, unit: str) -> int:
        """Return the position of a unit, given its code or any usual name."""
        code = self._code_of(unit)
        if code is not None:
            return self._places[code]
        known = suggest(unit, (self.unit_name(code) for code in self.units))
        raise UnknownLabelError(Finding("E_UNKNOWN_UNIT", found=unit, details={"known": known}))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {unit: place for place, unit in enumerate(self.units)}

    def grouping(self, heading: str) -> str:
        """Return a column of groups as it is headed; width, case and white space do not matter.

        Raises
        ------
        UnknownLabelError
            There is no such column; those nearest to it are named.
        """
        alike = [known for known in self.groups if compact(known) == compact(heading)]
        if heading in self.groups or alike:
            return heading if heading in self.groups else alike[0]
        details = {"known": suggest(heading, self.groups)}
        raise UnknownLabelError(Finding("E_UNKNOWN_GROUPS", file=self.source, found=heading, details=details))

    def _code_of(self, unit: str) -> str | None:
        if (shown := visible(unit)) in self._places:
            return shown
        if NATION in self._places and unit in {self.unit_name(NATION).zh, self.unit_name(NATION).en}:
            return NATION
        if self.framework.units == "provinces":
            found = provinces.resolve(unit)
            return found if found in self._places else None
        alike = [code for code in self.units if compact(code) == compact(unit)]
        return alike[0] if len(alike) == 1 else None

    def select(self, *, years: Sequence[int] | None = None, units: Sequence[str] | None = None) -> "Panel":
        """Return the panel of some years, ascending, and of some units, in the order given."""
        rows = sorted({self.year_index(year) for year in (self.years if years is None else years)})
        columns = [self.unit_index(unit) for unit in (self.units if units is None else units)]
        return Panel(
            framework=self.framework,
            years=tuple(self.years[row] for row in rows),
            units=tuple(self.units[column] for column in columns),
            values=self.values[np.ix_(rows, columns)],
            denominators=self.denominators[np.ix_(rows, columns)],
            findings=self.findings,
            source=self.source,
            groups={
                heading: tuple(labels[column] for column in columns)
                for heading, labels in self.groups.items()
            },
        )

    def to_frame(self, *, groups: bool = False) -> "pd.DataFrame":
        """Return a row a unit and year (index ``code``, ``year``, as in results), a column an indicator or several's.

        With ``groups``, their columns stand first.
        """
        import pandas as pd

        index = pd.MultiIndex.from_product([self.units, self.years], names=["code", "year"])
        declared = [item.id for item in self.framework.denominators][: self.denominators.shape[-1]]
        reads = [leaf.reads for leaf in self.framework.leaves]
        columns = {key: self.values[..., reads.index(key)] for key in self.framework.readers}
        columns |= {key: self.denominators[..., at] for at, key in enumerate(declared) if key not in columns}
        cells = np.stack([*columns.values()], axis=-1).swapaxes(0, 1)
        frame = pd.DataFrame(cells.reshape(len(index), -1), index=index, columns=[*columns])
        for at, (heading, labels) in enumerate(self.groups.items() if groups else ()):
            frame.insert(at, heading, np.repeat(np.array(labels, dtype=object), len(self.years)))
        return frame

    @classmethod
    @formerly(unit="unit_column")
    def from_frame(  # noqa: PLR0913 - the public contract
        cls,
        frame: object,
        framework: Framework,
        *,
        year: int | None = None,
        expected_units: Sequence[str] | None = None,
        allow_missing_units: bool = False,
        unit_column: str | None = None,
        year_column: str | None = None,
        group_columns: Sequence[str] = (),
    ) -> "Panel":
        """Make a panel of a DataFrame, with the checks that a file gets; :meth:`to_frame` gives it back.

        Parameters
        ----------
        frame : pandas.DataFrame or any with an Arrow C stream
            Polars, pyarrow and duckdb have one; it is read with pyarrow. Wide: unit and year in the index or in
            columns, one column an indicator, by id, name or alias. Or long: unit, year, indicator, value, rows in any
            order. Or years, units or both across, under indicators or beside a column of them, as headings or levels
            of headings: whatever a file may have, however pandas has pivoted it. Values in the framework's units of
            measurement unless a heading or a column of units says otherwise; text and ``Decimal`` are read as in a
            file; NaN and None are missing.
        framework : Framework
            Cut where the columns are.
        year : int, optional
            The year of a frame that has none.
        expected_units : sequence of str, optional
            Units that must be there, by code or name; by default all 31 of a framework of provinces.
        allow_missing_units : bool
            Whether units that are not there are a warning and no error.
        unit_column, year_column : str, optional
            Headings of the columns of units and years, where what stands in the frame does not decide, as it does in
            a file: text distinct within a year names the units, what is coarser are groups. A frame without any
            text is the nation's.
        group_columns : sequence of str
            Headings of columns that are groups of the units and nothing else.

        Raises
        ------
        DataError
            Every fault; ``row`` counts the frame's rows from 1.
        TypeError
            What is given is no frame.
        """
        from ii_index.model.frame_table import Asked
        from ii_index.model.frames import parts_of
        from ii_index.model.roles import Chosen

        chosen = Chosen(unit_column, year_column, tuple(group_columns))
        parts = parts_of(frame, framework, Asked(year, chosen, expected_units, allow_missing_units))
        warn_of(parts.findings)
        return cls(
            parts.framework,
            parts.years,
            parts.units,
            parts.values,
            parts.denominators,
            parts.findings,
            groups=parts.groups,
        )

    def equals(self, other: object) -> bool:
        """Whether labels and cells (missing ones too) are the same."""
        return (
            isinstance(other, Panel)
            and self.framework == other.framework
            and (self.years, self.units, self.groups) == (other.years, other.units, other.groups)
            and np.array_equal(self.values, other.values, equal_nan=True)
            and np.array_equal(self.denominators, other.denominators, equal_nan=True)
        )


def noted(panel: Panel, findings: tuple[Finding, ...]) -> Panel:
    """Return the same panel with other findings: its numbers are neither copied nor checked again."""
    twin = object.__new__(Panel)
    twin.__dict__.update(panel.__dict__, findings=findings)
    return twin


_FEW = 3
_NAMED = 20
"""Infinite cells named one by one."""


def _builtin(year: Any) -> int:  # noqa: ANN401 - whatever stands for a year
    """Return numpy's whole number as Python's, and anything else as it is, to be found out."""
    whole: int = int(year) if issubclass(type(year), np.integer) else year
    return as_period(whole) if type(whole) is int else whole


def _texts(units: tuple[object, ...]) -> Sequence[str]:
    """Return the labels that are texts; as they are where all are, without a look at each."""
    if {*map(type, units)} == {str}:
        return cast("tuple[str, ...]", units)
    return [unit for unit in units if isinstance(unit, str)]


def _wrong_units(units: tuple[object, ...]) -> list[Finding]:
    texts = _texts(units)
    if len(texts) == len(units) == len({*texts}) and all(map(str.strip, texts)):
        return []
    seen: set[object] = set()
    found: list[Finding] = []
    for unit in units:
        if not (isinstance(unit, str) and unit.strip()) or unit in seen:
            found.append(Finding("E_PANEL_UNITS", found=repr(unit)))
        else:
            seen.add(unit)
    return found


def _wrong_groups(groups: Mapping[str, tuple[object, ...]], units: int) -> list[Finding]:
    """Return a finding for each column of groups that is not one text a unit."""
    return [
        Finding("E_PANEL_GROUPS", column=heading, found=str(len(labels)), expected=str(units))
        for heading, labels in groups.items()
        if len(labels) != units or not all(isinstance(label, str) for label in labels)
    ]


def _wrong_years(years: tuple[object, ...]) -> list[Finding]:
    """Return a finding for each year that is none, or not later than the one before it."""
    latest = -1
    found: list[Finding] = []
    for year in years:
        is_year = isinstance(year, int) and not isinstance(year, bool)
        if is_year and latest < year and (isinstance(year, Period) or year <= _LATEST):  # type: ignore[operator]
            latest = int(year)  # type: ignore[call-overload]
        else:
            found.append(Finding("E_PANEL_YEARS", found=repr(year) if isinstance(year, str) else str(year)))
    kinds = {kind_of(year) for year in years}
    if not found and len(kinds) > 1:
        found.append(Finding("E_PERIODS_MIXED", details={"years": [str(year) for year in years]}))
    return found


_LATEST = 9999


def _wrong_shape(name: str, array: FloatArray, shape: tuple[int, ...]) -> list[Finding]:
    if array.shape == shape:
        return []
    return [Finding("E_PANEL_SHAPE", column=name, found=str(array.shape), expected=str(shape))]


def _owned(values: ArrayLike) -> FloatArray:
    """Return a read-only copy of numbers, or the numbers themselves where nobody else may write into them."""
    array = as_read(values)
    if array is not values or array.flags.writeable or array.base is not None:
        array = np.array(array)
    array.setflags(write=False)
    return array
