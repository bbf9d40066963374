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
        from ii_index.reporting.documents import findings

        codes = findings.known_codes(code)
        if code is None or run.json or run.outputs:
            run.finish(findings.rules_document(codes))
            return
        click.echo(findings.rule(codes[0], run.language), nl=False)

    return rule
