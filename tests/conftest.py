"""For every test: how hard Hypothesis tries, and surroundings that are the same on every machine."""

import os

import pytest
from hypothesis import settings
from hypothesis.errors import InvalidArgument

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("dev")
MANY = 1000

for name in ("II_LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
    os.environ.pop(name, None)
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.hookimpl(trylast=True)  # after Hypothesis has marked its tests
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    """In the ci profile, try a law on 1,000 examples, or on as many as its mark says.

    200 are enough where one takes several milliseconds: the mutants of tests/mutation.py fall to 25.
    """
    if config.getoption("--hypothesis-profile") != "ci":
        return
    for item in items:
        law = item.get_closest_marker("law")
        if law and item.get_closest_marker("hypothesis"):
            many = settings(settings.get_profile("ci"), max_examples=law.kwargs.get("examples", MANY))
            try:
                many(item.function)
            except InvalidArgument:  # it has settings of its own
                continue
