"""Without one indicator, dimension or unit: what composing the rest gives."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.robustness.leave_one_out import leave_one_out
from ii_index.analysis.robustness.tier_stability import tier_stability
from ii_index.kernels.tiers.partitions import silhouette
from tests.analysis.small_index import UNITS, WEIGHTS_ONLY, small_index
from tests.construction.examples import framework, leaf, panel


def test_without_a_unit_the_others_are_composed_ranked_and_tiered_alone():
    index = small_index()
    without = leave_one_out(index, 2023, element="unit")

    assert without.left_out == UNITS
    for place, unit in enumerate(UNITS):
        others = [other for other in UNITS if other != unit]
        alone = ii.compose(index.panel.select(units=others), index.recipe)
        columns = [UNITS.index(other) for other in others]
        assert without.ranks[place, columns].tolist() == alone.ranks(2023).tolist()
        assert without.tiers[place, columns].tolist() == ii.tiers(alone, 2023).labels.tolist()
        assert without.ranks[place, place] == without.tiers[place, place] == 0


def test_closing_up_after_a_unit_is_no_shift():
    far = ii.compose(panel(framework(leaf("a"), leaf("b")), [[9.0, 9], [8, 8], [2, 2], [0, 0]]))

    without = leave_one_out(far, element="unit")

    assert not without.shifts().any()
    assert without.frame()["moved_most"].isna().all()


@pytest.mark.parametrize("element", ["indicator", "dimension"])
def test_without_a_part_the_index_is_that_of_weight_0_for_it(element):
    index = small_index()
    without = leave_one_out(index, 2023, element=element)

    for place, node in enumerate(without.left_out):
        if node in {"x7", "first", "second"} or element == "indicator":
            local = dict(index.weights.local) | {node: 0.0}
            again = ii.compose(index.panel, index.recipe.replace(weighting={"kind": "given", "local": local}))
            assert without.ranks[place].tolist() == again.ranks(2023).tolist()


def test_the_table_names_who_changes_tier_and_how():
    table = leave_one_out(small_index(), 2023, element="dimension").frame()

    changed = table[table["tier_changes"] > 0]
    assert len(changed)
    for cell, count in zip(changed["who"], changed["tier_changes"], strict=True):
        assert cell.count("→") == count


def test_what_cannot_be_left_out_is_refused():
    with pytest.raises(ii.FrameworkError, match="indicator, dimension, unit"):
        leave_one_out(small_index(), element="year")
    with pytest.raises(ii.FrameworkError, match="nothing is left"):
        leave_one_out(ii.compose(panel(framework(leaf("a")), [[1.0], [2.0]])), element="indicator")


class TestTierStability:
    def test_fit_and_separation_of_an_exact_case(self):
        one = ii.compose(
            panel(framework(leaf("a")), [[0.0], [1.0], [10.0], [11.0]]), ii.Recipe(normalisation="none")
        )

        found = tier_stability(one, k=[1, 2], draws=10, assumptions=WEIGHTS_ONLY)

        assert found.sizes == ((4,), (2, 2))
        assert found.separation[1] == pytest.approx(silhouette([0, 1, 10, 11], [0, 0, 1, 1]).mean())
        assert np.isnan(found.separation[0])
        assert found.fit == pytest.approx([0, 1 - 1.0 / 101.0])
        assert (found.agreement == 1).all()

    def test_fit_never_falls_as_tiers_are_added_and_agreement_is_at_most_1(self):
        found = tier_stability(small_index(), 2023, draws=300)

        assert (np.diff(found.fit) >= -1e-12).all()
        assert (found.agreement <= 1 + 1e-12).all()
        assert found.frame().index.tolist() == [2, 3, 4, 5, 6]

    def test_no_tiers_and_no_draws_are_refused_together(self):
        with pytest.raises(ii.FrameworkError) as refused:
            tier_stability(small_index(), k=[0], draws=0)

        assert [finding.code for finding in refused.value.findings] == ["E_TIER_COUNT", "E_DRAWS"]


def test_units_left_out_stand_by_their_rank_and_indicators_as_in_the_tree():
    index = small_index()
    units = leave_one_out(index, element="unit")

    assert units.frame().index.tolist() == [
        unit for _, unit in sorted(zip(index.ranks().tolist(), index.units, strict=True))
    ]
    assert leave_one_out(index).frame().index.tolist() == [leaf.id for leaf in index.framework.leaves]
    with pytest.warns(DeprecationWarning, match="LeaveOneOut.table"):
        assert units.as_table().column("left_out") == index.units
