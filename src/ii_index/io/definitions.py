"""Definitions: built-in, or from a YAML file, read safely, within limits, refused with every fault.

Built-in ones are kept as YAML, to be read and copied, and packaged beside it as JSON, which loads at once: importing
and running a YAML parser would take a tenth of ``ii-index rank``. ``make builtin`` writes the JSON; a test compares.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from ii_index._visible import is_visible
from ii_index.errors import DataError, Finding, FrameworkError, IIIndexError
from ii_index.io.files.encodings import decode
from ii_index.io.files.sources import content_of, exists
from ii_index.model.names import RootDefinition
from ii_index.model.nearest import nearest_or_first
from ii_index.model.own_functions import functions_of

Model = TypeVar("Model", bound=RootDefinition)

PACKAGE = Path(__file__).parents[1]
LARGEST = 2**20
SUFFIXES = (".yaml", ".yml")


def builtin(folder: str) -> tuple[str, ...]:
    """Return the ids of the built-in definitions of one kind.

    Examples
    --------
    >>> builtin("rubrics")
    ('huangshi-city-2022', 'huangshi-industry-2022')
    """
    return tuple(sorted(path.stem for path in (PACKAGE / folder).glob("*.json")))


def read_definition(
    source: str | Path, model: type[Model], folder: str, unknown: str, *, allow_code: bool = False
) -> Model:
    """Read a definition by built-in id or from a YAML file.

    Parameters
    ----------
    source : str or path
    model : type of RootDefinition
    folder : str
        Where the built-in ones of its kind are packaged.
    unknown : str
        Code of the finding that there is neither such an id nor such a file.
    allow_code : bool
        Whether functions that a file names may be imported and run.

    Raises
    ------
    FrameworkError
        Every fault of the definition.
    """
    return definition_and_notes(source, model, folder, unknown, allow_code=allow_code)[0]


def definition_and_notes(
    source: str | Path, model: type[Model], folder: str, unknown: str, *, allow_code: bool = False
) -> tuple[Model, tuple[Finding, ...]]:
    """Read a definition as :func:`read_definition` does, with a finding of characters that had to be made visible."""
    known = builtin(folder)
    if str(source) in known:
        return _packaged(model, f"{folder}/{source}.json"), ()
    path = Path(source)
    if not exists(path) and path.suffix.lower() not in SUFFIXES:
        details = {"known": nearest_or_first(str(source), known)}
        raise FrameworkError(Finding(unknown, found=str(source), details=details))
    value = read_yaml(path)
    return validated(value, model, str(path), allow_code=allow_code), said_of_texts(value, str(path))


@cache
def _packaged(model: type[Model], name: str) -> Model:
    """Return a built-in definition, which nothing can change: read once."""
    return model(**json.loads((PACKAGE / name).read_text(encoding="utf-8")))


def said_of_texts(value: object, file: str) -> tuple[Finding, ...]:
    """Say of what a file holds that odd characters in its texts are made visible, where there are any."""
    odd = [text for text in _texts(value) if not is_visible(text)]
    if not odd:
        return ()
    from ii_index.io.files.grid import said_of

    return (said_of(odd, file),)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for pair in cast("dict[object, object]", value).items():
                yield from _texts([*pair])
        case list():
            for item in cast("list[object]", value):
                yield from _texts(item)
        case _:
            return


def read_yaml(path: Path) -> object:
    """Read a YAML file: scalars, lists and mappings only, without repeated keys.

    Raises
    ------
    IIIndexError
        No such file, not readable, empty, too large, or not YAML.
    """
    from ii_index.io.parsing import parse_yaml

    return parse_yaml(read_text(path), str(path))


def read_text(path: Path) -> str:
    """Read the text of a definition file; ``-`` is standard input.

    Raises
    ------
    IIIndexError
        No such file, not readable, empty, too large, or in no known encoding.
    """
    content = _content(path)
    if len(content) > LARGEST:
        from ii_index.io.parsing import beyond

        raise FrameworkError(beyond(str(path), f"> {LARGEST} B", f"{LARGEST} B"))
    if not content.strip():
        raise FrameworkError(Finding("E_FILE_EMPTY", file=str(path)))
    return decode(content, str(path))


def _content(path: Path) -> bytes:
    try:
        return content_of(path, LARGEST)
    except DataError as error:
        raise FrameworkError(error.findings) from None


def validated(value: object, model: type[Model], file: str, *, allow_code: bool = False) -> Model:
    """Make a model of what a file holds; functions that it names are imported where ``allow_code`` says so.

    Raises
    ------
    FrameworkError
        Every fault, with the file named.
    """
    if value is None:
        raise FrameworkError(Finding("E_FILE_EMPTY", file=file))
    if not isinstance(value, dict):
        if isinstance(value, str) and "," in value:
            raise FrameworkError(Finding("E_TABLE_NOT_DEFINITION", file=file))
        expected = ", ".join(name for name, field in model.model_fields.items() if field.is_required())
        finding = Finding(
            "E_FIELD_VALUE", file=file, found=str(value)[:60], expected=expected, details={"path": "."}
        )
        raise FrameworkError(finding)
    try:
        made = model(**{str(key): item for key, item in value.items()})  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    except IIIndexError as error:
        raise FrameworkError(replace(finding, file=file) for finding in error.findings) from None
    if any(functions_of(made)):
        from ii_index.io.own_functions import admitted

        return admitted(made, file, allow_code=allow_code)
    return made


_PACKAGE = Path(__file__).resolve().parent.parent


def example(name: str) -> Path:
    """Return the path of a bundled example file."""
    return _examples() / name


def copy_examples(folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Copy every bundled example into a folder, and return what was written.

    Raises
    ------
    IIIndexError
        Files that stand there already, unless ``force``; a folder that cannot be made.
    """
    from ii_index.io.files.atomic import make_folder, refuse_existing, write_bytes

    files = sorted(path for path in _examples().iterdir() if path.suffix in _COPIED)
    targets = [folder / path.name for path in files]
    refuse_existing([target for target in targets if exists(target)], force=force)
    make_folder(folder)
    for path, target in zip(files, targets, strict=True):
        write_bytes(target, path.read_bytes(), force=force)
    return tuple(targets)


_COPIED = frozenset([".csv", ".yaml", ".md", ".py"])


def _examples() -> Path:
    """Return the folder of the examples: in the package where it is installed, beside it in a clone."""
    installed = _PACKAGE / "examples"
    return installed if installed.exists() else _PACKAGE.parent.parent / "examples"
