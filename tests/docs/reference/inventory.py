"""What the reference documents, found rather than listed.

Kernels and testing
    Every function and class of a module (of its ``__all__``, where it has one) whose docstring says more than
    one sentence. One sentence is enough for what only serves the library itself.
The rest
    What ``ii_index`` names, and every class that comes back from it, found by following annotations.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from pydantic import BaseModel

import ii_index as ii
from tests.docs.reference.docstrings import parsed

SAYS_MORE = ("Parameters", "Attributes", "Returns", "Raises", "Examples")
_OURS = re.compile(r"ii_index(?:\.\w+)+")


@dataclass(frozen=True)
class Entry:
    """A function or class: the module that offers it, the page it stands on, what a user types to reach it."""

    name: str
    value: Any
    module: str
    path: str

    @property
    def page(self) -> str:
        return page_of(self.module)

    @property
    def home(self) -> str:
        return f"{self.value.__module__}.{self.value.__qualname__}"

    @property
    def anchor(self) -> str:
        """Where GitHub puts its heading: a second one of the same letters is told apart by a number."""
        slug = self.name.lower()
        headings = [
            self.page.replace("_", "-"),
            *(entry.name.lower() for entry in entries() if entry.page == self.page),
        ]
        before = headings[: 1 + [entry for entry in entries() if entry.page == self.page].index(self)]
        return f"{slug}-{before.count(slug)}" if slug in before else slug

    @property
    def link(self) -> str:
        return f"{self.page}.md#{self.anchor}"


@cache
def entries() -> tuple[Entry, ...]:
    """Everything documented from docstrings, page by page."""
    engines = [
        Entry(name, vars(ii.scale)[name], ii.scale.__name__, f"ii.scale.{name}") for name in ii.scale.__all__
    ]
    return (*_of_package("kernels"), *_named_by_the_package(), *_of_package("testing"), *engines)


def modules(package: str) -> Iterator[ModuleType]:
    """The modules of a package, itself first; private ones aside."""
    root = import_module(f"ii_index.{package}")
    yield root
    for found in walk_packages(root.__path__, f"{root.__name__}."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield import_module(found.name)


def page_of(module: str) -> str:
    """A floor has a page; of the kernels, every room.

    >>> page_of("ii_index.kernels.weighting.pairwise_groups"), page_of("ii_index.kernels.ranking")
    ('weighting', 'ranking')
    >>> page_of("ii_index.construction.results"), page_of("ii_index.errors")
    ('construction', 'errors')
    """
    _, floor, *below = module.split(".")
    return below[0] if floor == "kernels" and below else floor


def _of_package(package: str) -> Iterator[Entry]:
    found = list(modules(package))
    claimed: dict[int, ModuleType] = {}
    for module in found:
        for name in getattr(module, "__all__", ()):
            claimed.setdefault(id(vars(module)[name]), module)
    for module in found:
        for name in getattr(module, "__all__", None) or vars(module):
            value = vars(module)[name]
            publisher = claimed.get(id(value)) or import_module(getattr(value, "__module__", "ii_index"))
            if not name.startswith("_") and publisher is module and _is_documented(value):
                yield Entry(name, value, module.__name__, f"{_reached(module)}.{name}")


def _reached(module: ModuleType) -> str:
    name = module.__name__.rpartition(".")[2]
    return f"ii.{name}" if vars(ii).get(name, getattr(ii, name, None)) is module else module.__name__


def _is_documented(value: Any) -> bool:
    if not (inspect.isfunction(value) or inspect.isclass(value)):
        return False
    sections = parsed(value)
    return inspect.isclass(value) or any(sections[title] for title in SAYS_MORE)


def _named_by_the_package() -> Iterator[Entry]:
    named = {name: getattr(ii, name) for name in ii.__all__}
    pending = [(value, f"ii.{name}") for name, value in named.items() if hasattr(value, "__qualname__")]
    seen: set[int] = set()
    while pending:
        value, path = pending.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        if not (inspect.isclass(value) and issubclass(value, BaseModel)):
            yield Entry(value.__name__, value, value.__module__, path)
        pending += [(item, f"{item.__module__}.{item.__name__}") for item in _results_of(value)]


def _results_of(value: Any) -> Iterator[type]:
    """Classes of ours that a function returns, or that an object holds and its methods return."""
    if inspect.isclass(value):
        held = [kind for owner in ancestry(value) for kind in inspect.get_annotations(owner).values()]
        annotations = [repr(kind) for kind in [*held, *(_returned(member) for _, member in members(value))]]
    else:
        annotations = [repr(_returned(value))]
    for path in dict.fromkeys(_OURS.findall(" ".join(annotations))):
        module, _, name = path.rpartition(".")
        item = getattr(import_module(module), name, None)
        if inspect.isclass(item) and not module.startswith(("ii_index.kernels", "ii_index._")):
            yield item


def _returned(member: Any) -> Any:
    function = member.fget if isinstance(member, property) else getattr(member, "func", member)
    return getattr(function, "__annotations__", {}).get("return")


def members(owner: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties of a class, those of its ancestors first."""
    named = {name: member for ancestor in ancestry(owner) for name, member in vars(ancestor).items()}
    for name, member in named.items():
        function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        is_read = isinstance(function, property) or hasattr(function, "func")
        if not name.startswith(("_", "model_")) and (is_read or inspect.isfunction(function)):
            yield name, function


def ancestry(owner: type) -> list[type]:
    """A class and what it inherits from that is ours and says something, the oldest first."""
    bases = {"Definition", "RootDefinition"}
    ours = [item for item in owner.__mro__ if item.__module__.startswith("ii_index.")]
    return [item for item in reversed(ours) if item.__name__ not in bases]
