"""A planner: 300 cities over fifteen years, with gaps, ranked in every year."""

import numpy as np
import pandas as pd

import ii_index as ii


def main() -> None:
    draw = np.random.default_rng(1)
    cities, years = [f"city {at:03}" for at in range(300)], range(2009, 2024)
    frame = pd.DataFrame(
        [(city, year) for city in cities for year in years], columns=["city", "year"]
    ).assign(**{name: draw.gamma(2.0, 50.0, 4500) for name in ("gdp", "patents", "energy")})
    frame.loc[draw.choice(4500, 200, replace=False), "patents"] = np.nan
    framework = ii.Framework(
        id="cities",
        name="Cities",
        recipe={"imputation": "renormalise"},
        children=[
            {"id": "scale", "name": "Scale", "children": [{"id": "gdp", "name": "GDP"}]},
            {
                "id": "quality",
                "name": "Quality",
                "children": [
                    {"id": "patents", "name": "Patents"},
                    {"id": "energy", "name": "Energy", "direction": "negative"},
                ],
            },
        ],
    )
    panel = ii.Panel.from_frame(frame, framework)
    index = ii.compose(panel)
    trend = index.frame("trend")
    beside = trend.join(panel.to_frame().add_suffix("_value"))
    assert len(beside) == len(trend) == 4500
    ranks = pd.concat({year: index.frame("ranking", year)["rank"] for year in index.years}, axis=1)
    assert ranks.shape == (300, 15)
    assert set(ranks.dtypes.astype(str)) == {"Int64"}


main()
