"""A notebook: what cells show, and how long it is."""

import numpy as np

import ii_index as ii


def main() -> None:
    framework = ii.Framework(id="f", name="F", children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}])
    cells = np.random.default_rng(1).gamma(2.0, 50.0, (2, 500, 2))
    panel = ii.Panel(framework, (2022, 2023), tuple(f"u{unit}" for unit in range(500)), cells)
    index = ii.compose(panel)
    results: list[ii.Immutable] = [
        panel,
        index,
        ii.tiers(index),
        ii.decompose(index, 2022, 2023),
        ii.coherence(index),
    ]
    for result in results:
        shown = str(getattr(result, "_repr_html_")())  # noqa: B009 - as a notebook calls it
        assert "<caption>" in shown
        assert len(shown) < 60_000
        assert len(repr(result)) <= 2_000


main()
