"""``make docs-update``: write the outputs shown in README.md and docs/ anew, from what the examples print.

What already agrees stays as it is, ellipses and all. What fails is not written but named, and the exit code is 1.
"""

import sys
import tempfile
from pathlib import Path

from tests.docs.documents import documents
from tests.docs.session import Outcome, not_executed, run_page


def rewritten(path: Path, outcomes: list[Outcome]) -> str:
    """Text of the page with the outputs that the examples gave."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for outcome in reversed(outcomes):
        if outcome.fault != "another output":
            continue
        example = outcome.example
        output = [line.rstrip() for line in outcome.output.rstrip().splitlines()]
        if example.block.language == "python":
            output = [line or "<BLANKLINE>" for line in output]
        shown = [(example.block.indent + line).rstrip() for line in output]
        lines[example.shown.start : example.shown.stop] = shown
    return "\n".join(lines) + "\n"


def main(pages: list[Path]) -> int:
    """Rewrite the pages; say what changed and what failed."""
    failed = False
    for path in pages:
        if reason := not_executed(path):
            print(f"left as it is: {reason}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            outcomes = run_page(path, Path(folder))
        text = rewritten(path, outcomes)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
        for outcome in outcomes:
            if outcome.fault:
                failed |= outcome.fault != "another output"
                print(f"{outcome.example.place}  {outcome.example.source.splitlines()[0]}: {outcome.fault}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or documents()))
