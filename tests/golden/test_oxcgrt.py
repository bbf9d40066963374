"""The stringency index of the Oxford tracker, rebuilt from a framework file alone. Data: OxCGRT, CC BY 4.0."""

from pathlib import Path

import pandas as pd
import pytest

import ii_index as ii
from ii_index.model.printed_numbers import rounded

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = [
    above / "shared" / "golden" / "indices" / "oxcgrt_gbr" for above in (ROOT.parent, ROOT.parent.parent)
]
CASE = next((case for case in CASES if case.exists()), CASES[0])
FRAMEWORK = HERE / "indices" / "oxcgrt.yaml"


def test_the_published_scores_come_of_the_framework_alone():
    if not CASE.exists():
        pytest.skip(f"the published data are not there: {CASE.name}")
    panel = ii.read_panel(CASE / "answers.csv", FRAMEWORK, year=2020)
    index = ii.compose(panel)
    published = pd.read_csv(CASE / "expected.csv", dtype={"unit": str}).set_index("unit")["score"]
    ours = {unit: float(rounded(score, 2)) for unit, score in zip(index.units, index.scores(), strict=True)}

    assert len(published) == 36
    assert ours == published.to_dict()


def test_the_file_is_short():
    lines = FRAMEWORK.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 30
    assert max(map(len, lines)) < 120
