"""From a panel and a recipe to an index: one engine, whatever the recipe.

``compose``
    The engine: its steps in their order.
``preparation``
    Before normalisation, in this order: the next four.
``denominating``, ``chaining``, ``screening``, ``transforming``, ``treating``
    Denominators and limits; series of links; units that lack too much; logarithms and ideals; outliers.
``cells``, ``preparation_tables``
    Findings about cells; what the preparation did, as tables.
``normalising``, ``linking``
    Which indicator is normalised how, and by what bounds or moments; those that begin after the base year.
``weights``
    The weights of every node, within its parent and along the path from the root.
``nodes``
    How each node is made, where some are made otherwise than the recipe says for their level.
``aggregating``
    From the indicators' scores up the tree.
``earlier_fits``
    Bounds of an earlier index: by name, and for the same normalisation only.
``equal_scores``
    What rounding leaves between scores that are equal by definition.
``required``
    The years that the scores of one year depend on.
``notes``, ``own_notes``
    What a reader must know beside the numbers; what functions that users wrote do on their data.
``results``
    The index: its scores and the windows on them.
``methods``
    One record a method: what each step's kinds do.
``expert_weights``
    From experts' judgements and points to weights.
``rubric``, ``fuzzy_rubric``
    The other way to a score: answers by a rubric, certain or by degrees.
"""
