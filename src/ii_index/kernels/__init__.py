"""The formulas: arrays in, arrays out, one formula a function, each with its source.

Shapes are ``(..., units, indicators)``: the last two axes have meaning, leading axes (draws, years) are batch.
Nothing here knows a framework, a file or a label.

By the chapters of the Handbook:

``chaining``, ``imputation``, ``transforms``, ``treatment``
    Links to levels; missing cells; logarithms and their kin; outliers.
``multivariate``
    How indicators hang together.
``normalisation``
    Indicators on one scale.
``weighting``
    Weights, from data and from experts.
``aggregation``
    Several scores become one.
``ranking``, ``tiers``
    Order, and groups.
``regional``
    How unequal regions are, whether they converge, how they move, whether neighbours are alike.
``robustness``
    How ranks answer to choices.
``relations``, ``consensus``
    What scores say of one another: coupling, obstacles, grey relation, concentration; one ranking of several.
``decomposition``, ``attainment``, ``identification``
    Parts of a change; targets reached; weights that printed numbers leave possible.
``quantiles``, ``ratios``, ``rounding``, ``portable``
    Small arithmetic that several of these need, with the same bits on every processor.
"""
