"""Studies: one file, one folder, the same bytes again; and every fault of the file at once."""

import io
import json
import shutil
from zipfile import ZipFile

import pytest

from ii_index.cli import run
from ii_index.errors import IIIndexError
from ii_index.io.definitions import example
from ii_index.io.studies import digest, read_study, same_numbers
from ii_index.model.study import Study
from ii_index.reporting.templates import study_template

STUDY = """
id: demo
title: {zh: 示例研究, en: A demo}
framework: caict-2024-public
table: data/provinces.csv
year: 2022
recipe: {aggregation: arithmetic}
weights: weights.yaml
tiers: {method: quantiles, k: 3}
robustness: {draws: 200, seed: 7}
national: {table: caict_published.csv, framework: caict-2024, base_year: 2020}
rubric: {rubric: huangshi-city-2022, answers: huangshi_city_answers.csv}
language: zh
charts: [svg]
outputs: [report.html, index.xlsx, ranking.csv, ranking.json, report.md]
"""


@pytest.fixture
def study(tmp_path, monkeypatch):
    folder = tmp_path / "study"
    (folder / "data").mkdir(parents=True)
    shutil.copy(example("provinces.csv"), folder / "data")
    for name in ("caict_published.csv", "huangshi_city_answers.csv"):
        shutil.copy(example(name), folder)
    (folder / "weights.yaml").write_text(
        "local: {foundation: 30, innovation: 20, industry: 20, application: 20, environment: 10}",
        encoding="utf-8",
    )
    path = folder / "study.yaml"
    path.write_text(STUDY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def bytes_in(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_study_run_twice_and_again_from_its_manifest_gives_the_same_bytes(study, tmp_path, capsys):
    assert run(["run", str(study), "-o", "one", "--quiet"]) == 0
    assert run(["run", str(study), "-o", "two", "--quiet"]) == 0
    shutil.rmtree(study.parent)
    assert run(["run", str(tmp_path / "one/manifest.json"), "-o", "three"]) == 0
    one, two, three = (bytes_in(tmp_path / name) for name in ("one", "two", "three"))

    assert one == two == three
    assert "N_STUDY_SAME" in capsys.readouterr().err
    assert set(json.loads(one["manifest.json"])["outputs"]) <= set(one)


def test_the_manifest_holds_hashes_versions_and_seed_and_no_path_of_this_machine(study, tmp_path):
    run(["run", str(study), "-o", "out", "--quiet"])
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))

    assert manifest["seed"] == 7
    assert {"ii-index", "python", "numpy"} <= set(manifest["versions"])
    assert set(manifest["inputs"]) == {
        "study.yaml", "data/provinces.csv", "weights.yaml", "caict_published.csv", "huangshi_city_answers.csv",
    }  # fmt: skip
    texts = [content for name, content in bytes_in(tmp_path / "out").items() if not name.endswith(".xlsx")]
    assert not any(str(tmp_path).encode() in content for content in texts)


def test_what_the_study_asks_for_is_what_is_done(study):
    inputs = read_study(study)

    assert inputs.recipe.weighting.kind == "given"
    assert inputs.recipe.imputation == inputs.panel.framework.recipe.imputation
    assert inputs.national.years == (2020, 2021, 2022, 2023)
    assert [score.entity for score in inputs.rubrics] == ["黄石市"]


def test_a_manifest_whose_inputs_changed_is_refused(study, tmp_path, capsys):
    run(["run", str(study), "-o", "out", "--quiet"])
    copy = tmp_path / "out/inputs/provinces.csv"
    copy.write_bytes(copy.read_bytes().replace(b"5.2", b"9.9", 1))

    assert run(["run", str(tmp_path / "out/manifest.json"), "-o", "again"]) == 1
    assert "E_STUDY_INPUT_CHANGED" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()


def test_an_existing_folder_is_written_to_only_on_demand(study, tmp_path, capsys):
    run(["run", str(study), "-o", "out", "--quiet"])
    before = bytes_in(tmp_path / "out")

    assert run(["run", str(study), "-o", "out", "--quiet"]) == 1
    assert "E_OUTPUT_EXISTS" in capsys.readouterr().err
    assert bytes_in(tmp_path / "out") == before
    assert run(["run", str(study), "-o", "out", "--quiet", "--force"]) == 0


def test_every_file_that_is_not_there_is_named_at_once(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(
        "id: s\nframework: caict-2024\ntable: no.csv\nweights: none.yaml\nnational: {table: nor-this.csv}",
        encoding="utf-8",
    )
    with pytest.raises(IIIndexError) as caught:
        read_study(path)

    assert [finding.found for finding in caught.value.findings] == ["no.csv", "none.yaml", "nor-this.csv"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "E_STUDY_EMPTY"),
        ({"table": "t.csv", "outputs": ["../report.html"]}, "E_STUDY_OUTPUT"),
        ({"table": "t.csv", "outputs": ["/etc/report.html"]}, "E_STUDY_OUTPUT"),
        ({"table": "t.csv", "outputs": ["report.exe"]}, "E_STUDY_OUTPUT"),
        ({"table": "t.csv", "outputs": ["manifest.json"]}, "E_STUDY_OUTPUT"),
        ({"table": "t.csv", "outputs": ["a.csv", "a.csv"]}, "E_STUDY_OUTPUT"),
        ({"table": "t.csv", "weights": "w.yaml", "recipe": {"weighting": "equal"}}, "E_STUDY_WEIGHTS_TWICE"),
        ({"table": "t.csv", "yaer": 2023}, "E_FIELD_UNKNOWN"),
        ({"table": "t.csv", "tiers": {"method": "natural"}}, "E_FIELD_VALUE"),
    ],
)
def test_a_study_that_cannot_be_run_is_refused_with_its_reason(fields, code):
    with pytest.raises(IIIndexError) as caught:
        Study(id="s", framework="caict-2024", **fields)

    assert [finding.code for finding in caught.value.findings] == [code]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_runs_as_it_stands(language, tmp_path, monkeypatch):
    shutil.copy(example("provinces.csv"), tmp_path)
    text = study_template(language).replace("draws: 10000", "draws: 50").replace("[svg, png]", "[svg]")
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert run(["run", "study.yaml", "--quiet"]) == 0
    assert (tmp_path / "study-out/manifest.json").exists()


def rerun_against(tmp_path, name, change):
    """Run a study again from a manifest whose earlier output says something else."""
    path = tmp_path / "one" / name
    path.write_bytes(change(path.read_bytes()))
    manifest = json.loads((tmp_path / "one/manifest.json").read_text(encoding="utf-8"))
    manifest["outputs"][name] = digest(path.read_bytes())
    manifest["environment"]["features"] = "X86_V2"
    (tmp_path / "one/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return run(["run", str(tmp_path / "one/manifest.json"), "-o", "again"])


def first_score(content, written):
    score = json.loads(content)["tables"]["ranking"][0]["score"]
    return content.replace(f'"score": {score!r}'.encode(), f'"score": {written(score)!r}'.encode(), 1)


def test_a_manifest_names_the_processor_its_features_and_blas(study, tmp_path):
    run(["run", str(study), "-o", "one", "--quiet"])
    environment = json.loads((tmp_path / "one/manifest.json").read_text(encoding="utf-8"))["environment"]

    assert set(environment) == {"processor", "features", "blas"}
    assert all(environment.values())


def test_a_last_digit_that_another_processor_gives_is_no_other_result(study, tmp_path, capsys):
    run(["run", str(study), "-o", "one", "--quiet"])
    same = rerun_against(
        tmp_path, "ranking.json", lambda old: first_score(old, lambda score: score * (1 + 2e-12))
    )
    said = capsys.readouterr().err

    assert same == 0
    assert "N_STUDY_SAME_NUMBERS" in said
    assert "features X86_V2 → " in said
    assert "W_STUDY_DIFFERS" not in said


@pytest.mark.parametrize("share", [1e-9, 0.1])
def test_another_number_is_another_result(study, tmp_path, capsys, share):
    run(["run", str(study), "-o", "one", "--quiet"])
    rerun_against(tmp_path, "ranking.json", lambda old: first_score(old, lambda score: score * (1 + share)))
    said = capsys.readouterr().err

    assert "W_STUDY_DIFFERS" in said
    assert "ranking.json" in said


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b"x 1.5 y", b"x 1.5 y", True),
        (b"x 1.5 y", b"x 1.5 z", False),
        (b"x 1.50000000001 y", b"x 1.5 y", True),
        (b"x 1.5000001 y", b"x 1.5 y", False),
        (b"x 1.2e-17 y", b"x 0.0 y", True),
        (b"x -3 y", b"x 3 y", False),
        (b"1 2", b"1 2 3", False),
        (b"\xff\xfe\x00", b"\xff\xfe\x01", False),
    ],
)
def test_files_say_the_same_where_words_are_alike_and_numbers_agree_to_12_digits(one, other, same):
    assert same_numbers(one, other) is same


def test_workbooks_are_compared_part_by_part():
    def book(number):
        stream = io.BytesIO()
        with ZipFile(stream, "w") as made:
            made.writestr("sheet.xml", f"<v>{number}</v>")
        return stream.getvalue()

    assert same_numbers(book("99.9999999999"), book("100"))
    assert not same_numbers(book("99.99"), book("100"))
