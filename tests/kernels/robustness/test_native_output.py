"""What native solvers print is kept out of a program's output."""

import ctypes
import os
import sys

import pytest

from ii_index.kernels.robustness.linear_programs import unheard


def test_what_native_code_prints_is_not_heard(capfd):
    sys.stdout.write("before ")
    with unheard():
        os.write(1, b"solver")
    sys.stdout.write("after")

    assert capfd.readouterr().out == "before after"


@pytest.fixture
def native():
    """The C library, with a buffer behind its standard output (PYTHONUNBUFFERED takes it away)."""
    library = ctypes.CDLL(None)
    stdout, buffer = ctypes.c_void_p.in_dll(library, "stdout"), ctypes.create_string_buffer(1024)
    library.setvbuf(stdout, buffer, 0, len(buffer))
    yield library
    library.setvbuf(stdout, None, 2, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the C library's buffer has another name elsewhere")
def test_what_native_code_leaves_in_its_buffer_is_not_heard_later(capfd, native):
    with unheard():
        native.printf(b"solver")
    native.fflush(None)

    assert capfd.readouterr().out == ""


def test_what_was_printed_before_is_heard_even_if_it_is_still_in_the_buffer(capfd, monkeypatch):
    with open(1, "w", closefd=False, encoding="utf-8") as buffered:
        monkeypatch.setattr(sys, "stdout", buffered)
        buffered.write("before")
        with unheard():
            buffered.flush()

    assert capfd.readouterr().out == "before"


def test_no_descriptor_is_left_open():
    def next_free():
        free = [os.dup(1) for _ in range(3)]
        for descriptor in free:
            os.close(descriptor)
        return free

    before = next_free()
    with unheard():
        pass

    assert next_free() == before


def test_without_a_standard_output_there_is_nothing_to_protect(monkeypatch):
    def closed(_descriptor):
        raise OSError

    monkeypatch.setattr("ii_index.kernels.robustness.linear_programs.os.dup", closed)
    with unheard():
        reached = True

    assert reached
