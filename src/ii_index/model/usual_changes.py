"""What is usually tried instead of a step of a recipe, for many methods at once."""

from typing import Any

from ii_index.model.names import Name

USUAL: dict[str, tuple[Name, dict[str, Any]]] = {
    "equal": (Name(zh="等权", en="equal weights"), {"weighting": "equal"}),
    "entropy": (Name(zh="熵权", en="entropy"), {"weighting": "entropy"}),
    "critic": (Name(zh="CRITIC", en="CRITIC"), {"weighting": "critic"}),
    "pca": (Name(zh="主成分", en="PCA"), {"weighting": "pca"}),
    "z_score": (Name(zh="Z 分数", en="z-scores"), {"normalisation": "z_score"}),
    "percentile_rank": (Name(zh="百分位", en="percentile ranks"), {"normalisation": "percentile_rank"}),
    "geometric": (
        Name(zh="几何平均", en="geometric mean"),
        {"normalisation": {"kind": "min_max", "range": (1, 100)}, "aggregation": "geometric"},
    ),
    "entropy_geometric": (
        Name(zh="熵权几何", en="entropy, geometric"),
        {
            "normalisation": {"kind": "min_max", "range": (1, 100)},
            "aggregation": "geometric",
            "weighting": "entropy",
        },
    ),
}
"""What is changed in the recipe, one step or two at a time."""
