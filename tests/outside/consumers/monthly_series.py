"""A statistics office: monthly series, growth on the same month of the year before."""

import pandas as pd

import ii_index as ii


def main() -> None:
    months = pd.period_range("2022-01", "2023-12", freq="M")
    rows = [
        {"region": region, "month": str(month), "output": level * 1.01**at, "orders": level + at}
        for region, level in (("north", 100.0), ("south", 80.0), ("west", 60.0))
        for at, month in enumerate(months)
    ]
    framework = ii.Framework(
        id="monthly",
        name="Monthly activity",
        recipe={"normalisation": {"kind": "base_year", "year": "2022-01"}},
        children=[ii.Node(id="output", name="Output"), ii.Node(id="orders", name="Orders")],
    )
    panel = ii.Panel.from_frame(pd.DataFrame(rows), framework, year_column="month", unit_column="region")
    index = ii.compose(panel)
    growth = index.frame("growth")
    assert str(index.years[0]) == "2022-01"
    assert len(growth) == 3 * 12
    assert growth["output"].max() - growth["output"].min() < 1e-9, (
        "a steady series grows by the same in every month"
    )


main()
