"""What a brief says of one unit: sentences and figures in both languages, before any form is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from ii_index._immutable import Immutable
from ii_index.analysis.feasible import FeasibleWay, Lift
from ii_index.analysis.unit_profile import Change, Part, UnitProfile
from ii_index.construction.results import CompositeIndex
from ii_index.model.names import Name
from ii_index.reporting.briefs.figures import figures_of
from ii_index.reporting.document import Card, Data, Fact
from ii_index.reporting.numbers import by_size, figure, rounded, share, signed
from ii_index.reporting.provenance import provenance
from ii_index.reporting.results import Results, ranked_units, short_decimals
from ii_index.reporting.words import cut_otherwise, ties_of_draws, varied

SURE = 0.8
"""Below this share of the draws a tier is called borderline."""
_CLOSE = Name(zh="，临界", en=", borderline")
_WHOLE = 10
"""Multiples from here on are said without decimals."""
_PARTS = 4
_WAYS = 6


_NAMED, _EPSILON = 3, 1e-9
_ABOVE = Name(
    zh="分：指标使综合得分高于（+）或低于（−）全体平均多少。",
    en="Points: how far an indicator puts the total above (+) or below (−) the mean of all.",
)
_BETTER = Name(
    zh="分：得分越低越好；指标使综合得分优于（+，低于）或劣于（−，高于）全体平均多少。",
    en="Points: less is better; how far an indicator puts the total below (+, better) "
    "or above (−, worse) the mean of all.",
)


class Row(NamedTuple):
    """One dimension: the unit's score and rank, the mean of its tier and of all."""

    name: Name
    score: float | None
    rank: int
    tier: float | None
    all: float | None


class Strength(NamedTuple):
    """One indicator that lifts the unit above the mean of all, or keeps it below; its numbers for files of data too."""

    name: Name
    value: str
    unit: str
    rank: int
    points: str
    numbers: tuple[float, float]


class Step(NamedTuple):
    """One indicator of the way up: now, the level to reach, who has it, what it gains, and how far it is."""

    name: Name
    unit: str
    now: str
    goal: str
    example: Name
    points: str
    times: str
    numbers: tuple[float, float, float]


class Dot(NamedTuple):
    """One unit on the strip of all scores."""

    name: Name
    score: float
    tier: int
    mine: bool


@dataclass(frozen=True, eq=False, slots=True)
class Brief(Immutable):
    """One unit on one page.

    Attributes
    ----------
    unit : str
        Code.
    name, title, headline : Name
    cards : tuple of Card
        Rank, tier, change, strongest and weakest.
    strip : tuple of Dot
        Every unit with a score.
    tiers : tuple of Name
        Highest first.
    history : tuple of (int, int or float, float)
        Year, rank, score.
    dimensions : tuple of Row
    strengths, gaps : tuple of Strength
    way : Name
        The way into the tier above, in words.
    steps : tuple of Step
    certainty : Name
    notes : tuple of Name
        How to read it.
    origin : tuple of Fact
    lower : bool
        Whether a lower total is better.
    decimals : int
        Of scores and points.
    figures : mapping of str to ids and numbers
        For machines.
    """

    unit: str
    name: Name
    title: Name
    headline: Name
    cards: tuple[Card, ...]
    strip: tuple[Dot, ...]
    tiers: tuple[Name, ...]
    history: tuple[tuple[int, int | float, float], ...]
    dimensions: tuple[Row, ...]
    strengths: tuple[Strength, ...]
    gaps: tuple[Strength, ...]
    way: Name
    steps: tuple[Step, ...]
    certainty: Name
    notes: tuple[Name, ...]
    origin: tuple[Fact, ...]
    lower: bool
    decimals: int
    figures: Mapping[str, Data]


def brief_of(profile: UnitProfile, results: Results, origin: tuple[Fact, ...] | None = None) -> Brief:
    """Say on one page what a profile holds.

    Parameters
    ----------
    profile : UnitProfile
    results : Results
        What the profile was taken from: gives draws and provenance.
    origin : tuple of Fact, optional
        The provenance, where many briefs are made of one set of results.
    """
    index, name = profile.index, profile.index.panel.unit_name(profile.unit)
    way, lower, decimals = profile.way(), index.standing_unit[0] < 0, short_decimals(index)
    strengths = [part for part in profile.strongest(_PARTS) if _counts(part, decimals)]
    gaps = [part for part in profile.weakest(_PARTS) if _counts(part, decimals)]
    return Brief(
        unit=profile.unit,
        name=name,
        title=Name(
            zh=f"{name.zh}：{index.framework.name.zh}，{profile.year}年",
            en=f"{name.en}: {index.framework.name.en}, {profile.year}",
        ),
        headline=headline_of(profile),
        cards=cards_of(profile),
        strip=tuple(
            Dot(one.name, one.score, one.tier, one.code == profile.unit)
            for one in ranked_units(profile.tiers)
            if one.score is not None
        ),
        tiers=profile.tiers.names,
        history=profile.history,
        dimensions=tuple(_dimensions(profile)),
        strengths=tuple(_strength(profile, part) for part in strengths),
        gaps=tuple(_strength(profile, part) for part in gaps),
        way=_way(way),
        steps=_steps(index, way),
        certainty=_certainty(profile, results),
        notes=(_interval_note(results), _BETTER if lower else _ABOVE),
        origin=provenance(results) if origin is None else origin,
        lower=lower,
        decimals=decimals,
        figures=MappingProxyType(figures_of(profile, strengths, gaps, way)),
    )


def headline_of(profile: UnitProfile) -> Name:
    """Say in one sentence where a unit stands and what became of it."""
    name = profile.index.panel.unit_name(profile.unit)
    tier, decimals = profile.tiers.names[profile.tier - 1], short_decimals(profile.index)
    score = figure(profile.score, decimals)
    zh, en = _moved(profile.change, decimals)
    shared_zh, shared_en = ("居", "rank") if profile.sharing == 1 else ("并列", "joint rank")
    return Name(
        zh=f"{profile.year}年{name.zh}综合得分{score}，在{profile.scored}个{_kind(profile.index).zh}中"
        f"{shared_zh}第{profile.rank}位，属“{tier.zh}”{'' if tier.zh.endswith('梯队') else '梯队'}{zh}。",
        en=f"In {profile.year} {name.en} scores {score}, {shared_en} {profile.rank} of {profile.scored} "
        f"{_kind(profile.index).en}, tier: {tier.en}{en}.",
    )


def _kind(index: CompositeIndex) -> Name:
    provinces = index.framework.units == "provinces"
    return Name(zh="地区", en="provinces") if provinces else Name(zh="参评地区", en="units")


def _moved(change: Change | None, decimals: int) -> tuple[str, str]:
    """Say what became of the rank and the score, as the end of a sentence."""
    if change is None:
        return "", ""
    places = abs(change.ranks)
    zh = f"；比{change.since}年{'上升' if change.ranks > 0 else '下降'}{places}位"
    en = f"; {'up' if change.ranks > 0 else 'down'} {places} since {change.since}"
    if not change.ranks:
        zh, en = f"；名次与{change.since}年持平", f"; the same rank as in {change.since}"
    if not change.comparable:
        return (
            f"{zh}（各年标准化上下限不同，得分不可比）",
            f"{en} (bounds differ by year: scores do not compare)",
        )
    points = rounded(abs(change.points), decimals)
    if not points:
        return f"{zh}，得分基本持平", f"{en}, with much the same score"
    rose = change.points > 0
    return (
        f"{zh}，得分{'提高' if rose else '降低'}{points}分",
        f"{en}, {points} points {'more' if rose else 'less'}",
    )


def cards_of(profile: UnitProfile) -> tuple[Card, ...]:
    """Return rank, tier, change, strongest and weakest as headline figures."""
    decimals = short_decimals(profile.index)
    strong, weak = (
        [part for part in parts if _counts(part, decimals)]
        for parts in (profile.strongest(1), profile.weakest(1))
    )
    cards = [_rank_card(profile), _tier_card(profile)]
    if profile.change is not None:
        cards.append(_change_card(profile.index, profile.change))
    for key, parts, zh, en in (("strong", strong, "最强", "Strongest"), ("weak", weak, "最弱", "Weakest")):
        for part in parts:
            beside = _against_all(profile.index, part.points)
            cards.append(Card(key, Name(zh=zh, en=en), profile.index.framework.name_of(part.node), beside))
    return tuple(cards)


def _against_all(index: CompositeIndex, points: float) -> Name:
    """Say how far an indicator puts a total above or below the mean of all, or for the better or worse."""
    decimals = short_decimals(index)
    size = rounded(abs(points), decimals)
    if index.standing_unit[0] < 0:
        zh, en = ("优于", "better") if points > 0 else ("劣于", "worse")
        return Name(zh=f"{zh}全体平均{size}分", en=f"{size} points {en} than the mean")
    return Name(
        zh=f"{'高于' if points > 0 else '低于'}全体平均{size}分",
        en=f"{signed(points, decimals)} points vs the mean",
    )


def _rank_card(profile: UnitProfile) -> Card:
    sure, figure = profile.certainty, Name(zh=f"第{profile.rank}位", en=f"{profile.rank} of {profile.scored}")
    if sure is None:
        beside = Name(zh=f"共{profile.scored}个{_kind(profile.index).zh}", en=_kind(profile.index).en)
    elif sure.low == sure.high:
        beside = Name(
            zh=f"共{profile.scored}个；九成以上在第{sure.low}位",
            en=f"{sure.low} in nine of ten draws",
        )
    else:
        beside = Name(
            zh=f"共{profile.scored}个；九成在第{sure.low}—{sure.high}位",
            en=f"{sure.low}–{sure.high} in nine of ten draws",
        )
    return Card("rank", Name(zh="名次", en="Rank"), figure, beside)


def _mostly(profile: UnitProfile) -> Name | None:
    """Name the other tier in which a unit surely is in the draws, as where they leave out the index's own method."""
    sure, names = profile.certainty, profile.tiers.names
    if sure is None or sure.likeliest == profile.tier or sure.share < SURE or sure.likeliest > len(names):
        return None
    return names[sure.likeliest - 1]


def _tier_card(profile: UnitProfile) -> Card:
    beside = None
    if profile.certainty is not None:
        probability = share(profile.certainty.tier)
        close = _CLOSE if profile.certainty.tier < SURE else Name(zh="", en="")
        if (other := _mostly(profile)) is not None:
            close = Name(zh=f"，多属{other.zh}", en=f", mostly {other.en}")
        beside = Name(zh=f"概率{probability}{close.zh}", en=f"probability {probability}{close.en}")
    return Card("tier", Name(zh="梯队", en="Tier"), profile.tiers.names[profile.tier - 1], beside)


def _change_card(index: CompositeIndex, change: Change) -> Card:
    label = Name(zh=f"比{change.since}年", en=f"Since {change.since}")
    places = abs(change.ranks)
    figure = Name(zh="名次持平", en="Same rank")
    if change.ranks:
        up = change.ranks > 0
        figure = Name(zh=f"{'上升' if up else '下降'}{places}位", en=f"{'Up' if up else 'Down'} {places}")
    if not change.comparable:
        return Card("change", label, figure, Name(zh="得分逐年不可比", en="scores do not compare by year"))
    decimals = short_decimals(index)
    said = signed(change.points, decimals)
    if change.cause is None:
        return Card("change", label, figure, Name(zh=f"得分{said}", en=f"score {said}"))
    name, points = index.framework.name_of(change.cause), signed(change.cause_points, decimals)
    return Card(
        "change",
        label,
        figure,
        Name(
            zh=f"得分{said}，主要来自{name.zh}（{points}）",
            en=f"score {said}, most from {name.en} ({points})",
        ),
    )


def _dimensions(profile: UnitProfile) -> list[Row]:
    index, year = profile.index, profile.year
    row, place = index.panel.year_index(year), index.units.index(profile.unit)
    mates, scored = profile.tiers.labels == profile.tier, profile.tiers.labels > 0
    return [
        Row(
            index.framework.name_of(node),
            _number(index.levels[1][row, place, at]),
            profile.rank_in(node),
            _mean(index.levels[1][row, mates, at]),
            _mean(index.levels[1][row, scored, at]),
        )
        for at, node in enumerate(index.framework.tree.levels[1])
    ]


def _counts(part: Part, decimals: int) -> bool:
    """Whether what an indicator adds or takes is more than nothing as it is printed."""
    return bool(rounded(part.points, decimals))


def _strength(profile: UnitProfile, part: Part) -> Strength:
    index, panel = profile.index, profile.index.panel
    row, place = panel.year_index(profile.year), index.units.index(profile.unit)
    at = panel.indicators.index(part.node)
    leaf, value, whole = index.framework.leaves[at], float(panel.values[row, place, at]), _counted(index, at)
    return Strength(
        leaf.name,
        by_size(value, whole=whole),
        leaf.unit or "",
        profile.rank_in(part.node),
        signed(part.points, short_decimals(index)),
        (_amount(value, whole=whole), part.points),
    )


def _way(way: FeasibleWay | None) -> Name:
    """Say how far the tier above is and what reaches it; of a total of which less is better the way goes down."""
    if way is None:
        return Name(zh="已处于最高梯队。", en="It is in the highest tier.")
    gain, count = rounded(way.gain, short_decimals(way.index)), len(way.combination)
    lower = way.index.standing_unit[0] < 0
    (moves, moved), head = (("降低", "take off") if lower else ("提高", "add")), _distance(way, lower=lower)
    more_zh = f"（下表列出前{_WAYS}项）" if count > _WAYS else ""
    more_en = f" (first {_WAYS} below)" if count > _WAYS else ""
    if not count:
        return Name(
            zh=f"{head.zh}没有一项指标落后于该梯队的中位水平，因此未列路径。",
            en=f"{head.en}No indicator is behind that tier's median, so that no way is given.",
        )
    if way.needed is None:
        every_zh, every_en = (
            ("即使落后的1项指标", "The one indicator")
            if count == 1
            else (
                f"即使{count}项落后指标都",
                "Both indicators" if count == 2 else f"All {count} indicators",
            )
        )
        return Name(
            zh=f"{head.zh}{every_zh}达到该梯队的中位水平{more_zh}，也只能{moves}{gain}分，尚不足以进入。",
            en=f"{head.en}{every_en} behind that tier's median at its level{more_en} "
            f"would {moved} {gain} points, not enough.",
        )
    one_zh, one_en = (
        ("以下1项指标", "One indicator") if count == 1 else (f"以下{count}项指标同时", f"{count} indicators")
    )
    together = "" if count == 1 else " together"
    return Name(
        zh=f"{head.zh}{one_zh}达到该梯队的中位水平{more_zh}，可{moves}{gain}分，进入该梯队。{way.effort.zh}",
        en=f"{head.en}{one_en} at that tier's median{more_en} would {moved} {gain} points{together} and reach it."
        f"{way.effort.en}",
    )


def _distance(way: FeasibleWay, *, lower: bool) -> Name:
    distance, above = rounded(way.distance, short_decimals(way.index)), way.above
    tier = f"“{above.zh}”{'' if above.zh.endswith('梯队') else '梯队'}"
    if lower:
        return Name(
            zh=f"比{tier}的最高分还高{distance}分（得分越低越好）。",
            en=f"{distance} points above the highest of the tier above ({above.en}), and less is better. ",
        )
    return Name(
        zh=f"距{tier}的最低分还差{distance}分。",
        en=f"{distance} points below the last of the tier above ({above.en}). ",
    )


def _steps(index: CompositeIndex, way: FeasibleWay | None) -> tuple[Step, ...]:
    if way is None:
        return ()
    return tuple(_step(index, lift) for lift in way.combination[:_WAYS])


def _step(index: CompositeIndex, lift: Lift) -> Step:
    at = index.panel.indicators.index(lift.indicator)
    leaf, whole = index.framework.leaves[at], _counted(index, at)
    return Step(
        leaf.name,
        leaf.unit or "",
        by_size(lift.value, whole=whole),
        by_size(lift.goal, whole=whole),
        index.panel.unit_name(lift.example),
        signed(lift.points, short_decimals(index)),
        _times(lift),
        (_amount(lift.value, whole=whole), _amount(lift.goal, whole=whole), lift.points),
    )


def _amount(value: float, *, whole: bool) -> float:
    """Return a count as a whole number."""
    return int(value) if whole and not np.isnan(value) else value


def _times(lift: Lift) -> str:
    """Say how many times the present value a level is, where that is far: the reader judges what is possible."""
    if lift.times is None or not lift.is_far:
        return ""
    sign, factor = ("×", lift.times) if lift.times > 1 else ("÷", 1 / lift.times)
    return f"{sign}{rounded(factor, 0 if factor >= _WHOLE else 1)}"


def _counted(index: CompositeIndex, at: int) -> bool:
    """Whether an indicator counts things: every value of it is whole."""
    values = index.panel.values[..., at]
    there = values[~np.isnan(values)]
    return bool((there == np.round(there)).all())


def _certainty(profile: UnitProfile, results: Results) -> Name:
    """Say how far rank and tier hold, and what data are missing."""
    drawn, missing = _in_draws(profile, results), _missing(profile)
    return drawn if missing is None else Name(zh=drawn.zh + missing.zh, en=f"{drawn.en} {missing.en}")


def _missing(profile: UnitProfile) -> Name | None:
    """Name the indicators of which a unit has no data; None where it has all."""
    index, row = profile.index, profile.index.row(profile.year)
    place = index.units.index(profile.unit)
    available = float(index.coverage[0][row, place, 0])
    if available >= 1 - _EPSILON:
        return None
    scored = ~np.isnan(index.levels[-1][row, place])
    names = [
        leaf.name for leaf, there in zip(index.framework.leaves, scored.tolist(), strict=True) if not there
    ]
    some, more = names[:_NAMED], len(names) > _NAMED
    weight = rounded(100 * available, 1)
    return Name(
        zh=f"缺{len(names)}项指标（{'、'.join(name.zh for name in some)}{'等' if more else ''}），"
        f"数据覆盖率{weight}%，得分由其余指标合成。",
        en=f"{len(names)} of its indicators {'has' if len(names) == 1 else 'have'} no data "
        f"({', '.join(name.en for name in some)}"
        f"{' and others' if more else ''}): {weight} % of the weight is available, and the score is made of that.",
    )


def _interval_note(results: Results) -> Name:
    """Say how to read the interval of a rank."""
    drawn = results.uncertainty
    what = Name(zh="权重与方法", en="weights and methods") if drawn is None else varied(drawn.assumptions)
    return Name(
        zh=f"名次区间由改变{what.zh}得到，不是置信区间；同一梯队内的先后不构成排名结论。",
        en=f"The interval comes of other {what.en} and is no confidence interval; "
        "order inside a tier is not a ranking.",
    )


def _in_draws(profile: UnitProfile, results: Results) -> Name:
    sure, uncertainty = profile.certainty, results.uncertainty
    if sure is None or uncertainty is None:
        return Name(
            zh="未作稳健性抽样，名次与梯队的可靠程度不详。",
            en="No draws were made: how sure rank and tier are is open.",
        )
    same, draws, seed = share(sure.tier), f"{uncertainty.draws:,}", uncertainty.seed
    what, otherwise = (
        varied(uncertainty.assumptions),
        cut_otherwise(uncertainty.assumptions, profile.tiers.method),
    )
    place = f"第{sure.low}位" if sure.low == sure.high else f"第{sure.low}—{sure.high}位"
    span = f"{sure.low}" if sure.low == sure.high else f"{sure.low}–{sure.high}"
    close_zh = "该地区处于梯队分界附近，属临界。" if sure.tier < SURE else ""
    close_en = " It is borderline." if sure.tier < SURE else ""
    if (other := _mostly(profile)) is not None:
        close_zh = f"在这些{what.zh}下，它多属“{other.zh}”（{share(sure.share)}）。"
        close_en = f" With these {what.en} it is mostly in {other.en} ({share(sure.share)})."
    ties = ties_of_draws(uncertainty.index)
    ties_zh, ties_en = (ties.zh, f" {ties.en}") if ties else ("", "")
    return Name(
        zh=f"在假定范围内随机改变{what.zh}{draws}次（种子{seed}），九成的结果中名次在{place}，留在本梯队的占{same}。{close_zh}{otherwise.zh}{ties_zh}",
        en=f"In {draws} draws of {what.en} (seed {seed}) the rank is {span} in nine of ten, "
        f"and the tier the same in {same}.{close_en}{otherwise.en}{ties_en}",
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _mean(scores: np.ndarray) -> float | None:
    there = scores[~np.isnan(scores)]
    return float(there.mean()) if there.size else None
