"""Do the indicators of a node belong together? Correlation, reliability, and the factors behind them.

Tables are ``(units, indicators)``. Correlations take the cells that both columns have; the statistics of a
whole node take complete rows, and refuse holes.
"""

from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.ranking import levelled

Correlation: TypeAlias = Literal["pearson", "spearman", "kendall"]

FEWEST = 3
"""Fewer pairs of cells than this have no correlation to speak of."""


NOTHING = 1e-15
"""A share of the variance below this is rounding: the correlation is perfect."""


class Components(NamedTuple):
    """Principal components of a correlation matrix: eigenvalues and loadings, the largest first."""

    eigenvalues: FloatArray
    loadings: FloatArray


class Sphericity(NamedTuple):
    """Bartlett's test that all correlations are zero."""

    statistic: float
    degrees_of_freedom: int
    p_value: float


def correlation(x: ArrayLike, y: ArrayLike, method: Correlation = "pearson") -> float:
    r"""Correlate two indicators over the units that have both.

    ``pearson``: product-moment. ``spearman``: Pearson of average ranks. ``kendall``: tau-b,

    .. math:: \tau_b = \frac{\sum_{i<j} \operatorname{sgn}(x_i - x_j) \operatorname{sgn}(y_i - y_j)}
       {\sqrt{\#\{x_i \ne x_j\} \#\{y_i \ne y_j\}}}

    Parameters
    ----------
    x, y : array-like, shape (units,)
        NaN is a missing cell.
    method : {"pearson", "spearman", "kendall"}

    Returns
    -------
    float
        NaN with fewer than three common units, or where one of the two does not vary.

    Notes
    -----
    Sources: [1]_ for Kendall's tau-b.

    References
    ----------
    .. [1] Kendall, M. G. (1945), Biometrika 33, 239-251.

    Examples
    --------
    >>> [round(correlation([1, 2, 3, 4, 5], [2, 1, 3, 5, 4], m), 12) for m in ("spearman", "kendall")]
    [0.8, 0.6]
    """
    first, second = observed(x), observed(y)
    both = ~(np.isnan(first) | np.isnan(second))
    first, second = levelled(first[both]), levelled(second[both])  # noise neither ranks nor correlates
    if len(first) < FEWEST or not (np.ptp(first) > 0 and np.ptp(second) > 0):
        return float("nan")
    match method:
        case "pearson":
            return _pearson(first, second)
        case "spearman":
            return _pearson(_average_ranks(first), _average_ranks(second))
        case "kendall":
            return _cosine(_signs(first), _signs(second))


def correlation_p_value(x: ArrayLike, y: ArrayLike, method: Correlation = "pearson") -> float:
    """Return how likely a correlation at least as strong is where there is none, two-sided.

    Pearson's and Spearman's by Student's t with n − 2 degrees of freedom; Kendall's exactly for few units without ties,
    else by the normal distribution.

    Parameters
    ----------
    x, y : array-like, shape (units,)
        NaN is a missing cell.
    method : {"pearson", "spearman", "kendall"}

    Returns
    -------
    float
        NaN where there is no correlation.

    References
    ----------
    Kendall (1970), Rank Correlation Methods.

    Examples
    --------
    >>> round(correlation_p_value([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]), 4)
    0.1041
    """
    from scipy import stats

    r = correlation(x, y, method)
    first, second = observed(x), observed(y)
    both = ~(np.isnan(first) | np.isnan(second))
    if np.isnan(r):
        return r
    if method == "kendall":
        kendalltau: Any = stats.kendalltau
        return float(kendalltau(levelled(first[both]), levelled(second[both])).pvalue)
    freedom = int(both.sum()) - 2
    unexplained = max(1 - r * r, 0.0)
    if unexplained < NOTHING or freedom < 1:
        return 0.0 if freedom >= 1 else float("nan")
    student: Any = stats.t
    return float(2 * student.sf(abs(r) * np.sqrt(freedom / unexplained), freedom))


def correlation_matrix(values: ArrayLike, method: Correlation = "pearson") -> FloatArray:
    """Correlate every indicator with every other, over the units that have both.

    Parameters
    ----------
    values : array-like, shape (units, indicators)
    method : {"pearson", "spearman", "kendall"}

    Returns
    -------
    FloatArray, shape (indicators, indicators)
        Symmetric; 1 on the diagonal, also where a column does not vary and the rest of its row is NaN.

    Examples
    --------
    >>> correlation_matrix([[1, 3], [2, 2], [3, 1]]).round(12).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    columns = observed(values).T
    matrix = np.eye(len(columns))
    for first in range(len(columns)):
        for second in range(first):
            matrix[first, second] = correlation(columns[first], columns[second], method)
            matrix[second, first] = matrix[first, second]
    return matrix


def cronbach_alpha(values: ArrayLike) -> float:
    r"""Cronbach's alpha, the internal consistency of a set of indicators.

    .. math:: \alpha = \frac{k}{k - 1}
       \Bigl( 1 - \frac{\sum_i \operatorname{var} x_i}{\operatorname{var} \sum_i x_i} \Bigr)

    Parameters
    ----------
    values : array-like, shape (units, indicators)
        At least two indicators, on one scale.

    Returns
    -------
    float
        At most 1; negative where the indicators work against each other.

    Raises
    ------
    ValueError
        Fewer than two indicators, a missing cell, or a sum that does not vary.

    Notes
    -----
    Source: [1]_, equation 2.

    References
    ----------
    .. [1] Cronbach, L. J. (1951), Psychometrika 16, 297-334.

    Examples
    --------
    >>> x = [[2, 3, 4], [4, 4, 5], [3, 5, 4], [5, 6, 7], [1, 2, 2]]
    >>> round(cronbach_alpha(x) * 233, 10)
    225.0
    """
    table = _complete(values)
    indicators = table.shape[1]
    whole = table.sum(axis=1).var(ddof=1)
    if indicators < 2 or not whole > 0:
        message = "alpha needs two indicators and a sum that varies"
        raise ValueError(message)
    return float(indicators / (indicators - 1) * (1 - table.var(axis=0, ddof=1).sum() / whole))


def principal_components(matrix: ArrayLike) -> Components:
    """Principal components of a correlation matrix.

    Parameters
    ----------
    matrix : array-like, shape (indicators, indicators)

    Returns
    -------
    Components
        Eigenvalues from the largest; loadings in columns: eigenvectors scaled by the root of their
        eigenvalue, with a sum that is not negative.

    Notes
    -----
    Source: [1]_, step 4 (multivariate analysis).

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators.

    Examples
    --------
    >>> principal_components([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]).eigenvalues.round(12).tolist()
    [2.0, 0.5, 0.5]
    """
    values, vectors = np.linalg.eigh(_correlations(matrix))
    eigenvalues, loadings = values[::-1], vectors[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0))
    return Components(eigenvalues, np.where(loadings.sum(axis=0) < 0, -loadings, loadings))


def kaiser_meyer_olkin(matrix: ArrayLike) -> float:
    r"""Kaiser-Meyer-Olkin measure of sampling adequacy.

    .. math:: \mathrm{KMO} = \frac{\sum_{i \ne j} r_{ij}^2}{\sum_{i \ne j} r_{ij}^2 + \sum_{i \ne j} p_{ij}^2}

    with :math:`p_{ij}` the correlation of i and j given all others.

    Parameters
    ----------
    matrix : array-like, shape (indicators, indicators)
        Correlations; not singular.

    Returns
    -------
    float
        In (0, 1); below 0.5 a factor analysis is not advisable. NaN where all correlations are zero.

    Notes
    -----
    Source: [1]_.

    References
    ----------
    .. [1] Kaiser, H. F. & Rice, J. (1974), Educational and Psychological Measurement 34, 111-117.

    Examples
    --------
    >>> round(kaiser_meyer_olkin([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]) * 13, 10)
    9.0
    """
    correlations = _regular(matrix)
    inverse = np.linalg.inv(correlations)
    scale = np.sqrt(np.diagonal(inverse))
    partial = inverse / np.outer(scale, scale)
    apart = ~np.eye(len(correlations), dtype=np.bool_)
    common, unique = (correlations[apart] ** 2).sum(), (partial[apart] ** 2).sum()
    return float(common / (common + unique)) if common > 0 else float("nan")


def bartlett_sphericity(matrix: ArrayLike, units: int) -> Sphericity:
    r"""Bartlett's test that the indicators are uncorrelated.

    .. math:: \chi^2 = -\Bigl( n - 1 - \frac{2k + 5}{6} \Bigr) \ln \det R, \quad k (k - 1) / 2 \text{ d.f.}

    Parameters
    ----------
    matrix : array-like, shape (indicators, indicators)
        Correlations R; not singular.
    units : int
        n.

    Returns
    -------
    Sphericity

    Notes
    -----
    Source: [1]_.

    References
    ----------
    .. [1] Bartlett, M. S. (1950), British Journal of Psychology (Statistical Section) 3, 77-85.

    Examples
    --------
    >>> test = bartlett_sphericity([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]], 31)
    >>> round(test.statistic, 4), test.degrees_of_freedom
    (19.5236, 3)
    """
    from scipy.special import chdtrc

    correlations = _regular(matrix)
    indicators = len(correlations)
    _, log_determinant = np.linalg.slogdet(correlations)
    statistic = float(-(units - 1 - (2 * indicators + 5) / 6) * min(log_determinant, 0.0))
    freedom = indicators * (indicators - 1) // 2
    return Sphericity(statistic, freedom, float(chdtrc(freedom, statistic)))


def _pearson(x: FloatArray, y: FloatArray) -> float:
    return _cosine(x - x.mean(), y - y.mean())


def _cosine(x: FloatArray, y: FloatArray) -> float:
    x, y = x / np.abs(x).max(), y / np.abs(y).max()  # squares of huge or tiny values would overflow or vanish
    return float(np.clip((x @ y) / np.sqrt((x @ x) * (y @ y)), -1.0, 1.0))


def _average_ranks(x: FloatArray) -> FloatArray:
    _, position, times = np.unique(x, return_inverse=True, return_counts=True)
    return (np.cumsum(times) - (times - 1) / 2)[position]


def _signs(x: FloatArray) -> FloatArray:
    return np.sign(x[:, None] - x[None, :]).ravel()


def _complete(values: ArrayLike) -> FloatArray:
    table = observed(values)
    if table.ndim != 2 or np.isnan(table).any():
        message = "needs a table of units and indicators without missing cells"
        raise ValueError(message)
    return table


def _correlations(matrix: ArrayLike) -> FloatArray:
    correlations = observed(matrix)
    if (
        correlations.ndim != 2
        or correlations.shape[0] != correlations.shape[1]
        or np.isnan(correlations).any()
    ):
        message = "needs a square matrix of correlations without missing cells"
        raise ValueError(message)
    return correlations


def _regular(matrix: ArrayLike) -> FloatArray:
    correlations = _correlations(matrix)
    if len(correlations) < 2 or np.linalg.eigvalsh(correlations)[0] < 1e-10:
        message = "needs at least two indicators, none of them a combination of others"
        raise ValueError(message)
    return correlations
