"""Indices of other publishers written from the docs alone; the oracle is each publisher's printed formula."""

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.io.parsing import parse_yaml

UNITS = [f"country {letter}" for letter in "ABCDEFGHIJ"]


def scores(text, columns):
    """Scores of the latest year by unit, of a framework as a file says it."""
    framework = ii.Framework(**parse_yaml(text, "index.yaml"))
    frame = pd.DataFrame({"unit": UNITS, "year": 2020, **columns})
    index = ii.compose(ii.Panel.from_frame(frame, framework))
    return index, index.scores()


@pytest.fixture
def rng():
    """The same numbers whichever tests ran before."""
    return np.random.default_rng(7)


def half_up(values, decimals):
    return np.floor(np.asarray(values) * 10**decimals + 0.5) / 10**decimals


def test_human_poverty_index_1(rng):
    """UNDP, Human Development Report 2007/08, technical note 1: the third power mean of three deprivations."""
    p1, p2, water, weight = rng.uniform(1, 60, (4, 10))
    index, made = scores(
        """
        id: hpi1
        name: Human poverty index 1
        recipe: {normalisation: none}
        aggregation: {kind: power, exponent: 3}
        output: {decimals: 1}
        better: lower
        children:
          - {id: survival, name: Not surviving to age 40}
          - {id: illiteracy, name: Adult illiteracy}
          - {id: living, name: Standard of living, children: [{id: water, name: Water}, {id: weight, name: Underweight}]}
        """,
        {"survival": p1, "illiteracy": p2, "water": water, "weight": weight},
    )
    published = half_up(((p1**3 + p2**3 + ((water + weight) / 2) ** 3) / 3) ** (1 / 3), 1)

    assert made.tolist() == published.tolist()
    assert index.places()[np.argmin(published)] == 1


def test_misery_index(rng):
    """Okun: unemployment plus inflation."""
    unemployment, inflation = rng.uniform(-2, 20, (2, 10))
    _, made = scores(
        """
        id: misery
        name: Misery
        recipe: {normalisation: none}
        aggregation: sum
        better: lower
        children: [{id: u, name: Unemployment}, {id: i, name: Inflation}]
        """,
        {"u": unemployment, "i": inflation},
    )

    assert made == pytest.approx(unemployment + inflation, rel=1e-12)


def test_big_mac_index(rng):
    """The Economist: local price over the exchange rate, over the American price, less 1, per cent."""
    price, rate = rng.uniform(2, 900, 10), rng.uniform(0.5, 150, 10)
    _, made = scores(
        """
        id: burger
        name: Burger
        recipe: {normalisation: none}
        aggregation: ratio
        output: {scale: 100, offset: -100, decimals: 1}
        denominators: [{id: rate, name: Exchange rate}]
        children:
          - {id: price, name: Local price, denominator: rate}
          - {id: america, name: Price in America, constant: 5.15}
        """,
        {"price": price, "rate": rate},
    )

    assert made == pytest.approx(half_up(100 * (price / rate / 5.15 - 1), 1), abs=1e-9)


def test_ease_of_doing_business(rng):
    """World Bank, Doing Business 2020: (worst − y)/(worst − best), within 0–100, equal weights inside and between topics."""
    days, cost, steps, rights = (
        rng.uniform(0, 120, 10),
        rng.uniform(0, 250, 10),
        rng.integers(1, 19, 10),
        rng.integers(0, 13, 10),
    )
    _, made = scores(
        """
        id: business
        name: Distance to frontier
        recipe: {normalisation: {kind: goalposts, clip: true}}
        output: {decimals: 1}
        children:
          - id: starting
            name: Starting a business
            children:
              - {id: steps, name: Procedures, direction: negative, goalposts: [1, 18]}
              - {id: days, name: Time, direction: negative, goalposts: [0.5, 100]}
              - {id: cost, name: Cost, direction: negative, goalposts: [0, 200]}
          - {id: credit, name: Getting credit, children: [{id: rights, name: Legal rights, goalposts: [0, 12]}]}
        """,
        {"steps": steps, "days": days, "cost": cost, "rights": rights},
    )

    def score(value, worst, best):
        return 100 * np.clip((worst - value) / (worst - best), 0, 1)

    starting = (score(steps, 18, 1) + score(days, 100, 0.5) + score(cost, 200, 0)) / 3
    assert made == pytest.approx(half_up((starting + score(rights, 0, 12)) / 2, 1), abs=1e-9)


def test_composite_coverage_index(rng):
    """Boerma and others (2008), Lancet 371: four stages of care, DPT3 counted twice."""
    names = "fps sba anc dpt3 msl bcg ort cpnm".split()  # noqa: SIM905 - as the formula has them
    data = dict(zip(names, rng.uniform(5, 100, (8, 10)), strict=True))
    _, made = scores(
        """
        id: cci
        name: Composite coverage
        recipe: {normalisation: none}
        children:
          - {id: fps, name: Family planning}
          - {id: birth, name: Birth, children: [{id: sba, name: Attendance}, {id: anc, name: Antenatal}]}
          - id: shots
            name: Immunisation
            children: [{id: dpt3, name: DPT3, weight: 2}, {id: msl, name: Measles, weight: 1}, {id: bcg, name: BCG, weight: 1}]
          - {id: sick, name: Illness, children: [{id: ort, name: Rehydration}, {id: cpnm, name: Pneumonia}]}
        """,
        data,
    )
    d = data
    stages = (
        d["fps"],
        (d["sba"] + d["anc"]) / 2,
        (2 * d["dpt3"] + d["msl"] + d["bcg"]) / 4,
        (d["ort"] + d["cpnm"]) / 2,
    )

    assert made == pytest.approx(sum(stages) / 4, rel=1e-12)


def test_sdg_index(rng):
    """Sachs and others, Sustainable Development Report: worst at the 2.5th percentile, best at the target, capped."""
    poverty, water, gas = rng.uniform(0, 60, 10), rng.uniform(30, 100, 10), rng.uniform(0, 25, 10)
    _, made = scores(
        """
        id: sdg
        name: SDG
        recipe: {normalisation: {kind: goalposts, clip: true}}
        children:
          - {id: g1, name: Goal 1, children: [{id: poverty, name: Poverty, direction: negative, target: 0, goalposts: [target, p97.5]}]}
          - id: g6
            name: Goal 6
            children:
              - {id: water, name: Water, target: 100, goalposts: [p2.5, target]}
              - {id: gas, name: Emissions, direction: negative, target: 0, goalposts: [target, p97.5]}
        """,
        {"poverty": poverty, "water": water, "gas": gas},
    )

    def score(value, share, target):
        worst = np.quantile(value, share)
        return 100 * np.clip((value - worst) / (target - worst), 0, 1)

    goals = score(poverty, 0.975, 0), (score(water, 0.025, 100) + score(gas, 0.975, 0)) / 2
    assert made == pytest.approx((goals[0] + goals[1]) / 2, abs=1e-9)


def test_global_hunger_index(rng):
    """Wiesmann and others (2015): each over its threshold, weights 1/3 and 1/6, more is worse."""
    pun, wasting, stunting, deaths = (rng.uniform(0, top, 10) for top in (80, 30, 70, 35))
    _, made = scores(
        """
        id: hunger
        name: Hunger
        recipe: {normalisation: {kind: goalposts, clip: true}}
        better: lower
        output: {decimals: 1}
        children:
          - {id: pun, name: Undernourished, weight: 2, goalposts: [0, 80]}
          - {id: wasting, name: Wasting, weight: 1, goalposts: [0, 30]}
          - {id: stunting, name: Stunting, weight: 1, goalposts: [0, 70]}
          - {id: deaths, name: Child deaths, weight: 2, goalposts: [0, 35]}
        """,
        {"pun": pun, "wasting": wasting, "stunting": stunting, "deaths": deaths},
    )
    published = 100 * (pun / 80 / 3 + wasting / 30 / 6 + stunting / 70 / 6 + deaths / 35 / 3)

    assert made == pytest.approx(half_up(published, 1), abs=1e-9)


def test_universal_health_coverage(rng):
    """WHO, SDG 3.8.1: geometric means of geometric means; beds capped at 18 for 10,000."""
    plan, birth, hiv, beds, staff = (rng.uniform(5, top, 10) for top in (100, 100, 100, 40, 100))
    _, made = scores(
        """
        id: uhc
        name: Service coverage
        recipe: {normalisation: none, aggregation: geometric}
        children:
          - {id: mothers, name: Mothers, children: [{id: plan, name: Planning}, {id: birth, name: Birth}]}
          - {id: infectious, name: Infectious, children: [{id: hiv, name: HIV}]}
          - id: capacity
            name: Capacity
            children: [{id: beds, name: Beds, normalisation: {kind: goalposts, clip: true}, goalposts: [0, 18]}, {id: staff, name: Staff}]
        """,
        {"plan": plan, "birth": birth, "hiv": hiv, "beds": beds, "staff": staff},
    )
    parts = np.sqrt(plan * birth), hiv, np.sqrt(100 * np.minimum(beds / 18, 1) * staff)

    assert made == pytest.approx((parts[0] * parts[1] * parts[2]) ** (1 / 3), rel=1e-9)


def test_global_gender_gap(rng):
    """World Economic Forum: women over men, cut at parity, weighted by the inverse standard deviation inside a subindex."""
    women, men = rng.uniform(20, 100, (4, 10)), rng.uniform(50, 90, (4, 10))
    ids = "work pay school read".split()  # noqa: SIM905 - as the subindices have them
    columns = {
        **dict(zip(ids, women, strict=True)),
        **{f"{name}_men": of for name, of in zip(ids, men, strict=True)},
    }
    leaf = "{{id: {0}, name: {0}, unit: ratio, denominator: {0}_men, limits: [0, 1]}}"
    _, made = scores(
        f"""
        id: gap
        name: Gap
        recipe: {{normalisation: none, weighting: {{kind: inverse_standard_deviation, on: values, within: parents}}}}
        output: {{decimals: 3}}
        ranks: {{decimals: 3}}
        denominators: [{", ".join(f"{{id: {name}_men, name: {name} of men}}" for name in ids)}]
        children:
          - {{id: economy, name: Economy, children: [{leaf.format("work")}, {leaf.format("pay")}]}}
          - {{id: education, name: Education, children: [{leaf.format("school")}, {leaf.format("read")}]}}
        """,
        columns,
    )
    ratios = np.minimum(women / men, 1.0)

    def subindex(rows):
        shares = 1 / rows.std(axis=1, ddof=1)
        return shares @ rows / shares.sum()

    assert made == pytest.approx(half_up((subindex(ratios[:2]) + subindex(ratios[2:])) / 2, 3), abs=1e-9)


def test_corruption_perceptions(rng):
    """Transparency International: sources standardised by a base year to mean 45 and deviation 20; three sources or none."""
    values = rng.normal(50, 12, (2, 10, 5))
    values[1, 0, 2:], values[1, 1, 3:] = np.nan, np.nan
    sources = [{"id": f"s{place}", "name": f"Source {place}"} for place in range(5)]
    text = """
        id: perceptions
        name: Perceptions
        recipe: {normalisation: {kind: z_score, mean: 45, sd: 20, bounds: 2012}, imputation: {kind: renormalise, threshold: 0}}
        threshold: {share: 3/5, basis: count}
        output: {decimals: 0}
        ranks: {decimals: 0}
        """
    framework = ii.Framework(**parse_yaml(text, "index.yaml"), children=sources)
    index = ii.compose(ii.Panel(framework, (2012, 2013), tuple(UNITS), values))
    mean, sd = values[0].mean(axis=0), values[0].std(axis=0, ddof=1)
    scored = 45 + 20 * (values[1] - mean) / sd
    expected = half_up(np.nanmean(scored, axis=1), 0)
    expected[0] = np.nan

    np.testing.assert_allclose(index.scores(2013), expected, atol=1e-9)


def test_global_innovation_index(rng):
    """Cornell, INSEAD, WIPO: 0–100 inside sub-pillars with half weights, the mean of input and output, and their ratio."""
    values = rng.uniform(1, 9, (6, 10))
    ids = [f"i{place}" for place in range(6)]
    tree = """
          - id: input
            name: Input
            children:
              - {id: people, name: People, children: [{id: i0, name: A, weight: 1}, {id: i1, name: B, weight: 0.5}]}
              - {id: market, name: Market, children: [{id: i2, name: C}, {id: i3, name: D}]}
          - {id: output, name: Output, children: [{id: i4, name: E}, {id: i5, name: F}]}
        """
    _, made = scores(f"id: gii\nname: GII\nchildren:{tree}", dict(zip(ids, values, strict=True)))
    _, efficiency = scores(
        f"id: gii\nname: Efficiency\naggregation: ratio\nchildren:{tree}".replace(
            "id: input", "id: denominator"
        ).replace("- id: denominator", "- id: under"),
        dict(zip(ids, values, strict=True)),
    )
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    s = 100 * (values - low) / (high - low)
    given = ((s[0] + 0.5 * s[1]) / 1.5 + (s[2] + s[3]) / 2) / 2
    got = (s[4] + s[5]) / 2

    assert made == pytest.approx((given + got) / 2, abs=1e-9)
    assert efficiency == pytest.approx(100 * given / got, rel=1e-9)  # the first child over the second


def test_multidimensional_poverty(rng):
    """Alkire and Foster: the share of the poor times their mean deprivation; more is worse."""
    share, depth = rng.uniform(0, 1, (2, 10))
    _, made = scores(
        """
        id: mpi
        name: Poverty
        recipe: {normalisation: none}
        aggregation: product
        better: lower
        output: {decimals: 3}
        ranks: {decimals: 3}
        children: [{id: h, name: Incidence}, {id: a, name: Intensity}]
        """,
        {"h": share, "a": depth},
    )

    assert made == pytest.approx(half_up(share * depth, 3), abs=1e-9)
