"""The fidelity table: all rows, their counts, and the page that shows them."""

from collections import Counter
from collections.abc import Iterable

from tests.fidelity import caict, huangshi
from tests.fidelity.figures import HERE, Row, Verdict, read

PAGE = HERE.parents[1] / "docs" / "fidelity.md"
VERDICTS: tuple[Verdict, ...] = ("reproduced", "cannot be reproduced", "not computable", "nothing printed")
HEAD = (HERE / "head.md").read_text(encoding="utf-8")


def parts() -> dict[str, list[Row]]:
    """The rows of each document."""
    return {
        "CAICT 2024 (002)": list(caict.rows(read("caict.csv"))),
        "Huangshi 2022 and municipal plans (000, 001)": list(huangshi.rows(read("huangshi.csv"))),
    }


def counts(rows: Iterable[Row]) -> Counter[Verdict]:
    return Counter(row.verdict for row in rows)


def summary(tables: dict[str, list[Row]]) -> str:
    """One line: how many of how many."""
    every = [row for rows in tables.values() for row in rows]
    found = counts(every)
    return f"{len(every)} figures: " + ", ".join(f"{found[verdict]} {verdict}" for verdict in VERDICTS)


def page(tables: dict[str, list[Row]]) -> str:
    """The page as Markdown."""
    lines = [HEAD, f"**{summary(tables)}.**\n"]
    for title, rows in tables.items():
        found = counts(rows)
        tally = ", ".join(f"{found[verdict]} {verdict}" for verdict in VERDICTS if found[verdict])
        lines += [f"## {title}\n", f"{len(rows)} figures: {tally}.\n"]
        lines += ["| place | figure | printed | computed | verdict | note |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {row.published.place} | {row.published.what} | {row.published.printed or '—'} | {row.computed} "
            f"| {row.verdict} | {row.note} |"
            for row in rows
        ]
        lines.append("")
    return "\n".join(lines)
