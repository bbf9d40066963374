"""``ii-index rule``: explain a finding's code."""

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "rule",
        help=say(
            "解释一个问题代码；不给代码则列出全部。", "Explain a finding's code; without one, list them all."
        ),
    )
    @click.argument("code", required=False)
    @common(say)
    def rule(run: Run, code: str | None) -> None:
        from ii_index.messages import catalogue
        from ii_index.reporting.documents import findings

        known = sorted(catalogue())
        if code is None or run.json or run.outputs:
            run.finish(findings.rules_document(known if code is None else [_known(code, known)]))
            return
        click.echo(findings.rule(_known(code, known), run.language), nl=False)

    return rule


def _known(code: str, known: list[str]) -> str:
    """Return a code as it is spelt; raise UnknownLabelError with those nearest to it."""
    from difflib import get_close_matches

    from ii_index.errors import Finding, UnknownLabelError

    spelt = code.strip().upper()
    if spelt in known:
        return spelt
    nearest = get_close_matches(spelt, known, cutoff=0)
    raise UnknownLabelError(Finding("E_UNKNOWN_CODE", found=code, details={"known": nearest}))
