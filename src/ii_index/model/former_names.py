"""Names of before: they answer for one release, and a warning tells the new ones."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ii_index.errors import Finding, warn_once

P = ParamSpec("P")
R = TypeVar("R")


class Former:
    """An attribute's or a method's former name; it gives what it gave.

    Parameters
    ----------
    new : str
        What to write instead, such as ``frame("intervals")``.
    answer : callable
        The result to what the attribute was: a value, or for a method a callable.

    Examples
    --------
    >>> class Circle:
    ...     width = 2.0
    ...     diameter = Former("width", lambda circle: circle.width)
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     Circle().diameter
    2.0
    >>> print(caught[0].message)
    “Circle.diameter” is now “Circle.width”; the old name goes with the next release
    """

    def __init__(self, new: str, answer: Callable[[Any], Any]) -> None:
        self.new, self.answer, self.name = new, answer, ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> Any:  # noqa: ANN401 - whatever the name stood for
        if instance is None:
            return self
        _warn(f"{owner.__name__}.{self.name}", f"{owner.__name__}.{self.new}", stacklevel=3)
        return self.answer(instance)

    def __repr__(self) -> str:
        """Say in ``help()`` what to write instead."""
        return f"<now {self.new}>"


def formerly(**names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function take former names of its parameters: ``@formerly(lang="language")``."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        called = getattr(function, "__name__", "")

        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            for old in names.keys() & kwargs.keys():
                if names[old] in kwargs:
                    message = f"{called}() got both {names[old]!r} and its former name {old!r}"
                    raise TypeError(message)
                _warn(f"{called}({old}=…)", f"{called}({names[old]}=…)", stacklevel=3)
                kwargs[names[old]] = kwargs.pop(old)
            return function(*args, **kwargs)

        return answer

    return decorate


def _warn(old: str, new: str, *, stacklevel: int) -> None:
    text = Finding("W_FORMER_NAME", found=old, expected=new).message()
    warn_once(text, DeprecationWarning, stacklevel=stacklevel + 1)
