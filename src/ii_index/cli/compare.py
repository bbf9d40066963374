"""``ii-index compare``: why each unit moved between two results."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "compare",
        help=say(
            "两次结果之间各地区为何变动：数据、权重、方法各占多少。只给一张表时，比较其两个年份、两套权重或两种方法。",
            "Why each unit moved between two results: data, weights or method. Of one table: two of its years, two "
            "sets of weights or two methods.",
        ),
    )
    @reading(say)
    @click.argument("new", type=click.Path(path_type=Path), required=False)
    @click.option("--old-year", type=YEAR, help=say("旧结果的年份", "year of the older result"))
    @click.option("--new-year", type=YEAR, help=say("新结果的年份", "year of the newer result"))
    @click.option("--new-framework", help=say("新结果的指标体系", "framework of the newer result"))
    @recipe_options(say)
    @recipe_options(say, new=True)
    @common(say)
    def compare(run: Run, table: Path, new: Path | None, **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.reporting.answers.index import compare as answer

        old, newer = asked_of(run, table, chosen), asked_of(run, new or table, _newer(chosen), new=True)
        run.finish(answer(old, newer, chosen["old_year"], chosen["new_year"]))

    return compare


def _newer(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Options of the newer result: its own where they are given, else those of the older."""
    from ii_index.reporting.answers.recipes import inherited

    own = {
        key.removeprefix("new_"): value
        for key, value in chosen.items()
        if key.startswith("new_") and key != "new_year" and value is not None
    }
    return inherited(chosen, own)
