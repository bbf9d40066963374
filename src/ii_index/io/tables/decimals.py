"""Plain decimals from bytes, exactly and many at once.

A plain decimal is an optional minus, at most 16 digits and one point, and nothing else. Its digits make an
integer m < 2⁵³ and its point a power p ≤ 15, both exact in binary64, so that m / 10^p is the number nearest to what is
written (one correctly rounded division; W. D. Clinger, PLDI 1990). Eight bytes are read as one 64-bit word, and
three multiplications add up their digits.
"""

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import BoolArray, FloatArray, IntArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]

WIDEST = 16
_WORD = np.dtype("<u8")
_POINT, _MINUS = ord("."), ord("-")
_POWERS = 10.0 ** np.arange(WIDEST)
_TENS = 10 ** np.arange(WIDEST + 1, dtype=np.int64)
_LARGEST = 2**53


def parse(text: Bytes, starts: IntArray, ends: IntArray) -> tuple[FloatArray, BoolArray]:
    """Read the plain decimals among the pieces ``text[start:end]``.

    Parameters
    ----------
    text : array of uint8
        Preceded by at least 16 bytes that belong to no piece.
    starts, ends : IntArray, shape (n,)

    Returns
    -------
    values : FloatArray, shape (n,)
        NaN where the piece is no plain decimal.
    plain : BoolArray, shape (n,)
    """
    negative = (text[np.minimum(starts, text.size - 1)] == _MINUS) & (ends > starts)
    lengths = ends - starts - negative
    plain = (lengths > 0) & (lengths <= WIDEST)
    two = bool((lengths[plain] > 8).any())
    low = _words(text, ends, np.clip(lengths, 0, 8))
    mantissa, decimals, points, digits = _read_word(low)
    if two:
        high = _words(text, ends - 8, np.clip(lengths - 8, 0, 8))
        mantissa, decimals, points, more = _join((mantissa, decimals, points), _read_word(high))
        digits &= more
    fraction = mantissa % _TENS[decimals + 1]
    mantissa = np.where(points == 1, (mantissa - fraction) // 10 + fraction, mantissa)
    plain &= digits & (points <= 1) & (lengths > points) & (mantissa < _LARGEST)
    values = mantissa / _POWERS[decimals]
    np.negative(values, where=negative & (mantissa != 0), out=values)
    values[~plain] = np.nan
    return values, plain


def _words(text: Bytes, ends: IntArray, lengths: IntArray) -> Words:
    """Return the eight bytes before each end as one word, with ``0`` for those before its start."""
    windows = np.lib.stride_tricks.sliding_window_view(text, 8)
    words = np.ascontiguousarray(windows[np.maximum(ends - 8, 0)]).view(_WORD)[:, 0]
    kept = _KEPT[lengths]
    return (words & kept) | (_ZEROS & ~kept)


_KEPT = np.array([(2**64 - 1) ^ ((1 << 8 * (8 - count)) - 1) for count in range(9)], dtype=np.uint64)


def _repeat(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8))


_ZEROS, _POINTS, _LOW_BITS, _HIGH_NIBBLES = _repeat(0x30), _repeat(_POINT), _repeat(0x7F), _repeat(0xF0)
_SIX, _THREES, _LOW_NIBBLES = _repeat(0x06), _repeat(0x33), _repeat(0x0F)
_POINT_TO_ZERO = np.uint64(0x1E)
_DECIMALS = np.uint64(0x0706050403020100)


def _read_word(words: Words) -> tuple[IntArray, IntArray, IntArray, BoolArray]:
    """Return of eight characters: their number with 0 for the point, decimals, points, and whether all are digits."""
    other = words ^ _POINTS
    found = ~(((other & _LOW_BITS) + _LOW_BITS) | other | _LOW_BITS) >> np.uint64(7)
    words = words ^ (found * _POINT_TO_ZERO)
    digits = ((words & _HIGH_NIBBLES) | (((words + _SIX) & _HIGH_NIBBLES) >> np.uint64(4))) == _THREES
    points = np.where(found == 0, 0, np.where(found & (found - np.uint64(1)) == 0, 1, 2))
    decimals = np.where(points == 1, (found * _DECIMALS) >> np.uint64(56), 0).astype(np.int64)
    words = (words & _LOW_NIBBLES) * np.uint64(2561) >> np.uint64(8)
    words = (words & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601) >> np.uint64(16)
    words = (words & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001) >> np.uint64(32)
    return words.astype(np.int64), decimals, points, digits


def _join(
    low: tuple[IntArray, IntArray, IntArray], high: tuple[IntArray, IntArray, IntArray, BoolArray]
) -> tuple[IntArray, IntArray, IntArray, BoolArray]:
    mantissa = high[0] * 10**8 + low[0]
    decimals = np.where(high[2] == 1, high[1] + 8, low[1])
    return mantissa, np.minimum(decimals, WIDEST - 1), low[2] + high[2], high[3]
