"""One method, one record: what it fits, applies, refuses, needs and is called, for everything that asks.

A kind of a recipe's step is a class in :mod:`ii_index.model.steps`, which holds its parameters and its name in
both languages. What it does is one record here; the engine, the command line, the workbook, the page, the
robustness analysis and the reference all read it. A record is data and functions on arrays: it writes nothing.

``normalisation``
    :data:`.NORMALISATIONS`: fit, apply, faults, the workbook's formula.
``aggregation``
    :data:`.AGGREGATIONS`: one mean, under one set of weights or under draws of them.
``marks``
    The scale of scores: full marks, what a score is reflected within, maps.
``imputation``, ``transforms``, ``treatment``
    :data:`.IMPUTATIONS`, :data:`.TRANSFORMS`, :data:`.TREATMENTS`: missing cells, bent scales, outliers.
``weighting``, ``data_driven``
    :data:`.WEIGHTINGS`: where weights come from; what the rules that take them from data are given.
``coinr``
    What COINr calls those that it repeats.
``own``
    Functions that users wrote: asked as the kernel of their room is, and tried on what they are given.
``tier_rules``
    :data:`.TIER_RULES`: how scores are cut into tiers.

``tests/construction/test_methods.py`` proves that every kind of the model has a record and every record every answer.
"""
