"""Questions asked of an index: its tiers, its changes, its robustness.

``tiers``
    Which tier each unit stands in.
``unit_profile``, ``feasible``
    Where one unit stands, since when, why, and how sure that is; what others have reached that would lift it a tier.
``unscored``
    Why a unit has no score though enough of its data is there.
``next_tier``, ``improvement``
    How far it is to the next tier, and what becomes of everybody when one unit improves.
``groups``, ``tags``
    How groups of units compare; what a second grouping of the indicators scores.
``regional``
    How unequal regions are, whether they converge, how they move, whether neighbours are alike.
``comparison``, ``many_methods``
    Why each unit moved between two results: data, weights or method; how ranks hang on the method.
``coupling``, ``obstacles``, ``fuzzy_evaluation``, ``concentration``
    How well dimensions develop together; what keeps a unit from the full mark; its grade; who holds how much.
``statistics``
    Each indicator's numbers, correlations of any nodes, the best units of each dimension.
``coherence``, ``importance``
    Whether the indicators of a node belong together, and what each node really weighs.
``attainment``
    How much of a plan was reached.
``decomposition``
    Why a score is what it is.
``identification``
    What published figures say of unpublished weights.
``robustness``
    How sure all this is.
``size``
    How many units each question takes, and why no more.
"""
