"""The published JSON Schemas are those of the models, and accept what the project itself ships."""

import json
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest
import yaml

from ii_index.io.schemas import schemas

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "schemas"
SOURCE = ROOT / "src" / "ii_index"
SHIPPED = [("framework", path) for path in sorted((SOURCE / "frameworks").glob("*.yaml"))]
SHIPPED += [("rubric", path) for path in sorted((SOURCE / "rubrics").glob("*.yaml"))]


def published() -> dict[str, str]:
    ending = ".schema.json"
    return {path.name.removesuffix(ending): path.read_text(encoding="utf-8") for path in FOLDER.glob("*")}


def test_the_published_schemas_are_those_of_the_models():
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    if f"pydantic=={version('pydantic')} " not in pinned:
        pytest.skip("another pydantic writes numbers and patterns otherwise")

    assert published() == schemas(), "`make schemas` writes them anew"


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=lambda value: getattr(value, "stem", value))
def test_what_the_project_ships_is_valid_by_its_schema(kind, path):
    schema = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))

    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_misspelt_field_is_invalid_by_the_schema(name):
    schema = json.loads(schemas()[name])

    assert schema["additionalProperties"] is False
