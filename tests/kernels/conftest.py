"""How many tables the laws of :mod:`ii_index.testing` try: as many as the profile says, 200 in CI."""

import pytest
from hypothesis import settings


@pytest.fixture(scope="session")
def examples(pytestconfig):
    """How often a check tries each of its laws: three to six laws a check, so that 200 are a thousand."""
    return 200 if pytestconfig.getoption("--hypothesis-profile") == "ci" else settings().max_examples
