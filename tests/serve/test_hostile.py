"""Hostile and damaged files: refused with findings, while the server goes on and its memory is bounded."""

import asyncio
import io
import zipfile

import pytest

from ii_index.errors import IIIndexError
from ii_index.serve.settings import Limits
from ii_index.serve.workers import Workers
from tests.serve.conftest import PROVINCES

OWN = "{id: demo, name: D, reference: r, units: any, children: [{id: x1, name: A}, {id: x2, name: B}]}"
TABLE = b"unit,A,B\na,1,2\nb,3,4\nc,5,1\n"


def bomb(size=80_000_000):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", b"<workbook>" + b" " * size + b"</workbook>")
    return stream.getvalue()


def unknown_encoding():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", '<?xml version="1.0" encoding="klingon"?><Types/>')
        package.writestr("xl/workbook.xml", '<?xml version="1.0" encoding="klingon"?><workbook/>')
    return stream.getvalue()


def cyclic_xls():
    """A compound file whose directory names itself as its successor."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = (62).to_bytes(2, "little") + (3).to_bytes(2, "little") + b"\xfe\xff\x09\x00\x06\x00"
    header[44:52] = (1).to_bytes(4, "little") + (1).to_bytes(4, "little")
    header[76:80] = (0).to_bytes(4, "little")
    table = b"".join(number.to_bytes(4, "little") for number in [0xFFFFFFFD, 1, *[0xFFFFFFFF] * 126])
    return bytes(header) + table + b"\0" * 512


BAD_TABLES = {
    "bomb.xlsx": bomb(),
    "klingon.xlsx": unknown_encoding(),
    "cyclic.xls": cyclic_xls(),
    "noise.xlsx": bytes(range(256)) * 40,
    "noise.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4000,
    "cut.xlsx": bomb(1000)[:150],
    "empty.csv": b"",
    "nothing.csv": b"\n\n\n",
    "zeros.csv": b"\0" * 5000,
    "wide.csv": b"," * 40_000 + b"\n1",
    "quote.csv": b'unit,A,B\n"' + b"x" * 200_000,
    "doc.pdf": b"%PDF-1.7\n%%EOF",
    "page.csv": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "zero_unit.csv": "unit,A,B\na,15件/0人,1\nb,2,2\n".encode(),
    "slashes.csv": "unit,A,B\na,5 台".encode() + "/台".encode() * 500 + b",1\n",
    "overflow.csv": "unit,A(万),B\na,1.7e308万,1\nb,2,2\n".encode(),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_bad_table_is_refused_and_the_next_user_is_served(browser, another, name):
    page = browser.bring(name, BAD_TABLES[name])

    assert page.status_code == 200
    assert "不能读取" in page.text
    assert browser.get("/result").status_code == 422
    assert "可以读取" in another.bring("provinces.csv", PROVINCES.read_bytes()).text


BAD_DEFINITIONS = {
    "merge bomb": OWN[:-1] + ", a0: &a0 {x: 1}" + "".join(f", a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 29)) + "}",
    "no such date": "id: demo\nbase_year: 2001-99-99\n",
    "a set": "!!set a",
    "python": "!!python/object/apply:os.system [echo]",
    "a number of many digits": "id: " + "9" * 5000,
    "deep": "[" * 3000,
    "a list": "[1, 2]",
    "a function to be run": OWN[:-1] + ", recipe: {aggregation: {kind: call, function: 'os:system'}}}",
    "a function at a node": "{id: d, name: D, units: any, children: [{id: g, name: G, aggregation: {kind: call, function: 'os:getcwd'}, children: [{id: x1, name: A}, {id: x2, name: B}]}]}",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_DEFINITIONS)
def test_a_bad_definition_is_refused(browser, name):
    files = {"table": ("t.csv", TABLE), "definition": ("mine.yaml", BAD_DEFINITIONS[name].encode())}
    page = browser.post("/table", {"framework": "fits"}, files)

    assert page.status_code in {200, 422}
    assert "错误" in page.text
    assert browser.get("/result").status_code == 422


@pytest.mark.parametrize("own", ['{kind: call, function: "os:getcwd"}', '"os:getcwd"'])
def test_a_function_named_by_a_definition_is_refused_for_what_it_is(browser, own):
    definition = f"{{id: d, name: D, units: any, children: [{{id: g, name: G, aggregation: {own}, children: [{{id: x1, name: A}}, {{id: x2, name: B}}]}}]}}"
    files = {"table": ("t.csv", TABLE), "definition": ("mine.yaml", definition.encode())}

    assert "E_CODE_NOT_ALLOWED" in browser.post("/table", {"framework": "fits"}, files).text


def test_markup_in_data_is_text_in_every_page(browser):
    evil = "<script>alert(1)</script>"
    table = f'unit,year,A,B\n"{evil}",2023,1,2\nb,2023,3,4\nc,2023,5,1\nd,2023,2,2\n'.encode()
    files = {"table": (f"{evil}.csv", table), "definition": ("mine.yaml", OWN.encode())}
    pages = [browser.post("/table", {"framework": "fits"}, files).text]
    pages += [
        browser.get(path).text for path in ("/", "/method", "/result", f"/regions?unit={evil}", "/files")
    ]

    assert all("&lt;script&gt;alert(1)" in page for page in (pages[0], pages[3], pages[4]))
    assert all(evil not in page for page in pages)


def test_a_process_that_takes_too_much_is_ended_and_replaced():
    workers = Workers(Limits(workers=1, memory=400 * 2**20, seconds=3), "tests.serve.greedy_tasks")

    async def tried():
        huge = {"rows": 60_000_000, "columns": 1}
        try:
            await workers.ask("greedy", **huge)
        except IIIndexError as error:
            codes = [error.findings[0].code]
        try:
            await workers.ask("idle", seconds=60)
        except IIIndexError as error:
            codes.append(error.findings[0].code)
        return codes, await workers.ask("ready")

    try:
        codes, again = asyncio.run(tried())
    finally:
        workers.close()

    assert codes == ["E_SERVE_MEMORY", "E_SERVE_TIME"]
    assert again


def test_a_process_that_cannot_be_started_gives_its_place_back(monkeypatch):
    workers = Workers(Limits(workers=1), "tests.serve.greedy_tasks")
    started = workers._started  # noqa: SLF001 - what the system may refuse

    def fails():
        monkeypatch.setattr(workers, "_started", started)
        raise OSError

    monkeypatch.setattr(workers, "_started", fails)
    try:
        with pytest.raises(OSError):  # noqa: PT011 - as the system raises it
            asyncio.run(workers.ask("ready"))
        assert asyncio.run(workers.ask("ready")) is True
    finally:
        workers.close()
