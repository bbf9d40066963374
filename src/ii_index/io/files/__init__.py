"""Bytes become grids of cells, whatever the format; and grids become files, whole or not at all.

``open``
    Any path: which reader it needs.
``text``, ``workbook``
    Delimited text; workbooks of every kind.
``xlsx``, ``ods``, ``xls``, ``zip_packages``
    What the workbook reader does not tell: percent formats, errors, hidden rows; checked before anything is parsed.
``grid``
    Cells with their places, nothing interpreted.
``encodings``, ``alphabets``, ``limits``, ``atomic``
    How text is decoded, what other language it may be in, what is too large, and how a file is replaced.
"""
