"""What the page's script needs to work scores out anew, and the controls of the what-if."""

from functools import partial
from math import floor, log10
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.tiers import Tiers
from ii_index.construction.aggregating import means_by_level, multipliers
from ii_index.construction.methods.aggregation import ZERO, aggregation_of
from ii_index.construction.methods.imputation import imputation_of
from ii_index.construction.methods.normalisation import normalisation_of
from ii_index.construction.methods.weighting import weighting_of
from ii_index.construction.results import CompositeIndex, decimals_of
from ii_index.model.names import Name
from ii_index.model.outputs import Output
from ii_index.model.steps.aggregation import Mean
from ii_index.reporting.charts.profile import SERIES, nodes
from ii_index.reporting.markup import both
from ii_index.reporting.numbers import rounded
from ii_index.reporting.results import NO_TIER, ranked_units, short_decimals

_WORDS = {
    "zero": Name(zh="至少一个维度的权重须大于零。", en="At least one dimension needs a weight above zero."),
    "moves": Name(
        zh="与发布结果相比：{ranks}个地区排名变动，{tiers}个地区梯队变动",
        en="Against the published result: changes of rank {ranks}, of tier {tiers}",
    ),
    "headline": Name(
        zh="试算：{name}综合得分{score}，在{count}个地区中居第{rank}位，所在梯队：{tier}。",
        en="What-if: {name} scores {score}, rank {rank} of {count}, tier: {tier}.",
    ),
    "nothing": Name(zh="无", en="none"),
    "was": Name(zh="发布结果：{value}", en="published: {value}"),
    "rank": Name(zh="名次", en="Rank"),
    "place": Name(zh="第{rank}位", en="{rank}"),
    "tier": Name(zh="梯队", en="Tier"),
    "score": Name(zh="得分", en="Score"),
    "ranking": Name(
        zh="试算的各地区综合得分条形图，按梯队分组：{sizes}。",
        en="Bars of the total score as tried out, grouped by tier ({sizes}).",
    ),
    "map": Name(zh="试算的梯队分布：{sizes}。", en="Tiers by province as tried out ({sizes})."),
    "rank_history": Name(
        zh="历年名次为发布结果，不随试算改变。",
        en="Ranks by year are those published; the what-if changes none.",
    ),
    "rank_intervals": Name(
        zh="名次区间为发布结果，不随试算改变。", en="Rank intervals are those of the published result."
    ),
    "tier_probabilities": Name(
        zh="梯队概率为发布结果，不随试算改变。", en="Tier probabilities are those of the published result."
    ),
    "colon": Name(zh="：", en=": "),
    "copied": Name(zh="已复制", en="copied"),
    "copyByHand": Name(zh="请手动复制下面的文本", en="please copy the text below"),
}


def offers(index: CompositeIndex) -> bool:
    """Whether the page can work the total out anew: its dimensions are averaged by a mean that the page knows."""
    if len(index.framework.tree.levels[1]) < 2:
        return False
    if index.rules is None:
        return aggregation_of(index.recipe.aggregation[0]).on_page
    rule = index.rules.levels[0][0]
    seen = rule.threshold is None or index.prepared.filled is None
    known = rule.method.formula is not None and not index.is_linked
    return rule.step.weights_are != "nothing" and known and seen


def why_not(index: CompositeIndex) -> Name | None:
    """Say why the page cannot work the total out anew; None where it can, or where there is but one dimension."""
    if offers(index) or len(index.framework.tree.levels[1]) < 2:
        return None
    step = index.total_step
    method = aggregation_of(step)
    if step.weights_are == "nothing":
        reason = Name(zh="它不用权重", en="it takes no weights")
    elif method.no_formula is not None:
        reason = method.no_formula
    else:
        reason = Name(zh="网页没有这种合成", en="the page does not know this aggregation")
    if index.is_linked:
        reason = Name(
            zh="各年权重不同，序列在权重变动处链接",
            en="its series is linked where the weights change by year",
        )
    elif index.rules is not None and method.formula is not None and step.weights_are != "nothing":
        reason = Name(
            zh="总得分的门槛只计未填补的单元格，网页没有逐格的标记",
            en="the threshold of the total counts cells that were not filled, which the page does not hold",
        )
    return Name(
        zh=f"总得分由“{step.title.zh}”合成，这里不能试算：{reason.zh}。请在方案文件中改动后重新运行。",
        en=f"No what-if here: the total is made by {step.title.en}, and {reason.en}. "
        "Change the recipe and run it again.",
    )


def _total(index: CompositeIndex) -> dict[str, Any] | None:
    """Say how the page makes the total where nodes are made each their own way; None where a level's mean does."""
    if index.rules is None or not offers(index):
        return None
    rule = index.rules.levels[0][0]
    mean = rule.method.drawn(rule.step)
    own: float | None = getattr(rule.step, "exponent", rule.method.exponent)
    exponent = (1.0 if own is None else own) if mean is None else mean.exponent
    output = rule.output or Output.model_construct()
    multiplied: dict[str, Any] = {}
    if rule.step.weights_are == "multipliers":
        multiplied = {"operator": rule.step.kind, "fulls": [mark.full for mark in rule.marks]}
    return {
        **multiplied,
        "exponent": _number_or_word(exponent),
        "penalty": 0 if mean is None else mean.penalty,
        "zeros": getattr(rule.step, "zeros", "refuse") == "zero",
        "smallest": [ZERO * mark.full for mark in rule.marks],
        "full": rule.raw.full,
        "output": output.model_dump(),
        "threshold": None if rule.threshold is None else rule.threshold.model_dump(),
    }


def _number_or_word(exponent: float) -> float | str:
    """Return an exponent as JSON can hold it."""
    return exponent if np.isfinite(exponent) else "largest" if exponent > 0 else "smallest"


def lab(tiers: Tiers, first: str | None = None) -> dict[str, Any]:
    """Return the data of the chosen unit, the profile, and the what-if."""
    index = tiers.index
    tree, recipe = index.framework.tree, index.recipe
    below = means_by_level(recipe, tree)[1:]
    gaps = recipe.imputation.model_dump()
    threshold = (
        {"value": gaps["threshold"], "basis": gaps["basis"]}
        if imputation_of(recipe.imputation).keeps_gaps
        else None
    )
    return {
        "units": _units(tiers),
        "chosen": first or ranked_units(tiers)[0].code,
        "dimensions": [{"id": node, **_pair(index.framework.name_of(node))} for node in tree.levels[1]],
        "weights": index.weights.in_year(tiers.year).shares(0).tolist(),
        "mean": index.total_step.kind,
        **_own_way(index),
        "geometric": _geometric(index),
        "meansBelow": [step.as_shown() for step in below],
        "threshold": threshold,
        "tiers": [_pair(name) for name in tiers.names],
        "k": len(tiers.names),
        "noTier": _pair(NO_TIER),
        "series": [_pair(name) for name in SERIES],
        "nodes": [
            {"level": level, **_pair(index.framework.name_of(node))} for node, level, _ in nodes(tiers)
        ],
        "recipe": recipe.as_shown(include={"imputation", "treatment", "normalisation"}),
        "local": _local_below(index),
        "words": {key: _pair(name) for key, name in _WORDS.items()},
    }


_USUAL = 2


def _multipliers(index: CompositeIndex) -> list[float] | None:
    """Return what the dimensions are multiplied by, where their weights are no shares; None elsewhere."""
    if index.total_step.weights_are != "multipliers":
        return None
    declared = multipliers(index.panel, index.recipe)
    return [declared[node] for node in index.framework.tree.levels[1]]


def _own_way(index: CompositeIndex) -> dict[str, Any]:
    """Return what the page needs where the total is made, or ranked, its own way; nothing elsewhere."""
    total, (sign, _), decimals = _total(index), index.standing_unit, index.framework.ranks.decimals
    steps = [step.as_shown() for step in means_by_level(index.recipe, index.framework.tree)]
    said: dict[str, Any] = {} if total is None else {"total": total, "means": steps}
    if total is not None and (factors := _multipliers(index)) is not None:
        said["multipliers"] = factors
    if sign < 0 or decimals is not None:
        said["ranked"] = {"sign": sign, "decimals": decimals}
    if decimals_of(index) != _USUAL:
        said["decimals"] = decimals_of(index)
    elif (short := short_decimals(index)) > 1:
        said["short"] = short
    if index.framework.ranks.ties != "min":
        said["ties"] = index.framework.ranks.ties
    return said


def controls(tiers: Tiers) -> str:
    """Return sliders, the choice of mean, reset, and the recipe to copy."""
    index = tiers.index
    factors = _multipliers(index)
    weights = factors or index.weights.in_year(tiers.year).shares(0).tolist()
    names = [index.framework.name_of(node) for node in index.framework.tree.levels[1]]
    needed = aggregation_of(index.total_step).of_two
    slider = (
        _slider
        if factors is None
        else partial(_slider_of_multiplier, largest=2 * max(factors), needed=needed)
    )
    sliders = "".join(
        slider(place, name, weight) for place, (name, weight) in enumerate(zip(names, weights, strict=True))
    )
    title, legend = _HEADINGS[factors is not None]
    return (
        '<form class="whatif" id="whatif" autocomplete="off" aria-labelledby="whatif-title">'
        f'<h3 id="whatif-title">{both(title)}</h3>'
        f'<p class="note">{both(_explanation(tiers))}</p><fieldset><legend class="note">{both(legend)}</legend>'
        f"{sliders}</fieldset>{_means(index)}"
        '<p id="whatif-status" role="status" aria-live="polite"></p>'
        f'<div class="buttons"><button type="button" data-reset>{both(Name(zh="恢复发布结果", en="Reset"))}</button>'
        f'<button type="button" id="copy">{both(Name(zh="复制计算方案", en="Copy the recipe"))}</button>'
        '<span id="copied" class="note" role="status"></span></div>'
        '<textarea id="recipe" readonly hidden aria-label="recipe"></textarea></form>'
    )


_HEADINGS = (
    (
        Name(zh="试算：改变权重会怎样", en="What if the weights were others"),
        Name(zh="一级权重（按比例折算为100%）", en="First-level weights (scaled to 100 %)"),
    ),
    (
        Name(zh="试算：改变系数会怎样", en="What if the multipliers were others"),
        Name(zh="一级指标的系数（不作折算）", en="Multipliers of the first level (taken as they are)"),
    ),
)


def _slider(place: int, name: Name, weight: float) -> str:
    return (
        f'<div class="slider"><label for="weight-{place}">{both(name)}</label>'
        f'<input type="range" id="weight-{place}" min="0" max="100" step="0.1" value="{rounded(100 * weight, 1)}">'
        f"<output>{rounded(100 * weight, 1)}%</output></div>"
    )


def _slider_of_multiplier(place: int, name: Name, factor: float, *, largest: float, needed: bool) -> str:
    """Return a slider to twice the largest multiplier; from 0, which takes the dimension out, unless none may go."""
    step = 10.0 ** floor(log10(largest / 100))
    least = step if needed else 0
    return (
        f'<div class="slider"><label for="weight-{place}">{both(name)}</label>'
        f'<input type="range" id="weight-{place}" min="{least:.12g}" max="{largest:.12g}" step="{step:.12g}" '
        f'value="{factor:.12g}"><output>× {factor:.4g}</output></div>'
    )


def _means(index: CompositeIndex) -> str:
    if index.rules is not None:
        return ""
    chosen = index.recipe.aggregation[0].kind
    possible = _geometric(index)
    radios = "".join(
        f'<label><input type="radio" name="mean" value="{kind}"{" checked" if kind == chosen else ""}'
        f"{' disabled' if kind == 'geometric' and possible is None else ''}> {both(Mean(kind=kind).title)}</label>"
        for kind in ("arithmetic", "geometric")
    )
    why = Name(
        zh="有维度得分不为正，不能取几何平均。",
        en="A dimension's score is not positive, so there is no geometric mean.",
    )
    remark = why if possible is None else _lifted(*possible["range"]) if possible["range"] else None
    note = f'<p class="note">{both(remark)}</p>' if remark else ""
    legend = Name(
        zh="维度之间的合成方法（维度以下不变）", en="Between dimensions (below them nothing changes)"
    )
    return f'<fieldset class="means"><legend class="note">{both(legend)}</legend>{radios}{note}</fieldset>'


def _lifted(low: float, high: float) -> Name:
    scale = f"[{low:.12g}, {high:.12g}]"
    return Name(
        zh=f"取几何平均时，各指标改为标准化到{scale}。",
        en=f"For the geometric mean indicators are normalised to {scale}.",
    )


def _explanation(tiers: Tiers) -> Name:
    if tiers.method == "natural_breaks":
        cut = Name(zh="梯队按自然断点重新划分。", en="Tiers are cut anew by natural breaks.")
    else:
        cut = Name(
            zh="试算的梯队按自然断点划分，与发布结果的划分方法不同。",
            en="Here tiers are cut by natural breaks, unlike the published ones.",
        )
    return Name(
        zh=f"得分、排名和梯队在本页内即时重算，与程序结果一致；不改变发布结果。{cut.zh}",
        en=f"Scores, ranks and tiers are worked out anew in this page, as the program would. {cut.en}",
    )


def _units(tiers: Tiers) -> list[dict[str, Any]]:
    index = tiers.index
    row = index.panel.year_index(tiers.year)
    scores, coverage = index.levels[1][row], index.coverage[1][row]
    return [
        {
            "code": unit.code,
            **_pair(unit.name),
            "score": unit.score,
            "rank": unit.rank,
            "tier": unit.tier,
            "scores": _numbers(scores[unit.position]),
            "coverage": coverage[unit.position].tolist(),
            "nodes": [
                _number(index.levels[level][row, unit.position, place]) for _, level, place in nodes(tiers)
            ],
        }
        for unit in sorted(ranked_units(tiers), key=lambda unit: unit.position)
    ]


def _local_below(index: CompositeIndex) -> dict[str, float]:
    """Weights below the dimensions, to be named where the framework's own are not those used."""
    if weighting_of(index.recipe.weighting).is_own:
        return {}
    dimensions = index.framework.tree.levels[1]
    local = {**index.weights.local, **multipliers(index.panel, index.recipe)}
    return {node: weight for node, weight in local.items() if node not in dimensions}


def _geometric(index: CompositeIndex) -> dict[str, Any] | None:
    """Say how the dimensions may be averaged geometrically; None where they may not.

    Directly where every dimension is positive in every year; else, where min-max and arithmetic means made them,
    with indicators on [1, 100], or as much of their own scale (``range``): the dimensions are then ``shift + factor``
    times what they are.
    """
    if _positive(index, 0.0, 1.0):
        return {"shift": 0.0, "factor": 1.0, "range": None}
    if index.rules is not None:
        return None
    step, tree = index.recipe.normalisation, index.framework.tree
    below = means_by_level(index.recipe, tree)[1:]
    own = any(leaf.normalisation is not None for leaf in index.framework.leaves)
    lifted = normalisation_of(step).on_positive_scale(step)
    if own or lifted == step or not all(aggregation_of(mean).is_linear for mean in below):
        return None
    (first, last), (low, high) = (one.model_dump()["range"] for one in (step, lifted))
    if first == 0:  # on the scale of the published scores, beside which the others stand
        low, high = low * last / high, last
    factor = (high - low) / (last - first)
    shift = low - factor * first
    if not _positive(index, shift, factor):
        return None
    return {"shift": shift, "factor": factor, "range": [low, high]}


def _positive(index: CompositeIndex, shift: float, factor: float) -> bool:
    scores = shift + factor * index.levels[1]
    return bool((scores[~np.isnan(scores)] > 0).all())


def _pair(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _numbers(values: FloatArray) -> list[float | None]:
    return [_number(value) for value in values.tolist()]
