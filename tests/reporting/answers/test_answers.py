"""Who asks without a command line gets what the command line prints."""

import json
from pathlib import Path

import numpy as np
import pytest

from ii_index.cli import run
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import read_panel
from ii_index.io.targets import read_targets
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.reporting.answers import claims, index, reports, robustness
from ii_index.reporting.answers.index import Asked
from ii_index.reporting.answers.recipes import recipe_from
from ii_index.reporting.results import national_recipe
from ii_index.reporting.writers import to_json

EXAMPLES = Path(__file__).parents[3] / "examples"
PROVINCES = EXAMPLES / "provinces.csv"
NATION = EXAMPLES / "caict_published.csv"


def asked(**chosen):
    panel = read_panel(PROVINCES)
    return Asked(panel, recipe_from(panel.framework.recipe, chosen))


def nation():
    panel = read_panel(NATION, read_framework("caict-2024"))
    return Asked(panel, national_recipe(panel))


TRIAL = robustness.Trial(draws=200, seed=1, samples=0, exact=True)
ANSWERS = {
    "rank": (lambda: index.rank(asked()), f"rank {PROVINCES}"),
    "rank otherwise": (
        lambda: index.rank(
            asked(weights="equal", aggregate="geometric", range=(1, 100)), tiers=3, tier_method="k-means"
        ),
        f"rank {PROVINCES} --weights equal --aggregate geometric --range 1 100 --tiers 3 --tier-method k-means",
    ),
    "national": (lambda: index.national(nation()), f"national {NATION} --framework caict-2024"),
    "coherence": (lambda: index.coherence(asked()), f"coherence {PROVINCES}"),
    "explain": (
        lambda: index.explain(asked(), "山东", against="广东", own_groups={"g": ["山东", "河南"]}),
        f"explain {PROVINCES} --unit 山东 --against 广东 --group g=山东,河南",
    ),
    "compare": (
        lambda: index.compare(asked(), asked(weights="equal")),
        f"compare {PROVINCES} --new-weights equal",
    ),
    "robustness": (
        lambda: robustness.robustness(asked(), trial=TRIAL),
        f"robustness {PROVINCES} --draws 200 --seed 1 --samples 0",
    ),
}


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_has_the_answer_that_the_command_prints(question, capsys):
    answer, command = ANSWERS[question]

    assert run([*command.split(), "--json", "--lang", "en"]) == 0
    printed = json.loads(capsys.readouterr().out)

    assert json.loads(to_json(answer(), "en")) == printed


def test_a_plan_is_compared_with_what_became_of_it(tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text("id,name,target,actual\na,A,10,5\n", encoding="utf-8")

    rates = claims.attainment(read_targets(plan)).tables[0].records("en")

    assert 0.5 in rates[0].values()


def test_draws_that_are_stopped_are_shown_without_further_tables():
    heard = []
    trial = robustness.Trial(draws=50_000, samples=0)

    whole = robustness.robustness(asked(), trial=TRIAL)
    broken_off = robustness.robustness(
        asked(), trial=trial, advance=heard.append, stopped=lambda: bool(heard)
    )

    assert len(heard) == 1
    assert heard[0] < trial.draws
    assert len(broken_off.tables) < len(whole.tables)
    assert any(finding.severity == "warning" for finding in broken_off.findings)


def test_a_report_of_a_nation_is_that_of_its_series():
    made = reports.report(nation(), inputs=reports.digests([NATION]))

    assert made.document.results.national is not None
    assert made.document.results.index is None
    assert set(made.document.results.inputs) == {NATION.name}


@pytest.mark.parametrize(
    ("units", "exact", "found"),
    [(100, None, True), (101, None, False), (101, True, True), (100, False, False)],
)
def test_exact_limits_of_many_units_are_found_where_they_are_asked_for(units, exact, found):
    two = Framework(
        id="two", name="Two", reference="tests", children=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    )
    values = np.arange(2.0 * units).reshape(1, units, 2)
    panel = Panel(two, (2023,), tuple(f"u{at}" for at in range(units)), values)
    trial = robustness.Trial(draws=100, samples=0, exact=exact)

    made = robustness.robustness(Asked(panel, panel.framework.recipe), trial=trial)

    assert any(table.key == "rank_bounds" for table in made.tables) is found
    said = [one for one in made.findings if one.code == "N_EXACT_NOT_ASKED"]
    assert len(said) == (exact is None and not found)
    assert all("--exact" in one.remedy("en") for one in said)
