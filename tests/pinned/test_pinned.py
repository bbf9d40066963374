"""What ``ii-index`` printed before the refactoring, what it offered, and what its files may hold, it still does."""

import re

import pytest

from tests.pinned.cases import CASES, HERE, TOLERANCE
from tests.pinned.comparison import differences, never_found, not_meant, read_changes
from tests.pinned.pins import PINNED, changes, found, path_of

pytestmark = pytest.mark.processor

SHOWN = 10
ROW = {"unit": "Guangdong", "rank": 1, "scores": [89.7310389471, 0.0]}


@pytest.mark.parametrize("pin", PINNED)
def test_what_was_pinned_has_not_moved(pin):
    left = not_meant(pin, found(pin), changes())
    shown = "\n".join(map(str, left[:SHOWN]))

    assert not left, f"{len(left)} differences from {path_of(pin).name}, of these:\n{shown}"


def test_every_change_that_was_meant_is_there():
    meant = changes()
    unmatched = never_found({pin: found(pin) for pin in PINNED}, meant) if meant else []

    assert not unmatched


def test_the_list_of_changes_holds_no_numbers():
    assert not re.search(r"\d[.,]\d", (HERE / "changes.txt").read_text(encoding="utf-8"))


def test_every_record_belongs_to_a_case():
    assert {path.stem for path in (HERE / "outputs").iterdir()} == {*CASES}


@pytest.mark.parametrize(
    ("score", "moved"),
    [
        (89.7310389471, False),
        (89.731038948, True),  # the 11th digit
        (89.731038947123, False),  # the 14th
        (None, True),
    ],
)
def test_a_score_that_moves_in_its_eleventh_digit_is_found_and_in_its_fourteenth_is_not(score, moved):
    places = [one.pointer for one in differences(ROW, ROW | {"scores": [score, -0.0]}, TOLERANCE)]

    assert places == (["/scores/0"] if moved else [])


def test_a_column_lost_a_column_won_and_a_rank_that_turns_into_a_fraction_are_told_apart():
    new = {"rank": 1.0, "scores": [89.7310389471], "tier": 1}

    assert [(one.kind, one.pointer) for one in differences(ROW, new, TOLERANCE)] == [
        ("removed", "/unit"),
        ("changed", "/rank"),
        ("removed", "/scores/1"),
        ("added", "/tier"),
    ]


def test_a_change_that_was_meant_covers_its_own_case_kind_and_place_and_no_other():
    (change,) = read_changes("# why\n\nrank-* changed /scores/*: told on purpose\n")
    differing = list(differences(ROW, ROW | {"unit": "Beijing", "scores": [1.0]}, TOLERANCE))

    assert [one.pointer for one in not_meant("rank-default", differing, [change])] == ["/unit", "/scores/1"]
    assert not_meant("national-default", differing, [change]) == differing
    assert never_found({"rank-default": differing}, [change]) == []
    assert never_found({"national-default": differing}, [change]) == [change]


def test_a_change_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="reason"):
        read_changes("rank-default /scores/*")
