"""A progress bar, on a terminal only."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import click


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
