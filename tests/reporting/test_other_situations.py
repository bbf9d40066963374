"""What people receive of indices unlike the bundled one: less is better, ties, hundreds of units, no map, no names."""

import numpy as np
import openpyxl
import pytest

import ii_index as ii
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.analysis.unit_profile import unit_profile
from ii_index.model.assumptions import Assumptions
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.reporting.briefs.content import brief_of
from ii_index.reporting.briefs.documents import document
from ii_index.reporting.briefs.record import record
from ii_index.reporting.markdown import render
from ii_index.reporting.report import report
from ii_index.reporting.results import Results
from ii_index.reporting.sections import uncertainty as how_sure

LESS = [[[10.0, 1.0], [20.0, 2.0], [30.0, 9.0], [50.0, 5.0]]]


def framework(**fields):
    leaves = [{"id": "poor", "name": {"zh": "贫困", "en": "Poor"}, "unit": "%"}, {"id": "ill", "name": "Ill"}]
    return Framework(**{"id": "own", "name": "Own", "units": "any", "children": leaves, **fields})


def tiered(values, names=None, k=2, years=(2023,), **fields):
    table = np.array(values, dtype=float)
    units = tuple(names or "ABCDEFGHIJKL"[: table.shape[1]])
    index = ii.compose(Panel(framework(**fields), years, units, table, source="own.csv"))
    return ii.tiers(index, years[-1], k=k)


def briefed(tiers, unit):
    results = Results(tiers.index, tiers)
    return brief_of(unit_profile(tiers.index, tiers, unit), results)


def test_where_less_is_better_a_brief_says_so_in_every_sentence_and_ranks_parts_as_it_ranks_the_total():
    """Totals 0, 18.75, 75 and 75 of the first and the second indicator's 0, 25, 50, 100 and 0, 12.5, 100, 50."""
    tiers = tiered(LESS, better="lower")
    assert tiers.index.scores(2023).tolist() == pytest.approx([0, 18.75, 75, 75])
    one, best = briefed(tiers, "D"), briefed(tiers, "A")

    assert [row.rank for row in one.dimensions] == [4, 3]
    assert [row.rank for row in best.dimensions] == [1, 1]
    assert [(part.name.en, part.rank, part.points) for part in one.gaps] == [
        ("Poor", 4, "−28.1"),
        ("Ill", 3, "−4.7"),
    ]
    assert one.cards[-1].beside.zh == "劣于全体平均28.1分"
    assert one.cards[-1].beside.en == "28.1 points worse than the mean"
    assert best.cards[-1].beside.en == "21.9 points better than the mean"
    assert one.way.zh.startswith("比“第1梯队”的最高分还高56.3分（得分越低越好）。")
    assert "take off" in one.way.en
    assert "add" not in one.way.en
    assert "（+，低于）" in one.notes[-1].zh
    assert record(one, "zh")["words"]["step_heads"][-1] == "单独可降低（分）"
    assert "（+，低于）" in render(document(one), "zh")


def test_where_less_is_better_the_table_of_indicators_says_which_way_is_better():
    less, more = tiered(LESS, better="lower"), tiered(LESS)
    said = render(report(less.index, less, language="en").document, "en")
    assert "| Poor | % | less is better |" in said
    usual = render(report(more.index, more, language="en").document, "en")
    assert "| Poor | % | more is better |" in usual


def test_a_rank_that_several_share_is_said_to_be_joint():
    tiers = tiered(LESS, better="lower")
    assert "并列第3位" in briefed(tiers, "C").headline.zh
    assert "joint rank 3 of 4 units" in briefed(tiers, "C").headline.en
    assert "rank 1 of 4 units" in briefed(tiers, "A").headline.en
    assert "joint" not in briefed(tiers, "A").headline.en


def test_a_rank_that_is_the_mean_of_places_is_not_cut_to_a_whole_one():
    tiers = tiered(LESS, better="lower", ranks={"ties": "mean"})
    assert "joint rank 3.5 of 4 units" in briefed(tiers, "C").headline.en
    assert "rank 1 of 4 units" in briefed(tiers, "A").headline.en
    assert briefed(tiers, "C").history == ((2023, 3.5, pytest.approx(75)),)


def test_a_part_that_is_nothing_as_printed_is_no_strength_on_the_cards():
    tiers = tiered([[[0.0, 0.0], [50.0, 49.95], [100.0, 100.0]]])
    assert [card.key for card in briefed(tiers, "B").cards] == ["rank", "tier"]


def test_an_indicator_without_a_unit_of_measurement_has_none_in_english():
    said = render(document(briefed(tiered(LESS, better="lower"), "D")), "en")
    assert "| Ill | 5 |  | 3 |" in said or "| Ill | 5 | — | 3 |" in said
    assert "number" not in said


def test_a_page_without_a_map_does_not_speak_of_one():
    two = tiered([LESS[0], LESS[0]], years=(2022, 2023))
    said = render(report(two.index, two, language="en").document, "en")
    assert "## Rank by year" in said
    assert "map" not in said


def test_a_map_is_spoken_of_where_there_is_one(provinces, tiering):
    said = render(report(provinces, tiering, language="en").document, "en")
    assert "## Ranks by year, and the map" in said


def test_one_unit_is_not_several_and_a_tier_without_a_name_is_said_once():
    tiers = tiered([LESS[0][:3]], k=3, better="lower")
    said = render(report(tiers.index, tiers, language="en").document, "en")
    assert "**Tier 1** 1 unit (A)" in said
    assert "Tier 1: Tier 1" not in said


def test_of_many_borderline_units_the_first_are_named_and_the_rest_counted():
    rng = np.random.default_rng(5)
    tiers = tiered([rng.normal(50, 10, (80, 2))], names=[f"单位{place}" for place in range(80)], k=4)
    drawn = uncertainty(tiers.index, 2023, draws=200, seed=1)
    count = len(drawn.borderline)
    assert count > 20

    lead = how_sure.section(drawn, tiers).lead

    assert f"等{count}个地区。" in lead.zh
    assert lead.en.endswith(f" and {count - 10} more.")


@pytest.mark.parametrize(
    ("steps", "score", "decimals"),
    [
        ({"normalisation": {"kind": "min_max", "range": (0, 1)}}, "0.750", 3),
        ({"normalisation": "z_score"}, "0.76", 2),
        ({}, "75.0", 1),
    ],
)
def test_scores_that_are_close_have_decimals_that_tell_them_apart(steps, score, decimals):
    definition = framework()
    panel = Panel(definition, (2023,), tuple("ABCD"), np.array(LESS), source="own.csv")
    tiers = ii.tiers(ii.compose(panel, ii.Recipe(**steps)), 2023, k=2)
    one, other = briefed(tiers, "D"), briefed(tiers, "A")

    assert f"scores {score}," in one.headline.en
    assert one.decimals == decimals
    assert "-" not in other.headline.en
    low, high = (record(one, "zh")["full"][end] for end in ("low", "high"))
    assert all(low <= row.score <= high <= max(1, 101 * row.score) for row in one.dimensions)


@pytest.mark.parametrize(("count", "zh", "en"), [(3, 3, 3), (5, 5, 5), (12, 6, 6), (30, 5, 6)])
def test_of_many_years_as_many_are_labelled_as_have_room_the_last_always(count, zh, en):
    years = tuple(range(2024 - count, 2024))
    one = briefed(tiered([LESS[0]] * count, years=years), "D")

    for language, labelled in (("zh", zh), ("en", en)):
        said = [past for past in record(one, language)["history"] if past["shown"]]
        assert len(said) == labelled
        assert said[-1]["year"] == "2023"
        assert len(record(one, language)["history"]) == count


def test_a_unit_in_letters_stands_apart_from_its_number_in_chinese():
    leaves = [{"id": "a", "name": "甲", "unit": "items"}, {"id": "b", "name": "乙", "unit": "万元"}]
    tiers = tiered([[[14.4, 1.0], [1.0, 9.5]]], children=leaves)
    said = {row[0]: row[1] for unit in "AB" for row in record(briefed(tiers, unit), "zh")["strengths"]}
    assert said == {"甲": "14.4 items", "乙": "9.50万元"}


def test_in_the_workbook_codes_that_are_names_have_room_and_a_unit_without_a_score_has_a_dash(tmp_path):
    names = ["United States of America", "Brazil", "China", "Japan"]
    values = [[[10.0, 1.0], [20.0, 2.0], [30.0, 9.0], [np.nan, np.nan]]]
    panel = Panel(framework(), (2023,), tuple(names), np.array(values), source="own.csv")
    index = ii.compose(panel, ii.Recipe(imputation={"kind": "renormalise", "threshold": 0.5}))
    tiers = ii.tiers(index, 2023, k=2)
    book = openpyxl.load_workbook(report(index, tiers, language="en").write(tmp_path / "own.xlsx"))

    for sheet in ("Data", "Normalised", "Scores"):
        assert book[sheet].column_dimensions["A"].width >= len(names[0])
    formats = [
        rule.dxf.numFmt.formatCode
        for ranges in book["Scores"].conditional_formatting
        for rule in ranges.rules
        if rule.dxf.numFmt is not None
    ]
    assert formats == ['"—"']
    assert book["Weights"].page_setup.fitToWidth is None  # one page: two would be 2


def test_a_unit_that_the_draws_hold_to_be_of_another_tier_is_not_called_borderline():
    """By the least of its scores D is last; by the means that are drawn, which leave that out, it is among the first."""
    rows = [[10.0] * 3, [9.5] * 3, [6.0] * 3, [0.0, 10, 10], [3.0] * 3, [2.5] * 3, [0.5] * 3, [0.1, 0, 0.2]]
    leaves = [
        {"id": key, "name": key.upper(), "weight": weight}
        for key, weight in zip("abc", (1, 9, 9), strict=True)
    ]
    panel = Panel(framework(children=leaves), (2023,), tuple("ABCDEFGH"), np.array([rows]), source="own.csv")
    index = ii.compose(panel, ii.Recipe(aggregation="minimum"))
    tiers = ii.tiers(index, 2023, k=4)
    drawn = uncertainty(index, 2023, draws=200, seed=1, assumptions=Assumptions.audit())
    own = unit_profile(index, tiers, "D", drawn)
    one = brief_of(own, Results(index, tiers, drawn))

    assert (own.tier, own.certainty.likeliest) == (4, 1)
    assert own.certainty.share == float(drawn.probabilities("tier_probabilities")[3, 0]) > 0.8
    assert "borderline" not in one.certainty.en
    assert "mostly in Tier 1" in one.certainty.en
    assert "，多属第1梯队" in one.cards[1].beside.zh


@pytest.mark.parametrize(
    ("aggregation", "what"), [("topsis", "weights"), ("arithmetic", "weights and methods")]
)
def test_draws_keep_the_method_of_an_index_that_the_usual_mix_leaves_out(provinces, aggregation, what):
    index = ii.compose(provinces.panel, provinces.recipe.replace(aggregation=aggregation))
    drawn = uncertainty(index, 2023, draws=300)
    cut = ii.tiers(index, 2023)
    brief = brief_of(
        unit_profile(index, cut, "340000", drawn), Results(index=index, tiers=cut, uncertainty=drawn)
    )

    low, high = drawn.quantiles((0.05, 0.95))[index.units.index("340000")].tolist()
    assert low <= index.ranks(2023)[index.units.index("340000")] <= high
    assert f"draws of {what} (seed" in brief.certainty.en
    assert f"comes of other {what} and" in brief.notes[0].en


def test_draws_that_are_cut_by_another_rule_say_so(provinces):
    drawn = uncertainty(provinces, 2023, draws=100)
    for method, said in (("ward", "Draws are cut by natural breaks"), ("natural_breaks", "")):
        cut = ii.tiers(provinces, 2023, method=method)
        results = Results(index=provinces, tiers=cut, uncertainty=drawn)
        text = brief_of(unit_profile(provinces, cut, "340000", drawn), results).certainty.en
        assert ("Draws are cut" in text) is bool(said)
        assert said in text


def test_where_less_is_better_machines_are_told_the_ranks_that_people_are():
    one = briefed(tiered(LESS, better="lower"), "A")

    assert [part["rank"] for part in one.figures["strengths"]] == [part.rank for part in one.strengths] != []
