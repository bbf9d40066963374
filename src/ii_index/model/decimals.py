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
_BYTES = 8
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
    lengths = ends - starts
    if signed := bool(negative.any()):
        lengths -= negative
    mantissa, decimals, pointed, plain = _read_words(words(text, ends, lengths, _ZEROS))
    if int(lengths.max(initial=0)) > _BYTES:
        high, more_decimals, also_pointed, also_plain = _read_words(
            words(text, ends - _BYTES, lengths - _BYTES, _ZEROS)
        )
        mantissa += high * np.where(pointed, 10**7, 10**8)
        decimals += np.where(also_pointed, more_decimals + _BYTES, 0)
        plain &= also_plain & ~(pointed & also_pointed) & (mantissa < _LARGEST) & (lengths <= WIDEST)
        pointed |= also_pointed
    plain &= lengths > pointed
    values = mantissa / _POWERS[np.minimum(decimals, WIDEST - 1)]
    if signed:
        np.negative(values, where=negative & (mantissa != 0), out=values)
    values[~plain] = np.nan
    return values, plain


def words(text: Bytes, ends: IntArray, lengths: IntArray, changed: np.uint64 | None = None) -> Words:
    """Return the last eight bytes of each piece as one word, with zero bytes in front of shorter ones.

    The bytes of a piece that are kept are changed by exclusive or; ``text`` has at least eight bytes before the first
    ``ends``.
    """
    anywhere = np.ndarray(shape=(text.size - 7,), dtype=_WORD, buffer=text, strides=(1,))
    found: Words = anywhere[ends - _BYTES]
    if changed is not None:
        found ^= changed
    found &= _KEPT[np.clip(lengths, 0, _BYTES)]
    return found


def _repeat(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8))


_ONES = 2**64 - 1
_KEPT = np.array([_ONES ^ ((1 << 8 * (8 - count)) - 1) for count in range(9)], dtype=np.uint64)
_ZEROS, _POINTS = _repeat(ord("0")), _repeat(ord(".") ^ ord("0"))
_LOW_BITS, _HIGH_NIBBLES, _SIX = _repeat(0x7F), _repeat(0xF0), _repeat(0x06)
_DECIMALS = np.uint64(0x0706050403020100)
_ONE, _SEVEN, _EIGHT, _LAST_BYTE = (np.uint64(count) for count in (1, 7, 8, 0xFF))

_Read: TypeAlias = tuple[IntArray, IntArray, BoolArray, BoolArray]
"""Of each word: the number its digits make, its decimals, whether it has a point, whether all else are digits."""


def _read_words(words: Words) -> _Read:
    """Read eight characters each, changed so that a digit is its number: the first is the lowest byte.

    ``found`` has a one in the byte that is a point. What is before the point moves over it by one byte, and a nought
    takes the first place.
    """
    other = words ^ _POINTS
    found = other & _LOW_BITS
    found += _LOW_BITS
    found |= other
    found |= _LOW_BITS
    np.invert(found, out=found)
    found >>= _SEVEN
    pointed = found != 0
    before = found - _ONE
    once = (found & before) == 0
    words = np.where(pointed, _closed_up(words, before), words)
    found *= _DECIMALS
    found >>= np.uint64(56)
    once &= (((words + _SIX) | words) & _HIGH_NIBBLES) == 0
    return _number(words), found.view(np.int64), pointed, once


def _closed_up(words: Words, before: Words) -> Words:
    """Return words whose bytes before the point have moved over it; ``before`` has the bits of these."""
    moved = words & before
    moved <<= _EIGHT
    after = before << _EIGHT
    after |= _LAST_BYTE
    np.invert(after, out=after)
    after &= words
    moved |= after
    return moved


def _number(digits: Words) -> IntArray:
    """Add up eight digits each, with three multiplications."""
    words = digits * np.uint64(2561)
    words >>= _EIGHT
    words &= np.uint64(0x00FF00FF00FF00FF)
    words *= np.uint64(6553601)
    words >>= np.uint64(16)
    words &= np.uint64(0x0000FFFF0000FFFF)
    words *= np.uint64(42949672960001)
    words >>= np.uint64(32)
    return words.view(np.int64)
