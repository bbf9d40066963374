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
    ``suppress`` names health checks that do not hold; settings of its own would hide the mark, and are refused.
    """
    profile = config.getoption("--hypothesis-profile")
    laws = {
        item.function: (item, item.get_closest_marker("law"))
        for item in items
        if item.get_closest_marker("law") and item.get_closest_marker("hypothesis")
    }
    for function, (item, law) in laws.items():
        chosen = {"suppress_health_check": law.kwargs["suppress"]} if "suppress" in law.kwargs else {}
        if profile == "ci":
            chosen["max_examples"] = law.kwargs.get("examples", MANY)
        try:
            settings(settings.get_profile(profile or "dev"), **chosen)(function)
        except InvalidArgument:
            message = f"{item.nodeid}: what a law asks for stands in its mark, not in @settings"
            raise pytest.UsageError(message) from None
