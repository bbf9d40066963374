"""For every test: how hard Hypothesis tries, and surroundings that are the same on every machine."""

import os

import pytest
from hypothesis import settings
from hypothesis.errors import InvalidArgument

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("dev")
thorough = settings(settings.get_profile("ci"), max_examples=1000)

for name in ("II_LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
    os.environ.pop(name, None)
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.hookimpl(trylast=True)  # after Hypothesis has marked its tests
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    """In the ci profile, try a law on 1,000 examples, unless its author chose another number."""
    if config.getoption("--hypothesis-profile") != "ci":
        return
    for item in items:
        if item.get_closest_marker("law") and item.get_closest_marker("hypothesis"):
            try:
                thorough(item.function)
            except InvalidArgument:  # it has settings of its own
                continue
