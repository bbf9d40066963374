"""What is pinned: one run of ``ii-index`` a case, in a folder that holds the examples and ``inputs``."""

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
TOLERANCE = 5e-12
ILL_CONDITIONED = 1e-9  # eigenvectors, linear programs and variance ratios: sums in another order differ more


class Case(NamedTuple):
    """A command line (``--json --lang en`` is added) and the files it writes that are recorded too."""

    command: str
    files: tuple[str, ...] = ()
    tolerance: float = TOLERANCE


P, N, H = "provinces.csv", "china.csv", "hdi.csv --framework hdi.yaml"

NORMALISE = {
    "min-max": "--range 1 100 --bounds year",
    "z-score": "--bounds 2021",
    "rank": "",
    "percentile-rank": "",
    "borda": "",
    "fraction-of-max": "--bounds pooled",
}
MISSING = ("refuse", "renormalise", "mean", "median", "group-mean", "carry-forward", "interpolate")
DATA_DRIVEN = (
    "entropy", "critic", "standard-deviation", "coefficient-of-variation", "pca", "merec", "cilos", "idocriw",
)  # fmt: skip
WEIGHTS = ("equal", "critic", "pca", "local.yaml", "nested.yaml")
TIERS = ("quantiles", "equal-intervals", "mean-sd", "k-means", "ward")
SCALES = ("power", "root", "geometric", "logarithmic", "inverse-linear", "balanced", "generalised-balanced")
RANDOM_INDICES = (
    "saaty2005", "golden_wang1990", "donegan_dodd1991", "alonso_lamata2006", "alonso_lamata2006_linear",
)  # fmt: skip
FUZZY = ("weighted-average", "max-product", "max-min", "bounded-sum")
SCHEMAS = ("assumptions", "claims", "framework", "judgements", "recipe", "rubric", "study")

# What only a study can choose.
STUDIES = {
    "winsorise": {"recipe": {"treatment": {"kind": "winsorise", "max_points": 3}}},
    "winsorise_then_log": {"recipe": {"treatment": "winsorise_then_log"}},
    "power": {"recipe": {"aggregation": {"kind": "power", "exponent": 0.5}}},
    "levels": {
        "recipe": {
            "normalisation": {"kind": "min_max", "range": [1, 100]},
            "aggregation": ["geometric", "harmonic", "arithmetic"],
        }
    },
    "mazziotta_pareto_upward": {
        "recipe": {
            "normalisation": {"kind": "z_score", "mean": 100, "sd": 10},
            "aggregation": {"kind": "mazziotta_pareto", "penalty": "upward"},
        }
    },
    "distance_to_reference": {
        "recipe": {"normalisation": {"kind": "distance_to_reference", "reference": "110000"}}
    },
    "midpoint": {"recipe": {"normalisation": {"kind": "min_max", "constant": "midpoint"}}},
    "renormalise_count": {
        "recipe": {"imputation": {"kind": "renormalise", "threshold": 0.9, "basis": "count"}}
    },
    "given": {"weights": "local.yaml"},
    "thresholds": {"tiers": {"method": "thresholds", "thresholds": [35, 55, 75]}},
    "sizes": {"tiers": {"method": "sizes", "sizes": [6, 11, 10, 4]}},
}
REPORTED = {
    "year": 2022,
    "robustness": {"draws": 60, "seed": 7},
    "national": {"table": "caict_published.csv", "framework": "caict-2024", "base_year": 2020},
    "rubric": {"rubric": "huangshi-city-2022", "answers": "huangshi_city_answers.csv"},
    "outputs": ["ranking.json", "ranking.csv", "report.md"],
}

ASSUMPTIONS = {
    "dirichlet": {
        "weights": {"kind": "dirichlet", "concentration": 50},
        "imputation": ["renormalise", "median", "group_mean"],
        "treatment": ["none", "winsorise"],
        "tiers": [
            "natural_breaks",
            "quantiles",
            "equal_intervals",
            "mean_sd",
            {"kind": "sizes", "sizes": [6, 11, 10, 4]},
        ],
    },
    "noise": {
        "weights": "fixed",
        "noise": {"sd": 0.05},
        "aggregation": ["arithmetic", "harmonic", {"kind": "power", "exponent": 0.5}, "mazziotta_pareto"],
        "leave_out": ["indicator", "dimension", "unit"],
        "tiers": {"kind": "thresholds", "thresholds": [30, 50, 70]},
    },
    "experts": {
        "weights": {
            "kind": "experts",
            "experts": {
                "a": {"foundation": 3, "innovation": 2, "industry": 2, "application": 2, "environment": 1},
                "b": {"foundation": 1, "innovation": 1, "industry": 2, "application": 4, "environment": 2},
            },
        },
        "normalisation": ["min_max", "percentile_rank", "borda"],
    },
    "benefit_of_the_doubt": {
        "aggregation": [
            "arithmetic",
            {"kind": "benefit_of_the_doubt", "least_share": 0.1, "largest_share": 0.5},
        ]
    },
}


def _rank():
    yield "default", Case(f"rank {P}")
    yield "chinese", Case(f"rank {P} --year 2021 --lang zh")
    yield "per-capita", Case(f"rank {P} --framework caict-2024-public-per-capita.yaml")
    for kind, options in NORMALISE.items():
        yield f"normalise-{kind}", Case(f"rank {P} --normalise {kind} {options}")
    yield "aggregate-geometric", Case(f"rank {P} --aggregate geometric --range 1 100")
    yield "aggregate-harmonic", Case(f"rank {P} --aggregate harmonic --range 1 100")
    yield "aggregate-mazziotta-pareto", Case(f"rank {P} --aggregate mazziotta-pareto --range 70 130")
    yield "aggregate-geometric-of-zeros", Case(f"rank {P} --aggregate geometric")
    for kind in MISSING:
        yield f"missing-{kind}", Case(f"rank {P} --year 2022 --missing {kind}")
    yield "missing-threshold", Case(f"rank {P} --missing renormalise --threshold 0.95")
    for kind in WEIGHTS:
        yield f"weights-{kind}", Case(f"rank {P} --missing group-mean --weights {kind}", (), ILL_CONDITIONED)
    for kind in TIERS:
        yield (
            f"tiers-{kind}",
            Case(f"rank {P} --tier-method {kind}{'' if kind == 'mean-sd' else ' --tiers 5'}"),
        )


def _free_units():
    yield "check", Case("check hdi_gaps.csv --framework hdi.yaml")
    yield "rank", Case(f"rank {H}")
    yield "rank-distance-to-target", Case(f"rank {H} --normalise distance-to-target --aggregate arithmetic")
    yield "rank-none", Case(f"rank {H} --normalise none")
    yield "rank-carry-forward", Case("rank hdi_gaps.csv --framework hdi.yaml --missing carry-forward")
    yield "rank-interpolate", Case("rank hdi_gaps.csv --framework hdi.yaml --missing interpolate --year 2010")
    for kind in DATA_DRIVEN:
        yield f"rank-{kind}", Case(f"rank {H} --weights {kind}", (), ILL_CONDITIONED)
    yield "rank-ward", Case(f"rank {H} --tier-method ward --tiers 3")
    yield "explain", Case(f"explain {H} --unit NOR --against ALB --since 2010 --group nordic=NOR,SWE,ISL")
    yield "compare", Case(f"compare {H} --old-year 2010 --new-year 2021")
    yield "coherence", Case(f"coherence {H}", (), ILL_CONDITIONED)
    yield "robustness", Case(f"robustness {H} --draws 100 --samples 16 --seed 3", (), ILL_CONDITIONED)
    yield "export", Case(f"export {H} --to flat -o made", ("made/data.csv", "made/codebook.csv"))


def _national():
    yield "default", Case(f"national {N}")
    yield "equal-2021", Case(f"national {N} --weights equal --base-year 2021 --missing interpolate")
    yield "published", Case("national caict_published.csv --framework caict-2024")
    yield "check", Case(f"check {N}")


def _questions():
    yield "check", Case(f"check {P}")
    yield "explain", Case(f"explain {P} --unit 湖北 --against 广东 --since 2021")
    geometric = "--aggregate geometric --range 1 100 --missing median --tier-method ward"
    yield "explain-geometric", Case(f"explain {P} --unit 420000 --against 440000 --since 2022 {geometric}")
    yield "explain-group", Case(f"explain {P} --unit 湖北 --group 中部=湖北,湖南,河南 --lang zh")
    yield "explain-nobody", Case(f"explain {P} --unit 湖贝")
    yield "compare-years", Case(f"compare {P} --old-year 2021 --new-year 2023")
    yield "compare-methods", Case(f"compare {P} --range 1 100 --new-weights equal --new-aggregate geometric")
    yield "compare-frameworks", Case(f"compare {P} --new-framework caict-2024-public-per-capita.yaml")
    yield "coherence", Case(f"coherence {P} --missing group-mean", (), ILL_CONDITIONED)
    yield "identify", Case("identify caict_published_series.csv", (), ILL_CONDITIONED)
    claims = '--claim "foundation 2022..2023 = 17.3%" --claim "innovation >= industry" --claim "step 5%"'
    yield "identify-claims", Case(f"identify caict_published_series.csv {claims}", (), ILL_CONDITIONED)
    orderings = "--orderings --claims caict_tiers_claims.yaml --missing group-mean"
    yield "identify-orderings", Case(f"identify {P} {orderings} --level 2", (), ILL_CONDITIONED)
    yield "identify-no-total", Case("identify caict_published.csv")
    yield "attainment", Case("attainment attainment.csv")


def _robustness():
    few = "--draws 60 --samples 8 --seed 5"
    yield "default", Case(f"robustness {P} {few}", (), ILL_CONDITIONED)
    yield (
        "weights-only",
        Case(f"robustness {P} --draws 60 --seed 2023 --samples 0 --weights-only 0.25", (), ILL_CONDITIONED),
    )
    confidence = "--confidence provinces_confidence.csv --no-exact"
    yield "confidence", Case(f"robustness {P} {few} {confidence}", (), ILL_CONDITIONED)
    for name in ASSUMPTIONS:
        command = f"robustness {P} --draws 40 --seed 2023 --samples 4 --no-exact --assumptions assumptions_{name}.yaml"
        yield name, Case(command, (), ILL_CONDITIONED)


def _weights():
    judged, few = "weights judgements.yaml", "weights judgements_hdi.yaml"
    files = ("weights.yaml", "repaired.yaml")
    yield "default", Case(f"{judged} -o weights.yaml --repair repaired.yaml", files, ILL_CONDITIONED)
    aip = "--method geometric-mean --group priorities --allocations median --mix geometric --alpha 0.3"
    yield "geometric-mean-priorities", Case(f"{judged} {aip}", (), ILL_CONDITIONED)
    yield "excluded", Case(f"{judged} --exclude-from 0.1 --allocations trimmed-mean", (), ILL_CONDITIONED)
    yield "of-leaves", Case(few, (), ILL_CONDITIONED)
    for kind in SCALES:
        yield f"scale-{kind}", Case(f"{few} --scale {kind}", (), ILL_CONDITIONED)
    for kind in RANDOM_INDICES:
        yield f"random-index-{kind}", Case(f"{few} --random-index {kind}", (), ILL_CONDITIONED)


def _rubrics():
    yield "industry", Case("rubric huangshi_industry_answers.csv --rubric huangshi-industry-2022")
    yield "city", Case("rubric huangshi_city_answers.csv --rubric huangshi-city-2022")
    yield "inverse", Case("rubric huangshi_city_published.csv --rubric huangshi-city-2022 --inverse")
    for kind in FUZZY:
        yield f"fuzzy-{kind}", Case(f"rubric degrees.csv --rubric huangshi-city-2022 --fuzzy {kind}")


def _studies():
    for name in STUDIES:
        yield name, Case(f"run study_{name}.yaml -o made", ("made/ranking.json",))
    made = tuple(f"made/{name}" for name in REPORTED["outputs"])
    yield "reported", Case("run study_reported.yaml -o made", made, ILL_CONDITIONED)


def _files():
    yield "export-coinr", Case(f"export {N} --to coinr -o made", ("made/iData.csv", "made/iMeta.csv"))
    yield (
        "export-flat",
        Case(f"export {N} --to flat -o made --weights equal", ("made/data.csv", "made/codebook.csv")),
    )
    report = f"report {P} --draws 40 --seed 1 --national {N} -o report.md"
    yield "report", Case(report, ("report.md",), ILL_CONDITIONED)
    yield "demo", Case("demo")
    for kind in ("table", "rubric", "study", "judgements"):
        yield f"template-{kind}", Case(f"template {kind}")
    yield "frameworks", Case("frameworks")
    yield "framework-caict-2024", Case("frameworks caict-2024")
    yield "framework-hdi", Case("frameworks hdi.yaml")
    for code in ("E_CANNOT_IMPUTE", "W_MISSING_VALUES", "N_PRUNED", "E_NOTHING"):
        yield f"rule-{code}", Case(f"rule {code}")
    yield "rules", Case("rule")


GROUPS = {
    "rank": _rank, "free-units": _free_units, "national": _national, "questions": _questions,
    "robustness": _robustness, "weights": _weights, "rubric": _rubrics, "study": _studies, "files": _files,
}  # fmt: skip
CASES = {f"{group}-{name}": case for group, made in GROUPS.items() for name, case in made()}
