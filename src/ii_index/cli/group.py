"""The commands, loaded when they are called: ``--help`` reads this table only."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from ii_index._version import __version__
from ii_index.cli.language import Say
from ii_index.cli.usage import Misuse, context_class, in_chinese
from ii_index.messages import Language

# name: (module, zh, en) — a module has `command(say) -> click.Command`
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("demo", "用自带的真实数据演示全流程", "the bundled real example, end to end"),
    "rank": ("rank", "得分、排名与梯队（主要功能）", "scores, ranks and tiers (the main job)"),
    "national": ("national", "以基期为100的全国指数、增速与贡献", "base-year series, growth, contributions"),
    "check": ("check", "只读取并检查表格，列出全部问题", "read and validate only; every finding"),
    "weights": ("weights", "由判断矩阵得到权重与一致性", "priorities and consistency of judgements"),
    "questionnaire": (
        "questionnaire",
        "专家问卷：生成与回收",
        "questionnaires for experts: write, read back",
    ),
    "robustness": ("robustness", "排名有多可靠：区间、概率、灵敏度", "how sure the ranking is"),
    "coherence": ("coherence", "指标体系的内部一致性审计", "the auditor's table"),
    "explain": (
        "explain",
        "一个地区：得分来源、优劣势、离上一梯队多远",
        "one unit: why its score, what next",
    ),
    "inequality": ("inequality", "地区差异：基尼、泰尔、收敛", "inequality between regions, and convergence"),
    "dynamics": ("dynamics", "梯队转移、名次变化与核密度", "moves between tiers and ranks, densities"),
    "space": ("space", "空间相关：莫兰指数等", "whether neighbours are alike: Moran's I"),
    "coupling": ("coupling", "各维度或两个指数的耦合协调度", "how well dimensions develop together"),
    "obstacles": ("obstacles", "障碍度：各地区的主要障碍因子", "what keeps each unit from the full mark"),
    "fuzzy": ("fuzzy", "模糊综合评价", "fuzzy comprehensive evaluation"),
    "shares": ("shares", "各组比重、集中度、区位商", "what groups hold; concentration"),
    "top": ("top", "各维度前十名", "the best units of every dimension"),
    "methods": ("methods", "多种方法的名次与共识", "ranks by many methods, and their consensus"),
    "statistics": ("statistics", "指标统计与相关系数", "numbers of every indicator, correlations"),
    "brief": ("brief", "一省一页：PDF、网页、图片或文本", "one page a unit: PDF, page, picture, text"),
    "compare": ("compare", "两次结果之间各地区为何变动", "why each unit moved between two results"),
    "identify": ("identify", "未公布权重的取值范围", "bounds of unpublished weights"),
    "rubric": ("rubric", "按评分细则打分", "score answers by a rubric"),
    "attainment": ("attainment", "规划目标完成情况", "plan against actual"),
    "report": ("report", "网页报告、可复算工作簿与图表", "the page, the live workbook, charts"),
    "serve": ("serve", "在浏览器中使用，并提供程序接口", "the program in a browser, and for programs"),
    "run": ("run_study", "按研究方案一次完成并留存清单", "everything a study names, with a manifest"),
    "export": ("export", "导出给其他工具（COINr、Stata 等）", "for the tools people already have"),
    "template": ("template", "生成可填写的起始文件", "a file to start from"),
    "examples": ("examples", "把自带示例复制出来", "copy the bundled examples out"),
    "frameworks": ("frameworks", "列出或展示指标体系", "list or show frameworks"),
    "schema": ("schema", "显示定义文件的 JSON Schema", "JSON Schema of a definition file"),
    "rule": ("rule", "解释一个问题代码", "explain a finding's code"),
    "completion": ("completion", "命令行补全脚本", "a script for shell completion"),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def __init__(self, say: Say, **settings: Any) -> None:  # noqa: ANN401 - click's own settings
        super().__init__(**settings)
        self.say = say

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and build the command in the language asked for."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        # Here and no deeper: at some depths CPython 3.11 maps and unmaps memory at every call.
        import_module("numpy")
        module = import_module(f"ii_index.cli.{COMMANDS[cmd_name][0]}")
        build: Callable[[Say], click.Command] = module.command
        command = build(self.say)
        command.context_class = context_class(self.say.language)
        if self.say.language == "zh":
            in_chinese(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name those it may be."""
        name = args[0]
        if name in COMMANDS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from ii_index.model.nearest import nearest

        zh, en = f"没有命令 {name}", f"There is no command {name}"
        if close := nearest(name, COMMANDS):
            zh, en = f"{zh}，可能是：{'、'.join(close)}", f"{en}; perhaps {', '.join(close)}"
        raise Misuse(zh, en, ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        rows = [(name, self.say(zh, en)) for name, (_, zh, en) in COMMANDS.items()]
        with formatter.section(self.say("命令", "Commands")):
            formatter.write_dl(rows)


def group(language: Language) -> LazyGroup:
    """Build the command line in one language."""
    say = Say(language)
    root = LazyGroup(
        say,
        name="ii-index",
        help=say(
            "中国工业互联网发展成效指数：合成、排名、梯队与稳健性。"
            "退出码：0（完成）、1（数据或方案有问题）、2（用法错误）、70（程序错误）、130（中断）。",
            "China's Industrial Internet development index: scores, ranks, tiers, and how sure they are. "
            "Exit codes: 0 done; 1 the data or study has a problem; 2 wrong usage; 70 a bug; 130 interrupted.",
        ),
        params=[
            click.Option(
                ["--lang"], type=click.Choice(["zh", "en"]), expose_value=False, help=say("语言", "language")
            ),
            _version(say),
            _verbose(say),
        ],
    )
    root.context_class = context_class(language)
    return root


_ALL_VERSIONS = "ii_index.all_versions"


def _version(say: Say) -> click.Option:
    def show(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it
        if ctx.resilient_parsing:
            return
        if not value and _ALL_VERSIONS in ctx.meta:
            zh, en = "--verbose 与 --version 连用", "--verbose goes with --version"
            raise Misuse(zh, en, ctx)
        if value:
            click.echo(f"ii-index {__version__}")
            if _ALL_VERSIONS in ctx.meta:
                from ii_index.cli.versions import lines

                click.echo("\n".join(lines()))
            ctx.exit()

    # Not eager: --verbose is met before it, wherever it stands.
    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        callback=show,
        help=say("显示版本", "show the version"),
    )


def _verbose(say: Say) -> click.Option:
    def note(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it
        if value:
            ctx.meta[_ALL_VERSIONS] = True

    return click.Option(
        ["--verbose"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=note,
        help=say("与 --version 连用：各依赖与平台的版本", "with --version: those of libraries and platform"),
    )
