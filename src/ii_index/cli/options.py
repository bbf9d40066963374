"""Options that several commands share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from ii_index.cli.language import Say
from ii_index.cli.output import Run
from ii_index.cli.usage import Misuse


class _Year(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A year, or a month or quarter of one, however it is spelt."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's
        from ii_index.model.periods import as_period, period_of

        found = period_of(value)
        return as_period(click.INT.convert(value, param, ctx)) if found is None else found


YEAR = _Year()
SHARED = ("quiet", "strict", "json", "full")
"""Flags of every command that answers with a document."""

F = TypeVar("F", bound=Callable[..., Any])


class Finite(click.FloatRange):
    """A number within limits, which is neither infinite nor none."""

    def _describe_range(self) -> str:
        """Say the limits; a range without any has none to say."""
        return super()._describe_range() if self.min is not None or self.max is not None else ""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's own
        """Convert what was typed, or refuse it as click does."""
        number = click.FLOAT.convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value!r} is not a valid float range.", param, ctx)
        return super().convert(number, param, ctx)


def common(
    say: Say,
    *,
    writes: bool = True,
    also: tuple[str, ...] = (),
    folder: str | None = None,
    shared: Sequence[str] = SHARED,
) -> Callable[[F], F]:
    """Add ``--quiet --strict --json --full``, ``--lang`` and, where a command writes, ``-o --force --encoding``.

    The command receives them as one ``run: Run``; ``also`` are suffixes of files that it writes itself, and ``folder``
    is the flag with which ``-o`` names a folder. ``shared`` are those of the first four that have an effect.
    """

    def decorate(function: F) -> F:
        def wrapped(**values: Any) -> Any:  # noqa: ANN401 - click passes what the command declares
            run = Run(
                language=say.language,
                quiet=values.pop("quiet", False),
                strict=values.pop("strict", False),
                json=values.pop("json", False),
                outputs=tuple(values.pop("outputs", ())),
                force=values.pop("force", False),
                encoding=values.pop("encoding", "utf-8-sig"),
                also=also,
                inputs=tuple(_inputs(values)),
                full=values.pop("full", False),
                into_folder=folder is not None and values[folder],
            )
            return function(run=run.prepare(), **values)

        wrapped.__name__, wrapped.__doc__ = function.__name__, function.__doc__
        wrapped.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
        for option in reversed(_options(say, shared, writes=writes)):
            option(wrapped)
        return wrapped  # type: ignore[return-value]

    return decorate


_WRITTEN = {"repair"}  # parameters besides -o that name a file written


def _inputs(values: Mapping[str, Any]) -> Iterator[Path]:
    """Every parameter's value that could be a file read; those that are none do no harm."""
    for name, value in values.items():
        several = cast("tuple[object, ...]", value if isinstance(value, tuple) else (value,))
        for one in several:
            if isinstance(one, str | Path) and name not in _WRITTEN:
                yield Path(one)


def _options(say: Say, offered: Sequence[str], *, writes: bool) -> list[Callable[[Any], Any]]:
    helps = {
        "quiet": say("不显示警告与提示", "no warnings or notices"),
        "strict": say("警告视为错误", "warnings become errors"),
        "json": say("输出 JSON", "JSON for machines"),
        "full": say("终端上也显示全部表格", "every table on a terminal too"),
    }
    shared = [
        click.option(
            "--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=say("语言", "language")
        ),
        *(click.option(f"--{name}", is_flag=True, help=helps[name]) for name in SHARED if name in offered),
    ]
    if not writes:
        return shared
    return [
        click.option(
            "-o",
            "--output",
            "outputs",
            multiple=True,
            type=click.Path(path_type=Path),
            help=say("写入文件，格式由后缀决定，可重复", "write a file, format by suffix; may be repeated"),
        ),
        click.option("--force", is_flag=True, help=say("覆盖已有文件", "replace existing files")),
        click.option(
            "--encoding",
            type=click.Choice(["utf-8-sig", "utf-8", "gbk", "gb18030"]),
            default="utf-8-sig",
            help=say("CSV 编码", "encoding of CSV"),
        ),
        *shared,
    ]


class TablePath(click.Path):
    """A path of a table, or the address of a database, which a path would spoil: :func:`as_typed` gives it back."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click has it
        """Keep beside the path what was typed."""
        path = super().convert(value, param, ctx)
        if ctx is not None and "://" in str(value):
            ctx.meta.setdefault(_TYPED, {})[path] = str(value)
        return path


_TYPED = "ii_index.typed"


def as_typed(path: Path) -> str:
    """Return a table as the user typed it."""
    return str(click.get_current_context().meta.get(_TYPED, {}).get(path, path))


def reading(say: Say, *, several: bool = False) -> Callable[[F], F]:
    """Add the table argument and the options that say how to read it; with ``several``, any number of tables."""
    kind = TablePath(path_type=Path, allow_dash=True)
    options = [
        click.argument("table", type=kind, nargs=-1, required=True, metavar="TABLE...")
        if several
        else click.argument("table", type=kind),
        click.option(
            "--framework",
            help=say(
                "内置指标体系名称，或 YAML、CSV、工作簿路径",
                "built-in framework, or a YAML, CSV or workbook file",
            ),
        ),
        click.option("--sheet", help=say("工作表名称", "sheet of a workbook")),
        click.option(
            "--fill-down", is_flag=True, help=say("空白地区沿用上一行", "blank regions repeat the row above")
        ),
        click.option("--allow-missing-units", is_flag=True, help=say("允许缺少地区", "units may be absent")),
        click.option("--unit-column", help=say("地区（对象）所在列的列名", "heading of the column of units")),
        click.option("--year-column", help=say("年份所在列的列名", "heading of the column of years")),
        click.option(
            "--group-column",
            "group_columns",
            multiple=True,
            help=say("分组列的列名，可重复", "heading of a column of groups; may be repeated"),
        ),
        click.option(
            "--input-encoding",
            help=say(
                "文本的编码，如 windows-1252（默认 UTF-8 或 GB18030）",
                "encoding of a text, such as windows-1252 (by default UTF-8 or GB18030)",
            ),
        ),
    ]

    def decorate(function: F) -> F:
        allow_code(say)(function)
        for option in reversed(options):
            option(function)
        return function

    return decorate


def allow_code(say: Say) -> Callable[[F], F]:
    """Add ``--allow-code``: whether functions that a file names may be imported and run."""
    text = say(
        "允许导入并运行文件中点名的自有函数（kind: call）",
        "functions of its own that a file names (kind: call) may be imported and run",
    )
    return click.option("--allow-code", is_flag=True, help=text)


def node_options(say: Say) -> Callable[[F], F]:
    """Add ``--node --values``: whose scores, or which indicator's values."""

    def decorate(function: F) -> F:
        node = say("所看的节点编号，默认总得分", "id of the node looked at, by default the total")
        raw = say(
            "看该指标的原始数值（除以其分母），而非得分",
            "values of that indicator (over its denominator), not scores",
        )
        click.option("--values", "raw", is_flag=True, help=raw)(function)
        click.option("--node", default="root", help=node)(function)
        return function

    return decorate


def grouping(say: Say) -> Callable[[F], F]:
    """Add ``--group``, groups of one's own, and ``--by``, a column of groups."""

    def decorate(function: F) -> F:
        click.option("--by", help=say("分组列的列名", "a column of groups"))(function)
        click.option(
            "--group",
            "own_groups",
            multiple=True,
            metavar=say("名称=地区,地区…", "NAME=UNIT,UNIT…"),
            help=say("自定义分组，可重复", "a group of your own; may be repeated"),
        )(function)
        return function

    return decorate


def numbers(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, ...] | None:
    """Read numbers separated by commas, as the callback of an option."""
    if value is None:
        return None
    try:
        return tuple(float(part) for part in value.replace("，", ",").split(","))
    except ValueError:
        zh = f"{param.opts[0]} 须为以逗号分隔的数，不能是“{value}”"
        en = f"{param.opts[0]} takes numbers separated by commas, not “{value}”"
        raise Misuse(zh, en, ctx) from None
