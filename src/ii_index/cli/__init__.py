"""The command line: parse, call, print. No arithmetic here, and nothing heavy before it is needed.

One module a command, loaded when it is called:

``rank``, ``national``, ``run_study``, ``demo``
    Make an index.
``check``, ``template``, ``examples``, ``frameworks``, ``schema``, ``rule``
    Before: is the table sound, and what may the files say.
``explain``, ``compare``, ``robustness``, ``coherence``, ``identify``, ``attainment``, ``methods``, ``obstacles``
    Ask of it.
``coupling``, ``dynamics``, ``inequality``, ``shares``, ``space``, ``statistics``, ``top``, ``fuzzy``
    Ask of dimensions, years, regions, groups, neighbours and indicators.
``questionnaire``, ``weights``, ``rubric``
    Experts and answers.
``report``, ``brief``, ``export``
    Hand it on.
``serve``
    All of it in a browser.

What they share:

``group``, ``usage``, ``language``
    The list of commands; help and usage errors in the reader's language.
``options``, ``recipe_options``, ``choices``, ``question``, ``engines``
    Options of several commands; the recipe's kinds as words; a command that asks one question; options of engines.
``output``, ``progress``, ``interruption``, ``bug``
    Standard output and error; a bar; Ctrl-C; the last door.
``completion``, ``versions``
    What a shell asks while a command is typed; what a report of a bug should say.
"""

from ii_index.cli.interruption import INTERRUPTED, is_the_program, leave_when_interrupted

if is_the_program():
    leave_when_interrupted("en")

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ii_index.cli.language import language_of
from ii_index.messages import Language

if TYPE_CHECKING:
    import click

PROBLEM, USAGE, BUG = 1, 2, 70
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``ii-index`` and leave with its exit code: 0 done, 1 problem, 2 usage, 70 bug, 130 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    leave_when_interrupted(language_of(arguments, os.environ))
    gc.set_threshold(100_000)  # modules being imported make no garbage: a tenth of the start
    # Looking for plugins would open the metadata of every package installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        code = run(arguments)
    finally:
        gc.freeze()  # nothing looks for cycles among what goes with the process: a quarter of the whole of a ranking
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run ``ii-index`` and return its exit code."""
    language = language_of(arguments, os.environ)
    try:
        return _run(arguments, language)
    except KeyboardInterrupt:
        sys.stderr.write("已中断\n" if language == "zh" else "Interrupted\n")  # click may not be there yet
        return INTERRUPTED


def _run(arguments: Sequence[str], language: Language) -> int:
    import click

    from ii_index.cli.group import group

    try:
        commands = group(language)
        if instruction := os.environ.get("_II_INDEX_COMPLETE"):
            from ii_index.cli.completion import answer

            return answer(commands, instruction)
        with commands.make_context("ii-index", list(arguments)) as context:
            code = commands.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        return _misused(error, arguments, language)
    except click.Abort:
        raise KeyboardInterrupt from None
    except BrokenPipeError:
        return _unheard()
    except Exception as error:  # noqa: BLE001 - the last door
        return _explained(error, arguments, language)
    return code if isinstance(code, int) else 0


def _misused(error: "click.ClickException", arguments: Sequence[str], language: Language) -> int:
    """Say what was wrong with the words typed; to a machine as a finding too."""
    import click

    from ii_index.cli.usage import explain

    said = explain(error, language)
    if "--json" in arguments:
        from ii_index.cli.output import print_findings
        from ii_index.cli.usage import finding_of

        print_findings([finding_of(error)], language, as_json=True)
    click.echo(said, err=True)  # to people: standard output is the machine's
    return USAGE


def _unheard() -> int:
    """Return 0: whoever read the output has heard enough. What is still buffered goes nowhere."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - no path of ours
        os.dup2(nowhere.fileno(), 1)
    return 0


def _explained(error: Exception, arguments: Sequence[str], language: Language) -> int:
    """Show the user's fault as findings, and ours as a bug."""
    from ii_index.errors import Finding, IIIndexError

    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        problem = error.strerror or type(error).__name__
        error = IIIndexError(
            Finding("E_OUTPUT_FAILED", file=error.filename or "<stdout>", details={"problem": problem})
        )
    if isinstance(error, IIIndexError):
        from ii_index.cli.output import print_findings

        print_findings(error.findings, language, as_json="--json" in arguments)
        return PROBLEM
    from ii_index.cli.bug import report

    report(error, language)
    return BUG
