"""``ii-index robustness``: how sure ranks and tiers are, and which assumption matters."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ii_index.cli.choices import asked_of
from ii_index.cli.interruption import Interruption
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, Finite, common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options
from ii_index.cli.usage import Misuse

if TYPE_CHECKING:
    from ii_index.model.assumptions import Assumptions
    from ii_index.model.panel import Panel
    from ii_index.reporting.answers.index import Asked
    from ii_index.reporting.answers.robustness import Trial
    from ii_index.reporting.document import Document

INTERRUPTED = 130


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "robustness",
        help=say(
            "排名与梯队有多可靠：名次区间、梯队概率、灵敏度、精确的最好与最差名次。Ctrl-C 停止并给出已完成抽样的结果。",
            "How sure ranks and tiers are: intervals, probabilities, sensitivity, exact best and worst ranks. "
            "Ctrl-C stops and shows the draws made so far.",
        ),
    )
    @reading(say, several=True)
    @click.option("--year", type=YEAR, help=say("年份，默认最新一年", "the year, by default the latest"))
    @recipe_options(say)
    @click.option(
        "--draws",
        type=click.IntRange(min=1),
        default=20_000,
        show_default=True,
        help=say("抽样次数", "number of draws"),
    )
    @click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help=say("随机种子", "seed")
    )
    @click.option(
        "--assumptions",
        type=click.Path(path_type=Path),
        help=say(
            "假设组合（YAML）；默认：权重±25%，最小-最大标准化时另加三种标准化、两种合成",
            "mix of assumptions (YAML); by default weights ± 25 % and, for min-max, three ways to normalise and "
            "two means",
        ),
    )
    @click.option(
        "--weights-only",
        type=Finite(0, 1, max_open=True),
        help=say(
            "只让权重在自身±该比例内变动，如0.25",
            "vary only the weights, by this share of each, such as 0.25",
        ),
    )
    @click.option(
        "--confidence",
        type=click.Path(path_type=Path),
        help=say(
            "各单元格置信等级表（与数据表同版式）", "table of confidence classes, laid out like the data"
        ),
    )
    @click.option(
        "--samples",
        type=int,
        default=1024,
        show_default=True,
        help=say(
            "灵敏度分析的样本数（2的幂；0不做）",
            "samples of the sensitivity analysis (a power of two; 0: none)",
        ),
    )
    @click.option(
        "--exact/--no-exact",
        default=None,
        help=say(
            "是否求精确的名次界限，默认不超过100个地区时求",
            "whether to find exact limits of ranks, by default of at most 100 units",
        ),
    )
    @click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help=say("并行进程数（结果与之无关）", "processes; the result does not depend on it"),
    )
    @common(say)
    def robustness(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        if chosen["assumptions"] and chosen["weights_only"] is not None:
            zh = "--assumptions 与 --weights-only 不能同时使用"
            raise Misuse(zh, "--assumptions and --weights-only exclude each other")
        asked = asked_of(run, table, chosen)
        trial = _trial(chosen, asked.panel)
        with Interruption() as interruption:
            document = _answered(run, asked, trial, chosen, interruption)
        run.finish(document)
        if interruption.happened:
            raise click.exceptions.Exit(INTERRUPTED)

    return robustness


def _answered(
    run: Run, asked: "Asked", trial: "Trial", chosen: dict[str, Any], interruption: Interruption
) -> "Document":
    from ii_index.cli.progress import progress
    from ii_index.reporting.answers.robustness import robustness

    with progress(chosen["draws"], shown=not run.quiet) as advance, _pool(chosen["workers"]) as executor:
        return robustness(
            asked,
            chosen["year"],
            trial=trial,
            executor=executor,
            advance=advance,
            stopped=lambda: interruption.happened,
        )


def _trial(chosen: dict[str, Any], panel: "Panel") -> "Trial":
    from ii_index.io.confidence import read_confidence
    from ii_index.reporting.answers.robustness import Trial

    return Trial(
        draws=chosen["draws"],
        seed=chosen["seed"],
        assumptions=_assumptions(chosen),
        confidence=read_confidence(chosen["confidence"], panel) if chosen["confidence"] else None,
        samples=chosen["samples"],
        exact=chosen["exact"],
    )


def _assumptions(chosen: dict[str, Any]) -> "Assumptions | None":
    from ii_index.model.assumptions import Assumptions

    if chosen["weights_only"] is not None:
        return Assumptions.weights_only(chosen["weights_only"])
    if chosen["assumptions"] is None:
        return None
    from ii_index.io.definitions import read_yaml, validated

    return validated(
        read_yaml(chosen["assumptions"]),
        Assumptions,
        str(chosen["assumptions"]),
        allow_code=chosen["allow_code"],
    )


def _pool(workers: int) -> Any:  # noqa: ANN401 - an executor, or nothing
    from contextlib import nullcontext

    if workers == 1:
        return nullcontext()
    import signal
    from concurrent.futures import ProcessPoolExecutor

    # Ctrl-C reaches the whole group; only this process should act on it.
    return ProcessPoolExecutor(workers, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
