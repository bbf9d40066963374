"""The reference cases of tests/golden/ahp, with their matrices as numbers."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[1] / "golden" / "ahp"


def case(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def numbers(matrix: list[list[str | None]]) -> np.ndarray:
    return np.array([[np.nan if cell is None else float(Fraction(cell)) for cell in row] for row in matrix])


def single_matrices() -> dict[str, tuple[np.ndarray, dict[str, Any]]]:
    """Every complete matrix that the cases recompute in full, by a name that says which."""
    school, leader, car = case("saaty1980_school_selection"), case("wikipedia_leader"), case("wikipedia_car")
    drinks = case("saaty2008_drinks_us")
    found = {"drinks": (numbers(drinks["matrix"]), drinks["computed"])}
    for title, book in (("school", school), ("leader", leader)):
        found[title] = (numbers(book["criteria_matrix"]), book["computed"]["criteria"])
        for child, node in book["children"].items():
            found[f"{title}: {child}"] = (numbers(node["matrix"]), node["computed"])
    found["car"] = (numbers(car["criteria_matrix"]), car["computed"]["criteria"])
    for child, node in car["sub"].items():
        found[f"car: {child}"] = (numbers(node["matrix"]), car["computed"]["sub"][child])
    for leaf, matrix in car["leaves"].items():
        found[f"car: {leaf}"] = (numbers(matrix), car["computed"]["leaves"][leaf])
    return found
