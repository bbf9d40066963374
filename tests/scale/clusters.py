"""Clusters on one machine, and their processes: a Spark master with two workers, started by ``spark-class``."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


def require_java() -> None:
    """Skip a test where Spark cannot run."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed, which Spark runs on")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Standalone:
    """A Spark master and two workers of one core each.

    Attributes
    ----------
    address : str
    workers : list of Popen
    environment : dict of str to str
        Under which ``ii-index`` and scripts use this cluster.
    """

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.folder, self.address = folder, f"spark://127.0.0.1:{port}"
        (folder / "spark-defaults.conf").write_text(
            f"spark.master {self.address}\nspark.executor.memory 512m\nspark.ui.enabled false\n"
            "spark.driver.host 127.0.0.1\nspark.sql.shuffle.partitions 4\nspark.driver.memory 1g\n"
        )
        (folder / "log4j2.properties").write_text(
            "rootLogger.level = error\nrootLogger.appenderRef.none.ref = none\nappender.none.type = Null\nappender.none.name = none\n"
        )
        self.environment = os.environ | {
            "SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "SPARK_WORKER_DIR": str(folder / "work"), "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        self.master = self._started(
            "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"
        )
        self.workers = [
            self._started(
                "worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                self.address,
            )
            for _ in range(2)
        ]
        self.port = port

    def wait(self) -> None:
        """Wait until the master answers."""
        wait_for(lambda: self._answers(self.port), 300)

    def _answers(self, port: int) -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    def _started(self, name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                ["spark-class", f"org.apache.spark.deploy.{name}", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def executors(self) -> list[int]:
        """Return the processes that do the work, those of the first worker first."""
        return [
            pid
            for worker in self.workers
            for pid in children(worker.pid)
            if b"CoarseGrainedExecutorBackend" in command_of(pid)
        ]

    def stop(self) -> None:
        """End what was started here."""
        for pid in self.executors():
            kill(pid)
        for process in (*self.workers, self.master):
            process.kill()
            process.wait()


@contextlib.contextmanager
def standalone(folder: Path) -> Iterator[Standalone]:
    """Start a master and two workers, and end them."""
    require_java()
    folder.mkdir(parents=True, exist_ok=True)
    made = Standalone(folder)
    try:
        made.wait()
        yield made
    finally:
        made.stop()


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                    found += [int(entry.name), *children(int(entry.name))]
    return found


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait_for(test, seconds: float, every: float = 0.1) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            message = f"not so within {seconds} seconds"
            raise TimeoutError(message)
        time.sleep(every)
