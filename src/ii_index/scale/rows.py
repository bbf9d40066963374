"""Rows of a frame: the columns of their scores, in order, and which of them are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import step_of
from ii_index.errors import DataError, Finding
from ii_index.scale.by_year import YEAR, Stage, Step, staged
from ii_index.scale.expressions import (
    COVERAGE,
    REFUSED,
    SCORE,
    UNIT,
    Plan,
    Scoring,
    full_scale,
)
from ii_index.scale.frames import Opened, kept_whole
from ii_index.scale.installed import narwhals
from ii_index.scale.ranks import RANK, with_ranks
from ii_index.scale.refused import examples, marked_rows

Fills = Mapping[int, tuple[Sequence[int], FloatArray]]
ORDINAL = frozenset({"rank", "borda", "percentile_rank"})


def refuse_rows(source: Opened, scoring: Scoring, fills: Fills) -> None:
    """Refuse a frame with rows that no score can be made of, which only the rows themselves tell."""
    nw = narwhals()
    output = Rows(scoring, source, (), (), fills)
    # not summed: duckdb writes into a sum above a join all that makes its column, as often as each step is read
    rows = marked_rows(source, lambda frame: output.scored(frame).with_columns(__marked=nw.col(REFUSED)))
    if rows:
        count = sum(cells for _, _, cells in rows)
        details = {"count": count, "examples": examples(output.plan, rows)}
        raise DataError(Finding("E_SCALE_REFUSED", details=details))


class Rows:
    """Scores of a frame: how they are made and which columns are shown."""

    def __init__(
        self,
        scoring: Scoring,
        source: Opened,
        nodes: tuple[str, ...],
        keep: tuple[str, ...],
        fills: Fills,
    ) -> None:
        self.scoring, self.source, self.nodes, self.keep, self.fills = scoring, source, nodes, keep, fills

    @property
    def plan(self) -> Plan:
        """What is made of the columns."""
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
        before: list[Step] = [plan.cells(), plan.values(), *plan.bent(self.fills, powers)]
        before += plan.pulled(fitted, self.scoring.years)
        frame = self._windows(staged(frame, before))
        return staged(frame, (*self.scoring.normalised(), *self.scoring.stages()))

    def _windows(self, frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
        """Add what a normalisation compares a cell with: the base year's, or all others of the year."""
        nw = narwhals()
        for at, kind in enumerate(self.scoring.kinds()):
            leaf = self.plan.leaves[at]
            if kind == "base_year":
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
        nodes = [self._node(node) for node in self.nodes]
        varying = [name for name in (COVERAGE, REFUSED) if name not in self.scoring.constants()]
        needed = dict.fromkeys((UNIT, YEAR, SCORE, *varying, *self.keep, *nodes))
        scored = self.scored(self.source.frame).select(*needed)
        frame = self._ranked(kept_whole(scored, (SCORE, *varying, *nodes)))
        return self.source.home(frame.select(**self._shown()))

    def _ranked(self, frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
        full = full_scale(self.scoring)
        return with_ranks(frame, SCORE, RANK, YEAR, full=full, highest=self._highest)

    @property
    def _highest(self) -> bool:
        return self.plan.framework.better == "higher"

    def _shown(self, *, ranked: bool = True) -> Stage:
        nw = narwhals()
        shown: Stage = {self.plan.unit: nw.col(UNIT)}
        fixed = [(name, column) for name, column in self._fixed() if ranked or column != RANK]
        shown |= {name: self.plan.shown_year() for name, _ in fixed[:1]}
        shown |= {name: nw.col(name) for name in self.keep}
        known = self.scoring.constants()
        shown |= {name: known.get(column, nw.col(column)) for name, column in fixed[1:]}
        return shown | {node: nw.col(self._node(node)) for node in self.nodes}

    def _node(self, node: str) -> str:
        """Return the column of a node's scores."""
        tree = self.plan.framework.tree
        level = tree.level_of(node)
        return f"__n{level}_{tree.levels[level].index(node)}"

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
