"""``make schemas``: the JSON Schemas of the files that a user writes, from the models."""

import importlib
import json
import pkgutil
from pathlib import Path

import ii_index.model
from ii_index.model.names import RootDefinition

FOLDER = Path(__file__).parents[2] / "schemas"


def generated() -> dict[str, str]:
    """File name and text of every schema: one for each model that is the root of a file."""
    for module in pkgutil.iter_modules(ii_index.model.__path__, "ii_index.model."):
        importlib.import_module(module.name)
    return {
        f"{model.__name__.lower()}.schema.json": _text(model.model_json_schema())
        for model in RootDefinition.__subclasses__()
    }


def _text(schema: dict[str, object]) -> str:
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**dialect, **schema}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
