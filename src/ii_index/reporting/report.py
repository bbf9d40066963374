"""The report: one page, one workbook, charts, from results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ii_index._immutable import Immutable
from ii_index.analysis.tiers import Tiers
from ii_index.analysis.tiers import tiers as cut_tiers
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding, IIIndexError
from ii_index.io.files.atomic import make_folder, refuse_existing, write_bytes
from ii_index.messages import Language
from ii_index.model.former_names import formerly
from ii_index.model.names import Name
from ii_index.reporting import writers
from ii_index.reporting.document import Chart, Document
from ii_index.reporting.documents import ranking
from ii_index.reporting.provenance import below_picture
from ii_index.reporting.results import Results

if TYPE_CHECKING:
    from datetime import date

    from ii_index.analysis.robustness.uncertainty import Uncertainty
    from ii_index.construction.rubric import RubricScore

PICTURES = ("svg", "png")
_TABLES = (".csv", ".json")
"""Suffixes of files that hold tables, and no sections."""


@dataclass(frozen=True, eq=False)
class Report(Immutable):
    """A report of results: shows itself in a notebook, and writes itself to files.

    Attributes
    ----------
    document : Document
    language : str
        The language the page opens in, and that of workbook, Markdown and charts.
    """

    document: Document
    language: Language

    def dated(self, made: "date") -> "Report":
        """Return the same with a day, which every file then bears; without one the same inputs give the same bytes."""
        return replace(self, document=self.document.dated(made))

    def write(self, path: str | Path, *, force: bool = True) -> Path:
        """Write ``.html`` (interactive page), ``.xlsx`` (live workbook), or ``.pdf``, ``.md``, ``.csv``, ``.json``.

        An existing file is replaced, unless ``force`` is False.

        Raises
        ------
        IIIndexError
            Another suffix, a file that may not be replaced, or that cannot be written.
        """
        return self.write_files(path, force=force)[0]

    def write_files(self, path: str | Path, *, force: bool = True) -> tuple[Path, ...]:
        """Write as :meth:`write` does, and return every file: a CSV holds one table, its others stand beside it.

        Raises
        ------
        IIIndexError
            As :meth:`write`.
        """
        target = Path(path)
        writers.check_suffixes([target])
        return writers.write(self.filed(target.suffix), target, self.language, force=force)

    def filed(self, suffix: str) -> Document:
        """Return the document that a file of this suffix holds: with every table, where it holds tables alone."""
        if suffix.lower() not in _TABLES:
            return self.document
        from ii_index.reporting.sections.full_report import tabled

        return tabled(self.document)

    @cached_property
    def charts(self) -> Mapping[str, "Picture"]:
        """The charts by key, such as ``ranking`` and ``map``."""
        from ii_index.reporting.sections.full_report import full

        results = self.document.results
        drawn: dict[str, Picture] = {}
        for section in full(self.document).sections:
            of = (
                None if results is None else results.of_the_nation() if section.key == "national" else results
            )
            said = "" if of is None else below_picture(of, self.language)
            unit = None if of is None else of.unit
            drawn |= {chart.key: Picture(chart, self.language, said, unit) for chart in section.charts}
        return drawn

    def write_charts(
        self, folder: str | Path, formats: Sequence[str] = PICTURES, *, force: bool = True
    ) -> tuple[Path, ...]:
        """Write every chart as SVG and as PNG at 300 dots per inch; the folder is made where there is none.

        Raises
        ------
        IIIndexError
            The font or the chart library is missing, the font lacks a character, or a file stands there (unless
            ``force``).
        """
        drawn = [
            (Path(folder) / f"{key}.{form}", picture.content(form))
            for key, picture in self.charts.items()
            for form in formats
        ]
        make_folder(Path(folder))
        refuse_existing([path for path, _ in drawn], force=force)
        for path, content in drawn:
            write_bytes(path, content, force=force)
        return tuple(path for path, _ in drawn)

    def _repr_html_(self) -> str:
        from ii_index.reporting.html.page import page

        whole = escape(page(self.document, self.language), quote=True)
        return f'<iframe srcdoc="{whole}" width="100%" height="760" style="border:1px solid #ccc"></iframe>'


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart in one language; shows itself in a notebook."""

    chart: Chart
    language: Language
    foot: str = ""
    unit: str | None = None

    def content(self, form: str) -> bytes:
        """Return the chart as ``svg`` or ``png``."""
        from ii_index.reporting.charts import still

        if form not in PICTURES:
            raise IIIndexError(Finding("E_OUTPUT_SUFFIX", found=form, details={"known": PICTURES}))
        return (
            still.png(self.chart, self.language, foot=self._below, unit=self.unit)
            if form == "png"
            else self._repr_svg_().encode()
        )

    def _repr_svg_(self) -> str:
        from ii_index.reporting.charts import still

        return still.svg(self.chart, self.language, self._below, self.unit)

    @property
    def _below(self) -> str:
        """What brackets and colours mean, for a picture travels without the page; then where it comes from."""
        return "\n".join(filter(None, (self.chart.description.text(self.language), self.foot)))


@formerly(echelons="tiers", doubt="uncertainty", lang="language")
def report(  # noqa: PLR0913 - what a report may show
    index: CompositeIndex | None = None,
    tiers: Tiers | None = None,
    uncertainty: "Uncertainty | None" = None,
    *,
    national: CompositeIndex | None = None,
    rubrics: "Sequence[RubricScore]" = (),
    inputs: Mapping[str, str] | None = None,
    title: Name | None = None,
    questions: Sequence[str] = (),
    unit: str | None = None,
    language: Language = "en",
) -> Report:
    """Make a report of results.

    Parameters
    ----------
    index : CompositeIndex, optional
        Of units such as provinces.
    tiers : Tiers, optional
        Its tiers, which name the year shown; by default those of the latest year.
    uncertainty : Uncertainty, optional
        How sure ranks and tiers are.
    national : CompositeIndex, optional
        The base-year series of the nation.
    rubrics : sequence of RubricScore, optional
        Scores by one rubric, one an entity.
    inputs : mapping of str to str, optional
        SHA-256 of each file read, by name.
    title : Name, optional
        By default framework and year.
    questions : sequence of str, optional
        What else the report answers: ``regions``, ``dynamics``, ``space``, ``coupling`` … as a study names them.
    unit : str, optional
        Name or code of the unit that the page opens with and the profile shows; by default the first by rank.
    language : {"zh", "en"}
        The language the page opens in (it holds both), and that of workbook, Markdown and charts.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        Nothing to report on.
    UnknownLabelError
        No such unit.

    Examples
    --------
    >>> import numpy as np, ii_index as ii
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = ii.Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> panel = ii.Panel(two, (2023,), ("x", "y", "z"), np.array([[[1, 9], [2, 7], [3, 1]]]))
    >>> sorted(report(ii.compose(panel)).charts)
    ['contributions', 'heat', 'profile', 'ranking']
    """
    if index is not None and tiers is None:
        tiers = cut_tiers(index)
    code = index.units[index.panel.unit_index(unit)] if index is not None and unit is not None else None
    results = Results(index, tiers, uncertainty, national, tuple(rubrics), dict(inputs or {}), unit=code)
    main = _main(results)
    if questions and tiers is not None:
        from ii_index.reporting.questions import sections

        further, said = sections(tiers, questions)
        main = replace(main, sections=further, findings=(*main.findings, *said))
    return Report(replace(main, results=results, title=title or main.title), language)


def _main(results: Results) -> Document:
    """Return the document that the tables of a report are taken from."""
    if results.index is not None and results.tiers is not None:
        return ranking.ranking(results.index, results.tiers)
    if results.national is not None:
        return ranking.national(results.national)
    if results.rubrics:
        from ii_index.reporting.documents.rubric import scored

        return scored(results.rubrics, results.rubrics[0].rubric)
    message = "a report needs an index, a national series or rubric scores"
    raise ValueError(message)
