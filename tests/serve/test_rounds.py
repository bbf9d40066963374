"""Rounds of experts: one link an expert, answers that are kept, weights that go into the method."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from random import Random

import pytest

from ii_index.cli import run
from ii_index.errors import IIIndexError
from ii_index.serve.rounds import Rounds, judgements_of
from tests.serve.conftest import ROOT, Browser

NODES = {
    "id": "two", "name": {"zh": "二", "en": "Two"}, "names": {}, "leaves": ["a", "b", "c"],
    "parents": {"root": ["a", "b", "c"]}, "definition": {},
}  # fmt: skip


@pytest.fixture
def rounds(tmp_path):
    return Rounds(tmp_path)


def entered(rounds, asks="both", names=("e",)):
    opener, links = rounds.begin("t", asks, NODES, names)
    return rounds.opened(opener), [rounds.enter(code) for _, code in links], opener


def test_a_link_works_once_and_a_new_one_ends_the_former_browser(rounds):
    opener, ((_, code),) = rounds.begin("t", "pairs", NODES, ["e"])
    browser = rounds.enter(code)
    with pytest.raises(IIIndexError, match="E_ROUND_LINK"):
        rounds.enter(code)
    assert rounds.expert(browser).name == "e"
    again = rounds.renew(rounds.opened(opener), 1)
    with pytest.raises(IIIndexError, match="E_ROUND_LINK"):
        rounds.expert(browser)

    assert rounds.expert(rounds.enter(again)).name == "e"


def test_nothing_that_opens_anything_stands_in_the_file(rounds):
    opener, links = rounds.begin("t", "pairs", NODES, ["e", "f"])
    browser = rounds.enter(links[0][1])
    content = b"".join(path.read_bytes() for path in rounds.path.parent.iterdir())

    for secret in (opener, browser, links[0][1], links[1][1]):
        assert secret.encode() not in content


@pytest.mark.parametrize(
    ("pair", "answer"),
    [(("root", "b", "a"), 3), (("root", "a", "x"), 3), (("nowhere", "a", "b"), 3), (("root", "a", "b"), 10), (("root", "a", "b"), 0.05), (("root", "a", "b"), -1)],
)  # fmt: skip
def test_only_answers_to_what_is_asked_are_kept(rounds, pair, answer):
    round_, (browser,), _ = entered(rounds)
    with pytest.raises(IIIndexError, match="E_ROUND_ANSWER"):
        rounds.judge(rounds.expert(browser), round_, pair, answer)


def test_a_closed_round_takes_no_answer_until_it_is_opened_again(rounds):
    round_, (browser,), _ = entered(rounds)
    rounds.close(round_, closed=True)
    with pytest.raises(IIIndexError, match="closed"):
        rounds.judge(rounds.expert(browser), round_, ("root", "a", "b"), 3)
    rounds.close(round_, closed=False)
    rounds.judge(rounds.expert(browser), round_, ("root", "a", "b"), 3)

    assert rounds.expert(browser).judgements == {("root", "a", "b"): 3.0}


def test_an_answer_may_be_changed_and_taken_back(rounds):
    round_, (browser,), _ = entered(rounds)
    expert = rounds.expert(browser)
    rounds.judge(expert, round_, ("root", "a", "b"), 3)
    rounds.judge(expert, round_, ("root", "a", "b"), 1 / 5)
    assert rounds.expert(browser).judgements == {("root", "a", "b"): 0.2}
    rounds.judge(expert, round_, ("root", "a", "b"), None)

    assert rounds.expert(browser).judgements == {}


def test_points_count_once_they_total_100(rounds):
    round_, (browser, other), _ = entered(rounds, "points", ("e", "f"))
    for item, points in (("a", 70), ("b", 30)):
        rounds.give(rounds.expert(browser), round_, item, points)
    rounds.give(rounds.expert(other), round_, "a", 60)
    said = judgements_of(round_, rounds.experts(round_))

    assert said["allocations"] == [{"expert": "e1", "leaves": {"a": 70.0, "b": 30.0, "c": 0.0}}]


def test_a_round_without_answers_is_not_put_together(rounds):
    round_, _, _ = entered(rounds)
    with pytest.raises(IIIndexError, match="E_ROUND_EMPTY"):
        judgements_of(round_, rounds.experts(round_))


_WRITER = """
import sys
from pathlib import Path
from ii_index.serve.rounds import Rounds
rounds = Rounds(Path(sys.argv[1]))
round_, expert = rounds.opened(sys.argv[2]), rounds.expert(sys.argv[3])
for count in range(int(sys.argv[4]), 10**9):
    rounds.give(expert, round_, "abc"[count % 3], count / 10**6)
    print(count, flush=True)
"""


def test_no_acknowledged_answer_is_lost_by_a_writer_that_is_killed_fifty_times(rounds):
    _, (browser,), opener = entered(rounds)
    random, next_count, killed = Random(7), 1, 0
    arguments = [sys.executable, "-c", _WRITER, str(rounds.path.parent), opener, browser]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": ""}
    while killed < 50:
        writer = subprocess.Popen([*arguments, str(next_count)], stdout=subprocess.PIPE, env=environment)
        said = [writer.stdout.readline()]
        time.sleep(random.uniform(0, 0.06))
        writer.kill()
        said += writer.communicate()[0].splitlines()
        acknowledged = [int(line) for line in said if line.strip().isdigit()]
        killed += 1
        kept = rounds.expert(browser).points
        for count in acknowledged[-3:]:  # of each item only the last is kept
            assert kept["abc"[count % 3]] >= count / 10**6
        next_count = acknowledged[-1] + 1 if acknowledged else next_count
    with sqlite3.connect(rounds.path) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.close()
    assert next_count > 50


def test_a_backup_holds_everything_while_the_round_goes_on(rounds, tmp_path, capsys):
    round_, (browser,), opener = entered(rounds)
    rounds.judge(rounds.expert(browser), round_, ("root", "a", "b"), 3)
    copy = tmp_path / "copy" / "rounds.sqlite"
    copy.parent.mkdir()

    assert run(["serve", "--rounds", str(rounds.path.parent), "--backup", str(copy)]) == 0
    again = Rounds(copy.parent)
    assert again.experts(again.opened(opener))[0].judgements == {("root", "a", "b"): 3.0}
    assert run(["serve", "--rounds", str(rounds.path.parent), "--backup", str(copy)]) == 1
    assert "E_OUTPUT_EXISTS" in capsys.readouterr().err
    assert run(["serve", "--rounds", str(tmp_path / "nowhere"), "--backup", str(tmp_path / "b")]) == 1


def begun(browser, asks="pairs", names="张教授\n李研究员\n王主任"):
    page = browser.post(
        "/experts", {"framework": "caict-2024", "asks": asks, "names": names, "title": "一轮"}
    ).text
    links = re.findall(r'value="http://127\.0\.0\.1/round/([^"]+)"', page)
    return re.search(r"/experts/([\w-]{20,})", page)[1], links


def answering(served, code):
    """An expert's browser, with the mark of its form and the pairs asked for."""
    expert = Browser(served)
    page = expert.client.post(f"/round/{code}").text
    mark = re.search(r'name="mark" value="([^"]+)"', page)[1]
    return (
        expert,
        mark,
        re.findall(r'name="(pair\|[^"]+)"', page),
        re.findall(r'name="(points\|[^"]+)"', page),
    )


def test_three_experts_answer_and_their_weights_go_into_the_method(served, with_provinces):
    opener, links = begun(with_provinces)
    for code, answer in zip(links, ("3", "1", "0.333333333333"), strict=True):
        expert, mark, pairs, _ = answering(served, code)
        sent = {name: answer for name in pairs if name.startswith("pair|root|foundation|")}
        sent |= {name: "1" for name in pairs if name.startswith("pair|root|") and name not in sent}
        kept = expert.client.post(
            "/answer", data={"mark": mark, **sent}, headers={"accept": "application/json"}
        )

        assert kept.json()["standing"]["ratio"] == pytest.approx(0, abs=1e-9)
    page = with_provinces.get(f"/experts/{opener}").text
    assert page.count("10 / 38") == 3
    weighed = with_provinces.post(f"/experts/{opener}/weights", {"group": "judgements"}).text
    assert "20.00%" in weighed  # 3, 1 and 1/3 cancel out

    result = with_provinces.post(f"/experts/{opener}/weights", {"group": "judgements", "take": "yes"})
    assert result.url.path == "/result"
    rows = json.loads(with_provinces.get("/files/report.json").content)["tables"]["ranking"]
    dimensions = ("foundation", "innovation", "industry", "application", "environment")
    assert all(row["score"] == pytest.approx(sum(row[one] for one in dimensions) / 5) for row in rows)


def test_an_inconsistent_answer_is_told_at_once_with_the_row_to_look_at(served, browser):
    _, links = begun(browser)
    expert, mark, _, _ = answering(served, links[0])
    answers = {
        ("foundation", "innovation"): 2, ("foundation", "industry"): 4, ("foundation", "application"): 1 / 8,
        ("innovation", "industry"): 2, ("innovation", "application"): 4, ("industry", "application"): 2,
    }  # fmt: skip
    for (first, second), value in answers.items():
        sent = {"mark": mark, f"pair|root|{first}|{second}": f"{value:.12g}"}
        said = expert.client.post("/answer", data=sent, headers={"accept": "application/json"}).json()

    assert said["standing"]["ratio"] is None  # the fifth dimension is not connected yet
    sent = {"mark": mark, "pair|root|foundation|environment": "1"}
    said = expert.client.post("/answer", data=sent, headers={"accept": "application/json"}).json()
    assert said["standing"]["ratio"] > 0.1
    assert said["standing"]["furthest"] == ["foundation", "application"]


def test_without_script_all_answers_are_sent_by_a_button(served, browser):
    _, links = begun(browser, "both")
    expert, mark, pairs, points = answering(served, links[0])
    page = expert.client.post("/answer", data={"mark": mark, pairs[0]: "5", points[0]: "40"}).text

    assert '<option value="5" selected>' in page
    assert "40" in re.search(r"合计 <output>(\d+)", page)[1]


def test_an_experts_form_of_another_browser_is_refused(served, browser):
    _, links = begun(browser)
    _, mark, pairs, _ = answering(served, links[0])
    other, _, _, _ = answering(served, links[1])

    assert other.client.post("/answer", data={"mark": mark, pairs[0]: "5"}).status_code == 403
    assert browser.get("/answer").status_code == 404


def test_a_used_link_says_so_and_a_new_one_is_made(served, browser):
    opener, links = begun(browser)
    first, _, _, _ = answering(served, links[0])
    assert Browser(served).get(f"/round/{links[0]}").status_code == 404
    page = browser.post(f"/experts/{opener}/link", {"place": "1"}).text
    (again,) = re.findall(r'value="http://127\.0\.0\.1/round/([^"]+)"', page)

    assert first.get("/answer").status_code == 404
    assert Browser(served).get(f"/round/{again}").status_code == 200


def test_the_round_as_a_file_gives_the_same_weights_on_the_command_line(served, browser, tmp_path, capsys):
    opener, links = begun(browser)
    expert, mark, pairs, _ = answering(served, links[0])
    expert.client.post("/answer", data={"mark": mark, **{name: "3" for name in pairs if "|root|" in name}})
    served_page = browser.post(f"/experts/{opener}/weights", {"group": "judgements"}).text
    path = tmp_path / "judgements.yaml"
    path.write_bytes(browser.get(f"/experts/{opener}/judgements.yaml").content)
    run(["weights", str(path), "--json", "--lang", "zh"])
    told = json.loads(capsys.readouterr().out)["tables"]["weights"]
    foundation = next(row for row in told if row["id"] == "foundation")

    assert f"{100 * foundation['local']:.2f}%" in served_page


def test_an_answer_that_is_no_number_is_refused(served, browser):
    _, links = begun(browser)
    expert, mark, pairs, _ = answering(served, links[0])

    for text in ("inf", "nan", "viel"):
        assert expert.client.post("/answer", data={"mark": mark, pairs[0]: text}).status_code == 422


def test_a_store_that_cannot_be_used_is_said_and_nothing_is_called_kept(rounds, tmp_path, capsys):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run(["serve", "--port", "0", "--rounds", str(tmp_path / "file" / "r")]) == 1
    assert "E_SERVE_STORE" in capsys.readouterr().err

    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "rounds.sqlite").write_bytes(b"no database at all" * 100)
    assert run(["serve", "--port", "0", "--rounds", str(damaged)]) == 1

    round_, (browser,), _ = entered(rounds)
    expert = rounds.expert(browser)
    with sqlite3.connect(rounds.path, isolation_level=None) as base:
        base.execute("DROP TABLE points")
    base.close()
    with pytest.raises(IIIndexError, match="E_SERVE_STORE"):
        rounds.give(expert, round_, "a", 5)
