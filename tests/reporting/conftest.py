"""Results to report on: the bundled real example, and small ones with everything awkward in them."""

import numpy as np
import pytest

from ii_index.analysis.tiers import Tiers, tiers
from ii_index.construction.compose import compose
from ii_index.construction.results import CompositeIndex
from ii_index.io.definitions import example
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import read_panel
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.reporting.results import national_index

HOSTILE = ("<script>document.title='taken'</script>", "=cmd()", "a|b*c*", "正常")


@pytest.fixture(scope="session")
def provinces() -> CompositeIndex:
    return compose(read_panel(example("provinces.csv"), read_framework("caict-2024-public")))


@pytest.fixture(scope="session")
def tiering(provinces) -> Tiers:
    return tiers(provinces)


@pytest.fixture(scope="session")
def nation() -> CompositeIndex:
    return national_index(read_panel(example("caict_published.csv"), read_framework("caict-2024")))


@pytest.fixture(scope="session")
def hostile() -> Tiers:
    """Four units whose names are code, in a framework whose names are code too."""
    leaves = [
        {"id": "a", "name": "<img src=x onerror=alert(1)>", "unit": "=1+1", "source": "</script>"},
        {"id": "b", "name": {"zh": "@SUM(A1)", "en": "+1"}, "weight": None},
    ]
    framework = Framework(id="hostile", name="<b>Index</b>", reference="a test", children=leaves)
    values = np.array([[[4.0, 1.0], [3.0, 2.0], [2.0, 5.0], [1.0, np.nan]]])
    panel = Panel(framework, (2023,), HOSTILE, values, source="=cmd().csv")
    index = compose(panel, framework.recipe.replace(imputation={"kind": "renormalise", "threshold": 0.4}))
    return tiers(index, 2023, 2)


@pytest.fixture(scope="session")
def small() -> Tiers:
    """Five units, two dimensions of which one is a leaf, a tie and a unit without a score."""
    children = [
        {"id": "d", "name": {"zh": "维度", "en": "Dimension"}, "weight": 3,
         "children": [{"id": "x", "name": {"zh": "甲", "en": "X"}}, {"id": "y", "name": {"zh": "乙", "en": "Y"}}]},
        {"id": "z", "name": {"zh": "丙", "en": "Z"}, "weight": 1, "direction": "negative"},
    ]  # fmt: skip
    tiers_named = [{"zh": "高", "en": "High"}, {"zh": "低", "en": "Low"}]
    framework = Framework(
        id="small",
        name={"zh": "小例", "en": "Small"},
        reference="a test",
        tiers=tiers_named,
        children=children,
    )
    nan = np.nan
    values = np.array([[[9, 8, 1], [9, 8, 1], [5, nan, 2], [1, 2, 9], [nan, nan, 3]]], dtype=float)
    panel = Panel(framework, (2023,), ("A", "B", "C", "D", "E"), values, source="small.csv")
    index = compose(panel, framework.recipe.replace(imputation={"kind": "renormalise", "threshold": 0.5}))
    return tiers(index, 2023)
