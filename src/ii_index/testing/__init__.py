"""For other people's tests: Hypothesis strategies and laws (needs the extra ``testing``).

>>> import numpy as np
>>> from ii_index.testing import laws
>>> laws.weights_sum_to_one([0.5, 0.3, 0.2])

``tables``, ``weights``, ``judgements``, ``panels``
    Strategies: Hypothesis draws what an index is made of.
``laws``
    What normalisers, weightings, aggregators and priorities owe to whoever uses them.

Strategies draw what an index is made of: :func:`tables` and :func:`directions`, :func:`weights`,
:func:`judgement_matrices`, :func:`frameworks` and :func:`panels`, with ties, huge and tiny scales, and with
missing cells and constant columns where they are asked for. :mod:`ii_index.testing.laws` holds what
normalisers, weightings, aggregators and priorities owe to whoever uses them; a broken law is an
``AssertionError`` that shows the small table it was broken on.
"""

try:
    import hypothesis as _hypothesis  # noqa: F401  # pyright: ignore[reportUnusedImport]
except ImportError as error:
    message = "ii_index.testing needs Hypothesis: pip install 'ii-index[testing]'"
    raise ImportError(message) from error

from ii_index.testing import laws
from ii_index.testing.judgements import judgement_matrices
from ii_index.testing.panels import frameworks, panels
from ii_index.testing.tables import directions, tables
from ii_index.testing.weights import weights

__all__ = ["directions", "frameworks", "judgement_matrices", "laws", "panels", "tables", "weights"]
