"""Bytes become grids of cells, whatever the format; and grids become files, whole or not at all.

``sources``, ``open``
    Any path: its bytes, read once and within a limit, and which reader they need.
``text``, ``workbook``, ``columnar``
    Delimited text; workbooks of every kind; Parquet and Arrow.
``xlsx``, ``ods``, ``xls``, ``zip_packages``, ``compound``
    What the workbook reader does not tell: percent formats, errors, hidden rows; checked before anything is parsed.
``xls_reader``, ``xls_child``
    XLS is read in a small process of its own, within limits of memory and time.
``grid``
    Cells with their places, nothing interpreted.
``corrections``
    The reverse, a cell at a time: a table as a person corrects it.
``encodings``, ``alphabets``, ``limits``, ``atomic``
    How text is decoded, what other language it may be in, what is too large, and how a file is replaced.
"""
