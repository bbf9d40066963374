"""Experts' judgements and points become weights of a framework.

``checking``
    Faults of judgements, and the rules by which they are weighed.
``judgements``
    Judgement matrices, one node at a time.
``best_worst``
    Judgements against the best and the worst, one node at a time.
``combination``
    Points, judgements and rounds combined: :func:`.weigh`.
``disagreement``
    Where experts contradict themselves or one another.
``repair``
    What to ask again.
"""
