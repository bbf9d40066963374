"""The public names: signatures of functions, attributes of classes, without the modules they come from."""

import inspect
import re
import warnings
from functools import cached_property
from types import ModuleType
from typing import get_type_hints

import numpy as np
from numpy.typing import ArrayLike, NDArray

import ii_index
import ii_index.testing

OURS = ii_index.__name__
MODULE_PATHS = re.compile(r"(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_])")
FORWARD = re.compile(r"(->|:) '([^']*)'")
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
LONGEST = 200


def names(recorded):
    """Describe ``ii_index`` and ``ii_index.testing``; ``recorded`` names count wherever they now come from."""
    return {
        module.__name__: _module(module, recorded.get(module.__name__, {}))
        for module in (ii_index, ii_index.testing)
    }


def _module(module, recorded):
    own = getattr(module, "__all__", None) or [name for name in vars(module) if _is_own(name, module)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a former name answers
        found = {*own, *(name for name in recorded if hasattr(module, name))} - {"__version__"}
        return {name: _value(getattr(module, name), recorded.get(name, {})) for name in sorted(found)}


def _is_own(name, module):
    value = getattr(module, name)
    if name.startswith("_") or isinstance(value, ModuleType):
        return False
    if inspect.isclass(value) or inspect.isfunction(value):
        return value.__module__.startswith(module.__name__)
    return re.search(rf"^{name}\b[^=\n]*=", inspect.getsource(module), re.MULTILINE) is not None


def _value(value, recorded):
    if isinstance(value, ModuleType):
        return _module(value, recorded if isinstance(recorded, dict) else {})
    if inspect.isclass(value):
        getattr(
            value, "model_rebuild", bool
        )()  # pydantic puts off a model until it is used; its signature too
        return {"()": _signature(value, typed=False)} | {
            name: _attribute(value, name) for name in _attributes(value)
        }
    if callable(value) and not _is_alias(value):
        return _signature(value)
    return _bare(repr(value))[:LONGEST]


def _is_alias(value):
    return not hasattr(value, "__code__") and not hasattr(value, "__wrapped__")


def _ancestors(kind):
    return [one for one in kind.__mro__ if one.__module__.partition(".")[0] == OURS]


def _attributes(kind):
    defined = {name for one in _ancestors(kind) for name in (*vars(one), *inspect.get_annotations(one))}
    return sorted(name for name in defined if not name.startswith(("_", "model_")))


def _attribute(kind, name):
    if name in (hints := _hints(kind)):
        return _annotation(hints[name])
    value = inspect.getattr_static(kind, name)
    match value:
        case property(fget=function) | cached_property(func=function):
            return f"property {_annotation(function.__annotations__.get('return', ''))}"
        case classmethod() | staticmethod():
            return f"{type(value).__name__} {_signature(value.__func__)}"
        case _:
            return _signature(value) if inspect.isfunction(value) else type(value).__name__


def _annotation(annotation):
    return _bare(annotation if isinstance(annotation, str) else inspect.formatannotation(annotation))


def _signature(value, *, typed=True):
    """Write a signature; a class's without types, which its attributes have."""
    try:
        signature = inspect.signature(value)
    except ValueError:
        return "(…)"
    return _bare(str(_with_types(signature, _hints(value) if typed else {})))


def _with_types(signature, hints):
    parameters = [
        one.replace(annotation=hints.get(one.name, one.empty)) for one in signature.parameters.values()
    ]
    return signature.replace(parameters=parameters, return_annotation=hints.get("return", signature.empty))


def _hints(value):
    """Resolve annotations and drop what pydantic is told in them; as they stand where a name is for checkers alone."""
    try:
        return get_type_hints(value)
    except NameError:
        return inspect.get_annotations(value)


def _bare(text):
    """Leave out module paths, quotes around forward references, and what numpy's aliases stand for."""
    plain = FORWARD.sub(r"\1 \2", ADDRESS.sub("", MODULE_PATHS.sub("", text)))
    for long, short in ALIASES.items():
        plain = plain.replace(long, short)
    return plain


OF_NUMPY_1 = {"bool_": "bool"}
ALIASES = {}  # filled below, from what these print as
ALIASES |= {
    _bare(inspect.formatannotation(ArrayLike | None)): "ArrayLike | None",
    _bare(inspect.formatannotation(ArrayLike)): "ArrayLike",
}
ALIASES |= {
    _bare(inspect.formatannotation(NDArray[kind])): f"NDArray[{OF_NUMPY_1.get(kind.__name__, kind.__name__)}]"
    for kind in (np.float64, np.int64, np.intp, np.bool_, np.str_, np.object_)
}
