"""Tiers: units grouped by their scores, or by their profiles.

``clustering``
    Natural breaks of one score (exact).
``class_costs``, ``divide_and_conquer``
    Their costs and their search, for a million units as for 31.
``natural_breaks_of_draws``
    Natural breaks of many draws at once.
``tier_rules``
    Quantiles, fixed cuts, mean and standard deviation, given sizes.
``cluster_types``
    k-means and Ward's method on profiles.
``partitions``
    How far two partitions agree; silhouettes.
"""
