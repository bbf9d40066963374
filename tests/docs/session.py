"""Run the examples of one page, in order, in a copy of the project that is thrown away afterwards."""

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.docs.documents import ROOT, Block, Example, blocks, console_examples, python_examples

OUR_BUG = 70
_SIGPIPE = 141  # `ii-index … | head` is no failure
_END = "--end-of-output--"
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "out", "build", "dist", "htmlcov", "site")


@dataclass(frozen=True)
class Outcome:
    """What an example printed, and why it is not what the page promises (None: it is)."""

    example: Example
    output: str
    fault: str | None = None


def run_page(path: Path, folder: Path) -> list[Outcome]:
    """Run every example of a page in ``folder``, which is filled with a copy of the project."""
    if not any(block.language in {"console", "python"} for block in blocks(path)):
        return []
    copied(folder)
    names: dict[str, Any] = {"__name__": "__main__"}
    outcomes: list[Outcome] = []
    with _shell(folder) as shell, contextlib.chdir(folder):
        for block in blocks(path):
            if block.language == "console":
                outcomes += _run_console(block, shell)
            elif block.language == "python" and ">>>" in block.text:
                outcomes += _run_doctest(block, names)
            elif block.language == "python":
                outcomes.append(_run_script(block, names))
    return outcomes


def not_executed(path: Path) -> str | None:
    """Say why a page is not executed here that says what it needs: a program, and the minutes of ``make engines``."""
    needed = re.findall(r"<!-- executed by make engines: needs (\S+) -->", path.read_text(encoding="utf-8"))
    lacking = [name for name in needed if shutil.which(name) is None]
    if lacking:
        return f"{path.name} needs {lacking[0]}, which is not installed"
    return f"{path.name} takes minutes: make engines" if needed and not os.environ.get("II_ENGINES") else None


def copied(folder: Path) -> Path:
    """Fill a folder with a copy of the project, without what is made from it."""
    shutil.copytree(ROOT, folder, ignore=_NOT_COPIED, dirs_exist_ok=True)
    return folder


def agrees(expected: str, output: str) -> bool:
    """Whether an output is the expected one, blanks at line ends aside; ``...`` matches any text."""
    trimmed = ("\n".join(line.rstrip() for line in text.rstrip().split("\n")) for text in (expected, output))
    return doctest.OutputChecker().check_output(*trimmed, doctest.ELLIPSIS)


class Shell:
    """One bash that goes from command to command, so that ``export`` and ``cd`` last."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.status = 0

    def run(self, command: str) -> str:
        """Output of a command, both streams as they come."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(
            f"(exit {self.status}); eval {shlex.quote(command)} </dev/null; printf '\\n{_END} %s\\n' $?\n"
        )
        self._process.stdin.flush()
        printed: list[str] = []
        for line in self._process.stdout:
            if line.startswith(_END):
                status = int(line.split()[1])
                self.status = 0 if status == _SIGPIPE else status
                return "".join(printed).removesuffix("\n")
            printed.append(line)
        message = f"the shell ended at `{command}`"
        raise RuntimeError(message)


@contextlib.contextmanager
def _shell(folder: Path) -> Iterator[Shell]:
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "110",
        "TERM": "dumb",
        "PYTHONUNBUFFERED": "1",  # else the two streams would change places
    }
    command = ["bash", "--noprofile", "--norc", "-o", "pipefail"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        yield Shell(process)


def _run_console(block: Block, shell: Shell) -> Iterator[Outcome]:
    examples = console_examples(block)
    following = [example.source for example in examples[1:]] + [""]
    for example, next_command in zip(examples, following, strict=True):
        output = shell.run(example.source)
        if shell.status == OUR_BUG:
            yield Outcome(example, output, "a bug of ours")
        elif shell.status and next_command != "echo $?":
            yield Outcome(example, output, f"exit status {shell.status}, which `$ echo $?` does not announce")
        elif not agrees(example.expected, output):
            yield Outcome(example, output, "another output")
        else:
            yield Outcome(example, output)


def _run_doctest(block: Block, names: dict[str, Any]) -> list[Outcome]:
    pairs = python_examples(block)
    test = doctest.DocTest([parsed for parsed, _ in pairs], {}, block.path.name, None, None, None)
    test.globs = names
    recorder = _Recorder(optionflags=doctest.ELLIPSIS)
    with _strict_warnings():
        recorder.run(test, out=lambda _: None, clear_globs=False)
    return [Outcome(example, *recorder.results[parsed.lineno]) for parsed, example in pairs]


def _run_script(block: Block, names: dict[str, Any]) -> Outcome:
    example = Example(block, block.first, block.text, "", range(0))
    try:
        with _strict_warnings(), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(block.text, f"{example.place}", "exec"), names)  # noqa: S102 - our own pages
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        return Outcome(example, "", "".join(traceback.format_exception_only(error)))
    return Outcome(example, "")


@contextlib.contextmanager
def _strict_warnings() -> Iterator[None]:
    """Warnings are errors, but for the library's own cautions, which no doctest could show."""
    from ii_index.errors import IIIndexWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", IIIndexWarning)
        yield


class _Recorder(doctest.DocTestRunner):
    """Keeps, by line, what every statement printed, instead of reporting it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.results: dict[int, tuple[str, str | None]] = {}

    def report_start(self, *_: object) -> None: ...

    def report_success(self, _out: object, _test: object, example: doctest.Example, got: str) -> None:
        self.results[example.lineno] = (got, None)

    def report_failure(self, _out: object, _test: object, example: doctest.Example, got: str) -> None:
        self.results[example.lineno] = (got, "another output")

    def report_unexpected_exception(
        self, _out: object, _test: object, example: doctest.Example, exc_info: Any
    ) -> None:
        last = "".join(traceback.format_exception_only(exc_info[1]))
        shown = f"Traceback (most recent call last):\n    ...\n{last}"
        self.results[example.lineno] = (shown, f"raised {last}")
