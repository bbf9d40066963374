"""Damaged XLS: refused or read, in bounded memory, and the process lives."""

import struct
import threading
from pathlib import Path

import pytest

from ii_index.errors import IIIndexError
from ii_index.io.files import xls_child, xls_reader
from ii_index.io.files.open import read_grids
from tests.hardening.damage import BLOCK, damaged, memory, outcome, workbook

SOUND = workbook()
FEW = 45


@pytest.mark.parametrize("spoilt", [*damaged(SOUND, FEW, seed=7)], ids=range(FEW))
def test_damage_as_disks_and_lines_do_it_is_met(spoilt):
    assert outcome(spoilt) in {"read", "E_WORKBOOK_DAMAGED", "E_FAKE_XLS", "E_TOO_LARGE", "E_EMPTY"}
    assert memory() < 1000


def allocation(content: bytes, sector: int) -> int:
    """Return the place of a sector's entry in the allocation table."""
    return (int.from_bytes(content[76:80], "little") + 1) * BLOCK + 4 * sector


def with_number(content: bytes, place: int, number: int, form: str = "<I") -> bytes:
    spoilt = bytearray(content)
    struct.pack_into(form, spoilt, place, number)
    return bytes(spoilt)


DIRECTORY = int.from_bytes(SOUND[48:52], "little")


@pytest.mark.parametrize(
    "spoilt",
    [
        with_number(SOUND, allocation(SOUND, DIRECTORY), DIRECTORY),
        with_number(SOUND, allocation(SOUND, DIRECTORY), 0x00FFFFFF),
        with_number(SOUND, allocation(SOUND, 2), 1),
        with_number(SOUND, 30, 40, "<H"),
        with_number(SOUND, 48, 0x7FFFFFFF),
        with_number(SOUND, 76, 0x7FFFFFFF),
        with_number(SOUND, (DIRECTORY + 1) * BLOCK + 128 + 120, 0x7FFFFFFF),
        SOUND[: len(SOUND) // 2],
    ],
    ids=["circle", "outside", "inner circle", "sector size", "directory", "table", "stream size", "half"],
)
def test_a_chain_that_leaves_the_file_or_comes_back_is_damage(spoilt):
    assert outcome(spoilt) == "E_WORKBOOK_DAMAGED"


@pytest.mark.parametrize(
    ("kind", "at", "form", "number"),
    [(0x0200, 4, "<I", 0xFFFFFFF0), (0x0200, 10, "<H", 0xFFF0), (0x00FC, 4, "<I", 0x7FFFFFFF), (0x0203, 2, "<H", 0xFFF0)],
    ids=["rows", "columns", "texts", "a cell far right"],
)  # fmt: skip
def test_a_record_that_states_more_than_there_can_be_is_damage(kind, at, form, number):
    start = SOUND.index(struct.pack("<H", kind), BLOCK)
    while struct.unpack_from("<H", SOUND, start + 2)[0] not in {14, *range(15, 8225)}:
        start = SOUND.index(struct.pack("<H", kind), start + 1)

    assert outcome(with_number(SOUND, start + 4 + at, number, form)) in {"E_WORKBOOK_DAMAGED", "E_TOO_LARGE"}


def test_a_reader_that_aborts_ends_alone(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text("import os\nos.abort()\n", encoding="utf-8")
    monkeypatch.setattr(xls_reader, "_CHILD", child)

    assert outcome(SOUND) == "E_WORKBOOK_DAMAGED"


def test_a_reader_that_does_not_end_is_ended(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text("while True: pass\n", encoding="utf-8")
    monkeypatch.setattr(xls_reader, "_CHILD", child)
    monkeypatch.setattr(xls_reader, "_SECONDS", 1)

    assert outcome(SOUND) == "E_WORKBOOK_DAMAGED"


def test_a_reader_that_takes_all_memory_is_stopped(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    limits = Path(xls_child.__file__).read_text(encoding="utf-8").rsplit("def main", 1)[0]
    child.write_text(f"{limits}\nlimit(200 * 2**20)\nx = bytearray(2**32)\n", encoding="utf-8")
    monkeypatch.setattr(xls_reader, "_CHILD", child)

    assert outcome(SOUND) == "E_WORKBOOK_DAMAGED"


def test_workbooks_are_read_from_threads_at_once():
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(len(read_grids("a.xls", SOUND, len)[0])))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [35] * 4


def test_a_sound_workbook_is_read_as_it_is():
    grid = read_grids("a.xls", SOUND, len)[0]

    assert grid.row(1)[:2] == ["unit 1 of data", 1 / 7]
    assert [(merge.top, merge.right) for merge in grid.merges] == [(34, 3)]


def test_the_finding_names_the_file():
    with pytest.raises(IIIndexError) as caught:
        read_grids("a.xls", SOUND[:1000], len)

    assert caught.value.findings[0].file == "a.xls"
