"""``robustness`` and ``coherence``: what they print, write and refuse, and what Ctrl-C leaves."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROVINCES = str(Path(__file__).parents[2] / "examples/provinces.csv")
FAST = ("--draws", "2000", "--samples", "64", "--no-exact")


def test_robustness_prints_intervals_tiers_and_what_matters(spoken):
    code, out, err = spoken("robustness", PROVINCES, *FAST)

    assert code == 0
    assert "90%" in out
    assert "Borderline" in out
    assert out.index("Normalisation") < out.index("Aggregation")  # the one that matters most comes first
    assert "Without one unit at a time" in out
    assert "%|" not in err  # no bar into a pipe
    assert "Best and worst" not in out


def test_robustness_speaks_chinese(spoken):
    code, out, _ = spoken("robustness", PROVINCES, *FAST, "--lang", "zh")

    assert code == 0
    assert "各梯队的概率" in out
    assert "每个" not in out.split("名次及其")[0]
    assert "广东" in out


def test_the_interval_of_a_rank_is_that_of_the_brief_unless_asked_otherwise(spoken):
    _, sure, _ = spoken("robustness", PROVINCES, "--samples", "0", "--no-exact", "--json")
    _, brief, _ = spoken("brief", PROVINCES, "--unit", "安徽", "--json", "--lang", "zh")
    (own,) = [row for row in json.loads(sure)["tables"]["rank_intervals"] if row["code"] == "340000"]

    assert f"第{own['low']}—{own['high']}位" in brief


def test_the_json_holds_every_table_and_is_the_same_with_two_workers(spoken):
    _, one, _ = spoken("robustness", PROVINCES, *FAST, "--json", "--weights-only", "0.25")
    code, two, _ = spoken(
        "robustness", PROVINCES, *FAST, "--json", "--weights-only", "0.25", "--workers", "2"
    )
    tables = json.loads(one)["tables"]

    assert code == 0
    assert one == two
    assert {"rank_intervals", "tier_probabilities", "sensitivity", "tier_stability", "leave_one_out"} <= set(
        tables
    )
    assert len(tables["rank_intervals"]) == 31
    assert json.loads(one)["facts"]["seed"] == 0
    assert json.loads(one)["facts"]["assumed_weights"] == {
        "kind": "perturb",
        "amount": 0.25,
    }  # words: in texts


def test_exact_limits_leave_standard_output_to_json(spoken):
    code, out, _ = spoken(
        "robustness", PROVINCES, "--draws", "500", "--samples", "0", "--json", "--weights-only", "0.1"
    )
    tables = json.loads(out)["tables"]

    assert code == 0
    assert "sensitivity" not in tables
    assert all(row["best"] <= row["rank"] <= row["worst"] for row in tables["rank_bounds"])
    assert [row["rank"] for row in tables["stability"]] == list(range(1, 32))


def test_a_mix_is_read_from_a_file_and_named_in_the_result(spoken, tmp_path):
    mix = tmp_path / "mix.yaml"
    mix.write_text(
        "weights: {kind: dirichlet, concentration: 50}\nnormalisation: [min_max, rank]\nleave_out: [indicator]\n"
        "noise: {sd: {A: 0.0, B: 0.02, C: 0.1}}\n",
        encoding="utf-8",
    )
    classes = Path(PROVINCES).with_name("provinces_confidence.csv")

    code, out, _ = spoken(
        "robustness",
        PROVINCES,
        "--draws",
        "300",
        "--samples",
        "16",
        "--no-exact",
        "--assumptions",
        mix,
        "--confidence",
        classes,
    )

    assert code == 0
    assert "Dirichlet, concentration 50" in out
    assert "One indicator left out" in out
    assert "C 10%" in out


def test_faults_of_a_mix_are_all_named_and_nothing_is_drawn(spoken, tmp_path):
    mix = tmp_path / "mix.yaml"
    mix.write_text("weights: {kind: perturb, amount: 2}\nleave_out: [year]\n", encoding="utf-8")

    code, out, err = spoken("robustness", PROVINCES, "--assumptions", mix)

    assert code == 1
    assert out == ""
    assert err.count("E_FIELD_VALUE") == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--draws", "0"), 2),
        (("--weights-only", "1"), 2),
        (("--weights-only", "0.1", "--assumptions", "x.yaml"), 2),
        (("--samples", "1000", "--draws", "100"), 1),
        (("--year", "1999"), 1),
    ],
)
def test_wrong_usage_and_wrong_values_have_their_exit_codes(spoken, arguments, code):
    assert spoken("robustness", PROVINCES, *arguments)[0] == code


def test_ctrl_c_shows_the_draws_made_so_far_and_leaves_with_130():
    environment = os.environ | {"II_LANG": "en"}
    process = subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", "robustness", PROVINCES, "--draws", "1000000000", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    )
    time.sleep(8)

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    record = json.loads(out)

    assert process.returncode == 130
    assert "Traceback" not in err
    assert 0 < record["facts"]["draws"] < 1_000_000_000
    assert any(finding["code"] == "N_INTERRUPTED" for finding in record["findings"])
    assert len(record["tables"]["rank_intervals"]) == 31


def test_coherence_prints_the_auditors_tables(spoken):
    code, out, _ = spoken("coherence", PROVINCES)

    assert code == 0
    assert "Cronbach" in out
    assert "redundant" in out
    assert "Covariance share" in out


def test_coherence_writes_json_for_machines(spoken):
    _, out, _ = spoken("coherence", PROVINCES, "--json", "--year", "2022")
    tables = json.loads(out)["tables"]

    assert {"indicators", "correlations", "nodes", "importance_1", "importance_3"} <= set(tables)
    assert sum(row["covariance_share"] for row in tables["importance_1"]) == pytest.approx(1)


def test_the_page_of_a_robustness_study_has_its_charts_and_every_table(spoken, tmp_path):
    code, _, _ = spoken("robustness", PROVINCES, *FAST, "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")

    assert code == 0
    assert {"rank_intervals", "tier_probabilities"} <= set(re.findall(r'id="chart-([a-z_]+)"', page))
    assert {"rank_intervals", "tier_probabilities", "tier_stability", "leave_one_out"} <= set(
        re.findall(r'id="table-([a-z_]+)"', page)
    )
