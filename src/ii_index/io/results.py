"""Results in files and back, equal to the last bit: JSON and YAML hold the whole, Parquet its first table besides.

A result is a tree of frozen dataclasses, definitions, arrays and plain values; each is written by the public path of
its class and its fields, what occurs twice once. Only the library's own classes are made when a file is read, none of
their code runs but what builds them, and a digest tells whether somebody changed the file.
"""

import gzip
import io
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Protocol, cast

from ii_index._immutable import Immutable
from ii_index._version import __version__
from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.io.files.atomic import write_bytes
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.open import handed_content, read_bytes
from ii_index.io.files.sources import PACKED, Readable
from ii_index.io.own_functions import admitted
from ii_index.io.packing import Unstorable, packed, restored
from ii_index.model.own_functions import OwnFunction

Form = Literal["json", "yaml", "parquet"]
FORMAT = 1
_SUFFIXES: Mapping[str, Form] = MappingProxyType(
    {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".parquet": "parquet"}
)
_KEY, _PARQUET = b"ii_index", b"PAR1"


class Writable(Protocol):
    """A binary file object, such as an open file or ``io.BytesIO``."""

    def write(self, content: bytes, /) -> object:
        """Take bytes."""
        ...


def write_result(
    result: Immutable, path: str | Path | Writable, form: Form | None = None, *, force: bool = True
) -> None:
    """Write a result to a file from which :func:`read_result` gives it back, equal.

    Parameters
    ----------
    result : a result
        Whatever the library's functions return: a panel, an index, tiers, an uncertainty …
    path : str, path or binary file object
        ``.json``, ``.yaml`` or ``.parquet``; ``.json.gz`` and ``.yaml.gz`` are packed. A Parquet file is the result's
        ``frame()`` to every other program; the whole result stands in its metadata.
    form : {"json", "yaml", "parquet"}, optional
        Of a file object, or where the suffix does not say it.
    force : bool
        Whether an existing file is replaced.

    Raises
    ------
    IIIndexError
        Another suffix; a function of one's own in a recipe, which no file holds; Parquet without pyarrow, or of a
        result that has no table; a file that cannot be written.

    Examples
    --------
    >>> import ii_index as ii
    >>> fields = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = ii.Framework(id="two", name="Two", children=fields)
    >>> index = ii.compose(ii.Panel(two, (2023,), ("x", "y", "z"), [[[1, 9], [2, 5], [4, 1]]]))
    >>> stream = io.BytesIO()
    >>> write_result(index, stream, "json")
    >>> read_result(io.BytesIO(stream.getvalue())).equals(index)
    True
    """
    named = "" if not isinstance(path, (str, Path)) else str(path)
    chosen = form or _SUFFIXES.get(Path(named.removesuffix(PACKED)).suffix.lower())
    if chosen is None or chosen not in _WRITE:
        raise IIIndexError(Finding("E_RESULT_SUFFIX", file=named or None, found=str(form or named)))
    content = _WRITE[chosen](result)
    if isinstance(path, (str, Path)):
        packed_too = named.endswith(PACKED)
        write_bytes(Path(path), gzip.compress(content, mtime=0) if packed_too else content, force=force)
    else:
        path.write(content)


def read_result(path: str | Path | Readable | bytes, *, allow_code: bool = False) -> Immutable:
    """Read a result that :func:`write_result` wrote.

    Parameters
    ----------
    path : str, path, file object or bytes
        JSON, YAML or Parquet, told by the content; JSON and YAML may be packed by gzip.
    allow_code : bool
        Whether functions of its own that the recipe names (``kind: call``) may be imported and run.

    Returns
    -------
    a result
        Of the class that was written, ``equals`` to it.

    Raises
    ------
    FrameworkError
        A recipe that names a function whose code was not allowed, or is not there.
    DataError
        No such file; no result of this program, one of a later format, or one that was changed since.
    """
    file, content = read_bytes(path) if isinstance(path, (str, Path)) else handed_content(path)
    envelope = _opened(content, file)
    if not isinstance(envelope, dict) or "ii_index" not in envelope:
        raise DataError(Finding("E_RESULT_FILE", file=file))
    said = cast("dict[str, Any]", envelope)
    if said.get("format") != FORMAT:
        raise DataError(
            Finding("E_RESULT_FORMAT", file=file, found=str(said.get("format")), expected=str(FORMAT))
        )
    if said.get("sha256") != _digest(said.get("content")):
        raise DataError(Finding("E_RESULT_CHANGED", file=file))
    try:
        functions: list[OwnFunction] = []
        result = restored(said["content"], functions)
    except (AttributeError, ImportError, KeyError, TypeError, ValueError) as error:
        details = {"version": str(said["ii_index"]), "problem": str(error)}
        raise DataError(Finding("E_RESULT_CLASS", file=file, details=details)) from error
    admitted(tuple(functions), str(path) if isinstance(path, (str, Path)) else "", allow_code=allow_code)
    return cast("Immutable", result)


def _enveloped(result: Immutable) -> dict[str, Any]:
    try:
        content = packed(result)
    except Unstorable as error:
        raise IIIndexError(Finding("E_RESULT_FUNCTION", found=str(error))) from None
    kind = type(result).__name__
    return {
        "ii_index": __version__,
        "format": FORMAT,
        "result": kind,
        "sha256": _digest(content),
        "content": content,
    }


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _json(result: Immutable) -> bytes:
    return json.dumps(_enveloped(result), ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _yaml(result: Immutable) -> bytes:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(
        _enveloped(result),
        Dumper=dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=120,
    )
    return text.encode()


def _parquet(result: Immutable) -> bytes:
    table = getattr(result, "frame", None) or getattr(result, "to_frame", None)
    if table is None:
        raise IIIndexError(Finding("E_RESULT_NO_TABLE", found=type(result).__name__))
    pa, parquet = _pyarrow()
    whole = pa.Table.from_pandas(table().reset_index(), preserve_index=False)
    metadata: dict[bytes, bytes] = {**(whole.schema.metadata or {}), _KEY: _json(result)}
    stream = io.BytesIO()
    parquet.write_table(whole.replace_schema_metadata(metadata), stream)
    return stream.getvalue()


_WRITE: Mapping[Form, Callable[[Immutable], bytes]] = MappingProxyType(
    {"json": _json, "yaml": _yaml, "parquet": _parquet}
)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
        from pyarrow import parquet  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise IIIndexError(Finding("E_RESULT_PYARROW")) from None
    return pa, parquet


def _opened(content: bytes, file: str) -> object:
    """Return what a file holds, as it was written: told by how it begins."""
    if content.startswith(_PARQUET):
        _, parquet = _pyarrow()
        metadata: dict[bytes, bytes] = parquet.read_schema(io.BytesIO(content)).metadata or {}
        content = metadata.get(_KEY, b"")
    if content.lstrip()[:1] == b"{":
        return _parsed(content, file, json.loads)
    return _parsed(content, file, _from_yaml)


def _from_yaml(content: bytes) -> object:
    import yaml

    return yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def _parsed(content: bytes, file: str, parse: Callable[[bytes], object]) -> object:
    if not content.startswith((b"{", b"ii_index:")):  # what write_result writes begins so
        raise DataError(Finding("E_RESULT_FILE", file=file))
    if len(content) > LIMITS.unpacked:
        raise DataError(LIMITS.exceeded("unpacked", file))
    try:
        return parse(content)
    except Exception as error:  # of two parsers, each with errors of its own
        raise DataError(Finding("E_RESULT_FILE", file=file)) from error
