"""Over two hundred hostile names every file written is well-formed and does nothing by itself."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pytest

import ii_index as ii
from ii_index._visible import in_one_line, is_visible, visible
from ii_index.io.exports import defused
from ii_index.io.tables import read_panel
from ii_index.reporting.terminal import render
from ii_index.reporting.writers import to_csv
from tests.hardening.names import NAMES

EACH = 25
_LINKS = {"href", "src", "action", "formaction", "xlink:href"}
PARTS = [NAMES[start : start + EACH] for start in (*range(0, len(NAMES) - EACH, EACH), len(NAMES) - EACH)]


def parsed(content):
    """Parse XML that the project itself wrote."""
    return ElementTree.fromstring(content)  # noqa: S314 - as said


def of_names(names):
    """Return the report of an index whose units, indicators, framework and sources go by hostile names."""
    texts = [*names, *(f"{name}'" for name in names)]
    leaves = [
        {"id": f"x{at}", "name": {"zh": name, "en": names[-1 - at]}, "source": name, "aliases": [name]}
        for at, name in enumerate(names[:6])
    ]
    framework = ii.Framework(
        id="hostile",
        name=names[0],
        reference=names[1],
        units="any",
        tiers=[names[2], names[3]],
        children=leaves,
    )
    values = np.random.default_rng(1).uniform(1, 9, (1, len(texts), 6))
    panel = ii.Panel(framework, (2023,), tuple(texts), values, source=f"{names[4][:50]}.csv")
    return ii.report(ii.compose(panel))


@pytest.fixture(scope="module", params=range(len(PARTS)))
def report(request):
    return of_names(PARTS[request.param])


def test_there_are_two_hundred_names():
    assert len(set(NAMES)) >= 200


def test_a_workbook_is_well_formed_and_holds_no_formula_of_the_data(report, tmp_path):
    path = report.write(tmp_path / "r.xlsx")
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                parsed(package.read(name))
    book = openpyxl.load_workbook(path)
    written = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]

    assert not [cell.value for cell in written if re.search(r"cmd|HYPERLINK\(\"http://x", str(cell.value))]


class Page(HTMLParser):
    """Notes what of a page could run."""

    def __init__(self):
        super().__init__()
        self.events, self.scripts, self.odd = [], 0, []

    def handle_starttag(self, tag, attrs):
        self.events += [(tag, name) for name, value in attrs if name.startswith("on")]
        self.events += [
            (tag, name)
            for name, value in attrs
            if name in _LINKS and (value or "").strip().startswith("javascript:")
        ]
        self.scripts += tag == "script"

    def handle_data(self, data):
        if not is_visible(data):
            self.odd.append(data)


def test_a_page_runs_nothing_of_the_data(report, tmp_path):
    plain = Page()
    plain.feed(
        of_names(["name " + str(at) for at in range(EACH)]).write(tmp_path / "p.html").read_text("utf-8")
    )
    hostile = Page()
    hostile.feed(report.write(tmp_path / "r.html").read_text("utf-8"))

    assert hostile.events == []
    assert hostile.scripts == plain.scripts
    assert hostile.odd == []


def test_markdown_text_and_csv_hold_no_odd_character(report, tmp_path):
    for suffix in ("md", "csv", "txt", "json"):
        assert is_visible(report.write(tmp_path / f"r.{suffix}").read_text("utf-8-sig"))
    for cells in csv.reader(io.StringIO(to_csv(report.document.tables[0], "zh").decode("utf-8-sig"))):
        assert not [
            cell for cell in cells if cell[:1] in set("=+-@＝＋－＠\t\r") and not re.match(r"-?\d", cell)
        ]


def test_a_picture_is_well_formed_or_not_written(report):
    try:
        drawn = [picture.content("svg") for picture in report.charts.values()]
    except ii.IIIndexError as error:
        assert {finding.code for finding in error.findings} <= {
            "E_FONT_LACKS",
            "E_FONT_MISSING",
            "E_CHARTS_MISSING",
        }
        return
    for content in drawn:
        root = parsed(content)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "foreignObject"}
        assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]


def test_each_name_is_one_line_of_text(report):
    text = render(report.document, "en")

    assert "\r" not in text
    assert is_visible(text)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_what_is_shown_is_shown_once(name):
    shown = visible(name)

    assert is_visible(shown)
    assert visible(shown) == shown
    assert len(in_one_line(name).splitlines()) <= 1 or "\u2028" in name or "\u2029" in name
    assert not str(defused(name)).startswith(tuple("=+-@＝＋－＠"))


def test_odd_characters_of_a_table_are_shown_and_said():
    framework = ii.Framework(
        id="d",
        name="D",
        reference="r",
        units="any",
        children=[{"id": "x1", "name": "A"}, {"id": "x2", "name": "B"}],
    )
    panel = read_panel(b"unit,x1,x2\na\x0bb,1,2\nc,3\x0b,4\n\xe2\x80\xaed,5,1\n", framework, year=2023)

    assert panel.units == ("a␋b", "c", "\\u202ed")
    assert panel.values[0, 1, 0] == 3.0
    said = [finding for finding in panel.findings if finding.code == "W_UNPRINTABLE"]
    assert said[0].details["characters"] == ["U+000B", "U+202E"]


def test_a_line_break_of_old_does_not_hide_a_province():
    framework = ii.Framework(
        id="d",
        name="D",
        reference="r",
        units="provinces",
        children=[{"id": "x1", "name": "A"}, {"id": "x2", "name": "B"}],
    )
    table = "地区,x1,x2\n北\x0b京,1,2\n上海\x0b,3,4\n广东,5,1\n"
    panel = read_panel(table.encode(), framework, year=2023, allow_missing_units=True)

    assert panel.units == ("110000", "310000", "440000")
