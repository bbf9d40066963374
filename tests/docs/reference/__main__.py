"""``make reference``: write the generated pages of docs/ anew."""

from tests.docs.documents import ROOT
from tests.docs.reference.pages import NOTE, index, pages

FOLDER = ROOT / "docs" / "reference"


def main() -> None:
    """Write the pages, and remove those that nothing stands behind any more."""
    written = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in written and NOTE in path.read_text(encoding="utf-8"):
            path.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    (ROOT / "docs" / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
