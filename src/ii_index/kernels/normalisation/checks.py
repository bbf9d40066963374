"""What every normalisation asks of its arguments."""

from typing import Literal, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray

OnConstant: TypeAlias = Literal["refuse", "midpoint"]


def sign_of(direction: ArrayLike) -> FloatArray:
    """Read a direction: 1 where more is better, -1 where less is."""
    sign = np.asarray(direction, dtype=np.float64)
    if not (np.abs(sign) == 1.0).all():
        msg = f"a direction is 1 or -1, not {sign.tolist()}"
        raise ValueError(msg)
    return sign


def refuse(indicators: BoolArray, why: str) -> None:
    """Raise if any indicator (last axis) is marked, naming the positions of all that are."""
    if indicators.any():
        marked = np.flatnonzero(indicators.any(axis=tuple(range(indicators.ndim - 1))))
        msg = f"{why}: indicators {marked.tolist()}"
        raise ValueError(msg)
