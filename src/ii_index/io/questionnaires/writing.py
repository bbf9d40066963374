"""Write one questionnaire an expert."""

from collections.abc import Iterable
from math import isnan
from pathlib import Path

from ii_index.errors import Finding, WeightsError
from ii_index.io.files.atomic import make_folder, refuse_existing, write_bytes
from ii_index.io.files.sources import is_folder
from ii_index.io.questionnaires.layout import AllocateOver, Layout, lay_out
from ii_index.io.questionnaires.workbook import questionnaire
from ii_index.kernels.weighting.random_index import RandomIndexName
from ii_index.kernels.weighting.random_index import random_index as random_index_of
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.judgements import Expert


def write_questionnaires(  # noqa: PLR0913 - each is a choice of its own
    framework: Framework,
    experts: Iterable[Expert],
    folder: Path,
    *,
    language: Language = "en",
    over: AllocateOver = "leaves",
    random_index: RandomIndexName = "saaty1980",
    force: bool = False,
) -> list[Path]:
    """Write a blank questionnaire for every expert.

    Parameters
    ----------
    framework : Framework
    experts : iterable of Expert
    folder : path
        Made if it does not exist.
    language : {"zh", "en"}
    over : {"leaves", "parents", "none"}
        What the 100 points are shared among.
    random_index : str
        The table that the live CR is formed with.
    force : bool
        Replace existing files.

    Returns
    -------
    list of path

    Raises
    ------
    IIIndexError
        Parents with more children than the random-index table reaches, files that exist, or that cannot be
        written; then none is.
    """
    layout = lay_out(framework, language, over)
    _refuse_too_many(layout, random_index)
    paths = {expert.id: folder / f"{framework.id}-{expert.id}.xlsx" for expert in experts}
    if is_folder(folder) or not is_folder(folder.parent):
        refuse_existing(paths.values(), force=force)
    make_folder(folder)
    for expert, path in paths.items():
        write_bytes(path, questionnaire(layout, expert, random_index), force=force)
    return list(paths.values())


def _refuse_too_many(layout: Layout, table: RandomIndexName) -> None:
    """Refuse parents with so many children that no consistency ratio could be shown."""
    faults = [
        Finding(
            "E_TOO_MANY_TO_COMPARE",
            column=pairs.node,
            details={
                "node": layout.framework.name_of(pairs.node),
                "count": len(pairs.children),
                "comparisons": len(pairs.pairs),
                "random_index": table,
            },
        )
        for pairs in layout.pairs
        if isnan(random_index_of(len(pairs.children), table))
    ]
    if faults:
        raise WeightsError(faults)
