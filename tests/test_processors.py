"""What is printed does not depend on the processor: this machine as it is, and taken for the oldest there is."""

import pytest

from tests import processors


@pytest.fixture(scope="module")
def two():
    """The machine as it is and the oldest it can be taken for, where that is another."""
    chosen = [setting for setting, _, same in processors.distinct(processors.settings()[:2]) if not same]
    if len(chosen) < 2:
        pytest.skip("numpy and OpenBLAS have nothing else to choose on this processor")
    return chosen


def test_the_example_commands_write_the_same_bytes_on_the_oldest_processor(two, tmp_path):
    first, second = (
        processors.write(setting, tmp_path / str(place), short=True) for place, setting in enumerate(two)
    )

    assert len(first) >= 4 * len(processors.SHORT)
    assert processors.differing(first, second) == []


def test_a_file_with_another_last_digit_is_told_from_one_with_another_number():
    first = {"a.csv": b"1,0.333333333333", "b.csv": b"2", "c.csv": b"3"}
    second = {"a.csv": b"1,0.333333333334", "b.csv": b"2.1", "c.csv": b"3"}

    assert processors.differing(first, second) == ["a.csv (same to 12 digits)", "b.csv (OTHER NUMBERS)"]
