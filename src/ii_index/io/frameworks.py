"""Frameworks: built-in by id, from a YAML file, or from a flat table of their indicators."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from ii_index.errors import Finding
from ii_index.io.definitions import builtin, definition_and_notes, validated
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.sources import Readable, handed
from ii_index.io.flat_frameworks import is_flat, read_flat
from ii_index.model.framework import Framework
from ii_index.model.names import Name, RootDefinition
from ii_index.model.own_functions import OwnFunction, require_names


def read_framework(source: str | Path | Readable, *, allow_code: bool = False) -> Framework:
    """Read a framework by its built-in id, from a YAML file, or from a table (CSV or workbook) with a row a node.

    Parameters
    ----------
    source : str, path or file object
    allow_code : bool
        Whether functions of its own that it names (``kind: call``) may be imported and run.

    Raises
    ------
    FrameworkError
        Neither an id nor a file, every fault of the definition, or code that was not allowed.

    Examples
    --------
    >>> len(read_framework("caict-2024").leaves)
    19
    """
    with handed(source, LIMITS.file) as path:
        return framework_and_notes(path, allow_code=allow_code)[0]


def write_framework(framework: Framework, path: str | Path, *, force: bool = False) -> None:
    """Write a framework as the YAML that :func:`read_framework` and ``--framework`` take.

    What is as it is by default is left out. A framework that was cut where a table's columns are is written so.

    Parameters
    ----------
    framework : Framework
    path : str or path
    force : bool
        Whether an existing file is replaced.

    Raises
    ------
    IIIndexError
        A file that stands there or cannot be written; a function of one's own that nobody could import by its name.
    """
    from ii_index.io.files.atomic import write_bytes

    write_bytes(Path(path), definition_text(framework).encode(), force=force)


def definition_text(definition: RootDefinition) -> str:
    """Return a definition as YAML, without what is as it is by default.

    Examples
    --------
    >>> print(definition_text(Framework(id="two", name="Two", children=[{"id": "a", "name": {"zh": "甲", "en": "A"}}])))
    id: two
    name: Two
    children:
    - id: a
      name: {zh: 甲, en: A}
    <BLANKLINE>
    """
    import yaml

    require_names(definition)
    text: str = yaml.safe_dump(
        _plain(definition), allow_unicode=True, sort_keys=False, default_flow_style=None, width=110
    )
    return text


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a definition is made of
    if isinstance(value, Name):
        return value.zh if value.zh == value.en else {"zh": value.zh, "en": value.en}
    if isinstance(value, OwnFunction):
        return value.label
    if isinstance(value, BaseModel):
        return {
            name: _plain(getattr(value, name)) for name in type(value).model_fields if _is_said(value, name)
        }
    if isinstance(value, (tuple, list, frozenset)):
        return [_plain(member) for member in cast("tuple[object, ...]", value)]
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in cast("Mapping[object, object]", value).items()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(type(value).__name__)


def _is_said(definition: BaseModel, name: str) -> bool:
    """Whether a field is to be written: it is not what it is by default, or says of which kind all this is."""
    field = type(definition).model_fields[name]
    own = getattr(definition, name)
    if name == "kind" or field.is_required():
        return True
    return bool(own is not None and own != field.get_default(call_default_factory=True))


def framework_and_notes(
    source: str | Path, *, allow_code: bool = False
) -> tuple[Framework, tuple[Finding, ...]]:
    """Read a framework as :func:`read_framework` does, with a finding of what was left out or made visible."""
    if is_flat(source) and str(source) not in builtin_frameworks():
        flat = read_flat(Path(source))
        return validated(flat.fields, Framework, str(source), allow_code=allow_code), flat.findings
    kept = "frameworks", "E_UNKNOWN_FRAMEWORK"
    return definition_and_notes(source, Framework, *kept, allow_code=allow_code)


def builtin_frameworks() -> tuple[str, ...]:
    """Return the ids of the built-in frameworks."""
    return builtin("frameworks")
