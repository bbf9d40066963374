"""Random and quasi-random weights, in fixed chunks with streams of their own.

Arrays of draws are ``(nodes, draws)``: a row a node, so that sums over siblings run along contiguous
memory. Nodes come parents first and siblings side by side; ``parents[c]`` is the row of c's parent, −1 under
the root.
"""

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed

CHUNK = 8192
"""Draws a chunk. A constant, so that results depend on the seed alone, not on workers or memory."""


def generator(seed: int, *key: int) -> "np.random.Generator":  # in quotes, or its module would be imported
    """Return the stream of one purpose within one chunk.

    Streams with different keys are independent, those with the same key identical, whoever asks first: the
    children that ``numpy.random.SeedSequence.spawn`` would give, without the list of them.

    Parameters
    ----------
    seed : int
        Any integer ≥ 0; 0 is a seed like any other.
    *key : int
        Such as chunk and purpose.

    Returns
    -------
    numpy.random.Generator

    Examples
    --------
    >>> bool(generator(0, 3, 1).random() == generator(0, 3, 1).random())
    True
    >>> bool(generator(0, 3, 1).random() == generator(0, 1, 3).random())
    False
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def chunks(draws: int) -> Iterator[tuple[int, int]]:
    """Yield the number and the size of each chunk of so many draws.

    Parameters
    ----------
    draws : int

    Yields
    ------
    tuple of int
        Number of the chunk, and its size: ``CHUNK`` for all but the last.

    Examples
    --------
    >>> list(chunks(CHUNK + 10))
    [(0, 8192), (1, 10)]
    """
    for number, start in enumerate(range(0, draws, CHUNK)):
        yield number, min(CHUNK, draws - start)


def families(parents: ArrayLike) -> Iterator[tuple[int, int, int]]:
    """Yield each group of siblings: its first row, the row after its last, and the row of the parent.

    Parameters
    ----------
    parents : array-like of int, shape (nodes,)

    Yields
    ------
    tuple of int

    Examples
    --------
    >>> list(families([-1, -1, 0, 0, 0]))
    [(0, 2, -1), (2, 5, 0)]
    """
    start = 0
    for parent, siblings in groupby(np.asarray(parents).tolist()):
        stop = start + len(list(siblings))
        yield start, stop, parent
        start = stop


def share_among_siblings(amounts: FloatArray, parents: ArrayLike) -> FloatArray:
    """Divide every amount by the sum over its siblings.

    Parameters
    ----------
    amounts : FloatArray, shape (nodes, draws)
        Not negative. Siblings that are all zero stay zero.
    parents : array-like of int, shape (nodes,)

    Returns
    -------
    FloatArray, shape (nodes, draws)
        Sums to 1 over the children of each parent.

    Examples
    --------
    >>> share_among_siblings(np.array([[1.0], [3.0], [2.0], [2.0]]), [-1, -1, 0, 0]).ravel().tolist()
    [0.25, 0.75, 0.5, 0.5]
    """
    return _share(amounts.copy(), parents)


def nested_weights(local: FloatArray, parents: ArrayLike, leaves: IntArray) -> FloatArray:
    """Multiply local weights along the path from the root to each leaf.

    Parameters
    ----------
    local : FloatArray, shape (nodes, draws)
        Sums to 1 over the children of each parent.
    parents : array-like of int, shape (nodes,)
    leaves : IntArray, shape (leaves,)
        Rows of the leaves, in the order wanted.

    Returns
    -------
    FloatArray, shape (leaves, draws)
        Sums to 1 over the leaves.

    Examples
    --------
    >>> local = np.array([[0.4], [0.6], [0.5], [0.5]])
    >>> nested_weights(local, [-1, -1, 0, 0], np.array([2, 3, 1])).ravel().tolist()
    [0.2, 0.2, 0.6]
    """
    nested = np.empty_like(local)
    for start, stop, parent in families(parents):
        if parent < 0:
            nested[start:stop] = local[start:stop]
        else:
            np.multiply(local[start:stop], nested[parent], out=nested[start:stop])
    first, last = int(leaves[0]), int(leaves[-1])
    if np.array_equal(leaves, np.arange(first, last + 1)):
        return nested[first : last + 1]
    return nested[leaves]


def perturbed(local: ArrayLike, parents: ArrayLike, amount: float, uniforms: FloatArray) -> FloatArray:
    r"""Multiply each local weight by its own U(1 − p, 1 + p), then renormalise within the parent.

    .. math:: w'_c = w_c u_c / \sum_{s} w_s u_s, \quad u \sim U(1 - p, 1 + p)

    Parameters
    ----------
    local : array-like, shape (nodes,)
        Nominal local weights.
    parents : array-like of int, shape (nodes,)
    amount : float
        p, in [0, 1).
    uniforms : FloatArray, shape (nodes, draws)
        Random or quasi-random numbers in [0, 1); overwritten.

    Returns
    -------
    FloatArray, shape (nodes, draws)
        Local weights of every draw.

    Raises
    ------
    ValueError
        ``amount`` outside [0, 1).

    Notes
    -----
    Source: [1]_, step 7; the renormalisation within the parent is that of the COINr package.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators.

    Examples
    --------
    >>> u = np.array([[1.0], [0.0]])
    >>> perturbed([0.5, 0.5], [-1, -1], 0.25, u).ravel().tolist()
    [0.625, 0.375]
    """
    if not 0 <= amount < 1:
        message = f"a perturbation must be in [0, 1), not {amount}"
        raise ValueError(message)
    nominal = observed(local)[:, None]
    uniforms *= 2 * amount * nominal
    uniforms += (1 - amount) * nominal
    return _share(uniforms, parents)


def dirichlet(
    local: ArrayLike, parents: ArrayLike, concentration: float, draws: int, rng: "np.random.Generator"
) -> FloatArray:
    r"""Draw the local weights below each parent from Dirichlet(c · w).

    Mean w; variance :math:`w(1 - w)/(c + 1)`: the larger c, the closer to the nominal weights.

    Parameters
    ----------
    local : array-like, shape (nodes,)
        Nominal local weights w.
    parents : array-like of int, shape (nodes,)
    concentration : float
        c > 0.
    draws : int
    rng : numpy.random.Generator

    Returns
    -------
    FloatArray, shape (nodes, draws)

    Notes
    -----
    Gamma variates, divided by their sum over siblings ([1]_, ch. XI.4).

    References
    ----------
    .. [1] Devroye, L. (1986), Non-Uniform Random Variate Generation.

    Examples
    --------
    >>> w = dirichlet([0.2, 0.8], [-1, -1], 10.0, 20_000, generator(1))
    >>> bool(abs(w[0].var() - 0.16 / 11) < 0.0005)
    True
    """
    shape = _concentrations(local, concentration)[:, None]
    return _share(rng.standard_gamma(shape, (len(shape), draws)), parents)


def dirichlet_from_uniforms(
    local: ArrayLike, parents: ArrayLike, concentration: float, uniforms: FloatArray
) -> FloatArray:
    """Map uniform numbers to Dirichlet(c · w) weights below each parent, by inverse gamma distributions.

    Slower than :func:`dirichlet`, and the one that quasi-random points need.

    Parameters
    ----------
    local : array-like, shape (nodes,)
    parents : array-like of int, shape (nodes,)
    concentration : float
    uniforms : FloatArray, shape (nodes, draws)

    Returns
    -------
    FloatArray, shape (nodes, draws)

    Examples
    --------
    >>> dirichlet_from_uniforms([0.5, 0.5], [-1, -1], 8.0, np.full((2, 1), 0.3)).ravel().tolist()
    [0.5, 0.5]
    """
    from scipy.special import gammaincinv

    shape = _concentrations(local, concentration)
    positive = shape > 0
    gammas = np.zeros_like(uniforms)
    gammas[positive] = gammaincinv(shape[positive][:, None], uniforms[positive])
    return _share(gammas, parents)


def resampled(expert_weights: ArrayLike, parents: ArrayLike, chosen: IntArray) -> FloatArray:
    r"""Average the local weights of experts drawn with replacement: their bootstrap.

    The average is the geometric mean of priorities, renormalised within the parent.

    Parameters
    ----------
    expert_weights : array-like, shape (experts, nodes)
        Positive local weights of each expert.
    parents : array-like of int, shape (nodes,)
    chosen : IntArray, shape (experts, draws)
        Which experts each draw consists of.

    Returns
    -------
    FloatArray, shape (nodes, draws)

    Notes
    -----
    Aggregation of individual priorities: [1]_.

    References
    ----------
    .. [1] Forman, E. & Peniwati, K. (1998), European Journal of Operational Research 108, 165-169.

    Examples
    --------
    >>> twice_the_first = np.array([[0], [0]])
    >>> resampled([[0.3, 0.7], [0.6, 0.4]], [-1, -1], twice_the_first).ravel().round(12).tolist()
    [0.3, 0.7]
    """
    logs = np.log(observed(expert_weights))
    experts = len(logs)
    times = np.stack([np.count_nonzero(chosen == expert, axis=0) for expert in range(experts)])
    return _share(np.exp(logs.T @ (times / experts)), parents)


def without(local: FloatArray, parents: ArrayLike, kept: BoolArray) -> FloatArray:
    """Set the weight of some nodes to zero and share it among their siblings.

    Parameters
    ----------
    local : FloatArray, shape (nodes, draws)
    parents : array-like of int, shape (nodes,)
    kept : BoolArray, shape (nodes,) or (nodes, draws)
        A node all of whose children are gone must be gone itself.

    Returns
    -------
    FloatArray, shape (nodes, draws)

    Examples
    --------
    >>> without(np.array([[0.2], [0.3], [0.5]]), [-1, -1, -1], np.array([True, True, False])).ravel().tolist()
    [0.4, 0.6, 0.0]
    """
    return _share(local * (kept if kept.ndim == 2 else kept[:, None]), parents)


def _share(amounts: FloatArray, parents: ArrayLike) -> FloatArray:
    """Do what :func:`share_among_siblings` does, in place: at millions of draws the copy would show."""
    for start, stop, _ in families(parents):
        total = amounts[start:stop].sum(axis=0)
        total[total == 0] = 1.0
        amounts[start:stop] /= total
    return amounts


def _concentrations(local: ArrayLike, concentration: float) -> FloatArray:
    if not concentration > 0:
        message = f"a concentration must be positive, not {concentration}"
        raise ValueError(message)
    return concentration * observed(local)
