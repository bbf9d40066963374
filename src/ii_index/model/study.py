"""A study: framework, tables, recipe, tiers, robustness and outputs in one file that anyone can run again."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ii_index.model.assumptions import Assumptions, OwnTiers
from ii_index.model.names import Definition, Name, RootDefinition
from ii_index.model.node import Identifier
from ii_index.model.periods import Year
from ii_index.model.recipe import Recipe
from ii_index.model.steps.aggregation import Aggregation
from ii_index.model.steps.imputation import Imputation
from ii_index.model.steps.normalisation import Normalisation
from ii_index.model.steps.screening import Screening
from ii_index.model.steps.step import own_or_word
from ii_index.model.steps.treatment import Treatment
from ii_index.model.steps.weighting import Weighting
from ii_index.model.validation import fault

TierKind = Literal[
    "natural_breaks", "quantiles", "equal_intervals", "mean_sd", "thresholds", "sizes", "k_means", "ward"
]
_FILE_NAME = re.compile(r"[^\W.][\w. -]*\.(html|xlsx|md|csv|json|txt)")
_RESERVED = "manifest.json"


def _path_alone(value: object) -> object:
    return {"path": value} if isinstance(value, str) else value


class TableSource(Definition):
    """A table to read: its path from the study's folder, and how to read it. The path alone will do.

    Attributes
    ----------
    path
        Relative to the study file.
    sheet
        Of a workbook.
    year
        Of a table without a year column.
    fill_down
        Blank keys repeat the row above.
    allow_missing_units
        Units may be absent.
    """

    path: str
    sheet: str | None = None
    year: Year | None = None
    fill_down: bool = False
    allow_missing_units: bool = False


Table = Annotated[TableSource, BeforeValidator(_path_alone, json_schema_input_type=TableSource | str)]


class RecipeChanges(Definition):
    """What the study changes in the framework's own recipe.

    Attributes
    ----------
    screening
        As in a recipe, and so below.
    imputation
        Missing cells.
    treatment
        Outliers.
    normalisation
        How indicators become comparable.
    weighting
        Where the weights come from.
    aggregation
        One mean, or one a level from the root down.
    """

    screening: Screening | None = None
    imputation: Imputation | None = None
    treatment: Treatment | None = None
    normalisation: Normalisation | None = None
    weighting: Weighting | None = None
    aggregation: Aggregation | None = None

    def applied_to(self, recipe: Recipe) -> Recipe:
        """Return a recipe with the changes made."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return recipe.replace(**{name: step for name, step in fields.items() if step is not None})


class TierChoice(Definition):
    """How tiers are cut, with the parameters of :func:`ii_index.tiers`.

    Attributes
    ----------
    method
        The rule, or ``{kind: call, function: package.module:name}``.
    k
        Number of tiers; by default as many as the framework names, else four.
    thresholds
        Lower limits of the tiers above the lowest, ascending, for ``thresholds``.
    sizes
        Units wanted in each tier, highest first, for ``sizes``.
    """

    method: Annotated[TierKind | OwnTiers, BeforeValidator(own_or_word)] = "natural_breaks"
    k: Annotated[int, Field(ge=1)] | None = None
    thresholds: tuple[float, ...] | None = None
    sizes: tuple[Annotated[int, Field(ge=0)], ...] | None = None


class NationalSeries(Definition):
    """The base-year series of the nation.

    Attributes
    ----------
    table
        Its table.
    framework
        By default the study's.
    base_year
        By default the framework's, else the first year.
    """

    table: Table
    framework: str | None = None
    base_year: Year | None = None


class RubricAnswers(Definition):
    """Answers to a rubric.

    Attributes
    ----------
    rubric
        Built-in id or path of the rubric.
    answers
        Path of the table of answers.
    """

    rubric: str
    answers: str


class Robustness(Definition):
    """Draws of the assumptions; the seed makes them the same again.

    Attributes
    ----------
    draws
        How many.
    seed
        The same seed gives the same bytes.
    assumptions
        What may change; by default the mix of a usual audit.
    """

    draws: Annotated[int, Field(ge=1)] = 10_000
    seed: int = 0
    assumptions: Assumptions | None = None


Question = Literal[
    "framework", "statistics", "top", "shares", "inequality", "dynamics", "space", "coupling", "obstacles", "fuzzy",
    "methods", "sensitivity",
]  # fmt: skip


class Study(RootDefinition):
    """Everything a study names; paths are relative to its file.

    Attributes
    ----------
    id
        Short name.
    title
        By default the framework's name.
    framework
        Built-in id or path of the framework.
    table
        The table of the units.
    year
        The year that is ranked; by default the latest.
    recipe
        What changes in the framework's own recipe.
    weights
        Path of a weights file.
    tiers
        How tiers are cut.
    robustness
        Draws of the assumptions; none where it is left out.
    national
        The base-year series of the nation.
    rubric
        Answers to a rubric.
    questions
        What else the report answers, in this order; each is a section of the page with its charts.
    language
        Of every output.
    outputs
        Files to write; the suffix tells the form.
    charts
        Forms in which the charts are also written, one file each.

    Examples
    --------
    >>> Study(id="demo", framework="caict-2024", table="provinces.csv").table.path
    'provinces.csv'
    """

    id: Identifier
    title: Name | None = None
    framework: str
    table: Table | None = None
    year: Year | None = None
    recipe: RecipeChanges = RecipeChanges()
    weights: str | None = None
    tiers: TierChoice = TierChoice()
    robustness: Robustness | None = None
    national: NationalSeries | None = None
    rubric: RubricAnswers | None = None
    questions: tuple[Question, ...] = ()
    language: Literal["zh", "en"] = "en"
    outputs: tuple[str, ...] = ("report.html", "index.xlsx", "ranking.csv", "ranking.json", "report.md")
    charts: tuple[Literal["svg", "png"], ...] = ()

    def __init__(self, /, **fields: Any) -> None:  # noqa: ANN401 - spelt out so that type checkers admit every form
        super().__init__(**fields)

    @model_validator(mode="after")
    def _has_something_to_do(self) -> Self:
        if self.table is None and self.national is None and self.rubric is None:
            raise fault("E_STUDY_EMPTY")
        wrong = [name for name in self.outputs if not _FILE_NAME.fullmatch(name) or name == _RESERVED]
        if wrong or len(set(self.outputs)) < len(self.outputs):
            raise fault("E_STUDY_OUTPUT", names=wrong or list(self.outputs))
        if self.weights is not None and self.recipe.weighting is not None:
            raise fault("E_STUDY_WEIGHTS_TWICE")
        return self

    def paths(self) -> tuple[str, ...]:
        """Return every file the study reads besides itself and its frameworks, as written in it."""
        named = (
            self.table.path if self.table else None,
            self.weights,
            self.national.table.path if self.national else None,
            self.rubric.answers if self.rubric else None,
        )
        return tuple(dict.fromkeys(path for path in named if path is not None))
