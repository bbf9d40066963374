"""Tiers: units grouped by their scores, or by their profiles.

``clustering``
    Natural breaks of one score (exact), Ward's method.
``natural_breaks_of_draws``
    Natural breaks of many draws at once.
``tier_rules``
    Quantiles, fixed cuts, mean and standard deviation, given sizes.
``cluster_types``
    k-means and silhouettes of profiles.
``partitions``
    How far two partitions agree.
"""
