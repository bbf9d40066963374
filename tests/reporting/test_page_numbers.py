"""A page that recalculates prints numbers as the program does."""

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

import ii_index
from ii_index.kernels.rounding import half_up
from ii_index.model.printed_numbers import number_text

SOURCE = (Path(ii_index.__file__).parent / "reporting/html/page.js").read_text(encoding="utf-8")
NODE = shutil.which("node")


def numbers():
    """Halves at the last printed decimal, some of them a last bit off, and numbers of any size."""
    draw = random.Random(1)
    for _ in range(2000):
        half = draw.randint(-100_000, 100_000) / draw.choice([8, 200, 2000])
        yield from (half, half * (1 + 2**-52), draw.gauss(50, 30) * 10.0 ** draw.randint(-9, 6))


def rounding():
    return SOURCE[SOURCE.index("  function shifted(") : SOURCE.index("  // What totals are ranked")]


@pytest.mark.skipif(NODE is None, reason="no JavaScript interpreter (node) here")
def test_a_page_rounds_as_the_program_does():
    functions = rounding() + SOURCE[SOURCE.index("  function printed(") : SOURCE.index("  const said")]
    given = [(number, decimals) for number in numbers() for decimals in (1, 2)]
    script = f"{functions}\nconsole.log(JSON.stringify({json.dumps(given)}.map(([n, d]) => printed(n, d))));"

    answer = subprocess.run([str(NODE), "-"], input=script, capture_output=True, text=True, check=True).stdout

    assert json.loads(answer) == [number_text(number, "number", decimals) for number, decimals in given]


@pytest.mark.skipif(NODE is None, reason="no JavaScript interpreter (node) here")
def test_a_page_ranks_rounded_totals_as_the_program_does():
    given = [(number, decimals) for number in numbers() for decimals in (0, 2)]
    script = f"{rounding()}\nconsole.log(JSON.stringify({json.dumps(given)}.map(([n, d]) => halfUp(n, d))));"

    answer = subprocess.run([str(NODE), "-"], input=script, capture_output=True, text=True, check=True).stdout

    assert json.loads(answer) == [float(half_up(*one)) for one in given]
