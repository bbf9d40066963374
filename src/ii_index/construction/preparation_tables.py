"""What the preparation did, as tables: who had how much data, which outliers were pulled in."""

import numpy as np

from ii_index.construction.denominating import denominate
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.methods.treatment import treatment_for, treats
from ii_index.construction.preparation import Prepared
from ii_index.construction.screening import shares_of
from ii_index.kernels.treatment import kurtosis, skewness
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.table import Cell, Column, Table

_INDICATOR = Column("indicator", Name(zh="编号", en="Id"), "text", shown=False)
_NAME = Column("name", Name(zh="指标", en="Indicator"), "text")
_UNIT = Column("unit", Name(zh="地区", en="Unit"), "text")
_CODE = Column("code", Name(zh="代码", en="Code"), "text", shown=False)
_YEAR = Column("year", Name(zh="年份", en="Year"), "integer", 0)


def availability_table(panel: Panel, prepared: Prepared) -> Table:
    """Say how much data each unit has in each year, how much of it is not zero, and who was left out."""
    out = prepared.screened
    read = [leaf.reads is not None for leaf in panel.framework.leaves]
    available, nonzero = shares_of(denominate(panel)[..., read])
    rows = tuple(
        (
            code,
            panel.unit_name(code),
            year,
            float(available[row, place]),
            float(nonzero[row, place]),
            bool(out is not None and out[row, place]),
        )
        for place, code in enumerate(panel.units)
        for row, year in enumerate(panel.years)
    )
    columns = (
        _CODE,
        _UNIT,
        _YEAR,
        Column("available", Name(zh="有数据的指标", en="Indicators available"), "percent", 1),
        Column("nonzero", Name(zh="其中非零", en="Of these not zero"), "percent", 1),
        Column("left_out", Name(zh="已剔除", en="Left out"), "text"),
    )
    title = Name(zh="各地区的数据可用性", en="Availability of data")
    return Table("availability", title, columns, rows, index=("code", "year"))


def treatment_table(panel: Panel, recipe: Recipe, prepared: Prepared, fitted: Fitted) -> Table:
    """Say what treatment did to each indicator: limits, cells, skewness and kurtosis before and after."""
    rows: list[tuple[Cell, ...]] = []
    for place, leaf in enumerate(panel.framework.leaves):
        if not treats(leaf, recipe):
            continue
        limits = [part[..., place].ravel() for part in (fitted.floor, fitted.ceiling, fitted.log_from)]
        after = prepared.values[..., place]
        before = after if prepared.untreated is None else prepared.untreated[..., place]
        for row in range(len(limits[0])):
            chosen = slice(row, row + 1) if len(limits[0]) > 1 else slice(None)
            cells = 0 if prepared.treated is None else int(prepared.treated[chosen, :, place].sum())
            rows.append((
                leaf.id,
                leaf.name,
                panel.years[row] if len(limits[0]) > 1 else None,
                treatment_for(leaf, recipe).title,
                *(float(part[row]) if np.isfinite(part[row]) else None for part in limits[:2]),
                bool(np.isfinite(limits[2][row])),
                cells,
                *_moments(before[chosen]),
                *_moments(after[chosen]),
            ))  # fmt: skip
    columns = (
        _INDICATOR,
        _NAME,
        _YEAR,
        Column("treatment", Name(zh="处理", en="Treatment"), "text"),
        Column("lowest", Name(zh="下限", en="Pulled in to, below")),
        Column("highest", Name(zh="上限", en="Pulled in to, above")),
        Column("logarithm", Name(zh="取对数", en="Logarithm"), "text"),
        Column("cells", Name(zh="改动单元格数", en="Cells changed"), "integer", 0),
        Column("skewness_before", Name(zh="处理前偏度", en="Skewness before")),
        Column("kurtosis_before", Name(zh="处理前峰度", en="Kurtosis before")),
        Column("skewness_after", Name(zh="处理后偏度", en="Skewness after")),
        Column("kurtosis_after", Name(zh="处理后峰度", en="Kurtosis after")),
    )
    title = Name(zh="离群值处理", en="Treatment of outliers")
    note = Name(
        zh="没有年份的行合并各年；偏度与峰度为 G1 与超额峰度 G2。",
        en="A row without a year pools the years; skewness is G1, kurtosis the excess G2.",
    )
    keys = ("indicator", "year") if any(row[2] is not None for row in rows) else ("indicator",)
    return Table("treatment", title, columns, tuple(rows), (note,), index=keys)


def _moments(values: np.ndarray) -> tuple[float | None, float | None]:
    column = np.asarray(values, dtype=np.float64).reshape(-1, 1)
    found = float(skewness(column)[0]), float(kurtosis(column)[0])
    return (None if np.isnan(found[0]) else found[0], None if np.isnan(found[1]) else found[1])
