"""Results have one form: ``.frame(…)`` gives a DataFrame, ``.table(…)`` a Table; and their help says what they hold."""

import copy
import inspect
import pickle
import pydoc
import re
import typing
import warnings
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.analysis.groups import tier_groups
from ii_index.construction.fuzzy_rubric import score_memberships
from ii_index.construction.rubric import score_answers
from ii_index.model.former_names import Former, formerly
from ii_index.model.names import Name
from ii_index.model.neighbours import Neighbours
from ii_index.model.table import Table
from tests.analysis.small_index import UNITS, WEIGHTS_ONLY, small_index
from tests.construction.examples import framework, leaf, panel
from tests.construction.expert_weights.expert_rounds import TREE, matrix, said
from tests.golden.huangshi.rubrics import CITY

PLAN = Path(__file__).parents[2] / "examples" / "attainment.csv"
DEFINITIONS = {"Definition", "RootDefinition"}
"""What files may hold are models of pydantic; these say how all of them are checked, and hold no field."""


def exported():
    """Exported classes, and those that exported functions return."""
    public = [getattr(ii, name) for name in ii.__all__]
    returned = [inspect.signature(value).return_annotation for value in public if inspect.isfunction(value)]
    found = {one for one in (*public, *returned) if inspect.isclass(one)}
    return sorted(
        (one for one in found if one.__module__.startswith("ii_index")), key=lambda one: one.__name__
    )


@cache
def results():
    """One result of every kind, by the name of its class."""
    index = small_index()
    tags = framework(leaf("a", tags=["x"]), leaf("b", tags=["x", "y"]))
    best = {item.id: item.options[0].grade.zh for item in CITY.items}
    explained = ii.explain(index, "d")
    every = (
        index,
        ii.tiers(index),
        ii.uncertainty(index, draws=200, seed=1, assumptions=WEIGHTS_ONLY),
        ii.sensitivity(index, samples=16, seed=1, assumptions=WEIGHTS_ONLY, resamples=10),
        ii.rank_bounds(index),
        ii.stability(index),
        ii.leave_one_out(index),
        ii.tier_stability(index, draws=50),
        ii.decompose(index, 2022, 2023),
        explained,
        explained.next_tier,
        ii.compare(index, index, 2022, 2023),
        tier_groups(ii.tiers(index)),
        ii.coherence(index),
        ii.importance(index),
        ii.weights_for_target(index, target={"first": 1, "second": 1, "x7": 1}),
        ii.identify_weights([140, 170], [[120, 160], [140, 200]]),
        ii.attainment(ii.read_targets(PLAN)),
        ii.tag_scores(ii.compose(panel(tags, [[1, 9], [2, 7], [3, 8]]))),
        score_answers(best, CITY),
        score_memberships({item: {grade: 1.0} for item, grade in best.items()}, CITY),
        ii.weigh(said(matrix("root", COMPARED)), TREE),
        ii.inequality(index, HALVES, inner_groups=HALVES),
        ii.dynamics(index, 2, method="quantiles", neighbours=ring(index)),
        ii.space(index, ring(index), permutations=99),
        ii.coupling(index),
        ii.obstacles(index),
        ii.fuzzy_evaluation(index, nodes=[90, 60, 40, 10]),
        ii.concentration(index),
        ii.compare_methods(index, recipes={"equal": index.recipe.replace(weighting="equal")}),
        ii.statistics(index),
    )
    return {type(one).__name__: one for one in every}


COMPARED = ((2, 3), (2,))
HALVES = {"first": UNITS[: len(UNITS) // 2], "second": UNITS[len(UNITS) // 2 :]}


def ring(index):
    """Every unit the neighbour of the next."""
    size = len(index.units)
    near = np.roll(np.eye(size), 1, axis=1) + np.roll(np.eye(size), -1, axis=1)
    return Neighbours(index.units, near, Name(zh="环", en="a ring"))


KINDS = [
    "CompositeIndex", "Tiers", "Uncertainty", "Sensitivity", "RankBounds", "Stability", "LeaveOneOut",
    "TierStability", "Decomposition", "Explanation", "NextTier", "Comparison", "Groups", "Coherence", "Importance",
    "TargetedWeights", "Identification", "Attainment", "TagScores", "RubricScore", "FuzzyScore", "ExpertWeights",
    "Inequality", "Dynamics", "Space", "CouplingCoordination", "Obstacles", "FuzzyEvaluation", "Concentration",
    "ManyMethods", "Statistics",
]  # fmt: skip
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


def names_of(kind):
    """Names of the tables of a result; none where it has but one."""
    which = inspect.signature(type(results()[kind]).table).parameters.get("which")
    return typing.get_args(which.annotation) if which is not None else ()


def tables_of(kind):
    """Yield every table of a result, and the frame of that name."""
    result = results()[kind]
    for arguments in [(name,) for name in names_of(kind)] or [()]:
        yield result.table(*arguments), result.frame(*arguments)


def test_the_kinds_tried_here_are_all_that_have_tables():
    with_tables = {one.__name__ for one in exported() if hasattr(one, "frame")}

    assert set(KINDS) == {*results()} == with_tables | {"NextTier", "FuzzyScore"}


@EVERY_KIND
def test_a_table_is_a_table_and_its_frame_has_the_same_columns_and_rows(kind):
    for table, frame in tables_of(kind):
        assert isinstance(table, Table)
        assert isinstance(frame, pd.DataFrame)
        assert list(frame.reset_index().columns) == [*table.index, *_others(table)]
        assert len(frame) == len(table.rows)
        for key in (*table.index, *_others(table)):
            cells = [record[key] for record in table.records("en")]
            shown = frame.reset_index()[key].tolist()
            assert [None if pd.isna(cell) else cell for cell in shown] == cells


def _others(table):
    return [column.key for column in table.columns if column.key not in table.index]


@EVERY_KIND
def test_the_index_of_a_frame_tells_its_rows_apart(kind):
    for table, frame in tables_of(kind):
        assert table.index
        assert frame.index.is_unique


@EVERY_KIND
def test_units_stand_by_their_code_in_the_order_of_their_ranks(kind):
    index = results()["CompositeIndex"]
    by_rank = [UNITS[place] for place in np.argsort(index.ranks(), kind="stable")]
    for table, frame in tables_of(kind):
        if table.index[0] != "code" or kind in {"Tiers", "TagScores"}:  # a tier is no ranking; another index
            continue
        assert list(dict.fromkeys(frame.index.get_level_values("code"))) == by_rank


@EVERY_KIND
def test_a_frame_speaks_either_language_and_its_columns_stay(kind):
    result = results()[kind]
    signature = inspect.signature(type(result).frame).parameters["language"]
    assert (signature.kind, signature.default) == (signature.KEYWORD_ONLY, "en")

    for arguments in [(name,) for name in names_of(kind)] or [()]:
        chinese, english = result.frame(*arguments, language="zh"), result.frame(*arguments)
        assert list(chinese.columns) == list(english.columns)
        assert len(chinese) == len(english)


@EVERY_KIND
def test_a_name_that_no_table_has_is_refused_with_the_names_there_are(kind):
    if not names_of(kind):
        return
    with pytest.raises(ii.UnknownLabelError) as refusal:
        results()[kind].frame("interval")

    assert refusal.value.findings[0].code == "E_UNKNOWN_TABLE"
    assert refusal.value.findings[0].details["known"] == list(names_of(kind))


def test_an_option_of_another_table_is_refused():
    with pytest.raises(ii.UnknownLabelError) as refusal:
        results()["Uncertainty"].frame("tiers", level=0.9)

    assert [finding.code for finding in refusal.value.findings] == ["E_TABLE_OPTION"]


@EVERY_KIND
def test_there_is_no_third_form(kind):
    """No method or property is said to give a Table or a DataFrame but these two."""
    own = type(results()[kind])
    methods = {name: value for name, value in vars(own).items() if not name.startswith("_")}
    given = {
        name: str(inspect.signature(value.fget if isinstance(value, property) else value).return_annotation)
        for name, value in methods.items()
        if inspect.isfunction(value) or isinstance(value, property)
    }
    held = {field.name: str(field.type) for field in fields(own)}

    assert {
        name for name, form in (given | held).items() if re.search(r"\b(Table|DataFrame|Series)\b", form)
    } == {"frame", "table"}


def former_names(kind):
    return {name: value for name, value in vars(type(results()[kind])).items() if isinstance(value, Former)}


@EVERY_KIND
def test_a_former_name_answers_with_a_warning_and_the_new_call_works(kind):
    result = results()[kind]
    for name, former in former_names(kind).items():
        with pytest.warns(DeprecationWarning, match=re.escape(f"{kind}.{former.new}")):
            answer = getattr(result, name)

        assert answer is not None
        if "(which)" not in former.new and "(level)" not in former.new:
            assert eval(f"result.{former.new}", {"result": result}) is not None  # noqa: S307 - our own words


def old(result, name, *arguments, **options):
    """What a former name gives."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        answer = getattr(result, name)
    return answer(*arguments, **options) if callable(answer) else answer


def test_what_uncertainty_gave_it_still_gives():
    drawn = results()["Uncertainty"]
    shares = drawn.probabilities("tier_probabilities")

    assert old(drawn, "tier_probabilities").columns.tolist() == ["top", "middle", "bottom"]
    assert old(drawn, "tier_probabilities").index.tolist() == list(drawn.units)
    assert old(drawn, "tier_probabilities").to_numpy() == pytest.approx(shares)
    entropies = -(shares * np.log2(np.where(shares > 0, shares, 1))).sum(axis=1)
    assert old(drawn, "entropy").to_numpy() == pytest.approx(entropies)
    by_rank = [drawn.units[unit] for unit in np.argsort(drawn.nominal, kind="stable")]
    assert old(drawn, "acceptability").index.tolist() == by_rank
    assert old(drawn, "acceptability").columns.tolist() == [str(rank) for rank in range(1, 9)]
    assert old(drawn, "pairwise").columns.tolist() == by_rank
    assert old(drawn, "intervals", 0.5).equals(drawn.frame("intervals", level=0.5))
    assert old(drawn, "intervals", language="zh").index.name == "code"
    assert old(drawn, "interval_table", 0.5) == drawn.table("intervals", level=0.5)
    assert old(drawn, "tier_table") == drawn.table("tiers")
    assert old(drawn, "failure_table").rows == ()


def test_what_an_index_gave_it_still_gives_in_the_order_of_the_panel():
    index = results()["CompositeIndex"]

    assert old(index, "ranking", 2022)["rank"].is_monotonic_increasing
    assert old(index, "trend").index.tolist() == [(unit, year) for unit in UNITS for year in (2022, 2023)]
    assert old(index, "trend", "zh")["total"].tolist() == index.levels[0][..., 0].T.ravel().tolist()
    assert old(index, "growth").index.tolist() == [(unit, 2023) for unit in UNITS]
    assert old(index, "cagr").index.tolist() == list(UNITS)


def test_what_an_audit_gave_it_still_gives():
    audit = results()["Coherence"]
    tables = old(audit, "tables")

    assert [table.key for table in tables[:3]] == ["indicators", "correlations", "nodes"]
    assert [table.key for table in tables[3:]] == ["importance_1", "importance_2", "importance_3"]
    assert old(audit, "indicators") == tables[0]
    assert old(audit.importance, "levels") == old(audit.importance, "tables") == tables[3:]
    assert len(old(audit, "flagged")) == sum(row[-1] is not None for row in tables[1].rows)


def test_what_is_shared_out_among_groups_is_a_table_of_the_groups():
    """By hand: x holds 30 of 40 and 10 of 40 of the values."""
    two = ii.compose(panel(framework(leaf("a"), leaf("b")), [[30, 10], [10, 30]]))
    found = ii.groups(two, own_groups={"x": ["a"], "y": ["b"]})

    assert found.frame("shares_of_values")["group_1"].tolist() == [0.75, 0.25]
    assert found.frame("shares_of_scores", level=0)["group_1"].tolist() == [0.5]


def test_former_parameters_are_taken_with_a_warning_and_not_beside_the_new_ones():
    index = results()["CompositeIndex"]
    with pytest.warns(DeprecationWarning, match="explain\\(tiers=…\\)"):
        found = ii.explain(index, "d", echelons=ii.tiers(index, k=2))
    assert found.tiers.sizes() == ii.tiers(index, k=2).sizes()
    with pytest.warns(DeprecationWarning, match="language="):
        assert ii.report(index, lang="zh").language == "zh"
    with pytest.warns(DeprecationWarning, match="own_groups="):
        assert ii.groups(index, own={"one": ["a"]}).names[0].zh == "one"
    with pytest.warns(DeprecationWarning, match="with_tiers="):
        assert (
            not ii.uncertainty(index, draws=5, assumptions=WEIGHTS_ONLY, tiers=False)
            .counts.tiers[:, 1:]
            .any()
        )
    with pytest.warns(DeprecationWarning, match=r"k="):
        assert ii.tier_stability(index, counts=[2], draws=5).k == (2,)
    with pytest.raises(TypeError, match="both 'language' and its former name 'lang'"):
        ii.report(index, lang="zh", language="zh")


def test_a_function_keeps_its_signature_and_its_words_when_a_parameter_is_renamed():
    def area(width: float) -> float:
        """Return the area of a square."""
        return width**2

    renamed = formerly(side="width")(area)

    assert inspect.signature(renamed) == inspect.signature(area)
    assert (renamed.__doc__, renamed(3)) == (area.__doc__, 9)


def test_who_takes_a_table_for_a_frame_is_told_of_the_frame():
    table = results()["Tiers"].table()
    with pytest.raises(AttributeError, match=r"\.frame\(\)"):
        table.loc  # noqa: B018
    with pytest.raises(TypeError, match=r"\.frame\(\)"):
        table["tier"]
    assert "top" in table._repr_html_()
    assert copy.deepcopy(pickle.loads(pickle.dumps(table))) == table  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    "own", [one for one in exported() if is_dataclass(one)], ids=lambda one: one.__name__
)
def test_help_describes_every_field(own):
    _, _, described = inspect.getdoc(own).partition("Attributes\n----------\n")
    entries = re.findall(r"^(\w[\w, ]*?)(?: : .*)?$", described, re.MULTILINE)

    assert {field.name for field in fields(own)} <= {name for entry in entries for name in entry.split(", ")}


@pytest.mark.parametrize("own", exported(), ids=lambda one: one.__name__)
def test_help_names_no_base_that_is_not_exported(own):
    bases = {base.__name__ for base in own.__mro__[1:] if base.__module__.startswith("ii_index")}
    hidden = bases - {*ii.__all__} - DEFINITIONS

    assert not hidden
    assert not any(f"{base}(" in pydoc.plain(pydoc.render_doc(own)).splitlines()[2] for base in hidden)
