"""The interface for other systems: files or JSON come in, what the command line prints as JSON goes out."""

import json
import secrets
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from ii_index.errors import Finding, IIIndexError
from ii_index.serve import models, tasks
from ii_index.serve.files import TYPES, handed
from ii_index.serve.forms import read_form
from ii_index.serve.given import Given
from ii_index.serve.guard import findings_record
from ii_index.serve.jobs import Job
from ii_index.serve.render import page
from ii_index.serve.sessions import COOKIE, plain_name, suffix_of

router = APIRouter(prefix="/api")
Endpoint = Callable[[Request], Awaitable[Response]]
_TABLES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".et", ".ods")
_DEFINITIONS = (".yaml", ".yml", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".et", ".ods")
_FILES = ("table", "framework_file", "weights_file")
_LISTS = {"range", "aggregate"}
_READING = ("sheet", "fill_down", "allow_missing_units", "unit_column", "year_column", "encoding")


def _body(model: type[BaseModel]) -> dict[str, Any]:
    """Describe a body that is JSON, or a form with files."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    examples = schema.pop("examples", [])
    binary = {"type": "string", "format": "binary"}
    fields = {key: value for key, value in schema["properties"].items() if key != "rows"}
    form = {
        "type": "object",
        "properties": {**dict.fromkeys(_FILES, binary), **fields},
        "required": ["table", *schema.get("required", [])],
    }
    content: dict[str, Any] = {
        "application/json": {"schema": schema, "example": examples[0] if examples else {}},
    }
    if "rows" in schema["properties"]:
        content["multipart/form-data"] = {"schema": form}
    return {"requestBody": {"required": True, "content": content}}


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": models.Problem, "description": "a token is needed"},
    413: {"model": models.Problem, "description": "more was sent than may be"},
    422: {
        "model": models.Problem,
        "description": "everything that is wrong with what was sent; it may ask for more time or memory than there is",
    },
    429: {"model": models.Problem, "description": "busy: try again after a moment"},
}


@asynccontextmanager
async def _scratch(request: Request) -> AsyncGenerator[Path]:
    """Lend a folder for one request."""
    folder = _folder(request)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(request: Request) -> Path:
    folder: Path = request.app.state.sessions.folder / f"api-{secrets.token_hex(16)}"
    folder.mkdir(mode=0o700)
    return folder


async def _sent(request: Request, folder: Path) -> tuple[dict[str, Any], dict[str, tuple[str, Path]]]:
    """Return the fields of a request, and its files by field: what it calls them, and where they were put."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _sent_form(request, folder)
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise _wrong(".", "JSON, or multipart/form-data") from None
    if not isinstance(value, dict):
        raise _wrong(".", "{…}")
    return value, {}  # pyright: ignore[reportUnknownVariableType]


async def _sent_form(request: Request, folder: Path) -> tuple[dict[str, Any], dict[str, tuple[str, Path]]]:
    texts, sent = await read_form(request, files=len(_FILES))
    fields: dict[str, Any] = {}
    files: dict[str, tuple[str, Path]] = {}
    for key, (name, content) in sent.items():
        if key not in _FILES:
            raise _wrong(key[:40], ", ".join(_FILES))
        suffix = suffix_of(name, *((_TABLES, "") if key == "table" else (_DEFINITIONS, ".yaml")))
        path = folder / f"{key}{suffix}"
        path.write_bytes(content)
        files[key] = (plain_name(name), path)
    for key, value in texts:
        if key in _LISTS:
            fields[key] = [*fields.get(key, []), *(part.strip() for part in value.split(","))]
        elif value:
            fields[key] = _stated(value) if key == "framework" else value
    return fields, files


def _stated(text: str) -> Any:  # noqa: ANN401 - an id, or a definition
    """Return a framework that a form states as JSON, or its id."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _wrong(path: str, problem: str) -> IIIndexError:
    return IIIndexError(Finding("E_SERVE_REQUEST", details={"path": path, "problem": problem}))


async def _given(request: Request, model: type[Any], folder: Path) -> tuple[Given, Any]:
    """Return what is asked: the table and its choices, and the request as a whole.

    Raises
    ------
    IIIndexError
        Everything that is wrong with the request.
    """
    fields, files = await _sent(request, folder)
    asked = models.parsed(model, fields)
    if ("table" in files) == (asked.rows is not None):
        raise _wrong("rows", "rows | table")
    if "table" in files:
        name, path = files["table"]
    else:
        name, path = "rows.csv", folder / "rows.csv"
        path.write_bytes(tasks.table_of_rows(asked.rows))
    framework: str | Path | None = asked.framework if isinstance(asked.framework, str) else None
    if not isinstance(asked.framework, str | None):
        framework = folder / "framework.yaml"
        framework.write_bytes(tasks.definition(asked.framework))
    if "framework_file" in files:
        framework = files["framework_file"][1]
    reading = {key: getattr(asked, key) for key in _READING}
    given = Given(
        path,
        name,
        framework,
        files["weights_file"][1] if "weights_file" in files else None,
        reading,
        models.given_words(asked),
        asked.year,
        asked.tiers,
        asked.tier_method or "natural-breaks",
    )
    return given, asked


async def _answer(request: Request, model: type[Any], task: str, *names: str) -> Response:
    """Ask one question of the table that was sent."""
    async with _scratch(request) as folder:
        given, asked = await _given(request, model, folder)
        more = {name: getattr(asked, name) for name in names}
        found = await request.app.state.workers.ask(task, given=given, language=asked.language, **more)
    return _json(found)


def _json(value: Any) -> Response:  # noqa: ANN401 - whatever JSON holds
    from ii_index.reporting.numbers import snapped

    text = json.dumps(snapped(value), ensure_ascii=False, allow_nan=False)
    return Response(text.encode("utf-8", "replace"), media_type="application/json")


def _asked(path: str, takes: type[BaseModel], gives: type[BaseModel]) -> Callable[[Endpoint], Endpoint]:
    """Put a question at an address, with what it takes and gives in the description."""
    return router.post(path, response_model=gives, responses=_PROBLEMS, openapi_extra=_body(takes))


@_asked("/v1/check", models.TableRequest, models.CheckAnswer)
async def check(request: Request) -> Response:
    """Read a table and list everything there is to say about it; faults of the table are an answer, not an error."""
    return await _answer(request, models.TableRequest, "read")


@_asked("/v1/rank", models.TableRequest, models.DocumentAnswer)
async def rank(request: Request) -> Response:
    """Score, rank and sort units into tiers: what `ii-index rank --json` prints."""
    return await _answer(request, models.TableRequest, "rank")


@_asked("/v1/national", models.TableRequest, models.DocumentAnswer)
async def national(request: Request) -> Response:
    """Make the base-year series of a nation: what `ii-index national --json` prints."""
    return await _answer(request, models.TableRequest, "national")


@_asked("/v1/explain", models.ExplainRequest, models.DocumentAnswer)
async def explain(request: Request) -> Response:
    """Explain one unit: what `ii-index explain --json` prints."""
    return await _answer(request, models.ExplainRequest, "explain", "unit", "against", "since")


@_asked("/v1/weights", models.WeightsRequest, models.WeightsAnswer)
async def weights(request: Request) -> Response:
    """Make weights of a round of experts: what `ii-index weights --json` prints, and the weights file."""
    async with _scratch(request) as folder:
        fields, _ = await _sent(request, folder)
        asked: models.WeightsRequest = models.parsed(models.WeightsRequest, fields)
        framework: Any = asked.framework
        if isinstance(framework, Mapping):
            path = folder / "framework.yaml"
            path.write_bytes(tasks.definition(framework))  # pyright: ignore[reportUnknownArgumentType]
            framework = path
        names = ("method", "group", "average", "alpha", "mix", "exclude_from")
        found = await request.app.state.workers.ask(
            "weights",
            judgements=asked.judgements,
            framework=framework,
            rules={name: getattr(asked, name) for name in names},
            language=asked.language,
        )
    return _json(found)


_FILE_OUT: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.partition(";")[0]: {} for kind in TYPES.values()}, "description": "the file"}
}


@router.post(
    "/v1/brief",
    response_class=Response,
    responses={**_FILE_OUT, **_PROBLEMS},
    openapi_extra=_body(models.BriefRequest),
)
async def brief(request: Request) -> Response:
    """Make the page of one unit, as a file: what `ii-index brief --unit` writes."""
    async with _scratch(request) as folder:
        given, asked = await _given(request, models.BriefRequest, folder)
        content, name = await request.app.state.workers.ask(
            "brief",
            given=given,
            unit=asked.unit,
            form=asked.form,
            language=asked.language,
            draws=asked.draws,
            seed=asked.seed,
        )
    return handed(content, asked.form, name)


@router.post(
    "/v1/report",
    response_class=Response,
    responses={**_FILE_OUT, **_PROBLEMS},
    openapi_extra=_body(models.ReportRequest),
)
async def report(request: Request) -> Response:
    """Make the report, as a file: what `ii-index report -o` writes."""
    async with _scratch(request) as folder:
        given, asked = await _given(request, models.ReportRequest, folder)
        content, _ = await request.app.state.workers.ask(
            "report",
            given=given,
            suffix=f".{asked.form}",
            language=asked.language,
            draws=asked.draws,
            seed=asked.seed,
        )
    return handed(content, asked.form, f"report.{asked.form}")


@router.post(
    "/v1/uncertainty",
    status_code=202,
    response_model=models.JobAnswer,
    responses=_PROBLEMS,
    openapi_extra=_body(models.UncertaintyRequest),
)
async def uncertainty(request: Request) -> Response:
    """Begin to draw what is uncertain; the job says how far it is, and holds what `robustness --json` prints."""
    folder = _folder(request)
    try:
        given, asked = await _given(request, models.UncertaintyRequest, folder)
        job = request.app.state.jobs.start(
            "uncertainty",
            asked.draws,
            folder,
            given=given,
            draws=asked.draws,
            seed=asked.seed,
            language=asked.language,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return JSONResponse(_said_of(job), 202)


def _said_of(job: Job) -> dict[str, Any]:
    said = {"job": job.key, "state": job.state, "made": job.made, "wanted": job.wanted}
    return {**said, **findings_record(job.findings)}


_NO_JOB: dict[int | str, dict[str, Any]] = {
    404: {"model": models.Problem, "description": "there is no such job, or it has no result"},
    **_PROBLEMS,
}


@router.get("/v1/jobs/{job}", response_model=models.JobAnswer, responses=_NO_JOB)
async def progress(request: Request, job: str) -> Response:
    """Say how far a job is."""
    return JSONResponse(_said_of(request.app.state.jobs.find(job)))


@router.delete("/v1/jobs/{job}", response_model=models.JobAnswer, responses=_NO_JOB)
async def cancel(request: Request, job: str) -> Response:
    """Cancel a job and forget it."""
    found = request.app.state.jobs.find(job)
    request.app.state.jobs.forget(found)
    return JSONResponse(_said_of(found))


@router.get("/v1/jobs/{job}/result", response_model=models.DocumentAnswer, responses=_NO_JOB)
async def result(request: Request, job: str) -> Response:
    """Return what a job made, once it is done."""
    found = request.app.state.jobs.find(job)
    if found.state != "done" or found.task != "uncertainty":
        raise IIIndexError(Finding("E_SERVE_UNKNOWN", found=f"{job[:40]}/result"))
    return _json(found.result["record"])


@router.get("/docs", include_in_schema=False)
async def describe(request: Request) -> Response:
    """Show the interface's description as a page, without a request elsewhere."""
    described: dict[str, Any] = request.app.openapi()
    operations = [
        {
            "path": path,
            "method": method.upper(),
            "summary": one.get("description", "").replace("`", ""),
            "body": _example(one),
        }
        for path, methods in described["paths"].items()
        for method, one in methods.items()
    ]
    session = request.app.state.sessions.find(request.cookies.get(COOKIE))
    return page(request, "api.html", session, operations=operations)


def _example(operation: Mapping[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content.get("example")
    return json.dumps(example, ensure_ascii=False, indent=1) if example else ""
