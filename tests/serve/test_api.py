"""The interface: the JSON that the command line prints, by file and by rows, with its description."""

import json
import time

import jsonschema
import pytest

from ii_index.cli import run
from ii_index.serve import models
from tests.serve.conftest import PROVINCES

EXAMPLE = models.EXAMPLE
RANK, CHECK = "/api/v1/rank", "/api/v1/check"


def table(**fields):
    return {"files": {"table": ("provinces.csv", PROVINCES.read_bytes())}, "data": fields}


@pytest.fixture
def client(browser):
    return browser.client


def printed(capsys, *arguments):
    run([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def test_a_file_is_ranked_as_the_command_line_ranks_it(client, capsys):
    served = client.post(RANK, **table(language="zh")).json()

    assert served == printed(capsys, "rank", str(PROVINCES), "--lang", "zh")


def test_choices_are_those_of_the_command_line(client, capsys):
    chosen = {"weights": "critic", "missing": "median", "normalise": "min-max", "aggregate": "geometric",
              "range": "1,100", "tiers": "3", "year": "2022"}  # fmt: skip
    served = client.post(RANK, **table(language="en", **chosen)).json()
    options = ["--weights", "critic", "--missing", "median", "--normalise", "min-max", "--aggregate", "geometric",
               "--range", "1", "100", "--tiers", "3", "--year", "2022", "--lang", "en"]  # fmt: skip

    assert served == printed(capsys, "rank", str(PROVINCES), *options)


def test_explain_and_national_are_those_of_the_command_line(client, capsys):
    served = client.post("/api/v1/explain", **table(unit="安徽", against="浙江", language="zh")).json()
    assert served == printed(
        capsys, "explain", str(PROVINCES), "--unit", "安徽", "--against", "浙江", "--lang", "zh"
    )

    china = PROVINCES.with_name("china.csv")
    sent = {"table": ("china.csv", china.read_bytes())}
    served = client.post("/api/v1/national", files=sent, data={"language": "en"}).json()
    assert served == printed(capsys, "national", str(china), "--lang", "en")


def test_check_answers_with_the_findings_of_the_library(client, capsys, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("地区,年份,5G基站数(万个)\n北京,2023,约5\n上每,2023,3\n", encoding="utf-8")
    sent = {"table": ("t.csv", path.read_bytes())}
    served = client.post(CHECK, files=sent, data={"framework": "caict-2024-public", "language": "zh"})

    assert served.status_code == 200
    assert served.json()["readable"] is False
    told = printed(capsys, "check", str(path), "--framework", "caict-2024-public", "--lang", "zh")
    assert served.json() == told


def test_rows_are_ranked_with_a_framework_that_the_request_states(client):
    record = client.post(RANK, json=EXAMPLE).json()

    assert record["tables"]["ranking"][0]["unit"] in {"c", "d"}
    assert len(record["tables"]["ranking"]) == 4


def test_the_examples_of_the_description_are_answered(client):
    described = client.get("/api/openapi.json").json()
    posts = {path: one["post"] for path, one in described["paths"].items() if "post" in one}
    assert {path.rpartition("/")[2] for path in posts} == {
        "check", "rank", "national", "explain", "uncertainty", "weights", "brief", "report",
    }  # fmt: skip
    for path, one in posts.items():
        body = one["requestBody"]["content"]["application/json"]
        jsonschema.validate(body["example"], body["schema"])
        if path.endswith(("/national", "/brief", "/report")):
            continue
        answer = client.post(path, json=body["example"])
        assert answer.status_code in {200, 202}, path
        if answer.status_code == 202:
            client.delete(f"/api/v1/jobs/{answer.json()['job']}")


def test_answers_are_as_the_description_says(client):
    described = client.get("/api/openapi.json").json()
    schema = {"$ref": "#/components/schemas/DocumentAnswer", "components": described["components"]}

    jsonschema.validate(client.post(RANK, json=EXAMPLE).json(), schema)
    problem = {"$ref": "#/components/schemas/Problem", "components": described["components"]}
    jsonschema.validate(client.post(RANK, json={"rows": []}).json(), problem)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "E_SERVE_REQUEST"),
        ({"rows": [{"unit": "a"}], "colour": "red"}, "E_SERVE_REQUEST"),
        ({**EXAMPLE, "tiers": 0}, "E_SERVE_REQUEST"),
        ({**EXAMPLE, "aggregate": "sumproduct"}, "E_SERVE_REQUEST"),
        ({**EXAMPLE, "power": 2, "aggregate": "geometric"}, "E_CHOICE_OF_OTHER_KIND"),
        ({**EXAMPLE, "framework": "/etc/passwd"}, "E_SERVE_FRAMEWORK"),
        ({**EXAMPLE, "framework": "examples/caict-2024-public-per-capita.yaml"}, "E_SERVE_FRAMEWORK"),
        ({**EXAMPLE, "framework": {**models.FRAMEWORK, "recipe": {"normalisation": "os:system"}}}, "E_CODE_NOT_ALLOWED"),
        ({**EXAMPLE, "weights": "/etc/passwd"}, "E_SERVE_REQUEST"),
        ({**EXAMPLE, "normalise": "os:system"}, "E_SERVE_REQUEST"),
        ({**EXAMPLE, "aggregate": ["os:system"]}, "E_SERVE_REQUEST"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_answered_with_findings(client, sent, code):
    answer = client.post(RANK, json=sent)

    assert answer.status_code == 422
    assert answer.json()["findings"][0]["code"] == code


def test_what_is_no_json_is_refused(client):
    for body in (b"", b"{", b"[]", b"nul", b"\xff\xfe", b"[" * 100_000):
        answer = client.post(RANK, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422, body[:10]


def test_a_report_and_a_brief_come_as_files(client):
    report = client.post("/api/v1/report", json={**EXAMPLE, "form": "csv"})
    assert report.headers["content-type"].startswith("text/csv")
    assert "attachment" in report.headers["content-disposition"]

    brief = client.post("/api/v1/brief", json={**EXAMPLE, "unit": "b", "form": "html", "draws": 0})
    assert brief.text.startswith("<!DOCTYPE html>")


def test_weights_of_experts_are_those_of_the_command_line(client):
    sent = {"judgements": models.JUDGEMENTS, "framework": models.FRAMEWORK}
    answer = client.post("/api/v1/weights", json=sent).json()

    assert "speed: 0.75" in answer["file"]
    assert client.post("/api/v1/weights", json={"judgements": "framework: 1"}).status_code == 422


def test_long_work_is_a_job_that_can_be_followed_and_cancelled(client):
    begun = client.post("/api/v1/uncertainty", json={**EXAMPLE, "draws": 200, "seed": 1})
    assert begun.status_code == 202
    job = begun.json()["job"]
    for _ in range(3000):
        said = client.get(f"/api/v1/jobs/{job}").json()
        if said["state"] in {"done", "failed"}:
            break
        time.sleep(0.1)
    assert said["state"] == "done"
    assert said["made"] == 200
    result = client.get(f"/api/v1/jobs/{job}/result").json()
    assert {row["unit"] for rows in result["tables"].values() for row in rows if "unit" in row} >= {"a", "d"}

    assert client.delete(f"/api/v1/jobs/{job}").status_code == 200
    assert client.get(f"/api/v1/jobs/{job}").status_code == 404
    assert client.get("/api/v1/jobs/guessed/result").status_code == 404


def test_no_file_of_a_request_outlives_it(served, client):
    before = {*served.state.sessions.folder.glob("api-*")}  # of jobs that are being ended
    client.post(RANK, **table())
    client.post(RANK, json={**EXAMPLE, "framework": "nowhere"})

    assert {*served.state.sessions.folder.glob("api-*")} <= before


def test_the_description_is_shown_without_a_request_elsewhere(client):
    page = client.get("/api/docs").text

    assert "/api/v1/uncertainty" in page
    assert "cdn" not in page
