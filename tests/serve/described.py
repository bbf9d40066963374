"""The server against its own description: ``python -m tests.serve.described SCHEMATHESIS CASES``; ``make api``.

Schemathesis makes requests of the description, right ones and wrong ones; what counts is that no answer is a server error,
and that the server lives. It needs an environment of its own and is no part of ``make test``.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Start a server, try it, and return the exit code."""
    schemathesis, cases = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "ii_index.cli", "serve", "--port", "0", "--lang", "en"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stderr=said, text=True,
        )  # fmt: skip
        try:
            code = tried(schemathesis, address_in(said), cases)
            return code or int(server.poll() is not None)
        finally:
            server.terminate()
            server.communicate()
            said.seek(0)
            print(said.read())  # noqa: T201 - where a bug was met, if one was


def address_in(said: TextIO) -> str:
    """Wait for the server to say where it is."""
    while True:
        said.seek(0)
        if found := re.search(r"http://[\d.:]+", said.read()):
            return found[0]
        time.sleep(0.2)


def tried(schemathesis: str, address: str, cases: int) -> int:
    """Try so many cases, and return the exit code."""
    command = [
        schemathesis, "run", f"{address}/api/openapi.json", "--checks", "not_a_server_error",
        "--phases", "examples,coverage,fuzzing", "--max-examples", str(max(1, cases // _OPERATIONS)),
        "--request-timeout", "150", "--seed", "1",
    ]  # fmt: skip
    return subprocess.run(command, check=False).returncode


_OPERATIONS = 11

if __name__ == "__main__":
    sys.exit(main())
