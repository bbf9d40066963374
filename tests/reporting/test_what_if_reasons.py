"""Where the page cannot work a total out anew, it says why in one sentence; elsewhere it has its sliders."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.construction.methods.aggregation import AGGREGATIONS
from ii_index.reporting.html import lab
from ii_index.reporting.report import report


def mean(scores, weights):
    return scores @ weights


PARAMETERS = {"power": {"exponent": 2}, "call": {"function": mean}}


def index_of(kind):
    leaves = [{"id": place, "name": place} for place in "ab"]
    own = ii.Framework(
        id="f", name="F", children=leaves, aggregation={"kind": kind, **PARAMETERS.get(kind, {})},
        recipe={"normalisation": {"kind": "min_max", "range": [1, 100]}},
    )  # fmt: skip
    values = np.random.default_rng(0).uniform(1, 9, (1, 6, 2))
    return ii.compose(ii.Panel(own, (2023,), tuple("uvwxyz"), values))


@pytest.mark.parametrize("kind", AGGREGATIONS)
def test_a_page_has_sliders_or_one_reason(kind, tmp_path):
    index = index_of(kind)
    page = report(index, ii.tiers(index), language="en").write(tmp_path / "page.html").read_text("utf-8")
    reason = lab.why_not(index)

    assert (reason is None) == lab.offers(index)
    assert page.count("No what-if here") == (reason is not None)
    assert ('id="whatif-title"' in page) == lab.offers(index)
    if reason is not None:
        assert reason.zh != reason.en
