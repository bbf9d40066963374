"""Small frameworks and panels that several tests share."""

import numpy as np

import ii_index as ii


def framework(*children, **fields):
    return ii.Framework(id="demo", name="Demo", reference="an example", children=children, **fields)


def leaf(name, **fields):
    return {"id": name, "name": name, **fields}


def parent(name, *children, **fields):
    return {"id": name, "name": name, "children": list(children), **fields}


def panel(definition, values, years=(2023,), units=None):
    cells = np.asarray(values, dtype=float)
    cells = cells[np.newaxis] if cells.ndim == 2 else cells
    labels = units or tuple("abcdefghijklmnopqrstuvwxyz"[: cells.shape[1]])
    return ii.Panel(definition, tuple(years), labels, cells)
