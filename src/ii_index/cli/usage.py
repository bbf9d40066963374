"""Usage errors and help in the reader's language.

Not by gettext, which click would ask: its catalogue, which click does not bring, is found by the environment of the
whole process, and would change what a host program says.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from ii_index.messages import Language

if TYPE_CHECKING:
    from ii_index.errors import Finding

_HEADINGS = {"Options": "选项", "Commands": "命令", "Usage: ": "用法："}
_REMARKS = {"Show this message and exit.": "显示本说明", "[default: ": "[默认：", "[required]": "[必填]"}
_KINDS = {"Directory": "文件夹", "File": "文件", "Path": "路径"}
_CHINESE = (
    (r"Missing command\.?", "缺少命令"),
    (r"Option '(.+?)' requires an argument\.", r"选项 \1 需要一个值"),
    (r"Option '(.+?)' requires (\d+) arguments\.", r"选项 \1 需要 \2 个值"),
    (r"Option '(.+?)' does not take a value\.", r"选项 \1 不带值"),
    (r"Got unexpected extra arguments? \((.+)\)\.?", r"多余的参数：\1"),
)
_VALUES = (
    (r"'(.*?)' is not a valid integer( range)?\.", r"应为整数，不能是“\1”"),
    (r"'(.*?)' is not a valid float( range)?\.", r"应为数值，不能是“\1”"),
    (r"'(.*?)' is not a valid boolean\..*", r"应为 true 或 false，不能是“\1”"),
    (r"(.+?) is not in the range (.+)\.", r"不能是 \1，范围：\2"),
    (r"(\w+) '(.+)' does not exist\.", r"指的{kind}“\2”不存在"),
    (r"(\w+) '(.+)' is a file\.", r"应为文件夹，而“\2”是文件"),
    (r"(\w+) '(.+)' is a directory\.", r"应为文件，而“\2”是文件夹"),
    (r"(\w+) '(.+)' is not readable\.", r"指的{kind}“\2”无法读取"),
    (r"(\w+) '(.+)' is not writable\.", r"指的{kind}“\2”无法写入"),
)


_METAVARS = {
    "text": "文本", "integer": "整数", "integer range": "整数", "float": "小数", "float range": "小数",
    "path": "路径", "file": "文件", "directory": "文件夹",
    "TABLE...": "表…", "TABLE": "表", "JUDGEMENTS": "判断文件", "[NEW]": "[新表]", "ANSWERS": "答案表",
    "STUDY": "研究方案", "FRAMEWORK": "指标体系", "FOLDER": "文件夹", "[FOLDER]": "[文件夹]",
    "KIND": "种类", "SHELL": "命令行程序", "[FRAMEWORK]": "[指标体系]",
    "[NAME]": "[名称]", "[CODE]": "[代码]",
}  # fmt: skip


def _remark(found: re.Match[str]) -> str:
    return _REMARKS[found[0]]


class Misuse(click.UsageError):
    """Options that do not go together or cannot be understood, said in both languages."""

    def __init__(self, zh: str, en: str, ctx: click.Context | None = None) -> None:
        super().__init__(en, ctx)
        self.zh = zh


class ChineseFormatter(click.HelpFormatter):
    """Help with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(
            prog,
            args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]…"),
            prefix or _HEADINGS["Usage: "],
        )

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{' ' * self.current_indent}{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with what they are for."""
        from ii_index.reporting.terminal import width, wrapped

        said = [(name, re.sub("|".join(map(re.escape, _REMARKS)), _remark, text)) for name, text in rows]
        # click counts characters, of which a Chinese one takes two columns
        first = min(max((width(name) for name, _ in said), default=0), col_max) + col_spacing
        inset = self.current_indent
        for name, text in said:
            beside = width(name) <= first - col_spacing
            self.write(f"{'':{inset}}{name}{' ' * (first - width(name)) if beside and text else ''}")
            lines = wrapped(text, max(self.width - inset - first, 10)) if text else [""]
            if not beside:
                lines = ["", *lines] if text else lines
            self.write(f"\n{'':{inset + first}}".join(lines).rstrip() + "\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph, as wide as the window."""
        from ii_index.reporting.terminal import wrapped

        inset = self.current_indent
        for line in wrapped(" ".join(text.split()), max(self.width - inset, 10)):
            self.write(f"{'':{inset}}{line}\n")


class ChineseContext(click.Context):
    """A context whose help has Chinese headings."""

    formatter_class = ChineseFormatter


def in_chinese(command: click.Command) -> None:
    """Give every parameter of a command, and of those below it, a word for its value in Chinese."""
    for parameter in command.params:
        context = click.Context(command)
        if isinstance(parameter.type, click.Tuple) and parameter.metavar is None:
            parameter.metavar = " ".join(_METAVARS[kind.name] for kind in parameter.type.types)
            continue
        shown = parameter.metavar or (
            parameter.make_metavar(context) if isinstance(parameter, click.Argument) else parameter.type.name
        )
        word = _METAVARS.get(shown)
        if word and not getattr(parameter, "is_flag", False) and not getattr(parameter, "count", False):
            many = parameter.nargs if isinstance(parameter, click.Option) else 1
            parameter.metavar = " ".join([word] * many)
    for below in getattr(command, "commands", {}).values():
        in_chinese(below)


def context_class(language: Language) -> type[click.Context]:
    """Return the context that formats help in a language."""
    return ChineseContext if language == "zh" else click.Context


def explain(error: click.ClickException, language: Language) -> str:
    """Say what was wrong with the words typed, and where help is.

    Examples
    --------
    >>> explain(click.MissingParameter(param=click.Argument(["table"])), "zh")
    '用法错误：缺少参数“表”'
    """
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    text = _in_chinese(error) if language == "zh" else error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else None
    if language == "zh":
        return f"用法错误：{text}" + (f"\n用 `{command} --help` 查看用法" if command else "")
    return f"Wrong usage: {text}" + (f"\nSee `{command} --help`" if command else "")


def finding_of(error: click.ClickException) -> "Finding":
    """Return what was wrong with the words typed as a finding."""
    from ii_index.errors import Finding
    from ii_index.model.names import Name

    return Finding("E_USAGE", details={"said": Name(zh=_in_chinese(error), en=error.format_message())})


def _in_chinese(error: click.ClickException) -> str:
    match error:
        case Misuse():
            return error.zh
        case click.MissingParameter(param=click.Parameter() as param):
            word = "参数" if param.param_type_name == "argument" else "选项"
            return f"缺少{word}" + _named(param, "") + _choices(param)
        case click.BadParameter(param=click.Parameter() as param):
            return f"{_named(param)}{_bad_value(error.message, param)}".lstrip()
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}" + _perhaps(error.possibilities)
        case _:
            return _other(error)


def _other(error: click.ClickException) -> str:
    unknown = getattr(error, "command_name", None)  # click.NoSuchCommand, since click 8.4
    if unknown is not None:
        return f"没有命令 {unknown}" + _perhaps(getattr(error, "possibilities", None))
    text = error.format_message().strip()
    if command := re.match(r"No such command '(.+?)'", text):
        return f"没有命令 {command[1]}"
    return _matched(text, _CHINESE) or text


def _name(param: click.Parameter) -> str:
    """Call an option by all its names, an argument by its own."""
    if param.param_type_name == "option":
        return "/".join(param.opts)
    name = (param.name or "").upper()
    return _METAVARS.get(name, name)


def _named(param: click.Parameter, after: str = " ") -> str:
    """Call a parameter amid Chinese: 判断文件 in quotes, --unit between spaces."""
    name = _name(param)
    return f" {name}{after}" if name.isascii() else f"“{name}”"


def _choices(param: click.Parameter) -> str:
    return (
        f"，可用：{'、'.join(map(str, param.type.choices))}" if isinstance(param.type, click.Choice) else ""
    )


def _perhaps(possibilities: Sequence[str] | None) -> str:
    return f"，可能是：{'、'.join(possibilities)}" if possibilities else ""


def _bad_value(text: str, param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        found = re.match(r"'(.*?)' is not", text)
        return f"不能是“{found[1] if found else ''}”{_choices(param)}"
    return _matched(text, _VALUES) or f"的值无效：{text}"


def _matched(text: str, patterns: Sequence[tuple[str, str]]) -> str | None:
    for pattern, replacement in patterns:
        match = re.fullmatch(pattern, text.strip(), flags=re.DOTALL)
        if match:
            kind = _KINDS.get(match[1], "路径") if match.groups() else ""
            return match.expand(replacement).replace("{kind}", kind)
    return None
