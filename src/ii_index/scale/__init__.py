"""The same recipe on existing engines: duckdb, polars, Dask, Spark.

``fitting``
    From a frame of an engine to what a recipe takes from the data.
``applying``
    From rows and a fit to scores, lazily, in the frame's own kind.
``scoring``
    Both in one, of one frame.
``rows``
    The columns of scores, in order, and which are shown.
``refused``
    What a fit refuses of cells and rows, with examples.
``tiering``
    Scores cut into tiers, by their ranks.
``intervals``
    Intervals of some units' ranks among all, from a sample.
``spark_executor``
    Draws on a Spark cluster.
``saved``
    A fit as JSON.
``files``
    What an engine reads by itself; results whole or not at all.
``databases``
    Tables of SQLite and PostgreSQL as Arrow batches.
``writing``
    Scores as a file or a folder of files.
``installed``
    Modules of the extras, or how to install them.
``frames``
    Frames of any engine: which column is what.
``columns``
    Which column of a frame is what, by the rules of every other table.
``keys``
    Units and years: labels that name none are set aside and said.
``coverage``
    What an engine is told, and what is refused by name.
``by_year``
    Numbers of each year, joined to the rows once.
``expressions``
    The compiler: from framework and recipe to expressions.
``leaves``
    How an indicator's values become a score.
``nodes``
    How a node is made of its children.
``ranks``
    Ranks by the rule of ties.
``grouping``
    Sums and extremes by group, on any engine.
``statistics``
    Counts, extremes and moments by year.
``weights``
    Weights from moments.
"""

from ii_index.scale.applying import apply
from ii_index.scale.fitting import fit
from ii_index.scale.intervals import RankIntervals, rank_intervals
from ii_index.scale.saved import load, save
from ii_index.scale.scoring import score
from ii_index.scale.spark_executor import SparkExecutor
from ii_index.scale.tiering import EngineTiers, tiers
from ii_index.scale.writing import write

__all__ = [
    "EngineTiers", "RankIntervals", "SparkExecutor", "apply", "fit", "load", "rank_intervals", "save", "score", "tiers",
    "write",
]  # fmt: skip
