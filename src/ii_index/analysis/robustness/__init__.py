"""How sure an index is: draws of its assumptions, what they do to ranks and tiers, and what no draw can do.

By draws, with a seed:

``uncertainty``
    How likely each rank and each tier is.
``sensitivity``
    Which assumption matters: Sobol' indices.
``tier_stability``
    How many tiers the scores support.

Exactly, without draws:

``rank_bounds``
    The best and the worst rank that any admissible weights give.
``stability``
    How wrong the weights may be before a rank or a tier changes.
``leave_one_out``
    Who moves without one indicator, dimension or unit.

What these are made of, in the order of the work:

``weight_tree``, ``variants``
    The tree as rows; the normalised scores that each combination of options gives.
``reweighing``
    When weights are taken from the data of each draw, and when not.
``design``
    The plan: everything that draws share, worked out once.
``samples``
    Draws of the assumptions, chunk by chunk.
``evaluation``, ``node_draws``, ``tier_cut``
    From a sample to scores of every draw (by level, or node by node), and to their tiers.
``monte_carlo``
    Draws counted in integers.
``linear_view``
    An index as linear in its weights, for the exact answers.
"""
