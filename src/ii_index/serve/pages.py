"""The pages: a table is brought, checked, made an index of, and asked about."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from ii_index.errors import Finding, IIIndexError
from ii_index.io.frameworks import builtin_frameworks
from ii_index.reporting.answers.recipes import offered
from ii_index.serve.forms import (
    PRESETS,
    Formed,
    bake,
    chosen,
    example_table,
    form_of,
    go,
    read_form,
    session_of,
    settings_of,
    show,
    year_of,
)
from ii_index.serve.guard import TOKEN_COOKIE, findings_record, is_token, pass_of
from ii_index.serve.jobs import Job
from ii_index.serve.render import language_of, page
from ii_index.serve.sessions import COOKIE, Session

router = APIRouter(include_in_schema=False)
_MOST_NODES = 2_000
_MOST_KEPT = 12
DRAWS, SEED = 20_000, 0


async def kept(request: Request, session: Session, task: str, **given: Any) -> Any:  # noqa: ANN401 - whatever a task takes and gives
    """Ask once about the table as it is, and remember the answer."""
    key = f"{task} {sorted(given.items())!r}"
    if key not in session.kept:
        for oldest in [*session.kept][: 1 - _MOST_KEPT]:
            session.kept.pop(oldest, None)
        session.kept[key] = await request.app.state.workers.ask(task, given=session.given(), **given)
    return session.kept[key]


async def checked(request: Request, session: Session) -> dict[str, Any]:
    """Return what there is to say about the session's table."""
    found: dict[str, Any] = await kept(request, session, "check", language=language_of(request, session))
    return found


@router.get("/")
async def start(request: Request) -> Response:
    """Bring a table."""
    session = session_of(request)
    return show(request, session, "start.html", step="start", frameworks=builtin_frameworks())


@router.post("/table")
async def take_table(request: Request) -> Response:
    """Take a table, and perhaps its framework."""
    formed = await form_of(request)
    sent = formed.files.get("table")
    if sent is None:
        raise IIIndexError(Finding("E_SERVE_NO_TABLE"))
    formed.session.take_table(*sent)
    _take_framework(formed)
    return go(request, formed.session, "/check")


@router.post("/example")
async def take_example(request: Request) -> Response:
    """Take the bundled table."""
    formed = await form_of(request)
    name = "china.csv" if formed.text("which") == "china" else "provinces.csv"
    formed.session.take_table(name, example_table(name).read_bytes())
    return go(request, formed.session, "/check")


def _take_framework(formed: Formed) -> None:
    """Take a framework: a file that was sent, or a built-in one; nothing for the one that fits."""
    session = formed.session
    sent = formed.files.get("definition")
    named = formed.text("framework")
    if sent is not None:
        session.take_framework(*sent)
    elif named in builtin_frameworks():
        session.framework, session.framework_name = named, named
        session.changed()
    elif named == "fits":
        session.framework, session.framework_name = None, ""
        session.changed()


@router.post("/reading")
async def take_reading(request: Request) -> Response:
    """Take how the table is to be read."""
    formed = await form_of(request)
    session = formed.session
    session.reading = {
        key: value
        for key, value in (
            ("sheet", formed.text("sheet")[:200]),
            ("fill_down", formed.ticked("fill_down")),
            ("allow_missing_units", formed.ticked("allow_missing_units")),
        )
        if value
    }
    session.year = year_of(formed.text("year"))
    session.changed()
    _take_framework(formed)
    return go(request, session, "/check")


@router.get("/check")
async def check(request: Request) -> Response:
    """Show the table with its faults."""
    session = session_of(request)
    if session.table is None:
        return go(request, session, "/")
    found = await checked(request, session)
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    order = {"error": 0, "warning": 1, "notice": 2}
    findings: list[dict[str, Any]] = found["findings"]
    for number in sorted(range(len(findings)), key=lambda at: order[findings[at]["severity"]]):
        finding = findings[number]
        groups.setdefault(finding["code"], []).append((number, finding))
    return show(
        request,
        session,
        "check.html",
        step="check",
        found=found,
        groups=groups,
        unfit=not _UNFIT.isdisjoint(groups),
        frameworks=builtin_frameworks(),
    )


_UNFIT = {"E_FRAMEWORK_UNCLEAR", "E_FRAMEWORK_MISFIT"}


@router.post("/correct")
async def correct(request: Request) -> Response:
    """Take corrected cells: the table is the corrected one from now on."""
    formed = await form_of(request)
    session = formed.session
    before = {key[7:]: value for key, value in formed.fields.items() if key.startswith("before-")}
    changes = {
        key[5:]: value
        for key, value in formed.fields.items()
        if key.startswith("cell-") and value != before.get(key[5:])
    }
    if changes:
        suffix, content = await request.app.state.workers.ask(
            "corrected", given=session.given(), corrections=changes
        )
        session.correct_table(suffix, content)
    return go(request, session, "/check")


@router.get("/framework")
async def edit_framework(request: Request) -> Response:
    """Show a draft of a framework for the table, to be edited."""
    session = session_of(request)
    if session.table is None:
        return go(request, session, "/")
    draft = await kept(request, session, "draft")
    language = language_of(request, session)
    problems = [finding.record(language) for finding in draft["problems"]]
    return show(request, session, "framework.html", step="start", draft=draft, problems=problems)


@router.post("/framework")
async def take_edited(request: Request) -> Response:
    """Take the framework as it was edited."""
    formed = await form_of(request)
    session = formed.session
    draft = await kept(request, session, "draft")
    rows = _rows_of(formed)
    title = {"id": draft["id"], "name": formed.text("title") or draft["name"]}
    title["units"] = "provinces" if formed.text("units") == "provinces" else "any"
    try:
        session.folder.mkdir(mode=0o700, exist_ok=True)
        fields, _ = await request.app.state.workers.ask(
            "framework", folder=session.folder, title=title, rows=rows, gaps=formed.ticked("gaps")
        )
    except IIIndexError as error:
        language = language_of(request, session)
        problems = findings_record(error.findings, language)["findings"]
        edited = {**draft, "rows": rows, "name": title["name"], "units": title["units"]}
        return show(request, session, "framework.html", 422, step="start", draft=edited, problems=problems)
    return _keep(request, session, formed, draft, fields)


def _keep(
    request: Request, session: Session, formed: Formed, draft: dict[str, Any], fields: dict[str, Any]
) -> Response:
    """Keep the framework beside the table, and read the table as the draft found that it must be."""
    import json

    text = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    if draft["missing_units"]:
        session.reading["allow_missing_units"] = True
    if formed.text("year"):
        session.year = year_of(formed.text("year"))
    session.take_framework(f"{fields['id']}.yaml", f"{text}\n".encode())
    return go(request, session, "/check")


def _rows_of(formed: Formed) -> list[dict[str, str]]:
    """Return the rows of the editor that name something and are not struck out."""
    count = formed.number("rows", _MOST_NODES, 0)
    fields = ("id", "name", "name_en", "parent", "weight", "direction", "unit", "aliases")
    rows = [{field: formed.text(f"{field}-{at}") for field in fields} for at in range(count)]
    kept_rows = [row for at, row in enumerate(rows) if row["name"] and not formed.ticked(f"drop-{at}")]
    parents = {row["parent"] for row in kept_rows}
    for row in kept_rows:  # a dimension has neither direction nor unit
        if row["name"] in parents or row["id"] in parents:
            row["direction"] = row["unit"] = ""
    return kept_rows


@router.get("/method")
async def method(request: Request) -> Response:
    """Show the choices of a recipe as a form."""
    session = session_of(request)
    if session.table is None:
        return go(request, session, "/")
    found = await checked(request, session)
    return show(
        request,
        session,
        "method.html",
        step="method",
        found=found,
        choices=offered(),
        presets=PRESETS,
        problems=(),
    )


@router.post("/method")
async def take_method(request: Request) -> Response:
    """Take the choices, once an index can be made by them."""
    formed = await form_of(request)
    session = formed.session
    former = session.words, session.cut, session.year, session.preset
    session.preset = ""
    try:
        session.words, session.cut = chosen(formed)
        session.year = year_of(formed.text("year"))
        if (sent := formed.files.get("weights_file")) is not None:
            session.take_weights(*sent)
        elif formed.ticked("drop_weights"):
            session.drop_weights()
        session.changed()
        await kept(request, session, "rank_page", language=language_of(request, session))
    except IIIndexError as error:
        return await _method_again(request, session, error, former)
    return go(request, session, "/result")


@router.post("/preset")
async def take_preset(request: Request) -> Response:
    """Take a usual way."""
    formed = await form_of(request)
    session = formed.session
    preset = next((one for one in PRESETS if one.key == formed.text("preset")), PRESETS[0])
    if (preset.key == "national") != (await checked(request, session))["national"]:
        name = preset.title.text(language_of(request, session))
        raise IIIndexError(Finding("E_SERVE_PRESET", found=name))
    former = session.words, session.cut, session.year, session.preset
    session.words, session.cut, session.preset = dict(preset.words), {}, preset.key
    session.drop_weights()
    try:
        await kept(request, session, "rank_page", language=language_of(request, session))
    except IIIndexError as error:
        return await _method_again(request, session, error, former)
    return go(request, session, "/result")


async def _method_again(
    request: Request, session: Session, error: IIIndexError, former: tuple[Any, Any, Any, Any]
) -> Response:
    """Show the form again with what is wrong; what was chosen before holds."""
    tried = session.words
    session.words, session.cut, session.year, session.preset = former
    session.changed()
    problems = findings_record(error.findings, language_of(request, session))["findings"]
    found = await checked(request, session)
    values = {"found": found, "choices": offered(), "presets": PRESETS, "problems": problems, "tried": tried}
    return show(request, session, "method.html", 422, step="method", **values)


@router.get("/result")
async def result(request: Request) -> Response:
    """Show the ranking, and the report page beside it."""
    session = session_of(request)
    if session.table is None:
        return go(request, session, "/")
    ranked = await kept(request, session, "rank_page", language=language_of(request, session))
    return show(request, session, "result.html", step="result", ranked=ranked)


@router.get("/sure")
async def sure(request: Request) -> Response:
    """Show how sure ranks are, or how far the draws are."""
    session = session_of(request)
    if session.table is None:
        return go(request, session, "/")
    found = await checked(request, session)
    job = session.jobs.get("sure")
    return show(request, session, "sure.html", step="sure", found=found, job=job, draws=DRAWS, seed=SEED)


@router.post("/sure")
async def draw(request: Request) -> Response:
    """Begin to draw."""
    formed = await form_of(request)
    session = formed.session
    draws = max(1, formed.number("draws", settings_of(request).limits.draws, DRAWS))
    seed = formed.number("seed", 10**10, SEED)
    former = session.jobs.pop("sure", None)
    if former is not None:
        request.app.state.jobs.forget(former)
    language = language_of(request, session)
    session.jobs["sure"] = request.app.state.jobs.start(
        "uncertainty", draws, given=session.given(), draws=draws, seed=seed, language=language
    )
    return go(request, session, "/sure")


def own_job(session: Session, what: str) -> Job:
    """Return a job of the session.

    Raises
    ------
    IIIndexError
        It has none of that kind.
    """
    if what not in session.jobs:
        raise IIIndexError(Finding("E_SERVE_UNKNOWN", found=what[:40]))
    return session.jobs[what]


@router.get("/jobs/{what}")
async def progress(request: Request, what: str) -> Response:
    """Say how far a job is."""
    job = own_job(session_of(request), what)
    return JSONResponse({"state": job.state, "made": job.made, "wanted": job.wanted, "ended": job.ended})


@router.post("/jobs/{what}/cancel")
async def cancel(request: Request, what: str) -> Response:
    """Cancel a job."""
    formed = await form_of(request)
    request.app.state.jobs.cancel(own_job(formed.session, what))
    return go(request, formed.session, "/regions" if what == "briefs" else "/sure")


@router.get("/regions")
async def regions(request: Request, unit: str = "", other: str = "") -> Response:
    """Show one unit's brief, and how it compares with another."""
    session = session_of(request)
    if session.table is None:
        return go(request, session, "/")
    found = await checked(request, session)
    known = {code for code, _ in found["units"]}
    unit = unit if unit in known else next(iter(sorted(known)), "") if not found["national"] else ""
    compared = None
    language = language_of(request, session)
    if unit and other in known and other != unit:
        compared = await kept(request, session, "explain_page", unit=unit, against=other, language=language)
    return show(
        request,
        session,
        "regions.html",
        step="regions",
        found=found,
        unit=unit,
        other=other,
        compared=compared,
        job=session.jobs.get("briefs"),
    )


@router.get("/enter")
async def ask_token(request: Request, to: str = "/") -> Response:
    """Ask for the token."""
    return page(request, "enter.html", to=to if to.startswith("/") else "/", wrong=False)


@router.post("/enter")
async def take_token(request: Request) -> Response:
    """Let a browser in that has the token."""
    settings = settings_of(request)
    form = dict((await read_form(request))[0])
    given, to = form.get("token", ""), form.get("to", "/")
    if not is_token(given, settings):
        return page(request, "enter.html", status=401, to="/", wrong=True)
    inside = to.startswith("/") and not to.startswith(("//", "/\\"))
    answer = RedirectResponse(f"{settings.root_path}{to if inside else '/'}", 303)
    bake(request, answer, TOKEN_COOKIE, pass_of(settings))
    return answer


@router.post("/leave")
async def leave(request: Request) -> Response:
    """End the session and remove its files."""
    formed = await form_of(request)
    request.app.state.sessions.end(formed.session)
    answer = RedirectResponse(f"{settings_of(request).root_path}/", 303)
    answer.delete_cookie(COOKIE, path=settings_of(request).root_path or "/")
    return answer
