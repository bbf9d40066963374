"""Templates: everything is escaped but what the report's own renderers made."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ii_index._version import __version__
from ii_index.messages import Language
from ii_index.serve.sessions import Session
from ii_index.serve.settings import Settings

HERE = Path(__file__).parent
STEPS = (
    ("start", "/", "开始", "Start"),
    ("check", "/check", "检查", "Check"),
    ("method", "/method", "方法", "Method"),
    ("result", "/result", "结果", "Result"),
    ("sure", "/sure", "可靠性", "How sure"),
    ("regions", "/regions", "地区", "Regions"),
    ("files", "/files", "文件", "Files"),
    ("experts", "/experts", "专家", "Experts"),
)
_SEVERITIES = {"error": ("错误", "Error"), "warning": ("警告", "Warning"), "notice": ("提示", "Notice")}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["html"] = Markup
    return made


def page(
    request: Request,
    template: str,
    session: Session | None = None,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - what the template shows
) -> HTMLResponse:
    """Render a page in the reader's language."""
    settings: Settings = request.app.state.settings
    language = language_of(request, session)
    texts = (
        _environment()
        .get_template(template)
        .render({**_shared(settings, session, language), "path": request.url.path, **values})
    )
    return HTMLResponse(texts, status)


def _shared(settings: Settings, session: Session | None, language: Language) -> Mapping[str, Any]:
    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    def url(path: str) -> str:
        return f"{settings.root_path}{path}"

    def severity(word: str) -> str:
        return say(*_SEVERITIES[word])

    return {
        "say": say,
        "language": language,
        "url": url,
        "steps": STEPS,
        "session": session,
        "mark": session.mark if session is not None else "",
        "version": __version__,
        "guarded": settings.token is not None,
        "severity": severity,
        "step": "",
    }


def language_of(request: Request, session: Session | None) -> Language:
    """Return the language that a reader chose, else the one that the browser asks for, else the server's."""
    asked = request.query_params.get("lang") or request.cookies.get("ii_lang") or ""
    if session is not None and session.language is not None and not request.query_params.get("lang"):
        asked = session.language
    if asked in {"zh", "en"}:
        return "zh" if asked == "zh" else "en"
    settings: Settings = request.app.state.settings
    return settings.language
