"""The last door: a bug of ours, said so, with what is needed to report it."""

import platform
import sys
import tempfile
import traceback
from pathlib import Path

from ii_index._version import __version__
from ii_index.messages import Language


def report(error: Exception, language: Language) -> None:
    """Write the traceback to a temporary file and say how to report it."""
    lines = [f"ii-index {__version__}, Python {platform.python_version()}, {platform.platform()}\n"]
    lines += [f"arguments: {sys.argv[1:]}\n", *traceback.format_exception(error)]
    with tempfile.NamedTemporaryFile(
        "w", prefix="ii-index-", suffix=".txt", delete=False, encoding="utf-8"
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
