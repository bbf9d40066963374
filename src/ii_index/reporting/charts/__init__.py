"""Charts as frozen Vega-Lite specifications: data and texts in, no drawing here; :mod:`.still` draws them.

``ranking``, ``tile_map``, ``rank_history``
    Who stands where: bars by tier; the map; ranks by year.
``contributions``, ``heat``, ``profile``
    Why: points of each dimension; all units by node; one unit.
``rank_intervals``, ``tier_probabilities``
    How sure: intervals of ranks; probabilities of tiers.
``matrix``, ``scatter``, ``ridges``, ``sensitivity``
    Correlations and transitions as cells; units as points, spreads; densities by year; which assumption matters.
``framework``
    The tree with its weights.
``series``, ``rubric``
    The base-year series; results of a rubric.
``spec``, ``paint``
    What the specifications share; colours, and patterns for those who see none.
``still``, ``glyphs``, ``excerpt``
    Drawn without a browser; whether the font has every character; the ends of a chart of many units, for paper.
"""
