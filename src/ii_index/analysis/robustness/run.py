"""Run chunks of draws one after another, or through an executor that the caller brings."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from itertools import islice
from typing import TypeAlias

from ii_index.analysis.robustness.counts import Counts, count_chunk, nothing
from ii_index.analysis.robustness.plan import Plan
from ii_index.kernels.sampling import chunks

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
