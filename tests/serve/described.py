"""The server against its own description: ``python -m tests.serve.described SCHEMATHESIS CASES``; ``make api``.

Schemathesis makes requests of the description, right ones and wrong ones; what counts is that no answer is a server error,
and that the server lives. It needs an environment of its own and is no part of ``make test``.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Start a server, try it, and return the exit code."""
    schemathesis, cases = sys.argv[1], int(sys.argv[2])
    server = subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", "serve", "--port", "0", "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        address = re.search(r"http://[\d.:]+", server.stderr.readline())[0]
        tried = subprocess.run(
            [schemathesis, "run", f"{address}/api/openapi.json", "--checks", "not_a_server_error",
             "--phases", "examples,coverage,fuzzing", "--max-examples", str(max(1, cases // _OPERATIONS)),
             "--request-timeout", "150", "--seed", "1"],
            check=False,
        )  # fmt: skip
        return tried.returncode or int(server.poll() is not None)
    finally:
        server.terminate()
        server.communicate()


_OPERATIONS = 11

if __name__ == "__main__":
    sys.exit(main())
