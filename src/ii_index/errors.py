"""What can go wrong, said once: findings (code and values) and the errors that carry them.

A finding holds no sentence. Its text is rendered from :mod:`ii_index.messages`, in Chinese or English,
where a person reads it.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import FrameType, MappingProxyType
from typing import Any, Literal, cast

from ii_index import messages
from ii_index._arguments import in_python
from ii_index._short import of_fields
from ii_index._visible import in_one_line
from ii_index.messages import Bilingual, Language
from ii_index.messages.reading import such_places

Severity = Literal["error", "warning", "notice"]
_SEVERITIES: Mapping[str, Severity] = MappingProxyType({"E": "error", "W": "warning", "N": "notice"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about an input: where it stands, what stands there, what was expected.

    Attributes
    ----------
    code : str
        ``E_…`` (error), ``W_…`` (warning) or ``N_…`` (notice); the key of its text.
    file, sheet : str or None
    row : int or None
        Physical line of the file, 1-based.
    column : str or None
        Indicator id where the column is one; else the header as it stands.
    unit : str or None
        Unit code (region).
    year : int or None
    found, expected : str or None
        What stands there; what was expected.
    details : Mapping
        Further values that the text names.
    cell : str or None
        Spreadsheet address, such as ``C7``.
    heading : str or None
        What the table itself calls the column, where that is not ``column``; texts say this.
    """

    code: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    unit: str | None = None
    year: int | None = None
    found: str | None = None
    expected: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    cell: str | None = None
    heading: str | None = None

    @property
    def severity(self) -> Severity:
        """``error``, ``warning`` or ``notice``, from the first letter of the code."""
        return _SEVERITIES[self.code[0]]

    @property
    def hint(self) -> str:
        """What to do about it, in English (see :meth:`remedy` for Chinese)."""
        return self.remedy("en")

    def message(self, language: Language = "en") -> str:
        """Say what is the matter, in a sentence; of many findings that are one, how many and where."""
        again: Bilingual | None = self.details.get("again")
        return messages.what(self.code, self._values(), language) + (again.text(language) if again else "")

    def remedy(self, language: Language = "en") -> str:
        """Say what to do about it; empty where nothing need be done."""
        return messages.remedy(self.code, self._values(), language)

    def place(self) -> str:
        """Where it stands: ``file:sheet!cell``, or file, row and column."""
        return self._place(self.heading or self.column)

    def _place(self, column: str | None) -> str:
        parts = [in_one_line(self.file or ""), in_one_line(self.sheet or "")]
        head = ":".join(part for part in parts if part)
        if self.cell:
            return f"{head}!{self.cell}" if head else self.cell
        where = [str(self.row)] if self.row is not None else []
        where += [in_one_line(column or "")]
        return ":".join(part for part in [head, *where] if part)

    def render(self, language: Language = "en") -> str:
        """Place, code, message and remedy on one line."""
        remedy = self.remedy(language)
        arrow = f" → {remedy}" if remedy else ""
        name = self.details.get("name") or self.details.get(
            "node"
        )  # where the column is its id: none amid Chinese
        said = (
            name.text("zh")
            if language == "zh" and isinstance(name, Bilingual) and self.column
            else self.column
        )
        return f"{self._place(self.heading or said)}  {self.code}  {self.message(language)}{arrow}".strip()

    def __str__(self) -> str:
        """Say it in English on one line, the remedy with Python's arguments."""
        text = in_python(self.render("en"))
        return text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"

    def __repr__(self) -> str:
        """Say its fields that are set, each in short."""
        given = ((each.name, getattr(self, each.name)) for each in fields(self))
        return of_fields("Finding", ((name, value) for name, value in given if value not in (None, {})))

    def record(self, language: Language = "en") -> dict[str, Any]:
        """All fields and the rendered text, ready for JSON."""
        named = (
            "code",
            "severity",
            "file",
            "sheet",
            "row",
            "column",
            "heading",
            "cell",
            "unit",
            "year",
            "found",
            "expected",
        )
        values: dict[str, Any] = {name: getattr(self, name) for name in named}
        return {**values, "message": self.message(language), "hint": self.remedy(language)}

    def _values(self) -> dict[str, Any]:
        named = ("file", "sheet", "row", "column", "unit", "year", "found", "expected", "cell")
        values = {name: getattr(self, name) for name in named}
        return {**values, "column": self.heading or self.column, **self.details}


def gathered(findings: Iterable[Finding], many: int = 20) -> list[Finding]:
    """Make one finding of many that have one cause: the first, with their number and first places.

    One cause is one code in one column, for one reason. Labels that resemble a name each have a remedy of their own
    and are left apart; so are twenty findings or fewer, but for those that are one fault of the whole (``together``).
    """
    ordered = [*findings]
    keys = [_cause(finding) for finding in ordered]
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for key, finding in zip(keys, ordered, strict=True):
        alike.setdefault(key, []).append(finding)
    gone: set[tuple[object, ...]] = set()
    kept: list[Finding] = []
    for key, finding in zip(keys, ordered, strict=True):
        same = alike[key]
        if len(same) <= (1 if finding.details.get("together") else many):
            kept.append(finding)
        elif key not in gone:
            gone.add(key)
            kept.append(_of_many(same))
    return kept


def _cause(finding: Finding) -> tuple[object, ...]:
    if finding.code not in _REPEATING or (finding.expected and finding.code == "E_UNKNOWN_REGION"):
        return (id(finding),)
    column = finding.column if finding.code in _OF_COLUMNS else None
    return finding.code, finding.file, finding.sheet, column, finding.details.get("why")


def _of_many(same: Sequence[Finding]) -> Finding:
    first = same[0]
    if first.code in _NAMED_BY_TEXT:
        places: list[object] = [finding.found or "" for finding in same]
    elif first.row is not None:
        places = list(dict.fromkeys(finding.row for finding in same))
    else:
        places = [finding.details.get("which", finding.unit) for finding in same]
    again = such_places(len(same), places, rows=first.row is not None and first.code not in _NAMED_BY_TEXT)
    return replace(first, details={**first.details, "again": again, "count": len(same)})


_OF_COLUMNS = frozenset(
    [
        "E_NOT_NUMBER",
        "E_AMBIGUOUS_NUMBER",
        "E_EXCEL_ERROR",
        "E_FORMULA_NO_VALUE",
        "E_MIXED_PERCENT",
        "E_UNIT_UNKNOWN",
    ]
)
_NAMED_BY_TEXT = frozenset(["W_ROW_SKIPPED", "W_NOTE_SKIPPED", "E_UNKNOWN_REGION", "W_OUT_OF_SCOPE"])
_REPEATING = frozenset(
    [
        *_OF_COLUMNS, *_NAMED_BY_TEXT, "E_DUPLICATE_KEY", "E_DUPLICATE_COLUMN", "E_BAD_YEAR", "E_BLANK_KEY",
        "E_KEY_CONFLICT", "E_RAGGED_ROW", "E_MERGED_VALUE", "E_MISSING_REGION",
    ]
)  # fmt: skip


def in_short(findings: Sequence[Finding]) -> str:
    """Say findings one a line: the first of each kind, twenty at most, and how many more there are of which."""
    kinds = Counter(finding.code for finding in findings)
    each = max(1, _SHOWN // len(kinds)) if kinds else 0
    met, shown = Counter[str](), list[str]()
    for finding in findings:
        met[finding.code] += 1
        if met[finding.code] <= each and len(shown) < _SHOWN:
            shown.append(str(finding))
    if len(findings) > len(shown):
        counts = ", ".join(f"{code} × {count}" for code, count in kinds.most_common(_SHOWN))
        shown.append(f"… {len(findings)} in all, in .findings: {counts}")
    return "\n".join(shown)


_SHOWN, _LINE = 20, 2_000


class IIIndexWarning(UserWarning):
    """A result that deserves a second look; the whole of it is in the result's ``findings`` or ``notes``."""


def warn_of(findings: Iterable[Finding]) -> None:
    """Warn who called a public function of what it met: once a kind, at the line that called.

    The library's own callers are not warned: what they return says it.
    """
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == "warning":
            kinds.setdefault(finding.code, []).append(finding)
    level = _level_of_caller() if kinds else 0
    for alike in kinds.values() if level else ():
        more = f" (and {len(alike) - 1} more of the kind)" if len(alike) > 1 else ""
        warn_once(f"{alike[0]}{more}", IIIndexWarning, stacklevel=level + 1)


def warn_once(text: str, category: type[Warning], stacklevel: int) -> None:
    """Warn once for each text and line that calls, under one set of filters.

    Python would do so by itself, were its memory not emptied whenever pandas looks at a column of texts.
    """
    global _told  # noqa: PLW0603 - as the interpreter's own memory of warnings, whose place it takes
    filters, told = _told
    if filters is not warnings.filters or len(told) > _REMEMBERED:
        filters, told = _told = warnings.filters, set[tuple[str, str, int]]()
    frame = sys._getframe(stacklevel - 1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    key = text, frame.f_code.co_filename, frame.f_lineno
    if key not in told:
        warnings.warn(text, category, stacklevel=stacklevel)
        told.add(key)


_REMEMBERED = 10_000
_told: tuple[object, set[tuple[str, str, int]]] = warnings.filters, set()


def _level_of_caller() -> int:
    """Return the stack level of the public function's caller, as :func:`warn_of` counts; 0 where it is our own."""
    level, frame = 3, sys._getframe(3)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    while _module(frame).endswith(".former_names"):
        level, frame = level + 1, cast("FrameType", frame.f_back)
    return 0 if _module(frame).partition(".")[0] == _OWN else level


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


_OWN = __name__.partition(".")[0]


class IIIndexError(Exception):
    """Base of every error the library raises for its user.

    Parameters
    ----------
    findings : Finding or iterable of Finding
        Everything that is wrong, not only the first fault.
    """

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        """Say the first findings of each kind in English, with Python's arguments; ``findings`` has all."""
        return in_short(self.findings)

    def render(self, language: Language) -> str:
        """All findings, one a line."""
        return "\n".join(finding.render(language) for finding in self.findings)


class DataError(IIIndexError):
    """A table that cannot be read for certain, or a panel that an index cannot be made of."""


class PanelError(DataError, ValueError):
    """A panel whose labels and values do not belong together; names all that is wrong with them."""


class FrameworkError(IIIndexError):
    """A framework, recipe, study or rubric that is not well formed."""


class WeightsError(IIIndexError):
    """Judgements, allocations or weights that cannot be used."""


class UnknownLabelError(IIIndexError, LookupError):
    """A year, unit, indicator, level or name that does not exist; lists those that do."""
