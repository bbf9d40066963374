"""The recipe's choices as options of the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from ii_index.cli.language import Say
from ii_index.cli.output import Run
from ii_index.cli.usage import Misuse
from ii_index.errors import Finding
from ii_index.io.files.sources import exists
from ii_index.model.own_functions import OwnFunction, is_named
from ii_index.model.recipe import Recipe
from ii_index.model.steps.normalisation import Bounds
from ii_index.reporting.answers.recipes import ChoiceError, allowed, brought, recipe_from

if TYPE_CHECKING:
    from ii_index.model.assumptions import OwnTiers
    from ii_index.model.panel import Panel
    from ii_index.reporting.answers.index import Asked


def bounds_given(ctx: click.Context, param: click.Parameter, value: str | None) -> str | int | None:
    """Tell ``year`` and ``pooled`` from a year, as the callback of an option."""
    named = get_args(get_args(Bounds)[0])
    if value is None or value in named:
        return value
    if value.isdecimal():
        return int(value)
    name = param.opts[0]
    zh = f"{name} 应为 {'、'.join(named)} 或某一年份，不能是“{value}”"
    en = f"{name} takes {', '.join(named)} or a year, not “{value}”"
    raise Misuse(zh, en, ctx)


def asked_of(
    run: Run, table: Path | Sequence[Path], chosen: Mapping[str, Any], *, new: bool = False
) -> "Asked":
    """Read a table, or several that are joined, and change its framework's recipe as the command line says."""
    panel = run.read(table, chosen) if isinstance(table, Path) else run.read_all(table, chosen)
    return asked_of_panel(panel, chosen, new=new)


def asked_of_panel(panel: "Panel", chosen: Mapping[str, Any], *, new: bool = False) -> "Asked":
    """Change the recipe of a table's framework as the command line says, and say what came with it."""
    from ii_index.reporting.answers.index import Asked

    own = panel.framework.recipe
    recipe = recipe_of(own, chosen, new=new)
    said = brought(own, chosen)
    return Asked(replace(panel, findings=(*panel.findings, *said)) if said else panel, recipe)


def recipe_of(default: Recipe, chosen: Mapping[str, Any], *, new: bool = False) -> Recipe:
    """Return a framework's recipe with what the command line changes in it.

    Raises
    ------
    click.UsageError
        An option that goes with another kind of step; ``new`` is how such options are called.
    """
    try:
        made = recipe_from(default, {**chosen, "weights": _weights(chosen.get("weights"))})
        return allowed(made, allow_code=chosen.get("allow_code", False))
    except ChoiceError as error:
        raise _misuse(error.findings[0], "--new-" if new else "--") from None


def tier_rule(chosen: Mapping[str, Any]) -> "str | OwnTiers":
    """Return how tiers are cut: a word, or a function of one's own, imported where that is allowed."""
    word: str = chosen["tier_method"]
    if not is_named(word):
        return word
    from ii_index.io.own_functions import admitted
    from ii_index.model.assumptions import OwnTiers

    rule = OwnTiers(kind="call", function=OwnFunction(word))
    return admitted(rule, "", allow_code=chosen["allow_code"])


def groups_of(written: Sequence[str], say: Say, option: str = "--group") -> dict[str, list[str]] | None:
    """Read groups of one's own, each NAME=UNIT,UNIT…; None without any."""
    groups: dict[str, list[str]] = {}
    for text in written:
        name, equals, units = text.partition("=")
        if not equals or not name.strip() or not units.strip():
            message = say(
                f"{option} 写作 名称=地区,地区…，而不是“{text}”",
                f"{option} takes NAME=UNIT,UNIT…, not “{text}”",
            )
            raise click.UsageError(message)
        groups[name.strip()] = [unit.strip() for unit in units.replace("，", ",").split(",")]
    return groups or None


def _weights(typed: str | None) -> str | Path | None:
    """Tell a weights file from a word, or a step written out: it is there, or has a suffix."""
    if not typed or typed.lstrip().startswith("{"):
        return typed or None
    path = Path(typed)
    return path if exists(path) or (path.suffix and not is_named(typed)) else typed


def _misuse(fault: Finding, prefix: str) -> Misuse:
    """Say what a finding says, with options for the choices it names."""
    options = {key: f"{prefix}{fault.details[key]}" for key in ("choice", "of") if key in fault.details}
    typed = replace(fault, details={**fault.details, **options})
    return Misuse(typed.message("zh"), typed.message("en"))
