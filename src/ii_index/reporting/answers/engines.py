"""A ranking made on an engine: files in, files out, and the first ranks to show."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.recipe import Recipe
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Document, Fact
from ii_index.scale.files import Wanted, engine_faults, read, write
from ii_index.scale.frames import lazily

SHOWN = 10
STAGES: Mapping[str, Name] = {
    "fetch": Name(zh="取出数据库中的表", en="fetching the table of the database"),
    "look": Name(zh="看列名与合计行", en="looking at headings and rows of totals"),
    "fit": Name(zh="求界限与权重", en="fitting bounds and weights"),
    "score": Name(zh="计分、排名、写出", en="scoring, ranking and writing"),
}


@dataclass(frozen=True, slots=True)
class OnEngine:
    """A ranking that is asked of an engine.

    Attributes
    ----------
    wanted : Wanted
    framework : Framework
    recipe : Recipe
    outputs : sequence of Path
        Parquet or CSV; each written whole or not at all.
    force : bool
        Whether existing files may be replaced.
    year : int or None
        The year that is shown, by default the latest; of a table that has none, its year.
    unit_column, year_column : str or None
    told : callable
        Told what is being done.
    """

    wanted: Wanted
    framework: Framework
    recipe: Recipe
    outputs: Sequence[Path] = ()
    force: bool = False
    year: int | None = None
    unit_column: str | None = None
    year_column: str | None = None
    told: Callable[[Name], None] = lambda _stage: None


def rank_on_engine(asked: OnEngine) -> Document:
    """Score and rank every row of files with an engine, and say the first ranks of the latest year.

    Raises
    ------
    DataError, WeightsError, FrameworkError, IIIndexError
        What the engine is not told of, what the recipe refuses, outputs that stand there.
    """
    beside = asked.outputs[0].parent if asked.outputs else None
    if asked.wanted.database is not None:
        asked.told(STAGES["fetch"])
    try:
        held = tempfile.TemporaryDirectory(prefix=".ii-index.", dir=beside, ignore_cleanup_errors=True)
    except OSError as error:
        file, details = str(beside or tempfile.gettempdir()), {"problem": error.strerror}
        raise IIIndexError(Finding("E_OUTPUT_FAILED", file=file, details=details)) from None
    with held as scratch, engine_faults(asked.wanted):
        return _ranked(asked, asked.wanted.fetched(Path(scratch)), Path(scratch))


def _ranked(asked: OnEngine, wanted: Wanted, scratch: Path) -> Document:
    """Score once, as Parquet; other outputs and what is shown are read from that."""
    from ii_index.scale.fitting import opened_for
    from ii_index.scale.scoring import score_opened

    asked.told(STAGES["look"])
    source = opened_for(
        read(wanted),
        asked.framework,
        asked.recipe,
        unit_column=asked.unit_column,
        year_column=asked.year_column,
    )
    asked.told(STAGES["fit"])
    scores = score_opened(source, asked.recipe, year=asked.year)
    asked.told(STAGES["score"])
    parquet = [path for path in asked.outputs if path.suffix.lower() == ".parquet"]
    first = parquet[0] if parquet else scratch / "scores.parquet"
    write(scores, wanted.engine, first, force=asked.force)
    made = read(replace(wanted, path=first, table=None))
    for output in asked.outputs:
        if output != first:
            write(made, wanted.engine, output, force=asked.force)
    return _document(asked, _Summary(made, wanted.engine), source.findings)


class _Summary:
    """The few rows and counts of a lazy frame that are shown."""

    def __init__(self, scores: Any, engine: str) -> None:  # noqa: ANN401 - a frame of any engine
        import narwhals as nw

        self.nw = nw
        lazy = lazily(scores)
        self.unit, self.year = lazy.collect_schema().names()[:2] if engine != "dask" else scores.columns[:2]
        top = lazy.filter(nw.col("rank") <= SHOWN).select(self.unit, self.year, "score", "rank")
        found = top.collect("pandas").to_native() if engine == "dask" else top.collect()
        self.rows = nw.from_native(found, eager_only=True).rows(named=True)
        counts = lazy.select(
            rows=nw.len(),
            scored=nw.col("score").count(),
        )
        self.counts = nw.from_native(counts.collect(), eager_only=True).rows(named=True)[0]


def _document(asked: OnEngine, summary: _Summary, findings: Sequence[Finding]) -> Document:
    years = {str(row[summary.year]): row[summary.year] for row in summary.rows}
    if asked.year is not None and str(asked.year) not in years:
        raise DataError(Finding("E_YEAR_ABSENT", found=str(asked.year), details={"known": sorted(years)}))
    latest = max(years.values(), default=None) if asked.year is None else years[str(asked.year)]
    rows = sorted((row for row in summary.rows if row[summary.year] == latest), key=lambda row: row["rank"])
    shown = tuple((int(row["rank"]), str(row[summary.unit]), float(row["score"])) for row in rows[:SHOWN])
    table = Table(
        "ranking",
        Name(zh=f"{latest} 年前 {SHOWN} 名", en=f"First {SHOWN} of {latest}"),
        (
            Column("rank", Name(zh="名次", en="Rank"), "integer"),
            Column("unit", Name(zh="单位", en="Unit"), "text"),
            Column("score", Name(zh="得分", en="Score")),
        ),
        shown,
        index=("unit",),
    )
    total, scored = int(summary.counts["rows"]), int(summary.counts["scored"])
    facts = (
        Fact("framework", Name(zh="指标体系", en="Framework"), asked.framework.name),
        Fact("engine", Name(zh="引擎", en="Engine"), asked.wanted.engine),
        Fact("rows", Name(zh="行数", en="Rows"), str(total)),
    )
    lacking = Finding("N_SCALE_UNSCORED", details={"count": total - scored, "rows": total})
    return Document(
        asked.framework.name, (table,), facts, (*findings, lacking) if total > scored else tuple(findings)
    )
