"""Scores written whole or not at all, by the engine that made them."""

from pathlib import Path
from typing import cast

from ii_index.errors import DataError, Finding
from ii_index.scale import files
from ii_index.scale.frames import engine_of

SUFFIXES = (".parquet", ".csv")


def write(scores: object, path: str | Path, *, force: bool = False) -> None:
    """Write a frame of an engine as Parquet or CSV; the name stands for the whole or for nothing.

    duckdb and polars write a file, Dask and Spark a folder of files, all beside it first and under its name at last:
    on a cluster the place must be one that every worker sees.

    Parameters
    ----------
    scores : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        As of :func:`apply` or :attr:`EngineTiers.scores`.
    path : str or Path
        Ending in ``.parquet`` or ``.csv``.
    force : bool
        Whether what stands there may be replaced.

    Raises
    ------
    DataError
        Another suffix.
    IIIndexError
        Something stands there, the system refuses, or a cluster gives the job up.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise DataError(
            Finding("E_OUTPUT_SUFFIX", file=str(path), found=path.suffix, details={"known": SUFFIXES})
        )
    engine, frame, _ = engine_of(scores)
    native = frame if engine == "dask" else frame.to_native()
    files.write(native, cast("files.Engine", engine), path, force=force)
