"""Weights: from data, from experts' judgements, from experts' points.

``objective_weights``, ``principal_weights``, ``removal_weights``
    Data-driven rules; ``decision_table`` is what they start from.
``pairwise``
    The analytic hierarchy process: priorities and consistency of judgement matrices;
    ``pairwise_groups`` several experts, ``pairwise_incomplete`` open pairs, ``pairwise_repair`` contradictions,
    ``judgement_scales`` and ``random_index`` their scales and tables.
``best_worst``
    The best-worst method: fewer comparisons than a matrix.
``allocations``
    Points out of 100, their average and the experts' agreement.
"""
