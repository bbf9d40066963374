"""The steps of a recipe, a room for each: what a user may choose, with its parameters and its name in two languages.

``step``
    What all of them are; functions of one's own.
``screening``, ``imputation``, ``treatment``, ``normalisation``, ``weighting``, ``aggregation``
    The choices, in the order in which they are made. What a choice *does* stands in the module of the same name in
    :mod:`ii_index.construction.methods`.
"""
