"""Empty tables to fill in."""

from ii_index.model import provinces
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Document, Fact

UNIT = Column("unit", Name(zh="地区", en="Unit"), "text")
YEAR = Column("year", Name(zh="年份", en="Year"), "integer", 0)


def blank_table(framework: Framework) -> Document:
    """Lay out a wide table: a row a province where the units are provinces, a column an indicator with its unit."""
    columns = [Column(leaf.id, _headed(leaf.name, leaf.unit)) for leaf in framework.leaves]
    columns += [Column(item.id, _headed(item.name, item.unit)) for item in framework.denominators]
    empty: tuple[Cell, ...] = (None,) * (len(columns) + 1)
    units: list[Cell] = [None]
    if framework.units == "provinces":
        units = [
            Name(zh=item.zh, en=item.en) for item in map(provinces.PROVINCES.__getitem__, provinces.IN_SCOPE)
        ]
    rows = tuple((unit, *empty) for unit in units)
    table = Table("template", framework.name, (UNIT, YEAR, *columns), rows)
    return Document(
        framework.name, (table,), (Fact("framework", Name(zh="指标体系", en="Framework"), framework.id),)
    )


def _headed(name: Name, unit: str | None) -> Name:
    return name if unit is None else Name(zh=f"{name.zh}({unit})", en=f"{name.en} ({unit})")
