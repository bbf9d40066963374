"""The R script that goes with tables for COINr: it makes our index of them again, and prints our ranking."""

from string import Template

from ii_index.construction.aggregating import means_by_level
from ii_index.construction.methods.coinr import (
    MinMaxForCoinr,
    mean_for_coinr,
    normalisation_for_coinr,
    unrepeated_preparation,
)
from ii_index.construction.results import CompositeIndex
from ii_index.model.recipe import Recipe

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
    step, found = recipe.normalisation, unrepeated_preparation(recipe)
    own = any(leaf.normalisation is not None for leaf in index.framework.leaves)
    if own or normalisation_for_coinr(step) is None:
        found.append(f"normalisation: {step.kind}")
    means = means_by_level(recipe, index.framework.tree)
    found += sorted({f"aggregation: {mean.kind}" for mean in means if mean_for_coinr(mean) is None})
    return found


def replay(index: CompositeIndex, root: str, codes: list[str]) -> str:
    """Return the script; ``root`` is the index's own code and ``codes`` are the units'."""
    told = normalisation_for_coinr(index.recipe.normalisation) or MinMaxForCoinr(0.0, 100.0, by_year=False)
    several = len(index.years) > 1
    pooled = ", global = " + ("FALSE" if told.by_year else "TRUE") if several else ""
    ranks = index.ranks().tolist()
    means = [mean_for_coinr(mean) for mean in reversed(means_by_level(index.recipe, index.framework.tree))]
    return _SCRIPT.substitute(
        name=" ".join(index.framework.name.en.split()),
        url=_URL,
        year=index.years[-1],
        split='split_to = "all"' if several else "split_to = NULL",
        pooled=pooled,
        low=f"{told.low:g}",
        high=f"{told.high:g}",
        means=", ".join(f'"{mean}"' for mean in means),
        root=root,
        unscored=", ".join(f'"{code}"' for code, rank in zip(codes, ranks, strict=True) if not rank),
    )
