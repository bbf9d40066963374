"""What a questionnaire says, in Chinese and English."""

from ii_index.messages import Language
from ii_index.model.names import Name

_DEGREES = {
    2: Name(zh="同等与稍微重要之间", en="equally to moderately more important"),
    3: Name(zh="稍微重要", en="moderately more important"),
    4: Name(zh="稍微与明显重要之间", en="moderately to strongly more important"),
    5: Name(zh="明显重要", en="strongly more important"),
    6: Name(zh="明显与强烈重要之间", en="strongly to very strongly more important"),
    7: Name(zh="强烈重要", en="very strongly more important"),
    8: Name(zh="强烈与极端重要之间", en="very strongly to extremely more important"),
    9: Name(zh="极端重要", en="extremely more important"),
}


def scale(language: Language) -> dict[str, float]:
    """Return the seventeen answers, from the left item far ahead to the right item far ahead.

    Examples
    --------
    >>> list(scale("en").items())[8]
    ('1 equally important', 1.0)
    """
    left, right = ("左边", "右边") if language == "zh" else ("left ", "right ")
    more = [(degree, name.text(language)) for degree, name in _DEGREES.items()]
    ahead = {f"{degree} {left}{text}": float(degree) for degree, text in reversed(more)}
    behind = {f"1/{degree} {right}{text}": 1 / degree for degree, text in more}
    equal = "1 同等重要" if language == "zh" else "1 equally important"
    return {**ahead, equal: 1.0, **behind}


WORDS = {
    "cover": Name(zh="说明", en="Read me"),
    "points": Name(zh="分值", en="Points"),
    "title": Name(zh="指标权重专家问卷", en="Questionnaire on the weights of indicators"),
    "framework": Name(zh="指标体系", en="Framework"),
    "expert": Name(zh="专家编号", en="Expert"),
    "name": Name(zh="姓名（可不填）", en="Name (optional)"),
    "organisation": Name(zh="单位（可不填）", en="Organisation (optional)"),
    "how": Name(zh="填写方法", en="How to answer"),
    "how_pairs": Name(
        zh="每张比较表中，逐行比较左右两项对上级指标的重要程度，在黄色单元格的下拉列表中选择。",
        en="On each sheet compare, row by row, how much the two items matter; choose from the list in the yellow cell.",
    ),
    "how_open": Name(
        zh="没有把握的一项可以留空；已答的比较须能把各项连通，空得太多则无法计算。",
        en="A comparison you are unsure of may stay blank, as long as the others still connect all items.",
    ),
    "how_ratio": Name(
        zh="一致性比率 CR 随填随算；不小于0.10时，请先复核有提示的那一行。",
        en="The consistency ratio CR follows as you answer; at 0.10 or more, look again at the row that is marked.",
    ),
    "how_points": Name(
        zh="“分值”表中，把100分分配给各项，合计须为100。",
        en="On the sheet “Points”, share 100 points among the items; they must total 100.",
    ),
    "how_locked": Name(
        zh="其余单元格已锁定，请勿改动、增删行或工作表；改动过的问卷无法读取。",
        en="All other cells are locked; a questionnaire whose rows, sheets or labels were changed cannot be read.",
    ),
    "progress": Name(zh="进度", en="Progress"),
    "sheet": Name(zh="工作表", en="Sheet"),
    "answered": Name(zh="已答", en="Answered"),
    "of": Name(zh="共", en="Of"),
    "compare": Name(
        zh="对“{parent}”而言，左右两项哪个更重要、重要多少？",
        en="For “{parent}”, which item matters more, and by how much?",
    ),
    "number": Name(zh="序号", en="No."),
    "left": Name(zh="左", en="Left"),
    "judgement": Name(zh="判断", en="Judgement"),
    "right": Name(zh="右", en="Right"),
    "hint": Name(zh="提示", en="Hint"),
    "hint_text": Name(zh="← 与其他判断出入最大", en="← furthest from the other judgements"),
    "item": Name(zh="指标", en="Item"),
    "weight": Name(zh="权重", en="Weight"),
    "ratio": Name(zh="CR", en="CR"),
    "verdict": Name(zh="一致性", en="Consistency"),
    "unconnected": Name(zh="比较还不够，无法计算", en="too few comparisons yet"),
    "provisional": Name(zh="暂算（未答完）", en="provisional (not all answered)"),
    "provisional_bad": Name(
        zh="暂算（未答完）：不一致，请复核有提示的一行",
        en="provisional: inconsistent so far, look again at the marked row",
    ),
    "consistent": Name(zh="一致性可以接受", en="acceptable"),
    "inconsistent": Name(zh="不一致，请复核有提示的一行", en="inconsistent: look again at the marked row"),
    "share": Name(zh="把100分分配给“{parent}”的各项。", en="Share 100 points among the items of “{parent}”."),
    "share_all": Name(zh="把100分分配给全部指标。", en="Share 100 points among all indicators."),
    "belongs": Name(zh="所属", en="Belongs to"),
    "point": Name(zh="分值", en="Points"),
    "total": Name(zh="合计", en="Total"),
    "total_right": Name(zh="✓ 合计100", en="✓ totals 100"),
    "total_short": Name(zh="还差", en="still to give:"),
    "total_over": Name(zh="超出", en="too many:"),
}


def word(key: str, language: Language, **values: str) -> str:
    """Return a text of the questionnaire in one language."""
    text = WORDS[key].text(language)
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
