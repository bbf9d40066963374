"""The names of methods in both languages."""

from collections.abc import Sequence

from ii_index.model.names import Name


def list_of(names: Sequence[Name]) -> Name:
    """Join names, each named once if all are the same."""
    chosen = names[:1] if len({name.en for name in names}) == 1 else names
    return Name(zh=" → ".join(name.zh for name in chosen), en=" → ".join(name.en for name in chosen))
