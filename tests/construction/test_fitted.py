"""Bounds of an earlier index are used by name, and refused where they are another's."""

import pickle

import numpy as np
import pytest

import ii_index as ii
from ii_index.construction.methods.normalisation import Fitted
from ii_index.model.framework import Framework


def framework(*names, **fields):
    return Framework(
        id="f", name="F", reference="r", children=[{"id": name, "name": name, **fields} for name in names]
    )


def panel(names, years=(2023,), seed=0, units=5):
    values = np.random.default_rng(seed).uniform(1, 9, (len(years), units, len(names)))
    return ii.Panel(framework(*names), tuple(years), tuple("abcdefgh"[:units]), values)


def other_order(given, names):
    columns = [given.indicators.index(name) for name in names]
    return ii.Panel(framework(*names), given.years, given.units, given.values[..., columns])


MIN_MAX, Z_SCORE = ii.Recipe(normalisation="min_max"), ii.Recipe(normalisation="z_score")
BY_YEAR = ii.Recipe(normalisation={"kind": "min_max", "bounds": "year"})


@pytest.mark.parametrize("recipe", [MIN_MAX, Z_SCORE])
def test_bounds_go_to_the_indicator_of_the_same_name(recipe):
    earlier = ii.compose(panel("xyz"), recipe)

    again = ii.compose(other_order(earlier.panel, "zx"), recipe, fitted=earlier.fitted)

    assert again.scores(node="x") == pytest.approx(earlier.scores(node="x"))
    assert again.scores(node="z") == pytest.approx(earlier.scores(node="z"))
    assert again.fitted.indicators == ("z", "x")
    assert again.fitted.kinds == (recipe.normalisation.kind,) * 2


def test_bounds_by_year_go_to_the_same_year():
    earlier = ii.compose(panel("xy", (2021, 2022, 2023)), BY_YEAR)

    later = earlier.panel.select(years=[2022, 2023])

    assert earlier.fitted.years == (2021, 2022, 2023)
    again = ii.compose(later, BY_YEAR, fitted=earlier.fitted)
    assert again.levels[0] == pytest.approx(earlier.levels[0][1:])
    assert again.fitted.years == (2022, 2023)


def test_one_row_of_bounds_serves_any_year_and_any_unit():
    earlier = ii.compose(panel("xy"), MIN_MAX)

    new = ii.Panel(earlier.framework, (2024,), ("new",), earlier.panel.values[:, :1] + 1)

    bounds = earlier.panel.values.min(axis=1), earlier.panel.values.max(axis=1)
    by_hand = 100 * (new.values[0] - bounds[0]) / (bounds[1] - bounds[0])
    assert ii.compose(new, MIN_MAX, fitted=earlier.fitted).scores() == pytest.approx(by_hand.mean(axis=1))


@pytest.mark.parametrize(
    ("names", "recipe", "given", "codes"),
    [
        ("xyq", MIN_MAX, ii.compose(panel("xy"), MIN_MAX).fitted, ["E_FITTED_INDICATOR"]),
        ("xy", Z_SCORE, ii.compose(panel("xy"), MIN_MAX).fitted, ["E_FITTED_KIND"] * 2),
        ("xy", MIN_MAX, ii.compose(panel("xy"), Z_SCORE).fitted, ["E_FITTED_KIND"] * 2),
        ("xy", BY_YEAR, ii.compose(panel("xy", (2021, 2022)), BY_YEAR).fitted, ["E_FITTED_YEARS"]),
        (
            "xy",
            MIN_MAX,
            Fitted.of(np.ones((9, 1, 1, 2))),
            ["E_FITTED_INDICATOR"] * 2,
        ),
    ],
)
def test_what_another_index_fitted_is_refused_by_name(names, recipe, given, codes):
    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(names), recipe, fitted=given)

    assert [finding.code for finding in caught.value.findings] == codes


def test_what_takes_nothing_from_the_data_needs_nothing_fitted():
    given = ii.compose(panel("ab"), MIN_MAX).fitted
    ranks = ii.Recipe(normalisation="rank")

    index = ii.compose(panel("xy"), ranks, fitted=given)

    assert (index.scores() == ii.compose(panel("xy"), ranks).scores()).all()
    assert np.isnan(index.fitted.lower).all()


def test_an_index_is_no_fit():
    index = ii.compose(panel("xy"))

    with pytest.raises(TypeError, match=r"\.fitted of an earlier index, not CompositeIndex"):
        ii.compose(panel("xy"), fitted=index)


def test_a_fit_can_be_sent_and_used_elsewhere():
    index = ii.compose(panel("xy", (2021, 2022)), BY_YEAR)

    sent = pickle.loads(pickle.dumps(index.fitted))  # noqa: S301 - our own

    assert ii.compose(index.panel, BY_YEAR, fitted=sent).equals(index)
