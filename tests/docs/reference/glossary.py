"""The pages of the glossary, from docs/glossary.yaml."""

from collections.abc import Iterator

from ii_index.messages import Language
from tests.docs.chinese import terms
from tests.docs.reference.docstrings import table

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Glossary",
        "about": "The words of the project, one term each. A test holds every Chinese text of the program and of "
        "these pages to them. Between Chinese and figures there is no space, between Chinese and Latin words one; "
        "brackets and marks beside Chinese are full-width.",
        "here": "English",
        "there": "Chinese",
        "source": "source",
    },
    "zh": {
        "title": "术语",
        "about": "本项目用词，一事一词；程序与文档的全部中文由测试核对。中文与数字之间不空格，中文与西文词语之间空一格；"
        "与中文相邻的括号和标点用全角。",
        "here": "中文",
        "there": "英文",
        "source": "出处",
    },
}


def body(language: Language) -> Iterator[str]:
    """What the words are for, and all of them."""
    words = WORDS[language]
    yield words["about"]
    rows = [
        (term.zh, term.en, term.source) if language == "zh" else (term.en, term.zh, term.source)
        for term in terms()
    ]
    yield table((words["here"], words["there"], words["source"]), sorted(rows) if language == "en" else rows)
