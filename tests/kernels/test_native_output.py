"""What native solvers print is kept out of a program's output."""

import os
import sys

from ii_index.kernels.native_output import unheard


def test_what_native_code_prints_is_not_heard(capfd):
    sys.stdout.write("before ")
    with unheard():
        os.write(1, b"solver")
    sys.stdout.write("after")

    assert capfd.readouterr().out == "before after"


def test_without_a_standard_output_there_is_nothing_to_protect(monkeypatch):
    def closed(_descriptor):
        raise OSError

    monkeypatch.setattr("ii_index.kernels.native_output.os.dup", closed)
    with unheard():
        reached = True

    assert reached
