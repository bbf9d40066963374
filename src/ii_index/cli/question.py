"""A command that asks one question of a table's index: its words become arguments of a function in ``answers``."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from ii_index.cli.choices import asked_of, groups_of
from ii_index.cli.language import Say
from ii_index.cli.options import YEAR, common, reading
from ii_index.cli.output import Run
from ii_index.cli.recipe_options import recipe_options

Option = Callable[[Any], Any]


def question(
    say: Say, name: str, help_text: str, answer: str, *options: Option, **kept: Callable[[Any], Any]
) -> click.Command:
    """Build a command.

    Parameters
    ----------
    say : Say
    name : str
    help_text : str
    answer : str
        The function in :mod:`ii_index.reporting.answers.relations`.
    *options : callable
        Decorators of click; besides ``--year``, those of reading and of recipes.
    **kept : callable
        Of each parameter that the function takes, what it becomes.
    """

    def asking(run: Run, table: tuple[Path, ...], **chosen: Any) -> None:  # noqa: ANN401 - click's values
        function = getattr(import_module("ii_index.reporting.answers.relations"), answer)
        given = {key: change(chosen[key]) for key, change in kept.items()}
        if "own_groups" in chosen:
            given |= {"own_groups": groups_of(chosen["own_groups"], say), "by": chosen["by"]}
        if chosen.get("other") is not None:
            given["other"] = asked_of(run, chosen["other"], _other(chosen))
        run.finish(function(asked_of(run, table, chosen), chosen["year"], **given))

    decorated: Any = asking
    year = click.option(
        "--year", type=YEAR, help=say("年份，默认最新一年", "the year, by default the latest")
    )
    for option in (common(say), recipe_options(say), *reversed(options), year, reading(say, several=True)):
        decorated = option(decorated)
    built: click.Command = click.command(name, help=help_text)(decorated)
    return built


def _other(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Read a second table by its own framework, with the same choices."""
    return {**chosen, "framework": chosen["other_framework"], "sheet": None}


def same(value: Any) -> Any:  # noqa: ANN401 - click's value
    """Pass a value on as it is."""
    return value
