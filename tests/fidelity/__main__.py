"""``make fidelity``: write docs/fidelity.md and print the count."""

import sys

from tests.fidelity.table import PAGE, page, parts, summary


def main() -> None:
    """Write the page."""
    tables = parts()
    PAGE.write_text(page(tables), encoding="utf-8")
    sys.stdout.write(f"{summary(tables)}\n→ docs/{PAGE.name}\n")


if __name__ == "__main__":
    main()
