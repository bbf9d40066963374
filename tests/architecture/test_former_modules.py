"""Paths and names of before the rooms still answer, and say what to write instead."""

import subprocess
import sys
import warnings
from importlib import import_module

import pytest

import ii_index as ii
from ii_index._former_modules import MOVED

# Pages of docs/reference at de0edc9 whose examples began with `from ii_index.kernels.PAGE import *`.
DOCUMENTED = """
admissible_weights aggregation allocations benefit_of_the_doubt change choice cluster_types clustering coherence
fuzzy importance judgement_scales linear_programs means_of_draws natural_breaks_of_draws normalisation
objective_weights pairwise partitions principal_weights random_index rank_bounds rank_statistics ranking ratios rounding
sampling shares sobol tier_rules
"""


def imported(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return import_module(path)


@pytest.mark.parametrize("page", DOCUMENTED.split())
def test_every_path_that_the_reference_showed_answers(page):
    assert imported(f"ii_index.kernels.{page}").__doc__


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_a_former_path_gives_the_module_itself(old, new):
    assert imported(old) is import_module(new)


def test_a_former_path_warns_where_it_is_imported_and_names_the_new_one():
    program = "from ii_index.kernels import pairwise\nfrom ii_index.kernels.pairwise import priorities\n"
    said = subprocess.run(
        [sys.executable, "-W", "always", "-c", program], capture_output=True, text=True, check=True
    ).stderr

    assert said.count("DeprecationWarning") == 1
    assert said.startswith("<string>:1:")
    assert "“ii_index.kernels.pairwise” is now “ii_index.kernels.weighting.pairwise”" in said


def test_a_path_that_never_was_is_no_module():
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'ii_index\.kernels\.priorities'"):
        import_module("ii_index.kernels.priorities")


def test_the_former_names_of_inconsistent_judgements_answer():
    with pytest.warns(DeprecationWarning, match="“doubtful_judgements” is now “inconsistent_judgements”"):
        found = ii.pairwise_repair.doubtful_judgements([[1, 2, 12], [1 / 2, 1, 3], [1 / 12, 1 / 3, 1]])
    with pytest.warns(DeprecationWarning, match="“Doubt” is now “Inconsistency”"):
        assert isinstance(found[0], ii.pairwise_repair.Doubt)
    with pytest.raises(AttributeError, match="has no attribute 'doubt'"):
        _ = ii.pairwise_repair.doubt
