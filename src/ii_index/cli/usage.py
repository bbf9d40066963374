"""Usage errors and help in the reader's language; click speaks English only."""

import re

import click

from ii_index.messages import Language

_HEADINGS = {"Options": "选项", "Commands": "命令", "Usage: ": "用法："}
_CHINESE = (
    (r"Missing argument '(.+?)'\.?", r"缺少参数 \1"),
    (r"Missing option '(.+?)'\.?", r"缺少选项 \1"),
    (r"Missing command\.?", "缺少命令"),
    (r"No such option '?(-.+?)'?\.(?: Did you mean '?(.+?)'?\?)?", r"没有选项 \1"),
    (r"No such option: (.+?)(?: Did you mean (.+?)\?)?", r"没有选项 \1"),
    (r"No such command '(.+?)'\.?.*", r"没有命令 \1"),
    (r"Option '(.+?)' requires an argument\.", r"选项 \1 需要一个值"),
    (r"Option '(.+?)' requires (\d+) arguments\.", r"选项 \1 需要 \2 个值"),
    (r"Option '(.+?)' does not take a value\.", r"选项 \1 不带值"),
    (r"Got unexpected extra arguments? \((.+)\)\.?", r"多余的参数：\1"),
    (r"Invalid value for '(.+?)': '(.+?)' is not one of (.+)\.", r"\1 不能是“\2”，可用：\3"),
    (r"Invalid value for '(.+?)': '(.+?)' is not a valid integer( range)?\.", r"\1 应为整数，不能是“\2”"),
    (r"Invalid value for '(.+?)': '(.+?)' is not a valid float( range)?\.", r"\1 应为数值，不能是“\2”"),
    (r"Invalid value for '(.+?)': (.+?) is not in the range (.+)\.", r"\1 不能是 \2，范围：\3"),
    (r"Invalid value for '(.+?)': (.+)", r"\1 的值无效：\2"),
)


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
        super().write_heading(_HEADINGS.get(heading, heading))


class ChineseContext(click.Context):
    """A context whose help has Chinese headings."""

    formatter_class = ChineseFormatter


def context_class(language: Language) -> type[click.Context]:
    """Return the context that formats help in a language."""
    return ChineseContext if language == "zh" else click.Context


def explain(error: click.ClickException, language: Language) -> str:
    """Say what was wrong with the words typed, and where help is.

    Examples
    --------
    >>> explain(click.UsageError("Missing argument 'TABLE'."), "zh")
    '用法错误：缺少参数 TABLE'
    """
    text = error.format_message()
    if language == "zh":
        text = _in_chinese(text)
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else None
    if language == "zh":
        return f"用法错误：{text}" + (f"\n用 `{command} --help` 查看用法" if command else "")
    return f"Wrong usage: {text}" + (f"\nSee `{command} --help`" if command else "")


def _in_chinese(text: str) -> str:
    for pattern, replacement in _CHINESE:
        match = re.fullmatch(pattern, text.strip(), flags=re.DOTALL)
        if match:
            return match.expand(replacement)
    return text
