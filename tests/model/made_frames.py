"""Frames small enough to be read, and the faults found in one."""

import pandas as pd
import pytest

import ii_index as ii
from ii_index.model.framework import Framework

LEAVES = [
    {"id": "x", "name": {"zh": "甲", "en": "First"}, "unit": "个"},
    {"id": "y", "name": "y", "aliases": ["乙"]},
]

FREE = Framework(id="f", name="f", reference="r", children=LEAVES)

PROVINCES = Framework(id="p", name="p", reference="r", units="provinces", children=LEAVES)


def frame(**columns):
    return pd.DataFrame({"unit": ["a", "b"], "year": 2023, "x": [1.0, 2.0], "y": [3.0, 4.0], **columns})


def faults(table, framework=FREE, **options):
    with pytest.raises(ii.DataError) as caught:
        ii.Panel.from_frame(table, framework, **options)
    return [(finding.code, finding.row) for finding in caught.value.findings]
