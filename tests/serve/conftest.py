"""A server in this process, asked as browsers ask it: each with its own cookies."""

import re
import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():  # of httpx, which newer versions of it want to be called httpx2
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

from ii_index.serve.app import create_app
from ii_index.serve.settings import Limits, Settings

ROOT = Path(__file__).parents[2]
PROVINCES = ROOT / "examples" / "provinces.csv"
ADDRESS = "http://127.0.0.1"


class Browser:
    """One browser: its cookies, and the mark that forms of its session bear."""

    def __init__(self, app):
        self.client = TestClient(app, base_url=ADDRESS)

    def get(self, path, **given):
        return self.client.get(path, **given)

    @property
    def mark(self):
        return re.search(r'name="mark" value="([^"]+)"', self.get("/").text)[1]

    def post(self, path, data=None, files=None):
        return self.client.post(path, data={"mark": self.mark, **(data or {})}, files=files)

    def bring(self, name, content, **data):
        return self.post("/table", {"framework": "fits", **data}, {"table": (name, content)})


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """One server for many tests: its processes take a second to start."""
    rounds = tmp_path_factory.mktemp("rounds")
    app = create_app(Settings("zh", rounds=rounds, limits=Limits(workers=2), warm=False))
    with TestClient(app, base_url=ADDRESS):
        yield app


@pytest.fixture
def browser(served):
    return Browser(served)


@pytest.fixture
def another(served):
    return Browser(served)


@pytest.fixture
def with_provinces(browser):
    browser.bring("provinces.csv", PROVINCES.read_bytes())
    return browser
