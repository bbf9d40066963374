"""The command line: parse, call, print. No arithmetic here, and nothing heavy before it is needed.

One module a command, loaded when it is called:

``rank``, ``national``, ``run_study``, ``demo``
    Make an index.
``check``, ``template``, ``frameworks``, ``schema``, ``rule``
    Before: is the table sound, and what may the files say.
``explain``, ``compare``, ``robustness``, ``coherence``, ``identify``, ``attainment``
    Ask of it.
``questionnaire``, ``weights``, ``rubric``
    Experts and answers.
``report``, ``export``
    Hand it on.

What they share:

``group``, ``usage``, ``language``
    The list of commands; help and usage errors in the reader's language.
``options``, ``recipe_options``, ``choices``
    Options of several commands; the recipe's kinds as words.
``output``, ``progress``, ``interruption``, ``bug``
    Standard output and error; a bar; Ctrl-C; the last door.
"""

import gc
import os
import sys
from collections.abc import Sequence

from ii_index.cli.language import language_of
from ii_index.messages import Language

PROBLEM, USAGE, BUG, INTERRUPTED = 1, 2, 70, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``ii-index`` and leave with its exit code: 0 done, 1 problem, 2 usage, 70 bug, 130 interrupted."""
    gc.set_threshold(100_000)  # modules being imported make no garbage: a tenth of the start
    # Looking for plugins would open the metadata of every package installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run ``ii-index`` and return its exit code."""
    import click

    from ii_index.cli.group import group

    language = language_of(arguments, os.environ)
    try:
        code = group(language).main(args=list(arguments), prog_name="ii-index", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        from ii_index.cli.usage import explain

        print(explain(error, language), file=sys.stderr)  # noqa: T201
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        print("已中断" if language == "zh" else "Interrupted", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last door
        return _explained(error, arguments, language)
    return code if isinstance(code, int) else 0


def _explained(error: Exception, arguments: Sequence[str], language: Language) -> int:
    """Show the user's fault as findings, and ours as a bug."""
    from ii_index.errors import IIIndexError

    if isinstance(error, IIIndexError):
        from ii_index.cli.output import print_findings

        print_findings(error.findings, language, as_json="--json" in arguments)
        return PROBLEM
    from ii_index.cli.bug import report

    report(error, language)
    return BUG
