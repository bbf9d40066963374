"""Every finding's code: what it says, what to do, when it is raised, in English and Chinese."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from ii_index import messages
from ii_index.messages import Message

INTRODUCTION = """\
A finding is a code and values; its text is rendered where a person reads it. `E_` is an error, `W_` a warning
(an error with `--strict`), `N_` a notice. Names in braces are filled in with the finding's values.
`ii-index rule CODE` shows one of these; [errors](errors.md) carry them.

发现由代码和数值组成，文字在显示时生成：`E_` 为错误，`W_` 为警告（`--strict` 时视为错误），`N_` 为提示。
花括号内为具体数值。"""


def body() -> Iterator[str]:
    """Codes by subject."""
    yield INTRODUCTION
    for module in iter_modules(messages.__path__, f"{messages.__name__}."):
        subject = import_module(module.name)
        name = module.name.rsplit(".", 1)[-1].replace("_", " ")
        yield f"## {name[0].upper()}{name[1:]}"
        yield (subject.__doc__ or "").splitlines()[0]
        for code, message in subject.MESSAGES.items():
            yield f"### {code}"
            yield _said(message.en, message.remedy_en, message.rule_en)
            yield _said(message.zh, message.remedy_zh, message.rule_zh)


def unexplained() -> list[str]:
    """Codes whose rule is not said."""
    return [code for code, message in messages.catalogue().items() if not _has_rule(message)]


def _has_rule(message: Message) -> bool:
    return bool(message.rule_zh and message.rule_en)


def _said(text: str, remedy: str, rule: str) -> str:
    lines = [_escaped(text), f"→ {_escaped(remedy)}" if remedy else "", f"*{_escaped(rule)}*" if rule else ""]
    return "<br>\n".join(line for line in lines if line)


def _escaped(text: str) -> str:
    return text.replace("*", r"\*").replace("<", r"\<").replace("_", r"\_")
