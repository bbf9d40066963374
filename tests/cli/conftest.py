"""The command line, spoken to in this process."""

import pytest

from ii_index.cli import run


@pytest.fixture
def spoken(capsys):
    """Run a command; give exit code, standard output and standard error."""

    def speak(*arguments):
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return speak
