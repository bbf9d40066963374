"""Printing: data to standard output, everything else to standard error."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, NamedTuple

import click

from ii_index.errors import Finding, IIIndexError
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.reporting.document import Document

_MOST_SHOWN = 100
_OF_A_KIND = 3
YAML = (".yaml", ".yml")
COLUMNAR = (".parquet", ".arrow", ".feather")


class Run(NamedTuple):
    """What every command is told besides its own options."""

    language: Language
    quiet: bool = False
    strict: bool = False
    json: bool = False
    outputs: tuple[Path, ...] = ()
    force: bool = False
    encoding: str = "utf-8-sig"
    also: tuple[str, ...] = ()
    inputs: tuple[Path, ...] = ()
    into_folder: bool = False
    full: bool = False

    def prepare(self) -> "Run":
        """Refuse, before any work, what could not be written afterwards; keep each output once."""
        from ii_index.io.files.atomic import distinct, refuse_existing, refuse_files
        from ii_index.reporting.writers import check_suffixes

        self.spare_inputs(self.outputs)
        if self.into_folder:
            refuse_files(self.outputs)
            return self._replace(outputs=distinct(self.outputs))
        check_suffixes(self.outputs, self.also)
        refuse_existing(self.outputs, force=self.force)
        return self._replace(outputs=distinct(self.outputs))

    def spare_inputs(self, outputs: Iterable[Path], *further: Path) -> None:
        """Refuse outputs that are what the command reads: its parameters, and ``further`` files these name."""
        from ii_index.io.files.atomic import refuse_inputs

        refuse_inputs(outputs, (*self.inputs, *further))

    def read(self, table: Path, chosen: Mapping[str, Any]) -> Panel:
        """Read a table with the options of :func:`ii_index.cli.options.reading`."""
        return self.read_all((table,), chosen)

    def read_all(self, tables: Sequence[Path], chosen: Mapping[str, Any]) -> Panel:
        """Read a table, or several joined on unit and year."""
        from ii_index.io.tables import read_joined, read_panel

        options: dict[str, Any] = {
            key: chosen.get(key) for key in ("sheet", "year") if chosen.get(key) is not None
        }
        framework: str | None = chosen.get("framework") or None
        options |= {
            "fill_down": chosen["fill_down"],
            "allow_missing_units": chosen["allow_missing_units"],
            "unit_column": chosen.get("unit_column"),
            "year_column": chosen.get("year_column"),
            "group_columns": chosen.get("group_columns", ()),
            "encoding": chosen.get("input_encoding"),
            "allow_code": chosen.get("allow_code", False),
        }
        if len(tables) > 1:
            return read_joined(tables, framework, **options)
        (table,) = tables
        return read_panel(table, framework, **options)

    def refuse_warnings(self, findings: Sequence[Finding]) -> None:
        """With ``--strict`` warnings are errors."""
        if self.strict and any(finding.severity == "warning" for finding in findings):
            raise IIIndexError(findings)

    def accept(self, findings: Sequence[Finding]) -> None:
        """Show warnings and notices, a line of each kind; with ``--strict`` warnings are errors."""
        self.refuse_warnings(findings)
        if not (self.quiet or self.json):
            print_in_short(findings, self.language)

    def finish(self, document: Document, definition: str = "", *, decimals: int | None = None) -> None:
        """Print a document and write it to the files asked for, ``definition`` to those of the command's own."""
        document = document if decimals is None else document.printed_with(decimals)
        self.refuse_warnings(document.findings)
        self.show(document)
        self.accept(document.findings)
        for path in self.outputs:
            for written in self._write(document, definition, path):
                self.wrote(written)

    def show(self, document: Document) -> None:
        """Print a document, before what is to be said of it."""
        click.echo(self._rendered(document), nl=False)
        sys.stdout.flush()

    def wrote(self, path: Path) -> None:
        """Say that a file was written."""
        if not self.quiet:
            click.echo(f"→ {path}", err=True)

    def _write(self, document: Document, definition: str, path: Path) -> tuple[Path, ...]:
        document = document.dated(today())
        if path.suffix.lower() in COLUMNAR and path.suffix.lower() in self.also:
            from ii_index.reporting.columnar import write_table

            write_table(document.tables[0], path, force=self.force)
            return (path,)
        if path.suffix.lower() in self.also:
            from ii_index.io.files.atomic import write_bytes

            write_bytes(path, definition.encode(), force=self.force)
            return (path,)
        from ii_index.reporting.writers import write

        return write(document, path, self.language, self.encoding, force=self.force)

    def _rendered(self, document: Document) -> str:
        if self.json:
            from ii_index.reporting.writers import to_json

            return to_json(document, self.language).decode()
        from ii_index.reporting.terminal import render

        if not sys.stdout.isatty():  # what a pipe gets does not depend on a window
            return render(document, self.language)
        wide = get_terminal_size().columns
        return render(document, self.language, columns=wide, full=self.full)


def today() -> date:
    """Return the day that files bear, where the reader is."""
    return datetime.now(UTC).astimezone().date()


def print_in_short(findings: Sequence[Finding], language: Language) -> None:
    """Print a line of each code to standard error: the first finding, how many more there are, and where."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.code, []).append(finding)
    for alike in kinds.values():
        click.echo(alike[0].render(language) + _alike(alike[1:], language), err=True)


def _alike(further: Sequence[Finding], language: Language) -> str:
    """How many more there are of a kind, and where the first of them stand."""
    if not further:
        return ""
    places = list(dict.fromkeys(filter(None, (_called(place, language) for place in further))))
    more = len(places) > _OF_A_KIND
    if language == "zh":
        named = "：" + "、".join(places[:_OF_A_KIND]) + " 等" * more if places else ""
        return f"（另有{len(further)}项同类{named}；--json 列出全部）"
    named = ": " + ", ".join(places[:_OF_A_KIND]) + " …" * more if places else ""
    return f" ({len(further)} more{named}; --json lists all)"


def _once_a_kind(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Join faults that are one in many indicators; one that stands in a row of a file stands for itself."""
    kinds = Counter(finding.code for finding in findings if _is_of_a_whole(finding))
    joined: dict[object, list[Finding]] = {}
    for at, finding in enumerate(findings):
        alike = _is_of_a_whole(finding) and kinds[finding.code] > _OF_A_KIND
        joined.setdefault(finding.code if alike else at, []).append(finding)
    return [*joined.values()]


def _is_of_a_whole(finding: Finding) -> bool:
    return finding.row is None and isinstance(finding.details.get("name"), Name) and finding.found is None


def _called(place: Finding, language: Language) -> str:
    """Name what a finding is about: in words where it has them, else by its column or where it stands."""
    name = place.details.get("name") or place.details.get("node")
    if isinstance(name, Name):
        return name.text(language)
    return place.heading or place.column or place.place()


def print_findings(findings: Sequence[Finding], language: Language, *, as_json: bool = False) -> None:
    """Print findings to standard error: counts and the first hundred; all of them as JSON to standard output."""
    if as_json:
        records = [finding.record(language) for finding in findings]
        click.echo(json.dumps({"findings": records}, ensure_ascii=False, indent=2))
        return
    said = _once_a_kind(findings[:_MOST_SHOWN])
    for alike in said:
        click.echo(alike[0].render(language) + _alike(alike[1:], language), err=True)
    if len(findings) > _MOST_SHOWN:
        counts = Counter(finding.code for finding in findings)
        summary = ", ".join(f"{code} × {count}" for code, count in counts.most_common())
        more = len(findings) - _MOST_SHOWN
        text = (
            f"另有{more}项未显示（--json 列出全部）：{summary}"
            if language == "zh"
            else f"{more} more (--json lists all): {summary}"
        )
        click.echo(text, err=True)
