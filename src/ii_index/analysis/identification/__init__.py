"""What published figures say of unpublished weights.

``weights``
    Bounds of the weights behind a series of totals, and whether any weights explain it.
``orderings``
    Bounds of weights behind published orders and tiers.
``conditions``
    Linear conditions on weights, and claims written as such.
``series``
    The conditions that a base-year series sets.
``printed_scores``
    Answers behind printed rates of a rubric.
"""
