"""Classes of confidence, read from a table laid out like the data."""

from pathlib import Path

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.io.confidence import UNMARKED, read_confidence
from ii_index.model.assumptions import Assumptions

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def panel():
    return ii.read_panel(EXAMPLES / "provinces.csv", ii.read_framework("caict-2024-public"))


def test_every_cell_of_the_example_that_has_a_value_has_a_class_and_no_other(panel):
    classes = read_confidence(EXAMPLES / "provinces_confidence.csv", panel)

    published = ~np.isnan(panel.values)
    assert set(classes[published].tolist()) == {"A", "B", "C"}
    assert set(classes[~published].tolist()) == {UNMARKED}


def test_uncertain_classes_move_ranks_and_certain_ones_do_not(panel):
    classes = read_confidence(EXAMPLES / "provinces_confidence.csv", panel)
    index = ii.compose(panel)

    def shift(**errors):
        mix = Assumptions(weights="fixed", noise={"sd": errors})
        return uncertainty(index, 2023, draws=200, seed=1, assumptions=mix, confidence=classes).rank_shift()

    assert shift(A=0, B=0, C=0) == 0
    assert 0 < shift(A=0, B=0.05, C=0.3) < shift(A=0.1, B=0.1, C=0.3)


def test_a_table_that_has_none_of_the_rows_is_refused(panel, tmp_path):
    other = tmp_path / "classes.csv"
    other.write_text("地区,年份,5G基站数\n北京,1999,A\n亚特兰蒂斯,2023,A\n", encoding="utf-8")

    with pytest.raises(ii.DataError) as refused:
        read_confidence(other, panel)

    assert [finding.code for finding in refused.value.findings] == ["E_CONFIDENCE_ROWS"]
