"""The screen: the answer first, tables as wide as the terminal, signs as people read them."""

import os
import pty
import re
import sys

import pytest

from ii_index.cli.output import print_in_short
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Document
from ii_index.reporting.documents.ranking import ranking
from ii_index.reporting.numbers import shown
from ii_index.reporting.terminal import render, width

TITLE = Name(zh="标题", en="Title")
LONG = "an indicator of which the name goes on and on and a source that is longer still"


def document(rows=3, tables=1):
    columns = (
        Column("unit", Name(zh="地区", en="Unit"), "text"),
        *(Column(f"x{i}", Name(zh=f"第{i}项指标", en=f"Indicator {i}")) for i in range(6)),
        Column("source", Name(zh="来源", en="Source"), "text"),
    )
    made = tuple(
        Table(
            f"t{at}",
            Name(zh=f"表{at}", en=f"Table {at}"),
            columns,
            tuple(("AH", *range(6), LONG) for _ in range(rows)),
        )
        for at in range(tables)
    )
    return Document(TITLE, made)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_of_a_table_is_wider_than_the_terminal(language, columns):
    lines = render(document(), language, columns=columns).splitlines()
    rows = [line for line in lines if not line.startswith(("窗口窄", "not shown"))]

    assert max(map(width, rows)) <= columns


def test_a_text_that_is_broken_loses_no_word():
    lines = render(document(rows=1), "en", columns=110).splitlines()
    head = next(line for line in lines if "Source" in line)
    parts = [line[head.index("Source") :].strip() for line in lines[lines.index(head) + 2 :]]

    assert " ".join(parts).split() == LONG.split()


def test_columns_that_do_not_fit_are_named():
    assert re.search(r"窗口窄，未显示：[\s\S]*来源", render(document(), "zh", columns=40))


def test_without_a_terminal_the_output_has_all_columns_at_their_own_width():
    assert LONG in render(document(), "en")


def test_long_tables_after_the_first_are_named_unless_asked_for_in_full():
    many = document(rows=40, tables=3)

    assert "另有2张表（--full 全部显示）：\n  表1\n  表2" in render(many, "zh", full=False)
    assert "--full" not in render(many, "zh")
    assert "--full" not in render(document(rows=3, tables=2), "zh", full=False)


@pytest.mark.parametrize(
    ("kind", "change", "said"), [("move", -1, "↑1"), ("move", 2, "↓2"), ("rise", 3, "↑3"), ("rise", 0, "0")]
)
def test_a_rise_in_rank_points_upwards(kind, change, said):
    assert shown(change, Column("shift", TITLE, kind, 0), "zh") == said


def test_findings_of_a_kind_are_one_line_with_their_number_and_first_places(capsys):
    print_in_short(
        [
            Finding("W_MISSING_VALUES", column=f"指标{i}", details={"count": 1, "lines": "2"})
            for i in range(9)
        ],
        "zh",
    )

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "另有8项同类：指标1、指标2、指标3 等" in said


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_gets_the_answer_and_a_pipe_everything(tmp_path):
    command = [
        sys.executable,
        "-m",
        "ii_index.cli",
        "--lang",
        "zh",
        "explain",
        "examples/provinces.csv",
        "--unit",
        "安徽",
        "--quiet",
    ]
    seen = bytearray()

    def keep(descriptor):
        data = os.read(descriptor, 1 << 16)
        seen.extend(data)
        return data

    # what the pseudo-terminal shows goes to a file of our own, not to the test's output
    saved, sink = os.dup(1), os.open(tmp_path / "seen", os.O_CREAT | os.O_WRONLY)
    os.dup2(sink, 1)
    try:
        pty.spawn(command, keep)
    finally:
        os.dup2(saved, 1)
    text = seen.decode()

    assert text.splitlines()[0].startswith("2023年安徽综合得分70.5，在31个地区中居第9位")
    assert "--full 全部显示" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_cut_or_lost(tiering, language, columns):
    document = ranking(tiering.index, tiering)
    narrow, whole = render(document, language, columns=columns), render(document, language)
    title, facts = narrow.split("\n\n")[0], narrow.split("\n\n")[-1]

    assert max(map(width, narrow.splitlines())) <= columns
    assert not any(line.strip().startswith(tuple("，。；：、）”")) for line in facts.splitlines())
    for part in (title, facts):
        joined = "\n".join(part.split("\n  ")) if language == "zh" else part.replace("\n  ", " ")
        assert "".join(joined.split()) in "".join(whole.split())
        assert language == "zh" or set(part.split()) <= set(whole.split())
