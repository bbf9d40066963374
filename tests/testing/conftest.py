"""How many tables the laws of :mod:`ii_index.testing` try: as many as the profile says, 1,000 in CI."""

import pytest
from hypothesis import settings


@pytest.fixture(scope="session")
def examples(pytestconfig):
    return 1000 if pytestconfig.getoption("--hypothesis-profile") == "ci" else settings().max_examples
