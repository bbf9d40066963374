"""The command line, in the words of its own help."""

from collections.abc import Iterator

import click

from ii_index.cli.group import COMMANDS, LazyGroup, group
from ii_index.messages import Language
from tests.docs.reference.docstrings import table

WORDS = {
    "en": {
        "title": "Command line",
        "other": "[中文](command-line.zh.md)",
        "option": "option",
        "meaning": "meaning",
        "default": "default",
        "required": "required",
    },
    "zh": {
        "title": "命令行",
        "other": "[English](command-line.md)",
        "option": "选项",
        "meaning": "含义",
        "default": "默认值",
        "required": "必填",
    },
}


def body(language: Language) -> Iterator[str]:
    """Help of every command: usage, what it does, options."""
    root = group(language)
    words = WORDS[language]
    yield words["other"]
    yield root.help or ""
    written = {name: root.say(zh, en) for name, (_module, zh, en) in COMMANDS.items()}
    yield table(("", words["meaning"]), [(f"[`{name}`](#{name})", text) for name, text in written.items()])
    for name in written:
        yield from _command(root, name, words)


def _command(root: LazyGroup, name: str, words: dict[str, str]) -> Iterator[str]:
    above = root.context_class(root, info_name="ii-index")
    command = root.get_command(above, name)
    assert command is not None
    context = command.context_class(command, info_name=name, parent=above)
    yield f"## {name}"
    yield f"```text\n{' '.join(line.strip() for line in command.get_usage(context).splitlines())}\n```"
    yield command.help or ""
    options = [item for item in command.params if isinstance(item, click.Option) and not item.hidden]
    rows = [
        (
            f"`{_typed(option, context)}`",
            (option.help or "").replace("<", r"\<"),
            _default(option, context, words),
        )
        for option in options
    ]
    yield table((words["option"], words["meaning"], words["default"]), rows)


def _typed(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None
    return record[0]


def _default(option: click.Option, context: click.Context, words: dict[str, str]) -> str:
    if option.required:
        return words["required"]
    value = option.get_default(context)
    return (
        "" if option.is_flag or option.multiple or not isinstance(value, str | int | float) else f"`{value}`"
    )
