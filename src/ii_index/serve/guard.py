"""Who may come in, and with how much: size, host, origin and token of every request; headers of every answer."""

import hmac
import sys
from collections.abc import Iterable
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ii_index.errors import Finding
from ii_index.serve.settings import LOOPBACK, Settings
from ii_index.serve.workers import place_of

TOKEN_COOKIE = "ii_token"  # noqa: S105 - the name of a cookie
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
EMBEDDED = "sandbox allow-scripts; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
"""Of a report or a brief: it runs its own scripts, whose hashes it states, apart from everything else here."""
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_OPEN = ("/static/", "/enter", "/round/", "/answer", "/health")
_SAFE = {"GET", "HEAD", "OPTIONS"}


class TooLargeError(Exception):
    """More was sent than may be."""


class Guard:
    """Middleware around everything: refuses first, then lets the application answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer in its place."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        scope = _under(scope, self.settings.root_path)
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await _with_headers(send)(message)

        try:
            await self.app(scope, self._counted(receive), noted)
        except TooLargeError:
            await self._too_large()(scope, receive, noted)
        except Exception as error:
            if started:
                raise
            print(f"ii-index serve: {place_of(error)}", file=sys.stderr)  # noqa: T201 - where, and nothing of the data
            await PlainTextResponse("internal error\n", 500)(scope, receive, noted)

    def _refused(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), path_of(scope, self.settings)
        if self.settings.token is None and not _is_loopback(headers.get("host", "")):
            return _findings(421, Finding("E_SERVE_FORM"))
        if scope["method"] not in _SAFE and not _is_same_origin(headers):
            return _findings(403, Finding("E_SERVE_FORM"))
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdecimal() or int(length) > self.settings.limits.body:
            return self._too_large()
        if self.settings.token is None or path.startswith(_OPEN):
            return None
        return None if self._is_let_in(headers) else self._denied(scope, path)

    def _too_large(self) -> Response:
        limit = self.settings.limits.body // 2**20
        return _findings(413, Finding("E_SERVE_LARGE", details={"limit": limit}))

    def _is_let_in(self, headers: Headers) -> bool:
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return is_token(given.strip(), self.settings)
        return is_pass(cookie_of(headers, TOKEN_COOKIE), self.settings)

    def _denied(self, scope: Scope, path: str) -> Response:
        if path.startswith("/api/") or scope["method"] not in _SAFE:
            answer = _findings(401, Finding("E_SERVE_DENIED"))
            answer.headers["www-authenticate"] = "Bearer"
            return answer
        return RedirectResponse(f"{self.settings.root_path}/enter?to={quote(path, safe='/')}", 303)

    def _counted(self, receive: Receive) -> Receive:
        """Count what comes in, whatever its header said."""
        left = self.settings.limits.body

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLargeError
            return message

        return counted


def _under(scope: Scope, root: str) -> Scope:
    """Return a request as it is with the path that a proxy shows before it, whether or not the proxy passed that on."""
    path: str = scope["path"]
    whole = path if not root or path.startswith(f"{root}/") else f"{root}{path}"
    return {**scope, "path": whole, "root_path": root}


def path_of(scope: Scope, settings: Settings) -> str:
    """Return the path of a request as this server names it, with or without what a proxy puts before it."""
    path: str = scope["path"]
    root = settings.root_path
    return (path.removeprefix(root) or "/") if root and path.startswith(f"{root}/") else path


def is_token(given: str, settings: Settings) -> bool:
    """Whether this is the token, compared in constant time."""
    return settings.token is not None and hmac.compare_digest(
        given.encode("utf-8", "replace"), settings.token.encode()
    )


def pass_of(settings: Settings) -> str:
    """Return what a browser that gave the token keeps in its place."""
    return hmac.new((settings.token or "").encode(), b"ii-index serve", sha256).hexdigest()


def is_pass(given: str, settings: Settings) -> bool:
    """Whether a browser gave the token before."""
    return settings.token is not None and hmac.compare_digest(given.encode(), pass_of(settings).encode())


def cookie_of(headers: Headers, name: str) -> str:
    """Return a cookie's value, or nothing."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def findings_record(findings: Iterable[Finding], language: Any = "en") -> dict[str, Any]:  # noqa: ANN401 - a Language
    """Return findings as ``--json`` prints them."""
    return {"findings": [finding.record(language) for finding in findings]}


def _findings(status: int, finding: Finding) -> Response:
    return JSONResponse(findings_record([finding]), status)


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    return name.strip("[]").lower() in LOOPBACK


def _is_same_origin(headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of ours, or from no page at all."""
    if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == headers.get("host", "")
    except ValueError:
        return False
