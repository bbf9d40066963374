"""Headline figures of a report."""

from collections.abc import Iterator
from math import isnan

import numpy as np

from ii_index.analysis.tiers import numbered
from ii_index.model.names import Name
from ii_index.reporting.document import Card
from ii_index.reporting.numbers import MISSING, rounded
from ii_index.reporting.results import Results, ranked_units
from ii_index.reporting.words import lowest_coverage, some_of


def cards(results: Results) -> tuple[Card, ...]:
    """Return the figures a director looks for first."""
    return (*_tiers(results), *_national(results), *_trust(results))


def _national(results: Results) -> Iterator[Card]:
    index = results.national
    if index is None:
        return
    year = index.years[-1]
    source = index.panel.source
    zh, en = (f"（{source}）", f" ({source})") if source else ("", "")
    other = results.index is not None and results.index.framework.id != index.framework.id
    label = Name(
        zh=f"{year}年全国综合指数{'' if other else zh}", en=f"National index {year}{'' if other else en}"
    )
    value, before = (float(index.scores(one)[0]) for one in (year, index.years[-2:][0]))
    if isnan(value):
        yield Card("national", label, _same(MISSING), Name(zh="数据不足，未计", en="too little data"))
        return
    said: list[Name] = []
    if len(index.years) > 1 and not isnan(before):
        growth, past = rounded(100 * (value / before - 1), 1), index.years[-2]
        grown_zh = f"比{past}年{'下降' if growth < 0 else '增长'}{abs(growth)}%"
        grown_en = f"{abs(growth)} % {'below' if growth < 0 else 'above'} {past}"
        said.append(
            Name(
                zh=grown_zh if growth else f"与{past}年持平",
                en=grown_en if growth else f"the same as in {past}",
            )
        )
    if other:  # the largest figure of the page must not be taken for one of this index
        said.append(
            Name(
                zh=f"另一指数{zh}，与地区得分不可比",
                en=f"another index{en}, does not compare with the units' scores",
            )
        )
    beside = Name(zh="；".join(part.zh for part in said), en="; ".join(part.en for part in said))
    yield Card("national", label, _same(str(rounded(value, 1))), beside if said else None)


def _tiers(results: Results) -> Iterator[Card]:
    tiers = results.tiers
    if tiers is None:
        return
    scored = int((~np.isnan(tiers.index.scores(tiers.year))).sum())
    beside = Name(
        zh="、".join(f"{name.zh}{size}" for name, size in zip(tiers.names, tiers.sizes(), strict=True)),
        en=", ".join(f"{name.en}: {size}" for name, size in zip(tiers.names, tiers.sizes(), strict=True)),
    )
    label = Name(zh=f"{tiers.year}年参评地区", en=f"Units scored, {tiers.year}")
    yield Card("units", label, _same(f"{scored}/{len(tiers.index.units)}"), beside)
    best = [unit.name for unit in ranked_units(tiers) if unit.tier == 1]
    top = tiers.names[0]
    own = top != numbered(1)
    yield Card(
        "top",
        Name(zh=f"第一梯队{f'：{top.zh}' if own else ''}", en=f"Tier 1{f': {top.en}' if own else ''}"),
        Name(zh=f"{len(best)}个地区", en=f"{len(best)} unit{'' if len(best) == 1 else 's'}"),
        some_of(best),
    )


def _trust(results: Results) -> Iterator[Card]:
    index, tiers = results.index, results.tiers
    if index is None or tiers is None:
        return
    available = index.coverage[0][index.panel.year_index(tiers.year), :, 0]
    full = int((available > 1 - 1e-9).sum())
    yield Card(
        "coverage",
        Name(zh="数据完整的地区", en="Units with complete data"),
        _same(f"{full}/{len(index.units)}"),
        lowest_coverage(float(available.min())),
    )
    for node, consistency in list(index.weights.consistency.items())[:1]:
        name = index.framework.name_of(node)
        passed, limit = consistency.passes, rounded(consistency.limit, 4)
        of_matrix = consistency.random_index is not None
        zh, en = (
            ("小于0.10，通过" if passed else "不小于0.10，须复核"),
            ("below 0.10" if passed else "not below 0.10: revisit"),
        )
        if not of_matrix:
            zh = (
                f"最优最劣法，{'不超过' if passed else '超过'}上限{limit}{'，通过' if passed else '，须复核'}"
            )
            en = f"best-worst, {'within' if passed else 'above'} the limit {limit}{'' if passed else ': revisit'}"
        yield Card(
            "consistency",
            Name(zh="判断矩阵一致性 CR" if of_matrix else "判断的一致性 CR", en="Consistency ratio CR"),
            _same(str(rounded(consistency.ratio, 4))),
            Name(zh=f"{name.zh}；{zh}", en=f"{name.en}; {en}"),
        )


def _same(text: str) -> Name:
    return Name(zh=text, en=text)
