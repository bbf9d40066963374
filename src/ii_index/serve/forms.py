"""Sessions and forms of requests; choices of a recipe as forms, and the presets of the field."""

import hmac
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ii_index.errors import Finding, IIIndexError
from ii_index.model.names import Name
from ii_index.model.periods import Year
from ii_index.serve.models import Choices, Cut, parsed
from ii_index.serve.render import page
from ii_index.serve.sessions import COOKIE, Session
from ii_index.serve.settings import Settings

_MOST_FIELDS = 20_000
_TRUE = {"on", "1", "true", "yes"}


class _Dated(BaseModel):
    year: Year


class Preset(NamedTuple):
    """A usual way, as words of a recipe."""

    key: str
    title: Name
    about: Name
    words: Mapping[str, Any]


PRESETS = (
    Preset(
        "provincial",
        Name(zh="信通院：省级", en="CAICT, provinces"),
        Name(
            zh="指标体系自带的权重（专家判断，AHP）、最小-最大标准化、加权算术平均；自然断点分梯队。",
            en="The framework's own weights (experts, AHP), min-max, weighted arithmetic mean; natural breaks.",
        ),
        MappingProxyType({}),
    ),
    Preset(
        "national",
        Name(zh="信通院：全国", en="CAICT, national"),
        Name(
            zh="基期=100 的定基指数，用于只有“全国”一行的多年数据表；省级数据表不适用。",
            en="An index to a base year of 100, for a table of the nation's years; not for a table of provinces.",
        ),
        MappingProxyType({}),
    ),
    Preset(
        "entropy",
        Name(zh="熵权法", en="Entropy weights"),
        Name(
            zh="由数据离散程度定权，最小-最大标准化，缺失值按中位数填补。",
            en="Weights from how much the data differ, min-max, medians where cells are missing.",
        ),
        MappingProxyType({"weights": "entropy", "normalise": "min-max", "missing": "median"}),
    ),
    Preset(
        "equal",
        Name(zh="等权", en="Equal weights"),
        Name(
            zh="各级等权，最小-最大标准化，加权算术平均：检验权重是否要紧。",
            en="Equal at every node, min-max, arithmetic mean: does weighting matter?",
        ),
        MappingProxyType({"weights": "equal", "normalise": "min-max", "aggregate": "arithmetic"}),
    ),
)


class Formed(NamedTuple):
    """A form, and the session that it bears the mark of."""

    session: Session
    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]

    def text(self, name: str) -> str:
        """Return a field, without white space around it; nothing where there is none."""
        return self.fields.get(name, "").strip()

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.text(name).lower() in _TRUE

    def number(self, name: str, largest: int, default: int) -> int:
        """Return a whole number within limits.

        Raises
        ------
        IIIndexError
            It is none, or beyond them.
        """
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) < 12 and 0 <= int(text) <= largest):
            raise IIIndexError(
                Finding("E_SERVE_REQUEST", details={"path": name, "problem": f"0 … {largest}"})
            )
        return int(text)


def settings_of(request: Request) -> Settings:
    """Return how the server was started."""
    settings: Settings = request.app.state.settings
    return settings


def session_of(request: Request) -> Session:
    """Return the session of a browser, or begin one."""
    found: Session = request.app.state.sessions.find(request.cookies.get(COOKIE)) or (
        request.app.state.sessions.begin()
    )
    if request.query_params.get("lang") in {"zh", "en"}:
        found.language = "zh" if request.query_params["lang"] == "zh" else "en"
    return found


async def form_of(request: Request) -> Formed:
    """Return the form that was sent, once it is known to be ours.

    Raises
    ------
    IIIndexError
        It bears no mark of the session.
    """
    session = request.app.state.sessions.find(request.cookies.get(COOKIE))
    texts, files = await read_form(request, files=4, fields=_MOST_FIELDS)
    fields = dict(texts)
    if session is None or not same(fields.get("mark", ""), session.mark):
        raise IIIndexError(Finding("E_SERVE_FORM"))
    return Formed(session, fields, files)


async def read_form(
    request: Request, *, files: int = 0, fields: int = 60
) -> tuple[list[tuple[str, str]], dict[str, tuple[str, bytes]]]:
    """Return the fields of a form, and the names and contents of its files."""
    async with request.form(max_files=files, max_fields=fields) as form:
        texts = [(key, value) for key, value in form.multi_items() if isinstance(value, str)]
        sent = {
            key: (value.filename, await value.read())
            for key, value in form.multi_items()
            if isinstance(value, UploadFile) and value.filename
        }
    return texts, sent


def same(given: str, mark: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), mark.encode())


def show(request: Request, session: Session, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what the template shows
    """Show a page, and have the browser keep its session."""
    return keeping(request, session, page(request, template, session, status, **values))


def go(request: Request, session: Session, path: str) -> Response:
    """Send a browser on to a page."""
    return keeping(request, session, RedirectResponse(f"{settings_of(request).root_path}{path}", 303))


def keeping(request: Request, session: Session, answer: Response) -> Response:
    """Have the browser keep its session."""
    if request.cookies.get(COOKIE) != session.key:
        bake(request, answer, COOKIE, session.key)
    return answer


def bake(request: Request, answer: Response, name: str, value: str) -> None:
    """Set a cookie that scripts and other sites do not see."""
    settings = settings_of(request)
    answer.set_cookie(
        name, value, path=settings.root_path or "/", httponly=True, samesite="lax", secure=settings.secure
    )


def chosen(formed: Formed) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the words of a recipe and how tiers are cut, from the form of the page “Method”.

    Raises
    ------
    IIIndexError
        Fields that hold no such value.
    """
    names = (
        "weights",
        "normalise",
        "bounds",
        "constant",
        "reference",
        "power",
        "treat",
        "missing",
        "threshold",
    )
    words: dict[str, Any] = {name: text for name in names if (text := formed.text(name))}
    levels = [text for text in formed.text("aggregate").replace("，", ",").split(",") if text.strip()]
    if levels:
        words["aggregate"] = levels[0].strip() if len(levels) == 1 else [text.strip() for text in levels]
    low, high = formed.text("low"), formed.text("high")
    if low or high:
        words["range"] = (low, high)
    if formed.ticked("clip"):
        words["clip"] = True
    read = parsed(Choices, words)
    cut = parsed(Cut, {name: text for name in ("tiers", "tier_method") if (text := formed.text(name))})
    return (
        {name: value for name in Choices.model_fields if (value := getattr(read, name)) is not None},
        cut.model_dump(exclude_none=True),
    )


def year_of(text: str) -> int | None:
    """Return a year that was typed; None for nothing.

    Raises
    ------
    IIIndexError
        It is no year.
    """
    if not text:
        return None
    year: int = parsed(_Dated, {"year": text}).year
    return year


def example_table(name: str = "provinces.csv") -> Path:
    """Return the bundled table of public statistics."""
    from ii_index.io.definitions import example

    return example(name)
