"""What a browser would find wrong: links that lead nowhere, and anything fetched from another machine."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_FETCHED = {"script", "img", "link", "iframe", "source", "video", "audio"}


class _Page(HTMLParser):
    """Anchors of a page, and the addresses it names, each with its tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.addresses: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.anchors |= {value for key in ("id", "name") if (value := named.get(key))}
        self.addresses += [(tag, value) for key in ("href", "src") if (value := named.get(key))]


@cache
def _read(path: Path) -> _Page:
    return _Page(path.read_text(encoding="utf-8"))


def faults(site: Path) -> Iterator[str]:
    """Each fault of the pages under a folder, with its page."""
    for path in sorted(site.rglob("*.html")):
        if "files" in path.relative_to(site).parts:
            continue  # files of the project, handed out as they are
        for tag, address in _read(path).addresses:
            if fault := _fault(path, tag, address):
                yield f"{path.relative_to(site)}: {fault}"


def _fault(path: Path, tag: str, address: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme in {"http", "https"} or address.startswith("//"):
        return f"fetched from elsewhere: {address}" if tag in _FETCHED else None
    if parts.scheme:
        return None
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return f"leads nowhere: {address}"
    anchor = unquote(parts.fragment)
    if anchor and target.suffix == ".html" and anchor not in _read(target).anchors:
        return f"no such anchor: {address}"
    return None
