"""Every code that the library can raise says something, in both languages, from the same values."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from ii_index.messages import catalogue

SOURCE = Path(__file__).parents[2] / "src" / "ii_index"
CODE = re.compile(r"[EWN]_[A-Z][A-Z0-9_]*")
MESSAGES = catalogue()
EVERY_CODE = pytest.mark.parametrize("code", sorted(MESSAGES))


def codes_in_the_source() -> set[str]:
    """String literals of the library that are codes; the messages themselves aside."""
    paths = [path for path in SOURCE.rglob("*.py") if "messages" not in path.parts]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    literals = [
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {literal for literal in literals if CODE.fullmatch(literal)}


def placeholders(template: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(template) if field is not None}


def test_every_code_in_the_source_has_a_message():
    assert codes_in_the_source() - MESSAGES.keys() == set()


def test_every_message_belongs_to_a_code_in_the_source():
    assert MESSAGES.keys() - codes_in_the_source() == set()


@EVERY_CODE
def test_both_languages_name_the_same_values(code):
    message = MESSAGES[code]

    assert placeholders(message.zh) == placeholders(message.en)
    assert placeholders(message.remedy_zh) == placeholders(message.remedy_en)


@EVERY_CODE
def test_what_is_said_in_one_language_is_said_in_the_other(code):
    message = MESSAGES[code]

    assert message.zh
    assert message.en
    assert bool(message.remedy_zh) == bool(message.remedy_en)
    assert bool(message.rule_zh) == bool(message.rule_en)


@EVERY_CODE
def test_each_text_is_in_its_language(code):
    message = MESSAGES[code]
    chinese = re.compile(r"[\u4e00-\u9fff]")

    assert chinese.search(message.zh)
    assert not re.search(r"[\u4e00-\u9fff]{5}", message.en), (
        "English may quote a Chinese word, not speak Chinese"
    )
