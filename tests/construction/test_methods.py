"""Every kind of a recipe's step has one record, every record every answer, and nothing else knows the kinds."""

import ast
import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import ii_index as ii
from ii_index.construction.methods import (
    aggregation,
    imputation,
    normalisation,
    tier_rules,
    treatment,
    weighting,
)
from ii_index.construction.methods.marks import Marks
from ii_index.construction.methods.normalisation import Fitted, Indicators
from ii_index.construction.normalising import normalise
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.model.steps.imputation import Imputation
from ii_index.model.steps.normalisation import MinMax, Normalisation
from ii_index.model.steps.treatment import Treatment
from ii_index.model.steps.weighting import Weighting
from ii_index.reporting.answers.recipes import AGGREGATE, MISSING, NORMALISE, TIER_METHODS, WEIGHTINGS

ROOT = Path(__file__).parents[2]
RECORDS = {
    "normalisation": normalisation.NORMALISATIONS,
    "aggregation": aggregation.AGGREGATIONS,
    "imputation": imputation.IMPUTATIONS,
    "treatment": treatment.TREATMENTS,
    "weighting": weighting.WEIGHTINGS,
}
UNIONS = {
    "normalisation": Normalisation,
    "aggregation": AggregationStep,
    "imputation": Imputation,
    "treatment": Treatment,
    "weighting": Weighting,
}
PARAMETERS = {
    "distance_to_reference": {"reference": "a"},
    "power": {"exponent": 3.0},
    "given": {"nested": {"x": 1.0, "y": 2.0}},
    "combined": {"data": "critic"},
    "call": {"function": lambda values, direction: values * direction},
}
FRAMEWORK = ii.Framework(
    id="two",
    name="Two",
    reference="a test",
    children=[
        {"id": "x", "name": "X", "goalposts": [0, 10], "target": 9},
        {"id": "y", "name": "Y", "goalposts": [0, 10], "target": 1, "direction": "negative"},
    ],
)
VALUES = np.array([[[2.0, 4.0], [3.0, 5.0], [7.0, 2.5]], [[2.5, 4.5], [3.0, 6.0], [8.0, 2.0]]])


def models_of(union):
    return get_args(get_args(union)[0])


def kinds_of(step):
    return {
        kind: model
        for model in models_of(UNIONS[step])
        for kind in get_args(model.model_fields["kind"].annotation)
    }


EVERY = [(step, kind) for step in UNIONS for kind in kinds_of(step)]


def made(step, kind):
    return kinds_of(step)[kind](**{"kind": kind, **PARAMETERS.get(kind, {})})


def panel_of(values):
    return ii.Panel(FRAMEWORK, tuple(range(2020, 2020 + len(values))), ("a", "b", "c"), values)


@pytest.mark.parametrize("step", UNIONS)
def test_every_kind_has_a_record_and_every_record_a_kind(step):
    assert RECORDS[step].keys() == kinds_of(step).keys()


@pytest.mark.parametrize(("step", "kind"), EVERY)
def test_every_kind_has_a_name_in_both_languages_and_a_reference(step, kind):
    title = made(step, kind).title

    assert title.zh
    assert title.en
    assert re.search(r"[\u4e00-\u9fff]", title.zh) or title.zh == title.en
    assert RECORDS[step][kind].reference


@pytest.mark.parametrize("kind", tier_rules.TIER_RULES)
def test_every_tier_rule_has_a_name_and_a_reference(kind):
    record = tier_rules.TIER_RULES[kind]

    assert record.title.zh != record.title.en
    assert record.reference


def test_the_command_line_offers_every_kind_but_those_that_need_a_parameter():
    asked = {
        "distance-to-reference",
        "base-year",
        "power",
        "given",
        "ratio",
        "combined",
        "thresholds",
        "sizes",
        "call",
    }
    offered = {*NORMALISE, *AGGREGATE, *MISSING, *WEIGHTINGS, *TIER_METHODS}
    tables = [RECORDS[step] for step in ("normalisation", "aggregation", "imputation", "weighting")]
    every = {kind.replace("_", "-") for table in (*tables, tier_rules.TIER_RULES) for kind in table}

    assert every - offered == asked


@pytest.mark.parametrize("kind", normalisation.NORMALISATIONS)
def test_the_workbook_has_a_formula_or_a_reason(kind):
    record = normalisation.NORMALISATIONS[kind]

    assert (record.formula is None) == (record.no_formula is not None)


@pytest.mark.parametrize("kind", aggregation.AGGREGATIONS)
def test_the_workbook_has_a_formula_of_an_aggregation_or_a_reason(kind):
    record = aggregation.AGGREGATIONS[kind]

    assert (record.formula is None) == (record.no_formula is not None)


def recalculated(formula):
    """What a spreadsheet makes of a formula of numbers alone."""
    text = re.sub(r"(?<![<>=])=(?!=)", "==", formula.replace("^", "**"))
    functions = {
        "IF": lambda condition, yes, no: yes() if condition else no(),
        "MAX": max,
        "MIN": min,
        "LN": math.log,
        "EXP": math.exp,
    }
    return eval(lazily(text), {"__builtins__": {}, **functions})  # noqa: S307 - a formula of this project


def lazily(text):
    """Let the branches of IF be taken one alone, as a spreadsheet does."""

    class Branches(ast.NodeTransformer):
        def visit_Call(self, node):
            self.generic_visit(node)
            if node.func.id == "IF":
                node.args[1:] = [
                    ast.Lambda(ast.arguments([], [], None, [], [], None, []), arm) for arm in node.args[1:]
                ]
            return node

    return ast.unparse(ast.fix_missing_locations(Branches().visit(ast.parse(text, mode="eval"))))


def limits_of(record, fitted, leaf, place):
    match record.limits:
        case "bounds":
            return fitted.lower[0, 0, place], fitted.upper[0, 0, place]
        case "moments":
            return fitted.mean[0, 0, place], fitted.sd[0, 0, place]
        case "goalposts":
            return leaf.goalposts
        case "none":
            return math.nan, math.nan


FORMULAS = [
    {"kind": kind, **PARAMETERS.get(kind, {})}
    for kind, record in normalisation.NORMALISATIONS.items()
    if record.formula
] + [
    {"kind": "min_max", "range": (1, 100), "constant": "midpoint"},
    {"kind": "z_score", "mean": 100, "sd": 10, "constant": "midpoint"},
    {"kind": "goalposts", "clip": True},
]


@pytest.mark.parametrize("chosen", FORMULAS, ids=str)
@pytest.mark.parametrize(
    "values", [VALUES, np.where(np.arange(2) == 1, 5.0, VALUES)], ids=["spread", "a constant"]
)
def test_the_workbook_s_formula_gives_the_score(chosen, values):
    panel, step = panel_of(values), ii.Recipe(normalisation=chosen).normalisation
    record = normalisation.normalisation_of(step)
    try:
        scores, fitted = normalise(panel, values, step)
    except ii.DataError:
        assert record.fault == "E_CONSTANT_INDICATOR"
        return
    base = values[0] if record.compared_with else values[1]

    for place, leaf in enumerate(FRAMEWORK.leaves):
        template = record.formula(step, leaf.sign)
        low, high = limits_of(record, fitted, leaf, place)
        for unit in range(3):
            cells = {"value": values[1, unit, place], "base": base[unit, place], "low": low, "high": high}
            formula = template.format(**{name: f"({float(cell)!r})" for name, cell in cells.items()})

            assert recalculated(formula) == pytest.approx(scores[1, unit, place], rel=1e-12)


AGGREGATES = [
    {"kind": kind, **PARAMETERS.get(kind, {})}
    for kind, record in aggregation.AGGREGATIONS.items()
    if record.formula
] + [
    {"kind": "geometric", "zeros": "zero"},
    {"kind": "power", "exponent": 0.0, "zeros": "zero"},
    {"kind": "power", "exponent": "-inf"},
    {"kind": "power", "exponent": "inf"},
]


@pytest.mark.parametrize("chosen", AGGREGATES, ids=str)
@pytest.mark.parametrize("scores", [[90.0, 110.0, 60.0], [90.0, 0.0, 60.0]], ids=["positive", "a zero"])
def test_the_workbook_s_formula_gives_the_aggregate(chosen, scores):
    step = kinds_of("aggregation")[chosen["kind"]](**chosen)
    record = aggregation.aggregation_of(step)
    number = 2 if record.of_two else 3
    values = np.array([scores[-number:]])
    weights = np.array([0.5, 0.3, 0.2])[-number:]
    siblings = aggregation.Siblings(values, weights, step, [Marks()] * number)
    refused = record.refuses(siblings)
    if refused is not None and refused.any():
        return
    outer, inner = record.formula(step)
    arithmetic = repr(float(values[0] @ weights / weights.sum()))
    pairs = list(zip(weights.tolist(), values[0].tolist(), strict=True))
    parts = [
        f"{share!r}*{inner.replace('{arithmetic}', arithmetic).replace('{cell}', repr(cell))}"
        for share, cell in pairs
        if "LN(" not in inner or cell > 0
    ]
    tokens = {
        "arithmetic": f"({arithmetic})",
        "mean": f"(({'+'.join(parts)})/{float(weights.sum())!r})",
        "sum": f"({'+'.join(f'{w!r}*{x!r}' for w, x in pairs)})",
        "product": f"({'*'.join(f'{w!r}*{x!r}/100' for w, x in pairs)})",
        "first": f"({pairs[0][0] * pairs[0][1]!r}/100)",
        "second": f"({pairs[1][0] * pairs[1][1]!r}/100)",
        "full": "100",
        "smallest": f"({min(values[0]).item()!r})",
        "largest": f"({max(values[0]).item()!r})",
        "zeros": str(int((values[0] == 0).sum())),
    }

    assert recalculated(outer.format(**tokens)) == pytest.approx(
        float(record.combine(siblings)[0]), rel=1e-12
    )


HARD = pytest.mark.parametrize(
    "values", [VALUES * 0 + 5, VALUES[:, :, :] * [1, 0], VALUES - 4], ids=["same", "zero", "negative"]
)


@HARD
@pytest.mark.parametrize("kind", normalisation.NORMALISATIONS)
def test_no_normalisation_gives_a_missing_score_for_a_value_that_is_there(kind, values):
    try:
        scores, _ = normalise(panel_of(values), values, made("normalisation", kind))
    except ii.DataError as refused:
        assert {finding.code for finding in refused.findings} <= {normalisation.NORMALISATIONS[kind].fault}
        return

    assert np.isfinite(scores).all()


def speaks_for_itself(record, step, values):
    """Whether a formula gives every value a score, or says itself (ValueError) what it cannot take."""
    fitted = record.fit(values, (-3, -2)) if record.fit else Fitted.nothing(1, 1, values.shape[-1])
    with np.errstate(all="ignore"):
        try:
            scores = record.apply(values, Indicators(panel_of(values), step, FRAMEWORK.leaves, fitted))
        except ValueError:
            return True
    return bool(np.isfinite(scores).all())


@HARD
@pytest.mark.parametrize("kind", normalisation.NORMALISATIONS)
def test_a_formula_says_itself_what_it_cannot_take(kind, values):
    record = normalisation.NORMALISATIONS[kind]

    assert speaks_for_itself(record, made("normalisation", kind), values), (
        f"{kind} gives no number where an indicator is constant, zero or negative: let its kernel raise ValueError, "
        "or give a score, and name the finding as the record's fault"
    )


@pytest.mark.parametrize("kind", normalisation.NORMALISATIONS)
def test_the_remedy_for_a_constant_indicator_is_one_that_the_kind_has(kind):
    if normalisation.NORMALISATIONS[kind].fault == "E_CONSTANT_INDICATOR":
        assert "constant" in kinds_of("normalisation")[kind].model_fields


def test_a_formula_that_forgets_constant_indicators_fails_this_table():
    def forgetful(values, indicators):
        middle = np.median(values, axis=-2, keepdims=True)
        return (
            indicators.signs * (values - middle) / np.median(np.abs(values - middle), axis=-2, keepdims=True)
        )

    record = normalisation.NormalisationMethod(apply=forgetful, reference="a test")
    constant = np.where(np.arange(2) == 1, 5.0, VALUES)

    assert speaks_for_itself(record, MinMax(), VALUES)
    assert not speaks_for_itself(record, MinMax(), constant)


def test_a_formula_that_forgets_constant_indicators_is_refused_by_name(monkeypatch):
    def forgetful(values, indicators):
        low, high = values.min(axis=-2, keepdims=True), values.max(axis=-2, keepdims=True)
        return 100 * (values - low) / (high - low)

    record = normalisation.NormalisationMethod(apply=forgetful, reference="a test")
    monkeypatch.setitem(normalisation.NORMALISATIONS, "min_max", record)
    values = np.where(np.arange(2) == 1, 5.0, VALUES)

    with pytest.raises(ii.DataError) as refused:
        normalise(panel_of(values), values, MinMax())

    assert [(finding.code, finding.column) for finding in refused.value.findings] == [
        ("E_NOT_NORMALISED", "y")
    ]
    assert "Y" in refused.value.findings[0].message("en")


def test_what_a_method_fits_comes_apart_by_indicator_and_year():
    fitted = normalisation.NORMALISATIONS["min_max"].fit(VALUES, -2)

    assert fitted.columns([1]).lower.shape == (2, 1, 1)
    assert fitted.year(1).upper.tolist() == [[[8.0, 6.0]]]
    assert np.isnan(Fitted.nothing(1, 1, 2).sd).all()
    assert Indicators(panel_of(VALUES), MinMax(), FRAMEWORK.leaves, fitted).signs.tolist() == [1, -1]


KIND_CLASSES = {model.__name__ for union in UNIONS.values() for model in models_of(union)}
KINDS = {kind for step in UNIONS for kind in kinds_of(step)} - {
    "none",
    "mean",
    "rank",
}  # words of other things too


def questions_about_kinds(source):
    """Where code asks which kind a step is: isinstance, a class pattern, a comparison of ``.kind``."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, asked]):
                found = {name.id for name in ast.walk(asked) if isinstance(name, ast.Name)} & KIND_CLASSES
            case ast.MatchClass(cls=ast.Name(id=name)):
                found = {name} & KIND_CLASSES
            case ast.Compare(left=ast.Attribute(attr="kind"), comparators=[*others]):
                found = {
                    one.value for other in others for one in ast.walk(other) if isinstance(one, ast.Constant)
                } & KINDS
            case ast.Dict(keys=[*keys]):
                found = {key.value for key in keys if isinstance(key, ast.Constant)} & KINDS
                found = found if len(found) > 2 else set()
            case _:
                continue
        if found:
            yield node.lineno, sorted(found)


def test_a_question_about_kinds_is_seen():
    asked = [
        "isinstance(step, MinMax | ZScore)",
        "match step:\n    case PowerMean(exponent=0): ...",
        "step.kind == 'geometric'",
        "step.kind in {'entropy', 'critic'}",
        "{'min_max': 1, 'z_score': 2, 'borda': 3}",
    ]

    assert [len(list(questions_about_kinds(source))) for source in asked] == [1] * len(asked)


def test_only_the_records_know_the_kinds():
    source = ROOT / "src" / "ii_index"
    told = {
        f"{path.relative_to(source)}:{line}: {', '.join(found)}"
        for path in source.rglob("*.py")
        # scale says every kind once more, as expressions; tests/scale/test_scale.py sees that none is forgotten
        if path.parts[len(source.parts)] not in {"model", "testing", "kernels", "scale"}
        and "methods" not in path.parts
        for line, found in questions_about_kinds(path.read_text(encoding="utf-8"))
    }

    assert told == set()


KERNEL = '''"""Robust z-scores."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray


def median_and_deviation(values: FloatArray, axis: int | tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """Return the median and 1.4826 times the median absolute deviation."""
    middle = np.nanmedian(values, axis=axis, keepdims=True)
    return middle, 1.4826 * np.nanmedian(np.abs(values - middle), axis=axis, keepdims=True)


def robust_z_score(values: ArrayLike, direction: ArrayLike, middle: FloatArray, spread: FloatArray) -> FloatArray:
    """Standardise by the median and its deviation."""
    return np.asarray(direction) * (np.asarray(values, dtype=np.float64) - middle) / spread
'''
MODEL = '''class RobustZScore(Step):
    """(value − median) / (1.4826 × median absolute deviation).

    Attributes
    ----------
    bounds
        Years over which both are taken, as for ``min_max``.
    """

    titles: ClassVar = {"robust_z_score": Name(zh="稳健 Z 分数", en="robust z-scores")}
    kind: Literal["robust_z_score"]
    bounds: Bounds | None = None


class NoNormalisation(Step):'''
RECORD = """

def _fit_robustly(values: FloatArray, axis: Axis) -> Fitted:
    from ii_index.kernels.normalisation.robust import median_and_deviation

    middle, spread = median_and_deviation(values, axis)
    return Fitted.nothing(1, 1, values.shape[-1])._replace(mean=middle, sd=spread)


def _robust(values: FloatArray, indicators: Indicators) -> FloatArray:
    from ii_index.kernels.normalisation.robust import robust_z_score

    return robust_z_score(values, indicators.signs, *indicators.moments)


NORMALISATIONS["robust_z_score"] = NormalisationMethod(
    apply=_robust,
    reference="Rousseeuw and Hubert (2011)",
    fit=_fit_robustly,
    limits="moments",
    formula=lambda step, sign: f"{sign}*({{value}}-{{low}})/{{high}}",
)
"""


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory):
    """The project with one normalisation more, added to a kernel, the model and the records: three files."""
    home = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT / "src", home / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "examples", home / "examples")
    package = home / "src" / "ii_index"
    (package / "kernels/normalisation/robust.py").write_text(KERNEL, encoding="utf-8")
    model = package / "model/steps/normalisation.py"
    text = model.read_text(encoding="utf-8").replace("class NoNormalisation(Step):", MODEL)
    model.write_text(
        text.replace(
            "| NoNormalisation | OwnNormalisation,", "| RobustZScore | NoNormalisation | OwnNormalisation,"
        ),
        encoding="utf-8",
    )
    records = package / "construction/methods/normalisation.py"
    records.write_text(records.read_text(encoding="utf-8") + RECORD, encoding="utf-8")

    def speak(*arguments):
        command = [sys.executable, "-m", "ii_index.cli", *map(str, arguments)]
        environment = {"PYTHONPATH": str(home / "src"), "PATH": "", "II_LANG": "en", "HOME": str(home)}
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)

    return speak


def test_a_method_added_in_three_files_is_known_to_every_command(newcomer, tmp_path):
    table, chosen = "examples/provinces.csv", ("--normalise", "robust-z-score")
    ranked = newcomer("rank", table, *chosen, "--json")
    page, book, study = tmp_path / "page.html", tmp_path / "index.xlsx", tmp_path / "study.yaml"
    study.write_text(
        f"id: mine\ntitle: Mine\nframework: caict-2024-public\ntable: {ROOT / table}\n"
        "recipe: {normalisation: robust-z-score}\nrobustness: {draws: 50, seed: 1}\n",
        encoding="utf-8",
    )

    assert ranked.returncode == 0, ranked.stderr
    assert json.loads(ranked.stdout)["facts"]["normalisation"] == "robust_z_score"
    assert json.loads(ranked.stdout)["texts"]["normalisation"] == "robust z-scores"
    for arguments in [
        ("explain", table, "--unit", "安徽", *chosen),
        ("robustness", table, *chosen, "--draws", "50", "--seed", "1"),
        ("coherence", table, *chosen),
        ("compare", table, table, *chosen),
        ("report", table, *chosen, "-o", page),
        ("report", table, *chosen, "-o", book),
        ("run", study, "-o", tmp_path / "out"),
    ]:
        done = newcomer(*arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    assert "robust z-scores" in page.read_text(encoding="utf-8")
    assert "robust_z_score" in newcomer("schema", "recipe").stdout
    assert "robust-z-score" in newcomer("rank", "--help").stdout


def test_a_method_added_without_care_for_constants_never_gives_a_missing_score(newcomer, tmp_path):
    flat = tmp_path / "flat.csv"
    lines = (ROOT / "examples/provinces.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = [line.split(",") for line in lines]
    for row in rows[1:]:
        row[2] = "7"
    flat.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")

    refused = newcomer("rank", flat, "--normalise", "robust-z-score")

    assert refused.returncode == 1
    assert "E_NOT_NORMALISED" in refused.stderr
    assert "Traceback" not in refused.stderr
