"""Findings about pages, workbooks, charts, exports and studies."""

from ii_index.messages import Message

MESSAGES = {
    "E_NO_CHARTS": Message(
        "生成图表需要 {package}，尚未安装",
        "charts need {package}, which is not installed",
        "安装：pip install 'ii-index[report]'",
        "install it: pip install 'ii-index[report]'",
        "图表与网页报告需要 report 附加组件。",
        "Charts and the page need the report extra.",
    ),
    "E_NO_TYPESETTER": Message(
        "PDF 与图片需要 {package}，尚未安装",
        "PDF and pictures need {package}, which is not installed",
        "安装：pip install 'ii-index[report]'；或改用 .html、.md",
        "install it: pip install 'ii-index[report]'; or write .html or .md",
        "纸面版式由 report 附加组件中的 Typst 完成，不需要浏览器或系统库。",
        "Pages of paper are set by Typst, which the report extra brings; no browser or system library is needed.",
    ),
    "E_NO_FONT": Message(
        "静态图表需要中文字体包 {package}，尚未安装；没有字体时中文会变成空框，因此不画",
        "still charts need the font package {package}, which is not installed; without it Chinese would be empty boxes",
        "安装：pip install 'ii-index[report]'",
        "install it: pip install 'ii-index[report]'",
        "没有中文字体就不画静态图表，以免出现空框。",
        "Without a Chinese font no still chart is drawn, rather than one with empty boxes.",
    ),
    "E_FONT_LACKS": Message(
        "字体 {font} 没有这些字符：{characters}",
        "the font {font} has no {characters}",
        "在名称中换用别的字符，或写成 .html（用读者自己的字体）",
        "use other characters in names, or write .html, which takes the fonts of the reader",
        "静态图表中的每个字符都须在字体中，否则会画成空框。",
        "Every character of a still chart must be in the font, or it would be an empty box.",
    ),
}
