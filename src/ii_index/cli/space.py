"""``ii-index space``: whether neighbours are alike."""

from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, node_options, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "space",
        help=say(
            "空间相关：全局与局部莫兰指数（Moran's I）、吉尔里指数（Geary's C），随机排列检验（给定种子）。",
            "Spatial association: global and local Moran's I, Geary's C, with seeded permutation tests.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--year",
        type=YEAR,
        help=say("局部统计的年份，默认最新", "year of the local statistics, by default the latest"),
    )
    @node_options(say)
    @click.option(
        "--neighbours",
        type=click.Path(path_type=Path),
        help=say(
            "邻接表：配对或方阵；默认为各省",
            "table of neighbours, pairs or a square matrix; by default the provinces'",
        ),
    )
    @click.option(
        "--permutations",
        type=click.IntRange(min=99),
        default=9_999,
        show_default=True,
        help=say("随机排列次数", "how many permutations"),
    )
    @click.option(
        "--seed", type=int, default=0, show_default=True, help=say("随机种子", "seed of the permutations")
    )
    @recipe_options(say)
    @common(say)
    def space(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click's values
        from ii_index.reporting.answers.regions import space as answer

        document = answer(
            asked_of(run, table, chosen),
            chosen["year"],
            node=chosen["node"],
            raw=chosen["raw"],
            neighbours=chosen["neighbours"],
            permutations=chosen["permutations"],
            seed=chosen["seed"],
        )
        run.finish(document)

    return space
