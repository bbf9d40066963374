"""Every reader, with sound files to start from: whatever is done to these, it reads or finds fault, and nothing else."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import ii_index as ii
from ii_index.io.confidence import read_confidence
from ii_index.io.definitions import PACKAGE, read_definition, read_yaml, validated
from ii_index.io.frameworks import read_framework
from ii_index.io.questionnaires import read_questionnaires
from ii_index.io.rubrics import read_rubric, score_entities
from ii_index.io.series import read_claims_file, read_series
from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft
from ii_index.io.targets import read_targets
from ii_index.io.weights import read_weights
from ii_index.model.assumptions import Assumptions
from ii_index.model.framework import Framework
from ii_index.model.study import Study
from tests.io.filled_questionnaires import fill, nearest, written
from tests.io.tables.demo import DEMO
from tests.io.tables.test_workbooks import ods, xls, xlsx

Seeds = tuple[bytes, ...]


class Reader(NamedTuple):
    """A reader, the suffix of its files, and sound ones."""

    read: Callable[[Path], object]
    suffix: str
    seeds: Seeds


@cache
def small() -> Framework:
    """Return a framework of two dimensions and three indicators, with units of measurement and a denominator."""
    return Framework(
        id="small",
        name="Small",
        reference="a test",
        units="any",
        children=[
            {"id": "d1", "name": "D1", "weight": 2, "children": [{"id": "x1", "name": "A", "unit": "万个"}]},
            {"id": "d2", "name": "D2", "weight": 1, "children": [{"id": "x2", "name": "B"}, {"id": "x3", "name": "C", "unit": "%"}]},
        ],
    )  # fmt: skip


@cache
def panel() -> ii.Panel:
    """Return a panel of it."""
    return ii.read_panel(TABLE, small())


RUBRIC = b"""\
id: r1
name: {zh: R, en: R}
reference: a test
full_mark: 10
full_points: 5
benchmark: {name: B, score: 5.37}
elements:
  - id: e1
    name: E
    weight: 100
    items:
      - id: i1
        name: I
        weight: 50
        unit: x
        options:
          - {grade: A, points: 5, at_least: 3, text: more}
          - {grade: B, points: 3, at_least: 1.5}
          - {grade: {zh: N, en: none}, points: 0}
        ambiguities:
          - {case: 1, issue: two fit, reading: the first}
      - {id: i2, name: J, weight: 50, options: [{grade: A, points: 5}, {grade: B, points: 1}]}
"""
TABLE = 'unit,year,x1(个),x2,x3\na,2022,12000,2,3%\nb,2022,3e4,—,5\na,2023,"1,200",2.5,(4)\nb,2023,5,6①,7\n'.encode()
FRAMEWORK = b"""id: f
name: {zh: F, en: F}
reference: r
units: any
base_year: 2020
recipe: {normalisation: {kind: min_max, range: [1, 100]}, aggregation: geometric}
tiers: [A, B]
children:
  - id: d
    name: D
    weight: 2:1
    children:
      - {id: x1, name: A, unit: "%", direction: negative, goalposts: [0, 1], tags: [t], aliases: [q]}
      - {id: x2, name: B, transform: log}
  - {id: x3, name: C, weight: 1}
"""
STUDY = b"""id: s
framework: caict-2024-public
table: {path: t.csv, year: 2023}
year: 2023
recipe: {normalisation: z_score, imputation: {kind: renormalise, threshold: 0.5}}
tiers: {method: quantiles, k: 3}
robustness: {draws: 100, seed: 1, assumptions: {weights: {kind: perturb, amount: 0.25}}}
outputs: [report.html, ranking.csv]
charts: [svg]
"""
JUDGEMENTS = b"""framework: small
experts: [{id: e1, weight: 2}, {id: e2}]
matrices:
  - {node: root, expert: e1, order: [d1, d2], upper: [[1/3]]}
  - {node: root, expert: e2, order: [d1, d2], upper: [[3:1]]}
allocations:
  - {expert: e1, node: d2, points: {x2: 60, x3: 40}}
"""
WEIGHTS = b"origin: o\nlocal: {d1: 2, d2: 1:3, x1: 1, x2: 0.5, x3: 1e-1}\n"
CLAIMS = b"""reference: r
claims:
  - foundation 2022..2023 = 17.3%
  - step 5%
  - {kind: weight, of: a, weight: 20%}
  - {kind: order, descending: [a, b]}
  - {kind: top, units: [x, y], node: root, ordered: true}
"""
ASSUMPTIONS = (
    b"weights: {kind: perturb, amount: 0.25}\nnormalisation: [min_max, z_score]\nnoise: {sd: 0.05}\n"
)
TARGETS = "编号,名称,单位,计划,实际\n甲,任务甲,个,100,90\n乙,任务乙,%,50,45\n".encode()
SERIES = b"year,total,x1,x2,x3\n2021,100,100,100,100\n2022,110.5,112,108,109\n2023,120,125,110,121\n"
CONFIDENCE = b"entity,year,x1,x2\na,2023,A,B\nb,2022,B,\n"
ANSWERS = "对象,指标,答案\n黄石,i1,A\n黄石,i2,B\n".encode()
FLAT = "id,name,parent,weight,direction,unit\nd,D,,2,,\nx1,A,d,1,-1,万个\nx2,B,d,2:1,1,\nx3,C,,1,正向,%\n".encode()
WIDE = "指标,地区,2022年,2023年\nA(万个),a,1,2\nB,a,3,4\nC,a,5,6\nA,b,7,8\nB,b,9,1\nC,b,2,3\n".encode()


@cache
def questionnaire() -> bytes:
    """Return a questionnaire for the small framework, filled in."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        paths, layout = written(small(), Path(folder) / "round", "e1")
        fill(
            paths["e1"], layout, {"root": nearest([2, 1], "zh"), "d2": nearest([1, 3], "zh")}, [[20, 50, 30]]
        )
        return paths["e1"].read_bytes()


def merged(sheet: Any) -> None:
    """Write a note over merged cells, and a day."""
    sheet.write_merge(1, 2, 0, 3, "note")
    sheet.write(4, 0, date(2024, 5, 1))


def study(path: Path) -> object:
    """Read a study's own file."""
    return validated(read_yaml(path), Study, str(path))


def assumptions(path: Path) -> object:
    """Read a file of assumptions."""
    return validated(read_yaml(path), Assumptions, str(path))


def judgements(path: Path) -> object:
    """Read judgements and weigh by them."""
    return ii.weigh(ii.read_judgements(path), small())


@cache
def readers() -> Mapping[str, Reader]:
    """Return every reader by name."""
    rubric = read_rubric(io.BytesIO(RUBRIC))
    check = lambda path: check_table(path, small(), year=2023)  # noqa: E731 - one line a reader
    demo = lambda path: check_table(path, DEMO, year=2023, allow_missing_units=True)  # noqa: E731 - as above
    return {
        "framework": Reader(read_framework, ".yaml", (FRAMEWORK,)),
        "flat": Reader(read_framework, ".csv", (FLAT,)),
        "study": Reader(study, ".yaml", (STUDY,)),
        "judgements": Reader(judgements, ".yaml", (JUDGEMENTS,)),
        "weights": Reader(read_weights, ".yaml", (WEIGHTS,)),
        "rubric": Reader(read_rubric, ".yaml", (*[RUBRIC] * 9, (PACKAGE / "rubrics" / "huangshi-industry-2022.yaml").read_bytes())),
        "claims": Reader(read_claims_file, ".yaml", (CLAIMS,)),
        "assumptions": Reader(assumptions, ".yaml", (ASSUMPTIONS,)),
        "csv": Reader(check, ".csv", (TABLE, WIDE, TABLE.replace(b'"1,200"', b"1200").replace(b",", b"\t"))),
        "draft": Reader(draft, ".csv", (TABLE, WIDE)),
        "targets": Reader(read_targets, ".csv", (TARGETS,)),
        "series": Reader(lambda path: read_series(path, framework=small()), ".csv", (SERIES,)),
        "confidence": Reader(lambda path: read_confidence(path, panel()), ".csv", (CONFIDENCE,)),
        "answers": Reader(lambda path: score_entities(path, rubric), ".csv", (ANSWERS,)),
        "xlsx": Reader(demo, ".xlsx", (xlsx(),)),
        "ods": Reader(demo, ".ods", (ods(),)),
        "xls": Reader(demo, ".xls", (xls(), xls(merged))),
        "questionnaire": Reader(lambda path: read_questionnaires(path, small()), ".xlsx", (questionnaire(),)),
    }  # fmt: skip


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package; of any other file none."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()


__all__ = ["Reader", "packed", "parts_of", "read_definition", "readers"]
