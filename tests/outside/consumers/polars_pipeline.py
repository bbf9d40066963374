"""A data engineer: polars in, polars out."""

import sys

import ii_index as ii

try:
    import polars as pl
except ImportError:
    sys.exit("skipped: polars is not installed")


def main() -> None:
    table = pl.DataFrame(
        {"firm": ["A", "B", "C"], "year": [2023, 2023, 2023], "x": [1.0, 2.0, 4.0], "y": [9, 5, 1]}
    )
    framework = ii.Framework(id="f", name="F", children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}])
    index = ii.compose(ii.Panel.from_frame(table, framework, unit_column="firm"))
    ranking = pl.from_pandas(index.frame().reset_index())
    best = ranking.filter(pl.col("rank") == 1)["code"].to_list()
    assert sorted(best) == ["A", "C"], "100 and 0 twice, against 33 and 50"
    assert ranking.schema["rank"] == pl.Int64


main()
