"""Results become documents: frozen tables, facts and findings, one module a subject.

``ranking``
    ``rank`` and ``national``: scores, ranks, tiers, the base-year series.
``rankings``
    ``rank --all-years``: the rankings of all years, and the way from the first to the last.
``analysis``
    ``explain``, ``compare``, ``identify``, ``attainment``.
``regions``
    ``regions``, ``dynamics``, ``space``: groups, moves, neighbours.
``relations``
    ``coupling``, ``obstacles``, ``fuzzy``, ``shares``, ``top``, ``methods``, ``statistics``.
``robustness``
    ``robustness`` and ``coherence``: how sure it is, and whether the indicators belong together.
``expert_weights``, ``inconsistency``
    ``weights``: the weights of a round of experts, and what they should look at again.
``rubric``
    ``rubric``: scores, and answers behind printed scores.
``framework``, ``findings``
    ``frameworks`` and ``check``: a framework as a tree; findings as a table.
"""
