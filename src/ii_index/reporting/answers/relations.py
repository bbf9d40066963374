"""What else is asked of an index: coupling, obstacles, grades, shares, TOP10, many methods, statistics."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from ii_index.reporting.answers.index import Asked
from ii_index.reporting.answers.recipes import recipe_from
from ii_index.reporting.document import Document
from ii_index.reporting.documents import relations as documents

if TYPE_CHECKING:
    from ii_index.analysis.fuzzy_evaluation import Shape
    from ii_index.analysis.statistics import Method
    from ii_index.kernels.aggregation.fuzzy import Operator
    from ii_index.kernels.relations import Coupling
    from ii_index.model.recipe import Recipe


def coupling(
    asked: Asked,
    year: int | None = None,
    *,
    nodes: Sequence[str] | None = None,
    variant: str = "geometric",
    other: Asked | None = None,
) -> Document:
    """Work out coupling coordination of nodes (by default the dimensions), or of two indices."""
    from ii_index.analysis.coupling import coupling

    second = other.index() if other is not None else None
    chosen = cast("Coupling", variant)
    named = [asked.node(node) for node in nodes or ()] or None
    return documents.coupling(
        coupling(asked.index(year), named, variant=chosen, other=second),
        year,
    )


def obstacles(asked: Asked, year: int | None = None, *, count: int = 5) -> Document:
    """Diagnose what keeps each unit from the full mark."""
    from ii_index.analysis.obstacles import obstacles as diagnose

    return documents.obstacles(diagnose(asked.index_of(year), year), count)


def fuzzy(
    asked: Asked,
    year: int | None = None,
    *,
    operator: str = "weighted-average",
    nodes: Sequence[float] | None = None,
    shape: str = "triangle",
) -> Document:
    """Evaluate an index by grades."""
    from ii_index.analysis.fuzzy_evaluation import fuzzy_evaluation

    composed = cast("Operator", operator.replace("-", "_"))
    found = fuzzy_evaluation(
        asked.index(year), year, operator=composed, nodes=nodes or None, shape=cast("Shape", shape)
    )
    return documents.fuzzy(found)


def shares(  # noqa: PLR0913 - what may be asked of shares
    asked: Asked,
    year: int | None = None,
    *,
    own_groups: Mapping[str, Sequence[str]] | None = None,
    by: str | None = None,
    quotients: Sequence[str] = (),
    level: int = 1,
) -> Document:
    """Say what groups hold of every indicator ("six hold more than 70 %"), and how concentrated indicators are."""
    from ii_index.analysis.concentration import concentration
    from ii_index.analysis.groups import groups

    index = asked.index_of(year)
    grouped = groups(index, year, own_groups, by=by)
    return documents.shares(grouped, concentration(index, year), [*map(asked.node, quotients)], level)


def top(asked: Asked, year: int | None = None, *, count: int = 10, level: int = 1) -> Document:
    """List the best units of every dimension."""
    from ii_index.analysis.statistics import top as listed

    index = asked.index_of(year)
    return documents.top(index, listed(index, year, count=count, level=level))


def methods(asked: Asked, year: int | None = None, *, words: Sequence[str] = ()) -> Document:
    """Rank by many methods.

    Parameters
    ----------
    asked : Asked
    year : int, optional
        By default the latest.
    words : sequence of str
        Methods, each ``choice=word`` as on the command line, several joined by ``;``: ``weights=entropy``,
        ``normalise=rank;aggregate=geometric``. By default the usual ones.
    """
    from ii_index.analysis.many_methods import compare_methods

    index = asked.index(year)
    recipes = {word: _changed(index.recipe, word) for word in words} or None
    return documents.methods(compare_methods(index, year, recipes))


def statistics(
    asked: Asked,
    year: int | None = None,
    *,
    first: str = "indicators",
    second: str = "level1",
    method: str = "pearson",
) -> Document:
    """Describe the indicators, and correlate two sets of columns."""
    from ii_index.analysis.statistics import statistics as describe

    found = describe(asked.index_of(year), year)
    return documents.statistics(found, first, second, cast("Method", method))


def _changed(recipe: "Recipe", words: str) -> "Recipe":
    chosen: dict[str, object] = {}
    for word in words.split(";"):
        name, _, value = word.partition("=")
        chosen[name.strip()] = value.strip()
    unknown = [name for name in chosen if name not in CHOICES]
    if unknown or "" in chosen.values():
        from ii_index.errors import Finding, IIIndexError

        raise IIIndexError(Finding("E_METHOD_WORDS", found=words, details={"known": list(CHOICES)}))
    if "range" in chosen:
        chosen["range"] = tuple(float(end) for end in str(chosen["range"]).split())
    return recipe_from(recipe, chosen)


CHOICES = ("weights", "normalise", "aggregate", "missing", "range", "bounds")
