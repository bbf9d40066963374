"""A reviewer: the study of a colleague, stored and computed again, from a framework in a file."""

import tempfile
from pathlib import Path

import ii_index as ii


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        framework = ii.Framework(
            id="study",
            name="Study",
            recipe={"aggregation": "geometric", "normalisation": {"kind": "min_max", "range": (1, 100)}},
            children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}],
        )
        ii.write_framework(framework, folder / "study.yaml")
        (folder / "table.csv").write_text(
            "unit,year,x,y\na,2023,1,9\nb,2023,2,5\nc,2023,4,1\n", encoding="utf-8"
        )
        index = ii.compose(ii.read_panel(folder / "table.csv", folder / "study.yaml"))
        ii.write_result(index, folder / "index.json.gz")
        ii.write_result(ii.uncertainty(index, draws=200, seed=7), folder / "draws.json.gz")

        again = ii.compose(ii.read_panel(folder / "table.csv", ii.read_framework(folder / "study.yaml")))
        assert ii.read_result(folder / "index.json.gz").equals(again)
        assert ii.read_result(folder / "draws.json.gz").equals(ii.uncertainty(again, draws=200, seed=7))


main()
