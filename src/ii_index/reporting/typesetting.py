"""Pages set by Typst, from wheels alone: no browser, no system library, no font but the one that comes with us."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

from ii_index.errors import Finding, IIIndexError
from ii_index.reporting.charts.still import FAMILY, font_file
from ii_index.reporting.numbers import snapped

_PPI = 200
_IDLE: dict[Path, list[Any]] = {}
"""Compilers by the folder of their templates: each serves one thread at a time, and raises when a second one asks."""
_MAIN = '#import "/{}": sheet\n#sheet(json(bytes({})), "{}")\n'
"""A string of JSON is one of Typst too: the data hold no character that JSON writes in another way."""


def typeset(
    template: Path, content: Mapping[str, Any], form: Literal["pdf", "png"] = "pdf", ppi: int = _PPI
) -> list[bytes]:
    """Set a template with data; the same data give the same bytes on any day. Threads set pages side by side.

    Parameters
    ----------
    template : Path
        Has a function ``sheet(data, font)`` of what JSON holds and the name of a family.
    content : mapping
        What JSON holds; numbers go to 12 digits. Strings reach the page as data, never as markup.
    form : {"pdf", "png"}
    ppi : int
        Dots per inch of a picture.

    Returns
    -------
    list of bytes
        One file; for ``png`` one a page.

    Raises
    ------
    IIIndexError
        Typst or the font of the ``report`` extra is missing.
    """
    data = json.dumps(snapped(content), ensure_ascii=False, allow_nan=False)
    # Not as an input of the compiler: that makes a new library, and nothing of the page before would serve again.
    main = _MAIN.format(template.name, json.dumps(data, ensure_ascii=False), FAMILY)
    idle = _IDLE.setdefault(template.parent, [])
    try:
        compiler = idle.pop()
    except IndexError:
        compiler = _compiler(template.parent)
    made = compiler.compile(input=main.encode(), format=form, timestamp=0, ppi=ppi)
    idle.append(compiler)
    return cast("list[bytes]", made) if isinstance(made, list) else [made]


def _compiler(folder: Path) -> Any:  # noqa: ANN401 - a compiled module without types
    try:
        import typst
    except ImportError:
        raise IIIndexError(Finding("E_NO_TYPESETTER", details={"package": "typst"})) from None
    return typst.Compiler(root=str(folder), font_paths=[str(font_file().parent)], ignore_system_fonts=True)
