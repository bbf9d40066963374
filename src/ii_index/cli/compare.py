"""``ii-index compare``: why each unit moved between two results."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of, groups_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, grouping, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "compare",
        help=say(
            "两次结果之间各地区为何变动：数据、权重、方法各占多少。只给一张表时，比较其两个年份、两套权重或两种方法。"
            "两张表为旧、新；各含不同指标的两张表，或三张以上，按地区与年份合并为一张。",
            "Why each unit moved between two results: data, weights or method. Of one table: two of its years, two "
            "sets of weights or two methods. Two tables are the older and the newer; two of different indicators, and "
            "three or more, are joined on unit and year to one.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--new",
        "newer_tables",
        multiple=True,
        type=click.Path(path_type=Path),
        help=say(
            "新结果的表，可重复；其余各表合并为旧结果",
            "a table of the newer result, may be repeated; the others are joined to the older",
        ),
    )
    @click.option("--old-year", type=YEAR, help=say("旧结果的年份", "year of the older result"))
    @click.option("--new-year", type=YEAR, help=say("新结果的年份", "year of the newer result"))
    @click.option("--new-framework", help=say("新结果的指标体系", "framework of the newer result"))
    @grouping(say)
    @recipe_options(say)
    @recipe_options(say, new=True)
    @common(say)
    def compare(run: Run, table: tuple[Path, ...], newer_tables: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.io.files.sources import each_file_once
        from ii_index.reporting.answers.index import compare as answer

        with each_file_once():
            older, newer = (table, newer_tables) if newer_tables else _sides(table, chosen)
            old, new = asked_of(run, older, chosen), asked_of(run, newer, _newer(chosen), new=True)
        groups = groups_of(chosen["own_groups"], say)
        run.finish(
            answer(old, new, chosen["old_year"], chosen["new_year"], own_groups=groups, by=chosen["by"])
        )

    return compare


def _sides(tables: tuple[Path, ...], chosen: Mapping[str, Any]) -> tuple[Sequence[Path], Sequence[Path]]:
    """Return the tables of the older and of the newer result; two under a framework each are always both."""
    from ii_index.io.tables import sides

    if len(tables) == 2 and chosen["new_framework"]:
        return tables[:1], tables[1:]
    return sides(
        tables,
        chosen["framework"],
        sheet=chosen["sheet"],
        encoding=chosen["input_encoding"],
        allow_code=chosen["allow_code"],
    )


def _newer(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Options of the newer result: its own where they are given, else those of the older."""
    from ii_index.reporting.answers.recipes import inherited

    own = {
        key.removeprefix("new_"): value
        for key, value in chosen.items()
        if key.startswith("new_") and key != "new_year" and value is not None
    }
    return inherited(chosen, own)
