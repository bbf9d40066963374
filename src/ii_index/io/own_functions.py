"""Functions that a definition names, imported where whoever reads it allows that; and what identifies their code."""

import hashlib
import inspect
import sys
from collections.abc import Sequence
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from ii_index.errors import Finding, FrameworkError
from ii_index.messages.reading import Phrase
from ii_index.model.own_functions import OwnFunction, functions_of

Model = TypeVar("Model")


def admitted(definition: Model, file: str, *, allow_code: bool) -> Model:
    """Import what a definition names, or refuse it with one finding.

    Parameters
    ----------
    definition : a framework, recipe, study or mix of assumptions
    file : str
        Where it stands, blank for none; modules are looked for in its folder too.
    allow_code : bool
        Whether its code may run.

    Raises
    ------
    FrameworkError
        Code that was not allowed; a module or a function that is not there.
    """
    named = [own for own in functions_of(definition) if own.call is None]
    if not named:
        return definition
    if not allow_code:
        found = ", ".join(dict.fromkeys(own.label for own in named))
        raise FrameworkError(Finding("E_CODE_NOT_ALLOWED", file=file, found=found))
    folders = [*([Path(file).resolve().parent] if file else []), Path.cwd()]
    faults: dict[str, Finding] = {}
    for own in named:
        try:
            own.call = _imported(own.label, folders)
        except Exception as error:  # noqa: BLE001 - whatever a module may raise when it is imported
            problem = _problem(error)
            faults[own.label] = Finding(
                "E_OWN_NOT_FOUND", file=file, found=own.label, details={"problem": problem}
            )
    if faults:
        raise FrameworkError(list(faults.values()))
    return definition


def digest_of(own: OwnFunction) -> str:
    """Return the SHA-256 of the file that holds a function's code, or ``-`` where there is none."""
    file = _source(own)
    return "-" if file is None else hashlib.sha256(file.read_bytes()).hexdigest()


def modules_beside(file: Path, definitions: tuple[object, ...]) -> dict[str, Path]:
    """Return the modules of named functions that stand beside a definition's file, by their names.

    Parameters
    ----------
    file : Path
    definitions : tuple
        What names functions.
    """
    found: dict[str, Path] = {}
    for own in functions_of(definitions):
        beside = file.parent / f"{own.label.partition(':')[0]}.py"
        source = _source(own)
        if source is not None and beside.is_file() and _same_code(str(source), beside):
            found[beside.name] = beside
    return found


def _source(own: OwnFunction) -> Path | None:
    """Return the file that holds a function's code, where there is one."""
    try:
        file = inspect.getsourcefile(inspect.unwrap(own.call)) if own.call is not None else None
    except TypeError:
        return None
    return Path(file) if file and Path(file).is_file() else None


def _imported(label: str, folders: Sequence[Path]) -> Any:  # noqa: ANN401 - whatever stands there
    """Import a function; a module in one of the folders goes before what is installed."""
    name, _, path = label.partition(":")
    files = [folder / f"{name.replace('.', '/')}.py" for folder in folders]
    beside = next((file for file in files if file.is_file()), None)
    found: Any = _module(name, folders)
    if beside is not None and not _same_code(getattr(found, "__file__", None), beside):
        raise _OtherModuleError(name, str(found.__file__))
    for part in path.split("."):
        found = getattr(found, part)
    if not callable(found):
        raise TypeError(label)
    return found


def _module(name: str, folders: Sequence[Path]) -> ModuleType:
    """Import a module with folders first on the path, and leave them last on it for what it imports later."""
    before = list(sys.path)
    names = [str(folder) for folder in folders]
    sys.path[:0] = names
    invalidate_caches()
    try:
        return import_module(name)
    finally:
        sys.path[:] = [*before, *(folder for folder in dict.fromkeys(names) if folder not in before)]


def _same_code(file: str | None, beside: Path) -> bool:
    return file is not None and Path(file).read_bytes() == beside.read_bytes()


class _OtherModuleError(ImportError):
    """A module of the same name and other code was imported before."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, name=name, path=file)


def _problem(error: Exception) -> Phrase:
    match error:
        case _OtherModuleError():
            return Phrase(
                f"此前已从 {error.path} 载入同名而代码不同的模块 {error.name}，请改名或另起一次运行",
                f"a module {error.name} with other code is loaded already, from {error.path}: rename it, or start anew",
            )
        case ModuleNotFoundError():
            return Phrase(f"没有模块 {error.name}", f"there is no module {error.name}")
        case AttributeError():
            known = getattr(error.obj, "__file__", None)
            where = Path(known).name if known else getattr(error.obj, "__name__", "?")
            return Phrase(f"{where} 中没有 {error.name}", f"{where} has no {error.name}")
        case TypeError() if str(error).count(":") == 1:
            return Phrase("它不是函数", "it is no function")
        case _:
            said = f"{type(error).__name__}: {error}"
            return Phrase(f"导入时出错（{said}）", f"its module fails when imported ({said})")
