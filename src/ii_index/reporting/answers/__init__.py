"""Questions and their answers: what stands between a request and a document, whoever asks.

A command line, a server or a notebook reads the words of its user and the files, asks one function here, and shows
what comes back. Nothing here parses arguments, prints or knows how it was asked.

``recipes``
    A recipe from the few words that choose its steps.
``index``
    Of an index: ranks and tiers, a base-year series, coherence, one unit, two results, other tools.
``regions``
    Of regions: inequality, convergence, moves, neighbours.
``relations``
    Coupling, obstacles, grades, shares, TOP10, many methods, statistics.
``robustness``
    How sure ranks and tiers are.
``claims``
    What published figures say of weights, and of plans.
``experts``
    Weights from a round of experts.
``engines``
    A ranking made on an engine: files in, files out.
``briefs``
    One page a unit.
``reports``
    The report of a table, and that of the bundled example.
"""
