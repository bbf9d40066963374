"""The application: sessions, workers, jobs, rounds, pages and interface put together."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from ii_index._version import __version__
from ii_index.errors import Finding, IIIndexError
from ii_index.serve import api, files, pages, round_pages
from ii_index.serve.guard import Guard, findings_record
from ii_index.serve.jobs import Jobs
from ii_index.serve.render import HERE, language_of, page
from ii_index.serve.rounds import Rounds
from ii_index.serve.sessions import COOKIE, Sessions
from ii_index.serve.settings import Settings
from ii_index.serve.workers import BusyError, Workers

_EVERY = 60
_STATUS = {
    "E_SERVE_UNKNOWN": 404,
    "E_SERVE_DENIED": 401,
    "E_SERVE_FORM": 403,
    "E_SERVE_LARGE": 413,
    "E_SERVE_TIME": 422,
    "E_SERVE_STORE": 503,
    "E_SERVE_MEMORY": 422,
    "E_ROUND_LINK": 404,
    "E_SERVE_ROUNDS": 404,
}


def create_app(settings: Settings) -> FastAPI:
    """Make the application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        if settings.warm:
            app.state.workers.warm()
        tidying = asyncio.create_task(_tidy(app.state.sessions))
        yield
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
        app.state.jobs.close()
        app.state.workers.close()
        app.state.sessions.close()

    app = FastAPI(
        title="ii-index",
        version=__version__,
        description="Composite indicators: tables checked, ranked, explained; what the command line prints as JSON.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.settings = settings
    app.state.rounds = Rounds(settings.rounds) if settings.rounds is not None else None
    app.state.workers = Workers(settings.limits)
    app.state.jobs = Jobs(settings.limits)
    app.state.sessions = Sessions(settings.limits, app.state.jobs)
    app.add_api_route("/static/report.css", _look, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), "static")
    for router in (pages.router, files.router, round_pages.router, api.router):
        app.include_router(router)
    app.add_exception_handler(IIIndexError, _refuse)
    app.add_exception_handler(HTTPException, _missing)
    app.add_middleware(Guard, settings=settings)

    @app.get("/health", include_in_schema=False)
    def health() -> Response:
        return PlainTextResponse("ok\n")

    return app


def _look() -> Response:
    """Hand out the style of the report page, which is that of every page here."""
    from ii_index.reporting import html

    style = Path(html.__file__).with_name("page.css").read_text(encoding="utf-8")
    return Response(style, media_type="text/css", headers={"cache-control": "max-age=300"})


async def _tidy(sessions: Sessions) -> None:
    while True:
        await asyncio.sleep(_EVERY)
        sessions.tidy()


def _refuse(request: Request, error: Exception) -> Response:
    """Show findings, as a page or as JSON."""
    findings = error.findings if isinstance(error, IIIndexError) else ()
    if isinstance(error, BusyError):
        said = _said(request, findings, 429)
        said.headers["retry-after"] = "2"
        return said
    return _said(request, findings, _STATUS.get(findings[0].code, 422) if findings else 422)


def _missing(request: Request, error: Exception) -> Response:
    """Answer what is not there, or not asked in this way."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers: Any = error.headers if isinstance(error, HTTPException) else None
    said = _said(request, [Finding("E_SERVE_UNKNOWN", found=request.url.path[:80])], status)
    said.headers.update(headers or {})
    return said


def _said(request: Request, findings: Any, status: int) -> Response:  # noqa: ANN401 - a sequence of findings
    session = request.app.state.sessions.find(request.cookies.get(COOKIE))
    language = language_of(request, session)
    record = findings_record(findings, language)
    if _wants_json(request):
        return JSONResponse(record, status)
    return page(request, "problem.html", session, status, findings=record["findings"])


def _wants_json(request: Request) -> bool:
    path = request.url.path.removeprefix(request.app.state.settings.root_path)
    return path.startswith("/api/") or "application/json" in request.headers.get("accept", "")
