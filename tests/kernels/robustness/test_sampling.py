"""Drawn weights: their definition, their moments, and streams that depend on nothing but the seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.robustness import sampling

FLAT = np.array([-1, -1, -1])
PARENTS = np.array([-1, -1, 0, 0, 0, 1, 1, 3, 3])
LEAVES = np.array([2, 7, 8, 4, 5, 6])
LOCAL = np.array([0.4, 0.6, 0.2, 0.3, 0.5, 0.9, 0.1, 0.25, 0.75])


def weights_by_hand(local, factors):
    """Perturb and renormalise family by family, node by node."""
    drawn = local * factors
    return np.array([drawn[c] / drawn[parent == PARENTS].sum() for c, parent in enumerate(PARENTS)])


def test_perturbed_weights_are_each_weight_times_its_own_factor_renormalised_within_the_parent():
    uniforms = np.random.default_rng(1).random((9, 1))
    factors = 1 - 0.3 + 0.6 * uniforms[:, 0]

    drawn = sampling.perturbed(LOCAL, PARENTS, 0.3, uniforms.copy())

    assert drawn[:, 0] == pytest.approx(weights_by_hand(LOCAL, factors), abs=1e-15)


def test_no_perturbation_returns_the_nominal_weights():
    drawn = sampling.perturbed(LOCAL, PARENTS, 0.0, np.random.default_rng(1).random((9, 50)))

    assert np.abs(drawn - LOCAL[:, None]).max() < 1e-15


@pytest.mark.law
@given(st.floats(0, 0.99), st.integers(0, 2**32))
def test_nested_weights_sum_to_one_and_siblings_sum_to_one(amount, seed):
    rng = np.random.default_rng(seed)
    for drawn in (
        sampling.perturbed(LOCAL, PARENTS, amount, rng.random((9, 20))),
        sampling.dirichlet(LOCAL, PARENTS, 5.0, 20, rng),
        sampling.resampled(rng.random((4, 9)) + 0.1, PARENTS, rng.integers(4, size=(4, 20))),
    ):
        families = [drawn[start:stop].sum(axis=0) for start, stop, _ in sampling.families(PARENTS)]

        assert np.allclose(families, 1, atol=1e-12)
        assert np.allclose(sampling.nested_weights(drawn, PARENTS, LEAVES).sum(axis=0), 1, atol=1e-12)


def test_nested_weights_are_products_along_the_path():
    nested = sampling.nested_weights(LOCAL[:, None], PARENTS, LEAVES)[:, 0]

    assert nested == pytest.approx(
        [0.4 * 0.2, 0.4 * 0.3 * 0.25, 0.4 * 0.3 * 0.75, 0.4 * 0.5, 0.6 * 0.9, 0.6 * 0.1]
    )


@pytest.mark.parametrize("how", ["random", "from uniforms"])
def test_dirichlet_weights_have_the_distributions_mean_and_variance(how):
    w, c, draws = np.array([0.2, 0.3, 0.5]), 12.0, 40_000
    rng = np.random.default_rng(7)

    drawn = (
        sampling.dirichlet(w, FLAT, c, draws, rng)
        if how == "random"
        else sampling.dirichlet_from_uniforms(w, FLAT, c, rng.random((3, draws)))
    )

    variance = w * (1 - w) / (c + 1)
    assert np.abs(drawn.mean(axis=1) - w).max() < 4 * np.sqrt(variance.max() / draws)
    assert drawn.var(axis=1) == pytest.approx(variance, rel=0.03)


def test_a_weight_of_zero_stays_zero():
    w = np.array([0.0, 0.4, 0.6])
    rng = np.random.default_rng(0)

    assert not sampling.dirichlet(w, FLAT, 10.0, 100, rng)[0].any()
    assert not sampling.dirichlet_from_uniforms(w, FLAT, 10.0, rng.random((3, 100)))[0].any()
    assert not sampling.perturbed(w, FLAT, 0.5, rng.random((3, 100)))[0].any()


def test_resampling_one_expert_twice_gives_that_experts_weights_and_two_their_geometric_mean():
    experts = np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])

    drawn = sampling.resampled(experts, FLAT, np.array([[0, 0], [0, 1]]))

    both = np.sqrt(experts[0] * experts[1])
    assert drawn[:, 0] == pytest.approx(experts[0])
    assert drawn[:, 1] == pytest.approx(both / both.sum())


def test_the_weight_of_what_is_left_out_goes_to_its_siblings_in_proportion():
    kept = np.array([True, True, False, True, True, True, True, True, True])

    local = sampling.without(LOCAL[:, None], PARENTS, kept)[:, 0]

    assert local[2:5] == pytest.approx([0, 0.3 / 0.8, 0.5 / 0.8])
    assert local[[0, 1, 5, 6, 7, 8]] == pytest.approx(LOCAL[[0, 1, 5, 6, 7, 8]])


def test_streams_are_those_that_seed_sequences_spawn():
    child = np.random.SeedSequence(42).spawn(4)[3].spawn(2)[1]

    assert np.array_equal(sampling.generator(42, 3, 1).random(5), np.random.default_rng(child).random(5))


def test_seed_zero_is_a_seed():
    assert sampling.generator(0, 0).random() == sampling.generator(0, 0).random()
    assert sampling.generator(0, 0).random() != sampling.generator(1, 0).random()


@given(st.integers(1, 40_000))
def test_chunks_cover_every_draw_once_and_do_not_depend_on_their_number(draws):
    sizes = [size for _, size in sampling.chunks(draws)]

    assert sum(sizes) == draws
    assert set(sizes[:-1]) <= {sampling.CHUNK}


@pytest.mark.parametrize(("amount", "match"), [(1.0, "not 1.0"), (-0.1, "not -0.1")])
def test_a_perturbation_outside_0_and_1_is_refused(amount, match):
    with pytest.raises(ValueError, match=match):
        sampling.perturbed(LOCAL, PARENTS, amount, np.zeros((9, 1)))


def test_a_concentration_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="must be positive"):
        sampling.dirichlet(LOCAL, PARENTS, 0.0, 1, np.random.default_rng(0))
