"""What of the framework a table covers: the tree cut where the columns are, what is lacking, what is too much."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ii_index.errors import Finding
from ii_index.io.files.grid import Grid
from ii_index.io.tables.body import Body
from ii_index.io.tables.layout import Layout
from ii_index.messages import Bilingual
from ii_index.messages.reading import NONE, UNIT_COLUMN, Phrase, choose_among, did_you_mean, of_other_units
from ii_index.model import provinces
from ii_index.model.assembly import columns_of, missing_columns
from ii_index.model.framework import Framework
from ii_index.model.headings import years_in
from ii_index.model.heads import Head
from ii_index.model.node import is_held

_NAMED_EXTRAS = 8


class Coverage(NamedTuple):
    """The framework as the table has it, and the columns of its panel: leaves, then denominators if there are any."""

    framework: Framework
    columns: tuple[str, ...]
    findings: tuple[Finding, ...]


def cover(grid: Grid, layout: Layout, body: Body, framework: Framework) -> Coverage:
    """Cut the framework where the columns are.

    A national table may cover a part of the tree: the rest is pruned and named. Any other must have it whole.
    """
    found = {head.column for head in layout.values if head.column} | set(
        body.indicators.used() if body.indicators else ()
    )
    cut = framework.cut(found)
    lacking = missing_columns(framework, found)
    row = layout.header.row
    findings = list(_unused(grid, layout, framework, body))
    extra = [head.text for head in layout.extra if head.text]
    extra = [*filter(None, [layout.said]), *body.strangers, *extra]
    if body.needs_units:
        findings.append(_missing_unit(grid, row, layout, extra))
    if lacking and found and body.national and not body.needs_units:
        cut = cut.without(
            {
                leaf.id
                for leaf in cut.leaves
                if not is_held(leaf, frozenset(found)) or leaf.denominator in lacking
            }
        )
        findings += [
            grid.finding("W_LEAF_ABSENT", row, column=column, details={"name": _name(framework, column)})
            for column in lacking
        ]
    else:
        findings += all_missing(grid, framework, lacking, row, extra)
    if layout.assumed and not lacking and not body.needs_units:
        details = {"name": _name(framework, layout.assumed)}
        findings.append(grid.finding("N_INDICATOR_ASSUMED", row, column=layout.assumed, details=details))
    if (layout.codes or layout.groups) and "unit" in layout.keys:
        details = {
            "codes": _listed(layout.codes),
            "groups": _listed(layout.groups),
        }
        findings.append(
            grid.finding("N_UNIT_COLUMN", row, found=layout.keys["unit"].text or "—", details=details)
        )
    return Coverage(cut, columns_of(cut, found), tuple(findings))


def all_missing(
    grid: Grid, framework: Framework, columns: Sequence[str], row: int, extra: Sequence[str]
) -> list[Finding]:
    """Return a finding for each missing column, which names the columns that were not recognised."""
    return [_missing(grid, column, _name(framework, column), row, extra) for column in columns]


def _listed(heads: Sequence[Head]) -> Phrase:
    texts = [head.text or "—" for head in heads]
    return Phrase("、".join(texts), ", ".join(texts)) if texts else NONE


def _missing_unit(grid: Grid, row: int, layout: Layout, extra: Sequence[str]) -> Finding:
    """Say that nothing names the units, and which columns may have been meant."""
    candidates = [head.text for head in layout.candidates if head.text] or extra
    details = {"name": UNIT_COLUMN, "unused": choose_among(candidates[:_NAMED_EXTRAS])}
    return grid.finding("E_MISSING_COLUMN", row, column="unit", details=details)


def _missing(grid: Grid, column: str, name: Bilingual, row: int, extra: Sequence[str]) -> Finding:
    details = {"name": name, "unused": [*extra[:_NAMED_EXTRAS]] or NONE}
    return grid.finding("E_MISSING_COLUMN", row, column=column, details=details)


def _name(framework: Framework, column: str) -> Bilingual:
    return framework.heading_of(column)


def _unused(grid: Grid, layout: Layout, framework: Framework, body: Body) -> Iterator[Finding]:
    """Yield what is not used, many columns as one finding; a misspelt province standing across is an unknown region."""
    across = layout.transposed and framework.units == "provinces"
    unused: list[Head] = []
    dated = any(head.year for head in layout.values)
    for head in layout.extra:
        suggestions = provinces.nearest(head.text) if across else ()
        if suggestions:
            body.refused.add(head.text)
            expected = " / ".join(suggestions)
            details = {"likely": did_you_mean(suggestions), "instead": of_other_units(None)}
            yield grid.finding(
                "E_UNKNOWN_REGION", head.row, head.at, found=head.text, expected=expected, details=details
            )
        elif dated and years_in(head.text) and not head.year:
            yield grid.finding("E_BAD_YEAR", head.row, head.at, column=head.text, found=head.text)
        else:
            unused.append(head)
    if len(unused) <= _NAMED_EXTRAS:
        for head in unused:
            yield grid.finding("W_EXTRA_COLUMN", head.row, head.at, column=head.text, found=head.text)
        return
    texts = [head.text or "—" for head in unused]
    found = f"{', '.join(texts[:_NAMED_EXTRAS])}, … ({len(texts)})"
    yield grid.finding("W_EXTRA_COLUMN", unused[0].row, unused[0].at, found=found)
