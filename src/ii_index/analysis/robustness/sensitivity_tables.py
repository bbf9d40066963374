"""Tables of a sensitivity analysis."""

import numpy as np

from ii_index.analysis.robustness.sobol_indices import SobolIndices
from ii_index.construction.tables import CODE, UNIT
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

FACTORS = {
    "weights": Name(zh="权重", en="Weights"),
    "normalisation": Name(zh="标准化方法", en="Normalisation"),
    "aggregation": Name(zh="合成方法", en="Aggregation"),
    "imputation": Name(zh="缺失值处理", en="Imputation"),
    "treatment": Name(zh="异常值处理", en="Outlier treatment"),
    "tiers": Name(zh="分档方法", en="Tier rule"),
    "noise": Name(zh="数据误差", en="Data noise"),
    "leave_out_indicator": Name(zh="剔除一个指标", en="One indicator left out"),
    "leave_out_dimension": Name(zh="剔除一个维度", en="One dimension left out"),
    "leave_out_unit": Name(zh="剔除一个地区", en="One unit left out"),
}
"""What each assumption is called."""

ASSUMPTION = Column("assumption", Name(zh="假设", en="Assumption"), "text")
FIRST = Column("first_order", Name(zh="一阶指数", en="First order"))
FIRST_LOW = Column("first_order_low", Name(zh="一阶下限", en="First order, low"))
FIRST_HIGH = Column("first_order_high", Name(zh="一阶上限", en="First order, high"))
TOTAL = Column("total", Name(zh="总效应指数", en="Total"))
TOTAL_LOW = Column("total_low", Name(zh="总效应下限", en="Total, low"))
TOTAL_HIGH = Column("total_high", Name(zh="总效应上限", en="Total, high"))
DEVIATION = Column("sd", Name(zh="名次标准差", en="SD of rank"))
MOVER = Column("moved_most_by", Name(zh="主要影响因素", en="Moved most by"), "text")


def rank_shift(which: SobolIndices) -> Table:
    """First-order and total indices of the mean absolute rank shift, with their limits."""
    rows: list[tuple[Cell, ...]] = []
    for place in np.argsort(-which.total[:, 0], kind="stable").tolist():
        numbers = (
            which.first_order[place, 0],
            *which.first_order_limits[place, 0],
            which.total[place, 0],
            *which.total_limits[place, 0],
        )
        rows.append((FACTORS[which.factors[place]], *(_number(number) for number in numbers)))
    title = Name(
        zh=f"{which.year}年各假设对名次变动的影响（Sobol' 指数）",
        en=f"What moves ranks: Sobol' indices of the mean absolute rank shift, {which.year}",
    )
    columns = (ASSUMPTION, FIRST, FIRST_LOW, FIRST_HIGH, TOTAL, TOTAL_LOW, TOTAL_HIGH)
    return Table("sensitivity", title, columns, tuple(rows))


def by_unit(which: SobolIndices) -> Table:
    """Total indices of every unit's rank, its standard deviation, and the assumption that moves it most."""
    factors = tuple(Column(factor, FACTORS[factor]) for factor in which.factors)
    rows: list[tuple[Cell, ...]] = []
    ranks = dict(zip(which.index.units, which.index.ranks(which.year).tolist(), strict=True))
    for unit in sorted(which.units, key=ranks.__getitem__):
        place = 1 + which.units.index(unit)
        totals = which.total[:, place]
        most = None if np.isnan(totals).all() else FACTORS[which.factors[int(np.nanargmax(totals))]]
        spread = float(which.rank_deviations[place])
        numbers = [_number(number) for number in totals.tolist()]
        rows.append((unit, which.index.panel.unit_name(unit), spread, *numbers, most))
    title = Name(
        zh=f"{which.year}年各地区名次受什么影响（总效应指数）",
        en=f"What moves each unit's rank: total Sobol' indices, {which.year}",
    )
    return Table("sensitivity_by_unit", title, (CODE, UNIT, DEVIATION, *factors, MOVER), tuple(rows))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
