"""What is asked, as plain values that another process can be sent; and how it becomes a panel and a recipe.

Definitions are read as nobody's: functions that they name (``kind: call``) are refused by the readers, and not run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ii_index.errors import DataError, Finding, FrameworkError, IIIndexError
from ii_index.io.frameworks import builtin_frameworks
from ii_index.io.tables import check_table
from ii_index.io.tables.reader import Reading
from ii_index.model.panel import Panel
from ii_index.reporting.answers.index import Asked
from ii_index.reporting.answers.recipes import brought, recipe_from
from ii_index.reporting.results import national_recipe

NATIONAL = ("weights", "missing", "threshold")
"""What a base-year index leaves open."""


@dataclass(frozen=True, slots=True)
class Given:
    """A table, how to read it, and how an index is to be made of it.

    Attributes
    ----------
    table : Path
        Where the table was put.
    name : str
        What its owner calls it; shown, and never a path.
    framework : str, Path or None
        Id of a built-in one, or where one was put; by default the built-in one that fits.
    weights : Path or None
        Where a weights file was put.
    reading : Mapping
        Options of :func:`ii_index.read_panel`.
    words : Mapping
        What :func:`ii_index.reporting.answers.recipes.recipe_from` takes.
    year : int or None
    tiers : int or None
    tier_method : str
    """

    table: Path
    name: str
    framework: str | Path | None = None
    weights: Path | None = None
    reading: Mapping[str, Any] = field(default_factory=dict[str, Any])
    words: Mapping[str, Any] = field(default_factory=dict[str, Any])
    year: int | None = None
    tiers: int | None = None
    tier_method: str = "natural-breaks"

    @property
    def cut(self) -> dict[str, Any]:
        """How tiers are cut, as the answers take it."""
        return {"tiers": self.tiers, "tier_method": self.tier_method}

    def read(self) -> Reading:
        """Read the table; findings and the panel call it what its owner does."""
        refuse_unknown(self.framework)
        found = check_table(self.table, self.framework, year=self.year, **self.reading)
        findings = tuple(self.named(finding) for finding in found.findings)
        return Reading(
            found.panel and replace(found.panel, source=self.name, findings=findings),
            findings,
        )

    def named(self, finding: Finding) -> Finding:
        """Return a finding that calls the table what its owner does, and says nothing of where it was put."""
        file = self.name if finding.file in {self.table.name, str(self.table)} else finding.file
        details = {key: self._told(value) for key, value in finding.details.items()}
        return replace(finding, file=file, details=details)

    def _told(self, value: Any) -> Any:  # noqa: ANN401 - whatever a finding holds
        """Put the owner's name for the place where the table was put, in every text."""
        if isinstance(value, str):
            return value.replace(str(self.table), self.name)
        parts: dict[str, Any] | None = value._asdict() if hasattr(value, "_asdict") else None
        if parts is not None:
            return type(value)(**{key: self._told(part) for key, part in parts.items()})
        if type(value) in {list, tuple}:
            return [*map(self._told, value)]
        return value

    def panel(self) -> Panel:
        """Return the panel, or raise everything that is wrong with the table."""
        found = self.read()
        if found.panel is None:
            raise DataError(found.findings)
        return found.panel

    def _refuse_of_regions(self) -> None:
        """Refuse what a base-year series leaves no choice of."""
        typed = {**self.words, **({"tiers": self.tiers} if self.tiers else {})}
        further = [name for name in typed if name not in NATIONAL]
        if further:
            raise IIIndexError(
                Finding("E_SERVE_NATIONAL", details={"choices": further, "known": [*NATIONAL]})
            )

    def asked(self) -> Asked:
        """Return the panel with the recipe that the words make; a nation's is that of a base-year series."""
        panel = self.panel()
        if panel.is_national:
            self._refuse_of_regions()
        own = national_recipe(panel) if panel.is_national else panel.framework.recipe
        words = {**self.words, **({"weights": self.weights} if self.weights is not None else {})}
        said = () if panel.is_national else brought(own, words)
        return Asked(replace(panel, findings=(*panel.findings, *said)), recipe_from(own, words))


def refuse_unknown(framework: str | Path | None) -> None:
    """Refuse a text that is no built-in id: no file of the server's is read by its name.

    Raises
    ------
    FrameworkError
        It names none.
    """
    known = builtin_frameworks()
    if isinstance(framework, str) and framework not in known:
        raise FrameworkError(Finding("E_SERVE_FRAMEWORK", found=framework[:80], details={"known": [*known]}))
