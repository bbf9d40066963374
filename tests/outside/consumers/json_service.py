"""A web service: an upload in, JSON out; a fault is an answer with its findings."""

import gzip
import io
import json
from typing import Any, BinaryIO

import ii_index as ii

FRAMEWORK = ii.Framework(id="f", name="F", children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}])


def answer(upload: BinaryIO) -> tuple[int, str]:
    try:
        index = ii.compose(ii.read_panel(upload, FRAMEWORK))
    except ii.IIIndexError as error:
        return 422, json.dumps([finding.record("zh") for finding in error.findings], ensure_ascii=False)
    records: list[dict[str, Any]] = index.table().records("zh")
    return 200, json.dumps(records, ensure_ascii=False)


def stored(index: ii.CompositeIndex) -> bytes:
    stream = io.BytesIO()
    ii.write_result(index, stream, "json")
    return stream.getvalue()


def main() -> None:
    text = "单位,年份,x,y\n甲,2023,1,9\n乙,2023,2,5\n丙,2023,4,1\n".encode()
    code, body = answer(io.BytesIO(gzip.compress(text)))
    assert code == 200
    assert [(row["unit"], row["rank"]) for row in json.loads(body)] == [("甲", 1), ("丙", 1), ("乙", 3)]
    code, body = answer(io.BytesIO(text.replace(b"9", "九".encode())))
    assert code == 422
    assert json.loads(body)[0]["severity"] == "error"
    index = ii.compose(ii.read_panel(text, FRAMEWORK))
    assert ii.read_result(stored(index)).equals(index)


main()
