"""Two hundred names that a file, a page or a terminal would obey."""

CONTROLS = [chr(code) for code in (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0))]
OVERRIDES = list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff\ud800\udfff")
MARKUP = [
    "<script>document.title='taken'</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "</style><b>", "' onmouseover='alert(1)", '" onfocus="alert(1)" autofocus="', "&lt;b&gt;",
    "&#0;", "&#x1b;", "]]>", "<![CDATA[x]]>", "<!-- -->", "<?xml version='1.0'?>", "{{7*7}}", "${7*7}", "`x`",
    "javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>", "\u2028alert(1)", "\u2029x", "a|b*c*_d_", "[x](http://x)",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>", "_x000B_", "_x0041_",
]  # fmt: skip
FORMULAS = [
    f"{start}{rest}"
    for start in "=+-@＝＋－＠\t\r"
    for rest in ("1+1", "cmd|' /C calc'!A0", "SUM(A1:A9)", 'HYPERLINK("http://x","y")')
]
ESCAPES = [
    "\x1b[31mRED\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x\x07link\x1b]8;;\x07", "\x1b[2J", "\x9b31m", "a\rb", "a\nb",
    "a\r\nb", "\x08\x08\x08", "\u202eevil", "\u2066a\u2069", "a\u200bb", "\ufeffa", "e\u0301" * 30, "👩‍👩‍👧", "\u0085",
]  # fmt: skip
LONG = [
    "x" * 5000,
    "名" * 5000,
    "=" * 300,
    "'" * 40,
    '"' * 41,
    "\\" * 40,
    "%s%n{}",
    "../../etc/passwd",
    "C:\\x",
    "NUL",
]
RARE = [
    *(f"a{chr(code)}" for code in (0xE000, 0xF8FF, 0x10FFFD, 0xE0041, 0xFDD0, 0x1FFFE, 0x200E, 0x200F, 0x061C, 0x2060, 0x180E)),
    *(f"{chr(code)}a" for code in (0x3164, 0x115F, 0x00AD, 0xFFFC, 0xFFFD, 0x0301, 0x20DD, 0xFE0F, 0x1D173, 0x0600)),
]  # fmt: skip
PLAIN = [
    "nan",
    "NULL",
    "-0",
    "1e999",
    "2023-02-30",
    "TRUE",
    "no",
    "#REF!",
    "#N/A",
    "０１２",
    "①",
    "Ω≈ç√",
    "北京",
    "İ",
    "ß",
]

NAMES = [
    *(f"a{odd}b{number}" for number, odd in enumerate([*CONTROLS, *OVERRIDES])), *MARKUP, *FORMULAS, *ESCAPES, *LONG, *RARE, *PLAIN,
]  # fmt: skip
