"""Standard output belongs to the host program: solving neither prints there nor holds up who does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROVINCES, SERIES = ROOT / "examples/provinces.csv", ROOT / "examples/caict_published_series.csv"
BOUNDS = "ii.rank_bounds(ii.compose(ii.read_panel(sys.argv[1])), amount=0.5)"
WEIGHTS = "ii.identify_weights([100, 139], [[100, 100], [152, 127]], half_width=0.5, claims=['step 1%'])"
TWO_THREADS = """
import os, sys, threading
import ii_index as ii

ended, counted = threading.Event(), 0

def count():
    global counted
    while not ended.wait(0.001):
        os.write(1, b"%d\\n" % counted)
        counted += 1

thread = threading.Thread(target=count)
thread.start()
try:
    {question}
finally:
    ended.set()
    thread.join()
print(counted, file=sys.stderr)
"""


@pytest.mark.parametrize("question", [BOUNDS, WEIGHTS], ids=["best and worst ranks", "weights in steps"])
def test_what_another_thread_writes_meanwhile_arrives_all_of_it_and_nothing_else(question):
    """HiGHS 1.12's own search for whole numbers prints a line over these ranks."""
    command = [sys.executable, "-W", "ignore", "-c", TWO_THREADS.format(question=question), str(PROVINCES)]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)

    assert result.stdout.split("\n") == [*map(str, range(int(result.stderr))), ""]


@pytest.mark.parametrize(
    "command",
    [
        ("identify", SERIES, "--claim", "step 5%"),
        ("robustness", PROVINCES, "--draws", "10", "--samples", "0"),
    ],
    ids=["weights in steps", "best and worst ranks"],
)
def test_a_command_that_solves_prints_its_json_alone(command):
    result = subprocess.run(
        [sys.executable, "-m", "ii_index.cli", *map(str, command), "--json"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert json.loads(result.stdout)
