"""Plain decimals from bytes, exactly and many at once.

A plain decimal is an optional minus, at most 16 characters of digits with at most one point, and nothing else. Its
digits make an integer m < 2⁵³ and its point a power p ≤ 15, both exact in binary64, so that m / 10^p is the number
nearest to what is written (one correctly rounded division; W. D. Clinger, PLDI 1990). Eight characters are read as
one 64-bit word, and three multiplications add up their digits.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import BoolArray, FloatArray, IntArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]

WIDEST = 16
_CHUNK = 65_536
_WORD = np.dtype("<u8")
_MINUS = ord("-")
_POWERS = 10.0 ** np.arange(WIDEST)
_LARGEST = 2**53


def parse(text: Bytes, starts: IntArray, ends: IntArray) -> tuple[FloatArray, BoolArray]:
    """Read the plain decimals among the pieces ``text[start:end]``.

    Parameters
    ----------
    text : array of uint8
        With at least 16 bytes before the first piece and one after the last.
    starts, ends : IntArray, shape (n,)

    Returns
    -------
    values : FloatArray, shape (n,)
        NaN where the piece is no plain decimal.
    plain : BoolArray, shape (n,)
    """
    values = np.empty(len(ends))
    plain = np.empty(len(ends), dtype=np.bool_)
    for start in range(0, len(ends), _CHUNK):
        part = slice(start, start + _CHUNK)
        values[part], plain[part] = _parse(text, starts[part], ends[part])
    return values, plain


def _parse(text: Bytes, starts: IntArray, ends: IntArray) -> tuple[FloatArray, BoolArray]:
    negative = text[starts] == _MINUS
    lengths = ends - starts - negative
    mantissa, decimals, pointed, plain = _read_words(_padded(text, ends, lengths))
    if (lengths > 8).any():
        high, more_decimals, also_pointed, also_plain = _read_words(_padded(text, ends - 8, lengths - 8))
        mantissa += high * np.where(pointed, 10**7, 10**8)
        decimals += np.where(also_pointed, more_decimals + 8, 0)
        plain &= also_plain & ~(pointed & also_pointed) & (mantissa < _LARGEST)
        pointed |= also_pointed
    plain &= (lengths > pointed) & (lengths <= WIDEST)
    values = mantissa / _POWERS[np.minimum(decimals, WIDEST - 1)]
    np.negative(values, where=negative & (mantissa != 0), out=values)
    values[~plain] = np.nan
    return values, plain


def words(text: Bytes, ends: IntArray, lengths: IntArray) -> Words:
    """Return the last eight bytes of each piece as one word, with zero bytes in front of shorter ones."""
    anywhere = np.ndarray(shape=(text.size - 7,), dtype=_WORD, buffer=text, strides=(1,))
    return anywhere[np.maximum(ends - 8, 0)] & _KEPT[np.clip(lengths, 0, 8)]


def _padded(text: Bytes, ends: IntArray, lengths: IntArray) -> Words:
    """Return the last eight characters of each piece, with ``0`` in front of shorter ones."""
    return words(text, ends, lengths) | _FILLED[np.clip(lengths, 0, 8)]


def _repeat(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8))


_ONES = 2**64 - 1
_KEPT = np.array([_ONES ^ ((1 << 8 * (8 - count)) - 1) for count in range(9)], dtype=np.uint64)
_FILLED = ~_KEPT & _repeat(0x30)
_POINTS, _LOW_BITS, _HIGH_NIBBLES = _repeat(ord(".")), _repeat(0x7F), _repeat(0xF0)
_SIX, _THREES, _LOW_NIBBLES = _repeat(0x06), _repeat(0x33), _repeat(0x0F)
_DECIMALS = np.uint64(0x0706050403020100)
_ONE, _FOUR, _SEVEN, _EIGHT = (np.uint64(count) for count in (1, 4, 7, 8))
_ZERO = np.uint64(0x30)

_Read: TypeAlias = tuple[IntArray, IntArray, BoolArray, BoolArray]
"""Of each word: the number its digits make, its decimals, whether it has a point, whether all else are digits."""


def _read_words(words: Words) -> _Read:
    """Read eight characters each: the first is the lowest byte.

    ``found`` has a one in the byte that is a point. What is before the point moves over it by one byte, and a ``0``
    takes the first place.
    """
    other = words ^ _POINTS
    found = ~(((other & _LOW_BITS) + _LOW_BITS) | other | _LOW_BITS) >> _SEVEN
    before = found - _ONE
    moved = ((words & before) << _EIGHT) | _ZERO | (words & ~((before << _EIGHT) | np.uint64(0xFF)))
    pointed = found != 0
    words = np.where(pointed, moved, words)
    digits = ((words & _HIGH_NIBBLES) | (((words + _SIX) & _HIGH_NIBBLES) >> _FOUR)) == _THREES
    decimals = ((found * _DECIMALS) >> np.uint64(56)).view(np.int64)
    words = (words & _LOW_NIBBLES) * np.uint64(2561) >> _EIGHT
    words = (words & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601) >> np.uint64(16)
    words = (words & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001) >> np.uint64(32)
    return words.view(np.int64), decimals, pointed, digits & (found & before == 0)
