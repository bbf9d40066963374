"""The command line, in the words of its own help; options that several commands share are explained once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from ii_index.cli.group import COMMANDS, LazyGroup, group
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.recipe_options import recipe_options, tier_options
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
        "shared": "Shared options",
        "about": "Many commands take these; each command names those it takes.",
        "comma": ", ",
        "colon": ": ",
        "reading": "Reading the table",
        "recipe": "Choosing the recipe",
        "tiers": "Cutting tiers",
        "output": "Output and language",
    },
    "zh": {
        "title": "命令行",
        "other": "[English](command-line.md)",
        "option": "选项",
        "meaning": "含义",
        "default": "默认值",
        "required": "必填",
        "shared": "共用选项",
        "about": "许多命令都有这些选项；每条命令只列出它有哪些。",
        "comma": "、",
        "colon": "：",
        "reading": "读取数据表",
        "recipe": "选择方案",
        "tiers": "划分梯队",
        "output": "输出与语言",
    },
}


SHARED: dict[str, Callable[[Say], Callable[[Any], Any]]] = {
    "reading": reading,
    "recipe": recipe_options,
    "tiers": tier_options,
    "output": common,
}
"""The groups of options that commands share, by what adds them to a command."""

Row = tuple[str, str, str]


def body(language: Language) -> Iterator[str]:
    """Help of every command: usage, what it does, its own options, and which of the shared ones it takes."""
    root = group(language)
    words = WORDS[language]
    shared = {name: _shared(root, name, words) for name in SHARED}
    yield words["other"]
    yield root.help or ""
    written = {name: root.say(zh, en) for name, (_module, zh, en) in COMMANDS.items()}
    yield table(("", words["meaning"]), [(f"[`{name}`](#{name})", text) for name, text in written.items()])
    for name in written:
        yield from _command(root, name, words, shared)
    yield f"## {words['shared']}"
    yield words["about"]
    for name, rows in shared.items():
        yield f"### {words[name]}"
        yield _options_table(rows, words)


def _shared(root: LazyGroup, name: str, words: dict[str, str]) -> list[Row]:
    """Options that a group adds to whatever command it is given."""

    def bare(**_: object) -> None: ...

    command = click.command("bare")(SHARED[name](root.say)(bare))
    return _rows(command, root.context_class(command, info_name="bare"), words)


def _command(
    root: LazyGroup, name: str, words: dict[str, str], shared: dict[str, list[Row]]
) -> Iterator[str]:
    above = root.context_class(root, info_name="ii-index")
    command = root.get_command(above, name)
    assert command is not None
    context = command.context_class(command, info_name=name, parent=above)
    yield f"## {name}"
    yield f"```text\n{' '.join(line.strip() for line in command.get_usage(context).splitlines())}\n```"
    yield command.help or ""
    rows = _rows(command, context, words)
    elsewhere = {row for group_rows in shared.values() for row in group_rows}
    own = [row for row in rows if row not in elsewhere]
    if own:
        yield _options_table(own, words)
    taken = {group_name: [row for row in rows if row in of] for group_name, of in shared.items()}
    yield "\n".join(_also(group_name, taken[group_name], words) for group_name in taken if taken[group_name])


def _also(group_name: str, rows: Sequence[Row], words: dict[str, str]) -> str:
    """One line for the options of a group: where they are explained, and their names."""
    heading = words[group_name]
    names = words["comma"].join(f"`{row[0].strip('`').split(' ')[0].rstrip(',')}`" for row in rows)
    return f"- [{heading}](#{heading.lower().replace(' ', '-')}){words['colon']}{names}"


def _rows(command: click.Command, context: click.Context, words: dict[str, str]) -> list[Row]:
    options = [item for item in command.params if isinstance(item, click.Option) and not item.hidden]
    return [
        (
            f"`{_typed(option, context)}`",
            (option.help or "").replace("<", r"\<"),
            _default(option, context, words),
        )
        for option in options
    ]


def _options_table(rows: Sequence[Row], words: dict[str, str]) -> str:
    return table((words["option"], words["meaning"], words["default"]), rows)


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
