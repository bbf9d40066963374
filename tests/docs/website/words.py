"""What Furo says in English only, in Chinese."""

from typing import Any

WORDS = {
    "On this page": "本页内容",
    "Back to top": "回到顶部",
    "Next": "下一页",
    "Previous": "上一页",
    "Home": "首页",
    "Made with ": "制作：",
    "Toggle Light / Dark / Auto color theme": "切换明暗",
    "Toggle site navigation sidebar": "展开或收起目录",
    "Toggle table of contents sidebar": "展开或收起本页内容",
}


class _Chinese:
    """The translations of Sphinx, and these beside them."""

    def __init__(self, others: Any) -> None:
        self._others = others

    def gettext(self, text: str) -> str:
        return WORDS.get(text) or self._others.gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._others.ngettext(one, many, number)


def _install(app: Any) -> None:
    if app.config.language == "zh_CN":
        app.builder.templates.environment.install_gettext_translations(_Chinese(app.translator))


def setup(app: Any) -> dict[str, bool]:
    """Speak Chinese once the builder has its templates."""
    app.connect("builder-inited", _install)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
