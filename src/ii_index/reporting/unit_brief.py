"""A brief as a file: paper, picture, page, or tables."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ii_index._immutable import Immutable
from ii_index.analysis.tiers import Tiers
from ii_index.analysis.tiers import tiers as cut
from ii_index.analysis.unit_profile import unit_profile
from ii_index.construction.results import CompositeIndex
from ii_index.io.files.atomic import write_bytes
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.reporting import writers
from ii_index.reporting.briefs.content import Brief, brief_of
from ii_index.reporting.briefs.documents import document
from ii_index.reporting.briefs.record import record
from ii_index.reporting.results import Results

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertainty import Uncertainty

ALSO = (".png",)
"""Suffixes of a brief beside those of every document."""
FORMATS = ("pdf", "html", "md", "png")
_SIDE_BY_SIDE = 4
"""Pages set at a time: the typesetter leaves Python to others, and gains less from each further processor."""
_TEMPLATE = Path(__file__).with_name("briefs") / "brief.typ"
_NOT_IN_NAMES = '<>:"/\\|?*'


@dataclass(frozen=True, eq=False)
class UnitBrief(Immutable):
    """A brief in one language: shows itself in a notebook, and writes itself to a file.

    Attributes
    ----------
    brief : Brief
    language : str
    """

    brief: Brief
    language: Language

    def content(self, form: str) -> bytes:
        """Return the brief as ``pdf``, ``png`` or ``html``.

        Raises
        ------
        IIIndexError
            The ``report`` extra, which sets pages, is missing.
        """
        data = record(self.brief, self.language)
        if form == "html":
            from ii_index.reporting.briefs.html import page

            return page(data).encode()
        from ii_index.reporting.typesetting import typeset

        return typeset(_TEMPLATE, data, "png" if form == "png" else "pdf")[0]

    def write(self, path: str | Path, encoding: str = "utf-8-sig", *, force: bool = True) -> Path:
        """Write ``.pdf``, ``.png``, ``.html``, or as tables ``.md``, ``.csv``, ``.json``, ``.xlsx``, ``.txt``.

        An existing file is replaced unless ``force`` is False.

        Raises
        ------
        IIIndexError
            Another suffix, or a file that cannot be written.
        """
        target = Path(path)
        writers.check_suffixes([target], ALSO)
        form = target.suffix.lower().removeprefix(".")
        if form in {"pdf", "png", "html"}:
            write_bytes(target, self.content(form), force=force)
        else:
            writers.write(document(self.brief), target, self.language, encoding, force=force)
        return target

    def _repr_html_(self) -> str:
        from html import escape

        whole = escape(self.content("html").decode(), quote=True)
        return f'<iframe srcdoc="{whole}" width="100%" height="900" style="border:1px solid #ccc"></iframe>'


def brief(
    index: CompositeIndex,
    unit: str,
    tiers: Tiers | None = None,
    uncertainty: "Uncertainty | None" = None,
    *,
    language: Language = "en",
) -> UnitBrief:
    """Say on one page where a unit stands, since when, why, what next, and how sure that is.

    Parameters
    ----------
    index : CompositeIndex
        Of several years, where a change is to be said.
    unit : str
        Code or any usual name.
    tiers : Tiers, optional
        They name the year; by default those of the latest.
    uncertainty : Uncertainty, optional
        How sure ranks and tiers are; without it the page says that this is open.
    language : {"zh", "en"}

    Returns
    -------
    UnitBrief

    Raises
    ------
    UnknownLabelError
        No such unit.
    DataError
        The unit has no score or no tier.

    Examples
    --------
    >>> import numpy as np, ii_index as ii
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = ii.Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> panel = ii.Panel(two, (2023,), ("x", "y", "z"), np.array([[[1, 9], [2, 7], [3, 1]]]))
    >>> print(brief(ii.compose(panel), "y").brief.headline.en)
    In 2023 y scores 62.5, rank 1 of 3 units, tier: Tier 1.
    """
    cut_anew = cut(index) if tiers is None else tiers
    results = Results(index=index, tiers=cut_anew, uncertainty=uncertainty)
    return UnitBrief(brief_of(unit_profile(index, cut_anew, unit, uncertainty), results), language)


def write_each(
    files: Iterable[tuple[Path, Brief]],
    language: Language,
    encoding: str = "utf-8-sig",
    *,
    force: bool = True,
) -> Iterator[Path]:
    """Write a brief into each file, several side by side while the next are made; yield the paths in order.

    Raises
    ------
    IIIndexError
        As for :meth:`UnitBrief.write`; files before it are written, and a few after it may be.
    """

    def write(file: tuple[Path, Brief]) -> Path:
        path, one = file
        return UnitBrief(one, language).write(path, encoding, force=force)

    with ThreadPoolExecutor(min(_SIDE_BY_SIDE, os.cpu_count() or 1)) as threads:
        yield from threads.map(write, files)


def file_names(units: Iterable[tuple[str, Name]], suffix: str, language: Language) -> list[str]:
    """Return the name of each unit's file: the unit's name, with its code where two are called the same.

    Characters that a file's name cannot have on every system become underscores.
    """
    stems: dict[str, str] = {}
    for code, called in units:
        stem = _harmless(called.text(language))
        if stem.casefold() in stems:
            stem = _harmless(f"{stem} {code}")
        stems[stem.casefold()] = stem
    return [f"{stem}.{suffix}" for stem in stems.values()]


def _harmless(name: str) -> str:
    kept = "".join("_" if sign in _NOT_IN_NAMES or not sign.isprintable() else sign for sign in name)
    return kept.strip(" .") or "_"
