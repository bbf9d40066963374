"""``python -m tests.docs.website.pictures``: the pictures of the home page, made by the program from the bundled data."""

from pathlib import Path

import ii_index as ii
from tests.docs.documents import ROOT
from tests.docs.website.pages import LANGUAGES

FOLDER = ROOT / "docs" / "images"
CHARTS = ("map", "rank_intervals")
DRAWS = 2000


def pictures() -> dict[str, str]:
    """Each picture by the name of its file, as SVG."""
    panel = ii.read_panel(ROOT / "examples" / "provinces.csv", ii.read_framework("caict-2024-public"))
    index = ii.compose(panel)
    drawn = ii.uncertainty(index, 2023, draws=DRAWS, seed=2023)
    found = {}
    for language in LANGUAGES:
        report = ii.report(index, ii.tiers(index, 2023), language=language, uncertainty=drawn)
        for name in CHARTS:
            found[f"{name.replace('_', '-')}-{language}.svg"] = report.charts[name].content("svg").decode()
    return found


if __name__ == "__main__":
    for name, content in pictures().items():
        Path(FOLDER / name).write_text(content, encoding="utf-8")
