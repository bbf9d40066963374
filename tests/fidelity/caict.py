"""CAICT's report of 2024 (document 002): every figure that can be recomputed, and why the others cannot."""

from collections.abc import Iterator

import numpy as np

import ii_index as ii
from tests.fidelity.figures import EXAMPLES, Published, Row, limit, members, number, saying, unknown

UNPUBLISHED = "CAICT does not publish its third-level indicators"
COMPARED = "compared with public statistics, not truth: CAICT's third-level indicators are unpublished"
ILLUSTRATIVE = "from the printed dimensions, by the project's first-level weights, which were chosen for this"
DIMENSIONS = ("foundation", "innovation", "industry", "application", "environment")
YEARS = (2020, 2021, 2022, 2023)


def rows(published: dict[str, Published]) -> Iterator[Row]:
    """Every figure of the report, in the order of the file."""
    computed = {row.published.key: row for row in _rows(published)}
    return (computed[key] for key in published)


def _rows(published: dict[str, Published]) -> Iterator[Row]:
    national = ii.compose(
        ii.read_panel(EXAMPLES / "caict_published.csv", ii.read_framework("caict-2024")),
        ii.Recipe.national(base_year=2020),
    )
    yield from _series(published, national)
    yield from _growth(published, national)
    yield from _claims(published)
    yield from _sayings(published)
    yield from _regions(published)
    yield from _stations(published)


def _series(published: dict[str, Published], national: ii.CompositeIndex) -> Iterator[Row]:
    for year in YEARS:
        yield number(published[f"total.{year}"], national.scores(year)[0], ILLUSTRATIVE)
        for dimension in DIMENSIONS:
            figure = published[f"dimension.{dimension}.{year}"]
            if year == YEARS[0]:
                yield number(
                    figure, national.scores(year, dimension)[0], "the base year is 100 by definition"
                )
            else:
                yield unknown(figure, UNPUBLISHED)


def _growth(published: dict[str, Published], national: ii.CompositeIndex) -> Iterator[Row]:
    note = "from the printed integers, as CAICT's own growth rates are"
    growth = national.frame("growth").xs("CN", level="code")
    for dimension in DIMENSIONS:
        for year in YEARS[1:]:
            yield number(published[f"growth.{dimension}.{year}"], 100 * growth.loc[year, dimension], note)
    totals = [float(published[f"total.{year}"].printed) for year in YEARS]
    yield number(
        published["cagr.total"], 100 * ((totals[-1] / totals[0]) ** (1 / 3) - 1), "geometric, three periods"
    )
    lowest = {name: 100 * growth[name].min() for name in DIMENSIONS}
    yield limit(published["says.foundation_growth"], lowest["foundation"], "the lowest of the three years")
    yield limit(published["says.environment_growth"], lowest["environment"], "the lowest of the three years")
    rates = [100 * rate for rate in growth["industry"]]
    about = {f"约{int(np.floor(rate / 10 + 0.5)) * 10}%" for rate in rates}
    shown = "、".join(sorted(about))
    yield saying(published["says.industry_growth"], shown, "each year's rate to the nearest ten")
    slower = growth.loc[2023, "application"] < growth.loc[2022, "application"]
    yield saying(published["says.application_slower"], "放缓" if slower else "加快")
    leads = growth.loc[2023, list(DIMENSIONS)].idxmax() == "environment"
    note = "by growth in 2023; by the gain since 2020 foundation leads"
    yield saying(published["says.environment_leads"], "领先" if leads else "未领先", note)


def _claims(published: dict[str, Published]) -> Iterator[Row]:
    series = {
        year: [float(published[f"dimension.{name}.{year}"].printed) for name in DIMENSIONS] for year in YEARS
    }
    totals = [float(published[f"total.{year}"].printed) for year in YEARS]
    known = ii.identify_weights(
        totals, list(series.values()), half_width=0.5, labels=DIMENSIONS, periods=YEARS
    )
    low, high = 100 * known.contributions(2022, 2023)[1][0]
    claim = published["share.foundation"]
    with_it = ii.identify_weights(
        totals,
        list(series.values()),
        half_width=0.5,
        labels=DIMENSIONS,
        periods=YEARS,
        claims=[f"foundation 2022..2023 = {claim.printed}"],
    )
    first, last = 100 * with_it.bounds[0]
    within = "possible" if with_it.feasible else "impossible"
    yield unknown(
        claim,
        f"the weights are unpublished. The claim is {within}: foundation then weighs {first:.2f} to {last:.2f} %",
        f"{low:.1f} to {high:.1f}%",
    )
    yield unknown(published["share.identification"], "no sub-index of 标识建设 is published")


def _sayings(published: dict[str, Published]) -> Iterator[Row]:
    tree = ii.read_framework("caict-2024")
    yield number(published["says.dimensions"], len(tree.children))
    yield number(published["says.sub_indicators"], sum(len(child.children or ()) for child in tree.children))
    equal = ii.compose(
        ii.read_panel(EXAMPLES / "caict_published.csv", tree),
        ii.Recipe.national(base_year=2020, weighting="equal"),
    )
    yield number(
        published["says.weights_total"], 100 * sum(equal.weights.local.values()), "at the first level"
    )
    yield number(published["says.digital_spending"], 17.9 - 16.7, "17.9 − 16.7")
    yield limit(published["says.models_per_platform"], 123.7 / 50, "123.7 / 50")
    yield number(published["says.eflops"], 230e18 / (100 * 1e8 * 1e8), "1 EFLOPS = 10¹⁸ = 百亿亿")
    legible = [55, 40, 25, 30, 80, 38, 20, 40, 40]
    note = f"the figure has lost three of its twelve labels; {421 - sum(legible)} are not accounted for"
    yield number(published["says.factories"], sum(legible), note)
    yield number(
        published["says.hubei_centres"], 16, "the same passage says 6, 11 newly fostered, and 16 in all"
    )
    yield unknown(published["says.bids"], "the number of 2022 is not printed")


def _regions(published: dict[str, Published]) -> Iterator[Row]:
    panel = ii.read_panel(EXAMPLES / "provinces.csv", ii.read_framework("caict-2024-public"))
    index = ii.compose(panel)
    tiering = ii.tiers(index)
    printed = {tier: published[f"tier.{tier}"].printed.split("、") for tier in range(1, 5)}
    yield number(published["tiers.count"], sum(map(len, printed.values())), "6 + 11 + 10 + 4")
    for tier in range(1, 5):
        yield members(published[f"tier.{tier}"], _names(index, tiering.members(tier)), COMPARED)
    for node, count in (("root", 6), ("industry", 10), ("application", 10)):
        best = np.argsort(-index.scores(node=node))[:count]
        yield members(
            published[f"top.{node}"],
            _names(index, np.array(index.units)[best]),
            _reachable(index, node, published),
        )
    listed = published["top.application"].printed.split("、")
    yield number(
        published["says.leads_everywhere"],
        sum(name in listed for name in printed[1]),
        "上海 is in the first tier and not in figure 9: the report contradicts itself",
    )
    means = ii.groups(index).frame()["mean"].iloc[:4]
    order = f"{means.idxmax()}最高、{means.idxmin()}最低".replace("East", "东部").replace("West", "西部")
    yield saying(published["says.east_west"], order, COMPARED)
    yield _six_sub_indicators(published, panel, printed[1])


def _reachable(index: ii.CompositeIndex, node: str, published: dict[str, Published]) -> str:
    """Whether any weights of the sub-indicators reproduce the list, on imputed data."""
    complete = ii.compose(index.panel, index.recipe.replace(imputation="group_mean"))
    claim = {"kind": "top", "node": node, "units": published[f"top.{node}"].printed.split("、")}
    found = ii.identify_orderings(complete, [claim], level=2)
    if found.feasible:
        return f"{COMPARED}. Some weights of the sub-indicators give the list"
    return f"{COMPARED}. No weights of the sub-indicators give it: {found.relaxation:.1f} points are lacking"


def _six_sub_indicators(published: dict[str, Published], panel: ii.Panel, first: list[str]) -> Row:
    nodes = ("identification", "structure", "vitality", "diffusion", "rd_input", "innovation_carriers")
    definition = panel.framework
    units = [panel.unit_index(name) for name in first]
    shares = []
    for node in nodes:
        for leaf in definition.nodes[node].walk():
            if leaf.children is None and not (leaf.unit or "").startswith("%") and leaf.unit != "台":
                values = panel.values[-1, :, panel.indicators.index(leaf.id)]
                shares.append(f"{leaf.name.zh} {100 * np.nansum(values[units]) / np.nansum(values):.1f}%")
    return unknown(
        published["share.six_sub_indicators"],
        "the report does not say of what. Shares of the six provinces in public totals under these sub-indicators: "
        + "、".join(shares),
    )


def _stations(published: dict[str, Published]) -> Iterator[Row]:
    panel = ii.read_panel(EXAMPLES / "provinces.csv", ii.read_framework("caict-2024-public"))
    column = panel.indicators.index("base_stations_5g")
    values = dict(zip(_names_of(panel), panel.values[-1, :, column].tolist(), strict=True))
    total = sum(values.values())
    tiers = {tier: published[f"tier.{tier}"].printed.split("、") for tier in (2, 3)}
    residual = "MIIT's figures; Beijing is the total less the others, so the sum is the total by construction"
    yield number(published["stations.total"], total, residual)
    yield limit(
        published["stations.tier_2_share"],
        100 * sum(values[name] for name in tiers[2]) / total,
        "the tier as published, MIIT's figures",
    )
    yield limit(
        published["stations.tier_3"],
        sum(values[name] for name in tiers[3]),
        "the tier as published, MIIT's figures",
    )
    yield limit(published["stations.广东"], values["广东"], "MIIT's figure")
    rank = 1 + sum(value > values["广东"] for value in values.values())
    yield number(published["stations.广东.rank"], rank, "MIIT's figures")
    for name in ("山东", "贵州"):
        yield number(
            published[f"stations.{name}"],
            values[name],
            "MIIT counts fewer than the province: another definition",
        )


def _names(index: ii.CompositeIndex, units: object) -> list[str]:
    return [index.panel.unit_name(str(unit)).zh for unit in units]


def _names_of(panel: ii.Panel) -> list[str]:
    return [panel.unit_name(unit).zh for unit in panel.units]
