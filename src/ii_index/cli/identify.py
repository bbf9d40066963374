"""``ii-index identify``: what printed numbers say of weights that nobody published."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ii_index.cli.choices import asked_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, Finite, common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options

if TYPE_CHECKING:
    from ii_index.model.series import PublishedSeries


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "identify",
        help=say(
            "由公布的综合指数与分项指数推出未公布权重的取值范围；--orderings 时由各地区数据与公布的梯队、名单推出。"
            "多张表按时期（--orderings 时按地区与年份）合并。得到的任何一组权重都只是示例，不是发布机构的权重。",
            "Bounds of unpublished weights from printed totals and components; with --orderings from units' data and "
            "published tiers or lists. Several tables are joined on period (with --orderings on unit and year). Any "
            "weights found are an illustration, never the publisher's.",
        ),
    )
    @reading(say, several=True)
    @click.option(
        "--claim",
        "written",
        multiple=True,
        help=say(
            "一个约束条件，可重复：“foundation 2022..2023 = 17.3%”“foundation = 20%”“a >= b”“step 5%”",
            "a claim, may be repeated: “foundation 2022..2023 = 17.3%”, “foundation = 20%”, “a >= b”, “step 5%”",
        ),
    )
    @click.option(
        "--claims", type=click.Path(path_type=Path), help=say("约束条件文件（YAML）", "a YAML file of claims")
    )
    @click.option("--total", help=say("综合指数所在列的表头", "heading of the column of totals"))
    @click.option(
        "--half-width",
        type=Finite(min=0),
        help=say("舍入半宽，默认为末位数字的一半", "by default half of the last printed digit"),
    )
    @click.option(
        "--orderings",
        is_flag=True,
        help=say(
            "表中是各地区数据，约束条件是梯队或名单", "the table holds units; claims are tiers or lists"
        ),
    )
    @click.option("--year", type=YEAR, help=say("年份（--orderings）", "the year (--orderings)"))
    @click.option(
        "--level",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help=say("自由变动的权重在第几级（--orderings）", "level whose weights are free (--orderings)"),
    )
    @recipe_options(say)
    @common(say)
    def identify(  # noqa: PLR0913, PLR0917 - click passes one argument an option
        run: Run,
        table: tuple[Path, ...],
        written: tuple[str, ...],
        claims: Path | None,
        orderings: bool,  # noqa: FBT001 - click's flag
        level: int,
        **chosen: Any,  # noqa: ANN401 - click's values
    ) -> None:
        from ii_index.io.series import read_claims_file
        from ii_index.model.claims import read_claims
        from ii_index.reporting.answers import claims as answers

        known = (*(read_claims_file(claims).claims if claims else ()), *read_claims(written))
        if orderings:
            asked = asked_of(run, table, chosen)
            run.finish(answers.weights_of_orderings(asked, known, chosen["year"], level=level))
        else:
            run.finish(answers.weights_of_series(_series(table, chosen), known))

    return identify


def _series(tables: tuple[Path, ...], chosen: dict[str, Any]) -> "PublishedSeries":
    from ii_index.io.frameworks import read_framework
    from ii_index.io.series import read_series

    name = chosen["framework"]
    framework = read_framework(name, allow_code=chosen["allow_code"]) if name else None
    return read_series(
        tables,
        total=chosen["total"],
        half_width=chosen["half_width"],
        framework=framework,
        sheet=chosen["sheet"],
    )
