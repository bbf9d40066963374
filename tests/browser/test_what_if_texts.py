"""What is tried out with the sliders: every text that follows them has the numbers that the engine gives, no other."""

import re
from typing import NamedTuple

import numpy as np
import pytest

from ii_index.analysis.tiers import Tiers, tiers
from ii_index.construction.compose import compose
from ii_index.construction.results import CompositeIndex
from ii_index.reporting.charts.profile import nodes
from ii_index.reporting.numbers import rounded
from tests.browser.conftest import set_sliders, settle, speak

YEAR, OWN, OTHER = 2023, "340000", "330000"
TEXTS = """() => {
    const lang = document.documentElement.lang;
    const plain = (element) => {
        const copy = element.cloneNode(true);
        copy.querySelectorAll("[lang]").forEach((part) => part.lang === lang || part.remove());
        return copy.textContent.trim();
    };
    const all = (where) => [...document.querySelectorAll(where)];
    const marks = (key) => all(`#chart-${key} .mark-text.role-mark text`).map((text) => text.textContent).filter(Boolean);
    return {
        headlines: all("#headline, #headline-other").map(plain),
        cards: all("#cards > div, #cards-other > div").map((box) => [...box.children].map(plain)),
        captions: Object.fromEntries(all(".chart").map((box) => [box.id.slice(6),
            [box.closest("figure").querySelector("figcaption"), box].map((one, at) => (at ? one.ariaLabel : plain(one)))])),
        status: plain(document.getElementById("whatif-status")),
        outputs: all(".slider").map((row) => [plain(row.querySelector("output")),
            row.querySelector("input").getAttribute("aria-valuetext")]),
        table: all("#table-ranking tbody tr").map((row) => Object.fromEntries(
            [["code", row.dataset.code], ...[...row.cells].map((cell) => [cell.dataset.key, plain(cell)])])),
        profile: all("#table-profile tbody tr").map((row) =>
            ["own", "tier", "all", "other"].map((key) => plain(row.querySelector(`[data-key=${key}]`)))),
        ranking: marks("ranking"), map: marks("map"), heat: marks("heat"),
        certainty: plain(document.getElementById("certainty")),
        shown: Object.fromEntries(all("#way, #ranking .cards, .published, .banner").map((one, at) =>
            [`${one.id || one.className} ${at}`, one.checkVisibility()])),
    };
}"""
WORDS = {
    "zh": {
        "headline": "试算：{name}综合得分{score}，在{count}个地区中居第{rank}位，所在梯队：{tier}。",
        "cards": (("名次", "第{}位"), ("梯队", "{}"), ("得分", "{}")),
        "was": "发布结果：{}",
        "sizes": ("{name}{size}个", "、"),
        "ranking": "试算的各地区综合得分条形图，按梯队分组：{}。",
        "map": "试算的梯队分布：{}。",
        "moved": "与发布结果相比：{}个地区排名变动，{}个地区梯队变动",
        "joins": ("：", "；"),
        "heading": "{name}（{size}）",
    },
    "en": {
        "headline": "What-if: {name} scores {score}, rank {rank} of {count}, tier: {tier}.",
        "cards": (("Rank", "{}"), ("Tier", "{}"), ("Score", "{}")),
        "was": "published: {}",
        "sizes": ("{name}: {size}", ", "),
        "ranking": "Bars of the total score as tried out, grouped by tier ({}).",
        "map": "Tiers by province as tried out ({}).",
        "moved": "Against the published result: changes of rank {}, of tier {}",
        "joins": (": ", "; "),
        "heading": "{name} ({size})",
    },
}
FIXED = {"rank_history", "rank_intervals", "tier_probabilities"}


class Run(NamedTuple):
    """What a run of the engine says."""

    index: CompositeIndex
    tiers: Tiers
    weights: list[float]

    def total(self, decimals, at):
        return str(rounded(self.index.scores(YEAR)[at], decimals))

    def rank(self, at):
        return int(self.index.ranks(YEAR)[at])

    def tier(self, at, language):
        return self.tiers.name_of(int(self.tiers.labels[at])).text(language)

    def order(self):
        return sorted(range(len(self.index.units)), key=lambda at: (self.tiers.labels[at], self.rank(at), at))

    def sizes(self, language):
        return zip((name.text(language) for name in self.tiers.names), self.tiers.sizes(), strict=True)


def run_of(index, points, mean):
    dimensions = index.framework.tree.levels[1]
    span = (0, 100) if mean == "arithmetic" else (1, 100)  # a geometric mean needs scores above 0
    recipe = index.recipe.replace(
        weighting={"kind": "given", "local": dict(zip(dimensions, points, strict=True))},
        aggregation=[mean, "arithmetic", "arithmetic"],
        normalisation={"kind": "min_max", "range": span},
    )
    made = compose(index.panel, recipe)
    return Run(made, tiers(made, YEAR), [point / sum(points) for point in points])


def _scores(before, after, node):
    """Scores of a node; a dimension without weight is no part of the new run, and keeps its scores."""
    there = any(node in level for level in after.index.framework.tree.levels)
    return (after if there else before).index.scores(YEAR, node)


def _mean(before, after, node, group):
    scores = _scores(before, after, node)[group]
    return str(rounded(float(np.nanmean(scores)), 2)) if np.isfinite(scores).any() else "—"


def expected(before, after, language):
    """Say every derived text by the engine's numbers."""
    words, index = WORDS[language], after.index
    units, panel, tree = index.units, index.panel, index.framework.tree
    own, other = units.index(OWN), units.index(OTHER)
    name = lambda at: panel.unit_name(units[at]).text(language)  # noqa: E731 - one line, beside its use
    one, joined = words["sizes"]
    sizes = joined.join(one.format(name=tier, size=size) for tier, size in after.sizes(language) if size)
    changed = [at for at in range(len(units)) if before.tiers.labels[at] != after.tiers.labels[at]]
    colon, semicolon = words["joins"]
    listed = [f"{name(at)} {before.tier(at, language)} → {after.tier(at, language)}" for at in changed]
    ranks = sum(before.rank(at) != after.rank(at) for at in range(len(units)))
    moved = words["moved"].format(ranks, len(changed)) + (colon + semicolon.join(listed) if listed else "")
    groups = [
        np.arange(len(units)) == own,
        (after.tiers.labels == after.tiers.labels[own]) & (after.tiers.labels > 0),
        after.tiers.labels > 0,
        np.arange(len(units)) == other,
    ]
    profile = [[_mean(before, after, node, group) for group in groups] for node, _, _ in nodes(before.tiers)]
    bars, tier = [], None
    for at in after.order():
        if after.tier(at, language) != tier:
            tier = after.tier(at, language)
            size = dict(after.sizes(language))[tier]
            bars.append(words["heading"].format(name=tier, size=size))
        bars.append(after.total(1, at))
    heat = [_scores(before, after, node) for node in before.index.framework.tree.levels[2]]
    return {
        "headlines": [
            words["headline"].format(
                name=name(at),
                score=after.total(1, at),
                count=len(units),
                rank=after.rank(at),
                tier=after.tier(at, language),
            )
            for at in (own, other)
        ],
        "cards": [
            [label, figure.format(now), words["was"].format(was)]
            for at in (own, other)
            for (label, figure), now, was in zip(
                words["cards"],
                (after.rank(at), after.tier(at, language), after.total(1, at)),
                (before.rank(at), before.tier(at, language), before.total(1, at)),
                strict=True,
            )
        ],
        "ranking caption": words["ranking"].format(sizes),
        "map caption": words["map"].format(sizes),
        "status": moved,
        "outputs": [[f"{rounded(100 * weight, 1)}%"] * 2 for weight in after.weights],
        "table": [
            {
                "code": units[at],
                "rank": str(after.rank(at)),
                "score": after.total(2, at),
                "tier_name": after.tier(at, language),
                **dict.fromkeys(("rank_change", "low", "high"), "—"),
                **{node: str(rounded(index.scores(YEAR, node)[at], 2)) for node in tree.levels[1]},
            }
            for at in after.order()
        ],
        "profile": profile,
        "bars": sorted(bars),
        "map": sorted(after.total(1, at) for at in range(len(units))),
        "heat": sorted(str(rounded(score, 0)) for score in np.concatenate(heat) if np.isfinite(score)),
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "tried", [((5, 0, 30, 60, 5), "arithmetic"), ((40, 10, 10, 30, 12.5), "geometric"),
                         ((0, 0, 0, 0, 100), "arithmetic")],
)  # fmt: skip
def test_every_number_of_every_text_that_follows_the_sliders_is_the_engines(
    tried, language, file, open_page, index
):
    points, mean = tried
    page = open_page(file, anchor="#unit=安徽&with=浙江")
    speak(page, language)
    page.check(f"input[name=mean][value={mean}]")
    set_sliders(page, points)
    settle(page)
    said = page.evaluate(TEXTS)
    before = Run(index, tiers(index, YEAR), list(index.weights.shares(0)))
    wanted = expected(before, run_of(index, points, mean), language)
    table = [{key: row[key] for key in wanted["table"][0]} for row in said["table"]]
    texts = [text for text in said["map"] if re.fullmatch(r"[\d.]+", text)]

    assert said["headlines"] == wanted["headlines"]
    assert said["cards"] == wanted["cards"]
    assert said["captions"]["ranking"] == [wanted["ranking caption"]] * 2
    assert said["captions"]["map"] == [wanted["map caption"]] * 2
    assert said["status"] == wanted["status"]
    assert said["outputs"] == wanted["outputs"]
    assert table == wanted["table"]
    assert said["profile"] == wanted["profile"]
    assert sorted(said["ranking"]) == wanted["bars"]
    assert sorted(texts) == wanted["map"]
    assert sorted(text for text in said["heat"] if text != "×") == wanted["heat"]
    assert page.complaints == []


def test_what_does_not_follow_the_sliders_is_hidden_or_said_to_be_published(file, open_page):
    page = open_page(file, anchor="#unit=安徽&with=浙江")
    published = page.evaluate(TEXTS)
    set_sliders(page, (5, 0, 30, 60, 5))
    settle(page)
    said = page.evaluate(TEXTS)
    shown = {key.rpartition(" ")[0]: seen for key, seen in said["shown"].items()}

    assert said["certainty"] == ""
    assert shown.pop("banner") is True
    assert not any(shown.values())
    for key in FIXED:
        assert said["captions"][key] != published["captions"][key]
        assert all("发布结果" in text for text in said["captions"][key])
    for section in ("#uncertainty", ".chart-ranking details", ".chart-map details"):
        page.evaluate(
            "(where) => document.querySelectorAll(`${where}`).forEach((one) => { one.open = true; })", section
        )
        assert "仍为发布结果" in page.inner_text(section)
    page.click("#whatif [data-reset]")
    settle(page)
    assert page.evaluate(TEXTS) == published


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_charts_say_under_the_pointer_is_the_engines_too(language, file, open_page, index):
    points = (5, 0, 30, 60, 5)
    page = open_page(file, anchor="#unit=安徽")
    speak(page, language)
    set_sliders(page, points)
    settle(page)
    after = run_of(index, points, "arithmetic")
    first = after.order()[0]
    own = index.scores(YEAR, "foundation")[first]
    tooltips = {}
    for key, mark in (
        ("ranking", ".mark-rect.role-mark path"),
        ("contributions", ".mark-rect.role-mark path"),
    ):
        bar = page.locator(f"#chart-{key} svg {mark}").first
        bar.scroll_into_view_if_needed()
        bar.hover(force=True)
        settle(page)
        tooltips[key] = page.inner_text("#vg-tooltip-element")
    name = index.panel.unit_name(index.units[first]).text(language)

    assert name in tooltips["ranking"]
    assert after.total(2, first) in tooltips["ranking"]
    assert after.tier(first, language) in tooltips["ranking"]
    assert name in tooltips["contributions"]
    assert str(rounded(own, 2)) in tooltips["contributions"]
    assert str(rounded(own * after.weights[0], 2)) in tooltips["contributions"]
