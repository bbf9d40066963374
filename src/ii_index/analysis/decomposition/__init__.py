"""Why a score is what it is: what each part adds, what changed, what sets two units apart.

``decompose``
    A change, a level or a gap split over everything below a node, and the result of the split.
``contributions``
    The split itself, for every mean.
``node_contributions``
    The split where nodes are made each its own way.
``explanation``
    One unit: its ladder of contributions, strengths and gaps.
"""
