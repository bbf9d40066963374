"""Bytes become grids of cells, whatever the format; and grids become files, whole or not at all.

``sources``, ``open``
    Any path: its bytes, read once and within a limit, and which reader they need.
``text``, ``workbook``
    Delimited text; workbooks of every kind.
``xlsx``, ``ods``, ``xls``, ``zip_packages``
    What the workbook reader does not tell: percent formats, errors, hidden rows; checked before anything is parsed.
``grid``
    Cells with their places, nothing interpreted.
``encodings``, ``limits``, ``atomic``
    How text is decoded, what is too large, and how a file is replaced.
"""
