"""Apply on an engine: what was fitted makes scores of rows, lazily, in the frame's own kind."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import Fitted
from ii_index.errors import DataError, Finding
from ii_index.model.framework import Framework
from ii_index.model.node import ROOT
from ii_index.scale.coverage import require_covered
from ii_index.scale.expressions import (
    COVERAGE,
    REFUSED,
    SCORE,
    UNIT,
    YEAR,
    Plan,
    Scoring,
    Stage,
    full_scale,
)
from ii_index.scale.fitting import filled_by, plan_of, refused_rows
from ii_index.scale.frames import Opened, narwhals, opened
from ii_index.scale.ranks import RANK, with_ranks

ORDINAL = frozenset({"rank", "borda", "percentile_rank"})


def apply(  # noqa: PLR0913 - what may be said of the columns
    frame: object,
    fitted: Fitted,
    *,
    nodes: Sequence[str] | None = None,
    keep: Sequence[str] = (),
    year: int | None = None,
    unit_column: str | None = None,
    year_column: str | None = None,
) -> Any:  # noqa: ANN401 - a frame of the kind that is given
    """Score the rows of a frame with what was fitted on it, on another one, or in memory.

    Nothing is computed until the frame is collected or written, except what fills gaps with means: that is a pass of
    its own, since the means are those of the frame that is scored.

    Parameters
    ----------
    frame : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        As for :func:`fit`.
    fitted : Fitted
        Of :func:`fit`, of :func:`load`, or ``index.fitted`` of an index in memory.
    nodes : sequence of str, optional
        Ids or names of the nodes whose scores are wanted beside the total; by default those with children.
    keep : sequence of str
        Headings of columns to be kept.
    year : int, optional
        The year of a frame that has none.
    unit_column, year_column : str, optional
        As for :func:`fit`.

    Returns
    -------
    frame of the kind given
        Columns of unit and year as they were headed, those to be kept, ``score`` (missing where a row is refused, or
        where less is available than the recipe asks for), ``rank`` within the year, ``coverage``, ``refused`` (how
        many cells of the row no score can be made of), and a column a node.

    Raises
    ------
    DataError
        A fit that does not say of what it is, years that it has no bounds for, columns that are not there.
    """
    framework = _framework_of(fitted)
    recipe = fitted.recipe
    require_covered(framework, recipe, fitting=False)  # type: ignore[arg-type]
    _require_limits(fitted)
    source = opened(frame, framework, unit_column=unit_column, year_column=year_column)
    plan = plan_of(source, framework, recipe, year)  # type: ignore[arg-type]
    wanted = _wanted(framework, nodes)
    output = _Output(Scoring(plan, fitted), source, wanted, tuple(keep), filled_by(source, plan))
    output.require_columns()
    return output.made()


def refuse_rows(source: Opened, scoring: Scoring) -> None:
    """Refuse a frame with rows that no score can be made of, which only the rows themselves tell."""
    nw = narwhals()
    output = _Output(scoring, source, (), (), filled_by(source, scoring.plan))
    if source.engine == "dask":
        count = int(output.scored_partitions()[REFUSED].sum().compute())
    else:
        summed = output.scored(source.frame).select(nw.col(REFUSED).sum()).collect()
        count = int(summed.row(0)[0] or 0)
    if count:
        raise refused_rows(count)


def _framework_of(fitted: object) -> Framework:
    if not isinstance(fitted, Fitted):
        message = f"fitted is what scale.fit, scale.load or an index has, not {type(fitted).__name__}"
        raise TypeError(message)
    if fitted.framework is None or fitted.recipe is None or fitted.local is None:
        raise DataError(Finding("E_FITTED_BARE"))
    return fitted.framework


def _require_limits(fitted: Fitted) -> None:
    """Refuse logarithms of treatment: they are a step of their own."""
    if not np.isnan(fitted.log_from).all():
        raise DataError(Finding("E_SCALE_STEP", details={"steps": "winsorise_then_log"}))


def _wanted(framework: Framework, nodes: Sequence[str] | None) -> tuple[str, ...]:
    if nodes is None:
        return tuple(node.id for node in framework.walk() if node.children)
    found = [framework.find(label) or label for label in nodes]
    unknown = [label for label in found if label not in framework.nodes and label != ROOT]
    if unknown:
        raise DataError(Finding("E_SCALE_COLUMNS", details={"names": unknown, "known": [*framework.nodes]}))
    return tuple(label for label in found if label != ROOT)


class _Output:
    """Scores of a frame: how they are made and which columns are shown."""

    def __init__(
        self,
        scoring: Scoring,
        source: Opened,
        nodes: tuple[str, ...],
        keep: tuple[str, ...],
        fills: Any,  # noqa: ANN401 - as fitting has them
    ) -> None:
        self.scoring, self.source, self.nodes, self.keep, self.fills = scoring, source, nodes, keep, fills

    @property
    def plan(self) -> Plan:
        return self.scoring.plan

    def require_columns(self) -> None:
        """Refuse headings that would stand twice, and steps that Dask's partitions cannot take."""
        headings = [self.plan.unit, *self.keep, *(name for name, _ in self._fixed()), *self.nodes]
        twice = sorted({name for name in headings if headings.count(name) > 1})
        if twice:
            raise DataError(Finding("E_SCALE_TWICE", details={"names": twice}))
        if self.source.engine == "dask" and {*ORDINAL, "base_year"} & {*self.scoring.kinds()}:
            steps = sorted({*ORDINAL, "base_year"} & {*self.scoring.kinds()})
            raise DataError(Finding("E_SCALE_STEP", details={"steps": ", ".join(steps)}))

    def _fixed(self) -> list[tuple[str, str]]:
        return [
            (self.plan.year or "year", YEAR),
            ("score", SCORE),
            ("rank", RANK),
            ("coverage", COVERAGE),
            ("refused", REFUSED),
        ]

    def scored(self, frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
        """Return a frame with the columns of all stages up to the total."""
        plan, fitted = self.plan, self.scoring.fitted
        powers: FloatArray = fitted.power[0, 0, :]
        stages: list[Stage] = [plan.cells(), plan.values(), plan.bent(self.fills, powers)]
        stages.append(plan.pulled(fitted, self.scoring.years))
        for stage in stages:
            frame = frame.with_columns(**stage) if stage else frame
        frame = self._windows(frame)
        for stage in (self.scoring.normalised(), *self.scoring.stages()):
            frame = frame.with_columns(**stage)
        return frame

    def _windows(self, frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
        """Add what a normalisation compares a cell with: the base year's, or all others of the year."""
        nw = narwhals()
        for at, kind in enumerate(self.scoring.kinds()):
            leaf = self.plan.leaves[at]
            if kind == "base_year":
                from ii_index.construction.methods.normalisation import step_of

                step = step_of(leaf, self.plan.recipe.normalisation)
                base = getattr(step, "year", None) or self.plan.framework.base_year
                first = nw.when(nw.col(YEAR) == base).then(nw.col(f"__p{at}"))
                frame = frame.with_columns(**{f"__y{at}": first})
                frame = frame.with_columns(**{f"__b{at}": nw.col(f"__y{at}").max().over(UNIT)})
            elif kind in ORDINAL:
                frame = with_ranks(frame, f"__p{at}", f"__k{at}", YEAR, highest=leaf.sign < 0)
                others = nw.col(f"__p{at}").count().over(YEAR) - 1
                frame = frame.with_columns(
                    **{f"__m{at}": nw.when(others > 0).then(others), f"__k{at}": nw.col(f"__k{at}")}
                )
        return frame

    def made(self) -> Any:  # noqa: ANN401 - a frame of the kind given
        """Return the scores in the kind of the frame that was given."""
        if self.source.engine == "dask":
            return self._ranked_partitions()
        frame = self._ranked(self.scored(self.source.frame))
        return self.source.home(frame.select(**self._shown()))

    def _ranked(self, frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
        full = full_scale(self.scoring)
        return with_ranks(frame, SCORE, RANK, YEAR, full=full, highest=self._highest)

    @property
    def _highest(self) -> bool:
        return self.plan.framework.better == "higher"

    def _shown(self, *, ranked: bool = True) -> Stage:
        nw, framework = narwhals(), self.plan.framework
        shown: Stage = {self.plan.unit: nw.col(UNIT)}
        fixed = [(name, column) for name, column in self._fixed() if ranked or column != RANK]
        shown |= {name: nw.col(column) for name, column in fixed[:1]}
        shown |= {name: nw.col(name) for name in self.keep}
        shown |= {name: nw.col(column) for name, column in fixed[1:]}
        tree = framework.tree
        for node in self.nodes:
            level = tree.level_of(node)
            shown[node] = nw.col(f"__n{level}_{tree.levels[level].index(node)}")
        return shown

    def scored_partitions(self) -> Any:  # noqa: ANN401 - a Dask frame
        """Return a Dask frame with the columns of all stages."""
        nw = narwhals()

        def score(part: Any) -> Any:  # noqa: ANN401 - a pandas frame
            scored = self.scored(nw.from_native(part))
            return scored.select(**self._shown(ranked=False), __refused=nw.col(REFUSED)).to_native()

        meta = score(self.source.frame._meta_nonempty).iloc[:0]  # noqa: SLF001 - Dask's own way to know the columns
        return self.source.frame.map_partitions(score, meta=meta)

    def _ranked_partitions(self) -> Any:  # noqa: ANN401 - a Dask frame
        """Bring the rows of each year together and rank them there, by the kernel."""
        year, full, sign = self.plan.year, full_scale(self.scoring), 1.0 if self._highest else -1.0
        frame = self.scored_partitions().drop(columns=[REFUSED])
        dated = year or "year"

        def ranked(part: Any) -> Any:  # noqa: ANN401 - a pandas frame
            from ii_index.kernels.ranking import competition_ranks

            ranks = np.zeros(len(part), dtype=np.int64)
            rows = part[dated].to_numpy()
            for one in np.unique(rows):
                own = np.flatnonzero(rows == one)
                scores = part["score"].to_numpy(dtype=np.float64)[own]
                ranks[own] = competition_ranks(sign * scores, full)
            place = [*part.columns].index("score") + 1
            made = part.copy()
            made.insert(place, "rank", ranks)
            made["rank"] = made["rank"].astype("Int64").where(made["rank"] > 0)
            return made

        shuffled = frame.shuffle(dated) if frame.npartitions > 1 else frame
        return shuffled.map_partitions(ranked, meta=ranked(frame._meta_nonempty).iloc[:0])  # noqa: SLF001
