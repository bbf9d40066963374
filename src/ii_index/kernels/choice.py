"""Closed choices that reach a kernel from Python, where no model has checked them."""

from typing import Any, get_args


def check_choice(name: str, value: object, choice: Any) -> None:  # noqa: ANN401 - a Literal is a special form
    """Refuse a value that is none of a Literal's, listing those there are.

    Parameters
    ----------
    name : str
        Of the parameter.
    value : object
    choice : Literal

    Raises
    ------
    ValueError
        The value is none of them.

    Examples
    --------
    >>> from typing import Literal
    >>> check_choice("method", "mean", Literal["median", "mode"])
    Traceback (most recent call last):
    ...
    ValueError: method is one of median, mode; got 'mean'
    """
    if value not in get_args(choice):
        message = f"{name} is one of {', '.join(get_args(choice))}; got {value!r}"
        raise ValueError(message)
