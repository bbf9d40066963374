"""What an engine can be told of a framework and a recipe, and what is refused by name."""

from collections.abc import Iterator, Mapping

from ii_index.construction.aggregating import means_by_level
from ii_index.construction.methods.imputation import imputation_for
from ii_index.construction.methods.normalisation import step_of
from ii_index.construction.methods.transforms import estimates_power
from ii_index.construction.methods.treatment import treatment_for
from ii_index.construction.nodes import is_plain, steps_of
from ii_index.errors import DataError, Finding
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.recipe import Recipe
from ii_index.model.transforms import percentile_of

COVERED: Mapping[str, frozenset[str]] = {
    "imputation": frozenset({"refuse", "renormalise", "mean"}),
    "transform": frozenset({"log", "square_root", "reciprocal", "box_cox"}),
    "treatment": frozenset({"none", "winsorise_percentiles", "winsorise"}),
    "normalisation": frozenset({
        "min_max", "z_score", "goalposts", "base_year", "distance_to_target", "fraction_of_max", "none", "rank",
        "percentile_rank", "borda",
    }),
    "weighting": frozenset({
        "framework", "equal", "given", "entropy", "critic", "standard_deviation", "coefficient_of_variation",
        "variance",
        "inverse_standard_deviation", "pca", "pca_kaiser", "pca_oecd",
    }),
    "aggregation": frozenset({
        "arithmetic", "geometric", "harmonic", "power", "minimum", "maximum", "sum", "product", "ratio",
        "mazziotta_pareto", "adjusted_mazziotta_pareto",
    }),
}  # fmt: skip
"""By step, the kinds that are said as expressions."""

REFUSED: Mapping[str, frozenset[str]] = {
    "imputation": frozenset({
        "median", "group_mean", "group_median", "row_mean", "carry_forward", "call", "interpolate",
    }),
    "transform": frozenset(),
    "treatment": frozenset({"winsorise_then_log", "call"}),
    "normalisation": frozenset({"distance_to_reference", "call"}),
    "weighting": frozenset({
        "merec", "cilos", "idocriw", "gini", "angle", "scatter_degree", "combined", "call",
    }),
    "aggregation": frozenset({"median", "topsis", "copeland", "benefit_of_the_doubt", "call"}),
}  # fmt: skip
"""By step, the kinds that need the whole table in memory."""

STEPS: Mapping[str, Name] = {
    "imputation": Name(zh="缺失值处理", en="imputation"),
    "transform": Name(zh="变换", en="transform"),
    "treatment": Name(zh="离群值处理", en="treatment"),
    "normalisation": Name(zh="标准化", en="normalisation"),
    "weighting": Name(zh="赋权", en="weighting"),
    "aggregation": Name(zh="合成", en="aggregation"),
}


def require_covered(framework: Framework, recipe: Recipe, *, fitting: bool) -> None:
    """Refuse in one finding every step that an engine is not told of.

    Raises
    ------
    DataError
        ``E_SCALE_STEP`` with the steps by name.
    """
    steps = [*dict.fromkeys((*_kinds(framework, recipe), *_fields(framework, recipe, fitting=fitting)))]
    if steps:
        names = Name(zh="、".join(step.zh for step in steps), en=", ".join(step.en for step in steps))
        raise DataError(Finding("E_SCALE_STEP", details={"steps": names}))


def _kinds(framework: Framework, recipe: Recipe) -> Iterator[Name]:
    for step, title, kind in _asked(framework, recipe):
        if kind not in COVERED[step]:
            yield Name(zh=f"{STEPS[step].zh}“{title.zh}”", en=f"{STEPS[step].en} “{title.en}”")


def _asked(framework: Framework, recipe: Recipe) -> Iterator[tuple[str, Name, str]]:
    for leaf in framework.leaves:
        for step, own in (
            ("imputation", imputation_for(leaf, recipe)),
            ("transform", leaf.transform),
            ("treatment", treatment_for(leaf, recipe)),
            ("normalisation", step_of(leaf, recipe.normalisation)),
        ):
            if own is not None:
                yield step, own.title, own.kind
    yield "weighting", recipe.weighting.title, recipe.weighting.kind
    means = means_by_level(recipe, framework.tree)
    for made in steps_of(framework, means).values():
        yield "aggregation", made.title, made.kind


def _fields(framework: Framework, recipe: Recipe, *, fitting: bool) -> Iterator[Name]:
    """Name what is no kind of a step and still needs more than a row and a few numbers."""
    for leaf in framework.leaves:
        if fitting and leaf.transform is not None and estimates_power(leaf.transform):
            yield Name(zh="由数据估计的 Box–Cox 幂", en="a Box–Cox power estimated from the data")
        if any(percentile_of(post) is not None for post in leaf.goalposts or ()):
            yield Name(zh="取分位数的目标值（goalposts）", en="goalposts at percentiles")
        if fitting and treatment_for(leaf, recipe).kind == "winsorise":
            yield Name(
                zh="按偏度缩尾（可用较早的 fitted）", en="winsorising by skewness (an earlier fitted serves)"
            )
    yield from _unusual(framework, recipe)


def _unusual(framework: Framework, recipe: Recipe) -> Iterator[Name]:
    if recipe.screening is not None:
        yield Name(zh="剔除缺失过多的单位（screening）", en="screening of units")
    weighting = vars(recipe.weighting)
    if weighting.get("on") == "values" or weighting.get("within") == "all_parents":
        yield Name(
            zh="由数据赋权中的 on: values 或 within: all_parents",
            en="weights from data on values, or within all parents",
        )
    if framework.weights_change:
        yield Name(zh="逐年不同的权重", en="weights by year")
    unusual = {"start": "start", "chain": "chain", "recode": "recode"}
    for field in unusual:
        if field in framework.leaf_fields:
            yield Name(zh=f"指标字段 {field}", en=f"the indicators' field {field}")
    if framework.ranks.decimals is not None or framework.ranks.ties != "min":
        yield Name(zh="排名规则（ranks）", en="the framework's rule of ranks")
    outputs = [framework.output, *(node.output for node in framework.walk())]
    if any(output is not None and output.decimals is not None for output in outputs):
        yield Name(zh="取整的得分变换（output.decimals）", en="an output map that rounds")
    ordinal = {"rank", "borda"} & {step_of(leaf, recipe.normalisation).kind for leaf in framework.leaves}
    if ordinal and not is_plain(framework, means_by_level(recipe, framework.tree)):
        yield Name(zh="名次与自有算法的节点并用", en="ranks under nodes made their own way")
