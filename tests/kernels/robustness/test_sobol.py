"""Sobol' estimators: the exact indices of Ishigami's function and the g-function, and honest intervals."""

import numpy as np
import pytest

from ii_index.kernels.robustness import sobol
from tests.kernels.golden import METHOD

ISHIGAMI, G_FUNCTION, LINEAR = METHOD["ishigami"], METHOD["g_function"], METHOD["linear_indep"]


def ishigami(points):
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(points):
    a = np.array(G_FUNCTION["a"])
    return np.prod((np.abs(4 * points - 2) + a) / (1 + a), axis=1)


def linear(points):
    from scipy.special import ndtri

    return ndtri(points) @ LINEAR["w"]


def design(function, a, b):
    """f(A), f(B) and f of A with one column of B after another."""
    swapped = [np.where(np.arange(a.shape[1]) == i, b, a) for i in range(a.shape[1])]
    return function(a), function(b), np.stack([function(points) for points in swapped])


def estimates(function, columns, samples, seed):
    outputs = design(function, *sobol.quasi_random(samples, columns, seed))
    return sobol.first_order(*outputs), sobol.total(*outputs)


def test_the_indices_of_ishigamis_function_are_the_exact_ones():
    first, total = estimates(ishigami, 3, 2**14, seed=1)

    assert first == pytest.approx(ISHIGAMI["S"], abs=0.005)
    assert total == pytest.approx(ISHIGAMI["ST"], abs=0.005)


def test_the_indices_of_the_g_function_are_the_exact_ones():
    first, total = estimates(g_function, 8, 2**14, seed=1)

    assert first == pytest.approx(G_FUNCTION["S"], abs=0.006)
    assert total == pytest.approx(G_FUNCTION["ST"], abs=0.006)


def test_in_a_linear_model_first_order_and_total_are_the_shares_of_variance():
    first, total = estimates(linear, 3, 2**13, seed=1)

    assert first == pytest.approx(LINEAR["S"], abs=0.005)
    assert total == pytest.approx(LINEAR["S"], abs=0.005)


def test_the_index_of_a_group_holds_what_its_members_share():
    a, b = sobol.quasi_random(2**14, 3, seed=2)
    together = np.where([True, False, True], b, a)

    first = sobol.first_order(ishigami(a), ishigami(b), ishigami(together)[None])

    shared = ISHIGAMI["S"][0] + ISHIGAMI["S"][2] + ISHIGAMI["S13"]
    assert first == pytest.approx([shared], abs=0.005)


@pytest.mark.parametrize("offset", [1e3, 1e6])
def test_a_constant_added_to_the_result_changes_no_index(offset):
    outputs = design(ishigami, *sobol.quasi_random(1024, 3, seed=3))
    moved = [output + offset for output in outputs]

    assert sobol.first_order(*moved) == pytest.approx(sobol.first_order(*outputs), abs=1e-8)
    assert sobol.total(*moved) == pytest.approx(sobol.total(*outputs), abs=1e-8)


def test_intervals_of_random_samples_cover_the_exact_indices_as_often_as_they_say():
    runs, hits_first, hits_total = 200, np.zeros(3), np.zeros(3)
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        outputs = design(ishigami, rng.random((1024, 3)), rng.random((1024, 3)))
        limits = sobol.bootstrap_intervals(*outputs, resamples=400, level=0.9, seed=seed)
        hits_first += (limits.first_order[:, 0] <= ISHIGAMI["S"]) & (
            ISHIGAMI["S"] <= limits.first_order[:, 1]
        )
        hits_total += (limits.total[:, 0] <= ISHIGAMI["ST"]) & (ISHIGAMI["ST"] <= limits.total[:, 1])

    # Binomial(200, 0.9): outside 0.82–0.96 once in ten thousand
    assert (hits_first / runs > 0.82).all()
    assert (hits_first / runs < 0.96).all()
    assert (hits_total / runs > 0.82).all()
    assert (hits_total / runs < 0.96).all()


def test_quasi_random_points_err_less_than_the_intervals_of_random_ones_allow():
    quasi = np.array([estimates(ishigami, 3, 1024, seed)[0] for seed in range(30)])
    rng = [np.random.default_rng(seed) for seed in range(30)]
    random = np.array(
        [sobol.first_order(*design(ishigami, g.random((1024, 3)), g.random((1024, 3)))) for g in rng]
    )

    assert (quasi.std(axis=0) < 0.7 * random.std(axis=0)).all()


def test_several_outputs_are_estimated_one_by_one():
    rng = np.random.default_rng(4)
    outputs = rng.normal(3, 2, (2, 5, 16)), rng.normal(3, 2, (2, 5, 16)), rng.normal(3, 2, (3, 2, 5, 16))

    first, total = sobol.first_order(*outputs), sobol.total(*outputs)
    limits = sobol.bootstrap_intervals(*outputs, resamples=20)

    assert first.shape == total.shape == (3, 2, 5)
    assert limits.first_order.shape == limits.total.shape == (3, 2, 5, 2)
    for place in np.ndindex(2, 5):
        alone = [output[..., *place, :] for output in outputs]
        assert first[:, *place] == pytest.approx(sobol.first_order(*alone))
        assert total[:, *place] == pytest.approx(sobol.total(*alone))
        by_itself = sobol.bootstrap_intervals(*alone, resamples=20)
        assert limits.first_order[:, *place] == pytest.approx(by_itself.first_order)
        assert limits.total[:, *place] == pytest.approx(by_itself.total)


def test_the_estimates_are_those_of_the_formulas_for_any_numbers():
    f_a, f_b, *f_ab = np.random.default_rng(8).normal(size=(5, 32))
    both = np.append(f_a, f_b)

    first, total = sobol.first_order(f_a, f_b, f_ab), sobol.total(f_a, f_b, f_ab)

    for i, swapped in enumerate(f_ab):
        alone = sum((f_b[n] - both.mean()) * (swapped[n] - f_a[n]) for n in range(32)) / 32
        moved = sum((f_a[n] - swapped[n]) ** 2 for n in range(32)) / 64
        assert first[i] == pytest.approx(alone / both.var())
        assert total[i] == pytest.approx(moved / both.var())


def test_what_does_not_vary_has_no_index():
    constant = np.ones(8)

    assert np.isnan(sobol.first_order(constant, constant, constant[None])).all()
    assert np.isnan(sobol.total(constant, constant, constant[None])).all()


def test_the_same_seed_gives_the_same_points_and_another_seed_others():
    assert np.array_equal(sobol.quasi_random(64, 5, 0), sobol.quasi_random(64, 5, 0))
    assert not np.array_equal(sobol.quasi_random(64, 5, 0), sobol.quasi_random(64, 5, 1))


def test_one_point_is_a_balanced_sample():
    a, b = sobol.quasi_random(1, 3, 0)

    assert a.shape == b.shape == (1, 3)


def test_no_point_lies_on_the_border_where_inverse_distributions_are_infinite(monkeypatch):
    monkeypatch.setattr(
        "scipy.stats.qmc.Sobol.random", lambda self, n: np.zeros((n, self.d))
    )  # one in 2**30 is

    a, b = sobol.quasi_random(8, 2, 0)

    assert ((a > 0) & (a < 2**-30)).all()
    assert ((b > 0) & (b < 2**-30)).all()


@pytest.mark.parametrize("samples", [-2, 0, 3, 1000])
def test_only_powers_of_two_are_balanced(samples):
    with pytest.raises(ValueError, match="power of two"):
        sobol.quasi_random(samples, 2, 0)


def test_intervals_are_the_quantiles_of_estimates_from_resampled_rows():
    """The bootstrap by the definition: draw rows with replacement, estimate anew, take quantiles."""
    rng = np.random.default_rng(3)
    a, b = rng.random((2, 64)) + 5
    ab = np.stack([b, a]) + rng.normal(scale=0.1, size=(2, 64))

    found = sobol.bootstrap_intervals(a, b, ab, resamples=40, level=0.9, seed=11)

    times = np.random.default_rng(11).multinomial(64, np.full(64, 1 / 64), size=40)
    rows = [np.repeat(np.arange(64), row) for row in times]
    for part, estimate in (("first_order", sobol.first_order), ("total", sobol.total)):
        drawn = np.array([estimate(a[row], b[row], ab[:, row]) for row in rows])
        expected = np.quantile(drawn, [0.05, 0.95], axis=0).T
        assert getattr(found, part) == pytest.approx(expected, rel=1e-9)


def test_intervals_are_95_percent_ones_from_a_thousand_resamples_unless_told_otherwise():
    outputs = np.random.default_rng(6).normal(size=(3, 32))

    default = sobol.bootstrap_intervals(*outputs[:2], outputs[2:])

    told = sobol.bootstrap_intervals(*outputs[:2], outputs[2:], resamples=1000, level=0.95, seed=0)
    assert np.array_equal(default, told)
