"""What pages hand out: the report, briefs, workbooks, and a study that the command line runs again."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ii_index.errors import Finding, IIIndexError
from ii_index.serve.forms import form_of, go, session_of, show
from ii_index.serve.guard import EMBEDDED
from ii_index.serve.pages import DRAWS, SEED, checked, kept, own_job
from ii_index.serve.render import language_of
from ii_index.serve.sessions import Session

router = APIRouter(include_in_schema=False)
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
    "yaml": "application/yaml",
}
_REPORTS = ("html", "xlsx", "pdf", "csv", "json", "md")
_BRIEFS = ("html", "pdf", "png")


def handed(content: bytes, form: str, name: str, *, inline: bool = False) -> Response:
    """Hand out a file under a name, to be kept or shown."""
    headers = {
        "content-disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    }
    if form == "html":
        headers["content-security-policy"] = EMBEDDED
    return Response(content, media_type=TYPES[form], headers=headers)


@router.get("/files")
async def files(request: Request) -> Response:
    """List what can be taken away."""
    session = session_of(request)
    if session.table is None:
        return go(request, session, "/")
    found = await checked(request, session)
    return show(request, session, "files.html", step="files", found=found)


@router.get("/files/report.{form}")
async def report(request: Request, form: str, inline: bool = False) -> Response:  # noqa: FBT001, FBT002 - a query
    """Hand out the report."""
    if form not in _REPORTS:
        raise IIIndexError(Finding("E_SERVE_UNKNOWN", found=form[:20]))
    session = session_of(request)
    content, _ = await _report(request, session, form)
    name = "ranking" if form in {"csv", "json"} else "report"
    return handed(content, form, f"{name}.{form}", inline=inline and form == "html")


async def _report(request: Request, session: Session, form: str) -> tuple[bytes, Any]:
    language = language_of(request, session)
    draws = None if form in {"csv", "json"} else DRAWS
    found: tuple[bytes, Any] = await kept(
        request, session, "report", suffix=f".{form}", language=language, draws=draws, seed=SEED
    )
    return found


@router.get("/files/study.zip")
async def study(request: Request) -> Response:
    """Hand out a study that `ii-index run study.yaml` makes the same of."""
    session = session_of(request)
    language = language_of(request, session)
    content = await kept(request, session, "study", language=language, draws=DRAWS, seed=SEED)
    return handed(content, "zip", "study.zip")


@router.get("/files/table")
async def table(request: Request) -> Response:
    """Hand out the table as it is now, with its corrections."""
    session = session_of(request)
    given = session.given()
    form = "xlsx" if given.table.suffix == ".xlsx" else "csv"
    answer = handed(given.table.read_bytes(), form, session.name)
    answer.headers["content-type"] = "application/octet-stream"
    return answer


@router.get("/brief.{form}")
async def brief(request: Request, form: str, unit: str, inline: bool = False) -> Response:  # noqa: FBT001, FBT002 - a query
    """Hand out the brief of one unit."""
    if form not in _BRIEFS:
        raise IIIndexError(Finding("E_SERVE_UNKNOWN", found=form[:20]))
    session = session_of(request)
    language = language_of(request, session)
    content, name = await kept(request, session, "brief", unit=unit, form=form, language=language)
    return handed(content, form, name, inline=inline and form == "html")


@router.post("/briefs")
async def briefs(request: Request) -> Response:
    """Begin to make the brief of every unit."""
    formed = await form_of(request)
    session = formed.session
    found = await checked(request, session)
    former = session.jobs.pop("briefs", None)
    if former is not None:
        request.app.state.jobs.forget(former)
    session.jobs["briefs"] = request.app.state.jobs.start(
        "all_briefs",
        len(found["units"]),
        given=session.given(),
        form="pdf",
        language=language_of(request, session),
        draws=DRAWS,
    )
    return go(request, session, f"/regions?unit={quote(formed.text('unit'))}")


@router.get("/files/briefs.zip")
async def every_brief(request: Request) -> Response:
    """Hand out the briefs, once they are made."""
    job = own_job(session_of(request), "briefs")
    if job.state != "done":
        raise IIIndexError(Finding("E_SERVE_UNKNOWN", found="briefs.zip"))
    return handed(job.result, "zip", "briefs.zip")
