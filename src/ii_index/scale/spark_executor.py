"""An executor whose work is done by a Spark cluster: what waits together goes together, a range a partition."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, ParamSpec, TypeVar

from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.scale.files import unfinished
from ii_index.scale.installed import required

P = ParamSpec("P")
T = TypeVar("T")

GATHER = 0.02
"""Seconds in which more work may join what has come."""


class Task(NamedTuple):
    """A call, and where its result goes."""

    future: Future[Any]
    call: Callable[[], Any]


class SparkExecutor(Executor):
    """Do the draws of :func:`ii_index.uncertainty` and :func:`ii_index.scale.rank_intervals` on a Spark cluster.

    Draws come in chunks. Those that wait together are one job, each partition a range of them; what they count is
    the same as on one machine, to the last byte. This package must be installed on the workers.

    Parameters
    ----------
    session : SparkSession
        One with a driver of its own, not of Spark Connect.

    Raises
    ------
    DataError
        A session of Spark Connect, which takes queries alone.

    Examples
    --------
    ``with ii.scale.SparkExecutor(spark) as cluster: ii.uncertainty(index, executor=cluster)``
    """

    def __init__(self, session: Any) -> None:  # noqa: ANN401 - pyspark's session
        required("pyspark", "spark")
        try:
            self._context = session.sparkContext
        except Exception as error:  # pyspark has an error of its own for it, which differs between versions
            raise DataError(Finding("E_SCALE_CONNECT")) from error
        self._waiting: SimpleQueue[Task | None] = SimpleQueue()
        self._dispatcher = Thread(target=self._dispatch, daemon=True)
        self._dispatcher.start()
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand in a call.

        Raises
        ------
        RuntimeError
            After :meth:`shutdown`.
        """
        if self._closed:
            message = "cannot schedule new futures after shutdown"
            raise RuntimeError(message)
        from functools import partial

        future: Future[T] = Future()
        self._waiting.put(Task(future, partial(fn, *args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's own
        """Take no more work; wait for what is under way. The Spark session stays.

        Parameters
        ----------
        wait : bool
        cancel_futures : bool
            Whether what has not begun is dropped.
        """
        self._closed = True
        if cancel_futures:
            for task in self._taken():
                task.future.cancel()
        self._waiting.put(None)
        if wait:
            self._dispatcher.join()

    def _dispatch(self) -> None:
        while (first := self._waiting.get()) is not None:
            more = [*self._taken(GATHER)]
            self._work([task for task in (first, *more) if task.future.set_running_or_notify_cancel()])

    def _taken(self, seconds: float = 0.0) -> Iterator[Task]:
        """Yield what waits, or comes within some seconds of the last; put the sign to stop back."""
        while True:
            try:
                task = self._waiting.get(timeout=seconds) if seconds else self._waiting.get_nowait()
            except Empty:
                return
            if task is None:
                self._waiting.put(None)
                return
            yield task

    def _work(self, tasks: list[Task]) -> None:
        """Run calls as one job."""
        if not tasks:
            return
        try:
            found = self._collected([task.call for task in tasks])
        except Exception as error:  # noqa: BLE001 - whatever Spark raises is told to those who wait
            for task in tasks:
                task.future.set_exception(IIIndexError(unfinished("spark", error)))
            return
        for task, (result, raised) in zip(tasks, found, strict=True):
            if raised is None:
                task.future.set_result(result)
            else:
                task.future.set_exception(raised)

    def _collected(self, calls: list[Callable[[], Any]]) -> list[tuple[Any, BaseException | None]]:
        from pyspark import cloudpickle

        packed = self._context.broadcast(cloudpickle.dumps(calls))  # type: ignore[no-untyped-call]
        try:
            places = self._context.parallelize(
                range(len(calls)), min(len(calls), max(int(self._context.defaultParallelism), 1))
            )

            def called(chosen: Iterable[int]) -> Any:  # noqa: ANN401 - what _called gives
                return _called(packed.value, chosen)

            found: list[tuple[Any, BaseException | None]] = places.mapPartitions(called).collect()
        finally:
            packed.destroy()
        return found


def _called(packed: bytes, chosen: Iterable[int]) -> Iterator[tuple[Any, BaseException | None]]:
    """Make the calls of one partition; what one raises is its result."""
    import pickle

    calls = pickle.loads(packed)  # noqa: S301 - what the driver has packed
    for place in chosen:
        try:
            yield calls[place](), None
        except Exception as error:  # noqa: BLE001 - raised where the result is asked for
            yield None, error
