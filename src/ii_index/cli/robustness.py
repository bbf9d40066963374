"""``ii-index robustness``: how sure ranks and tiers are, and which assumption matters."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ii_index.cli.choices import recipe_of
from ii_index.cli.interruption import Interruption
from ii_index.cli.language import Say
from ii_index.cli.options import common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options
from ii_index.cli.usage import Misuse
from ii_index.errors import Finding

if TYPE_CHECKING:
    from ii_index.analysis.robustness.design import Labels
    from ii_index.analysis.robustness.uncertainty import Uncertainty
    from ii_index.construction.results import CompositeIndex
    from ii_index.model.assumptions import Assumptions
    from ii_index.model.panel import Panel
    from ii_index.model.table import Table

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
    @reading(say)
    @click.option("--year", type=int, help=say("年份，默认最新一年", "the year, by default the latest"))
    @recipe_options(say)
    @click.option(
        "--draws",
        type=click.IntRange(min=1),
        default=100_000,
        show_default=True,
        help=say("抽样次数", "number of draws"),
    )
    @click.option(
        "--seed", type=click.IntRange(min=0), default=2023, show_default=True, help=say("随机种子", "seed")
    )
    @click.option(
        "--assumptions",
        type=click.Path(path_type=Path),
        help=say(
            "假设组合（YAML）；默认：权重±25%，极差标准化时另加三种标准化、两种合成",
            "mix of assumptions (YAML); by default weights ± 25 % and, for min-max, three ways to normalise and "
            "two means",
        ),
    )
    @click.option(
        "--weights-only",
        type=click.FloatRange(0, 1, max_open=True),
        help=say(
            "只让权重在自身±该比例内变动，如 0.25",
            "doubt only the weights, by this share of each, such as 0.25",
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
            "灵敏度分析的样本数（2 的幂；0 不做）",
            "samples of the sensitivity analysis (a power of two; 0: none)",
        ),
    )
    @click.option(
        "--exact/--no-exact",
        default=True,
        help=say("是否求精确的名次界限", "whether to find exact limits of ranks"),
    )
    @click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help=say("并行进程数（结果与之无关）", "processes; the result does not depend on it"),
    )
    @common(say)
    def robustness(run: Run, table: Path, **chosen: Any) -> None:  # noqa: ANN401 - click passes the options above
        from ii_index.construction.compose import compose
        from ii_index.reporting.documents import robustness as documents

        if chosen["assumptions"] and chosen["weights_only"] is not None:
            zh = "--assumptions 与 --weights-only 不能同时使用"
            raise Misuse(zh, "--assumptions and --weights-only exclude each other")
        panel = run.read(table, chosen)
        index = compose(panel, recipe_of(panel.framework.recipe, chosen))
        chosen |= {"mix": _assumptions(chosen), "classes": _classes(chosen, panel)}
        with Interruption() as interruption:
            drawn = _draw(run, index, chosen, interruption)
            further = _further(index, drawn, chosen, interruption)
        run.finish(documents.robustness(drawn, further, _notes(chosen, drawn)))
        if interruption.happened:
            raise click.exceptions.Exit(INTERRUPTED)

    return robustness


def _assumptions(chosen: dict[str, Any]) -> "Assumptions | None":
    from ii_index.model.assumptions import Assumptions

    if chosen["weights_only"] is not None:
        return Assumptions.weights_only(chosen["weights_only"])
    if chosen["assumptions"] is None:
        return None
    from ii_index.io.definitions import read_yaml, validated

    return validated(read_yaml(chosen["assumptions"]), Assumptions, str(chosen["assumptions"]))


def _classes(chosen: dict[str, Any], panel: "Panel") -> "Labels | None":
    if chosen["confidence"] is None:
        return None
    from ii_index.io.confidence import read_confidence

    return read_confidence(chosen["confidence"], panel)


def _draw(
    run: Run, index: "CompositeIndex", chosen: dict[str, Any], interruption: Interruption
) -> "Uncertainty":
    import warnings

    from ii_index.analysis.robustness.uncertainty import uncertainty
    from ii_index.cli.progress import progress
    from ii_index.errors import IIIndexWarning

    with progress(chosen["draws"], shown=not run.quiet) as advance, _pool(chosen["workers"]) as executor:

        def keep_going(made: int, _wanted: int) -> bool:
            advance(made)
            return not interruption.happened

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", IIIndexWarning)  # the document says it
            return uncertainty(
                index,
                chosen["year"],
                draws=chosen["draws"],
                seed=chosen["seed"],
                assumptions=chosen["mix"],
                confidence=chosen["classes"],
                executor=executor,
                keep_going=keep_going,
            )


def _further(
    index: "CompositeIndex", drawn: "Uncertainty", chosen: dict[str, Any], interruption: Interruption
) -> list["Table"]:
    """Make the other tables, one after another, as long as nobody interrupts."""
    made: list[Table] = []
    for make in _steps(index, drawn, chosen):
        if interruption.happened:
            break
        made += make()
    return made


def _steps(
    index: "CompositeIndex", drawn: "Uncertainty", chosen: dict[str, Any]
) -> list[Callable[[], list["Table"]]]:
    from ii_index.analysis.robustness.leave_one_out import leave_one_out
    from ii_index.analysis.robustness.rank_bounds import rank_bounds
    from ii_index.analysis.robustness.sensitivity import sensitivity
    from ii_index.analysis.robustness.stability import stability
    from ii_index.analysis.robustness.tier_stability import tier_stability

    year, mix = drawn.year, drawn.assumptions

    def which() -> list["Table"]:
        found = sensitivity(
            index,
            year,
            samples=chosen["samples"],
            seed=chosen["seed"],
            assumptions=mix,
            confidence=chosen["classes"],
        )
        return [found.table("rank_shift"), found.table("units")]

    def exact() -> list["Table"]:
        bounds = rank_bounds(index, year, amount=_amount(mix))
        return [bounds.table(), stability(index, year).table()]

    def tiers() -> list["Table"]:
        return [tier_stability(index, year, seed=chosen["seed"]).table()]

    def without() -> list["Table"]:
        several = len(drawn.plan.tree.dimensions) > 1
        dimensions = [leave_one_out(index, year, element="dimension").table()] if several else []
        return [*dimensions, leave_one_out(index, year, element="unit").table()]

    steps: list[Callable[[], list[Table]]] = []
    if chosen["samples"] and set(drawn.plan.factors) - {"tiers"}:
        steps.append(which)
    if chosen["exact"] and _is_linear(drawn):
        steps.append(exact)
    return [*steps, tiers, without]


def _notes(chosen: dict[str, Any], drawn: "Uncertainty") -> list[Finding]:
    return [Finding("N_NO_EXACT_LIMITS")] if chosen["exact"] and not _is_linear(drawn) else []


def _amount(mix: "Assumptions") -> float | None:
    """Return the share by which weights may be wrong in the draws, where they have such a limit."""
    from ii_index.model.assumptions import DirichletWeights, PerturbedWeights

    match mix.weights:
        case PerturbedWeights(amount=amount):
            return amount
        case DirichletWeights():
            return None
        case _:
            return 0.25


def _is_linear(drawn: "Uncertainty") -> bool:
    """Whether the index takes one mean at all levels, so that exact limits exist."""
    from ii_index.construction.methods.aggregation import aggregation_of

    means = drawn.index.recipe.aggregation
    return len({step.kind for step in means}) == 1 and aggregation_of(means[0]).has_power_form


def _pool(workers: int) -> Any:  # noqa: ANN401 - an executor, or nothing
    from contextlib import nullcontext

    if workers == 1:
        return nullcontext()
    import signal
    from concurrent.futures import ProcessPoolExecutor

    # Ctrl-C reaches the whole group; only this process should act on it.
    return ProcessPoolExecutor(workers, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
