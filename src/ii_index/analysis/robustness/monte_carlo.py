"""Sums over draws: everything a result is made of, in integers that add up in any order."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, fields
from functools import reduce
from itertools import islice
from operator import add
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.robustness.design import Plan
from ii_index.analysis.robustness.evaluation import NO_FAILURE, Outcome, evaluate
from ii_index.analysis.robustness.samples import Sample, random_sample, stream
from ii_index.analysis.robustness.tier_cut import cut
from ii_index.kernels.robustness import rank_statistics
from ii_index.kernels.robustness.sampling import chunks
from ii_index.kernels.robustness.taken_ranks import TakenRanks, taken_ranks
from ii_index.kernels.tiers.partitions import adjusted_rand_index

NOISY_CELLS = 1 << 17
"""Cells with noise made together (1 MB): each draw holds a whole panel, and the cache should hold them all."""

AT_ONCE = 1 << 22
"""Scores of draws held together (32 MB): of many units, a chunk is counted a few draws at a time."""

PAIRED = 200
"""Up to so many units all pairs are counted in every run; of more, when they are asked for."""

TABLED = 1_000
"""Up to so many units the counts of all ranks are a table; of more, those taken are counted alone."""

MILLIONTHS = 1_000_000


@dataclass(frozen=True, eq=False)
class Counts(Immutable):
    """What so many draws gave.

    Attributes
    ----------
    draws : int
        Made, whether they failed or not.
    ranks : IntArray, shape (units, units + 1), or TakenRanks
        How often each unit had each rank; column 0: none. Of more than 1,000 units, the ranks taken alone.
    above : IntArray, shape (units, units)
        How often i ranked above j; of more than 200 units not counted, shape (0, 0).
    meetings : IntArray, shape (units, units)
        How often both had a rank; likewise.
    tiers : IntArray, shape (units, tiers + 1)
        How often each unit was in each tier; column 0: in none.
    agreement : int
        Sum of adjusted Rand indices against the index's own tiers, in millionths: whole, so that it adds up
        to the same whatever the order.
    failures : IntArray, shape (combinations,)
        Draws that failed, by combination of variant and mean.
    """

    draws: int
    ranks: IntArray | TakenRanks
    above: IntArray
    meetings: IntArray
    tiers: IntArray
    agreement: int
    failures: IntArray

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))

    @property
    def failed(self) -> int:
        """Number of draws that failed."""
        return int(self.failures.sum())

    @property
    def succeeded(self) -> int:
        """Number of draws that did not."""
        return self.draws - self.failed


def nothing(plan: Plan) -> Counts:
    """Return the counts of no draws."""
    units = plan.units
    paired = units if units <= PAIRED else 0
    square = np.zeros((paired, paired), dtype=np.intp)
    return Counts(
        draws=0,
        ranks=_count_ranks(np.empty((units, 0), dtype=np.uint32)),
        above=square,
        meetings=square,
        tiers=np.zeros((units, plan.tier_count + 1), dtype=np.intp),
        agreement=0,
        failures=np.zeros(len(plan.variants) * len(plan.means), dtype=np.intp),
    )


def count_chunk(plan: Plan, seed: int, chunk: int, size: int) -> Counts:
    """Draw one chunk and count: the unit of work, the same wherever it is done.

    Parameters
    ----------
    plan : Plan
    seed : int
    chunk : int
    size : int
    """
    parts = (count(plan, outcome, choices) for outcome, choices in outcomes(plan, seed, chunk, size))
    first = next(parts)
    return reduce(add, parts, first)


def outcomes(plan: Plan, seed: int, chunk: int, size: int) -> Iterator[tuple[Outcome, IntArray | None]]:
    """Evaluate the draws of one chunk, so many at a time that their scores fit in memory.

    Yields
    ------
    Outcome, IntArray or None
        Scores, and the tier rule that each draw takes, where there are several.
    """
    sample = random_sample(plan, seed, chunk, size)
    rng = stream(seed, chunk, "noise")
    together = max(1, AT_ONCE // plan.units)
    for start in range(0, size, together):
        part = sample
        if together < size:
            part = sample.part(np.arange(start, min(start + together, size)))
        outcome = evaluate(plan, part) if plan.noise is None else _noisy(plan, part, rng)
        yield outcome, part.choices.get("tiers")


def count_above(plan: Plan, draws: tuple[int, int], seed: int, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Draw again, and count how often some units ranked above every other: the same draws, as often as asked.

    Parameters
    ----------
    plan : Plan
    draws : tuple of int
        Draws planned, and draws made.
    seed : int
    rows : IntArray, shape (rows,)

    Returns
    -------
    above, meetings : IntArray, shape (rows, units)
    """
    planned, made = draws
    above, meetings = np.zeros((2, len(rows), plan.units), dtype=np.intp)
    done = 0
    for chunk, size in chunks(planned):
        if done == made:
            break
        done += size
        for outcome, _ in outcomes(plan, seed, chunk, size):
            scores = outcome.scores[:, outcome.failure == NO_FAILURE]
            further = rank_statistics.counts_above(
                rank_statistics.ranks_of_draws(scores, plan.full_mark), rows
            )
            above += further[0]
            meetings += further[1]
    return above, meetings


def count(plan: Plan, outcome: Outcome, choices: IntArray | None) -> Counts:
    """Count the ranks and tiers of evaluated draws.

    Parameters
    ----------
    plan : Plan
    outcome : Outcome
    choices : IntArray, shape (draws,), or None
        Tier rule that each draw takes, where there are several.
    """
    succeeded = outcome.failure == NO_FAILURE
    scores = outcome.scores
    if not succeeded.all():
        scores = scores[:, succeeded]
        choices = None if choices is None else choices[succeeded]
    ranks = rank_statistics.ranks_of_draws(scores, plan.full_mark)
    failures = np.bincount(outcome.failure[~succeeded], minlength=len(plan.variants) * len(plan.means))
    tiers, agreement = _count_tiers(plan, rank_statistics.level_ties(scores, ranks, plan.full_mark), choices)
    above, meetings = _count_pairs(ranks)
    return Counts(
        draws=len(succeeded),
        ranks=_count_ranks(ranks),
        above=above,
        meetings=meetings,
        tiers=tiers,
        agreement=agreement,
        failures=failures,
    )


def _count_ranks(ranks: NDArray[np.unsignedinteger]) -> IntArray | TakenRanks:
    return taken_ranks(ranks) if len(ranks) > TABLED else rank_statistics.rank_counts(ranks)


def _count_pairs(ranks: NDArray[np.unsignedinteger]) -> tuple[IntArray, IntArray]:
    if len(ranks) > PAIRED:
        nothing_counted = np.zeros((0, 0), dtype=np.intp)
        return nothing_counted, nothing_counted
    return rank_statistics.pairwise_counts(ranks), rank_statistics.meetings(ranks)


def _noisy(plan: Plan, sample: Sample, rng: np.random.Generator) -> Outcome:
    """Evaluate a sample with noise, a few draws at a time."""
    assert plan.noise is not None  # noqa: S101 - the caller's condition
    made: list[Outcome] = []
    together = min(max(1, NOISY_CELLS // max(1, plan.noise.size)), max(1, sample.size))
    normals = np.empty((together, *plan.noise.shape))
    for start in range(0, sample.size, together):
        block = sample.part(np.arange(start, min(start + together, sample.size)))
        noise = rng.standard_normal(out=normals[: block.size])
        made.append(evaluate(plan, Sample(block.local, block.choices, noise)))
    return Outcome(
        np.concatenate([outcome.scores for outcome in made], axis=1),
        np.concatenate([outcome.failure for outcome in made]),
    )


def _count_tiers(plan: Plan, scores: FloatArray, choices: IntArray | None) -> tuple[IntArray, int]:
    if not plan.with_tiers or not scores.shape[1]:
        return np.zeros((plan.units, plan.tier_count + 1), dtype=np.intp), 0
    tiers = _tiers(plan, scores, choices)
    agreement = adjusted_rand_index(tiers.T, plan.nominal_tiers)
    return (
        rank_statistics.member_counts(tiers, plan.tier_count + 1),
        int(np.rint(agreement * MILLIONTHS).astype(np.int64).sum()),
    )


def _tiers(plan: Plan, scores: FloatArray, choices: IntArray | None) -> NDArray[np.int8]:
    if choices is None:
        return cut(plan.tier_rules[0], plan.tier_count, scores)
    tiers = np.zeros(scores.shape, dtype=np.int8)
    for number, rule in enumerate(plan.tier_rules):
        draws = np.flatnonzero(choices == number)
        if draws.size:
            tiers[:, draws] = cut(rule, plan.tier_count, scores[:, draws])
    return tiers


KeepGoing: TypeAlias = Callable[[int, int], bool]

WAITING = 32
"""Chunks handed to an executor ahead of the one waited for: enough to keep it busy, few enough to stop soon."""


def run(
    plan: Plan,
    draws: int,
    seed: int,
    *,
    executor: Executor | None = None,
    keep_going: KeepGoing | None = None,
) -> Counts:
    """Draw and count.

    Parameters
    ----------
    plan : Plan
    draws : int
    seed : int
    executor : concurrent.futures.Executor, optional
        Threads, processes, or that of a cluster. None: here and now, one chunk after another.
    keep_going : callable, optional
        Called after each chunk with the draws made and the draws wanted; False stops the run there.

    Returns
    -------
    Counts
        The same whatever the executor, to the last bit.
    """
    total = nothing(plan)
    results = _counted(plan, draws, seed, executor)
    for counts in results:
        total += counts
        if keep_going is not None and not keep_going(total.draws, draws):
            results.close()
            break
    return total


def _counted(plan: Plan, draws: int, seed: int, executor: Executor | None) -> Generator[Counts]:
    if executor is None:
        for chunk, size in chunks(draws):
            yield count_chunk(plan, seed, chunk, size)
        return
    todo = chunks(draws)
    waiting: deque[Future[Counts]] = deque()
    try:
        for chunk, size in islice(todo, WAITING):
            waiting.append(executor.submit(count_chunk, plan, seed, chunk, size))
        while waiting:
            yield waiting.popleft().result()
            for chunk, size in islice(todo, 1):
                waiting.append(executor.submit(count_chunk, plan, seed, chunk, size))
    finally:
        for future in waiting:
            future.cancel()
