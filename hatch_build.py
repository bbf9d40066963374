"""What the metadata of a distribution says besides ``pyproject.toml``: addresses, and the README with whole links.

A package page knows no checkout: links and pictures relative to it are dead there. The address of the project stands in
one place, ``[tool.ii-index] address``; until there is one, it is a placeholder under a domain reserved for examples,
and ``make release`` refuses to tag with it.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent
_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#|mailto:)([^)\s]+)\)")
_PICTURES = (".png", ".svg", ".jpg", ".gif")


class Metadata(MetadataHookInterface):
    """Fill in the fields that ``pyproject.toml`` calls dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description and the addresses."""
        address = address_of(ROOT)
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": with_whole_links(text, address)}
        metadata["urls"] = {
            "Homepage": address,
            "Documentation": f"{address}/blob/main/docs/README.md",
            "Source": address,
            "Changelog": f"{address}/blob/main/CHANGELOG.md",
            "Issues": f"{address}/issues",
        }


def address_of(root: Path) -> str:
    """Return where the project lives, as ``pyproject.toml`` says."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["tool"]["ii-index"]["address"]).rstrip("/")


def with_whole_links(text: str, address: str) -> str:
    """Make links relative to the repository absolute: pages to read, pictures to show."""

    def whole(found: re.Match[str]) -> str:
        mark, shown, target = found.groups()
        kind = "raw" if mark or target.lower().endswith(_PICTURES) else "blob"
        return f"{mark}[{shown}]({address}/{kind}/main/{target.removeprefix('./')})"

    return _LINK.sub(whole, text)
