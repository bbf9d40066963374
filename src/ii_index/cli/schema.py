"""``ii-index schema``: the JSON Schema of a file that users write."""

import json

import click

from ii_index.cli.language import Say
from ii_index.errors import Finding, UnknownLabelError


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "schema",
        help=say(
            "显示定义文件（framework、recipe 等）的 JSON Schema，供编辑器校验；不写名称则列出全部。",
            "Print the JSON Schema of a definition file (framework, recipe …), for editors; list all without a name.",
        ),
    )
    @click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=say("语言", "language"))
    @click.argument("name", required=False)
    @click.option("--json", "as_json", is_flag=True, help=say("名称以 JSON 列出", "list the names as JSON"))
    def schema(name: str | None, as_json: bool) -> None:  # noqa: FBT001 - a flag
        from ii_index.io.schemas import schemas

        known = schemas()
        if name is None:
            click.echo(json.dumps({"schemas": [*known]}, indent=2) if as_json else "\n".join(known))
        elif name in known:
            click.echo(known[name], nl=False)
        else:
            raise UnknownLabelError(Finding("E_UNKNOWN_SCHEMA", found=name, details={"known": list(known)}))

    return schema
