"""What is measured and how: frozen definitions, without arithmetic and without files.

What users write:

``framework``, ``node``, ``transforms``, ``outputs``, ``tree``
    The tree of dimensions and indicators, one node of it, how its values are bent, what becomes of its score, and its
    shape as positions.
``recipe``, ``steps``, ``own_functions``
    How an index is made: each step a closed choice, a room of ``steps`` for each; what a choice does is in
    :mod:`ii_index.construction.methods`.
``usual_changes``
    What is usually tried instead of a step.
``assumptions``
    What may be otherwise: the mix that robustness is tried under.
``study``
    All of it in one file.
``judgements``, ``best_worst``, ``ratios``, ``rubric``, ``claims``
    What experts say; how answers are scored; what is claimed of unpublished weights.
``names``, ``column_names``, ``validation``
    Names in two languages; ids where fields name a column otherwise; from pydantic's errors to findings.

What is measured:

``panel``, ``assembly``
    Years × units × indicators; made of cells with labels.
``frames``, ``frame_table``
    A panel of a DataFrame; the frame being read, and what was found on the way.
``frame_roles``, ``unfolding``, ``frame_keys``, ``frame_indicators``, ``frame_values``, ``frame_columns``
    Which column is what; years, units or indicators that stand across; the unit and year of each row; where each
    indicator stands; its numbers; the cells of one column.
``periods``, ``split_periods``, ``chains``
    Months and quarters beside years, also in a column of their own; series of links.
``series``, ``targets``, ``neighbours``, ``table``
    A published series; a plan; which units are neighbours; a table of results.
``roles``, ``heads``, ``headings``, ``titles``, ``identities``, ``spelling``, ``nearest``, ``provinces``
    What each column of a table is; what its header, its title and a unit's label name, however they are spelled; which
    known labels look like an unknown one; the provinces of China.
``numbers``, ``decimals``, ``units_of_measurement``, ``stated_measures``, ``heading_measures``, ``printed_numbers``
    Numbers as people write them, their units of measurement, those stated of all figures of a table or beside its
    headings, and how numbers are printed.
``notebook``
    What a notebook shows of a table.
``former_names``
    Names of before, which answer for one release.
"""
