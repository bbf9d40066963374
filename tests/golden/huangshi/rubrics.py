"""The two built-in rubrics, read without the project's own reader."""

from importlib.resources import files

import yaml

from ii_index.model.rubric import Rubric

FOLDER = files("ii_index") / "rubrics"


def _load(name: str) -> Rubric:
    return Rubric(**yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


CITY = _load("huangshi-city-2022")
INDUSTRY = _load("huangshi-industry-2022")
