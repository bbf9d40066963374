"""What an output needs besides the core: asked for before the work begins, not after it."""

from collections.abc import Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Literal, NamedTuple

from ii_index.errors import Finding, IIIndexError

Need = Literal["charts", "paper"]


class _Library(NamedTuple):
    """A module, the package that brings it, and the finding that it is not there."""

    module: str
    package: str
    code: str


_CHARTS = _Library("vl_convert", "vl-convert-python", "E_NO_CHARTS")
_FONT = _Library("noto_cjk_sans_otc", "noto-cjk-sans-otc", "E_NO_FONT")
_PAPER = _Library("typst", "typst", "E_NO_TYPESETTER")
_LIBRARIES: Mapping[Need, tuple[_Library, ...]] = MappingProxyType(
    {"charts": (_CHARTS,), "paper": (_PAPER, _FONT)}
)


def require(*needs: Need) -> None:
    """Refuse work whose outcome could not be written, with the line that installs what is missing.

    Parameters
    ----------
    *needs : {"charts", "paper"}
        The page and charts; PDF and pictures of pages.

    Raises
    ------
    IIIndexError
        Each library that is not installed.
    """
    wanted = dict.fromkeys(library for need in needs for library in _LIBRARIES[need])
    missing = [library for library in wanted if find_spec(library.module) is None]
    if missing:
        raise IIIndexError(Finding(library.code, details={"package": library.package}) for library in missing)
