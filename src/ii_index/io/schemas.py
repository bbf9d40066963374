"""JSON Schemas of the files that a user writes, from the models behind them."""

import json
from importlib import import_module
from pkgutil import iter_modules

from ii_index import model
from ii_index.model.names import RootDefinition

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def schemas() -> dict[str, str]:
    """Return the text of each schema by name: one for every model that is the root of a file."""
    for module in iter_modules(model.__path__, f"{model.__name__}."):
        import_module(module.name)
    return {
        root.__name__.lower(): _text(root.model_json_schema())
        for root in sorted(RootDefinition.__subclasses__(), key=lambda root: root.__name__)
    }


def _text(schema: dict[str, object]) -> str:
    return json.dumps({**_DIALECT, **schema}, indent=2, ensure_ascii=False) + "\n"
