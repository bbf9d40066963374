"""Pictures and words of indices on other scales, of other sizes and with other rules of ties than the bundled one."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.comparison import compare
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.analysis.unit_profile import unit_profile
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.reporting.briefs.content import brief_of
from ii_index.reporting.documents.analysis import comparison
from ii_index.reporting.documents.robustness import robustness
from ii_index.reporting.html.lab import controls, lab
from ii_index.reporting.markdown import render
from ii_index.reporting.paper import record
from ii_index.reporting.report import report
from ii_index.reporting.results import Results
from ii_index.reporting.sections import uncertainty as how_sure
from ii_index.reporting.sections.cards import cards

ROWS = [[10.0, 4.0], [20.0, 3.0], [30.0, 9.0], [41.0, 5.0]]
LEAVES = [{"id": "net", "name": {"zh": "网络", "en": "Network"}}, {"id": "ill", "name": "Ill"}]
GROUPED = [{"id": "base", "name": {"zh": "基础", "en": "Base"}, "children": LEAVES}]


def tiered(values=ROWS, names="ABCDEFGHIJKLMNOPQ", recipe=None, k=2, **fields):
    table = np.array([values], dtype=float)
    made = Framework(**{"id": "own", "name": "Own", "units": "any", "children": LEAVES, **fields})
    panel = Panel(made, (2023,), tuple(names[: table.shape[1]]), table, source="own.csv")
    return ii.tiers(ii.compose(panel, ii.Recipe(**(recipe or {}))), 2023, k=k)


def drawn(tiers, key, language="en"):
    return report(tiers.index, tiers, language=language).charts[key].chart


@pytest.mark.parametrize(
    ("normalisation", "shown", "exact"),
    [
        ({"kind": "min_max", "range": (0, 1)}, "0.65", "0.645"),
        ("z_score", "0.4", "0.36"),
        ("min_max", "65", "64.5"),
    ],
)
def test_cells_of_the_heat_map_have_decimals_that_tell_scores_apart(normalisation, shown, exact):
    """C has 30 of 10 to 41: (30 − 10)/31 = 0.645; the mean is 25.25, and the standard deviation 13.30 over n − 1."""
    rows = drawn(tiered(recipe={"normalisation": normalisation}), "heat").spec("en")["data"]["values"]
    (cell,) = (row for row in rows if row["label"] == "C" and row["name"] == "Network")

    assert (cell["shown"], cell["score_text"]) == (shown, exact)


@pytest.mark.parametrize(
    ("own", "lifted"), [((0, 1), [0.01, 1]), ((0, 100), [1, 100]), ((0, 10000), [100, 10000])]
)
def test_a_geometric_mean_tried_on_the_page_is_on_the_scale_of_the_published_scores(own, lifted):
    """On a scale from 0 to 1 the page said 72.6 beside a published 0.710; the engine agrees on the range it names."""
    tiers = tiered(recipe={"normalisation": {"kind": "min_max", "range": own}})
    page = lab(tiers)["geometric"]
    assert page["range"] == lifted
    steps = {"normalisation": {"kind": "min_max", "range": lifted}, "aggregation": "geometric"}
    engine = tiered(recipe=steps).index.scores(2023)
    parts = page["shift"] + page["factor"] * tiers.index.levels[1][0]

    assert np.exp(np.log(parts).mean(axis=1)) == pytest.approx(engine)
    assert f"normalised to [{lifted[0]:g}, {lifted[1]:g}]" in controls(tiers)


def test_scores_below_zero_are_written_beside_their_bars_and_not_upon_them():
    bars, texts, _ = drawn(tiered(recipe={"normalisation": "z_score"}), "ranking").spec("en")["layer"]

    assert bars["encoding"]["x"]["field"] == "score"
    assert texts["transform"] == [{"calculate": "max(datum.score, 0)", "as": "end"}]
    assert texts["encoding"]["x"]["field"] == "end"


@pytest.mark.parametrize(
    ("children", "heat", "rows"),
    [
        (LEAVES, "Scores of the indicators", "Indicators"),
        (GROUPED, "Scores of the indicators", "Dimensions and indicators"),
        (
            [{"id": "all", "name": "All", "children": GROUPED}],
            "Scores of the sub-indicators",
            "Dimensions and sub-indicators",
        ),
    ],
)
def test_pictures_call_indicators_indicators_where_nothing_stands_between(children, heat, rows):
    tiers = tiered(children=children)

    assert drawn(tiers, "heat").title.en == heat
    assert drawn(tiers, "profile").table.columns[1].title.en == rows


def test_a_picture_names_the_file_of_the_data_where_no_source_is_declared_and_says_that_weights_are_weights():
    foot = report(tiered().index, language="en").charts["ranking"].foot
    sourced = [{**leaf, "source": "Statistics office"} for leaf in LEAVES]

    assert "Own, 2023; Data: own.csv; ii-index" in foot
    assert "\nWeights: the framework's own" in foot
    assert "Sources: Statistics office" in report(tiered(children=sourced).index).charts["ranking"].foot
    assert "own.csv" not in report(tiered(children=sourced).index).charts["ranking"].foot


def test_tiers_are_counted_after_their_names_so_that_no_number_asks_for_a_plural():
    gaps = [*ROWS, [np.nan, np.nan], [np.nan, np.nan]]
    tiers = tiered(gaps, recipe={"imputation": {"kind": "renormalise", "threshold": 0.5}})

    assert drawn(tiers, "ranking").description.en.endswith("by tier (Tier 1: 2, Tier 2: 2, No tier: 2).")


def test_a_workbook_of_an_indicator_without_any_data_is_written_without_a_warning(tmp_path):
    gaps = [[value, np.nan] for value, _ in ROWS]
    tiers = tiered(gaps, recipe={"imputation": {"kind": "renormalise", "threshold": 0}})

    assert report(tiers.index, tiers).write(tmp_path / "own.xlsx").stat().st_size


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_paper_nothing_of_one_year_is_headed_rank_by_year(language):
    parts = record(report(tiered().index).document, language)["parts"]

    assert not {"历年名次", "Rank by year"} & {part["title"] for part in parts}
    assert all(part["lead"] or part["charts"] or part["facts"] or part["tables"] for part in parts)


def test_what_is_one_is_said_in_the_singular():
    one = render(report(tiered(children=LEAVES[:1], values=[row[:1] for row in ROWS]).index).document, "en")
    assert "1 indicator; all" in one
    index = tiered().index
    (same,) = (card for card in comparison(compare(index, index)).cards if card.key == "same")
    assert same.figure.en == "4 units"


def test_of_a_large_first_tier_the_first_are_named_and_the_rest_counted():
    tiers = tiered([[10.0 + place / 100, 1.0] for place in range(15)] + [[0.0, 0.0]])
    (card,) = (card for card in cards(Results(tiers.index, tiers)) if card.key == "top")

    assert card.figure.en == "15 units"
    assert card.beside.en == "O, N, M, L, K, J and 9 more"
    assert card.beside.zh == "O、N、M、L、K、J等15个"


def test_all_of_the_weight_is_said_to_be_all_and_less_is_not():
    assert "all of the weight is available" in render(report(tiered().index, language="en").document, "en")
    gaps = [*ROWS[:3], [41.0, np.nan]]
    tiers = tiered(gaps, recipe={"imputation": {"kind": "renormalise", "threshold": 0.5}})

    assert "at least 50% of the weight is available" in render(report(tiers.index).document, "en")


@pytest.mark.parametrize(("ties", "said"), [("min", False), ("mean", True), ("dense", True)])
def test_where_ties_share_ranks_another_way_than_in_draws_page_brief_and_audit_say_so(ties, said):
    tiers = tiered([*ROWS, ROWS[0]], ranks={"ties": ties})
    draws = uncertainty(tiers.index, 2023, draws=50, seed=1)
    results = Results(tiers.index, tiers, draws)
    sentence = "In draws units with equal scores all take the best of their places"
    brief = brief_of(unit_profile(tiers.index, tiers, "A", draws), results)

    for text in (
        how_sure.section(draws, tiers).lead.en,
        brief.certainty.en,
        render(robustness(draws), "en"),
    ):
        assert (sentence in text) is said
