"""What differs between a record and what is computed now, and which differences were meant."""

import math
from fnmatch import fnmatchcase
from typing import NamedTuple

KINDS = ("added", "removed", "changed")
NOTHING = 1e-13


class Difference(NamedTuple):
    """One place (a JSON pointer) where old and new differ."""

    pointer: str
    kind: str
    old: object = None
    new: object = None

    def __str__(self):
        return f"{self.kind} {self.pointer}: {self.old!r} → {self.new!r}"


class Change(NamedTuple):
    """A line of ``changes.txt``: differences that were meant, and why."""

    case: str
    kind: str
    pattern: str
    reason: str

    def allows(self, case, difference):
        """Whether the difference is one that was meant."""
        return (
            fnmatchcase(case, self.case)
            and self.kind in {"", difference.kind}
            and fnmatchcase(difference.pointer, self.pattern)
        )


def differences(old, new, tolerance, pointer=""):
    """Compare two JSON values; floats within a relative tolerance."""
    match old, new:
        case dict(), dict():
            for key in [*old, *(key for key in new if key not in old)]:
                yield from _items(old, new, key, tolerance, f"{pointer}/{_escaped(key)}")
        case list(), list():
            for place in range(max(len(old), len(new))):
                before, after = dict(enumerate(old)), dict(enumerate(new))
                yield from _items(before, after, place, tolerance, f"{pointer}/{place}")
        case _:
            if not _same(old, new, tolerance):
                yield Difference(pointer or "/", "changed", old, new)


def read_changes(text):
    """Read the lines ``case [kind] pattern: reason``."""
    lines = [line.strip() for line in text.splitlines()]
    return [_change(line) for line in lines if line and not line.startswith("#")]


def not_meant(case, found, changes):
    """Return the differences that no line allows."""
    return [one for one in found if not any(change.allows(case, one) for change in changes)]


def never_found(found, changes):
    """Return the lines that allow none of the differences found, by case."""
    pairs = [(case, one) for case, several in found.items() for one in several]
    return [change for change in changes if not any(change.allows(*pair) for pair in pairs)]


def _items(old, new, key, tolerance, pointer):
    if key not in new:
        yield Difference(pointer, "removed", old[key])
    elif key not in old:
        yield Difference(pointer, "added", new=new[key])
    else:
        yield from differences(old[key], new[key], tolerance, pointer)


def _same(old, new, tolerance):
    if type(old) is not type(new):
        return False
    if isinstance(old, float):
        return math.isclose(old, new, rel_tol=tolerance, abs_tol=NOTHING)
    return old == new


def _escaped(key):
    return str(key).replace("~", "~0").replace("/", "~1")


def _change(line):
    place, _, reason = line.partition(": ")
    case, *kinds, pattern = place.split(" ")
    if not reason or len(kinds) > 1 or not {*kinds} <= {*KINDS}:
        message = f"not “case [added|removed|changed] pattern: reason”: {line}"
        raise ValueError(message)
    return Change(case, "".join(kinds), pattern, reason)
