"""The small parts of the page: what comes from data stays text wherever it is put."""

from html.parser import HTMLParser

from ii_index.model.names import Name
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Card, Fact
from ii_index.reporting.html import elements

EVIL = "\"'><script>alert(1)</script>&amp;"


class Read(HTMLParser):
    """Tags, values of attributes, and text, as a browser reads them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.values, self.texts = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.values += [value for _, value in attrs]

    def handle_data(self, data):
        self.texts.append(data)


def test_code_in_any_part_of_a_table_is_read_as_the_text_that_it_is():
    name = Name(zh=EVIL, en=EVIL)
    columns = (Column("code", name, "text"), Column("unit", name, "text"), Column(EVIL, name))
    table = Table(EVIL, name, columns, ((EVIL, EVIL, 1.0), (EVIL, name, None)), notes=(name,))

    read = Read(elements.table(table, pick=True))

    assert "script" not in read.tags
    # Rows and buttons carry the code, cells of the third column its key, the button that saves the table its key.
    assert read.values.count(EVIL) == 2 + 2 + 2 + 1
    assert {f"table-{EVIL}", f"caption-{EVIL}"} <= {*read.values}
    assert read.texts.count(EVIL) == 1 + 3 + 2 * 2 + 1  # caption, headings, cells, note


def test_code_in_facts_and_cards_is_read_as_the_text_that_it_is():
    name = Name(zh=EVIL, en="harmless")

    read = Read(elements.facts([Fact("key", name, EVIL)]) + elements.cards([Card("key", name, name, name)]))

    assert "script" not in read.tags
    assert read.texts.count(EVIL) == 5
    assert read.texts.count("harmless") == 4


def test_nothing_ends_a_block_of_data():
    read = Read(elements.data_block("data", {"a": "</script><b>\u2028"}))

    assert read.tags == ["script"]
    assert read.texts == ['{"a":"\\u003c/script\\u003e\\u003cb\\u003e\\u2028"}']
