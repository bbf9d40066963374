"""Regions: how unequal they are, whether they converge, how they move, and whether neighbours are alike.

``inequality``
    Gini coefficient with Dagum's parts, Theil's index in one and two levels, coefficient of variation.
``convergence``
    σ and β: whether the gaps close.
``dynamics``
    Transitions between tiers, mobility, the density of scores.
``space``
    Moran's I and Geary's C, global and local, with permutation tests.
"""
