"""Workbooks as a test writes them down, and what they are read by."""

from io import BytesIO

import openpyxl

from ii_index.model.framework import Framework

THREE = Framework(
    id="three",
    name="Three",
    reference="tests",
    children=[
        {"id": "a", "name": "企业数", "unit": "个"},
        {"id": "b", "name": "产值", "unit": "亿元"},
        {"id": "c", "name": "人口", "unit": "万人"},
    ],
)


def book(rows, merges=()):
    """The content of a workbook with one sheet."""
    whole = openpyxl.Workbook()
    for row in rows:
        whole.active.append(row)
    for merge in merges:
        whole.active.merge_cells(merge)
    stream = BytesIO()
    whole.save(stream)
    return stream.getvalue()
