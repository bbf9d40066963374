"""Tasks that take more than they may, for a process to be ended."""

import time

LONG = frozenset()


def greedy(rows, columns):
    """Take memory without end."""
    held = []
    while True:
        held.append(bytearray(rows * columns))


def idle(seconds):
    """Take time."""
    time.sleep(seconds)


def ready():
    """Do nothing."""
    return True
