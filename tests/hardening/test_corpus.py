"""What fuzzing once found, and a few hundred inputs more: a result or findings, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hardening.fuzz import CORPUS, attempt, mutants
from tests.hardening.readers import readers

KEPT = sorted(CORPUS.glob("*")) if CORPUS.is_dir() else []


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_what_was_found_once_is_met_ever_after(kept, tmp_path):
    attempt(readers()[kept.name.partition("-")[0]], kept.read_bytes(), tmp_path)


@pytest.mark.parametrize("name", readers())
def test_sound_files_are_read(name, tmp_path):
    reader = readers()[name]
    for seed in reader.seeds:
        assert attempt(reader, seed, tmp_path) == set()


@pytest.mark.parametrize("name", readers())
def test_a_spoilt_file_is_read_or_found_fault_with(name, tmp_path_factory):
    folder = tmp_path_factory.mktemp(name)
    reader = readers()[name]

    @settings(max_examples=10 if name == "xls" else 40, deadline=None, suppress_health_check=[*HealthCheck])
    @given(mutants(reader))
    def each(content: bytes) -> None:
        attempt(reader, content, Path(folder))

    each()


def test_edits_reach_what_is_behind_the_first_check():
    assert isinstance(mutants(readers()["csv"]), st.SearchStrategy)
