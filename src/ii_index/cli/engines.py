"""Options of ``rank`` for tables beyond one machine's memory: which engine, how much of it."""

import shlex
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from ii_index.cli.choices import recipe_of
from ii_index.cli.language import Say
from ii_index.cli.options import as_typed
from ii_index.cli.output import Run
from ii_index.cli.progress import stages
from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.reporting.document import Document

if TYPE_CHECKING:
    from ii_index.scale.databases import Database

F = TypeVar("F", bound=Callable[..., Any])
PARQUET = ".parquet"
ENGINES = ("duckdb", "polars", "dask", "spark")
_DATABASES = (".sqlite", ".sqlite3", ".db")
_OF_ENGINES = ("source_table", "memory")
_IN_MEMORY = (
    "by", "tiers", "tier_method", "decimals", "sheet", "fill_down", "allow_missing_units", "group_columns",
    "input_encoding",
    "all_years",
)  # fmt: skip


def engine_options(say: Say) -> Callable[[F], F]:
    """Add ``--engine``, ``--table`` and ``--memory``."""

    def decorate(function: F) -> F:
        options = [
            click.option(
                "--engine",
                type=click.Choice(ENGINES),
                help=say(
                    "大表用的引擎：读 CSV、Parquet、文件夹或数据库，不装入内存",
                    "engine for large tables: CSV, Parquet, a folder or a database, not loaded into memory",
                ),
            ),
            click.option(
                "--table",
                "source_table",
                help=say("数据库中的表名（与 --engine 同用）", "table of a database (with --engine)"),
            ),
            click.option(
                "--memory",
                help=say(
                    "引擎的内存上限，如 2GB（duckdb、spark）",
                    "memory limit of the engine, such as 2GB (duckdb, spark)",
                ),
            ),
        ]
        for option in reversed(options):
            option(function)
        return function

    return decorate


def on_engine(run: Run, tables: Sequence[Path], chosen: Mapping[str, Any]) -> tuple[Document, Run]:
    """Rank on an engine; what has no effect there is refused before any work."""
    from ii_index.io.frameworks import read_framework
    from ii_index.reporting.answers.engines import OnEngine, rank_on_engine
    from ii_index.scale.databases import database_of
    from ii_index.scale.files import Wanted

    faults = [Finding("E_SCALE_OPTION", details={"options": name}) for name in _typed(_IN_MEMORY)]
    if len(tables) > 1:
        faults.append(Finding("E_SCALE_FILES", details={"found": [str(table) for table in tables]}))
    if not chosen["framework"]:
        faults.append(Finding("E_SCALE_FRAMEWORK"))
    unfit = [str(path) for path in run.outputs if path.suffix.lower() not in {PARQUET, ".csv"}]
    if unfit:
        faults.append(Finding("E_SCALE_OUTPUT", details={"names": unfit}))
    if faults:
        raise DataError(faults)
    framework = read_framework(chosen["framework"])
    wanted = Wanted(
        tables[0],
        chosen["engine"],
        chosen["source_table"],
        chosen["memory"],
        database_of(as_typed(tables[0])),
    )
    asked = OnEngine(
        wanted,
        framework,
        recipe_of(framework.recipe, chosen),
        run.outputs,
        run.force,
        chosen["year"],
        chosen["unit_column"],
        chosen["year_column"],
    )
    with stages(run.language, shown=not run.quiet) as told:
        made = rank_on_engine(replace(asked, told=told))
    for path in run.outputs:
        run.wrote(path)
    return made, run._replace(outputs=())


def without_engine(tables: Sequence[Path]) -> None:
    """Refuse options, and databases, that only an engine takes."""
    faults = [Finding("E_SCALE_ENGINE_OPTION", details={"options": name}) for name in _typed(_OF_ENGINES)]
    faults += [Finding("E_DATABASE_ENGINE", file=found.shown) for found in _databases(tables)]
    if faults:
        raise DataError(faults)


def _databases(tables: Sequence[Path]) -> list["Database"]:
    likely = [path for path in tables if "://" in as_typed(path) or path.suffix.lower() in _DATABASES]
    if not likely:  # a small table does not wait for what engines need
        return []
    from ii_index.scale.databases import database_of

    return [found for path in likely if (found := database_of(as_typed(path))) is not None]


def _typed(names: Sequence[str]) -> list[str]:
    """Return the options among these that were typed, as they are typed."""
    context = click.get_current_context()
    spelt = {str(param.name): param.opts[-1] for param in context.command.params}
    return [
        spelt[name]
        for name in names
        if name in spelt and context.get_parameter_source(name) == ParameterSource.COMMANDLINE
    ]


@contextmanager
def pointing_to_engine(tables: Sequence[Path], chosen: Mapping[str, Any]) -> Generator[None, None, None]:
    """Answer a table beyond the limits in memory with the command that would do it."""
    try:
        yield
    except IIIndexError as error:
        if any(finding.code == "E_TOO_LARGE" for finding in error.findings):
            framework = chosen["framework"] or "FRAMEWORK"
            typed = f"{shlex.quote(str(tables[0]))} --framework {framework}"
            command = f"ii-index rank {typed} --engine duckdb -o scores.parquet"
            said = Finding("N_SCALE_COMMAND", details={"command": command})
            raise type(error)([*error.findings, said]) from None
        raise
