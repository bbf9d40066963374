"""Every result may be stored, copied and sent to another process, and comes back the same."""

import copy
import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.identification.printed_scores import answers_behind
from ii_index.construction.fuzzy_rubric import score_memberships
from ii_index.model.judgements import Judgements
from tests.architecture.test_results import ring
from tests.construction.examples import framework, leaf, parent

EXAMPLES = Path(__file__).parents[2] / "examples"
TREE = framework(
    parent("a", leaf("w", tags=["one"]), leaf("x", tags=["one"])),
    parent("b", leaf("y", tags=["two"]), leaf("z", direction="negative", tags=["two"])),
)
HALVES = {"first": list("ABCD"), "second": list("EFGHI")}
CELLS = np.random.default_rng(7).gamma(3.0, 10.0, (2, 9, 4))


def built():
    """One of each result, by what it is called."""
    panel = ii.Panel(TREE, (2022, 2023), tuple("ABCDEFGHI"), CELLS)
    index = ii.compose(panel)
    judged = Judgements(
        framework="demo",
        matrices=[
            {"node": node, "order": [*order], "upper": [[2]]}
            for node, order in (("root", "ab"), ("a", "wx"), ("b", "yz"))
        ],
    )
    rubric = ii.read_rubric("huangshi-city-2022")
    best = {item.id: item.options[0].grade.zh for item in rubric.items}
    yield from {
        "panel": panel,
        "index": index,
        "data-driven": ii.compose(panel, ii.Recipe(weighting="entropy")),
        "tiers": ii.tiers(index, k=3),
        "coherence": ii.coherence(index),
        "comparison": ii.compare(
            index, ii.compose(panel, ii.Recipe(aggregation="geometric", normalisation="rank"))
        ),
        "decomposition": ii.decompose(index, 2022, 2023),
        "gap": ii.decompose_gap(index, "A", "B"),
        "level": ii.decompose_level(index, 2023),
        "explanation": ii.explain(index, "C", tiers=ii.tiers(index, k=3)),
        "groups": ii.groups(index, own_groups={"first": ["A", "B"], "second": ["C", "D"]}),
        "importance": ii.importance(index),
        "targeted weights": ii.weights_for_target(index, target={"a": 0.5, "b": 0.5}),
        "leave one out": ii.leave_one_out(index),
        "rank bounds": ii.rank_bounds(index),
        "stability": ii.stability(index),
        "tier stability": ii.tier_stability(index, k=(2, 3), draws=20),
        "uncertainty": ii.uncertainty(index, draws=50),
        "sensitivity": ii.sensitivity(index, samples=16, resamples=20),
        "tags": ii.tag_scores(index),
        "weights": ii.identify_weights([100, 150], [[100, 100], [160, 140]]),
        "orderings": ii.identify_orderings(index, []),
        "attainment": ii.attainment(ii.read_targets(EXAMPLES / "attainment.csv")),
        "expert weights": ii.weigh(judged, TREE),
        "rubric": ii.score_rubric(best, rubric),
        "fuzzy rubric": score_memberships({item: {grade: 1.0} for item, grade in best.items()}, rubric),
        "printed score": answers_behind(Decimal("1.50"), rubric.elements[0], rubric),
        "report": ii.report(index, ii.tiers(index, k=3)),
        "inequality": ii.inequality(index, HALVES),
        "dynamics": ii.dynamics(index, 2, method="quantiles", neighbours=ring(index)),
        "space": ii.space(index, ring(index), permutations=19),
        "coupling": ii.coupling(index),
        "obstacles": ii.obstacles(index),
        "fuzzy": ii.fuzzy_evaluation(index, nodes=[90, 60, 40, 10]),
        "concentration": ii.concentration(index),
        "methods": ii.compare_methods(index, recipes={"equal": ii.Recipe(weighting="equal")}),
        "statistics": ii.statistics(index),
        "brief": ii.brief(index, "A", ii.tiers(index, k=3)),
    }.items()


RESULTS = dict(built())
"""All made once: they cannot change."""


def arrays(value):
    """Every array that a result holds."""
    if isinstance(value, np.ndarray):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from arrays(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from arrays(member)
    elif isinstance(value, (tuple, list)):
        for member in value:
            yield from arrays(member)


def stored(result):
    return pickle.loads(pickle.dumps(result))  # noqa: S301 - our own


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("again", [stored, copy.deepcopy])
def test_a_result_comes_back_equal_and_read_only(name, again):
    result = RESULTS[name]
    copied = again(result)

    assert type(copied) is type(result)
    assert copied.equals(result)
    assert not [array for array in arrays(copied) if array.flags.writeable]
    assert len([*arrays(copied)]) == len([*arrays(result)])


@pytest.mark.parametrize("form", ["json", "yaml", "parquet"])
@pytest.mark.parametrize("name", RESULTS)
def test_a_result_comes_back_equal_and_read_only_from_a_file(name, form, tmp_path):
    result, path = RESULTS[name], tmp_path / f"result.{form}"
    if form == "parquet" and not (hasattr(result, "frame") or hasattr(result, "to_frame")):
        with pytest.raises(ii.IIIndexError, match="E_RESULT_NO_TABLE"):
            ii.write_result(result, path)
        return
    ii.write_result(result, path)
    read = ii.read_result(path)

    assert type(read) is type(result)
    assert read.equals(result)
    assert not [array for array in arrays(read) if array.flags.writeable]


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_says_itself_in_two_thousand_characters_and_shows_itself_with_a_caption(name):
    result = RESULTS[name]

    assert repr(result).startswith(type(result).__name__)
    assert len(repr(result)) <= 2000
    assert len(str(result)) <= 2000
    shown = result._repr_html_()
    assert "<caption>" in shown or "<iframe" in shown or shown.startswith("<pre>")
    assert ("<caption>" in shown) == (
        hasattr(result, "table") or isinstance(result, ii.Panel)
    ) or "<iframe" in shown


def test_every_public_result_is_tried():
    public = {name for name in ii.__all__ if is_dataclass(getattr(ii, name))}

    assert public - {type(result).__name__ for result in RESULTS.values()} == {"Finding", "WeightRules"}


def test_one_changed_number_is_another_result():
    index = RESULTS["index"]
    cells = CELLS.copy()
    cells[1, 0, 0] += 1
    other = ii.compose(ii.Panel(TREE, (2022, 2023), tuple("ABCDEFGHI"), cells))

    assert not other.equals(index)
    assert not ii.tiers(index, k=2).equals(RESULTS["tiers"])
    assert not any(index.equals(one) or one.equals(index) for name, one in RESULTS.items() if name != "index")
    assert index.equals(ii.compose(index.panel))
