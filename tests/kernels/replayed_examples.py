"""Every call that the examples in the kernels' docstrings make, to be made again with other cells."""

import contextlib
import inspect
import io
import sys
from collections.abc import Callable, Iterator
from doctest import ELLIPSIS, DocTestFinder, DocTestRunner
from functools import cache

import numpy as np

from tests.docs.reference.docstrings import parsed
from tests.docs.reference.inventory import entries

KERNELS = {
    entry.home: entry.value
    for entry in entries()
    if entry.module.startswith("ii_index.kernels") and inspect.isfunction(entry.value)
}
NO_NUMBERS = ("int", "bool", "str", "callable", "Sequence")


@cache
def calls(home: str) -> list[inspect.BoundArguments]:
    """The calls of a kernel in its own examples."""
    kernel, made = KERNELS[home], []

    def noted(*args, **kwargs):
        made.append(inspect.signature(kernel).bind(*args, **kwargs))
        return kernel(*args, **kwargs)

    names = {**vars(sys.modules[kernel.__module__]), kernel.__name__: noted}
    for example in DocTestFinder(recurse=False).find(kernel, kernel.__name__, globs=names):
        with contextlib.redirect_stdout(io.StringIO()):
            DocTestRunner(optionflags=ELLIPSIS).run(example)
    return made


def numbers(home: str) -> Iterator[tuple[str, inspect.BoundArguments]]:
    """The arrays of numbers that a kernel takes, each with a call that gives one."""
    types = {parameter.name: parameter.type for parameter in parsed(KERNELS[home])["Parameters"]}
    stated = {name.strip(): kind for names, kind in types.items() for name in names.split(",")}
    found = {}
    for call in calls(home):
        for name, value in call.arguments.items():
            is_array = isinstance(value, np.ndarray | list | tuple) and not hasattr(value, "_fields")
            if is_array and not any(word in stated.get(name, "") for word in NO_NUMBERS):
                with contextlib.suppress(TypeError, ValueError):
                    if np.asarray(value, dtype=float).size and np.asarray(value).dtype.kind in "fi":
                        found.setdefault(name, call)
    yield from found.items()


def again(call: inspect.BoundArguments, kernel: Callable, name: str, value) -> object:
    """What the kernel answers with another array in one place; the words of a refusal."""
    arguments = inspect.BoundArguments(call.signature, {**call.arguments, name: value})
    try:
        return kernel(*arguments.args, **arguments.kwargs)
    except ValueError as refusal:
        return f"refused: {refusal}"
