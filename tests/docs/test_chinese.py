"""Every Chinese text of the program and its docs is one an editor would let pass."""

import re

import pytest

from ii_index._filling import filled
from ii_index.cli.group import COMMANDS, group
from tests.docs import chinese


def test_the_words_and_marks_of_the_program_are_those_of_the_glossary():
    found = [
        f"{place.where}: {fault}"
        for place in chinese.of_the_program()
        for fault in chinese.faults(place.text)
    ]

    assert found == [], "`python -m tests.docs.chinese` mends the spaces"


def test_so_are_those_of_the_chinese_pages():
    found = [
        f"{place.where}: {fault}" for place in chinese.of_the_docs() for fault in chinese.faults(place.text)
    ]

    assert found == [], "`python -m tests.docs.chinese` mends the spaces"


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("共 31 个省份，PDF文件", "共31个省份，PDF 文件"),
        ("以 2021—2023 年为准", "以2021—2023年为准"),
        ("权重为 0 的不计", "权重为0的不计"),
        ("写作 1 2 2 4", "写作 1 2 2 4"),
        ("写 optimum: 15 或", "写 optimum: 15 或"),
        ("误差 ±25% 之内", "误差±25%之内"),
        ("用`rank`命令", "用`rank`命令"),
    ],
)  # fmt: skip
def test_figures_stand_close_and_latin_words_apart(written, mended):
    assert chinese.spaced(written) == mended


@pytest.mark.parametrize(
    ("text", "fault"),
    [("做敏感性分析", "敏感性"), ("得分(分)", "分("), ("2020–2023年", "2020–2023"), ("甲,乙", "甲,")],
)
def test_what_an_editor_marks_is_found(text, fault):
    assert any(fault in found for found in chinese.faults(text))


@pytest.mark.parametrize(
    ("template", "values", "sentence"),
    [
        ("{units} 得分缺失", {"units": "安徽"}, "安徽得分缺失"),
        ("有 {count} 项", {"count": 3}, "有3项"),
        ("文件{file}已存在", {"file": "x.csv"}, "文件 x.csv 已存在"),
        ("“{name}”的值", {"name": "CR"}, "“CR”的值"),
        ("CR = {ratio}（RI：{ri}）", {"ratio": 0.1, "ri": "saaty"}, "CR = 0.1（RI：saaty）"),
        ("{year}年", {"year": "2023-05"}, "2023-05年"),
    ],
)
def test_what_is_filled_in_gets_the_space_it_calls_for(template, values, sentence):
    assert filled(template, values) == sentence


@pytest.mark.parametrize("name", COMMANDS)
def test_help_in_chinese_names_no_value_in_english(name):
    root = group("zh")
    above = root.context_class(root, info_name="ii-index")
    command = root.get_command(above, name)
    context = command.context_class(command, info_name=name, parent=above)
    lines = command.get_help(context).splitlines()
    said = [line for line in lines if re.match(r"  -|用法", line)]

    assert [
        line for line in said if re.search(r"\b(TEXT|INTEGER|FLOAT|PATH|DIRECTORY|FILE|RANGE|TABLE)\b", line)
    ] == []


def test_every_term_has_both_languages_and_a_source():
    assert all(term.zh and term.en and term.source for term in chinese.terms())
    assert len({term.zh for term in chinese.terms()}) == len(chinese.terms())
