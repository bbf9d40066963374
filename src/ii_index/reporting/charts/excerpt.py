"""Charts of many units on paper: the first and the last of them, as three hundred rows are a grey strip there."""

import json
from typing import Any

from ii_index.model.names import Name
from ii_index.reporting.charts.ranking import ZERO_WIDTH
from ii_index.reporting.document import Chart

_FIRST, _LAST, _AROUND = 20, 10, 2
_MANY = 62
_GAP = "…"
_EMPTY = {"code": None, "heading": "", "text": ""}


def excerpt(chart: Chart, unit: str | None = None) -> Chart:
    """Leave the rows of the first and the last units, and of those around one, where a chart has many; it says so.

    A chart with one row a unit has rows of data with a place (``slot``), a ``label``, and the unit's ``code``; rows
    without a code are headings of those below them.
    """
    zh, en = json.loads(chart.zh), json.loads(chart.en)
    units = _cut(zh, unit)
    if not units or not _cut(en, unit):
        return chart
    said = Name(
        zh=f"{chart.description.zh}图中只画前{_FIRST}个和后{_LAST}个，全部{units}个见表。",
        en=f"{chart.description.en} Drawn are the first {_FIRST} and the last {_LAST} of {units}; the table has all.",
    )
    return chart._replace(
        description=said, zh=json.dumps(zh, ensure_ascii=False), en=json.dumps(en, ensure_ascii=False)
    )


def _cut(spec: dict[str, Any], unit: str | None) -> int:
    """Take the rows of other units out of a specification; return how many units it had, 0 where it stays whole."""
    if spec.get("encoding", {}).get("y", {}).get("field") != "label":
        return 0
    rows = spec["data"]["values"]
    places = {row["code"]: row["slot"] for row in rows if row.get("code") is not None}
    ordered = sorted(places, key=lambda code: places[code])
    if len(ordered) <= _MANY:
        return 0
    own = ordered.index(unit) if unit in places else 0
    shown = {
        places[code]
        for at, code in enumerate(ordered)
        if at < _FIRST or at >= len(ordered) - _LAST or abs(at - own) <= _AROUND
    }
    headings = [row["slot"] for row in rows if row.get("code") is None]
    shown |= {max(above) for slot in shown if (above := [heading for heading in headings if heading < slot])}
    kept = [row for row in rows if row["slot"] in shown]
    if not any(
        "node" in row for row in rows
    ):  # in a heat map a row without cells would be a column of its own
        gaps = sorted(slot for slot in shown if slot + 1 not in shown)[:-1]
        kept += [
            _EMPTY | {"slot": slot + 0.5, "label": _GAP + ZERO_WIDTH * at} for at, slot in enumerate(gaps, 1)
        ]
    spec["height"] *= len({row["slot"] for row in kept}) / len({row["slot"] for row in rows})
    spec["data"]["values"] = kept
    return len(ordered)
