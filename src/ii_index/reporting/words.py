"""The names of methods in both languages."""

from collections.abc import Sequence

from ii_index.model.names import Name


def _names(table: dict[str, tuple[str, str]]) -> dict[str, Name]:
    return {key: Name(zh=zh, en=en) for key, (zh, en) in table.items()}


NORMALISATIONS = _names(
    {
        "base_year": ("基期指数（基期=100）", "base-year index (base = 100)"),
        "min_max": ("最小-最大标准化", "min-max"),
        "goalposts": ("目标区间标准化", "goalposts"),
        "z_score": ("Z 分数", "z-scores"),
        "rank": ("排名", "ranks"),
        "percentile_rank": ("百分位排名", "percentile ranks"),
        "borda": ("Borda 计数", "Borda counts"),
        "distance_to_reference": ("到参照地区的距离", "distance to a reference unit"),
        "distance_to_target": ("到目标的距离", "distance to target"),
        "fraction_of_max": ("占最大值比例", "fraction of the maximum"),
        "none": ("不标准化", "none"),
    }
)
AGGREGATIONS = _names(
    {
        "arithmetic": ("加权算术平均", "weighted arithmetic mean"),
        "geometric": ("加权几何平均", "weighted geometric mean"),
        "harmonic": ("加权调和平均", "weighted harmonic mean"),
        "power": ("加权幂平均", "weighted power mean"),
        "mazziotta_pareto": ("Mazziotta–Pareto 指数", "Mazziotta–Pareto index"),
    }
)
WEIGHTINGS = _names(
    {
        "framework": (
            "指标体系自带（判断矩阵或声明的权重，其余等权）",
            "the framework's own (judgements or declared, else equal)",
        ),
        "equal": ("各级等权", "equal at every node"),
        "given": ("外部给定", "given"),
        "entropy": ("熵权法", "entropy"),
        "critic": ("CRITIC 法", "CRITIC"),
        "standard_deviation": ("标准差法", "standard deviation"),
        "coefficient_of_variation": ("变异系数法", "coefficient of variation"),
        "pca": ("主成分法", "principal components"),
        "merec": ("MEREC 法", "MEREC"),
        "cilos": ("CILOS 法", "CILOS"),
        "idocriw": ("IDOCRIW 法", "IDOCRIW"),
    }
)
TIER_METHODS = _names(
    {
        "natural_breaks": ("自然断点（Fisher–Jenks，精确最优）", "natural breaks (Fisher–Jenks, exact)"),
        "quantiles": ("分位数", "quantiles"),
        "equal_intervals": ("等间距", "equal intervals"),
        "mean_sd": ("均值±1个标准差", "mean and mean ± 1 standard deviation"),
        "thresholds": ("固定界限", "fixed thresholds"),
        "sizes": ("固定数量", "fixed sizes"),
        "k_means": ("k-均值聚类（各维度）", "k-means on the dimensions"),
        "ward": ("Ward 聚类（各维度）", "Ward's method on the dimensions"),
    }
)


def list_of(names: Sequence[Name]) -> Name:
    """Join names, each named once if all are the same."""
    chosen = names[:1] if len({name.en for name in names}) == 1 else names
    return Name(zh=" → ".join(name.zh for name in chosen), en=" → ".join(name.en for name in chosen))
