"""Twenty kills and ten interruptions; ``make kills`` does three hundred and a hundred."""

from tests.hardening.kills import interruptions, kills


def test_a_killed_writer_leaves_no_partial_file():
    found = kills(20, seed=3, names=("rank", "study", "questionnaire", "export"))

    assert found["partial"] == 0
    assert found["killed"] + found["finished before"] == 20


def test_an_interrupted_command_shows_no_traceback_and_says_130():
    found = interruptions(10, seed=3)

    assert found["traceback"] == 0
    assert found["exit 130"] + found["exit 0"] == 10
