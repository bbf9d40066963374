"""A whole server killed in the middle of a round: ``python -m tests.serve.kills [TIMES]``; ``make round-kills``.

Each time answers are sent until the server is killed at a random moment; when it is started again, every answer that was
acknowledged must be there. `test_rounds.py` does the same to the store alone, quickly enough for every run.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from random import Random

import httpx

ROOT = Path(__file__).parents[2]


def started(folder: str) -> tuple[subprocess.Popen[str], str]:
    """Start a server as a user does; return it and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", "serve", "--port", "0", "--rounds", folder, "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    return process, re.search(r"http://[\d.:]+", process.stderr.readline())[0]


def begun(address: str) -> tuple[dict[str, str], str, list[str]]:
    """Begin a round and use its link; return the expert's cookies, the mark of the form, and the fields."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=300) as client:
        mark = re.search(r'name="mark" value="([^"]+)"', client.get("/").text)[1]
        page = client.post(
            "/experts", data={"mark": mark, "framework": "caict-2024", "asks": "points", "names": "e"}
        )
        code = re.search(r"/round/([\w-]+)", page.text)[1]
        form = client.post(f"/round/{code}").text
        fields = re.findall(r'name="(points\|[^"]+)"', form)
        return dict(client.cookies), re.search(r'name="mark" value="([^"]+)"', form)[1], fields


def acknowledged_by(client: httpx.Client, sent: dict[str, str]) -> bool:
    """Send one answer; say whether the server said that it is kept, before it was killed."""
    try:
        said = client.post("/answer", data=sent, headers={"accept": "application/json"})
    except httpx.TransportError:
        return False
    assert said.json()["kept"], said.text
    return True


def missing(address: str, cookies: dict[str, str], acknowledged: dict[str, str]) -> int:
    """Count the answers that were acknowledged and are not there."""
    with httpx.Client(base_url=address, cookies=cookies, timeout=300) as client:
        page = client.get("/answer").text
    there = {
        field: re.search(rf'name="{re.escape(field)}"[^>]*value="([^"]*)"', page)[1] for field in acknowledged
    }
    return sum(float(there[field] or 0) < float(value) for field, value in acknowledged.items())


def main(times: int) -> int:
    """Kill so many times; return 0 where nothing was lost."""
    random, acknowledged, lost, count, cut = Random(1), {}, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        server, address = started(folder)
        try:
            cookies, mark, fields = begun(address)
            for _ in range(times):
                timer: threading.Timer | None = None
                with httpx.Client(base_url=address, cookies=cookies, timeout=300) as client:
                    while True:
                        count += 1
                        field, value = fields[count % len(fields)], f"{count / 1000:.3f}"
                        if not acknowledged_by(client, {"mark": mark, field: value}):
                            cut += 1
                            break
                        acknowledged[field] = value
                        if timer is None:  # the server has come up, and works
                            timer = threading.Timer(random.uniform(0, 0.5), server.kill)
                            timer.start()
                server.communicate()
                server, address = started(folder)
                lost += missing(address, cookies, acknowledged)
        finally:
            server.terminate()
            server.communicate()
    print(f"killed {times} times, {count - cut} answers acknowledged, {lost} lost")  # noqa: T201
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
