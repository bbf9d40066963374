"""Rounds of experts as pages: begun and followed by one, answered by those who were sent a link."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ii_index.errors import Finding, IIIndexError
from ii_index.io.frameworks import builtin_frameworks
from ii_index.io.questionnaires.words import scale
from ii_index.serve.files import handed
from ii_index.serve.forms import bake, form_of, go, read_form, same, session_of, settings_of, show
from ii_index.serve.guard import findings_record
from ii_index.serve.render import language_of, page
from ii_index.serve.rounds import Expert, Round, Rounds, judgements_of, unfinished, upper_of

router = APIRouter(include_in_schema=False)
COOKIE = "ii_expert"
_ASKS = ("pairs", "points", "both")
_MOST_ANSWERS = 5000


def rounds_of(request: Request) -> Rounds:
    """Return the rounds.

    Raises
    ------
    IIIndexError
        No folder for them was named when the server was started.
    """
    found: Rounds | None = request.app.state.rounds
    if found is None:
        raise IIIndexError(Finding("E_SERVE_ROUNDS"))
    return found


@router.get("/experts")
async def experts(request: Request) -> Response:
    """Show how to begin a round, and the rounds begun here."""
    session = session_of(request)
    kept = request.app.state.rounds is not None
    own = session.framework if session.table is not None else None
    return show(
        request, session, "experts.html", step="experts", kept=kept, frameworks=builtin_frameworks(), own=own
    )


@router.post("/experts")
async def begin(request: Request) -> Response:
    """Begin a round, and show each expert's link once."""
    formed = await form_of(request)
    session = formed.session
    rounds = rounds_of(request)
    framework: Any = formed.text("framework")
    if framework == "own":
        framework = session.given().framework
    if (sent := formed.files.get("definition")) is not None:
        framework = session.put("round", ".csv" if sent[0].lower().endswith(".csv") else ".yaml", sent[1])
    nodes = await request.app.state.workers.ask("nodes_of", framework=framework)
    names = [name.strip()[:60] for name in formed.text("names").splitlines() if name.strip()]
    asks = formed.text("asks") if formed.text("asks") in _ASKS else "pairs"
    language = language_of(request, session)
    title = formed.text("title")[:120] or nodes["name"][language]
    if not names:
        raise IIIndexError(Finding("E_SERVE_REQUEST", details={"path": "names", "problem": "≥ 1"}))
    opener, links = rounds.begin(title, asks, nodes, names)
    session.rounds[opener] = title
    return _followed(request, opener, rounds.opened(opener), links)


@router.get("/experts/{opener}")
async def follow(request: Request, opener: str) -> Response:
    """Show how far a round is."""
    return _followed(request, opener, rounds_of(request).opened(opener), ())


def _followed(  # noqa: PLR0913, PLR0917 - what a page shows
    request: Request,
    opener: str,
    round_: Round,
    links: Any,  # noqa: ANN401 - names and codes
    weighed: dict[str, Any] | None = None,
    problems: Any = (),  # noqa: ANN401 - records of findings
) -> Response:
    session = session_of(request)
    session.rounds.setdefault(opener, round_.title)
    base = str(request.base_url).rstrip("/")
    everyone = rounds_of(request).experts(round_)
    asked = [_progress(one, round_) for one in everyone]
    left_out = findings_record(unfinished(round_, everyone), language_of(request, session))["findings"]
    return show(
        request,
        session,
        "round.html",
        step="experts",
        opener=opener,
        round=round_,
        asked=asked,
        links=[(name, f"{base}/round/{code}") for name, code in links],
        weighed=weighed,
        problems=[*left_out, *problems],
    )


def _progress(expert: Expert, round_: Round) -> dict[str, Any]:
    return {
        "place": expert.place,
        "name": expert.name,
        "begun": expert.begun,
        "answered": len(expert.judgements),
        "total": sum(expert.points.values()),
        "questions": round_.questions,
    }


@router.post("/experts/{opener}/link")
async def renew(request: Request, opener: str) -> Response:
    """Make an expert's link anew."""
    formed = await form_of(request)
    rounds = rounds_of(request)
    round_ = rounds.opened(opener)
    place = formed.number("place", 10_000, 0)
    code = rounds.renew(round_, place)
    name = next(one.name for one in rounds.experts(round_) if one.place == place)
    return _followed(request, opener, round_, [(name, code)])


@router.post("/experts/{opener}/close")
async def close(request: Request, opener: str) -> Response:
    """Take no more answers, or take them again."""
    formed = await form_of(request)
    rounds = rounds_of(request)
    rounds.close(rounds.opened(opener), closed=formed.text("closed") == "yes")
    return go(request, formed.session, f"/experts/{quote(opener)}")


@router.post("/experts/{opener}/weights")
async def weigh(request: Request, opener: str) -> Response:
    """Put the round together; take its weights into the method where that is asked for."""
    formed = await form_of(request)
    session = formed.session
    rounds = rounds_of(request)
    round_ = rounds.opened(opener)
    said = judgements_of(round_, rounds.experts(round_))
    language = language_of(request, session)
    rules = {"group": formed.text("group") or "judgements"}
    if rules["group"] not in {"judgements", "priorities", "priorities-arithmetic"}:
        raise IIIndexError(
            Finding("E_SERVE_REQUEST", details={"path": "group", "problem": rules["group"][:20]})
        )
    try:
        weighed = await _weighed(request, round_, said, rules, language)
    except IIIndexError as error:
        return _followed(
            request, opener, round_, (), problems=findings_record(error.findings, language)["findings"]
        )
    if formed.ticked("take") and session.table is not None:
        session.take_weights(f"{round_.title}.yaml", weighed["file"].encode())
        return go(request, session, "/result")
    return _followed(request, opener, round_, (), weighed)


async def _weighed(
    request: Request, round_: Round, said: dict[str, Any], rules: dict[str, Any], language: str
) -> dict[str, Any]:
    found: dict[str, Any] = await request.app.state.workers.ask(
        "weights_of_round",
        judgements=said,
        definition=round_.nodes["definition"],
        rules=rules,
        language=language,
    )
    return found


@router.get("/experts/{opener}/judgements.yaml")
async def judgements(request: Request, opener: str) -> Response:
    """Hand out the round as a judgements file, for `ii-index weights`."""
    import json

    rounds = rounds_of(request)
    round_ = rounds.opened(opener)
    said = judgements_of(round_, rounds.experts(round_))
    text = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items())
    return handed(f"{text}\n".encode(), "yaml", "judgements.yaml")


@router.get("/round/{code}")
async def arrive(request: Request, code: str) -> Response:
    """Greet whoever was sent a link; it is used up by the button, not by a preview of the link."""
    if not rounds_of(request).is_fresh(code):
        raise IIIndexError(Finding("E_ROUND_LINK"))
    return page(request, "arrive.html", code=code)


@router.post("/round/{code}")
async def enter(request: Request, code: str) -> Response:
    """Use a link up, and have the browser keep what opens the questions."""
    browser = rounds_of(request).enter(code)
    from fastapi.responses import RedirectResponse

    answer = RedirectResponse(f"{settings_of(request).root_path}/answer", 303)
    bake(request, answer, COOKIE, browser)
    return answer


def _who(request: Request) -> tuple[Rounds, Expert, Round, str]:
    rounds = rounds_of(request)
    browser = request.cookies.get(COOKIE, "")
    expert = rounds.expert(browser)
    from hashlib import sha256

    return rounds, expert, rounds.round_of(expert), sha256(f"mark {browser}".encode()).hexdigest()


@router.get("/answer")
async def questions(request: Request) -> Response:
    """Show the questions, with what was answered before."""
    _, expert, round_, mark = _who(request)
    language = language_of(request, None)
    parents: list[dict[str, Any]] = []
    for node, children in round_.parents.items():
        found = await _standing(request, expert, round_, node)
        pairs = [(first, second) for at, first in enumerate(children) for second in children[at + 1 :]]
        parents.append({"node": node, "pairs": pairs, "standing": found})
    answer = page(
        request,
        "answer.html",
        round=round_,
        expert=expert,
        parents=parents,
        scale=[(f"{value:.12g}", text) for text, value in scale(language).items()],
        names={node: name[language] for node, name in round_.nodes["names"].items()},
        given={f"{value:.12g}": value for value in scale(language).values()},
        total=sum(expert.points.values()),
        answer_mark=mark,
    )
    if request.query_params.get("lang") in {"zh", "en"}:
        bake(request, answer, "ii_lang", request.query_params["lang"])
    return answer


async def _standing(request: Request, expert: Expert, round_: Round, node: str) -> dict[str, Any]:
    order = round_.parents[node]
    found: dict[str, Any] = await request.app.state.workers.ask(
        "standing",
        framework=round_.nodes["definition"],
        node=node,
        order=order,
        upper=upper_of(expert, node, order),
    )
    return found


@router.post("/answer")
async def take(request: Request) -> Response:
    """Keep one answer, or all that a form without script sends; what is said to be kept is on the disk."""
    rounds, expert, round_, mark = _who(request)
    form, _ = await read_form(request, fields=_MOST_ANSWERS)
    if not same(dict(form).get("mark", ""), mark):
        raise IIIndexError(Finding("E_SERVE_FORM"))
    node = ""
    for key, value in form:
        kind, _, rest = key.partition("|")
        if kind == "pair":
            node, first, second = (*rest.split("|"), "", "")[:3]
            rounds.judge(expert, round_, (node, first, second), _number(value))
        elif kind == "points":
            rounds.give(expert, round_, rest, _number(value))
    if "application/json" not in request.headers.get("accept", ""):
        from fastapi.responses import RedirectResponse

        return RedirectResponse(f"{settings_of(request).root_path}/answer", 303)
    now = rounds.expert(request.cookies.get(COOKIE, ""))
    standing = await _standing(request, now, round_, node) if node else None
    return JSONResponse({"kept": True, "total": sum(now.points.values()), "standing": standing})


def _number(text: str) -> float | None:
    """Return a number that was chosen or typed; None for nothing."""
    from math import isfinite

    if not text.strip():
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("inf")
    if not isfinite(found):
        raise IIIndexError(Finding("E_SERVE_REQUEST", details={"path": "answer", "problem": text[:20]}))
    return found
