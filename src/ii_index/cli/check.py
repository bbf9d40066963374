"""``ii-index check``: read and validate only."""

import json
from pathlib import Path
from typing import Any

import click

from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run

_PROBLEM, _MOST_SHOWN = 1, 100


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "check",
        help=say(
            "只读取并检查表格，列出全部问题（位置、原因、处理办法）；有错误时退出码为1。",
            "Read and validate a table; list every finding with place, reason and remedy. Exit code 1 on errors.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--year",
        type=YEAR,
        help=say("表中无年份列时的年份", "the year of a table without a year column"),
    )
    @common(say)
    @click.pass_context
    def check(context: click.Context, /, run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        from ii_index.io.tables import check_joined, check_table
        from ii_index.reporting.documents.findings import findings_document

        plain = (
            "sheet",
            "year",
            "fill_down",
            "allow_missing_units",
            "unit_column",
            "year_column",
            "group_columns",
        )
        named = {key: chosen[key] for key in plain}
        named["encoding"] = chosen["input_encoding"]
        named["allow_code"] = chosen["allow_code"]
        framework = chosen["framework"] or None
        if len(table) > 1:
            result = check_joined(table, framework, **named)
        else:
            result = check_table(next(iter(table)), framework, **named)
        _show(run, result)
        for path in run.outputs:
            from ii_index.reporting.writers import write

            write(
                findings_document(result.findings, result.panel),
                path,
                run.language,
                run.encoding,
                force=run.force,
            )
        strict = run.strict and any(finding.severity == "warning" for finding in result.findings)
        if strict and result.panel is not None and not run.json:
            told = ("警告视为错误（--strict）", "warnings count as errors (--strict)")
            click.echo(told[run.language == "en"])
        if result.panel is None or strict:
            context.exit(_PROBLEM)

    return check


def _show(run: Run, result: Any) -> None:  # noqa: ANN401 - a Reading, imported when the command runs
    """Print the findings, at most a hundred, then what was read; as JSON all of them."""
    from ii_index.reporting.documents.findings import reading_record, summary

    if run.json:
        record = reading_record(result.findings, result.panel, run.language)
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    shown = [item for item in result.findings if not run.quiet or item.severity == "error"]
    for finding in shown[:_MOST_SHOWN]:
        click.echo(finding.render(run.language))
    if len(shown) > _MOST_SHOWN:
        click.echo(_more(run, shown[_MOST_SHOWN:]))
    click.echo(summary(result.findings, result.panel, run.language))


def _more(run: Run, left: list[Any]) -> str:
    from collections import Counter

    counts = ", ".join(
        f"{code} × {count}" for code, count in Counter(item.code for item in left).most_common()
    )
    if run.language == "zh":
        return f"另有{len(left)}项未显示（--json 列出全部）：{counts}"
    return f"{len(left)} more (--json lists all): {counts}"
