"""Record anew what is pinned: ``python -m tests.pinned [--only CASE]``."""

import argparse

from tests.pinned.cases import CASES, HERE
from tests.pinned.pins import PINNED, path_of, record


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.pinned", description=__doc__)
    parser.add_argument("--only", metavar="CASE", choices=PINNED, help="record this one alone")
    only = parser.parse_args().only
    for pin in [only] if only else PINNED:
        record(pin)
    if not only:
        _remove_what_no_case_names()


def _remove_what_no_case_names():
    for path in {*(HERE / "outputs").iterdir()} - {path_of(pin) for pin in CASES}:
        path.unlink()


if __name__ == "__main__":
    main()
