"""``ii-index frameworks``: list the built-in frameworks, or show one as a tree."""

import click

from ii_index.cli.language import Say
from ii_index.cli.options import allow_code as code_option
from ii_index.cli.options import common
from ii_index.cli.output import YAML, Run
from ii_index.cli.usage import Misuse


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "frameworks",
        help=say(
            "列出内置指标体系；给出名称或文件则展示其各级指标，-o mine.yaml 写出该体系供修改。",
            "List the built-in frameworks, or show one: its tree, units, sources. -o mine.yaml writes it out to be "
            "changed.",
        ),
    )
    @click.argument("framework", required=False)
    @code_option(say)
    @common(say, also=YAML)
    def frameworks(run: Run, framework: str | None, allow_code: bool) -> None:  # noqa: FBT001 - click's flag
        from ii_index.io.frameworks import builtin_frameworks, definition_text, read_framework
        from ii_index.reporting.documents import framework as documents

        if framework is None:
            if any(path.suffix.lower() in YAML for path in run.outputs):
                zh, en = "写出 YAML 时须指明一个指标体系", "name the framework to write as YAML"
                raise Misuse(zh, en)
            run.finish(documents.framework_list([read_framework(name) for name in builtin_frameworks()]))
        else:
            shown = read_framework(framework, allow_code=allow_code)
            run.finish(documents.framework_tree(shown), definition_text(shown))

    return frameworks
