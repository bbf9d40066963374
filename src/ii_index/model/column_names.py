"""Columns that a framework's fields name: an id stands where a name was written, in either language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from ii_index.model.spelling import compact

Fields = Mapping[str, Any]


def with_ids(framework: Fields) -> dict[str, Any]:
    """Return the fields of a framework, as a file has them, with ids of the columns that its indicators name.

    ``denominator`` takes the id, a name or an alias of a denominator, ``column`` those of another indicator. Ids come
    before names; what several have, or none, stays as it is written.

    Examples
    --------
    >>> made = with_ids({
    ...     "denominators": [{"id": "pop", "name": {"zh": "年末常住人口", "en": "Population"}}],
    ...     "children": [{"id": "a", "name": "A", "denominator": "年末常住人口"}],
    ... })
    >>> made["children"][0]["denominator"]
    'pop'
    """
    divisors, leaves = [*_mappings(framework.get("denominators"))], [*_leaves(framework)]
    known = {"denominator": _Columns(divisors), "column": _Columns(leaves)}
    return {**framework, **_changed(framework, known)}


class _Columns:
    """The columns that one field may name."""

    def __init__(self, items: Sequence[Fields]) -> None:
        self.items: dict[str, Fields] = {}
        self.forms: dict[str, str | None] = {}
        for item in items:
            own = item.get("id")
            if not isinstance(own, str):
                continue
            self.items[own] = item
            for form in map(compact, _forms(item)):
                self.forms[form] = own if self.forms.get(form, own) == own else None

    def id_of(self, written: str) -> str:
        """Return what a name stands for: the column that its item reads, by id; anything else as it is."""
        named = None if written in self.items else self.forms.get(compact(written))
        if named is None:
            return written
        further = self.items[named].get("column")
        return named if not isinstance(further, str) or further == written else self.id_of(further)


def _changed(node: Fields, known: Mapping[str, _Columns]) -> dict[str, Any]:
    """Return the fields of a node that change, with those of the nodes below it."""
    found: dict[str, Any] = {
        field: columns.id_of(written)
        for field, columns in known.items()
        if isinstance(written := node.get(field), str)
    }
    children = node.get("children")
    if isinstance(children, (list, tuple)):
        found["children"] = [
            {**child, **_changed(child, known)} if _is_mapping(child) else child
            for child in cast("Sequence[Any]", children)
        ]
    return found


def _forms(item: Fields) -> Iterator[str]:
    name, aliases = item.get("name"), item.get("aliases")
    named = [*cast("Fields", name).values()] if _is_mapping(name) else [name]
    other = cast("Sequence[object]", aliases) if isinstance(aliases, (list, tuple)) else ()
    yield from (form for form in (item.get("id"), *named, *other) if isinstance(form, str))


def _leaves(node: Fields) -> Iterator[Fields]:
    for child in _mappings(node.get("children")):
        yield from _leaves(child) if child.get("children") else [child]


def _mappings(items: object) -> Iterator[Fields]:
    for item in cast("Sequence[object]", items) if isinstance(items, (list, tuple)) else ():
        if _is_mapping(item):
            yield cast("Fields", item)


def _is_mapping(value: Any) -> bool:  # noqa: ANN401 - whatever a file holds
    return issubclass(type(value), Mapping)
