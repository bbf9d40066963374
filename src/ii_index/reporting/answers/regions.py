"""What is asked of regions: how unequal, whether they converge, how they move, whether neighbours are alike."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ii_index.model.node import ROOT
from ii_index.reporting.answers.index import Asked, rule_of
from ii_index.reporting.document import Document

if TYPE_CHECKING:
    from ii_index.construction.results import CompositeIndex
    from ii_index.model.assumptions import OwnTiers
    from ii_index.model.neighbours import Neighbours

Groups = Mapping[str, Sequence[str]]


def inequality(  # noqa: PLR0913 - what may be asked of regions
    asked: Asked,
    year: int | None = None,
    *,
    node: str = ROOT,
    raw: bool = False,
    own_groups: Groups | None = None,
    by: str | None = None,
    inner_groups: Groups | None = None,
) -> Document:
    """Measure inequality within and between regions, and convergence.

    Parameters
    ----------
    asked : Asked
    year : int, optional
        Of groups and pairs; by default the latest.
    node : str, default "root"
        Whose scores; with ``raw`` an indicator, whose values.
    raw : bool, default False
    own_groups : mapping of str to sequence of str, optional
        Units by the name of a group; by default the four regions, for provinces.
    by : str, optional
        Heading of a column of groups instead.
    inner_groups : mapping of str to sequence of str, optional
        Likewise, within the groups.

    Raises
    ------
    DataError, UnknownLabelError
        Groups that overlap, units, nodes or years that are not there.
    """
    from ii_index.analysis.regional.inequality import inequality as measure
    from ii_index.reporting.documents import regions as documents

    found = measure(
        asked.index(year), own_groups, by=by, inner_groups=inner_groups, node=asked.node(node), raw=raw
    )
    return documents.inequality(found, year)


def dynamics(
    asked: Asked,
    *,
    node: str = ROOT,
    tiers: int | None = None,
    tier_method: "str | OwnTiers" = "natural-breaks",
    neighbours: Path | None = None,
) -> Document:
    """Follow tiers, ranks and densities over the years."""
    from ii_index.analysis.regional.dynamics import dynamics as follow
    from ii_index.reporting.documents import regions as documents

    index = asked.index()
    method = rule_of(tier_method)
    near = neighbours_of(index, neighbours) if neighbours or index.framework.units == "provinces" else None
    return documents.dynamics(follow(index, tiers, method=method, neighbours=near), asked.node(node))


def space(  # noqa: PLR0913 - what may be asked of neighbours
    asked: Asked,
    year: int | None = None,
    *,
    node: str = ROOT,
    raw: bool = False,
    neighbours: Path | None = None,
    permutations: int = 9_999,
    seed: int = 0,
) -> Document:
    """Ask whether neighbours are alike."""
    from ii_index.analysis.regional import space as analysis
    from ii_index.reporting.documents import regions as documents

    index = asked.index(year)
    near = neighbours_of(index, neighbours)
    found = analysis.space(index, near, node=asked.node(node), raw=raw, permutations=permutations, seed=seed)
    return documents.space(found, year)


def neighbours_of(index: "CompositeIndex", path: Path | None) -> "Neighbours":
    """Read a table of neighbours, or take the project's own of provinces."""
    from ii_index.io.neighbours import province_neighbours, read_neighbours

    return province_neighbours() if path is None else read_neighbours(path, index.units)
