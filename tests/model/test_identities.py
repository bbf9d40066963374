"""What labels of units name."""

import pytest

from ii_index.io.frameworks import read_framework
from ii_index.model.identities import identify

FRAMEWORK = read_framework("caict-2024")


@pytest.mark.parametrize(
    ("figure", "status", "code"),
    [
        ("11", "unit", "110000"),
        ("110000", "unit", "110000"),
        ("110000.00", "unit", "110000"),
        ("110000000000", "unit", "110000"),
        ("１１００００", "unit", "110000"),
        ("100000", "nation", "CN"),
        ("000000", "nation", "CN"),
        ("210200", "part", None),
        ("-11", "unknown", None),
        ("11.5", "unknown", None),
        ("0.11", "unknown", None),
    ],
)
def test_a_figure_names_something_only_as_a_code(figure, status, code):
    assert identify(figure, FRAMEWORK) == (status, code)
