"""``ii-index --version --verbose``: what a report of a bug should say."""

import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

_NAME = "ii-index"
_NAMED = re.compile(r"[A-Za-z0-9][\w.-]*")


def lines() -> Iterator[str]:
    """Yield Python, the platform, where the package lies, and each library that it may use with its version."""
    yield f"Python {platform.python_version()} ({sys.executable})"
    yield f"{platform.platform()}, {sys.getfilesystemencoding()}, {sys.stdout.encoding}"
    yield str(Path(__file__).parents[1])
    for name in _libraries():
        yield f"{name} {_version(name)}"


def _libraries() -> list[str]:
    """Return what the core and the extras of users name, each once; nothing where the metadata is not there."""
    try:
        declared = requires(_NAME) or []
    except PackageNotFoundError:
        declared = []
    wanted = [
        one for one in declared if "extra == 'dev'" not in one.replace('"', "'") and not one.startswith(_NAME)
    ]
    return list(dict.fromkeys(found[0] for one in wanted if (found := _NAMED.match(one))))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"
