"""The example files as they stand: text, not numbers, so that nothing is lost on the way."""

import csv
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

Rows = list[dict[str, str]]


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="session")
def provinces() -> Rows:
    return rows_of(EXAMPLES / "provinces.csv")


@pytest.fixture(scope="session")
def confidence() -> Rows:
    return rows_of(EXAMPLES / "provinces_confidence.csv")


@pytest.fixture(scope="session")
def china() -> Rows:
    return rows_of(EXAMPLES / "china.csv")


@pytest.fixture(scope="session")
def caict_published() -> Rows:
    return rows_of(EXAMPLES / "caict_published.csv")


@pytest.fixture(scope="session")
def published_totals() -> Rows:
    return rows_of(Path(__file__).with_name("published_totals.csv"))


@pytest.fixture(scope="session")
def sources() -> str:
    return (EXAMPLES / "SOURCES.md").read_text(encoding="utf-8")
