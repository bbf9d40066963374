"""``python -m ii_index.cli``."""

from ii_index.cli import main

main()
