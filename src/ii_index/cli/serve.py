"""``ii-index serve``: the program in a browser, and for other systems."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ii_index.cli.language import Say
from ii_index.cli.options import common
from ii_index.cli.output import Run
from ii_index.cli.usage import Misuse

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

PACKAGES = ("fastapi", "uvicorn", "jinja2", "python_multipart")
_NAMES = {"jinja2": "Jinja2", "python_multipart": "python-multipart"}


def command(say: Say) -> click.Command:
    """Build the command in one language."""

    @click.command(
        "serve",
        help=say(
            "在浏览器中使用：上传、检查、排名、报告、专家赋权；并为其他系统提供 JSON 接口。"
            "默认只供本机使用；--host 对外开放须设 --token。",
            "The program in a browser: tables, checks, rankings, reports, rounds of experts; JSON for other systems. "
            "For this machine alone, unless --host is given with --token.",
        ),
    )
    @click.option(
        "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help=say("端口", "port")
    )
    @click.option(
        "--host", default="127.0.0.1", show_default=True, help=say("监听的地址", "address to listen at")
    )
    @click.option(
        "--token",
        envvar="II_INDEX_TOKEN",
        help=say("口令，也可用环境变量 II_INDEX_TOKEN", "what opens the server; also by II_INDEX_TOKEN"),
    )
    @click.option("--open", "opens", is_flag=True, help=say("打开浏览器", "open a browser"))
    @click.option(
        "--root-path",
        default="",
        help=say("反向代理下的路径，如 /index", "path under a proxy, such as /index"),
    )
    @click.option(
        "--rounds",
        type=click.Path(path_type=Path, file_okay=False),
        help=say("保存专家轮次的文件夹", "folder that keeps rounds of experts"),
    )
    @click.option(
        "--backup",
        type=click.Path(path_type=Path, dir_okay=False),
        help=say("把 --rounds 备份到此文件后结束", "back --rounds up to this file, and end"),
    )
    @click.option(
        "--https",
        is_flag=True,
        help=say("在 HTTPS 代理之后：Cookie 只走加密连接", "behind HTTPS: cookies go encrypted only"),
    )
    @common(say, writes=False, shared=("quiet",))
    def serve(  # noqa: PLR0913, PLR0917 - click passes one argument an option
        run: Run,
        port: int,
        host: str,
        token: str | None,
        opens: bool,  # noqa: FBT001 - a flag
        root_path: str,
        rounds: Path | None,
        backup: Path | None,
        https: bool,  # noqa: FBT001 - a flag
    ) -> None:
        if backup is not None:
            _back_up(run, rounds, backup)
            return
        _refuse_missing()
        from ii_index.serve.app import create_app
        from ii_index.serve.settings import Settings

        _refuse_open(host, token)
        path = _root(root_path)
        settings = Settings(run.language, token or None, path, rounds, https)
        with listening_on(host, port) as listening:
            app = create_app(settings)
            name = f"[{host}]" if ":" in host else host
            address = f"http://{name}:{listening.getsockname()[1]}{path}/"
            if not run.quiet:
                click.echo(say(f"打开 {address}（Ctrl-C 结束）", f"Open {address} (Ctrl-C ends)"), err=True)
            if opens:
                click.launch(address)
            _run(app, listening)

    return serve


def _root(path: str) -> str:
    """Return a root path as it is put before others: with a slash before, none after."""
    if path and (not path.startswith("/") or path.startswith("//") or set(path) & set("?#<>\"' \\")):
        zh, en = f"--root-path 形如 /index，不能是“{path}”", f"--root-path is like /index, not “{path}”"
        raise Misuse(zh, en)
    return path.rstrip("/")


def _refuse_missing() -> None:
    """Refuse where the extra is not installed."""
    from importlib.util import find_spec

    from ii_index.errors import Finding, IIIndexError

    missing = [_NAMES.get(name, name) for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise IIIndexError(Finding("E_NO_SERVER", details={"package": ", ".join(missing)}))


def _refuse_open(host: str, token: str | None) -> None:
    """Refuse to be reached from other machines without a token that cannot be guessed."""
    from ii_index.errors import Finding, IIIndexError
    from ii_index.serve.settings import LEAST_TOKEN, LOOPBACK

    short = token is not None and len(token) < LEAST_TOKEN
    if short or (token is None and host not in LOOPBACK):
        raise IIIndexError(Finding("E_SERVE_TOKEN", found=host, details={"least": LEAST_TOKEN}))


def listening_on(host: str, port: int) -> "socket.socket":
    """Take the port before anything is said of it."""
    import socket

    from ii_index.errors import Finding, IIIndexError

    # With the protocol named asyncio sends at once; else a kept connection waits 40 ms for every second packet.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)  # who is quick waits, and is not refused
    except OSError as error:
        made.close()
        details = {"problem": error.strerror or type(error).__name__}
        raise IIIndexError(Finding("E_SERVE_PORT", found=f"{host}:{port}", details=details)) from None
    return made


def _run(app: "FastAPI", listening: "socket.socket") -> None:
    """Serve until interrupted; nothing of what is asked is logged."""
    import uvicorn

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    uvicorn.Server(config).run(sockets=[listening])


def _back_up(run: Run, rounds: Path | None, backup: Path) -> None:
    from ii_index.errors import Finding, IIIndexError
    from ii_index.io.files.atomic import write_bytes
    from ii_index.io.files.sources import exists
    from ii_index.serve.rounds import FILE, Rounds

    if rounds is None or not exists(rounds / FILE):
        raise IIIndexError(Finding("E_SERVE_ROUNDS"))
    write_bytes(backup, Rounds(rounds).content(), force=False)
    run.wrote(backup)
