"""The same recipe on engines beside hand-written code: CPU seconds and peak memory of a whole process.

    python benchmarks/bench_scale.py [PAIRS [ROWS…]]

Rows × 20 indicators over ten years as Parquet; min-max per year, weighted mean, coverage, competition ranks by the rule
of ties: read, computed and written to Parquet. Each way runs in a process of its own, the pairs interleaved, so that a
busy machine is busy for both; CPU time is that of the process (getrusage), imports included. Then duckdb and polars on
one core and on all; and duckdb on a folder of Parquet larger than the memory it is allowed: by its own limit and, where
the machine lets one be made, in a control group.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

COLUMNS = [f"x{j}" for j in range(20)]
LIMIT = "3GB"
ALLOWED = 500  # MB, to duckdb on a folder of a gigabyte
AROUND = 900  # MB, to the whole process of it

FRAMEWORK = {
    "id": "firms",
    "name": "Firms",
    "reference": "a benchmark",
    "recipe": {"imputation": "renormalise", "normalisation": {"kind": "min_max", "bounds": "year"}},
    "children": [{"id": name, "name": name, "weight": at + 1} for at, name in enumerate(COLUMNS)],
}


def make(path: Path, rows: int, parts: int = 1) -> None:
    """Write a table of rows without gaps, as a file or as a folder of some."""
    if parts > 1:
        path.mkdir()
        for part in range(parts):
            _make(path / f"{part}.parquet", rows // parts * part, rows // parts * (part + 1))
    else:
        _make(path, 0, rows)


def _make(path: Path, first: int, last: int) -> None:
    import duckdb

    columns = ", ".join(f"hash(i * {2 * at + 3}) % 1000003 / 7 as {name}" for at, name in enumerate(COLUMNS))
    duckdb.sql(  # a table of our own making
        f"select 'firm ' || i // 10 as unit, 2014 + i % 10 as year, {columns} from range({first}, {last}) as r(i)"
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
            select unit, year, score,
                   max(case when same then 0 else place end) over
                       (partition by year order by score desc, coalesce(same, false)) as rank,
                   coverage, 0 as refused
            from gaps
        ) to '{target}' (format parquet)
    """)


def scale_on_duckdb(source: Path, target: Path) -> None:
    """Take the recipe to duckdb."""
    _on_duckdb(source, target, LIMIT)


def little_memory(source: Path, target: Path) -> None:
    """Take the recipe to duckdb with less memory than the table is large."""
    _on_duckdb(source, target, f"{ALLOWED}MB")


def _on_duckdb(source: Path, target: Path, limit: str) -> None:
    import duckdb

    from ii_index import Framework, scale

    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{limit}'; set preserve_insertion_order = false")
    pattern = source / "*.parquet" if source.is_dir() else source
    firms, framework = connection.read_parquet(str(pattern)), Framework.model_validate(FRAMEWORK)
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
        "unit", "year", "score", "rank", "coverage", refused=pl.lit(0)
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
    "little memory": little_memory,
}
BESIDE = ("sql", "duckdb", "polars by hand", "polars")
WANTED = {("duckdb", "sql"): 1.1, ("polars", "polars by hand"): 1.2}


def measured(
    way: str, source: Path, target: Path, *, cores: int | None = None, group: Path | None = None
) -> tuple[float, float]:
    """Return CPU seconds and peak megabytes of one way in a process of its own."""
    own = {"POLARS_MAX_THREADS": str(cores)} if cores else {}
    said = subprocess.run(
        [sys.executable, __file__, "--child", way, source, target, str(cores or 0), str(group or "")],
        check=True, capture_output=True, text=True, env=os.environ | own,
    )  # fmt: skip
    cpu, peak = said.stdout.split()
    return float(cpu), float(peak)


def child(way: str, source: str, target: str, cores: str, group: str) -> None:
    """Run one way and print what it took."""
    if int(cores):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
    if group:
        Path(group, "cgroup.procs").write_text(str(os.getpid()))
    WAYS[way](Path(source), Path(target))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def beside(source: Path, rows: int, pairs: int, *, all_ways: bool) -> dict[str, float]:
    """Print the ways side by side and return the CPU seconds of each."""
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in BESIDE}
    target = source.with_name("scores.parquet")
    for _ in range(pairs):
        for way in BESIDE:
            found[way].append(measured(way, source, target))
    if all_ways:
        found["pandas"] = [measured("pandas", source, target)]
    print(
        f"{rows:,} rows × {len(COLUMNS)}, a file of {source.stat().st_size / 2**20:.0f} MB; {pairs} interleaved"
    )
    for way, runs in found.items():
        cpu = [run[0] for run in runs]
        spread = f"({min(cpu):.2f}–{max(cpu):.2f})" if len(cpu) > 1 else "(one run)"
        print(f"  {way:15} CPU {median(cpu):7.2f} s {spread:17} peak {max(run[1] for run in runs):6.0f} MB")
    for (own, hand), wanted in WANTED.items():
        ratio = median(a[0] / b[0] for a, b in zip(found[own], found[hand], strict=True))
        print(f"  {own} / {hand}: {ratio:.2f} (wanted at most {wanted} of 10,000,000 rows)")
    return {way: median(run[0] for run in runs) for way, runs in found.items()}


def by_cores(source: Path, rows: int) -> None:
    """Print what one core and all of them take."""
    target = source.with_name("scores.parquet")
    for cores in sorted({1, len(os.sched_getaffinity(0))}):
        for way in ("duckdb", "polars"):
            cpu, peak = measured(way, source, target, cores=cores)
            print(f"  {rows:>10,} rows, {cores} cores, {way:7} CPU {cpu:6.2f} s  peak {peak:5.0f} MB")


def beyond_memory(folder: Path, rows: int) -> None:
    """Print how a folder larger than the memory allowed is scored."""
    source, target = folder / "firms", folder / "scores.parquet"
    make(source, rows, parts=10)
    size = sum(part.stat().st_size for part in source.iterdir()) / 2**20
    group = control_group()
    try:
        cpu, peak = measured("little memory", source, target, group=group)
    finally:
        if group is not None:
            group.rmdir()
    around = f"in a control group of {AROUND} MB" if group else "no control group can be made here"
    print(f"a folder of 10 files, {size:.0f} MB, under duckdb's memory_limit of {ALLOWED} MB, {around}")
    print(f"  finishes: CPU {cpu:.2f} s  peak {peak:.0f} MB resident")


def control_group() -> Path | None:
    """Make a control group with little memory, where the machine lets one be made."""
    for parent, limit in (("memory", "memory.limit_in_bytes"), ("", "memory.max")):
        group = Path("/sys/fs/cgroup", parent, f"ii-index-{os.getpid()}")
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / limit).write_text(str(AROUND * 2**20))
        except OSError:
            group.rmdir()
        else:
            return group
    return None


def main(pairs: int, sizes: list[int]) -> None:
    """Print the tables."""
    took: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            source = Path(folder, "firms.parquet")
            make(source, rows)
            took[rows] = beside(source, rows, pairs, all_ways=True)
            by_cores(source, rows)
        source.unlink()
        beyond_memory(Path(folder), sizes[-1])
    first, last = sizes[0], sizes[-1]
    if last > first:
        grown = ", ".join(f"{way} {took[last][way] / took[first][way]:.1f}" for way in took[first])
        print(f"CPU of {last:,} rows / of {first:,}, imports included: {grown} (linear: {last / first:g})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        first, *more = [*map(int, sys.argv[1:]), *(3, 1_000_000, 10_000_000)[len(sys.argv) - 1 :]]
        main(first, more)
