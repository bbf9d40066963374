"""Regions of an index: how unequal, whether they converge, how they move, whether neighbours are alike.

``partition``
    Groups that do not overlap, and the values that are compared.
``inequality``
    Gini with Dagum's parts, Theil, coefficient of variation, σ and β convergence.
``dynamics``
    Transitions between tiers, mobility, densities by year, changes of rank.
``space``
    Moran's I and Geary's C, global and local.
"""
