"""What a process that answers does: each task takes plain values, asks one function, and gives plain values back.

Texts for pages are rendered here, by the renderers of the report; records are those that ``--json`` prints.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ii_index.errors import Finding, IIIndexError
from ii_index.messages import Language
from ii_index.reporting.document import Document
from ii_index.serve.given import Given, refuse_unknown

LONG = frozenset(["uncertainty", "all_briefs"])
"""Tasks that say how far they are."""
_ROWS, _COLUMNS, _FINDINGS = 400, 80, 2_000
_SEARCHED = 40
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Shown(NamedTuple):
    """A document as a page shows it."""

    title: str
    tables: tuple[str, ...]
    facts: str
    findings: tuple[dict[str, Any], ...]


def ready() -> bool:
    """Import what answers need, before anybody waits."""
    from importlib import import_module

    from ii_index.io.frameworks import builtin_frameworks, read_framework

    for module in ("io.tables", "reporting.answers.index", "reporting.documents.ranking"):
        import_module(f"ii_index.{module}")
    return bool([*map(read_framework, builtin_frameworks())])


def ready_pages() -> bool:
    """Import what the report page needs: its charts are drawn by a library that takes seconds to unpack."""
    from ii_index.reporting.html.page import chart_library

    try:
        chart_library()
    except IIIndexError:  # without the extra, whoever asks for the page is told
        return False
    return True


def check(given: Given, language: Language) -> dict[str, Any]:
    """Read a table and say everything there is to say, each fault with its place in the grid."""
    from ii_index.reporting.documents.findings import reading_record, summary

    found = given.read()
    panel = found.panel
    grid = _grid(given, found.findings)
    return {
        **reading_record(found.findings[:_FINDINGS], panel, language),
        "unshown": max(0, len(found.findings) - _FINDINGS),
        "summary": summary(found.findings, panel, language),
        "years": [*panel.years] if panel else [],
        "units": [(unit, panel.unit_name(unit).text(language)) for unit in panel.units] if panel else [],
        "national": bool(panel and panel.is_national),
        "grid": grid,
        "at": {number: cell for cell, numbers in grid["places"].items() for number in numbers}
        if grid
        else {},
    }


def read(given: Given, language: Language) -> dict[str, Any]:
    """Read a table and say everything there is to say: what ``check --json`` prints."""
    from ii_index.reporting.documents.findings import reading_record

    found = given.read()
    return reading_record(found.findings, found.panel, language)


def _grid(given: Given, findings: Sequence[Finding]) -> dict[str, Any] | None:
    """Return the cells of the sheet that was meant, and at which of them findings stand."""
    from ii_index.io.files.corrections import can_be_corrected
    from ii_index.io.files.grid import letters, shown

    try:
        grid = _meant(given, findings)
    except IIIndexError:
        return None
    content = given.table.read_bytes()
    rows = grid.head(_ROWS)
    width = min(max(map(len, rows), default=0), _COLUMNS)
    lines = [*grid.lines[: len(rows)]]
    columns = _columns([[shown(cell) for cell in row[:width]] for row in rows[:_SEARCHED]])
    places: dict[str, list[int]] = {}
    on_page = {*lines}
    for number, finding in enumerate(findings[:_FINDINGS]):
        cell = finding.cell or _address(finding, columns)
        if cell and int("0" + cell.lstrip(_LETTERS)) in on_page:
            places.setdefault(cell, []).append(number)
    return {
        "sheet": grid.sheet,
        "letters": [letters(at) for at in range(width)],
        "lines": lines,
        "rows": [
            [shown(cell, percent=(at, to) in grid.percents) for to, cell in enumerate(row[:width])]
            for at, row in enumerate(rows)
        ],
        "more": max(0, len(grid) - _ROWS),
        "places": places,
        "editable": can_be_corrected(content),
    }


def _meant(given: Given, findings: Sequence[Finding]) -> Any:  # noqa: ANN401 - a Grid, imported when a process runs
    """Return the sheet in which findings stand, else the one asked for, else the first that shows something."""
    from ii_index.io.frameworks import builtin_frameworks, read_framework
    from ii_index.io.tables.header import HeaderReader
    from ii_index.io.tables.reader import grids_as_they_stand

    frameworks = [given.framework] if given.framework else [*builtin_frameworks()]
    readers = [HeaderReader(read_framework(one)) for one in frameworks]
    grids = [
        grid for grid in grids_as_they_stand(given.table, given.reading.get("sheet"), readers) if len(grid)
    ]
    named = [finding.sheet for finding in findings if finding.sheet] + [given.reading.get("sheet")]
    by_name = {grid.sheet: grid for grid in grids}
    for name in named:
        if name in by_name:
            return by_name[name]
    if not grids:
        raise IIIndexError(Finding("E_EMPTY", file=given.name))
    return next((grid for grid in grids if not grid.hidden), grids[0])


def _columns(heads: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the letters of the column under each heading; of a heading that stands twice, the first."""
    from ii_index.io.files.grid import letters

    found: dict[str, str] = {}
    for row in heads:
        for at, text in enumerate(row):
            if text:
                found.setdefault(text, letters(at))
    return found


def _address(finding: Finding, columns: Mapping[str, str]) -> str | None:
    """Find the cell of a finding about a text: its line, and the column with its heading."""
    if finding.row is None:
        return None
    wanted = finding.heading or finding.column or ""
    return f"{columns.get(wanted, 'A')}{finding.row}"


def corrected(given: Given, corrections: Mapping[str, str]) -> tuple[str, bytes]:
    """Return suffix and content of the table with some cells changed."""
    from ii_index.io.files.corrections import corrected as changed

    grid = _meant(given, given.read().findings)
    try:
        return changed(given.table.read_bytes(), grid, corrections)
    except IIIndexError as error:
        raise IIIndexError([given.named(finding) for finding in error.findings]) from None


def draft(given: Given) -> dict[str, Any]:
    """Draft a framework from a table: name, kind of units, and a row an indicator, to be edited."""
    from ii_index.io.tables.draft import definition
    from ii_index.io.tables.draft import draft as drafted

    found = drafted(given.table, sheet=given.reading.get("sheet"))
    found = found._replace(file=given.name)
    fields = definition(found)
    rows = [
        {
            "id": node["id"],
            "name": node["name"],
            "name_en": "",
            "unit": node.get("unit", ""),
            "direction": "positive",
            "parent": "",
            "weight": "",
            "aliases": "; ".join(node.get("aliases", ())),
        }
        for node in fields["children"]
    ]
    problems = tuple(given.named(finding) for finding in found.problems)
    asks = found.options
    return {
        "id": fields["id"],
        "name": fields["name"],
        "units": fields["units"],
        "rows": rows,
        "gaps": "recipe" in fields,
        "year": "--year" in asks,
        "missing_units": "--allow-missing-units" in asks,
        "problems": problems,
    }


NODE_FIELDS = ("id", "name", "name_en", "parent", "weight", "direction", "unit", "aliases")


def framework(
    folder: Path, title: Mapping[str, Any], rows: Sequence[Mapping[str, str]], *, gaps: bool
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Make a framework of the rows that a person edited, by the reader of frameworks that are tables."""
    from ii_index.io.definitions import validated
    from ii_index.io.flat_frameworks import read_flat
    from ii_index.model.framework import Framework

    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(NODE_FIELDS)
    writer.writerows([row.get(field, "") for field in NODE_FIELDS] for row in rows)
    path = folder / "nodes.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    try:
        flat = read_flat(path)
    finally:
        path.unlink()
    fields: dict[str, Any] = {**flat.fields, **title}
    if gaps:
        fields["recipe"] = {"imputation": "renormalise"}
    validated(fields, Framework, str(title.get("name", "")))
    return fields, ()


def nodes_of(framework: str | Path) -> dict[str, Any]:
    """Return a framework's nodes for forms of judgements: names, parents with their children, indicators."""
    from ii_index.io.frameworks import read_framework
    from ii_index.model.node import ROOT

    refuse_unknown(framework)
    read = read_framework(framework)
    tree = read.tree
    parents = [node for node in (ROOT, *read.nodes) if node not in tree.pruned and read.children_of(node)]
    names = {node: read.name_of(node) for node in (ROOT, *read.nodes)}
    return {
        "id": read.id,
        "name": {"zh": read.name.zh, "en": read.name.en},
        "names": {node: {"zh": name.zh, "en": name.en} for node, name in names.items()},
        "parents": {node: [*tree.children(node)] for node in parents if len(tree.children(node)) > 1},
        "leaves": [*tree.levels[-1]],
        "definition": read.model_dump(mode="json", exclude_none=True, exclude_defaults=True),
    }


def rank(given: Given, language: Language) -> dict[str, Any]:
    """Score, rank, sort into tiers: what ``rank --json`` prints."""
    return _ranked(given).record(language)


def rank_page(given: Given, language: Language) -> dict[str, Any]:
    """Rank, for a page; a nation's table gives its base-year series."""
    return shown(_ranked(given), language)._asdict()


def _ranked(given: Given) -> Document:
    from ii_index.reporting.answers import index

    asked = given.asked()
    if asked.panel.is_national:
        return index.national(asked)
    return index.rank(asked, given.year, **given.cut)


def national(given: Given, language: Language) -> dict[str, Any]:
    """Make the base-year series of a nation: what ``national --json`` prints."""
    from ii_index.reporting.answers.index import Asked
    from ii_index.reporting.answers.index import national as answer
    from ii_index.reporting.answers.recipes import recipe_from
    from ii_index.reporting.results import national_recipe

    panel = given.panel()
    return answer(Asked(panel, recipe_from(national_recipe(panel), given.words))).record(language)


def explain(
    given: Given, unit: str, against: str | None, since: int | None, language: Language
) -> dict[str, Any]:
    """Explain one unit: what ``explain --json`` prints."""
    return _explained(given, unit, against, since).record(language)


def explain_page(given: Given, unit: str, against: str | None, language: Language) -> dict[str, Any]:
    """Explain one unit beside another, for a page."""
    return shown(_explained(given, unit, against, None), language)._asdict()


def _explained(given: Given, unit: str, against: str | None, since: int | None) -> Document:
    from ii_index.reporting.answers.index import explain as answer

    return answer(given.asked(), unit, given.year, against=against, since=since, **given.cut)


def report(
    given: Given, suffix: str, language: Language, draws: int | None = None, seed: int = 0
) -> tuple[bytes, tuple[dict[str, Any], ...]]:
    """Make the report in the format that a suffix names, with what is to be said of it."""
    from ii_index.reporting.answers.reports import report as answer
    from ii_index.reporting.writers import files

    digest = sha256(given.table.read_bytes()).hexdigest()
    made = answer(
        given.asked(),
        given.year,
        draws=draws,
        seed=seed,
        inputs={given.name: digest},
        language=language,
        **given.cut,
    )
    path = Path(f"report{suffix}")
    said = tuple(finding.record(language) for finding in made.document.findings)
    return files(made.dated(_today()).filed(suffix), path, language)[path], said


def brief(  # noqa: PLR0913, PLR0917 - what may be asked of a brief
    given: Given, unit: str, form: str, language: Language, draws: int = 20_000, seed: int = 0
) -> tuple[bytes, str]:
    """Make the brief of one unit as ``html``, ``pdf`` or ``png``, and the name of its file."""
    from ii_index.reporting.answers.briefs import briefs
    from ii_index.reporting.unit_brief import UnitBrief, file_names

    (one,) = briefs(given.asked(), unit, given.year, draws=draws, seed=seed, made=_today(), **given.cut)
    (name,) = file_names([(one.unit, one.name)], form, language)
    return UnitBrief(one, language).content(form), name


def all_briefs(given: Given, form: str, language: Language, draws: int, made: Callable[[int], None]) -> bytes:
    """Make the brief of every unit that has a tier, in one ZIP."""
    from zipfile import ZIP_DEFLATED, ZipFile

    from ii_index.reporting.answers.briefs import briefs
    from ii_index.reporting.unit_brief import UnitBrief, file_names

    stream = io.BytesIO()
    every = briefs(given.asked(), None, given.year, draws=draws, made=_today(), **given.cut)
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        names = file_names(every.named(), form, language)
        for count, (name, one) in enumerate(zip(names, every, strict=True), start=1):
            archive.writestr(name, UnitBrief(one, language).content(form))
            made(count)
    return stream.getvalue()


def _today() -> Any:  # noqa: ANN401 - a date
    from datetime import UTC, datetime

    return datetime.now(UTC).astimezone().date()


def uncertainty(
    given: Given, draws: int, seed: int, language: Language, made: Callable[[int], None]
) -> dict[str, Any]:
    """Say how sure ranks and tiers are: what ``robustness --json`` prints, and the same for a page."""
    from ii_index.reporting.answers.robustness import Trial, robustness

    trial = Trial(draws=draws, seed=seed)
    document = robustness(given.asked(), given.year, trial=trial, advance=made)
    return {"record": document.record(language), "page": shown(document, language)._asdict()}


def weights(
    judgements: str | Mapping[str, Any],
    framework: str | Path | None,
    rules: Mapping[str, Any],
    language: Language,
) -> dict[str, Any]:
    """Make weights of a round of experts: what ``weights --json`` prints, and the weights file."""
    from ii_index.io.frameworks import read_framework
    from ii_index.reporting.answers.experts import rules_from
    from ii_index.reporting.answers.experts import weights as answer

    said = _judgements(judgements)
    refuse_unknown(framework or said.framework)
    made = answer(said, read_framework(framework or said.framework), rules_from(rules))
    return {"record": made.document.record(language), "file": made.definition(language)}


def weights_of_round(
    judgements: Mapping[str, Any], definition: Mapping[str, Any], rules: Mapping[str, Any], language: Language
) -> dict[str, Any]:
    """Make weights of a round that was kept here, for a page, and the weights file."""
    from ii_index.model.framework import Framework
    from ii_index.reporting.answers.experts import rules_from
    from ii_index.reporting.answers.experts import weights as answer

    made = answer(_judgements(judgements), Framework.model_validate(definition), rules_from(rules))
    return {"file": made.definition(language), "page": shown(made.document, language)._asdict()}


def _judgements(given: str | Mapping[str, Any]) -> Any:  # noqa: ANN401 - Judgements
    from ii_index.io.definitions import validated
    from ii_index.io.parsing import parse_yaml
    from ii_index.model.judgements import Judgements

    value = parse_yaml(given, "judgements") if isinstance(given, str) else dict(given)
    return validated(value, Judgements, "judgements")


def standing(
    framework: Mapping[str, Any], node: str, order: Sequence[str], upper: Sequence[Sequence[float | None]]
) -> dict[str, Any]:
    """Say how consistent one expert is so far about the children of a node."""
    from ii_index.model.framework import Framework
    from ii_index.reporting.answers.experts import standing as answer

    found = answer(Framework.model_validate(framework), node, order, upper)
    return found._asdict()


def study(given: Given, language: Language, draws: int | None, seed: int) -> bytes:
    """Return a ZIP of a study file and what it names: ``ii-index run study.yaml`` gives the same printed digits."""
    from zipfile import ZIP_DEFLATED, ZipFile

    table = f"table{given.table.suffix}"
    asked = given.asked()
    files: dict[str, bytes] = {table: given.table.read_bytes()}
    framework = asked.panel.framework.id
    if isinstance(given.framework, Path):
        framework = f"framework{given.framework.suffix}"
        files[framework] = given.framework.read_bytes()
    reading = {key: value for key, value in given.reading.items() if value and key != "encoding"}
    source: dict[str, Any] = {"path": table, **reading, **({"year": given.year} if given.year else {})}
    fields: dict[str, Any] = {"id": "study", "framework": framework}
    if asked.panel.is_national:
        fields["national"] = {"table": source}
    else:
        fields |= {"table": source, **_choices(given, asked, files)}
        if draws:
            fields["robustness"] = {"draws": draws, "seed": seed}
    fields |= {"language": language}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    files["study.yaml"] = ("\n".join(lines) + "\n").encode()
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _choices(given: Given, asked: Any, files: dict[str, bytes]) -> dict[str, Any]:  # noqa: ANN401 - an Asked
    """Return what a study says of the recipe and the tiers; a weights file goes beside it."""
    own, recipe = asked.panel.framework.recipe, asked.recipe
    changes: dict[str, Any] = {}
    for step in ("imputation", "treatment", "normalisation", "weighting", "aggregation"):
        chosen = getattr(recipe, step)
        if chosen == getattr(own, step) or (step == "weighting" and given.weights is not None):
            continue
        dumped = (
            [one.model_dump(mode="json") for one in chosen]
            if step == "aggregation"
            else chosen.model_dump(mode="json")
        )
        changes[step] = dumped
    fields: dict[str, Any] = {"recipe": changes} if changes else {}
    if given.weights is not None:
        name = f"weights{given.weights.suffix}"
        files[name] = given.weights.read_bytes()
        fields["weights"] = name
    cut: dict[str, Any] = {"method": given.tier_method.replace("-", "_")}
    if given.tiers:
        cut["k"] = given.tiers
    fields["tiers"] = cut
    return {**fields, **({"year": given.year} if given.year else {})}


def table_of_rows(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Write the rows of a request as the table they are, each key a heading."""
    heads = list(dict.fromkeys(str(key) for row in rows for key in row))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(heads)
    for row in rows:
        texts = {str(key): value for key, value in row.items()}
        writer.writerow(["" if texts.get(head) is None else texts[head] for head in heads])
    return stream.getvalue().encode("utf-8", errors="replace")


def definition(value: Mapping[str, Any]) -> bytes:
    """Write a framework that a request states."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace")


def shown(document: Document, language: Language) -> Shown:
    """Render a document with the parts of the report page; it holds both languages."""
    from ii_index.reporting.html import elements

    keys: dict[str, int] = {}
    tables: list[str] = []
    for table in document.tables:
        keys[table.key] = keys.get(table.key, 0) + 1
        key = table.key if keys[table.key] == 1 else f"{table.key}-{keys[table.key]}"
        tables.append(str(elements.table(replace(table, key=key), tall=True)))
    findings = tuple(finding.record(language) for finding in document.findings)
    return Shown(document.title.text(language), tuple(tables), str(elements.facts(document.facts)), findings)
