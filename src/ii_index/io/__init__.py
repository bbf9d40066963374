"""Doors for files: tables, frameworks and other definitions in; nothing is written but whole.

``files``
    From bytes to grids of cells, and from bytes to files.
``tables``
    From a grid to a panel.
``confidence``, ``targets``, ``series``, ``records``, ``neighbours``
    The other tables that users send: trust in cells, plans, published series, answers and printed scores, borders.
``parsing``, ``definitions``
    YAML read safely, and definitions validated with every fault.
``frameworks``, ``rubrics``, ``judgements``, ``weights``, ``studies``
    One kind of definition each.
``judgement_tables``
    Judgements kept as a survey or as matrices in sheets.
``flat_frameworks``
    A framework kept as a table, a row an indicator.
``levelled_frameworks``
    Such tables with a column a level, as theses print them.
``coin_tool``
    The framework in a workbook of the JRC's COIN Tool.
``questionnaires``
    Workbooks for experts, out and back.
``own_functions``
    Functions that a definition names: imported where that is allowed.
``schemas``
    JSON Schemas of the files that users write.
``results``, ``packing``
    Results in files and back; a result as plain values.
``exports``, ``coinr_replay``
    An index for COINr, Stata and flat tables; the R script that goes with COINr's.
"""
