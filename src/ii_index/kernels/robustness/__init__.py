"""Robustness: how ranks answer to the choices behind them.

Source of the formulas: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7.

``sampling``
    Draws of weights and of noise.
``means_of_draws``
    One mean under many draws of weights.
``rank_statistics``
    Counts of ranks become probabilities, quantiles, intervals and entropies.
``taken_ranks``
    Counts of the ranks that many units really take.
``sobol``
    Variance-based sensitivity indices.
``rank_bounds``
    Best and worst rank over a set of weights, exactly.
``admissible_weights``
    The set of weights that rules admit.
``linear_programs``
    What the exact answers are computed by.
"""
