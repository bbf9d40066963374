"""The live workbook: the index recomputed by formulas that old Excel, WPS and LibreOffice know.

``plan``
    Where everything stands, worked out before anything is written.
``book``, ``sheets``
    The workbook sheet by sheet; how cells are written.
``data``, ``weights``
    What may be changed: the data as they came, indicators and weights.
``normalised``, ``scores``, ``listing``
    What follows by formula: normalised indicators; scores, ranks and tiers; the sorted list.
``years``
    Other years, changes and intervals of ranks: values beside the list.
``check``, ``changed``
    Program against formula, unit by unit; whether the program's own values still hold.
"""
