"""Everything pinned by its name: how to compute it anew, and where its record is."""

import json
from functools import cache

from tests.pinned.cases import CASES, HERE, TOLERANCE
from tests.pinned.commands import record_of, schemas
from tests.pinned.comparison import differences, read_changes
from tests.pinned.names import names
from tests.pinned.recording import rounded, text

PINNED = (*CASES, "names", "schemas")


def path_of(pin):
    """Return where a record is kept."""
    return HERE / (f"outputs/{pin}.json" if pin in CASES else f"{pin}.json")


def recorded(pin):
    """Read a record."""
    return json.loads(path_of(pin).read_text(encoding="utf-8"))


def computed(pin, known):
    """Compute anew; names in ``known`` count even where they are imported from elsewhere."""
    if pin == "names":
        return names(known)
    return rounded(schemas() if pin == "schemas" else record_of(CASES[pin]))


def record(pin):
    """Write a record anew."""
    path = path_of(pin)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(computed(pin, {})), encoding="utf-8")


@cache
def found(pin):
    """Return what differs now from the record."""
    old = recorded(pin)
    tolerance = CASES[pin].tolerance if pin in CASES else TOLERANCE
    return tuple(differences(old, computed(pin, old), tolerance))


def changes():
    """Read the differences that were meant."""
    return read_changes((HERE / "changes.txt").read_text(encoding="utf-8"))
