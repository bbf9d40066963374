"""Who may come in, with how much, and what is left behind."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ii_index.cli import run
from ii_index.cli.serve import listening_on
from ii_index.serve.app import create_app
from ii_index.serve.jobs import Jobs
from ii_index.serve.sessions import Sessions
from ii_index.serve.settings import Limits, Settings
from ii_index.serve.workers import BusyError, Workers
from tests.serve.conftest import ADDRESS, PROVINCES, ROOT, Browser, TestClient

TOKEN = "correct horse battery"  # noqa: S105 - of a test
SMALL = Limits(workers=1, body=200_000, seconds=20)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server with a token, small limits and a path before it, as behind a proxy."""
    rounds = tmp_path_factory.mktemp("rounds")
    settings = Settings("en", token=TOKEN, root_path="/index", rounds=rounds, limits=SMALL, warm=False)
    app = create_app(settings)
    with TestClient(app, base_url=ADDRESS):
        yield app


@pytest.fixture
def stranger(guarded):
    return TestClient(guarded, base_url="http://index.example.org", follow_redirects=False)


def test_two_users_never_see_each_others_data(browser, another):
    browser.bring("mine.csv", PROVINCES.read_bytes())

    assert another.client.get("/result", follow_redirects=False).status_code == 303
    assert "mine.csv" not in another.get("/").text
    assert another.get("/files/report.csv").status_code == 422
    browser.post("/sure", {"draws": "5000000"})
    assert another.get("/jobs/sure").status_code == 404
    browser.post("/jobs/sure/cancel")


def test_a_form_without_the_mark_of_its_session_is_refused(with_provinces, another):
    stolen = another.mark
    for mark in ("", "x", stolen):
        assert with_provinces.client.post("/leave", data={"mark": mark}).status_code == 403
    assert with_provinces.get("/files/report.csv").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_page_of_another_site_can_send_nothing(browser, headers):
    sent = {"mark": browser.mark}

    assert browser.client.post("/example", data=sent, headers=headers).status_code == 403
    assert browser.client.post("/api/v1/rank", json={"rows": [{"a": 1}]}, headers=headers).status_code == 403


def test_a_name_that_leads_to_this_machine_from_outside_is_not_answered(served):
    outside = TestClient(served, base_url="http://rebound.example.org")

    assert outside.get("/").status_code == 421


def test_every_answer_forbids_what_it_does_not_need(with_provinces):
    for path in ("/", "/check", "/static/serve.js", "/api/openapi.json", "/nowhere"):
        headers = with_provinces.get(path).headers
        policy = headers["content-security-policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_the_cookie_of_a_session_is_long_and_not_for_scripts_or_other_sites(served):
    cookie = TestClient(served, base_url=ADDRESS).get("/").headers["set-cookie"]

    assert len(re.search(r"ii_session=([^;]+)", cookie)[1]) >= 40
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_ending_a_session_removes_its_files(served, with_provinces):
    folder = served.state.sessions.folder
    before = set(folder.iterdir())
    with_provinces.get("/check")
    session = served.state.sessions.find(with_provinces.client.cookies["ii_session"])
    assert session.folder in before
    with_provinces.post("/leave")

    assert not session.folder.exists()
    assert with_provinces.client.get("/check", follow_redirects=False).status_code == 303


def test_a_session_that_nobody_uses_ends_with_its_files(tmp_path):
    app = create_app(Settings(limits=Limits(workers=1), warm=False))
    with TestClient(app, base_url=ADDRESS):
        browser = Browser(app)
        browser.bring("t.csv", b"a,b\n1,2\n")
        session = app.state.sessions.find(browser.client.cookies["ii_session"])
        folder = session.folder
        assert (folder / "table.csv").exists()
        session.seen -= Limits().idle + 1
        app.state.sessions.tidy()

        assert not folder.exists()
    assert not app.state.sessions.folder.exists()


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x.csv", "C:\\windows\\x.csv", "x\x00.csv", ".csv", "a" * 900 + ".csv", "-.csv", "日本\u202e.csv"])  # fmt: skip
def test_the_name_of_an_upload_is_never_a_path(served, browser, name):
    answer = browser.bring(name, PROVINCES.read_bytes())

    assert answer.status_code == 200
    session = served.state.sessions.find(browser.client.cookies["ii_session"])
    assert [path.name.partition(".")[0] for path in session.folder.iterdir()] == ["table"]
    assert "/" not in session.name
    assert len(session.name) <= 120


def test_without_the_token_nothing_is_shown_but_the_question_for_it(stranger):
    asked = stranger.get("/index/result")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/index/enter?to=/result"
    assert stranger.get("/result").status_code == 303  # a proxy may strip its path
    assert stranger.post("/api/v1/rank", json={}).status_code == 401
    assert stranger.get("/api/openapi.json").status_code == 401
    assert stranger.get("/index/health").status_code == 200


def test_the_token_opens_pages_by_a_cookie_and_the_interface_by_a_header(guarded, stranger):
    assert stranger.post("/index/enter", data={"token": "wrong horse battery", "to": "/"}).status_code == 401
    let_in = stranger.post("/index/enter", data={"token": TOKEN, "to": "//evil.example"})
    assert let_in.headers["location"] == "/index/"
    assert TOKEN not in let_in.headers["set-cookie"]
    assert stranger.get("/index/").status_code == 200

    program = TestClient(guarded, base_url="http://index.example.org")
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert program.get("/api/openapi.json", headers=bearer).status_code == 200
    assert program.get("/api/openapi.json", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_links_of_pages_bear_the_path_of_the_proxy(stranger):
    stranger.post("/index/enter", data={"token": TOKEN})
    page = stranger.get("/index/").text

    assert re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert all(link.startswith("/index/") for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', page))
    assert stranger.get("/index/static/serve.css").status_code == 200
    assert "Path=/index" in stranger.get("/index/").headers.get("set-cookie", "Path=/index")


def test_more_than_may_be_is_refused_whatever_its_header_says(stranger):
    stranger.post("/index/enter", data={"token": TOKEN})
    much = b"x" * 300_000
    assert stranger.post("/index/api/v1/rank", content=much).status_code == 413

    def in_pieces():
        for _ in range(30):
            yield b"x" * 10_000

    bearer = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    assert stranger.post("/index/api/v1/rank", content=in_pieces(), headers=bearer).status_code == 413
    assert stranger.get("/index/health").text == "ok\n"


def test_a_server_for_others_needs_a_token_that_cannot_be_guessed(monkeypatch, capsys):
    monkeypatch.delenv("II_INDEX_TOKEN", raising=False)
    for arguments in (["--host", "0.0.0.0"], ["--host", "::", "--token", "short"], ["--token", "short"]):  # noqa: S104
        assert run(["serve", "--port", "0", *arguments, "--lang", "en"]) == 1
        assert "E_SERVE_TOKEN" in capsys.readouterr().err


def test_a_wrong_path_or_a_port_in_use_is_said(capsys):
    assert run(["serve", "--root-path", "index"]) == 2
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        assert run(["serve", "--port", str(taken.getsockname()[1]), "--lang", "zh"]) == 1
    assert "E_SERVE_PORT" in capsys.readouterr().err


@pytest.fixture
def started(tmp_path):
    """A server of its own, as a user starts it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", "serve", "--port", "0", "--lang", "en"],
        env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    line = process.stderr.readline()
    address = re.search(r"http://[\d.:]+", line)[0]
    yield process, address, tmp_path
    process.kill()
    process.communicate()


def test_an_answer_on_a_kept_connection_is_sent_at_once():
    async def delays() -> bool:
        answered = asyncio.get_running_loop().create_future()

        async def answer(_, writer):
            answered.set_result(
                not writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            )
            writer.close()

        with listening_on("127.0.0.1", 0) as listening:
            async with await asyncio.start_server(answer, sock=listening):
                _, writer = await asyncio.open_connection(*listening.getsockname())
                writer.close()
                return await asyncio.wait_for(answered, 10)

    assert not asyncio.run(delays())


def test_the_command_serves_logs_nothing_of_the_data_and_leaves_nothing(started):
    process, address, folder = started
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as client:
        mark = re.search(r'name="mark" value="([^"]+)"', client.get("/").text)[1]
        page = client.post(
            "/table", data={"mark": mark}, files={"table": ("secret.csv", b"secret,2023\nx,y\n")}
        )
        assert page.status_code == 200
        assert list(folder.glob("ii-index-serve-*"))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)

    assert process.returncode in {0, 130}
    assert "secret" not in out + err
    assert not list(folder.glob("ii-index-serve-*"))


def test_what_a_killed_server_left_is_removed_by_the_next(tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "ii-index-serve-999999999-abc"
    (left / "session").mkdir(parents=True)
    running = tmp_path / f"ii-index-serve-{os.getpid()}-abc"
    running.mkdir()
    app = create_app(Settings(limits=Limits(workers=1), warm=False))
    app.state.sessions.close()

    assert not left.exists()
    assert running.exists()


def test_the_package_and_other_commands_load_nothing_of_the_server():
    code = (
        "import sys, ii_index, ii_index.cli, ii_index.cli.rank, ii_index.io.tables\n"
        "print(sorted({'fastapi', 'uvicorn', 'jinja2', 'starlette', 'multipart'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
                           capture_output=True, text=True, check=True)  # fmt: skip

    assert found.stdout.strip() == "[]"


def test_without_the_extra_the_command_says_how_to_install_it():
    code = (
        "import sys, importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'fastapi' else real(name, *a)\n"
        "from ii_index.cli import run\n"
        "sys.exit(run(['serve', '--lang', 'zh']))"
    )
    said = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
                          capture_output=True, text=True, check=False)  # fmt: skip

    assert said.returncode == 1
    assert "pip install 'ii-index[serve]'" in said.stderr


def test_the_script_of_pages_stays_small_and_asks_nobody_else():
    static = ROOT / "src" / "ii_index" / "serve" / "static"
    assert (static / "serve.js").stat().st_size < 10_000
    for path in [*static.iterdir(), *(static.parent / "templates").iterdir()]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:)?//", text), Path(path).name


def test_more_work_than_may_wait_is_refused_at_once_and_served_a_moment_later():
    workers = Workers(Limits(workers=1, waiting=1), "tests.serve.greedy_tasks")

    async def asked():
        several = [workers.ask("idle", seconds=0.2) for _ in range(4)]
        found = await asyncio.gather(*several, return_exceptions=True)
        return found, await workers.ask("ready")

    try:
        found, later = asyncio.run(asked())
    finally:
        workers.close()

    assert [type(one).__name__ for one in found] == ["NoneType", "NoneType", "BusyError", "BusyError"]
    assert later


def test_sessions_without_a_table_make_room_and_those_with_one_do_not():
    limits = Limits(workers=1, sessions=2)
    jobs = Jobs(limits)
    sessions = Sessions(limits, jobs)
    try:
        first = sessions.begin()
        second = sessions.begin()
        second.take_table("t.csv", b"a")
        third = sessions.begin()
        third.take_table("t.csv", b"a")
        with pytest.raises(BusyError):
            sessions.begin()
        assert sessions.find(first.key) is None
    finally:
        sessions.close()


def test_a_table_of_many_faults_is_shown_in_bounded_size(browser):
    text = "地区,年份,5G基站数(万个)\n" + "".join(f"某地{at},2023,约{at}\n" for at in range(300))
    page = browser.bring("many.csv", text.encode(), framework="caict-2024-public")

    assert page.status_code == 200
    assert "不能读取" in page.text
    assert len(page.content) < 500_000
