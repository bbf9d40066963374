"""What the interface takes and gives: models that its description is made of."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError, WithJsonSchema

from ii_index.errors import Finding, IIIndexError
from ii_index.model.periods import Year
from ii_index.reporting.answers.recipes import (
    AGGREGATE,
    BY_POWER,
    BY_REFERENCE,
    MISSING,
    NORMALISE,
    TIER_METHODS,
    TREAT,
    WEIGHTINGS,
)


def _known(words: Sequence[str]) -> AfterValidator:
    """Refuse a word that is not one of those offered."""

    def known(word: str) -> str:
        if word not in words:
            message = f"one of {', '.join(words)}"
            raise ValueError(message)
        return word

    return AfterValidator(known)


def _enum(words: Sequence[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [*words]})


Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
Word = Annotated[str, Field(max_length=200)]
_NORMALISE, _AGGREGATE = (*NORMALISE, BY_REFERENCE), (*AGGREGATE, BY_POWER)
Weightings = Annotated[str, _known(WEIGHTINGS), _enum(WEIGHTINGS)]
Normalisations = Annotated[str, _known(_NORMALISE), _enum(_NORMALISE)]
Aggregations = Annotated[str, _known(_AGGREGATE), _enum(_AGGREGATE)]
Treatments = Annotated[str, _known(TREAT), _enum(TREAT)]
Imputations = Annotated[str, _known(MISSING), _enum(MISSING)]
TierMethods = Annotated[str, _known(TIER_METHODS), _enum(TIER_METHODS)]
LanguageWord = Literal["zh", "en"]


class Choices(BaseModel):
    """How an index is made: what is left out stays as the framework says."""

    model_config = ConfigDict(extra="forbid")

    weights: Weightings | None = Field(None, description="where weights come from")
    normalise: Normalisations | None = Field(None, description="normalisation")
    range: tuple[Finite, Finite] | None = Field(None, description="range of min-max, such as [1, 100]")
    bounds: Literal["year", "pooled"] | Year | None = Field(None, description="year, pooled, or one year")
    clip: bool | None = Field(None, description="values beyond a goalpost count as standing on it")
    constant: Literal["refuse", "midpoint"] | None = Field(None, description="an indicator without spread")
    reference: Word | None = Field(None, description="the unit of distance-to-reference")
    aggregate: Aggregations | Annotated[list[Aggregations], Field(min_length=1, max_length=9)] | None = Field(
        None, description="aggregation; a list goes by level from the top"
    )
    power: Finite | None = Field(None, description="exponent of the power mean")
    treat: Treatments | None = Field(None, description="what to do with outliers")
    missing: Imputations | None = Field(None, description="what to do with missing cells")
    threshold: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="least share of weight for a unit to be scored"
    )


class Cut(BaseModel):
    """How tiers are cut."""

    model_config = ConfigDict(extra="forbid")

    tiers: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="number of tiers")
    tier_method: TierMethods | None = Field(None, description="by default natural-breaks")


class Readings(BaseModel):
    """How a table is read."""

    model_config = ConfigDict(extra="forbid")

    sheet: Word | None = Field(None, description="sheet of a workbook")
    fill_down: bool = Field(default=False, description="blank regions repeat the row above")
    allow_missing_units: bool = Field(default=False, description="units may be absent")
    unit_column: Word | None = Field(None, description="heading of the column of units")
    year_column: Word | None = Field(None, description="heading of the column of years")
    encoding: Annotated[str, Field(max_length=40)] | None = Field(None, description="of a text")


Cell = str | int | Finite | bool | None
ROWS: list[dict[str, Any]] = [
    {"unit": "a", "year": 2023, "speed": 3, "reach": 10},
    {"unit": "b", "year": 2023, "speed": 5, "reach": 20},
    {"unit": "c", "year": 2023, "speed": 9, "reach": 15},
    {"unit": "d", "year": 2023, "speed": 4, "reach": 60},
]
FRAMEWORK: dict[str, Any] = {
    "id": "mine",
    "name": "Mine",
    "units": "any",
    "children": [{"id": "speed", "name": "speed"}, {"id": "reach", "name": "reach"}],
}
EXAMPLE: dict[str, Any] = {"rows": ROWS, "framework": FRAMEWORK, "tiers": 2}


class TableRequest(Choices, Cut, Readings):
    """A table as rows, its framework, and what to do with it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    rows: list[dict[str, Cell]] | None = Field(
        None,
        min_length=1,
        max_length=100_000,
        description="the table, each key a heading; or send it as a file",
    )
    framework: Annotated[str, Field(max_length=200)] | dict[str, Any] | None = Field(
        None, description="id of a built-in framework, or a definition; by default the built-in one that fits"
    )
    year: Year | None = Field(None, description="by default the latest; of a table without years, its year")
    language: LanguageWord = "en"


class UnitRequest(TableRequest):
    """A request about one unit."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{**EXAMPLE, "unit": "b"}]})

    unit: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="name or code")


class ExplainRequest(UnitRequest):
    """One unit, perhaps beside another, perhaps since a year."""

    against: Word | None = Field(None, description="another unit")
    since: Year | None = Field(None, description="an earlier year")


class BriefRequest(UnitRequest):
    """One page about a unit."""

    form: Literal["html", "pdf", "png"] = "pdf"
    draws: Annotated[int, Field(ge=0, le=200_000)] = Field(2_000, description="0 for none")
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0


class ReportRequest(TableRequest):
    """A report."""

    form: Literal["html", "xlsx", "pdf", "md", "csv", "json"] = "html"
    draws: Annotated[int, Field(ge=1, le=200_000)] | None = Field(None, description="for how sure it is")
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0


class UncertaintyRequest(TableRequest):
    """Draws of what is uncertain; a job."""

    draws: Annotated[int, Field(ge=1, le=5_000_000)] = 10_000
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 2023


JUDGEMENTS: dict[str, Any] = {
    "framework": "mine",
    "matrices": [{"node": "root", "expert": "e1", "order": ["speed", "reach"], "upper": [[3]]}],
}


class WeightsRequest(BaseModel):
    """A round of experts."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"judgements": JUDGEMENTS, "framework": FRAMEWORK}]},
    )

    judgements: dict[str, Any] | Annotated[str, Field(max_length=1_000_000)] = Field(
        description="as `ii-index schema judgements` describes them, or that as YAML"
    )
    framework: Annotated[str, Field(max_length=200)] | dict[str, Any] | None = Field(
        None, description="by default the built-in one that the judgements name"
    )
    method: Literal["eigenvector", "geometric-mean"] = "eigenvector"
    group: Literal["judgements", "priorities", "priorities-arithmetic"] = "judgements"
    average: Literal["mean", "median", "trimmed-mean"] = "mean"
    alpha: Annotated[float, Field(ge=0, le=1)] = 0.5
    mix: Literal["linear", "geometric"] = "linear"
    exclude_from: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    language: LanguageWord = "en"


class FindingRecord(BaseModel):
    """One fact about what was sent: where it stands, what stands there, what to do."""

    code: str
    severity: Literal["error", "warning", "notice"]
    file: str | None
    sheet: str | None
    row: int | None
    column: str | None
    heading: str | None
    cell: str | None
    unit: str | None
    year: int | None
    found: str | None
    expected: str | None
    message: str
    hint: str


class Problem(BaseModel):
    """Everything that is wrong with a request."""

    findings: list[FindingRecord]


class ReadRecord(BaseModel):
    """What was read of a table."""

    framework: str
    years: list[int]
    units: list[str]
    indicators: list[str]


class CheckAnswer(Problem):
    """Whether a table can be read, and everything there is to say about it."""

    readable: bool
    read: ReadRecord | None


class DocumentAnswer(Problem):
    """A result, unrounded, as ``--json`` prints it."""

    title: str
    facts: dict[str, JsonValue]
    tables: dict[str, list[dict[str, Any]]]
    version: str


class WeightsAnswer(BaseModel):
    """Weights of a round: the result, and the weights file (YAML)."""

    record: DocumentAnswer
    file: str


class JobAnswer(BaseModel):
    """A job: how far it is."""

    job: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    made: int
    wanted: int
    findings: list[FindingRecord]


def parsed(model: type[BaseModel], value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an instance of the model
    """Return a model of what was sent.

    Raises
    ------
    IIIndexError
        A finding for every field at fault.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise IIIndexError(_faults(error)) from None


def _faults(error: ValidationError) -> Iterator[Finding]:
    for fault in error.errors(include_url=False, include_context=False, include_input=False)[:50]:
        path = ".".join(str(part)[:60] for part in fault["loc"][:6]) or "."
        yield Finding("E_SERVE_REQUEST", details={"path": path, "problem": fault["msg"]})


def given_words(model: Choices) -> dict[str, Any]:
    """Return the words of a recipe among what was sent."""
    return {name: value for name in Choices.model_fields if (value := getattr(model, name)) is not None}
