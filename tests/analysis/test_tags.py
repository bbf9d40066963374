"""Scores by tag: the same indicators, grouped a second time."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.tags import tag_scores
from tests.construction.examples import framework, leaf, panel, parent

TAGGED = framework(
    parent("p", leaf("a", tags=["支撑力"], weight=3), leaf("b", tags=["支撑力", "链接力"], weight=1)),
    parent("q", leaf("c", tags=["链接力"]), leaf("d")),
)
VALUES = [[1, 9, 5, 2], [4, 0, 1, 7], [9, 3, 0, 5]]


def test_a_tag_weighs_its_indicators_as_the_total_does():
    index = ii.compose(panel(TAGGED, VALUES))
    found = tag_scores(index)
    support, link = found.scores[0].T

    assert found.indicators == (("a", "b"), ("b", "c"))
    assert support == pytest.approx(index.normalised[0, :, :2] @ [0.75, 0.25])
    assert link == pytest.approx(index.normalised[0, :, 1:3] @ [1 / 3, 2 / 3])


def test_one_tag_for_all_indicators_scores_as_the_total():
    whole = framework(
        leaf("a", tags=["t"]), leaf("b", tags=["t"]), leaf("c", tags=["t"]), leaf("d", tags=["t"])
    )
    index = ii.compose(panel(whole, VALUES))

    assert tag_scores(index).scores[..., 0] == pytest.approx(index.levels[0][..., 0])


def test_a_missing_indicator_leaves_its_weight_to_the_others_of_the_tag():
    values = np.array(VALUES, dtype=float)
    values[0, 0] = np.nan
    index = ii.compose(panel(TAGGED, values), ii.Recipe(imputation="renormalise"))

    assert tag_scores(index).scores[0, 0, 0] == pytest.approx(index.normalised[0, 0, 1])


def test_the_table_ranks_units_by_each_tag():
    table = tag_scores(ii.compose(panel(TAGGED, VALUES))).frame()

    assert table["支撑力_rank"][["a", "b", "c"]].to_list() == [3, 2, 1]


def test_units_stand_in_the_order_of_their_totals():
    found = tag_scores(ii.compose(panel(TAGGED, VALUES)))
    ranks = dict(zip("abc", found.index.ranks().tolist(), strict=True))

    assert found.frame().index.to_list() == sorted("abc", key=ranks.get)
    with pytest.warns(DeprecationWarning, match="TagScores.table"):
        assert found.as_table().column("code") == ("a", "b", "c")


def test_a_framework_without_tags_is_refused():
    with pytest.raises(ii.FrameworkError) as refusal:
        tag_scores(ii.compose(panel(framework(leaf("a")), [[1], [2]])))

    assert [finding.code for finding in refusal.value.findings] == ["E_NO_TAGS"]
