"""Windows on an index: the frame made of columns against the table made of rows."""

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from tests.analysis.small_index import small_index
from tests.construction.examples import framework, leaf, panel


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("threshold", [0.5, 0.8])
def test_the_ranking_is_the_table_of_the_ranking(language, threshold):
    index = small_index(holes=True, imputation={"kind": "renormalise", "threshold": threshold})

    frame = index.frame("ranking", 2023, language=language)

    pd.testing.assert_frame_equal(frame, index.table("ranking", 2023).frame(language))


def test_a_hundred_thousand_units_are_ranked_cut_and_tabled():
    values = np.random.default_rng(1).random((100_000, 2))
    units = tuple(f"firm {number}" for number in range(len(values)))
    index = ii.compose(panel(framework(leaf("a"), leaf("b")), values, units=units))

    ranking, tiers = index.frame("ranking"), ii.tiers(index)

    assert ranking["score"].is_monotonic_decreasing
    assert ranking["rank"].tolist() == ranking["score"].rank(ascending=False, method="min").tolist()
    assert sum(tiers.sizes()) == len(values)
    assert tiers.unique


def test_the_former_table_of_a_year_answers_with_a_warning():
    index = small_index(holes=False, imputation="refuse")
    with pytest.warns(DeprecationWarning, match="frame"):
        former = index.table(2023, level=0)

    assert isinstance(former, pd.DataFrame)
    assert former["root"].tolist() == index.scores(2023).tolist()
    assert former.index.tolist() == list(index.units)
