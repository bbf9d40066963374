"""No kernel takes infinity for a number, or what stands under a mask: each is asked with the calls of its own examples."""

import numpy as np
import pytest

from tests.kernels.replayed_examples import KERNELS, again, numbers

# What a kernel that has read the numbers hands on, a score or a draw at a time; and arithmetic itself.
PARTS = {
    "kernels.normalisation.fitting.is_constant",
    "kernels.portable.exp",
    "kernels.portable.log",
    "kernels.portable.matrix_product",
    "kernels.ranking.boundaries",
    "kernels.ratios.ratio",
    "kernels.robustness.means_of_draws.delinearised",
    "kernels.robustness.means_of_draws.linearised",
    "kernels.robustness.sampling.nested_weights",
    "kernels.robustness.sampling.share_among_siblings",
    "kernels.robustness.sampling.without",
    "kernels.tiers.clustering.class_starts",
    "kernels.tiers.divide_and_conquer.contenders",
    "kernels.tiers.natural_breaks_of_draws.clear_limits",
}
DRAWN = {"nested", "uniforms"}  # weights and uniform numbers of draws, which the program itself has made
NO_NUMBERS = {"chosen", "groups", "key", "leaves", "parents", "rows", "steps"}  # places and labels
CASES = [
    pytest.param(home, name, call, id=f"{home.removeprefix('ii_index.kernels.')}({name})")
    for home in KERNELS
    if home.removeprefix("ii_index.") not in PARTS
    for name, call in numbers(home)
    if name not in DRAWN | NO_NUMBERS and (home.rpartition(".")[2], name) != ("tree_mean", "local")
]


def other(array, value):
    changed = np.array(array, dtype=float)
    changed.flat[-1] = value
    return changed


def hidden(array):
    mask = np.zeros(np.shape(array), dtype=bool)
    mask.flat[-1] = True
    return np.ma.array(other(array, 99.0), mask=mask)


def test_almost_every_kernel_is_asked():
    assert len(CASES) > 150
    assert {f"ii_index.{home}" for home in PARTS} <= set(KERNELS)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("home", "name", "call"), CASES)
def test_an_infinite_number_is_refused(home, name, call):
    for infinite in (np.inf, -np.inf):
        answer = again(call, KERNELS[home], name, other(call.arguments[name], infinite))

        assert isinstance(answer, str)
        assert answer.startswith("refused")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("home", "name", "call"), CASES)
def test_a_masked_number_is_a_missing_one_and_never_what_is_hidden(home, name, call):
    missing = again(call, KERNELS[home], name, other(call.arguments[name], np.nan))

    assert repr(again(call, KERNELS[home], name, hidden(call.arguments[name]))) == repr(missing)
