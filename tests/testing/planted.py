"""Planted bugs: what fixed operators make of right functions, for the laws of ii_index.testing to find.

The list was fixed before the laws were widened, so that it measures them. Each subject has right functions, which
must keep its laws, and operators; an operator makes one mistake of one function. `mutants.txt` lists them all, with
the changes that `tests/mutation.py --laws` makes of the kernels; `python tests/mutation.py --laws --planted` tries them.
"""

from itertools import count

import numpy as np
import pandas as pd


# Normalisers: fn(values, direction) -> scores.
def min_max(values, direction):
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    scores = np.where(high > low, (values - low) / np.where(high > low, high - low, 1), 0.5 + 0 * values)
    return np.where(direction > 0, scores, 1 - scores)


def _of_filled(values, direction):
    return np.where(np.isnan(values), np.nan, min_max(np.nan_to_num(values), direction))


def _pooled(values, direction):
    low, high = np.nanmin(values), np.nanmax(values)
    scores = (values - low) / (high - low) if high > low else 0.5 + 0 * values
    return np.where(direction > 0, scores, 1 - scores)


def _ties_by_row(values, direction):
    return min_max(values, direction) * (1 - 1e-3 * np.arange(len(values))[:, np.newaxis] / len(values))


def _one_way_for_large(values, direction):
    return min_max(values, np.where(np.nanmax(values, axis=0) > 1e5, 1.0, direction))


def _with_neighbour(values, direction):
    scores = min_max(values, direction)
    return np.where(np.isnan(scores), np.nan, 0.9 * scores + 0.1 * np.nan_to_num(np.roll(scores, 1, axis=1)))


def _turn(table: pd.DataFrame) -> None:
    """Sort the rows of a caller's own table, last first."""
    turned = table.sort_index(ascending=False)
    table.iloc[:, :] = turned.to_numpy()
    table.index = turned.index


NORMALISERS = {
    "direction lost": lambda v, d: min_max(v, np.ones_like(d)),
    "direction turned": lambda v, d: min_max(v, -d),
    "direction lost in large columns": _one_way_for_large,
    "bounds pooled over columns": _pooled,
    "bounds of the first column": lambda v, d: (
        np.clip((v - np.nanmin(v[:, 0])) / max(np.nanmax(v[:, 0]) - np.nanmin(v[:, 0]), 1e-300), 0, 1)
        * (d > 0)
        + 0.5 * (d < 0)
    ),
    "mixed with the column beside": _with_neighbour,
    "constant": lambda v, _: np.where(np.isnan(v), np.nan, 0.5),
    "the first column repeated": lambda v, d: np.where(
        np.isnan(v), np.nan, min_max(v, d)[:, :1] * np.ones(v.shape[1])
    ),
    "ties broken by row": _ties_by_row,
    "float32 inside": lambda v, d: min_max(v.astype(np.float32).astype(float), d),
    "missing as zero in the bounds": _of_filled,
    "missing filled": lambda v, d: np.nan_to_num(min_max(v, d), nan=0.5),
    "rows turned": lambda v, d: min_max(v, d)[::-1],
    "one column in another unit": lambda v, d: (
        min_max(np.where(v > 1e6, v + 1e5, v), d) / (1 + 1e-12 * np.nanmax(np.abs(v)))
    ),
    "twice as wide": lambda v, d: 2 * min_max(v, d),
    "constant column NaN": lambda v, d: np.where(
        np.nanmax(v, axis=0) > np.nanmin(v, axis=0), min_max(v, d), np.nan
    ),
}


# Aggregators: fn(values, weights) -> scores, missing cells left out and weights renormalised.
def mean(values, weights):
    known = ~np.isnan(values)
    return (np.nan_to_num(values) * weights).sum(axis=1) / (known * weights).sum(axis=1)


def _geometric_shifted(values, weights):
    return np.exp(
        np.where(np.isnan(values), 0, np.log(np.nan_to_num(values) + 1))
        @ weights
        / ((~np.isnan(values)) @ weights)
    )


AGGREGATORS = {
    "maximum": lambda v, _: np.nanmax(v, axis=1),
    "minimum": lambda v, _: np.nanmin(v, axis=1),
    "median": lambda v, _: np.nanmedian(v, axis=1),
    "first column": lambda v, _: np.where(np.isnan(v[:, 0]), np.nanmean(v, axis=1), v[:, 0]),
    "last column ignored": lambda v, w: (
        mean(v[:, :-1], w[:-1]) if v.shape[1] > 2 and not np.isnan(v).any() else mean(v, w)
    ),
    "weights reversed": lambda v, w: mean(v, w[::-1]),
    "weights squared": lambda v, w: mean(v, w**2),
    "weights ignored": lambda v, w: mean(v, np.ones_like(w)),
    "root of the weights": lambda v, w: mean(v, np.sqrt(w)),
    "weights by rank": lambda v, w: mean(v, 1.0 + np.argsort(np.argsort(w))),
    "not divided by the sum": lambda v, w: np.nan_to_num(v) @ w * 1.01,
    "missing as zero": lambda v, w: np.nan_to_num(v) @ w / w.sum(),
    "missing as the mean of the column": lambda v, w: mean(
        np.where(np.isnan(v), np.nanmean(np.where(np.isnan(v).all(axis=0), 50, v), axis=0), v), w
    ),
    "missing makes missing": lambda v, w: v @ w / w.sum(),
    "geometric of values plus one": _geometric_shifted,
    "largest value doubled": lambda v, w: mean(np.where(v == np.nanmax(v), 2 * v, v), w),
    "relative to the mean unit": lambda v, w: mean(v, w) * 0.5 + 0.5 * mean(v, w).mean(),
    "rounded to ten": lambda v, w: np.round(mean(v, w), -1),
    "rows turned": lambda v, w: mean(v, w)[::-1],
    "half of it the maximum": lambda v, w: 0.5 * mean(v, w) + 0.5 * np.nanmax(v, axis=1),
    "the best cell left out": lambda v, w: mean(
        np.where(
            (v == np.nanmax(v, axis=1, keepdims=True)) & (np.nanmin(v, axis=1, keepdims=True) < v), np.nan, v
        ),
        w,
    ),
}


# Weightings: fn(values, direction) -> weights.
def of_spread(values, direction):
    spread = min_max(values, direction).std(axis=0) * (np.ptp(values, axis=0) > 0)
    return spread / spread.sum() if spread.sum() else np.full(len(spread), 1 / len(spread))


def _shared(raw):
    return raw / raw.sum() if raw.sum() else np.full(len(raw), 1 / len(raw))


def _entropy(values):
    shares = (values + 1e-9 * values.max(axis=0)) / (values + 1e-9 * values.max(axis=0)).sum(axis=0)
    return _shared(1 + (shares * np.log(shares)).sum(axis=0) / np.log(len(values)))


def _remainder_first(values, direction):
    weights = np.round(of_spread(values, direction), 2)
    return weights + (1 - weights.sum()) * (np.arange(len(weights)) == 0)


WEIGHTINGS = {
    "standard deviation of raw values": lambda v, _: _shared(v.std(axis=0)),
    "variance of raw values": lambda v, _: _shared(v.var(axis=0)),
    "entropy of raw values, direction ignored": lambda v, _: _entropy(v),
    "remainder to the first column": _remainder_first,
    "first column doubled": lambda v, d: _shared(of_spread(v, d) * (1 + (np.arange(len(d)) == 0))),
    "first unit doubled": lambda v, d: (
        of_spread(np.vstack([v[:1], v]), d) if len(v) < 6 else of_spread(v[1:], d)
    ),
    "less is better counts half": lambda v, d: _shared(of_spread(v, d) * np.where(d > 0, 1, 0.5)),
    "scaled by the largest value of the table": lambda v, _: _shared((v / v.max()).std(axis=0)),
    "not divided by the sum": lambda v, d: min_max(v, d).std(axis=0),
    "a constant column NaN": lambda v, d: np.where(np.ptp(v, axis=0) > 0, of_spread(v, d), np.nan),
    "negative": lambda v, d: 2 * of_spread(v, d) - 1 / len(d),
    "by the values of the last unit": lambda v, d: _shared(min_max(v, d)[-1]),
    "one more than there are": lambda v, d: np.append(of_spread(v, d), 0.0),
}


# Rankings: fn(scores) -> ranks, 1 for the highest.
def ranks(scores):
    return 1 + (scores[np.newaxis, :] > scores[:, np.newaxis]).sum(axis=1)


RANKINGS = {
    "ties broken by row": lambda s: 1 + np.argsort(np.argsort(-s, kind="stable"), kind="stable"),
    "lowest first": lambda s: ranks(-s),
    "from 0": lambda s: ranks(s) - 1,
    "dense": lambda s: 1 + np.unique(-s, return_inverse=True)[1],
    "the later of tied places": lambda s: (s[np.newaxis, :] >= s[:, np.newaxis]).sum(axis=1),
    "of rounded scores": lambda s: ranks(np.round(s)),
    "of absolute scores": lambda s: ranks(np.abs(s)),
    "everybody first": lambda s: np.ones(len(s)),
    "places of the sorted": lambda s: 1 + np.argsort(-s, kind="stable"),
}


# Tier rules: fn(scores, k) -> labels, 0 for the lowest tier.
def quantile_tiers(scores, k):
    return np.minimum((scores[:, np.newaxis] > scores).sum(axis=1) * k // len(scores), k - 1)


def equal_intervals(scores, k):
    return np.minimum(((scores - scores.min()) / (np.ptp(scores) or 1) * k).astype(int), k - 1)


TIER_RULES = {
    "by place, equal scores apart": lambda s, k: (
        np.argsort(np.argsort(s, kind="stable"), kind="stable") * k // len(s)
    ),
    "highest first": lambda s, k: k - 1 - equal_intervals(s, k),
    "from 1": lambda s, k: 1 + equal_intervals(s, k),
    "one tier too many": lambda s, k: equal_intervals(s, k + 1),
    "fixed thresholds": lambda s, k: np.clip((s // 25).astype(int), 0, k - 1),
    "from zero, not from the lowest": lambda s, k: np.clip(
        (s / (np.abs(s).max() or 1) * k).astype(int), 0, k - 1
    ),
    "everybody in one": lambda s, _: np.zeros(len(s)),
    "the first unit always top": lambda s, k: np.where(np.arange(len(s)) == 0, k - 1, equal_intervals(s, k)),
    "half a tier": lambda s, k: equal_intervals(s, k) + 0.5,
}


# Base-year series: fn(values, base) -> index, values (periods, columns), base a row.
def fixed_base(values, base):
    return 100 * values / values[base]


BASE_YEARS = {
    "base 1": lambda v, b: v / v[b],
    "base 100 plus the change": lambda v, b: 100 + (v - v[b]),
    "always the first year": lambda v, _: 100 * v / v[0],
    "the mean as base": lambda v, _: 100 * v / v.mean(axis=0),
    "base of the first column": lambda v, b: 100 * v / v[b, 0],
    "logarithms": lambda v, b: 100 * (1 + np.log(v / v[b])),
    "rounded": lambda v, b: np.round(100 * v / v[b]),
    "turned over": lambda v, b: 100 * v[b] / v,
    "growth halved": lambda v, b: 100 * np.sqrt(v / v[b]),
    "years turned": lambda v, b: 100 * v[::-1] / v[b],
}


# Nested weights: fn(parents, local) -> nested, parents (nodes,) rows of the parents or -1, every parent before its children.
def nested(parents, local):
    found = np.zeros(len(local))
    for row, parent in enumerate(parents):
        siblings = local[parents == parent].sum()
        found[row] = local[row] / siblings * (1 if parent < 0 else found[parent])
    return found


def _wrong_nested(divide, above):
    def wrong(parents, local):
        found = np.zeros(len(local))
        for row, parent in enumerate(parents):
            found[row] = (
                local[row]
                / divide(parents, local, parent)
                * (1 if parent < 0 else above(found, parent, parents, local))
            )
        return found

    return wrong


def _siblings(parents, local, parent):
    return local[parents == parent].sum()


NESTED_WEIGHTS = {
    "locals as given": _wrong_nested(lambda *_: 1.0, lambda found, parent, *_: found[parent]),
    "not multiplied": _wrong_nested(_siblings, lambda *_: 1.0),
    "divided by all nodes": _wrong_nested(
        lambda parents, local, _: local.sum(), lambda found, parent, *_: found[parent]
    ),
    "equal within the parent": lambda parents, local: nested(parents, np.ones_like(local)),
    "a level left out": _wrong_nested(
        _siblings,
        lambda found, parent, parents, _: found[parent] if parents[parent] < 0 else found[parents[parent]],
    ),
    "parents squared": _wrong_nested(_siblings, lambda found, parent, *_: found[parent] ** 2),
    "added": _wrong_nested(_siblings, lambda found, parent, *_: 0.5 + 0.5 * found[parent]),
    "turned": lambda parents, local: nested(parents, local[::-1]),
}


# Contributions: fn(before, after, weights) -> parts that sum to the change of the mean.
def contributions(before, after, weights):
    return weights / weights.sum() * (after - before)


CONTRIBUTIONS = {
    "the level, not the change": lambda _, a, w: w * a,
    "weights left out": lambda b, a, w: (a - b) / len(w),
    "shares of the change": lambda b, a, w: w * (a - b) / ((w * (a - b)).sum() or 1),
    "absolute": lambda b, a, w: w * np.abs(a - b),
    "backwards": lambda b, a, w: w * (b - a),
    "remainder to the first": lambda b, a, w: (
        np.round(w * (a - b), 1)
        + (np.arange(len(w)) == 0) * ((w * (a - b)).sum() - np.round(w * (a - b), 1).sum())
    ),
    "spread evenly": lambda b, a, w: np.full(len(w), (w * (a - b)).sum() / len(w)),
    "by weight alone": lambda b, a, w: w * (w * (a - b)).sum(),
    "per cent": lambda b, a, w: 100 * w * (a - b) / b,
}


# Rubrics: fn(answers) -> score of 100; two answers of three levels and one of two.
QUESTIONS = {"plan": (0, 1, 2), "network": (0, 1, 2), "safety": ("no", "yes")}
POINTS = {"plan": 20, "network": 20, "safety": 60}


def rubric(answers):
    return sum(
        POINTS[one] * QUESTIONS[one].index(answers[one]) / (len(QUESTIONS[one]) - 1) for one in QUESTIONS
    )


RUBRICS = {
    "a question forgotten": lambda a: rubric({**a, "network": 0}),
    "the middle counts most": lambda a: (
        rubric(a)
        + (5 if a["plan"] == 1 and a["network"] < 2 else 0)
        + (20 if a["plan"] == 1 and a["network"] == 2 else 0)
    ),
    "above the maximum": lambda a: 1.1 * rubric(a),
    "maximum out of reach": lambda a: min(rubric(a), 95),
    "yes is no": lambda a: rubric({**a, "safety": {"no": "yes", "yes": "no"}[a["safety"]]}),
    "begins at ten": lambda a: 10 + 0.9 * rubric(a),
    "the order of answers counts": lambda a: rubric(a) * (1 if next(iter(a)) == "plan" else 0.9),
    "a NaN in the middle": lambda a: rubric(a) if a["plan"] != 1 else float("nan"),
}


# Scores over years: fn(values, direction) -> scores, values (years, units, indicators), bounds pooled.
def pooled_years(values, direction):
    flat = values.reshape(-1, values.shape[-1])
    return min_max(flat, direction).reshape(values.shape).mean(axis=-1)


TIME_CONSISTENCY = {
    "bounds by year": lambda v, d: np.stack([min_max(year, d).mean(axis=-1) for year in v]),
    "z-scores of all years": lambda v, d: (
        d * (v - v.mean(axis=(0, 1))) / np.where(v.std(axis=(0, 1)) > 0, v.std(axis=(0, 1)), 1)
    ).mean(axis=-1),
    "a mean over years": lambda v, d: pooled_years(v, d) * 0.5 + 0.5 * pooled_years(v, d).mean(axis=0),
    "bounds of the last year": lambda v, d: np.clip(
        (v - v[-1].min(axis=0)) / np.where(np.ptp(v[-1], axis=0) > 0, np.ptp(v[-1], axis=0), 1), 0, 1
    ).mean(axis=-1),
    "the years turned": lambda v, d: pooled_years(v, d)[::-1],
    "a trend added": lambda v, d: pooled_years(v, d) + np.arange(len(v))[:, np.newaxis] / len(v),
    "ranks in all years": lambda v, d: (
        (v[np.newaxis, np.newaxis] < v[:, :, np.newaxis, np.newaxis]).sum(axis=(2, 3)) / v[..., 0].size
    ).mean(axis=-1),
}


# Imputations: fn(values) -> values without gaps.
def column_means(values):
    return np.where(np.isnan(values), np.nanmean(values, axis=0), values)


IMPUTATIONS = {
    "observed cells smoothed": lambda v: 0.9 * column_means(v) + 0.1 * np.nanmean(v, axis=0),
    "gaps stay": lambda v: v,
    "zeros": np.nan_to_num,
    "the mean of the table": lambda v: np.where(np.isnan(v), np.nanmean(v), v),
    "the mean of the row": lambda v: np.where(
        np.isnan(v),
        np.nan_to_num(
            np.nanmean(np.where(np.isnan(v).all(axis=1, keepdims=True), 1, v), axis=1, keepdims=True), nan=1
        ),
        v,
    ),
    "the row above": lambda v: np.where(np.isnan(v), np.roll(column_means(v), 1, axis=0), v),
    "the sum": lambda v: np.where(np.isnan(v), np.nansum(v, axis=0), v),
    "noise": lambda v, calls=count(): column_means(v) + 1e-3 * next(calls) * np.isnan(v),  # noqa: B008
    "rows turned": lambda v: column_means(v)[::-1],
    "a column too few": lambda v: column_means(v)[:, :-1],
}


# Whole tools: fn(frame) -> ranks by unit; x3 is better when less.
DIRECTION = np.array([1.0, 1.0, -1.0])


def tool(frame):
    return _ranked(frame, min_max(_numbers(frame[["x1", "x2", "x3"]]), DIRECTION).mean(axis=1))


def _ranked(frame, scores):
    return dict(zip(frame.index, ranks(np.round(scores, 9)).tolist(), strict=True))


def _numbers(frame):
    return frame.to_numpy(dtype=float)


TOOLS = {
    "direction lost": lambda f: _ranked(f, min_max(_numbers(f), np.ones(3)).mean(axis=1)),
    "lowest first": lambda f: {unit: len(f) + 1 - rank for unit, rank in tool(f).items()},
    "raw values averaged": lambda f: _ranked(f, (_numbers(f) * [1, 1, -1]).mean(axis=1)),
    "ties by row": lambda f: {unit: place for place, unit in enumerate(sorted(tool(f), key=tool(f).get), 1)},
    "a unit dropped": lambda f: dict(list(tool(f).items())[1:]),
    "ties by name": lambda f: {
        unit: place for place, (_, unit) in enumerate(sorted((r, u) for u, r in tool(f).items()), 1)
    },
    "by place, columns not by name": lambda f: _ranked(f, min_max(_numbers(f), DIRECTION).mean(axis=1)),
    "a column forgotten": lambda f: _ranked(
        f, min_max(f[["x1", "x2"]].to_numpy(dtype=float), np.ones(2)).mean(axis=1)
    ),
    "the table sorted for all to see": lambda f: (_turn(f), tool(f))[1],
    "units by place": lambda f: dict(zip(sorted(f.index), tool(f).values(), strict=True)),
}


PLANTED = {
    "normaliser": NORMALISERS,
    "aggregator": AGGREGATORS,
    "weighting": WEIGHTINGS,
    "ranking": RANKINGS,
    "tier rule": TIER_RULES,
    "base-year series": BASE_YEARS,
    "nested weights": NESTED_WEIGHTS,
    "contributions": CONTRIBUTIONS,
    "rubric": RUBRICS,
    "time consistency": TIME_CONSISTENCY,
    "imputation": IMPUTATIONS,
    "index": TOOLS,
}
