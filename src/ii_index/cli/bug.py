"""The last door: a bug of ours, said so, with what is needed to report it."""

import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from ii_index._version import __version__
from ii_index.messages import Language


def report(error: Exception, language: Language) -> None:
    """Write the traceback to a temporary file and say how to report it; what earlier ones left is removed."""
    lines = [f"ii-index {__version__}, Python {platform.python_version()}, {platform.platform()}\n"]
    lines += [f"arguments: {' '.join(_named(sys.argv[1:]))}\n", *traceback.format_exception(error)]
    _forget(Path(tempfile.gettempdir()))
    with tempfile.NamedTemporaryFile(
        "w", prefix=_PREFIX, suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as stream:
        stream.writelines(lines)
    summary = f"{type(error).__name__}: {error}"
    if language == "zh":
        text = f"程序内部错误（不是您的数据的问题）：{summary}\n请把 {Path(stream.name)} 连同所用命令报告给项目维护者。"
    else:
        text = (
            f"An internal error of ii-index, not a fault of your data: {summary}\n"
            f"Please report it to the project's issue tracker with {Path(stream.name)} and the command you ran."
        )
    print(text, file=sys.stderr)  # noqa: T201


_PREFIX, _WEEK = "ii-index-", 7 * 24 * 3600


def _named(arguments: Sequence[str]) -> list[str]:
    """Return the names of command and options: what stands beside them may be nobody's business."""
    return [
        word.partition("=")[0] if word.startswith("-") else word if at == 0 else "…"
        for at, word in enumerate(arguments)
    ]


def _forget(folder: Path) -> None:
    """Remove reports older than a week, as far as the system allows."""
    for earlier in folder.glob(f"{_PREFIX}*.txt"):
        try:
            if time.time() - earlier.stat().st_mtime > _WEEK:
                earlier.unlink()
        except OSError:  # another user's
            continue
