"""An analyst: one index a region by groupby, put together again."""

import pandas as pd

import ii_index as ii

FRAMEWORK = ii.Framework(
    id="f",
    name={"zh": "指数", "en": "Index"},
    children=[
        ii.Node(id="x", name="X", weight=2),
        ii.Node(id="y", name="Y", weight="1", direction="negative"),
    ],
)


def ranked(part: pd.DataFrame) -> pd.DataFrame:
    return ii.compose(ii.Panel.from_frame(part, FRAMEWORK, unit_column="county", year=2023)).frame()


def main() -> None:
    table = pd.DataFrame(
        {
            "province": ["P", "P", "P", "Q", "Q", "Q"],
            "county": ["p1", "p2", "p3", "q1", "q2", "q3"],
            "x": [1, 2, 3, 30, 20, 10],
            "y": [3, 2, 1, 5, 6, 7],
        }
    )
    parts = {str(name): ranked(part.drop(columns="province")) for name, part in table.groupby("province")}
    whole = pd.concat(parts, names=["province"])
    first = whole[whole["rank"] == 1].index.get_level_values("code")
    assert list(first) == ["p3", "q1"]


main()
