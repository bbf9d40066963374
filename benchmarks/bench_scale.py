"""The same recipe on engines beside hand-written code: CPU seconds and peak memory of a whole process.

    python benchmarks/bench_scale.py [ROWS] [PAIRS]

Rows × 20 indicators over ten years as one Parquet file; min-max per year, weighted mean, competition ranks by the rule
of ties, read, computed and written to Parquet. Each way runs in a process of its own, the pairs interleaved, so that a
busy machine is busy for both; CPU time is that of the process (getrusage).
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

COLUMNS = [f"x{j}" for j in range(20)]
LIMIT = "3GB"

FRAMEWORK = {
    "id": "firms",
    "name": "Firms",
    "reference": "a benchmark",
    "recipe": {"imputation": "renormalise", "normalisation": {"kind": "min_max", "bounds": "year"}},
    "children": [{"id": name, "name": name, "weight": at + 1} for at, name in enumerate(COLUMNS)],
}


def make(path: Path, rows: int) -> None:
    """Write a table of rows without gaps."""
    import duckdb

    columns = ", ".join(f"hash(i * {2 * at + 3}) % 1000003 / 7 as {name}" for at, name in enumerate(COLUMNS))
    duckdb.sql(  # a table of our own making
        f"select 'firm ' || i // 10 as unit, 2014 + i % 10 as year, {columns} from range({rows}) as r(i)"
    ).write_parquet(str(path))


def sql(source: Path, target: Path) -> None:
    """Hand-written SQL: bounds, scores, ranks and the file in one statement."""
    import duckdb

    weights = range(1, len(COLUMNS) + 1)
    whole = sum(weights)
    bounds = ", ".join(f"min({c}) as {c}l, max({c}) as {c}u" for c in COLUMNS)
    parts = [
        f"coalesce({w} * ({c} - {c}l) / ({c}u - {c}l), 0)" for c, w in zip(COLUMNS, weights, strict=True)
    ]
    there = [f"case when {c} is null then 0 else {w} end" for c, w in zip(COLUMNS, weights, strict=True)]
    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{LIMIT}'; set preserve_insertion_order = false")
    connection.execute(f"""
        copy (
            with bounds as (select year, {bounds} from '{source}' group by year),
            scored as (
                select unit, year, 100 * ({" + ".join(parts)}) / nullif({" + ".join(there)}, 0) as score,
                       ({" + ".join(there)}) / {whole} as coverage
                from '{source}' join bounds using (year)
            ),
            gaps as (
                select *, lag(score) over ranked - score <= 1e-10 as same, rank() over ranked as place
                from scored window ranked as (partition by year order by score desc)
            )
            select unit, year, score, coverage,
                   max(case when same then 0 else place end) over
                       (partition by year order by score desc, coalesce(same, false)) as rank
            from gaps
        ) to '{target}' (format parquet)
    """)


def scale_on_duckdb(source: Path, target: Path) -> None:
    """Take the recipe to duckdb."""
    import duckdb

    from ii_index import Framework, scale

    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{LIMIT}'; set preserve_insertion_order = false")
    firms, framework = connection.read_parquet(str(source)), Framework.model_validate(FRAMEWORK)
    scale.score(firms, framework).write_parquet(str(target))


def polars_by_hand(source: Path, target: Path) -> None:
    """Hand-written polars."""
    import polars as pl

    rows = pl.scan_parquet(source)
    bounds = rows.group_by("year").agg(
        *(pl.col(c).min().alias(f"{c}l") for c in COLUMNS), *(pl.col(c).max().alias(f"{c}u") for c in COLUMNS)
    )
    weighted = [
        (at + 1) * (pl.col(c) - pl.col(f"{c}l")) / (pl.col(f"{c}u") - pl.col(f"{c}l"))
        for at, c in enumerate(COLUMNS)
    ]
    there = [pl.when(pl.col(c).is_null()).then(0.0).otherwise(at + 1.0) for at, c in enumerate(COLUMNS)]
    whole = sum(range(1, len(COLUMNS) + 1))
    rows.join(bounds, on="year").select(
        "unit",
        "year",
        score=100 * pl.sum_horizontal(weighted) / pl.sum_horizontal(there),
        coverage=pl.sum_horizontal(there) / whole,
    ).with_columns(
        gap=(-pl.col("score")) - (-pl.col("score")).shift(1).over("year", order_by=-pl.col("score")),
        place=pl.col("score").rank("min", descending=True).over("year"),
        minus=-pl.col("score"),
    ).with_columns(
        first=pl.when(pl.col("gap").is_null() | (pl.col("gap") > 1e-10)).then("place").otherwise(0)
    ).with_columns(rank=pl.col("first").cum_max().over("year", order_by="minus")).select(
        "unit", "year", "score", "coverage", "rank"
    ).sink_parquet(target)


def scale_on_polars(source: Path, target: Path) -> None:
    """Take the recipe to polars."""
    import polars as pl

    from ii_index import Framework, scale

    firms, framework = pl.scan_parquet(source), Framework.model_validate(FRAMEWORK)
    scale.score(firms, framework).sink_parquet(target)


def pandas(source: Path, target: Path) -> None:
    """Plain pandas."""
    import pandas as pd

    rows = pd.read_parquet(source)
    by = rows.groupby("year")[COLUMNS]
    low, high = by.transform("min"), by.transform("max")
    weights = pd.Series(range(1, len(COLUMNS) + 1), index=COLUMNS)
    made = rows[["unit", "year"]].assign(
        score=((rows[COLUMNS] - low) / (high - low)).mul(weights).sum(axis=1) * 100 / weights.sum()
    )
    made.assign(rank=made.groupby("year")["score"].rank(method="min", ascending=False)).to_parquet(target)


WAYS = {
    "sql": sql,
    "duckdb": scale_on_duckdb,
    "polars by hand": polars_by_hand,
    "polars": scale_on_polars,
    "pandas": pandas,
}


def measured(way: str, source: Path, target: Path) -> tuple[float, float]:
    """Return CPU seconds and peak megabytes of one way in a process of its own."""
    said = subprocess.run(
        [sys.executable, __file__, "--child", way, source, target], check=True, capture_output=True, text=True
    )
    cpu, peak = said.stdout.split()
    return float(cpu), float(peak)


def child(way: str, source: str, target: str) -> None:
    """Run one way and print what it took."""
    WAYS[way](Path(source), Path(target))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main(rows: int, pairs: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "firms.parquet")
        make(source, rows)
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        for pair in range(pairs):
            for way in WAYS:
                if way != "pandas" or pair == 0:
                    found[way].append(measured(way, source, Path(folder, f"{way}.parquet")))
        print(
            f"{rows:,} rows × {len(COLUMNS)}; file of {source.stat().st_size / 2**20:.0f} MB; {pairs} interleaved"
        )
        for way, runs in found.items():
            cpu = [run[0] for run in runs]
            peak = max(run[1] for run in runs)
            print(f"{way:15} CPU {median(cpu):7.2f} s ({min(cpu):.2f}–{max(cpu):.2f})  peak {peak:6.0f} MB")
        for own, hand in (("duckdb", "sql"), ("polars", "polars by hand")):
            ratio = median(a[0] / b[0] for a, b in zip(found[own], found[hand], strict=True))
            print(f"{own} / {hand}: {ratio:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main(*(int(text) for text in [*sys.argv[1:], "1000000", "3"][:2]))
