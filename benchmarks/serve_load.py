"""How long a ranking of 31 × 25 takes on the server: alone, fifty from a bounded client, beside a million draws.

``python benchmarks/serve_load.py [CONNECTIONS]``; by default the client keeps 8 connections. What counts is the ratio
of the 95th percentile of fifty to the median of one alone, on the machine as it is.
"""

import csv
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from statistics import median, quantiles

import httpx

ROOT = Path(__file__).parents[1]
RANKINGS, ALONE = 50, 30


def tables() -> Iterator[bytes]:
    """Tables of one year, no two alike, so that nothing can be remembered."""
    rows = list(csv.reader((ROOT / "examples/provinces.csv").read_text(encoding="utf-8-sig").splitlines()))
    head, *body = rows
    body = [row for row in body if row[1] == "2023"]
    for seed in range(RANKINGS + ALONE):
        random = Random(seed)  # noqa: S311 - of a benchmark
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(head)
        for row in body:
            cells = [f"{float(cell) * random.uniform(0.9, 1.1):.4f}" if cell else "" for cell in row[2:]]
            writer.writerow([*row[:2], *cells])
        yield stream.getvalue().encode()


def started() -> tuple[subprocess.Popen[str], str]:
    """Start a server as a user does; return it and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", "serve", "--port", "0", "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.PIPE,
        text=True,
    )
    return process, re.search(r"http://[\d.:]+", process.stderr.readline())[0]


def rank(client: httpx.Client, table: bytes) -> float:
    """Rank a table; return the seconds it took."""
    begun = time.perf_counter()
    answer = client.post("/api/v1/rank", files={"table": ("t.csv", table)})
    assert answer.status_code == 200, answer.text[:300]
    return time.perf_counter() - begun


def together(address: str, given: list[bytes], connections: int) -> list[float]:
    """Rank many tables from a client of so many connections; return the seconds of each."""
    with httpx.Client(base_url=address, timeout=120) as client, ThreadPoolExecutor(connections) as pool:
        return list(pool.map(lambda table: rank(client, table), given))


def told(name: str, seconds: list[float], alone: float) -> None:
    """Print the 95th percentile, and how many times that of one alone it is."""
    late = quantiles(seconds, n=20)[-1]
    print(
        f"{name:<42} median {median(seconds) * 1e3:7.0f} ms   p95 {late * 1e3:7.0f} ms   {late / alone:5.1f} × alone"
    )


def main() -> None:
    """Measure, and print."""
    connections = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    given = list(tables())
    process, address = started()
    try:
        with httpx.Client(base_url=address, timeout=120) as client:
            time.sleep(12)  # until its processes are warm
            alone = [rank(client, table) for table in given[:ALONE]]
            middle = median(alone[5:])
            told("one after another", alone[5:], middle)
            many = given[ALONE:]
            for count in (connections // 2, connections, RANKINGS):
                told(f"{RANKINGS} over {count} connections", together(address, many, count), middle)
            asked = {"draws": "1000000"}
            job = client.post("/api/v1/uncertainty", data=asked, files={"table": ("t.csv", given[0])}).json()[
                "job"
            ]
            time.sleep(2)
            told(f"{RANKINGS} beside a million draws", together(address, many, connections), middle)
            pages = [timed(client, "/") for _ in range(30)]
            told("a page beside a million draws", pages, middle)
            print("the draws meanwhile:", client.get(f"/api/v1/jobs/{job}").json())
            client.delete(f"/api/v1/jobs/{job}")
    finally:
        process.terminate()
        process.communicate()


def timed(client: httpx.Client, path: str) -> float:
    """Return the seconds that a page took."""
    begun = time.perf_counter()
    assert client.get(path).status_code == 200
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
