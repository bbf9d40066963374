"""Sums over draws: everything a result is made of, in integers that add up in any order."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, fields
from itertools import islice
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
from ii_index.kernels.tiers.partitions import adjusted_rand_index

NOISY_BLOCK = 32
"""Draws with noise are made so many at a time: each holds a whole panel, and the cache should hold them all."""

MILLIONTHS = 1_000_000


@dataclass(frozen=True, eq=False)
class Counts(Immutable):
    """What so many draws gave.

    Attributes
    ----------
    draws : int
        Made, whether they failed or not.
    ranks : IntArray, shape (units, units + 1)
        How often each unit had each rank; column 0: none.
    above : IntArray, shape (units, units)
        How often i ranked above j.
    meetings : IntArray, shape (units, units)
        How often both had a rank.
    tiers : IntArray, shape (units, tiers + 1)
        How often each unit was in each tier; column 0: in none.
    agreement : int
        Sum of adjusted Rand indices against the index's own tiers, in millionths: whole, so that it adds up
        to the same whatever the order.
    failures : IntArray, shape (combinations,)
        Draws that failed, by combination of variant and mean.
    """

    draws: int
    ranks: IntArray
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
    square = np.zeros((units, units), dtype=np.intp)
    return Counts(
        draws=0,
        ranks=np.zeros((units, units + 1), dtype=np.intp),
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
    sample = random_sample(plan, seed, chunk, size)
    outcome = evaluate(plan, sample) if plan.noise is None else _noisy(plan, sample, seed, chunk)
    return count(plan, outcome, sample.choices.get("tiers"))


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
    ranks = rank_statistics.ranks_of_draws(scores)
    failures = np.bincount(outcome.failure[~succeeded], minlength=len(plan.variants) * len(plan.means))
    tiers, agreement = _count_tiers(plan, scores, choices)
    return Counts(
        draws=len(succeeded),
        ranks=rank_statistics.rank_counts(ranks),
        above=rank_statistics.pairwise_counts(ranks),
        meetings=rank_statistics.meetings(ranks),
        tiers=tiers,
        agreement=agreement,
        failures=failures,
    )


def _noisy(plan: Plan, sample: Sample, seed: int, chunk: int) -> Outcome:
    """Evaluate a sample with noise, a few draws at a time."""
    assert plan.noise is not None  # noqa: S101 - the caller's condition
    rng = stream(seed, chunk, "noise")
    outcomes: list[Outcome] = []
    for start in range(0, sample.size, NOISY_BLOCK):
        block = sample.part(np.arange(start, min(start + NOISY_BLOCK, sample.size)))
        noise = rng.standard_normal((block.size, *plan.noise.shape))
        outcomes.append(evaluate(plan, Sample(block.local, block.choices, noise)))
    return Outcome(
        np.concatenate([outcome.scores for outcome in outcomes], axis=1),
        np.concatenate([outcome.failure for outcome in outcomes]),
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
