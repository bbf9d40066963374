"""What something that does not change answers is worked out once, and kept with it as a cached property is."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Of = TypeVar("_Of")
_Answer = TypeVar("_Answer")


def once(question: Callable[[_Of], _Answer]) -> Callable[[_Of], _Answer]:
    """Let a function of one frozen object work its answer out once for each of them.

    A floor asks so of an object of a floor below, which cannot have the property itself. The answer belongs to the
    very object that was asked, not to its equals, and goes with it; copies begin without it. It must not change
    either. What raises is asked again.

    Parameters
    ----------
    question : callable
        Of one object with attributes.

    Examples
    --------
    >>> class Tree:
    ...     height = 3
    >>> @once
    ... def looked_at(tree: Tree) -> str:
    ...     print("looking")
    ...     return f"{tree.height} m"
    >>> tree = Tree()
    >>> looked_at(tree), looked_at(tree)
    looking
    ('3 m', '3 m')
    """
    name = f"{question.__module__}.{question.__qualname__}"

    @wraps(question)
    def asked(of: _Of) -> _Answer:
        kept = vars(of)
        if name not in kept:
            kept[name] = question(of)
        answer: _Answer = kept[name]
        return answer

    return asked
