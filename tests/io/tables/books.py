"""Workbooks as a test writes them down."""

from io import BytesIO

import openpyxl


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
