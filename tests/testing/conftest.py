"""How many tables the laws of :mod:`ii_index.testing` try: as many as the profile says, 1,000 in CI."""

import pytest
from hypothesis import settings


@pytest.fixture(scope="session")
def examples():
    return 1000 if settings.get_current_profile_name() == "ci" else settings().max_examples
