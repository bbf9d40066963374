"""The R script that goes with tables for COINr: it makes our index of them again, and prints our ranking."""

from string import Template

from ii_index.construction.aggregating import means_by_level
from ii_index.construction.results import CompositeIndex
from ii_index.model.recipe import MinMax, Recipe

_MEANS = {"arithmetic": "a_amean", "geometric": "a_gmean", "harmonic": "a_hmean"}
_SCRIPT = Template("""\
# $name
# This script makes the index again with COINr ($url) and prints the ranking of $year.
library(COINr)
iData <- read.csv("iData.csv", fileEncoding = "UTF-8", colClasses = c(uCode = "character", uName = "character"))
iMeta <- read.csv("iMeta.csv", fileEncoding = "UTF-8")
for (i in which(iMeta$$Type == "Indicator")) {  # divided by their denominators, then logarithms
  code <- iMeta$$iCode[i]
  below <- iMeta$$Denominator[i]
  if (!is.null(below) && !is.na(below)) iData[[code]] <- iData[[code]] / iData[[below]]
  if (identical(iMeta$$Transform[i], "log")) iData[[code]] <- log(iData[[code]])
}
index <- new_coin(iData, iMeta, $split, quietly = TRUE)
index <- Normalise(index, dset = "Raw"$pooled,
                   global_specs = list(f_n = "n_minmax", f_n_para = list(l_u = c($low, $high))))
index <- Aggregate(index, dset = "Normalised", f_ag = c($means))
coin <- if (inherits(index, "purse")) index$$coin[[nrow(index)]] else index
scores <- coin$$Data$$Aggregated
scores$$$root[scores$$uCode %in% c($unscored)] <- NA  # too little is known of them
ranking <- data.frame(Rank = rank(-round(scores$$$root, 9), ties.method = "min", na.last = "keep"),
                      Unit = iData$$uName[match(scores$$uCode, iData$$uCode)], Score = round(scores$$$root, 4))
print(ranking[order(ranking$$Rank), ], row.names = FALSE)
""")
_URL = "https://bluefoxr.github.io/COINr"


def unrepeated(recipe: Recipe, index: CompositeIndex) -> list[str]:
    """Name the steps of a recipe that the script has no words for; none where it repeats them all."""
    step = recipe.normalisation
    found: list[str] = []
    if recipe.imputation.kind not in {"refuse", "renormalise"}:
        found.append(f"imputation: {recipe.imputation.kind}")
    if recipe.treatment.kind != "none":
        found.append(f"treatment: {recipe.treatment.kind}")
    one_of_all = isinstance(step, MinMax) and step.bounds in {None, "pooled", "year"}
    if not one_of_all or any(leaf.normalisation is not None for leaf in index.framework.leaves):
        found.append("normalisation: " + (step.kind if not isinstance(step, MinMax) else "bounds"))
    fields = {
        "limits",
        "optimum",
        "ideal",
        "constant",
        "treatment",
        "imputation",
        "zero_denominator",
        "chain",
    }
    found += [f"children.{field}" for field in sorted(fields & index.framework.leaf_fields)]
    found += ["screening"] * (recipe.screening is not None)
    means = means_by_level(recipe, index.framework.tree)
    found += sorted({f"aggregation: {mean.kind}" for mean in means if mean.kind not in _MEANS})
    return found


def replay(index: CompositeIndex, root: str, codes: list[str]) -> str:
    """Return the script; ``root`` is the index's own code and ``codes`` are the units'."""
    step = index.recipe.normalisation
    low, high = step.range if isinstance(step, MinMax) else (0.0, 100.0)
    several = len(index.years) > 1
    bounds = step.bounds if isinstance(step, MinMax) else None
    pooled = ", global = " + ("FALSE" if bounds == "year" else "TRUE") if several else ""
    ranks = index.ranks().tolist()
    means = [_MEANS[mean.kind] for mean in reversed(means_by_level(index.recipe, index.framework.tree))]
    return _SCRIPT.substitute(
        name=" ".join(index.framework.name.en.split()),
        url=_URL,
        year=index.years[-1],
        split='split_to = "all"' if several else "split_to = NULL",
        pooled=pooled,
        low=f"{low:g}",
        high=f"{high:g}",
        means=", ".join(f'"{mean}"' for mean in means),
        root=root,
        unscored=", ".join(f'"{code}"' for code, rank in zip(codes, ranks, strict=True) if not rank),
    )
