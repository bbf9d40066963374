"""Random consistency indices: the mean CI of random reciprocal matrices, as each author printed it.

The tables differ enough to turn a verdict (the exact value for three items is 0.52446; Saaty 1980 prints
0.58), so the table is named beside every consistency ratio.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

RandomIndexName: TypeAlias = Literal[
    "saaty1980",
    "saaty2005",
    "golden_wang1990",
    "donegan_dodd1991",
    "alonso_lamata2006",
    "alonso_lamata2006_linear",
]


class RandomIndexTable(NamedTuple):
    """One published table.

    Attributes
    ----------
    name : str
        Who printed it, and when: as texts name it.
    source : str
        Where it was printed.
    values : tuple of float
        RI of 1, 2, 3 … items.
    """

    name: str
    source: str
    values: tuple[float, ...]


def _printed(numbers: str) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers.split())


def _linear_fit(largest: int) -> tuple[float, ...]:
    """Alonso & Lamata's straight line, mean λ_max = 2.7699 n − 4.3513; 8.6 % below the truth at n = 3."""
    return (0.0, 0.0, *((1.7699 * n - 4.3513) / (n - 1) for n in range(3, largest + 1)))


TABLES: Mapping[RandomIndexName, RandomIndexTable] = MappingProxyType(
    {
        "saaty1980": RandomIndexTable(  # not monotone at n = 12, as printed
            "Saaty (1980)",
            "Saaty, T.L. (1980), The Analytic Hierarchy Process, McGraw-Hill",
            _printed("0 0 0.58 0.90 1.12 1.24 1.32 1.41 1.45 1.49 1.51 1.48 1.56 1.57 1.59"),
        ),
        "saaty2005": RandomIndexTable(
            "Saaty (2005)",
            "Saaty, T.L. (2005), Theory and Applications of the Analytic Network Process, p. 31",
            _printed("0 0 0.52 0.89 1.11 1.25 1.35 1.40 1.45 1.49 1.52 1.54 1.56 1.58 1.59"),
        ),
        "golden_wang1990": RandomIndexTable(
            "Golden & Wang (1990)",
            "Golden, B.L. & Wang, Q. (1990), An alternate measure of consistency, Springer, 68-81",
            _printed(
                "0 0 0.5799 0.8921 1.1159 1.2358 1.3322 1.3952 1.4537 1.4882 "
                "1.5117 1.5356 1.5571 1.5714 1.5831"
            ),
        ),
        "donegan_dodd1991": RandomIndexTable(
            "Donegan & Dodd (1991)",
            "Donegan, H.A. & Dodd, F.J. (1991), Mathematical and Computer Modelling 15(10), 135-137",
            _printed(
                "0 0 0.4914 0.8286 1.0591 1.1797 1.2519 1.3171 1.3733 1.4055 "
                "1.4213 1.4497 1.4643 1.4822 1.4969 1.5078 1.5153 1.5262 1.5313 1.5371"
            ),
        ),
        "alonso_lamata2006": RandomIndexTable(
            "Alonso & Lamata (2006)",
            "Alonso, J.A. & Lamata, M.T. (2006), Int. J. Uncertainty, Fuzziness 14(4), 445-459, table",
            _printed(
                "0 0 0.5245 0.8815 1.1086 1.2479 1.3417 1.4056 1.4499 1.4854 "
                "1.5141 1.5365 1.5551 1.5713 1.5838"
            ),
        ),
        "alonso_lamata2006_linear": RandomIndexTable(
            "Alonso & Lamata (2006), linear",
            "Alonso & Lamata (2006), linear fit: mean largest eigenvalue 2.7699 n - 4.3513",
            _linear_fit(15),
        ),
    }
)


def random_index(n: int, table: RandomIndexName = "saaty1980", missing: int = 0) -> float:
    """RI of n items of which ``missing`` pairs were not compared.

    For an incomplete matrix RI(n, m) = RI(n) · (1 − 2m / ((n − 1)(n − 2))), Ágoston & Csató (2022), Omega
    108, 102576: zero for a spanning tree, which leaves nothing to contradict. Within 2 to 5 % for n = 4.

    Parameters
    ----------
    n : int
        Number of items compared.
    table : str
        One of ``TABLES``.
    missing : int
        Pairs (above the diagonal) without a judgement.

    Returns
    -------
    float
        NaN beyond the largest n of the table: only CI can be given there.

    Raises
    ------
    ValueError
        No such table.

    Examples
    --------
    >>> random_index(5)
    1.12
    >>> random_index(4, "alonso_lamata2006", missing=1)  # 0.8815 · (1 − 2/6)
    0.5876666666666667
    """
    if table not in TABLES:
        message = f"no random-index table {table!r}; there are {', '.join(TABLES)}"
        raise ValueError(message)
    values = TABLES[table].values
    if n > len(values):
        return float(np.nan)
    complete = float(values[n - 1])
    return complete * (1 - 2 * missing / ((n - 1) * (n - 2))) if missing else complete
