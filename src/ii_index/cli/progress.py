"""A progress bar, on a terminal only."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Event, Thread

import click

from ii_index.messages import Language
from ii_index.model.names import Name

_TICK = 0.5


@contextmanager
def progress(length: int, *, shown: bool) -> Generator[Callable[[int], None]]:
    """Show on standard error how much is done, if a person is looking.

    Yields
    ------
    callable
        To be told how much is done in all.
    """
    if not (shown and sys.stderr.isatty()):
        yield lambda _made: None
        return
    with click.progressbar(length=length, file=sys.stderr) as bar:
        yield lambda made: bar.update(made - bar.pos)


@contextmanager
def stages(language: Language, *, shown: bool) -> Generator[Callable[[Name], None]]:
    """Show on standard error what is being done and for how long, if a person is looking; gone at the end.

    Yields
    ------
    callable
        To be told what is begun.
    """
    if not (shown and sys.stderr.isatty()):
        yield lambda _stage: None
        return
    done: Event = Event()
    begun: list[tuple[Name, float]] = []

    def told(stage: Name) -> None:
        begun.append((stage, time.monotonic()))

    def tick() -> None:
        while not done.wait(_TICK):
            if not begun:
                continue
            stage, since = begun[-1]
            click.echo(
                f"\r\x1b[K{getattr(stage, language)} … {int(time.monotonic() - since)} s", nl=False, err=True
            )

    clock = Thread(target=tick, daemon=True)
    clock.start()
    try:
        yield told
    finally:
        done.set()
        clock.join()
        click.echo("\r\x1b[K", nl=False, err=True)
