"""``ii-index rank``: the main job."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of, tier_rule
from ii_index.cli.engines import PARQUET, engine_options, on_engine, pointing_to_engine, without_engine
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import YAML, Run
from ii_index.cli.recipe_options import decimals_option, recipe_options, tier_options
from ii_index.cli.usage import Misuse


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "rank",
        help=say(
            "读取各地区数据，计算得分、排名与梯队；可给多张表，按地区与年份合并。"
            "-o weights.yaml 写出所用权重，供 --weights 再次使用。",
            "Score, rank and sort units into tiers; several tables are joined on unit and year. "
            "-o weights.yaml writes the weights used, for --weights to use again.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--year",
        type=YEAR,
        help=say(
            "年份，默认最新一年；表中无年份列时为该表的年份",
            "the year, by default the latest; of a table without a year column, its year",
        ),
    )
    @click.option(
        "--all-years",
        is_flag=True,
        help=say(
            "所有年份：一张表列出历年排名，另表列出首末年之间的变动",
            "every year: one table of all rankings, another of what changed from the first to the last",
        ),
    )
    @click.option(
        "--by",
        help=say(
            "分组列的列名：另列各组均值与组内排名",
            "a column of groups: also their means, and ranks inside them",
        ),
    )
    @click.option(
        "--all-levels",
        is_flag=True,
        help=say("另列每个地区在每个节点的得分与名次", "also score and rank of every unit in every node"),
    )
    @recipe_options(say)
    @tier_options(say)
    @decimals_option(say)
    @engine_options(say)
    @common(say, also=(*YAML, PARQUET))
    def rank(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        if chosen["engine"] is not None:
            document, told = on_engine(run, table, chosen)
            told.finish(document)
            return
        without_engine(table)
        from ii_index.reporting.answers.index import rank as answer
        from ii_index.reporting.answers.index import rank_all_years, weights_file

        options: dict[str, Any] = {"tiers": chosen["tiers"], "tier_method": tier_rule(chosen)}
        _refuse_beside_all_years(chosen)
        with pointing_to_engine(table, chosen):
            asked = asked_of(run, table, chosen)
        ranked = (
            rank_all_years(asked, **options)
            if chosen["all_years"]
            else answer(asked, chosen["year"], by=chosen["by"], all_levels=chosen["all_levels"], **options)
        )
        kept = any(path.suffix.lower() in YAML for path in run.outputs)
        run.finish(ranked, weights_file(ranked, run.language) if kept else "", decimals=chosen["decimals"])

    return rank


def _refuse_beside_all_years(chosen: Mapping[str, Any]) -> None:
    beside = [f"--{name}" for name in ("year", "by") if chosen["all_years"] and chosen[name] is not None]
    beside += ["--all-levels"] * (chosen["all_years"] and chosen["all_levels"])
    if beside:
        zh, en = (
            f"--all-years 列出所有年份，不与 {'、'.join(beside)} 同用",
            f"--all-years lists every year: no {', '.join(beside)}",
        )
        raise Misuse(zh, en)
