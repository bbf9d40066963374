"""``ii-index frameworks``: list the built-in frameworks, or show one as a tree."""

import click

from ii_index.cli.language import Say
from ii_index.cli.options import allow_code as code_option
from ii_index.cli.options import common
from ii_index.cli.output import Run


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "frameworks",
        help=say(
            "列出内置指标体系；给出名称或 YAML 文件则展示其各级指标。",
            "List the built-in frameworks, or show one: its tree, units, sources.",
        ),
    )
    @click.argument("framework", required=False)
    @code_option(say)
    @common(say)
    def frameworks(run: Run, framework: str | None, allow_code: bool) -> None:  # noqa: FBT001 - click's flag
        from ii_index.io.frameworks import builtin_frameworks, read_framework
        from ii_index.reporting.documents import framework as documents

        if framework is None:
            run.finish(documents.framework_list([read_framework(name) for name in builtin_frameworks()]))
        else:
            run.finish(documents.framework_tree(read_framework(framework, allow_code=allow_code)))

    return frameworks
