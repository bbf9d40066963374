"""The pages of one language as MyST: links lead where the site has their targets, fences are what MyST knows."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.documents import ROOT
from tests.docs.website import notebooks
from tests.docs.website.pages import SECTIONS, contents, name_of, place_of, sources

_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_FENCE = re.compile(r"^\s*(`{3,})\s*([\w+-]*)")
_OTHER_LANGUAGE = re.compile(r"^\[(English|中文)\]\([^)]+\)$")
_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef”])\n *(?=[\u3000-\u9fff\uff00-\uffef“])")
_LEXERS = {"csv": "text", "math": "{math}", "console": "console", "markdown": "text"}
_ONLY_ENGLISH = {
    "reference": "本页由源代码的文档字符串生成，只有英文。",
    "project": "本页只有英文。",
}


@dataclass
class Stage:
    """A folder that Sphinx reads, for one language; ``files`` are linked and not pages."""

    language: str
    folder: Path
    files: set[Path] = field(default_factory=set)
    run_notebooks: bool = True

    def fill(self, *, run_notebooks: bool = True) -> None:
        """Write every page, in this language where there is one, and the tables of contents."""
        self.run_notebooks = run_notebooks
        pages = sources()
        for place, texts in pages.items():
            path = texts.get(self.language) or texts["en"]
            only_english = self.language == "zh" and "zh" not in texts
            self._write(place, path, _note(place) if only_english else "")
        self._write_contents(list(pages))
        shutil.copytree(ROOT / "docs" / "images", self.folder / "images", dirs_exist_ok=True)

    def _write(self, place: str, path: Path, note: str) -> None:
        target = self.folder / f"{place}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ipynb":
            text = notebooks.as_page(path, target.parent, run=self.run_notebooks)
        else:
            text = path.read_text(encoding="utf-8")
        target.write_text(self.mapped(text, path, place, note), encoding="utf-8")

    def mapped(self, text: str, path: Path, place: str, note: str = "") -> str:
        """Text of a page as it stands in the site."""
        lines = list(_lines(text, lambda prose: self._links(prose, path, place)))
        if note:
            lines[1:1] = ["", ":::{note}", note, ":::"]
        return "\n".join(lines) + "\n"

    def _links(self, prose: str, path: Path, place: str) -> str:
        return _LINK.sub(
            lambda link: link[1] + self._target(link[2], path, place) + link[3],
            re.sub(r"\$`([^`]+)`\$", r"{math}`\1`", prose),
        )

    def _target(self, link: str, path: Path, place: str) -> str:
        address, hash_, anchor = link.partition("#")
        if not address or "://" in address or address.startswith("mailto:"):
            return link
        here = Path(place).parent
        if (self.folder / here / address).is_file():
            return link  # a picture that a notebook has drawn
        target = (path.parent / address).resolve()
        found = place_of(target) if target.is_file() else None
        if found:
            if name_of(path)[1] != self.language and self.language in sources().get(found, {}):
                hash_, anchor = "", ""  # the headings of the Chinese page are others
            return f"{os.path.relpath(found, here)}.md{hash_}{anchor}"
        if target.parent == ROOT / "docs" / "images":
            return os.path.relpath(Path("images") / target.name, here)
        if target.is_dir():
            return self._folder(target, here)
        self.files.add(target)
        return f"page:{os.path.relpath(Path('..') / 'files' / target.relative_to(ROOT), here)}"

    def _folder(self, target: Path, here: Path) -> str:
        if target.parent == ROOT / "docs":
            return f"page:{os.path.relpath('index.html', here)}"
        message = f"{target}: a folder is linked that the site does not have"
        raise FileNotFoundError(message)

    def _write_contents(self, places: list[str]) -> None:
        """Append the tables of contents to the home page, a section each."""
        with (self.folder / "index.md").open("a", encoding="utf-8") as home:
            for folder, pages in contents(places):
                title = SECTIONS[folder][self.language]
                lines = "\n".join(f"/{page}" for page in pages)
                home.write(f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{lines}\n```\n")


def _note(place: str) -> str:
    return _ONLY_ENGLISH.get(place.partition("/")[0], _ONLY_ENGLISH["project"])


def _lines(text: str, links: Callable[[str], str]) -> Iterator[str]:
    """Lines of a page: prose with its links mapped, fences in the names that Pygments and MyST know."""
    closing = ""
    for line in _joined(text).splitlines():
        fence = _FENCE.match(line)
        if closing:
            yield line
            closing = "" if line.strip() == closing else closing
        elif fence:
            closing = fence[1]
            name = _LEXERS.get(fence[2], fence[2])
            yield f"{line[: fence.start(2)]}{name}" if fence[2] else line
        elif not _OTHER_LANGUAGE.match(line) and not line.startswith("<!--"):
            yield links(line)


def _joined(text: str) -> str:
    """Chinese prose without the breaks of its lines, which a browser would show as spaces."""
    parts = re.split(r"(^\s*```.*?^\s*```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if at % 2 else _BREAK.sub("", part) for at, part in enumerate(parts))
